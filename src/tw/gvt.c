/* SPDX-License-Identifier: Apache-2.0 */
#include "tw/gvt.h"

#include <stdlib.h>

#include "base/err.h"
#include "tw/core.h"
#include "tw/memory.h"
#include "tw/route.h"
#include "tw/worker.h"

void tw_gvt_init(struct tw_gvt *gvt, uint32_t threads)
{
    *gvt = (struct tw_gvt){.slot = tw_memory_take(threads * sizeof(struct tw_gvt_slot))};
}

void tw_gvt_fini(struct tw_gvt *gvt, uint32_t threads)
{
    tw_memory_give(gvt->slot, threads * sizeof *gvt->slot);
}

static tw_stamp smaller(tw_stamp a, tw_stamp b)
{
    return a < b ? a : b;
}

static tw_stamp larger(tw_stamp a, tw_stamp b)
{
    return a > b ? a : b;
}

/* `base`: what is still to arrive from other workers was caused at `base` or later, so it is
 * later than `base`, and later by the lookahead. What is at GVT itself may be undercut by what
 * is under way at the same stamp, unless `base` has reached it too. */
static tw_stamp safe_bound(const struct tw_sim *sim, tw_stamp gvt, tw_stamp base)
{
    if (gvt >= sim->until)
        return sim->until;
    tw_stamp ahead = tw_stamp_of(tw_stamp_at(base) + sim->lookahead, 0);
    return larger(gvt, larger(base + 1, ahead));
}

static void publish(struct tw_sim *sim, tw_stamp low, tw_stamp base)
{
    struct tw_gvt *g = &sim->gvt;

    base_assert(low >= atomic_load_explicit(&g->value, memory_order_relaxed));
    atomic_store_explicit(&g->safe, safe_bound(sim, low, base), memory_order_release);
    atomic_store_explicit(&g->value, low, memory_order_release);
}

static void all_reported(struct tw_sim *sim)
{
    struct tw_gvt *g = &sim->gvt;
    tw_stamp low = TW_STAMP_MAX;

    for (uint32_t i = 0; i < sim->threads; i++)
        low = smaller(low, g->slot[i].low);
    if (sim->ranks == 1) {
        publish(sim, low, low);
        atomic_store_explicit(&g->busy, false, memory_order_release);
    } else {
        g->cut.low = low;
        atomic_store_explicit(&g->reported, true, memory_order_release);
    }
}

/* The first worker of several ranks reports last: what the others sent abroad before their
 * reports is then in its inbox, and leaves in the epoch that its report ends. */
static bool is_its_turn(const struct tw_worker *w)
{
    return !w->sim->route || w->index != 0 ||
           atomic_load_explicit(&w->sim->gvt.missing, memory_order_acquire) == 1;
}

/* The order matters: drain after the round was seen, send what that caused, then look. */
static void report(struct tw_worker *w, uint64_t round)
{
    struct tw_sim *sim = w->sim;

    tw_worker_drain(w);
    tw_worker_flush(w);
    tw_stamp low = w->sent_low;
    if (sim->route)
        if (w->index == 0)
            low = smaller(low, tw_route_end_epoch(sim->route, &sim->gvt.cut));
    struct tw_entry next;
    if (tw_queue_peek(&w->queue, &next))
        low = smaller(low, next.stamp);
    sim->gvt.slot[w->index].low = low;
    w->sent_low = TW_STAMP_MAX;
    w->round = round;
    w->stats.gvt_rounds++;
    if (atomic_fetch_sub_explicit(&sim->gvt.missing, 1, memory_order_acq_rel) == 1)
        all_reported(sim);
}

static void open_round(struct tw_sim *sim)
{
    struct tw_gvt *g = &sim->gvt;
    bool idle = false;

    if (atomic_load_explicit(&g->busy, memory_order_acquire) ||
        !atomic_compare_exchange_strong(&g->busy, &idle, true))
        return;
    atomic_store_explicit(&g->missing, sim->threads, memory_order_relaxed);
    atomic_fetch_add(&g->round, 1);
}

/* The first worker's part between ranks: one reduction per round. */
static void reduce(struct tw_sim *sim)
{
    struct tw_gvt *g = &sim->gvt;

    if (!g->reducing && atomic_load_explicit(&g->reported, memory_order_acquire)) {
        atomic_store_explicit(&g->reported, false, memory_order_relaxed);
        comm_net_reduce(tw_route_net(sim->route), &g->cut);
        g->reducing = true;
    }
    struct comm_cut all;
    if (!g->reducing || !comm_net_reduced(tw_route_net(sim->route), &all))
        return;
    g->reducing = false;
    tw_stamp before = atomic_load_explicit(&g->value, memory_order_relaxed);
    if (all.in_flight[0] == 0)
        publish(sim, all.low, all.in_flight[1] == 0 ? all.low : before);
    atomic_store_explicit(&g->busy, false, memory_order_release);
}

void tw_gvt_step(struct tw_worker *w, bool wanted)
{
    struct tw_sim *sim = w->sim;
    bool opens = sim->ranks == 1 || w->index == 0;

    if (opens && wanted)
        open_round(sim);
    uint64_t round = atomic_load(&sim->gvt.round);
    if (round != w->round && is_its_turn(w))
        report(w, round);
    if (sim->ranks > 1 && w->index == 0)
        reduce(sim);
}
