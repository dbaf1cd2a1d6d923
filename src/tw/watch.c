/* SPDX-License-Identifier: Apache-2.0 */
#include "tw/watch.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/err.h"
#include "tw/history.h"

static const double PROGRESS_SECONDS = 0.2;

void tw_stats_time(struct tw_worker_stats *s, int64_t t0, int64_t t1, int64_t t2, int64_t t3)
{
    s->seconds_messages += (double)(t1 - t0) * 1e-9;
    s->seconds_events += (double)(t2 - t1) * 1e-9;
    s->seconds_gvt += (double)(t3 - t2) * 1e-9;
}

int64_t tw_stats_idle(struct tw_worker_stats *s, int64_t t3)
{
    int64_t now = base_clock_ns();
    s->seconds_idle += (double)(now - t3) * 1e-9;
    return now;
}

void tw_stats_memory(struct tw_worker *w)
{
    uint64_t history = tw_history_bytes(&w->history);
    uint64_t events = atomic_load_explicit(&w->sim->events.bytes, memory_order_relaxed);

    if (history > w->stats.history_peak_bytes)
        w->stats.history_peak_bytes = history;
    if (events > w->stats.event_peak_bytes)
        w->stats.event_peak_bytes = events;
}

static void report(const struct tw_sim *sim, double now)
{
    uint64_t committed = 0, processed = 0, state = 0;
    for (uint32_t i = 0; i < sim->threads; i++) {
        struct tw_worker *w = sim->worker[i];
        committed += atomic_load_explicit(&w->shown_committed, memory_order_relaxed);
        processed += atomic_load_explicit(&w->shown_processed, memory_order_relaxed);
        state += w->stats.state_bytes;
    }
    tw_stamp gvt = atomic_load_explicit(&sim->gvt.value, memory_order_relaxed);
    struct tw_progress p = {
        .gvt = gvt < sim->horizon ? tw_stamp_at(gvt) : sim->options.horizon,
        .horizon = sim->options.horizon,
        .seconds = now - sim->started,
        .committed = committed,
        .efficiency = processed > 0 ? (double)committed / (double)processed : 1,
        .memory_bytes = state + atomic_load_explicit(&sim->events.bytes, memory_order_relaxed),
    };
    sim->options.progress(sim->options.progress_user, &p);
}

/* Reads what other threads own: they are stuck too, and the process ends here. */
static _Noreturn void stuck(const struct tw_sim *sim, double seconds)
{
    char text[2048] = "";
    size_t used = 0;

    for (uint32_t i = 0; i < sim->threads && used < sizeof text - 1; i++) {
        const struct tw_worker *w = sim->worker[i];
        used += (size_t)snprintf(text + used, sizeof text - used,
                                 "; worker %u: at %lld ms, safe to %lld ms, %zu pending, %llu "
                                 "in history",
                                 i, (long long)tw_stamp_at(w->ctx.now),
                                 (long long)tw_stamp_at(w->safe), tw_queue_count(&w->queue),
                                 (unsigned long long)tw_history_count(&w->history));
    }
    base_die("watchdog: GVT has stood at %lld ms for %.0f s%s",
             (long long)tw_stamp_at(atomic_load(&sim->gvt.value)), seconds, text);
}

void tw_watch_show(struct tw_worker *w)
{
    atomic_store_explicit(&w->shown_committed, w->stats.committed, memory_order_relaxed);
    atomic_store_explicit(&w->shown_processed, w->stats.processed, memory_order_relaxed);
}

static void guard(struct tw_sim *sim, double now)
{
    struct tw_watch *watch = &sim->watch;
    tw_stamp gvt = atomic_load_explicit(&sim->gvt.value, memory_order_relaxed);

    if (gvt != watch->gvt || watch->moved_at == 0) {
        watch->gvt = gvt;
        watch->moved_at = now;
    } else if (now - watch->moved_at > sim->options.watchdog_seconds) {
        stuck(sim, now - watch->moved_at);
    }
}

void tw_watch(struct tw_worker *first)
{
    struct tw_sim *sim = first->sim;
    double now = base_clock_seconds();

    if (now < sim->watch.next)
        return;
    sim->watch.next = now + PROGRESS_SECONDS;
    tw_stats_memory(first);
    if (sim->options.progress && sim->rank == 0)
        report(sim, now);
    guard(sim, now);
}
