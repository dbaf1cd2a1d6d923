/* SPDX-License-Identifier: Apache-2.0 */
/* lab/work.h - the replications of a sweep or a drill, by each thread alone or by teams of
 * ranks, round after round until nothing is missing.
 *
 * Rank 0 plans what is missing and takes in what came of it. A replication that is done is safe
 * in a spool (lab/spool.h) at once. One that fails is tried once more; then its unit is given
 * up, with the reason as a record of its own. One in which the process ends is noted
 * (lab/mishap.h) and counts when the same command goes on. A process that is warned
 * (base/warning.h) stops. Thread: the one of comm, on each rank.
 */
#pragma once

#include "base/text.h"
#include "lab/box.h"
#include "lab/hand.h"
#include "lab/mishap.h"
#include "lab/spool.h"

struct lab_task { // replications of one unit, one after the other; no padding
    uint32_t unit, first, count;
    char id[64]; // of the unit, without NUL
};

/* Who has the work to do. */
struct lab_work_ops {
    size_t task_bytes; // a task begins with a struct lab_task
    /* Rank 0: what is missing (heap), so much of it as is known and fits a round; `workers`
     * take it. `needed` gets all that is known to be needed so far. */
    void *(*plan)(void *user, unsigned workers, size_t *tasks, uint64_t *needed);
    /* Rank 0: pieces that came in so far. */
    uint64_t (*taken)(const void *user);
    /* Rank 0, one at a time: a record of the spool, or of another rank. */
    void (*take)(void *user, const void *record, size_t bytes);
    /* Rank 0, once its spool is open: what else is to stand there; NULL: nothing. */
    bool (*fill)(void *user, struct lab_spool *spool, const char *folder, struct base_err *err);
    /* Any thread: makes the hand ready (lab_hand_load); false with its err. With teams on all
     * ranks of the team. */
    bool (*load)(void *user, unsigned thread, struct lab_hand *h, const void *task);
    /* Any thread: what stands in the record, behind its head, of what the hand has done. */
    void (*tell)(void *user, unsigned thread, const struct lab_hand *h, const void *task,
                 struct base_text *record);
};

struct lab_work {
    /* given */
    const struct lab_work_ops *ops;
    void *user;
    struct tw_options tw; // engine, threads and below
    unsigned teams;       // of ranks; 0: each thread of each rank on its own
    uint64_t seed;
    bool antithetic;
    bool only_join;     // nothing is simulated
    const char *output; // the results file; its spool is the folder OUTPUT.spool
    const char *mark;   // of the spool
    bool secret;        // the spool is for nobody else to read; on any rank: on all
    char *const *again; // the command that begins anew (lab/mishap.h), or NULL
    void (*progress)(void *user, uint64_t done, uint64_t all); // rank 0; NULL: silent
    void *progress_user;

    bool stopped;       // warned before all was done
    uint64_t simulated; // pieces, on all ranks

    /* its own */
    char *folder;
    struct lab_spool *spool;
    struct lab_mishaps *mishaps;
    bool first; // of all ranks: it plans
    const unsigned char *task;
    size_t tasks;
    uint64_t before, needed; // pieces, for progress
    struct lab_hand *hand;   // by thread
    unsigned hands;
    struct lab_box box; // other ranks: records that the first has not seen
};

/* How many threads work on each rank, so that `user` has room for as many. */
unsigned lab_work_hands(const struct lab_work *w);

/* Collective. Reads the spool, and does all that is missing. False with `err`, or stopped; what
 * is in the spool stays. */
bool lab_work_run(struct lab_work *w, struct base_err *err);
