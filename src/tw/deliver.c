/* SPDX-License-Identifier: Apache-2.0 */
/* Where events go: to the own queue, another worker's inbox, another rank. */
#include "base/err.h"
#include "tw/history.h"
#include "tw/route.h"
#include "tw/worker.h"

void tw_worker_drop(struct tw_worker *w, struct tw_event *ev)
{
    if (ev->uid)
        tw_remote_remove(&w->remote, ev->uid);
    tw_pool_give(&w->events, ev);
}

/* Once published, the block is the receiver's; the round is looked at after that (tw/gvt.h). */
static void publish(struct tw_worker *w, uint32_t to)
{
    struct tw_block *b = w->block[to];
    tw_stamp lowest = b->lowest;

    w->block[to] = NULL;
    tw_inbox_publish(&w->sim->worker[to]->inbox, b);
    if (atomic_load(&w->sim->gvt.round) != w->round && lowest < w->sent_low)
        w->sent_low = lowest;
}

static void put_in_block(struct tw_worker *w, uint32_t to, struct tw_entry e)
{
    struct tw_block *b = w->block[to];

    if (!b) {
        b = w->block[to] = tw_pool_take(&w->blocks);
        b->count = 0;
        b->from = w->index;
        b->lowest = TW_STAMP_MAX;
    }
    b->entry[b->count++] = e;
    if (e.stamp < b->lowest)
        b->lowest = e.stamp;
    if (b->count == TW_BLOCK_ENTRIES)
        publish(w, to);
}

static void publish_all(struct tw_worker *w)
{
    for (uint32_t i = 0; i < w->sim->threads; i++)
        if (w->block[i])
            publish(w, i);
}

void tw_worker_flush(struct tw_worker *w)
{
    publish_all(w);
    if (w->sim->route && w->index == 0)
        tw_route_flush(w->sim->route);
}

/* Where all run at once, one that is behind would hold back what the others miss already. */
void tw_worker_flush_due(struct tw_worker *w)
{
    struct tw_entry next;

    if (!w->sim->crowded || !tw_queue_peek(&w->queue, &next)) {
        tw_worker_flush(w);
        return;
    }
    publish_all(w);
    if (w->sim->route && w->index == 0)
        tw_route_flush_due(w->sim->route, next.stamp);
}

static void deliver_here(struct tw_worker *w, struct tw_entry e)
{
    if (e.stamp <= w->history.latest)
        tw_history_straggler(w, tw_entry_event(e));
    tw_queue_push(&w->queue, e);
}

/* Only the first worker talks to other ranks; the others pass their events to it. */
static void deliver_abroad(struct tw_worker *w, struct tw_event *ev)
{
    const struct tw_sim *sim = w->sim;
    struct tw_entry e = tw_entry_of(ev, sim->tie_shift);

    if (w->index != 0) {
        e.ref |= TW_REF_ABROAD;
        put_in_block(w, 0, e);
        return;
    }
    tw_route_put(sim->route, tw_sim_rank_of(sim, ev->to), ev,
                 sim->model->kinds[ev->kind].payload_bytes);
    tw_pool_give(&w->events, ev);
}

static void deliver(struct tw_worker *w, struct tw_event *ev)
{
    uint16_t to = tw_worker_to(w, ev);

    if (to == w->index) {
        w->stats.sent_local++;
        deliver_here(w, tw_entry_of(ev, w->sim->tie_shift));
    } else if (to == TW_ABROAD) {
        w->stats.sent_rank++;
        deliver_abroad(w, ev);
    } else {
        w->stats.sent_worker++;
        put_in_block(w, to, tw_entry_of(ev, w->sim->tie_shift));
    }
}

/* Rank, worker and count make a uid; 0 is none. */
static uint64_t new_uid(struct tw_worker *w)
{
    return (uint64_t)w->sim->rank << 48 | (uint64_t)w->index << 40 | ++w->next_uid;
}

static void note_sent(struct tw_worker *w, struct tw_event *ev)
{
    uint16_t to = tw_worker_to(w, ev);
    struct tw_sent sent = {.event_or_uid = (uint64_t)(uintptr_t)ev,
                           .stamp = ev->stamp,
                           .to = ev->to,
                           .worker = to};

    if (to == TW_ABROAD)
        sent.event_or_uid = ev->uid = new_uid(w);
    tw_history_sent(&w->history, sent);
}

static void check_lookahead(const struct tw_worker *w, const struct tw_event *ev)
{
    tw_time delay = tw_stamp_at(ev->stamp) - tw_stamp_at(w->ctx.now);
    if (delay < w->sim->lookahead && tw_worker_to(w, ev) != w->index)
        base_die("bug in model %s: LP %u sends to LP %u after %lld ms, but declared at least "
                 "%lld ms",
                 w->sim->model->name, ev->from, ev->to, (long long)delay,
                 (long long)w->sim->lookahead);
}

/* All sends are noted before the first is delivered: a delivery can roll other LPs back, and
 * the record must be whole by then. */
void tw_worker_route_out(struct tw_worker *w, bool saving)
{
    if (saving)
        for (size_t i = 0; i < w->out_count; i++)
            note_sent(w, w->out[i]);
    for (size_t i = 0; i < w->out_count; i++) {
        if (w->sim->lookahead > 0)
            check_lookahead(w, w->out[i]);
        deliver(w, w->out[i]);
    }
    w->out_count = 0;
}

void tw_worker_send_anti(struct tw_worker *w, const struct tw_sent *sent)
{
    w->stats.antis_sent++;
    if (sent->worker != TW_ABROAD) {
        struct tw_entry e = {sent->stamp, sent->event_or_uid | TW_REF_ANTI};
        put_in_block(w, sent->worker, e);
        return;
    }
    struct tw_event *anti = tw_pool_take(&w->events);
    *anti = (struct tw_event){
        .stamp = sent->stamp, .to = sent->to, .state = TW_ANTI, .uid = sent->event_or_uid};
    deliver_abroad(w, anti);
}

/* ---- arrivals ---- */

static void cancel_by_uid(struct tw_worker *w, struct tw_event *anti)
{
    struct tw_event *ev = tw_remote_remove(&w->remote, anti->uid);
    base_assert(ev); // its message came first, on the same way
    ev->uid = 0;
    tw_pool_give(&w->events, anti);
    tw_history_cancel(w, ev);
}

static void take_in(struct tw_worker *w, struct tw_entry e)
{
    struct tw_event *ev = tw_entry_event(e);

    if (e.ref & TW_REF_ANTI) {
        w->stats.antis_received++;
        tw_history_cancel(w, ev);
    } else if (e.ref & TW_REF_ABROAD) {
        deliver_abroad(w, ev);
    } else if (w->sim->route && ev->state == TW_ANTI) {
        w->stats.antis_received++;
        cancel_by_uid(w, ev);
    } else {
        if (w->sim->route && ev->uid)
            tw_remote_add(&w->remote, ev);
        deliver_here(w, e);
    }
}

void tw_worker_arrived(struct tw_worker *w, struct tw_event *ev)
{
    uint16_t to = tw_sim_worker_of(w->sim, ev->to);
    struct tw_entry e = tw_entry_of(ev, w->sim->tie_shift);

    base_assert(to != TW_ABROAD);
    if (to == w->index)
        take_in(w, e);
    else
        put_in_block(w, to, e);
}

static void take_in_block(struct tw_worker *w, struct tw_block *b)
{
    for (uint32_t i = 0; i < b->count; i++)
        take_in(w, b->entry[i]);
    tw_pool_give(&w->blocks, b);
}

static uint32_t stress_below(struct tw_worker *w, uint32_t bound)
{
    w->dice = w->dice * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)(w->dice >> 33) % bound;
}

/* Stress: blocks of different senders in a random order, each sender's own in theirs. */
static struct tw_block *shuffled(struct tw_worker *w, struct tw_block *list)
{
    struct tw_block *back = NULL, **back_end = &back, **at = &list;
    uint32_t later = stress_below(w, w->sim->threads);

    while (*at) {
        if ((*at)->from == later) {
            *back_end = *at;
            *at = (*at)->next;
            back_end = &(*back_end)->next;
        } else {
            at = &(*at)->next;
        }
    }
    *back_end = NULL;
    *at = back;
    return list;
}

void tw_worker_drain(struct tw_worker *w)
{
    bool shuffle = w->sim->options.stress.shuffle;

    if (w->sim->route && w->index == 0 && !(shuffle && stress_below(w, 8) > 0))
        tw_route_poll(w->sim->route, w); // stress: frames are late
    struct tw_block *b = tw_inbox_take(&w->inbox);
    if (b && shuffle)
        b = shuffled(w, b);
    while (b) {
        struct tw_block *next = b->next;
        take_in_block(w, b);
        b = next;
    }
}
