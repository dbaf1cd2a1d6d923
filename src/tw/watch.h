/* SPDX-License-Identifier: Apache-2.0 */
/* tw/watch.h - a worker's view of itself: progress lines, the watchdog, where its time goes.
 *
 * Thread: the worker's own; tw_watch() on the first worker of each rank.
 */
#pragma once

#include "tw/core.h"

/* Reports progress (rank 0) and ends the run with each worker's state when GVT stands still
 * for options.watchdog_seconds. Cheap: looks at the clock once in a while. */
void tw_watch(struct tw_worker *first);

/* Lets the first worker see how far this one is. */
void tw_watch_show(struct tw_worker *w);

/* Adds one turn of the loop: messages from t0, events t1..t2, GVT t2..t3, in ns. */
void tw_stats_time(struct tw_worker_stats *s, int64_t t0, int64_t t1, int64_t t2, int64_t t3);

/* Adds an idle stretch that began at `t3`; returns now. */
int64_t tw_stats_idle(struct tw_worker_stats *s, int64_t t3);

/* Notes how much memory the worker uses now. */
void tw_stats_memory(struct tw_worker *w);
