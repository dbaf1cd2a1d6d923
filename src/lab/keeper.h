/* SPDX-License-Identifier: Apache-2.0 */
/* lab/keeper.h - when a run is written down, and how it is taken up again.
 *
 * Replications that have ended wait for those beside them; those under way are snapshots. Each
 * rank holds its own of both, and after a restart all of them, until a worker goes on with
 * them. Thread: the one of comm, but lab_keeper_due().
 */
#pragma once

#include <stdbool.h>

#include "lab/checkpoint.h"
#include "lab/run.h"
#include "lab/settled.h"
#include "lab/study.h"

struct lab_keeper {
    const struct lab_run *run;
    struct lab_mark mark;
    struct lab_settled *settled; // rank 0
    double last;                 // clock at the last checkpoint, or the start
    struct lab_flight *flight;
    bool *mine; // per flight: this rank has it for the next checkpoint
    size_t flights, capacity;
};

/* Collective. Begins to keep, or goes on from a checkpoint: takes its settled replications in
 * to `study` and `done`. False with `err`. */
bool lab_keeper_init(struct lab_keeper *k, const struct lab_run *run, struct lab_study *study,
                     struct lab_done *done, struct base_err *err);
void lab_keeper_fini(struct lab_keeper *k);

/* For tw_options.pause; `user` is the keeper. Any thread. */
bool lab_keeper_due(void *user, tw_time at);

/* How often to ask, in seconds. */
double lab_keeper_patience(const struct lab_keeper *k);

/* Collective. What was warned of, or is due, on any rank. */
bool lab_keeper_any(bool mine);

/* The flight of replication `index` that this rank knows; NULL: it begins at its beginning. */
struct lab_flight *lab_keeper_find(struct lab_keeper *k, uint64_t index);

/* Keeps what this rank has of replication `index`: `result`, paused or ended, which is emptied.
 * `counts`: in the next checkpoint it is this rank's that counts what all have done. */
void lab_keeper_take(struct lab_keeper *k, uint64_t index, struct tw_result *result,
                     bool counts);

/* Forgets what this rank has of replications before `settled`. */
void lab_keeper_forget(struct lab_keeper *k, uint64_t settled);

/* Collective. Writes a checkpoint of `settled` replications and all flights. */
bool lab_keeper_write(struct lab_keeper *k, uint64_t settled, const struct lab_done *done,
                      struct base_err *err);
