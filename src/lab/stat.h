/* SPDX-License-Identifier: Apache-2.0 */
/* lab/stat.h - what several replications say together.
 *
 * The confidence interval is Student's: replications are independent, so their mean is
 * estimated with n - 1 degrees of freedom (Law, "Simulation Modeling and Analysis", ch. 4).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { LAB_QUANTILES = 5 }; // 5, 25, 50, 75, 95 %

struct lab_stat {
    size_t n;
    double mean, sd;
    double low, high; // 95 % interval of the mean; with sd NAN when n < 2
    double quantile[LAB_QUANTILES];
    double var, cvar; // value at risk and mean beyond it, 95 %, towards the bad
};

/* 95 % intervals of `var` and `cvar`; NAN while there are too few values. */
struct lab_tail {
    double var_low, var_high, cvar_low, cvar_high;
};

/* Of value at risk between order statistics, whatever the law (David and Nagaraja, "Order
 * Statistics", section 7.1); of the mean beyond it by its asymptotic variance (Trindade,
 * Uryasev, Shapiro, Zrazhevsky, Journal of Banking and Finance 31, 2007). */
struct lab_tail lab_tail_of(const double *value, size_t stride, size_t n, bool more_is_better);

/* Of `n` values, `stride` apart; `more_is_better` puts the bad tail at the low end. Quantiles
 * go straight between order statistics (Hyndman and Fan's type 7). Conditional value at risk as
 * in Rockafellar and Uryasev, "Optimization of Conditional Value-at-Risk", Journal of Risk
 * 2(3), 2000, for n equally likely outcomes: the mean of the worst 5 %. */
struct lab_stat lab_stat_of(const double *value, size_t stride, size_t n, bool more_is_better);

/* What the mean is at least (`lower`) or at most, with this one-sided confidence; NAN when
 * n < 2. */
double lab_stat_bound(const struct lab_stat *s, double confidence, bool lower);
