/* SPDX-License-Identifier: Apache-2.0 */
#include "tw/serial.h"

#include "base/clock.h"
#include "tw/exec.h"
#include "tw/watch.h"

enum { LOOK_EVERY = 4096 };

static bool step(struct tw_worker *w)
{
    struct tw_entry e;

    if (!tw_queue_peek(&w->queue, &e) || e.stamp >= w->sim->until)
        return false;
    tw_queue_pop(&w->queue, e);
    tw_exec_fetch_early(w);
    tw_exec_safe(w, tw_entry_event(e));
    return true;
}

void tw_serial_loop(struct tw_worker *w)
{
    for (bool more = true; more;) {
        for (int i = 0; more && i < LOOK_EVERY; i++)
            more = step(w);
        atomic_store_explicit(&w->sim->gvt.value, more ? w->ctx.now : w->sim->until,
                              memory_order_relaxed);
        tw_watch_show(w);
        tw_watch(w);
    }
    w->stats.seconds_events = base_clock_seconds() - w->sim->started;
}
