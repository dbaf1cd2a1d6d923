/* SPDX-License-Identifier: Apache-2.0 */
/* tw/worker.h - one worker: receive, execute, send, commit.
 *
 * Thread: the worker's own, unless said otherwise.
 */
#pragma once

#include "tw/core.h"

struct tw_worker *tw_worker_new(struct tw_sim *sim, uint32_t index);
void tw_worker_free(struct tw_worker *w);

/* Runs init of its LPs and delivers what they send. */
void tw_worker_start(struct tw_worker *w);

/* The event loop, until GVT reaches the end of the leg. Worker 0 of each rank reports progress.
 */
void tw_worker_loop(struct tw_worker *w);

/* After the loop: digests and leftovers of its LPs, in order. Then it has no events any more,
 * and the pools of the rank may go. */
void tw_worker_show_leftovers(struct tw_worker *w);

/* After that: finish of its LPs, in order. What it has but rows and stats goes meanwhile, since
 * the rows that come take about as much. */
void tw_worker_finish(struct tw_worker *w);

/* ---- for the engine's other files ---- */

/* Takes in all that other workers have sent (worker 0: other ranks too). */
void tw_worker_drain(struct tw_worker *w);

/* Publishes all that it has sent. */
void tw_worker_flush(struct tw_worker *w);

/* The same, but where workers outnumber processors, for events to other ranks that lie far
 * ahead (tw/route.h). */
void tw_worker_flush_due(struct tw_worker *w);

/* An event that is for an LP of this rank has come from another rank. */
void tw_worker_arrived(struct tw_worker *w, struct tw_event *ev);

/* Cancels a send to another worker. */
void tw_worker_send_anti(struct tw_worker *w, const struct tw_sent *sent);

/* Gives a finished or cancelled event back to the pool. */
void tw_worker_drop(struct tw_worker *w, struct tw_event *ev);

/* Delivers what the handler has sent. `saving`: with a record, so that it can be cancelled. */
void tw_worker_route_out(struct tw_worker *w, bool saving);
