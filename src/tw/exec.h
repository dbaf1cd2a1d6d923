/* SPDX-License-Identifier: Apache-2.0 */
/* tw/exec.h - executes one event: for good, or so that it can be taken back.
 *
 * Thread: the worker's own.
 */
#pragma once

#include "tw/core.h"

/* `ev` can't be undercut any more: no saving, committed at once, given back to the pool. */
void tw_exec_safe(struct tw_worker *w, struct tw_event *ev);

/* `ev` may be undercut: saves what it writes, keeps what it sends and emits. */
void tw_exec_speculative(struct tw_worker *w, struct tw_event *ev);

/* Lets the model ask for what the next events need. */
void tw_exec_fetch(const struct tw_worker *w);

/* The state of an event to come is on its way from memory while others run. */
static inline void tw_exec_fetch_early(const struct tw_worker *w)
{
    const struct tw_event *ev = tw_queue_ahead(&w->queue, w->fetch ? 8 : 4);

    if (ev) {
        const char *lp = (const char *)ev->lp;
        __builtin_prefetch(lp, 1);
        __builtin_prefetch(lp + 64, 1);
        if (w->fetch)
            tw_exec_fetch(w);
    }
}
