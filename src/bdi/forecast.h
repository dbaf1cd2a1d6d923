/* SPDX-License-Identifier: Apache-2.0 */
/* bdi/forecast.h - what an agent learns from demand: one observation per period in, what the
 * next periods will bring out.
 *
 * Each forecast is one file below forecasts/ and one row of the table in forecast.c. What was
 * learned is flat and owned by the caller, so that it can live inside an LP; `window` is a ring
 * of `how->window` observations right behind it.
 * Thread: pure functions. Errors: none.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct bdi_how {     // parameters of a forecast
    double start;    // demand per period believed before the first observation
    double weight;   // of the last observation: alpha, rho
    uint32_t window; // observations that a moving average holds
    uint32_t pad;
};

struct bdi_learned {
    double level;  // mean demand per period
    double last;   // observation
    uint64_t seen; // observations
};

struct bdi_forecast {
    const char *name;
    /* Learns that a period had demand `x`. */
    void (*learn)(const struct bdi_how *how, struct bdi_learned *l, double *window, double x);
    /* The demand of the next `periods`, expected. */
    double (*ahead)(const struct bdi_how *how, const struct bdi_learned *l, double periods);
};

enum bdi_forecast_id { // positions in bdi_forecasts
    BDI_MEAN,
    BDI_MOVING_AVERAGE,
    BDI_SMOOTHING,
    BDI_AR1,
    BDI_FORECASTS
};
extern const struct bdi_forecast *const bdi_forecasts[BDI_FORECASTS];

/* What is believed before anything was seen; fills the window as well. */
void bdi_believe(const struct bdi_how *how, struct bdi_learned *l, double *window);
