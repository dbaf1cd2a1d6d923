/* SPDX-License-Identifier: Apache-2.0 */
#include "bdi/forecasts/forecasts.h"

/* The mean of the last observations, summed afresh so that rounding never adds up. */
static void learn(const struct bdi_how *how, struct bdi_learned *l, double *window, double x)
{
    double sum = 0.0;

    window[l->seen % how->window] = x;
    for (uint32_t i = 0; i < how->window; i++)
        sum += window[i];
    l->seen++;
    l->last = x;
    l->level = sum / (double)how->window;
}

const struct bdi_forecast bdi_moving_average = {
    .name = "moving-average", .learn = learn, .ahead = bdi_level_ahead};
