/* SPDX-License-Identifier: Apache-2.0 */
#include "bdi/forecast.h"

#include "bdi/forecasts/forecasts.h"

const struct bdi_forecast *const bdi_forecasts[BDI_FORECASTS] = {
    [BDI_MEAN] = &bdi_mean,
    [BDI_MOVING_AVERAGE] = &bdi_moving_average,
    [BDI_SMOOTHING] = &bdi_smoothing,
    [BDI_AR1] = &bdi_ar1,
};

void bdi_believe(const struct bdi_how *how, struct bdi_learned *l, double *window)
{
    *l = (struct bdi_learned){.level = how->start, .last = how->start};
    for (uint32_t i = 0; i < how->window; i++)
        window[i] = how->start;
}

double bdi_level_ahead(const struct bdi_how *how, const struct bdi_learned *l, double periods)
{
    (void)how;
    return periods * l->level;
}
