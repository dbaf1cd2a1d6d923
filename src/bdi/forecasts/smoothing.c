/* SPDX-License-Identifier: Apache-2.0 */
#include "bdi/forecasts/forecasts.h"

/* Exponential smoothing. Brown, Statistical Forecasting for Inventory Control, 1959. */
static void learn(const struct bdi_how *how, struct bdi_learned *l, double *window, double x)
{
    (void)window;
    l->seen++;
    l->last = x;
    l->level += how->weight * (x - l->level);
}

const struct bdi_forecast bdi_smoothing = {
    .name = "smoothing", .learn = learn, .ahead = bdi_level_ahead};
