/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/sum.h"

#include <stddef.h>

#define STAT(name, about, field)                                    \
    {                                                               \
        name, NULL, about, OUT_F64, offsetof(struct lab_sum, field) \
    }

static const struct out_column statistics[] = {
    STAT("mean", "mean over replications", stat.mean),
    STAT("sd", "standard deviation between observations", stat.sd),
    STAT("ci_low", "95 % confidence interval of the mean (Student t), lower end", stat.low),
    STAT("ci_high", "95 % confidence interval of the mean (Student t), upper end", stat.high),
    STAT("p05", "5 % of the replications are lower", stat.quantile[0]),
    STAT("p25", "a quarter of the replications is lower", stat.quantile[1]),
    STAT("p50", "median of the replications", stat.quantile[2]),
    STAT("p75", "a quarter of the replications is higher", stat.quantile[3]),
    STAT("p95", "5 % of the replications are higher", stat.quantile[4]),
    STAT("var_95", "value at risk: 5 % of the replications are worse", stat.var),
    STAT("var_95_low", "95 % interval of var_95 between order statistics, lower end",
         tail.var_low),
    STAT("var_95_high", "95 % interval of var_95 between order statistics, upper end",
         tail.var_high),
    STAT("cvar_95", "conditional value at risk: mean of the worst 5 %", stat.cvar),
    STAT("cvar_95_low", "95 % interval of cvar_95, asymptotic, lower end", tail.cvar_low),
    STAT("cvar_95_high", "95 % interval of cvar_95, asymptotic, upper end", tail.cvar_high),
};

enum { STATISTICS = sizeof statistics / sizeof *statistics };
_Static_assert(STATISTICS + 3 == LAB_SUM_COLUMNS, "as many as the header says");

void lab_sum_columns(struct out_column of, struct out_column figure, const char *see,
                     struct out_column column[LAB_SUM_COLUMNS])
{
    of.offset = offsetof(struct lab_sum, of);
    figure.offset = offsetof(struct lab_sum, figure);
    column[0] = of;
    column[1] = figure;
    column[2] = (struct out_column){"n", "1", "observations: replications, or antithetic pairs",
                                    OUT_U64, offsetof(struct lab_sum, stat.n)};
    for (size_t i = 0; i < STATISTICS; i++) {
        column[3 + i] = statistics[i];
        column[3 + i].unit = see;
    }
}

void lab_sum_veil(const struct out_h5 *f, const char *unit, struct lab_sum *row)
{
    struct lab_stat *a = &row->stat;
    struct lab_tail *t = &row->tail;
    double *const value[] = {&a->mean, &a->sd,      &a->low,      &a->high,     &a->var,
                             &a->cvar, &t->var_low, &t->var_high, &t->cvar_low, &t->cvar_high};

    for (size_t i = 0; i < sizeof value / sizeof *value; i++)
        out_h5_veil(f, unit, value[i], 1);
    out_h5_veil(f, unit, a->quantile, LAB_QUANTILES);
}
