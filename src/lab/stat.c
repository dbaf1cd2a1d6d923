/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/stat.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

static const double LEVEL = 0.95;
static const double SHARE[LAB_QUANTILES] = {0.05, 0.25, 0.5, 0.75, 0.95};

/* Mean of the worst values, as many as `tail` says; the last one counts in part. The worst
 * stand at the end of `sorted`, or at its begin. */
static double mean_of_worst(const double *sorted, size_t n, double tail, bool low_is_bad)
{
    double sum = 0.0, left = tail;

    for (size_t i = 0; i < n && left > 0.0; i++) {
        double part = left < 1.0 ? left : 1.0;

        sum += part * sorted[low_is_bad ? i : n - 1 - i];
        left -= part;
    }
    return sum / tail;
}

static void spread(struct lab_stat *s, const double *sorted, bool low_is_bad)
{
    for (int i = 0; i < LAB_QUANTILES; i++)
        s->quantile[i] = gsl_stats_quantile_from_sorted_data(sorted, 1, s->n, SHARE[i]);
    s->var = low_is_bad ? s->quantile[0] : s->quantile[LAB_QUANTILES - 1];
    s->cvar = mean_of_worst(sorted, s->n, (1.0 - LEVEL) * (double)s->n, low_is_bad);
}

static struct lab_stat nothing(size_t n)
{
    struct lab_stat s = {n, NAN, NAN, NAN, NAN, {NAN, NAN, NAN, NAN, NAN}, NAN, NAN};

    return s;
}

struct lab_stat lab_stat_of(const double *value, size_t stride, size_t n, bool more_is_better)
{
    struct lab_stat s = nothing(n);

    if (n == 0)
        return s;
    s.mean = gsl_stats_mean(value, stride, n);
    if (isnan(s.mean))
        return s;
    double *sorted = base_array(n, sizeof *sorted);
    for (size_t i = 0; i < n; i++)
        sorted[i] = value[i * stride];
    gsl_sort(sorted, 1, n);
    spread(&s, sorted, more_is_better);
    free(sorted);
    if (n < 2)
        return s;
    s.sd = gsl_stats_sd_m(value, stride, n, s.mean);
    double half =
        gsl_cdf_tdist_Pinv((1.0 + LEVEL) / 2.0, (double)(n - 1)) * s.sd / sqrt((double)n);
    s.low = s.mean - half;
    s.high = s.mean + half;
    return s;
}

double lab_stat_bound(const struct lab_stat *s, double confidence, bool lower)
{
    if (s->n < 2 || isnan(s->sd))
        return NAN;
    double far =
        gsl_cdf_tdist_Pinv(confidence, (double)(s->n - 1)) * s->sd / sqrt((double)s->n);

    return lower ? s->mean - far : s->mean + far;
}

/* ---- intervals of the tail ---- */

/* Ranks (from 1) of the order statistics around the quantile; 0 and n + 1 when there are too
 * few. */
static void ranks_around(size_t n, double share, size_t *low, size_t *high)
{
    double outside = (1.0 - LEVEL) / 2.0;
    unsigned count = (unsigned)n;

    *low = 0;
    while (*low < n && gsl_cdf_binomial_P((unsigned)*low, share, count) <= outside)
        ++*low;
    *high = *low;
    while (*high <= n && (*high == 0 || gsl_cdf_binomial_P((unsigned)(*high - 1), share,
                                                           count) < 1 - outside))
        ++*high;
}

/* Half of the interval of the mean beyond `var`. */
static double half_beyond(const double *sorted, size_t n, double var, bool low_is_bad)
{
    double *over = base_array(n, sizeof *over);

    for (size_t i = 0; i < n; i++)
        over[i] = fmax(0.0, low_is_bad ? var - sorted[i] : sorted[i] - var);
    double sd = gsl_stats_sd(over, 1, n) / (1.0 - LEVEL);
    free(over);
    return gsl_cdf_ugaussian_Pinv((1.0 + LEVEL) / 2.0) * sd / sqrt((double)n);
}

struct lab_tail lab_tail_of(const double *value, size_t stride, size_t n, bool more_is_better)
{
    struct lab_tail tail = {NAN, NAN, NAN, NAN};
    struct lab_stat s = lab_stat_of(value, stride, n, more_is_better);
    size_t low, high;

    if (n < 2 || isnan(s.mean))
        return tail;
    double *sorted = base_array(n, sizeof *sorted);
    for (size_t i = 0; i < n; i++)
        sorted[i] = value[i * stride];
    gsl_sort(sorted, 1, n);
    ranks_around(n, more_is_better ? 1.0 - LEVEL : LEVEL, &low, &high);
    tail.var_low = low >= 1 ? sorted[low - 1] : NAN;
    tail.var_high = high <= n ? sorted[high - 1] : NAN;
    if ((double)n * (1.0 - LEVEL) >= 1.0) {
        double half = half_beyond(sorted, n, s.var, more_is_better);
        tail.cvar_low = s.cvar - half;
        tail.cvar_high = s.cvar + half;
    }
    free(sorted);
    return tail;
}
