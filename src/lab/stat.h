/* SPDX-License-Identifier: Apache-2.0 */
/* lab/stat.h - what several replications say together.
 *
 * The confidence interval is Student's: replications are independent, so their mean is
 * estimated with n - 1 degrees of freedom (Law, "Simulation Modeling and Analysis", ch. 4).
 */
#pragma once

#include <stddef.h>

struct lab_stat {
    size_t n;
    double mean, sd;
    double low, high; // 95 % interval of the mean; with sd NAN when n < 2
};

/* Of `n` values, `stride` apart. */
struct lab_stat lab_stat_of(const double *value, size_t stride, size_t n);
