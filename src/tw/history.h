/* SPDX-License-Identifier: Apache-2.0 */
/* tw/history.h - what a worker executed ahead of the safe bound: to be taken back or committed.
 *
 * Records stand in the order of execution; saved bytes, sends and rows in rings beside them
 * (incremental state saving: Steinman, "Incremental state saving in SPEEDES", WSC 1993). A
 * record that was taken back stays as a gap until it reaches either end.
 * Thread: the owning worker.
 */
#pragma once

#include "tw/core.h"

void tw_history_fini(struct tw_history *h);

/* Opens the record of `ev`, about to be executed; until the next call what is saved, sent and
 * emitted belongs to it. */
void tw_history_open(struct tw_worker *w, struct tw_event *ev);

/* Saves `bytes` bytes at offset `offset` of the running LP's state. */
void tw_history_save(struct tw_history *h, uint32_t offset, const void *old, uint32_t bytes);

/* Keeps a row of the open record until it is committed. */
void tw_history_emit(struct tw_history *h, uint32_t seq, uint16_t channel, const void *row,
                     size_t bytes);

/* Notes a send of the open record. */
void tw_history_sent(struct tw_history *h, struct tw_sent sent);

/* `ev`, not yet in the queue, is for a past of its LP: takes the LP back to before it. */
void tw_history_straggler(struct tw_worker *w, const struct tw_event *ev);

/* `ev` is not to happen: drops it, executed or not. */
void tw_history_cancel(struct tw_worker *w, struct tw_event *ev);

/* Takes back the newest event of `lp`, to be executed again (a stress mode). */
void tw_history_undo_newest(struct tw_worker *w, struct tw_lp *lp);

/* Forgets the open record and undoes its writes, with no other effect (a stress mode). */
void tw_history_forget_open(struct tw_worker *w);

/* Commits what is before `limit`. */
void tw_history_commit(struct tw_worker *w, tw_stamp limit);

static inline uint64_t tw_history_count(const struct tw_history *h)
{
    return h->tail - h->head;
}

/* Bytes in use. */
size_t tw_history_bytes(const struct tw_history *h);
