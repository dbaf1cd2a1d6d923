/* SPDX-License-Identifier: Apache-2.0 */
#include "bdi/forecasts/forecasts.h"

/* The mean of all that was seen. */
static void learn(const struct bdi_how *how, struct bdi_learned *l, double *window, double x)
{
    (void)how;
    (void)window;
    l->seen++;
    l->last = x;
    l->level = l->seen == 1 ? x : l->level + (x - l->level) / (double)l->seen;
}

const struct bdi_forecast bdi_mean = {.name = "mean", .learn = learn, .ahead = bdi_level_ahead};
