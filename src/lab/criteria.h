/* SPDX-License-Identifier: Apache-2.0 */
/* lab/criteria.h - are the scenario's criteria met? */
#pragma once

#include "lab/run.h"

/* What a criterion asks for, and what was reached: the mean over the replications or, where it
 * asks to be sure, the bound of the mean that holds with that confidence (one-sided,
 * Student's). What nobody knows is not met: a bound from one replication, a figure that is NAN.
 */
struct lab_criterion {
    const struct scen_criterion *asked;
    double reached;
    bool met;
};

/* Judges all criteria of a scenario by the figures of `report`, into its arena. */
void lab_criteria_judge(const struct scenario *scen, struct lab_report *report);
