/* SPDX-License-Identifier: Apache-2.0 */
/* lab/summary.c - what the replications of each point say together. */
#include <stdlib.h>

#include "base/mem.h"
#include "lab/stat.h"
#include "lab/sweep_state.h"
#include "out/rows.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

struct summary_row {
    uint32_t point, outcome;
    struct lab_stat stat;
};

#define STAT(name, about, field)                                                      \
    {                                                                                 \
        name, "see outcome", about, OUT_F64, offsetof(struct summary_row, stat.field) \
    }

void lab_summary_write(const struct lab_sweep_state *s, struct out_h5 *f)
{
    static const struct out_column column[] = {
        {"point", "1", "number of the point, from 0", OUT_U32,
         offsetof(struct summary_row, point)},
        {"outcome", "1", "index into /study/outcomes", OUT_U32,
         offsetof(struct summary_row, outcome)},
        {"n", "1", "observations", OUT_U64, offsetof(struct summary_row, stat.n)},
        STAT("mean", "mean over replications", mean),
        STAT("sd", "standard deviation between observations", sd),
        STAT("ci_low", "95 % confidence interval of the mean (Student t), lower end", low),
        STAT("ci_high", "95 % confidence interval of the mean (Student t), upper end", high),
        STAT("p05", "5 % of the replications are lower", quantile[0]),
        STAT("p25", "a quarter of the replications is lower", quantile[1]),
        STAT("p50", "median of the replications", quantile[2]),
        STAT("p75", "a quarter of the replications is higher", quantile[3]),
        STAT("p95", "5 % of the replications are higher", quantile[4]),
        STAT("var_95", "value at risk: 5 % of the replications are worse", var),
        STAT("cvar_95", "conditional value at risk: mean of the worst 5 %", cvar),
    };
    const struct lab_board *b = &s->board;
    struct out_rows *table = out_rows_open(
        f, "/summary/points", "one row per point and outcome: what its replications say",
        column, COUNT(column), 2, sizeof(struct summary_row));

    for (uint32_t p = 0; p < s->design.points; p++) {
        const struct lab_unit *unit = &b->unit[b->unit_of[p]];
        for (uint32_t i = 0; lab_board_whole(b, b->unit_of[p]) && i < b->outcomes; i++) {
            const struct summary_row row = {p, i,
                                            lab_stat_of(unit->outcome + i, b->outcomes,
                                                        unit->target,
                                                        s->outcome[i].more_is_better)};
            out_rows_append(table, &row, 1);
        }
    }
    out_rows_close(table);
}
