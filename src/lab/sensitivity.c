/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/sensitivity.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "lab/stat.h"
#include "rand/stream.h"

enum { RESAMPLES = 1000, SEED = 1, PURPOSE = 0x626f6f74 };

/* ---- Sobol ---- */

struct indices {
    const double *y;
    const size_t *row; // which blocks; of a resample some come twice
    size_t rows, factors;
};

static const double *block(const struct indices *s, size_t i)
{
    return s->y + s->row[i] * (s->factors + 2);
}

/* Mean and variance over A and B together. */
static double variance(const struct indices *s, double *mean)
{
    double sum = 0, squares = 0, n = 2.0 * (double)s->rows;

    for (size_t i = 0; i < s->rows; i++)
        sum += block(s, i)[0] + block(s, i)[s->factors + 1];
    *mean = sum / n;
    for (size_t i = 0; i < s->rows; i++) {
        double a = block(s, i)[0] - *mean, b = block(s, i)[s->factors + 1] - *mean;
        squares += a * a + b * b;
    }
    return squares / n;
}

static void estimate(const struct indices *s, size_t f, double mean, double all, double *first,
                     double *total)
{
    double own = 0, rest = 0, n = (double)s->rows;

    for (size_t i = 0; i < s->rows; i++) {
        const double *y = block(s, i);
        double a = y[0], ab = y[f + 1], b = y[s->factors + 1];
        own += (b - mean) * (ab - a); // less the mean: the same expectation, less noise
        rest += (a - ab) * (a - ab);
    }
    *first = own / n / all;
    *total = rest / (2.0 * n) / all;
}

static void interval(double *value, double *low, double *high)
{
    gsl_sort(value, 1, RESAMPLES);
    *low = gsl_stats_quantile_from_sorted_data(value, 1, RESAMPLES, 0.025);
    *high = gsl_stats_quantile_from_sorted_data(value, 1, RESAMPLES, 0.975);
}

static void bootstrap(const struct indices *s, struct lab_index *index)
{
    size_t *row = base_array(s->rows, sizeof *row);
    double *value = base_array(2 * s->factors * RESAMPLES, sizeof *value);
    struct rand_stream dice = rand_stream_named(SEED, 0, 0, PURPOSE);
    struct indices again = {s->y, row, s->rows, s->factors};

    for (size_t b = 0; b < RESAMPLES; b++) {
        double mean;
        for (size_t i = 0; i < s->rows; i++)
            row[i] = rand_below(&dice, (uint32_t)s->rows);
        double all = variance(&again, &mean);
        for (size_t f = 0; f < s->factors; f++)
            estimate(&again, f, mean, all, &value[2 * f * RESAMPLES + b],
                     &value[(2 * f + 1) * RESAMPLES + b]);
    }
    for (size_t f = 0; f < s->factors; f++) {
        interval(value + 2 * f * RESAMPLES, &index[f].first_low, &index[f].first_high);
        interval(value + (2 * f + 1) * RESAMPLES, &index[f].total_low, &index[f].total_high);
    }
    free(value);
    free(row);
}

void lab_sobol_indices(const double *y, size_t rows, size_t factors, struct lab_index *index)
{
    size_t *row = base_array(rows, sizeof *row);
    struct indices s = {y, row, rows, factors};
    double mean;

    for (size_t i = 0; i < rows; i++)
        row[i] = i;
    double all = variance(&s, &mean);
    for (size_t f = 0; f < factors; f++) {
        index[f] = (struct lab_index){NAN, NAN, NAN, NAN, NAN, NAN};
        if (all > 0)
            estimate(&s, f, mean, all, &index[f].first, &index[f].total);
    }
    if (all > 0)
        bootstrap(&s, index);
    free(row);
}

/* ---- Morris ---- */

/* The effect of factor `f` in trajectory `t`: the change of the outcome over that of the
 * coordinate, at the one step where that changes. */
static double elementary(const double *y, const double *place, size_t t, size_t factors,
                         size_t f)
{
    for (size_t k = t * (factors + 1); k < t * (factors + 1) + factors; k++) {
        double step = place[(k + 1) * factors + f] - place[k * factors + f];
        if (step > 0 || step < 0)
            return (y[k + 1] - y[k]) / step;
    }
    return NAN;
}

void lab_morris_effects(const double *y, const double *place, size_t trajectories,
                        size_t factors, struct lab_effect *effect)
{
    double *value = base_array(trajectories, sizeof *value);

    for (size_t f = 0; f < factors; f++) {
        for (size_t t = 0; t < trajectories; t++)
            value[t] = elementary(y, place, t, factors, f);
        struct lab_stat plain = lab_stat_of(value, 1, trajectories, false);
        for (size_t t = 0; t < trajectories; t++)
            value[t] = fabs(value[t]);
        struct lab_stat size = lab_stat_of(value, 1, trajectories, false);
        effect[f] = (struct lab_effect){plain.mean, size.mean, plain.sd, size.low, size.high};
    }
    free(value);
}
