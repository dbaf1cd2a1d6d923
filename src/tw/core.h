/* SPDX-License-Identifier: Apache-2.0 */
/* tw/core.h - the engine's own structs, shared by the files of this folder only.
 *
 * Ownership in one line: a worker owns its LPs, their pending events, its history and pools;
 * the only thing that others write is its inbox, and the GVT round's slots (tw/gvt.h).
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tw/event.h"
#include "tw/gvt.h"
#include "tw/inbox.h"
#include "tw/pool.h"
#include "tw/queue.h"
#include "tw/remote.h"
#include "tw/ring.h"
#include "tw/rows.h"
#include "tw/sim.h"

/* An LP: 32 bytes and the model's state right behind them. */
struct tw_lp {
    uint64_t digest;  // chain over its executed events
    uint64_t last;    // newest history record + 1; none when <= the history's head
    uint32_t seq;     // sends so far, orders ties
    uint32_t row_seq; // rows so far
    tw_lp_id id;
    uint16_t type;
    uint16_t pad;
    uint64_t state[];
};

/* One speculatively executed event: all that is needed to take it back or to commit it. Its
 * saved bytes, sends and rows are the ring ranges from its starts to the next record's. */
struct tw_record {       // 64 bytes
    struct tw_event *ev; // NULL: taken back already
    uint64_t last;       // the LP's header before the event
    uint64_t digest;
    uint32_t seq, row_seq;
    uint64_t undo_from, sends_from, rows_from;
    uint64_t pad;
};

/* One send of a speculative event. Within the rank `event` names it, between ranks `uid`. */
struct tw_sent {
    uint64_t event_or_uid;
    tw_stamp stamp;
    tw_lp_id to;
    uint16_t worker; // of this rank; TW_ABROAD when it left the rank
    uint16_t pad;
};

#define TW_ABROAD UINT16_MAX

struct tw_history {
    struct tw_record *record; // ring of `capacity` (power of two) records
    size_t capacity;
    uint64_t head, tail;
    uint64_t live; // of them, neither taken back nor committed
    struct tw_ring undo, sends, rows;
    tw_stamp latest;        // no live record is later; 0 when there is none
    struct tw_sent *doomed; // sends to be cancelled, a stack
    size_t doomed_count, doomed_capacity;
};

/* One call of a handler. First member of the worker. */
struct tw_ctx {
    struct tw_saving saving; // on while speculative: save what is written; first (tw/model.h)
    struct tw_lp *lp;
    tw_stamp now;
    const struct tw_event *cause; // NULL in init, leftover and finish
    struct tw_worker *worker;
    const struct tw_sim *sim;
    bool may_send; // not in leftover and finish
    bool starting; // in init: time 0 at any priority is allowed
};

struct tw_throttle { // how many uncommitted speculative events are allowed (tw/throttle.h)
    size_t allowed, most;
    unsigned caution, waited; // moves of the bound without speculation: wanted, seen
    uint64_t seen_processed, seen_undone;
    uint64_t at_move;              // speculative events when the bound last moved
    uint64_t seen_committed, gain; // committed of late with each move of the bound
    unsigned patience;             // turns left to wait for the bound instead of speculating
};

struct tw_worker {
    struct tw_ctx ctx;
    struct tw_sim *sim;
    void (*fetch)(const void *world, const struct tw_coming *coming); // of the model
    uint32_t index;                                                   // thread of this rank

    struct tw_queue queue;
    struct tw_pool events, blocks;
    struct tw_event **out; // events that the running handler has sent
    size_t out_count, out_capacity;

    tw_stamp safe;      // events before it can't be undercut any more
    tw_stamp seen_safe; // when the throttle last looked
    uint64_t round;     // GVT round that it has reported to
    tw_stamp sent_low;  // lowest send since it should have reported (tw/gvt.h)
    struct tw_history history;
    struct tw_throttle throttle;
    struct tw_block **block; // one being filled per worker of the rank
    struct tw_remote remote; // sends from other ranks that may still be cancelled
    uint64_t next_uid;
    uint64_t dice;      // stress: shuffling
    uint64_t countdown; // stress: rollback_every

    uint64_t digest; // of its leftovers and LPs, at the end
    struct tw_row_store rows;
    struct tw_worker_stats stats;
    unsigned char *before; // stress: copy of one LP
    unsigned idle_turns;   // in a row, in one round
    uint64_t idle_round;
    unsigned shun_yield; // turns left in which it does not yield
    unsigned batches;    // since it last wanted a GVT round

    unsigned char *lp_memory;
    size_t lp_bytes;
    tw_lp_id *mine; // its LPs, ascending
    tw_lp_id mine_count;
    atomic_uint_fast64_t shown_committed, shown_processed; // for progress, once per turn
    _Alignas(64) struct tw_inbox inbox; // written by others: on a line of its own
};

struct tw_sim {
    const struct tw_model *model;
    struct tw_options options;
    tw_stamp horizon; // stamp of the horizon: events at or after it stay
    tw_stamp until;   // the horizon, or where all workers meet before (tw/pause.h)
    struct tw_pace {  // how far apart they meet; rank 0, first worker only
        double met;   // clock when they last did
        tw_time step;
    } pace;
    bool over, paused; // no more legs; because of the caller's wish
    int rank, ranks;
    uint32_t threads;
    unsigned tie_shift;
    tw_time lookahead; // smallest delay between workers; 0 when unknown
    size_t event_bytes;
    uint64_t *where; // per LP: worker << 48 | address of its block; abroad: TW_ABROAD and rank
    struct tw_depot events, blocks;
    struct tw_worker **worker;
    struct tw_gvt gvt;
    struct tw_route *route; // frames between ranks, first worker only; NULL with one rank
    bool alone;             // one worker in all: nothing can undercut it
    bool crowded;           // more workers than processors here
    size_t history_cap;     // bytes per worker
    size_t event_cap;       // bytes of events of this rank
    double started;         // clock at the start of the event loop
    double seconds;         // that it took
    struct tw_watch {       // first worker only
        double next;        // clock when it will look again
        tw_stamp gvt;       // as last seen, for the watchdog
        double moved_at;    // clock when it was first seen
    } watch;
};

static inline struct tw_lp *tw_sim_lp(const struct tw_sim *sim, tw_lp_id id)
{
    return (struct tw_lp *)(uintptr_t)(sim->where[id] & (((uint64_t)1 << 48) - 1));
}

static inline uint16_t tw_sim_worker_of(const struct tw_sim *sim, tw_lp_id id)
{
    return (uint16_t)(sim->where[id] >> 48);
}

/* What an LP sends to itself stays where it is; the table above is large and its lines are
 * cold. */
static inline uint16_t tw_worker_to(const struct tw_worker *w, const struct tw_event *sent)
{
    return sent->to == sent->from ? (uint16_t)w->index : tw_sim_worker_of(w->sim, sent->to);
}

static inline int tw_sim_rank_of(const struct tw_sim *sim, tw_lp_id id) // when abroad
{
    return (int)(sim->where[id] & 0xffffffff);
}
