/* SPDX-License-Identifier: Apache-2.0 */
/* lab/sweep_state.h - what the files of lab/sweep.h share. */
#pragma once

#include "base/arena.h"
#include "lab/board.h"
#include "lab/design.h"
#include "lab/sweep.h"
#include "lab/variant.h"
#include "lab/work.h"
#include "supply/supply.h"

struct lab_outcome {
    const char *name, *unit, *about; // unit with the scenario's currency
    bool more_is_better;
};

struct lab_sweep_state {
    const struct lab_sweep *sweep;
    const struct scen_study *study;
    struct base_arena *arena;
    struct lab_design design;
    struct lab_outcome *outcome; // board.outcomes of them
    size_t *figure;              // by outcome: which of sup_figures()
    struct lab_board board;
    unsigned teams; // of ranks; 0: each thread of each rank on its own
    uint64_t seed;
    double half_width;   // of the stop rule, in the outcome's unit; 0: none
    double indifference; // of the selection
    size_t rule_outcome; // of either
    size_t best;         // unit; SIZE_MAX: none
    size_t *left; // by unit, of a selection: replications after which it was given up; 0: not
    char mark[LAB_MARK_BYTES];
    struct lab_change *change; // while there is work: by thread x factor
};

/* ---- lab/sweep_set_up.c ---- */

/* Design, outcomes, ids; checks all that can be checked before anything is simulated. */
bool lab_sweep_set_up(struct lab_sweep_state *s, const struct lab_sweep *sweep,
                      struct base_err *err);
void lab_sweep_clear(struct lab_sweep_state *s);

/* What point `point` changes; `change` has room for each factor. */
void lab_sweep_changes(const struct lab_sweep_state *s, size_t point,
                       struct lab_change *change);

/* ---- lab/sweep_plan.c: rank 0 ---- */

/* Decides from what is there how many replications each unit is to have, and lists what is
 * missing, at most some ten thousands at a time (heap). No task: all is there. `workers` take
 * them. `needed` gets all that is known to be needed so far. */
struct lab_task *lab_sweep_plan(struct lab_sweep_state *s, unsigned workers, size_t *tasks,
                                uint64_t *needed);

/* Observation `i` of a unit, for rules: a replication, or the mean of an antithetic pair. */
double lab_sweep_observe(const struct lab_sweep_state *s, size_t unit, size_t outcome,
                         size_t i);

/* Replications in one observation. */
size_t lab_sweep_stride(const struct lab_sweep_state *s);

/* Is it up to this shard? */
bool lab_sweep_mine(const struct lab_sweep_state *s, size_t unit);

/* How many replications are known to be needed before any is there. */
uint64_t lab_sweep_least(const struct lab_sweep_state *s);

/* ---- lab/sweep_work.c ---- */

/* `user` is the sweep's state; it needs s->change. */
extern const struct lab_work_ops lab_sweep_work;

/* ---- lab/sweep_out.c: rank 0 ---- */

struct out_h5;
struct out_run_facts;

/* Writes the results file; fills digest and counts of the report. */
bool lab_sweep_write(const struct lab_sweep_state *s, const struct out_run_facts *facts,
                     struct lab_sweep_report *report, struct base_err *err);

/* ---- lab/summary.c: rank 0 ---- */

/* /summary: statistics of each point; Sobol indices or Morris' effects; the selection. */
void lab_summary_write(const struct lab_sweep_state *s, struct out_h5 *f);
