/* SPDX-License-Identifier: Apache-2.0 */
/* lab/criteria.h - are the scenario's criteria met? */
#pragma once

#include "lab/run.h"
#include "lab/tally.h"

/* What a criterion asks for, and what was reached: the mean over the replications or, where it
 * asks to be sure, the bound of the mean that holds with that confidence (one-sided,
 * Student's); of the figure or, with `within`, of the days until it is so again. What nobody
 * knows is not met: a bound from one replication, a figure that is NAN.
 */
struct lab_criterion {
    const struct scen_criterion *asked;
    double reached;
    bool met;
};

/* Of one replication: for each criterion with `within` the days from the begin of the first
 * disruption until the fill rate of a reporting period is at its bound again, and stays there
 * for a week, into `back`; 0 when nothing went wrong, NAN when it is not back by the end, or
 * there are no time series. */
void lab_criteria_look(const struct scenario *scen, const struct lab_tally *tally,
                       double *back);

/* Judges all criteria of a scenario by the figures of `report`, into its arena. */
void lab_criteria_judge(const struct scenario *scen, struct lab_report *report);
