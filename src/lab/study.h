/* SPDX-License-Identifier: Apache-2.0 */
/* lab/study.h - what replications found, settled one after the other in their order.
 *
 * Rank 0 holds digest, figures and file; the other ranks only send. Thread: the one of comm.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "lab/census.h"
#include "lab/run.h"
#include "lab/settled.h"
#include "lab/tally.h"
#include "out/results.h"
#include "supply/supply.h"

/* What one worker did in one replication. */
struct lab_worker_row {
    uint64_t replication;
    struct tw_worker_stats stats;
};

struct lab_study {
    const struct scenario *scen;
    const struct sup_world *world;
    struct lab_census census;
    struct base_arena *arena; // texts and figures that the report keeps
    struct tw_model model;
    struct out_h5 *file; // NULL on other ranks, and when nothing is written
    struct out_rows *table[SUP_CHANNEL_COUNT];
    struct out_rows *network; // the time series of the whole network
    struct lab_tally tally;   // of the present replication

    struct lab_settled *kept; // for checkpoints, rank 0; NULL: none are wanted

    uint64_t digest, log_digest, trace_digest;
    struct out_replication *replication;
    size_t settled;
    double *figure; // settled x figures
    size_t figures;
    double *back;    // settled x criteria of the scenario: days until it is so again
    double *backlog; // per LP, summed over replications
    struct lab_worker_row *worker;
    size_t workers, worker_capacity;
};

/* Collective. */
void lab_study_init(struct lab_study *s, const struct scenario *scen,
                    const struct sup_world *world, struct base_arena *arena);
void lab_study_fini(struct lab_study *s); // the file is not touched

/* Collective. Begins the file with /scenario and /model on rank 0. False with `err` there. */
bool lab_study_begin(struct lab_study *s, const char *path, struct base_err *err);

/* Closes and removes the file, if there is one. */
void lab_study_drop(struct lab_study *s);

/* Collective. Takes in replication `index`, which rank `owner` has as `mine` (the other ranks
 * hold their part of it, or nothing). False with `err` when its goods are not conserved. */
bool lab_study_settle(struct lab_study *s, uint32_t index, int owner,
                      const struct tw_result *mine, struct base_err *err);

/* Takes in `count` settled replications again, in a new study: rank 0 from `kept`
 * (lab/settled.h, found sound), the others just count. False with `err` as above. */
bool lab_study_again(struct lab_study *s, FILE *kept, uint64_t count, struct base_err *err);

/* Collective. Fills figures and sites of the report on rank 0. */
void lab_study_report(const struct lab_study *s, struct lab_report *report);

/* Writes what is known only at the end, without the volatile facts; rank 0. */
void lab_study_end(struct lab_study *s, const struct lab_report *report);
