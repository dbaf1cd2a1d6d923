/* SPDX-License-Identifier: Apache-2.0 */
/* lab/sweep_work.h - tasks of a sweep done: by each thread alone, or by teams of ranks.
 *
 * Thread: the one of comm, on each rank.
 */
#pragma once

#include "lab/box.h"
#include "lab/hand.h"
#include "lab/mishap.h"
#include "lab/sweep_state.h"

struct lab_work {
    struct lab_sweep_state *s;
    struct lab_spool *spool;
    struct lab_mishaps *mishaps;
    bool first; // of all ranks: it has the board

    /* one round */
    const struct lab_task *task;
    size_t tasks;
    uint64_t before, needed; // replications, for progress
    uint64_t simulated;      // all rounds

    /* its own */
    struct lab_hand *hand;     // by thread
    struct lab_change *change; // by thread x factor
    unsigned hands;
    struct lab_box box; // other ranks: records that the first has not seen
};

/* `w` has its first members; the teams of w->s stand. */
void lab_work_init(struct lab_work *w);
void lab_work_fini(struct lab_work *w); // what was given stays

/* Collective. Does all tasks of the round, unless the process is warned; the first rank's board
 * then has what came of them. */
void lab_work_round(struct lab_work *w);
