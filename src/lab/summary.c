/* SPDX-License-Identifier: Apache-2.0 */
/* lab/summary.c - what the replications of each point say together, and the points together. */
#include <stdlib.h>

#include "base/mem.h"
#include "lab/sensitivity.h"
#include "lab/sum.h"
#include "lab/sweep_state.h"
#include "out/rows.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define SEE "see outcome"

/* ---- points ---- */

static const struct out_column outcome_column = {"outcome", "1", "index into /study/outcomes",
                                                 OUT_U32, 0};

/* Mean and interval of observations, quantiles and tail of replications: the two differ where
 * these come in pairs. */
static void summarise(const struct lab_sweep_state *s, size_t unit, struct lab_sum *row)
{
    const struct lab_unit *u = &s->board.unit[unit];
    bool more = s->outcome[row->figure].more_is_better;
    size_t stride = lab_sweep_stride(s), n = u->target / stride;
    double *value = base_array(n, sizeof *value);

    for (size_t i = 0; i < n; i++)
        value[i] = lab_sweep_observe(s, unit, row->figure, i);
    row->stat = lab_stat_of(u->outcome + row->figure, s->board.outcomes, u->target, more);
    struct lab_stat pairs = lab_stat_of(value, 1, n, more);
    row->stat.n = pairs.n;
    row->stat.mean = pairs.mean;
    row->stat.sd = pairs.sd;
    row->stat.low = pairs.low;
    row->stat.high = pairs.high;
    row->tail = lab_tail_of(u->outcome + row->figure, s->board.outcomes, u->target, more);
    free(value);
}

static void points_write(const struct lab_sweep_state *s, struct out_h5 *f)
{
    struct out_column column[LAB_SUM_COLUMNS];

    lab_sum_columns(
        (struct out_column){"point", "1", "number of the point, from 0", OUT_U32, 0},
        outcome_column, SEE, column);
    const struct lab_board *b = &s->board;
    struct out_rows *table = out_rows_open(
        f, "/summary/points", "one row per point and outcome: what its replications say",
        column, LAB_SUM_COLUMNS, 2, sizeof(struct lab_sum));

    for (uint32_t p = 0; p < s->design.points; p++)
        for (uint32_t i = 0; lab_board_whole(b, b->unit_of[p]) && i < b->outcomes; i++) {
            struct lab_sum row = {.of = p, .figure = i};
            summarise(s, b->unit_of[p], &row);
            lab_sum_veil(f, s->outcome[i].unit, &row);
            out_rows_append(table, &row, 1);
        }
    out_rows_close(table);
}

/* ---- sensitivity ---- */

/* The mean of each point; false when one has none. */
static bool means(const struct lab_sweep_state *s, size_t outcome, double *y)
{
    const struct lab_board *b = &s->board;

    for (size_t p = 0; p < s->design.points; p++) {
        const struct lab_unit *unit = &b->unit[b->unit_of[p]];
        if (!lab_board_whole(b, b->unit_of[p]))
            return false;
        y[p] = lab_stat_of(unit->outcome + outcome, b->outcomes, unit->target, false).mean;
    }
    return true;
}

struct index_row {
    uint32_t outcome, factor;
    struct lab_index index;
};

static const struct out_column factor_column = {"factor", "1", "index into /study/factors",
                                                OUT_U32, sizeof(uint32_t)};

#define INDEX(name, about, field)                                          \
    {                                                                      \
        name, "1", about, OUT_F64, offsetof(struct index_row, index.field) \
    }

static void sobol_write(const struct lab_sweep_state *s, struct out_h5 *f, double *y)
{
    const struct out_column column[] = {
        outcome_column,
        factor_column,
        INDEX("first", "part of the variance that the factor alone explains", first),
        INDEX("first_low", "95 % bootstrap interval, lower end", first_low),
        INDEX("first_high", "95 % bootstrap interval, upper end", first_high),
        INDEX("total", "part of the variance that is left when only it is unknown", total),
        INDEX("total_low", "95 % bootstrap interval, lower end", total_low),
        INDEX("total_high", "95 % bootstrap interval, upper end", total_high),
    };
    size_t factors = s->design.factors;
    struct lab_index *index = base_array(factors, sizeof *index);
    struct out_rows *table =
        out_rows_open(f, "/summary/sobol", "Sobol indices of the points' means", column,
                      COUNT(column), 2, sizeof(struct index_row));

    for (uint32_t i = 0; i < s->board.outcomes && means(s, i, y); i++) {
        lab_sobol_indices(y, s->design.points / (factors + 2), factors, index);
        for (uint32_t k = 0; k < factors; k++)
            out_rows_append(table, &(struct index_row){i, k, index[k]}, 1);
    }
    out_rows_close(table);
    free(index);
}

struct effect_row {
    uint32_t outcome, factor;
    struct lab_effect effect;
};

#define EFFECT(name, about, field)                                           \
    {                                                                        \
        name, SEE, about, OUT_F64, offsetof(struct effect_row, effect.field) \
    }

static void morris_write(const struct lab_sweep_state *s, struct out_h5 *f, double *y)
{
    const struct out_column column[] = {
        outcome_column,
        factor_column,
        EFFECT("mu", "mean effect of the factor over its whole range", mu),
        EFFECT("mu_star", "mean size of the effect", mu_star),
        EFFECT("mu_star_low", "95 % interval (Student t), lower end", star_low),
        EFFECT("mu_star_high", "95 % interval (Student t), upper end", star_high),
        EFFECT("sigma", "standard deviation of the effect: curved, or joined with others",
               sigma),
    };
    size_t factors = s->design.factors;
    struct lab_effect *effect = base_array(factors, sizeof *effect);
    struct out_rows *table =
        out_rows_open(f, "/summary/morris", "elementary effects of the points' means", column,
                      COUNT(column), 2, sizeof(struct effect_row));

    for (uint32_t i = 0; i < s->board.outcomes && means(s, i, y); i++) {
        lab_morris_effects(y, s->design.place, s->design.points / (factors + 1), factors,
                           effect);
        for (uint32_t k = 0; k < factors; k++) {
            struct effect_row row = {i, k, effect[k]};
            out_h5_veil(f, s->outcome[i].unit, (double *)&row.effect,
                        sizeof row.effect / sizeof(double));
            out_rows_append(table, &row, 1);
        }
    }
    out_rows_close(table);
    free(effect);
}

/* ---- the best ---- */

struct selection_row {
    uint64_t point, left;
    uint64_t best;
};

static void selection_write(const struct lab_sweep_state *s, struct out_h5 *f)
{
    static const struct out_column column[] = {
        {"point", "1", "number of the point, from 0", OUT_U64,
         offsetof(struct selection_row, point)},
        {"given_up_after", "1", "replications after which it was no candidate any more; 0: is",
         OUT_U64, offsetof(struct selection_row, left)},
        {"best", "1", "1: it is the best that was found", OUT_U64,
         offsetof(struct selection_row, best)},
    };
    struct out_rows *table =
        out_rows_open(f, "/summary/selection", "the best point (Kim and Nelson)", column,
                      COUNT(column), 1, sizeof(struct selection_row));

    for (uint64_t p = 0; p < s->design.points; p++) {
        size_t unit = s->board.unit_of[p];
        const struct selection_row row = {p, s->left[unit], unit == s->best};
        out_rows_append(table, &row, 1);
    }
    out_rows_close(table);
}

void lab_summary_write(const struct lab_sweep_state *s, struct out_h5 *f)
{
    double *y = base_array(s->design.points, sizeof *y);

    points_write(s, f);
    if (s->study->design.kind == SCEN_SALTELLI)
        sobol_write(s, f, y);
    if (s->study->design.kind == SCEN_MORRIS)
        morris_write(s, f, y);
    if (s->study->selects)
        selection_write(s, f);
    free(y);
}
