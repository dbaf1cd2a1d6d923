/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "bdi/forecasts/forecasts.h"

/* The mean of the process is known, its last value is seen. */
static void learn(const struct bdi_how *how, struct bdi_learned *l, double *window, double x)
{
    (void)how;
    (void)window;
    l->seen++;
    l->last = x;
}

/* Least mean squared error: each step ahead, the distance from the mean shrinks by rho. Lee,
 * Padmanabhan and Whang, "Information Distortion in a Supply Chain", Management Science 43(4),
 * 1997. */
static double ahead(const struct bdi_how *how, const struct bdi_learned *l, double periods)
{
    double rho = how->weight;

    return periods * l->level +
           rho * (1.0 - pow(rho, periods)) / (1.0 - rho) * (l->last - l->level);
}

const struct bdi_forecast bdi_ar1 = {.name = "ar1", .learn = learn, .ahead = ahead};
