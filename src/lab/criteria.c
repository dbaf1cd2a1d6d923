/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/criteria.h"

#include <math.h>

#include "supply/supply.h"

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

        report->criterion[i] = judge(asked, report->figure[figure].stat);
        report->missed += !report->criterion[i].met;
    }
}
