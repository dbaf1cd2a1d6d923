/* SPDX-License-Identifier: Apache-2.0 */
/* lab/settled.h - what settled replications left, in the order it came, to be taken in again.
 *
 * A study is rebuilt by taking in its settled replications once more, from these records,
 * by the same code that took them in first: so nothing can be lost or doubled. They are kept in
 * a file beside the checkpoint, which this process alone writes as long as it runs, and which
 * keeps others off the checkpoint too; a checkpoint copies it. Everything is a multiple of 8
 * bytes. Thread: one, on rank 0.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "tw/sim.h"

struct lab_settled_head {
    uint64_t index, digest, committed;
};

struct lab_settled_rows {
    uint64_t channel; // LAB_SETTLED_END: there are no more, `count` workers follow
    uint64_t count;   // records of the channel that follow (lab/gather.h)
};

#define LAB_SETTLED_END UINT64_MAX

struct lab_settled; // being written

/* Opens `path`.settled, anew. NULL, with errno as of base_file_claim(), when that can't be
 * done. */
struct lab_settled *lab_settled_open(const char *path, bool secret);
void lab_settled_close(struct lab_settled *s); // and removes the file; NULL is fine

/* One replication: its head, its rows, some at a time, then its workers. */
void lab_settled_begin(struct lab_settled *s, struct lab_settled_head head);
void lab_settled_add(struct lab_settled *s, uint64_t channel, const void *record, size_t count,
                     size_t record_bytes);
void lab_settled_end(struct lab_settled *s, const struct tw_worker_stats *worker, size_t count);

/* Its bytes so far; false, with errno set, when one could not be written. */
bool lab_settled_bytes(struct lab_settled *s, uint64_t *bytes);

/* Hands on all bytes, some at a time; false when they can't be read. */
bool lab_settled_copy(struct lab_settled *s,
                      bool (*put)(void *user, const void *data, size_t bytes), void *user);

/* Is what `from` holds, `bytes` bytes from its present place on, `count` replications of the
 * model, and nothing else? Moves behind them. */
bool lab_settled_sound(FILE *from, const struct tw_model *model, uint64_t count,
                       uint64_t bytes);
