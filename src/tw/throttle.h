/* SPDX-License-Identifier: Apache-2.0 */
/* tw/throttle.h - how far a worker may run ahead of what is certain.
 *
 * The window is a number of uncommitted events, widened while little is rolled back and
 * narrowed when much is (after Das, Fujimoto, "Adaptive memory management and performance
 * evaluation for Time Warp", ACM TOMACS 7(2) 1997). Counting events instead of time makes it
 * free of any unit or tuning.
 * Thread: the worker's own.
 */
#pragma once

#include "tw/core.h"
#include "tw/history.h"

/* What a worker executes while a GVT round goes round: a narrower window makes it wait. */
enum { TW_THROTTLE_STEADY = 256 };

/* `crowded`: workers outnumber processors, so that others run while this one waits. */
void tw_throttle_init(struct tw_throttle *t, bool crowded);

/* Called in each turn; `moved`: the bound of what is certain has moved since the last one. */
void tw_throttle_adapt(struct tw_throttle *t, struct tw_worker_stats *stats, bool moved);

/* Where the worker has been already it may go again whatever its window is: what it executed
 * there and beyond still counts, and would keep it waiting until the bound has passed all of
 * that. A narrow window is for waste beyond all measure: it lets as many events as it is wide
 * go again between two moves of the bound, or it could never find out that the waste is over.
 */
static inline bool tw_throttle_allows(const struct tw_throttle *t, const struct tw_history *h,
                                      const struct tw_worker_stats *stats, tw_stamp next)
{
    if (h->live < t->allowed)
        return true;
    return next < h->latest &&
           (t->allowed >= TW_THROTTLE_STEADY || stats->speculative - t->at_move < t->allowed);
}

/* Where workers outnumber processors: is it better to let the others have this one, so that
 * the bound moves, than to speculate? It is while the bound brings many events with each move;
 * what is certain costs less than what may be undone. */
static inline bool tw_throttle_waits(const struct tw_throttle *t)
{
    return t->patience > 0;
}

void tw_throttle_waited(struct tw_throttle *t); // a turn without an event
