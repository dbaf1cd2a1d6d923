/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lab/diff.h"
#include "lab/stat.h"

/* One sweep, column by column. */
struct sweep {
    const struct out_file *f;
    const char **outcome, **unit, **factor;
    size_t outcomes, factors;
    double *at, *of, *mean; // /summary/points: point, outcome, mean
    size_t rows;
    double *point; // /results/points
    size_t results;
};

static void read_sweep(struct sweep *s, const struct out_file *f, struct base_arena *arena)
{
    size_t n;

    *s = (struct sweep){.f = f};
    s->outcome = out_file_strings(f, "/study/outcomes/name", arena, &s->outcomes);
    s->unit = out_file_strings(f, "/study/outcomes/unit", arena, &n);
    s->factor = out_file_strings(f, "/study/factors/name", arena, &s->factors);
    s->at = out_file_doubles(f, "/summary/points/point", arena, &s->rows);
    s->of = out_file_doubles(f, "/summary/points/outcome", arena, &n);
    s->mean = out_file_doubles(f, "/summary/points/mean", arena, &n);
    s->point = out_file_doubles(f, "/results/points/point", arena, &s->results);
    if (!s->outcome || !s->unit)
        s->outcomes = 0;
    if (!s->factor)
        s->factors = 0;
    if (!s->at || !s->of || !s->mean)
        s->rows = 0;
    if (!s->point)
        s->results = 0;
}

static const char *named(struct base_arena *arena, double point, const char *what)
{
    char text[160];

    snprintf(text, sizeof text, "point %.0f %.120s", point, what);
    return base_arena_string(arena, text);
}

/* ---- values of factors ---- */

static const char **levels_of(const struct sweep *s, const char *factor,
                              struct base_arena *arena, size_t *points)
{
    char path[160];

    *points = 0;
    snprintf(path, sizeof path, "/study/levels/%.120s", factor);
    return out_file_has(s->f, path) ? out_file_strings(s->f, path, arena, points) : NULL;
}

static void diff_factor(struct lab_diff *d, const char *factor, const struct sweep *a,
                        const struct sweep *b, struct base_arena *arena)
{
    size_t n, m;
    const char **x = levels_of(a, factor, arena, &n), **y = levels_of(b, factor, arena, &m);
    size_t most = n > m ? n : m;
    struct lab_diff_value *value = base_arena_array(arena, d->values + most + 1, sizeof *value);

    if (d->values > 0)
        memcpy(value, d->value, d->values * sizeof *value);
    d->value = value;
    for (size_t p = 0; p < most; p++) {
        const char *one = p < n ? x[p] : NULL, *other = p < m ? y[p] : NULL;
        if (!one || !other || strcmp(one, other) != 0)
            d->value[d->values++] =
                (struct lab_diff_value){named(arena, (double)p, factor), one, other};
    }
}

static bool has_factor(const struct sweep *s, const char *name)
{
    for (size_t f = 0; f < s->factors; f++)
        if (strcmp(s->factor[f], name) == 0)
            return true;
    return false;
}

/* ---- outcomes ---- */

/* Replications of point `p` begin at `first`; how many there are. */
static size_t range_of(const struct sweep *s, double p, size_t *first)
{
    size_t i = 0, n = 0;

    while (i < s->results && s->point[i] < p)
        i++;
    *first = i;
    while (i + n < s->results && s->point[i + n] <= p)
        n++;
    return n;
}

/* With the same chance, replication by replication. */
static void pair(struct lab_diff_figure *figure, double p, const struct sweep *a,
                 const struct sweep *b, const double *x, const double *y,
                 struct base_arena *arena)
{
    size_t i, k, n = range_of(a, p, &i), m = range_of(b, p, &k);

    n = m < n ? m : n;
    if (n < 1 || !x || !y)
        return;
    double *difference = base_arena_array(arena, n, sizeof *difference);
    for (size_t r = 0; r < n; r++)
        difference[r] = y[k + r] - x[i + r];
    struct lab_stat stat = lab_stat_of(difference, 1, n, false);
    figure->difference = stat.mean;
    figure->low = stat.low;
    figure->high = stat.high;
    figure->pairs = n;
}

static double *results_of(const struct sweep *s, const char *outcome, struct base_arena *arena)
{
    char path[160];
    size_t n;

    snprintf(path, sizeof path, "/results/points/%.120s", outcome);
    return out_file_doubles(s->f, path, arena, &n);
}

/* Means of outcome `o` by point, NAN where there is none. */
static double *means_of(const struct sweep *s, size_t o, size_t points,
                        struct base_arena *arena)
{
    double *mean = base_arena_array(arena, points + 1, sizeof *mean);

    for (size_t p = 0; p < points; p++)
        mean[p] = NAN;
    for (size_t i = 0; i < s->rows; i++)
        if ((size_t)s->of[i] == o && s->at[i] < (double)points)
            mean[(size_t)s->at[i]] = s->mean[i];
    return mean;
}

static void diff_outcome(struct lab_diff *d, size_t o, size_t other, size_t points, bool paired,
                         const struct sweep *a, const struct sweep *b, struct base_arena *arena)
{
    const double *x = means_of(a, o, points, arena), *y = means_of(b, other, points, arena);
    const double *xs = results_of(a, a->outcome[o], arena);
    const double *ys = results_of(b, b->outcome[other], arena);

    for (size_t p = 0; p < points; p++) {
        if (isnan(x[p]) || isnan(y[p]))
            continue;
        struct lab_diff_figure *f = &d->figure[d->figures++];
        *f = (struct lab_diff_figure){named(arena, (double)p, a->outcome[o]),
                                      a->unit[o],
                                      x[p],
                                      y[p],
                                      y[p] - x[p],
                                      NAN,
                                      NAN,
                                      0};
        if (paired)
            pair(f, (double)p, a, b, xs, ys, arena);
    }
}

static size_t points_of(const struct sweep *a, const struct sweep *b)
{
    int64_t n = 0, m = 0;

    out_file_integer(a->f, "/study", "points", &n);
    out_file_integer(b->f, "/study", "points", &m);
    return (size_t)(n < m ? n : m);
}

static bool same_seed(const struct sweep *a, const struct sweep *b)
{
    int64_t x, y;

    return out_file_integer(a->f, "/study", "seed", &x) &&
           out_file_integer(b->f, "/study", "seed", &y) && x == y;
}

void lab_diff_points(const struct out_file *a, const struct out_file *b,
                     struct base_arena *arena, struct lab_diff *diff)
{
    struct sweep x, y;

    read_sweep(&x, a, arena);
    read_sweep(&y, b, arena);
    for (size_t f = 0; f < x.factors; f++)
        diff_factor(diff, x.factor[f], &x, &y, arena);
    for (size_t f = 0; f < y.factors; f++)
        if (!has_factor(&x, y.factor[f]))
            diff_factor(diff, y.factor[f], &x, &y, arena);
    size_t points = points_of(&x, &y);
    diff->figure = base_arena_array(arena, points * x.outcomes + 1, sizeof *diff->figure);
    for (size_t o = 0; o < x.outcomes; o++)
        for (size_t other = 0; other < y.outcomes; other++)
            if (strcmp(x.outcome[o], y.outcome[other]) == 0)
                diff_outcome(diff, o, other, points, same_seed(&x, &y), &x, &y, arena);
}
