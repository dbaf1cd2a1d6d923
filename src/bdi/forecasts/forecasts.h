/* SPDX-License-Identifier: Apache-2.0 */
/* bdi/forecasts/forecasts.h - the forecasts that come with the program, one file each. */
#pragma once

#include "bdi/forecast.h"

extern const struct bdi_forecast bdi_mean, bdi_moving_average, bdi_smoothing, bdi_ar1;

/* `ahead` of those that expect every period to be like the level. */
double bdi_level_ahead(const struct bdi_how *how, const struct bdi_learned *l, double periods);
