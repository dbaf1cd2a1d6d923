/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/criteria.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lab/resilience.h"
#include "out/rows.h"
#include "scen/unit.h"
#include "supply/account/ledger.h"
#include "supply/account/periods.h"
#include "supply/supply.h"

static const double HOLD_DAYS = 7.0;

/* The fill rate of each reporting period of the network; heap. */
static double *fill_rates(const struct sup_periods *periods, size_t *count)
{
    size_t columns, bytes = sup_periods_row_bytes();
    const unsigned char *row = sup_periods_rows(periods, count);
    const struct out_column *all = sup_periods_columns(periods, &columns);
    const struct out_column *asked = out_column_find(all, columns, "sales");
    const struct out_column *served = out_column_find(all, columns, "sales_at_once");
    double *fill = base_array(*count + 1, sizeof *fill);

    base_assert(asked != NULL && served != NULL);
    for (size_t i = 0; i < *count; i++, row += bytes) {
        double sales = out_column_value(asked, row);
        fill[i] = sales > 0.0 ? out_column_value(served, row) / sales : NAN;
    }
    return fill;
}

/* False: nothing went wrong. */
static bool first_strike(const struct lab_tally_rows *rows, struct lab_strike *s)
{
    for (size_t i = 0; i < rows->count; i++) {
        struct sup_outage_row row;
        memcpy(&row, rows->data + i * rows->bytes, sizeof row);
        s->onset = i > 0 ? fmin(s->onset, row.start) : row.start;
        s->end = fmax(s->end, row.end);
    }
    return rows->count > 0;
}

void lab_criteria_look(const struct scenario *scen, const struct lab_tally *tally, double *back)
{
    struct lab_strike strike = {.hold = HOLD_DAYS};
    struct lab_curves curves = {.more_is_better = true,
                                .period = (double)scen->kpi_period / SCEN_TICKS_PER_DAY};
    bool struck = first_strike(&tally->outage, &strike), any = false;

    for (size_t i = 0; i < scen->criteria; i++) {
        any = any || scen->criterion[i].within > 0;
        back[i] = 0.0;
    }
    if (!any || !struck)
        return;
    double *fill = fill_rates(tally->periods, &curves.count);
    curves.disrupted = fill;
    for (size_t i = 0; i < scen->criteria; i++)
        if (scen->criterion[i].within > 0)
            back[i] = sup_series(tally->world) != SCEN_SERIES_NONE
                          ? lab_back_after(&curves, scen->criterion[i].bound, &strike)
                          : NAN;
    free(fill);
}

/* Days until it is so again. */
static struct lab_criterion judge_back(const struct scen_criterion *asked, struct lab_stat stat)
{
    struct lab_criterion c = {.asked = asked, .reached = stat.mean};

    if (asked->confidence > 0)
        c.reached = lab_stat_bound(&stat, asked->confidence, false);
    c.met = c.reached <= asked->within;
    return c;
}

static struct lab_criterion judge(const struct scen_criterion *asked, struct lab_stat stat)
{
    struct lab_criterion c = {.asked = asked, .reached = stat.mean};

    if (asked->confidence > 0)
        c.reached = lab_stat_bound(&stat, asked->confidence, !asked->at_most);
    c.met = asked->at_most ? c.reached <= asked->bound : c.reached >= asked->bound;
    return c;
}

void lab_criteria_judge(const struct scenario *scen, struct lab_report *report)
{
    report->criterion =
        base_arena_array(report->arena, scen->criteria, sizeof *report->criterion);
    report->criteria = scen->criteria;
    for (size_t i = 0; i < scen->criteria; i++) {
        const struct scen_criterion *asked = &scen->criterion[i];
        size_t figure = sup_figure_named(asked->figure);

        if (asked->within > 0)
            report->criterion[i] =
                judge_back(asked, lab_stat_of(report->back + i, scen->criteria,
                                              report->replications, false));
        else
            report->criterion[i] = judge(asked, report->figure[figure].stat);
        report->missed += !report->criterion[i].met;
    }
}
