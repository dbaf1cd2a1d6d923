/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/stat.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

struct lab_stat lab_stat_of(const double *value, size_t stride, size_t n)
{
    struct lab_stat s = {.n = n, .mean = NAN, .sd = NAN, .low = NAN, .high = NAN};

    if (n == 0)
        return s;
    s.mean = gsl_stats_mean(value, stride, n);
    if (n < 2)
        return s;
    s.sd = gsl_stats_sd_m(value, stride, n, s.mean);
    double half = gsl_cdf_tdist_Pinv(0.975, (double)(n - 1)) * s.sd / sqrt((double)n);
    s.low = s.mean - half;
    s.high = s.mean + half;
    return s;
}
