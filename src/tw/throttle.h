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

void tw_throttle_init(struct tw_throttle *t);

/* Called in each turn; `moved`: the bound of what is certain has moved since the last one. */
void tw_throttle_adapt(struct tw_throttle *t, struct tw_worker_stats *stats, bool moved);

static inline bool tw_throttle_allows(const struct tw_throttle *t, const struct tw_history *h)
{
    return tw_history_count(h) < t->allowed;
}
