/* SPDX-License-Identifier: Apache-2.0 */
/* supply/make/queue.h - jobs that wait at a shop, first come, first served.
 *
 * A queue is a ring of runs: jobs of one op and size that came in the same tick are one run, so
 * an order of a million pieces takes one place. The ring has a place for one run of each op and
 * `extra` more (build/shops.c). When no extra place is left, a job joins the newest run of its
 * op: nothing is lost, the run keeps the mean of the arrival times (mean waits stay exact), but
 * what joined is served ahead of other products that came in between. Each such case counts in
 * the line's `joined`; while that is 0, service is exactly first come, first served.
 */
#pragma once

#include "supply/make/shop_state.h"

struct sup_line_up { // one queue of one shop, writable
    const struct sup_turn *t;
    const struct sup_shop *shop;
    struct sup_queue *queue;
    enum sup_queue_kind kind;
};

void sup_queue_push(const struct sup_line_up *q, const struct sup_run *run);

/* Takes out the first job as a run of one; there is one. */
struct sup_run sup_queue_pop(const struct sup_line_up *q);
