/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE // prctl's timer slack
#include "tw/worker.h"

#include <sched.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "tw/exec.h"
#include "tw/history.h"
#include "tw/memory.h"
#include "tw/throttle.h"
#include "tw/watch.h"

enum {
    BATCH = 64,          // events between two looks at the inbox
    BATCH_ALONE = 1024,  // when there is no one to listen to
    GVT_BATCHES = 16,    // batches between rounds when nobody waits for one
    GVT_SPECULATING = 2, // and when there is something to commit
    SPIN_TURNS = 32,     // idle turns before the core is offered to others
    YIELD_TURNS = 96,    // and before the worker sleeps between turns
    NAP_NS = 10000,      // its first nap, doubled each time
    NAP_DOUBLINGS = 4,   // to 160 us
    DEAR_YIELD_NS = 300000,
    SHUN_TURNS = 1000, // without a yield after a dear one
    SLACK_NS = 1000    // of naps; the system's default is 50 us
};

struct tw_worker *tw_worker_new(struct tw_sim *sim, uint32_t index)
{
    struct tw_worker *w = base_alloc_aligned(sizeof *w);

    w->sim = sim;
    w->fetch = sim->model->fetch;
    w->index = index;
    w->ctx.sim = sim;
    w->ctx.worker = w;
    w->sent_low = TW_STAMP_MAX;
    w->dice = sim->options.seed + index;
    w->block = base_array(sim->threads, sizeof *w->block);
    tw_queue_init(&w->queue);
    tw_pool_init(&w->events, &sim->events);
    tw_pool_init(&w->blocks, &sim->blocks);
    tw_throttle_init(&w->throttle, sim->crowded);
    w->stats.rank = (uint32_t)sim->rank;
    w->stats.thread = index;
    return w;
}

void tw_worker_free(struct tw_worker *w)
{
    if (!w)
        return;
    for (struct tw_entry e; tw_queue_drain(&w->queue, &e);)
        tw_pool_give(&w->events, tw_entry_event(e));
    tw_queue_fini(&w->queue);
    tw_history_fini(&w->history);
    tw_remote_fini(&w->remote);
    tw_memory_give(w->lp_memory, w->lp_bytes);
    free(w->mine);
    free(w->block);
    free(w->out);
    free(w->before);
    free(w->rows.rows.row);
    free(w->rows.rows.bytes);
    free(w);
}

void tw_worker_start(struct tw_worker *w)
{
    const struct tw_model *m = w->sim->model;

    w->ctx.may_send = w->ctx.starting = true;
    for (tw_lp_id i = 0; i < w->mine_count; i++) {
        struct tw_lp *lp = tw_sim_lp(w->sim, w->mine[i]);
        w->ctx.lp = lp;
        m->types[lp->type].init(&w->ctx, lp->state);
        tw_worker_route_out(w, false);
    }
    w->ctx.starting = false;
    tw_worker_flush(w);
}

static bool memory_left(const struct tw_worker *w)
{
    return tw_history_bytes(&w->history) < w->sim->history_cap &&
           atomic_load_explicit(&w->sim->events.bytes, memory_order_relaxed) <
               w->sim->event_cap;
}

static bool may_speculate(const struct tw_worker *w, tw_stamp next)
{
    return w->sim->options.engine == TW_TIMEWARP &&
           !(w->sim->crowded && tw_throttle_waits(&w->throttle)) &&
           tw_throttle_allows(&w->throttle, &w->history, &w->stats, next) && memory_left(w);
}

/* At the memory cap the smallest event of all still runs: it is below GVT + 1, needs no
 * record, and gives its memory back at once. So some worker always moves on. */
static tw_stamp run_safe_below(const struct tw_worker *w, tw_stamp next)
{
    bool never = w->sim->options.stress.speculate_always;
    return never && may_speculate(w, next) ? 0 : w->safe;
}

/* Executes up to `most` events; returns how many, and whether the last stop was for want of
 * safe events. */
static size_t run_batch(struct tw_worker *w, size_t most)
{
    size_t done = 0;
    struct tw_entry e;

    while (done < most && tw_queue_peek(&w->queue, &e)) {
        struct tw_event *ev = tw_entry_event(e);
        if (e.stamp >= w->sim->until)
            break;
        bool safe = e.stamp < run_safe_below(w, e.stamp);
        if (!safe && ev->state != TW_CANCELLED && !may_speculate(w, e.stamp)) {
            w->stats.memory_stalls += !memory_left(w);
            break;
        }
        tw_queue_pop(&w->queue, e);
        tw_exec_fetch_early(w);
        if (ev->state == TW_CANCELLED)
            tw_worker_drop(w, ev);
        else if (safe)
            tw_exec_safe(w, ev);
        else
            tw_exec_speculative(w, ev);
        done++;
    }
    return done;
}

/* Below the safe bound nothing comes from other workers any more. What waits here can still
 * send to this worker's own LPs without any lookahead: what is behind it may yet be undone. */
static tw_stamp final_below(struct tw_worker *w, tw_stamp bound)
{
    struct tw_entry next;

    return tw_queue_peek(&w->queue, &next) && next.stamp < bound ? next.stamp : bound;
}

static void see_bounds(struct tw_worker *w)
{
    struct tw_gvt *g = &w->sim->gvt;
    tw_stamp safe = atomic_load_explicit(&g->safe, memory_order_acquire);
    tw_stamp gvt = atomic_load_explicit(&g->value, memory_order_acquire);

    tw_worker_drain(w); // what was sent before GVT was computed is in the inbox by now
    w->safe = w->sim->alone ? w->sim->until : safe;
    tw_throttle_adapt(&w->throttle, &w->stats, w->safe != w->seen_safe);
    w->seen_safe = w->safe;
    if (tw_history_count(&w->history) > 0) {
        tw_stats_memory(w);
        tw_history_commit(
            w, final_below(w, w->sim->options.stress.speculate_always ? gvt : w->safe));
    }
}

static void nap(unsigned naps)
{
    unsigned doublings = naps < NAP_DOUBLINGS ? naps : NAP_DOUBLINGS;
    nanosleep(&(struct timespec){.tv_nsec = NAP_NS << doublings}, NULL);
}

/* Who yields to a foreign process pays a whole time slice for each turn, and a round of GVT
 * takes a dozen turns; who sleeps is woken on time. So after a yield that was that dear the
 * worker does without for a while, unless it is its own kind that it yields to. */
static void yield(struct tw_worker *w)
{
    int64_t before = base_clock_ns();

    sched_yield();
    if (base_clock_ns() - before > DEAR_YIELD_NS)
        w->shun_yield = SHUN_TURNS;
}

/* A new round says that the others are at work: the next step will not take long. */
static void idle(struct tw_worker *w)
{
    if (w->idle_round != w->round) {
        w->idle_round = w->round;
        w->idle_turns = 0;
    }
    if (++w->idle_turns <= SPIN_TURNS && !w->sim->crowded) {
        __builtin_ia32_pause();
        return;
    }
    if ((w->sim->crowded || w->shun_yield == 0) && w->idle_turns <= YIELD_TURNS) {
        yield(w);
        return;
    }
    if (w->idle_turns <= YIELD_TURNS)
        w->idle_turns = YIELD_TURNS + 1;
    w->shun_yield -= w->shun_yield > 0;
    nap(w->idle_turns - YIELD_TURNS - 1);
}

static bool finished(const struct tw_worker *w)
{
    return atomic_load_explicit(&w->sim->gvt.value, memory_order_acquire) >= w->sim->until;
}

/* Rounds come soon when someone waits for a bound, and rarely otherwise. */
static bool wants_gvt(struct tw_worker *w, bool starved)
{
    unsigned due = tw_history_count(&w->history) > 0 ? GVT_SPECULATING : GVT_BATCHES;

    if (!starved && ++w->batches < due && !w->sim->options.stress.gvt_always)
        return false;
    w->batches = 0;
    return true;
}

/* One turn: receive, execute a batch, send, do what GVT needs. */
static int64_t turn(struct tw_worker *w, size_t most, int64_t t0)
{
    see_bounds(w);
    int64_t t1 = base_clock_ns();
    size_t done = run_batch(w, most);
    int64_t t2 = base_clock_ns();
    if (done > 0)
        tw_worker_flush_due(w);
    else
        tw_worker_flush(w);
    tw_gvt_step(w, wants_gvt(w, done < most));
    tw_watch_show(w);
    if (w->index == 0)
        tw_watch(w);
    int64_t t3 = base_clock_ns();
    tw_stats_time(&w->stats, t0, t1, t2, t3);
    if (done > 0) {
        w->idle_turns = 0;
        return t3;
    }
    tw_throttle_waited(&w->throttle);
    idle(w);
    return tw_stats_idle(&w->stats, t3);
}

void tw_worker_loop(struct tw_worker *w)
{
    size_t most = w->sim->alone ? BATCH_ALONE : BATCH;
    int64_t clock = base_clock_ns();

    if (w->sim->options.stress.gvt_always)
        most = 1;
    prctl(PR_SET_TIMERSLACK, SLACK_NS);
    while (!finished(w))
        clock = turn(w, most, clock);
    see_bounds(w);
}
