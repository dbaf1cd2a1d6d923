/* SPDX-License-Identifier: Apache-2.0 */
#include "tw/history.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "tw/memory.h"
#include "tw/route.h"
#include "tw/worker.h"

enum { FIRST_RECORDS = 256 };

struct saved { // behind its bytes, so that a range is read backwards
    uint32_t offset, bytes;
};

struct row_head { // before its bytes
    uint32_t seq;
    uint16_t channel;
    uint16_t bytes;
};

static struct tw_record *record_at(const struct tw_history *h, uint64_t index)
{
    return &h->record[index & (h->capacity - 1)];
}

void tw_history_fini(struct tw_history *h)
{
    tw_memory_give(h->record, h->capacity * sizeof *h->record);
    tw_ring_fini(&h->undo);
    tw_ring_fini(&h->sends);
    tw_ring_fini(&h->rows);
    free(h->doomed);
    *h = (struct tw_history){0};
}

size_t tw_history_bytes(const struct tw_history *h)
{
    return (size_t)tw_history_count(h) * sizeof *h->record + tw_ring_used(&h->undo) +
           tw_ring_used(&h->sends) + tw_ring_used(&h->rows);
}

static void more_records(struct tw_history *h)
{
    struct tw_history old = *h;
    h->capacity = old.capacity > 0 ? old.capacity * 2 : FIRST_RECORDS;
    h->record = tw_memory_take(h->capacity * sizeof *h->record);
    for (uint64_t i = h->head; i < h->tail; i++)
        *record_at(h, i) = *record_at(&old, i);
    tw_memory_give(old.record, old.capacity * sizeof *old.record);
}

void tw_history_open(struct tw_worker *w, struct tw_event *ev)
{
    struct tw_history *h = &w->history;
    struct tw_lp *lp = ev->lp;

    if (tw_history_count(h) == h->capacity)
        more_records(h);
    *record_at(h, h->tail) = (struct tw_record){.ev = ev,
                                                .last = lp->last,
                                                .digest = lp->digest,
                                                .seq = lp->seq,
                                                .row_seq = lp->row_seq,
                                                .undo_from = h->undo.tail,
                                                .sends_from = h->sends.tail,
                                                .rows_from = h->rows.tail};
    lp->last = ++h->tail;
    h->live++;
    ev->state = TW_PROCESSED;
    if (ev->stamp > h->latest)
        h->latest = ev->stamp;
}

void tw_history_save(struct tw_history *h, uint32_t offset, const void *old, uint32_t bytes)
{
    struct saved s = {offset, bytes};
    tw_ring_put(&h->undo, old, bytes);
    tw_ring_put(&h->undo, &s, sizeof s);
}

void tw_history_sent(struct tw_history *h, struct tw_sent sent)
{
    tw_ring_put(&h->sends, &sent, sizeof sent);
}

/* Where the ranges of record `index` end: where the next one's begin. */
static struct tw_record ends_of(const struct tw_history *h, uint64_t index)
{
    if (index + 1 < h->tail)
        return *record_at(h, index + 1);
    return (struct tw_record){
        .undo_from = h->undo.tail, .sends_from = h->sends.tail, .rows_from = h->rows.tail};
}

/* Newest first: a byte that was saved twice gets its oldest value last. */
static void restore_bytes(const struct tw_history *h, struct tw_lp *lp, uint64_t from,
                          uint64_t to)
{
    while (to > from) {
        struct saved s;
        to -= sizeof s;
        tw_ring_get(&h->undo, to, &s, sizeof s);
        to -= s.bytes;
        tw_ring_get(&h->undo, to, (unsigned char *)lp->state + s.offset, s.bytes);
    }
}

static void doom_sends(struct tw_history *h, uint64_t from, uint64_t to)
{
    for (; from < to; from += sizeof(struct tw_sent)) {
        if (h->doomed_count == h->doomed_capacity) {
            h->doomed =
                base_grow(h->doomed, h->doomed_count, &h->doomed_capacity, sizeof *h->doomed);
        }
        tw_ring_get(&h->sends, from, &h->doomed[h->doomed_count++], sizeof(struct tw_sent));
    }
}

static void restore_lp(const struct tw_history *h, struct tw_lp *lp, uint64_t index)
{
    const struct tw_record *rec = record_at(h, index);

    restore_bytes(h, lp, rec->undo_from, ends_of(h, index).undo_from);
    lp->digest = rec->digest;
    lp->last = rec->last;
    lp->seq = rec->seq;
    lp->row_seq = rec->row_seq;
}

static bool has_record(const struct tw_history *h, const struct tw_lp *lp)
{
    return lp->last > h->head;
}

/* Takes back the newest event of `lp`. Its sends are doomed, not yet cancelled. */
static struct tw_event *undo(struct tw_worker *w, struct tw_lp *lp)
{
    struct tw_history *h = &w->history;
    uint64_t index = lp->last - 1;
    struct tw_record *rec = record_at(h, index);
    struct tw_event *ev = rec->ev;

    restore_lp(h, lp, index);
    doom_sends(h, rec->sends_from, ends_of(h, index).sends_from);
    rec->ev = NULL;
    h->live--;
    w->stats.rolled_back++;
    return ev;
}

static void again(struct tw_worker *w, struct tw_event *ev)
{
    ev->state = TW_PENDING;
    tw_queue_push(&w->queue, tw_entry_of(ev, w->sim->tie_shift));
}

static void cut_tail(struct tw_history *h, uint64_t tail)
{
    const struct tw_record *rec = record_at(h, tail);
    h->tail = tail;
    h->undo.tail = rec->undo_from;
    h->sends.tail = rec->sends_from;
    h->rows.tail = rec->rows_from;
    if (h->tail == h->head)
        h->latest = 0;
}

static void trim(struct tw_history *h)
{
    while (h->tail > h->head && !record_at(h, h->tail - 1)->ev)
        cut_tail(h, h->tail - 1);
}

static void cancel_local(struct tw_worker *w, struct tw_event *victim)
{
    if (victim->state == TW_PENDING) {
        victim->state = TW_CANCELLED; // dropped when it surfaces
        w->stats.cancelled++;
        return;
    }
    base_assert(victim->state == TW_PROCESSED && has_record(&w->history, victim->lp));
    struct tw_event *ev;
    while ((ev = undo(w, victim->lp)) != victim)
        again(w, ev);
    w->stats.cancelled++;
    tw_worker_drop(w, victim);
}

/* Cancelling a send may take back its receiver, whose sends are doomed in turn: a stack
 * instead of recursion, as such chains can be long. */
static void cancel_doomed(struct tw_worker *w)
{
    struct tw_history *h = &w->history;

    while (h->doomed_count > 0) {
        struct tw_sent s = h->doomed[--h->doomed_count];
        if (s.worker == w->index)
            cancel_local(w, (struct tw_event *)(uintptr_t)s.event_or_uid);
        else
            tw_worker_send_anti(w, &s);
    }
    trim(h);
}

void tw_history_straggler(struct tw_worker *w, const struct tw_event *ev)
{
    struct tw_history *h = &w->history;
    struct tw_lp *lp = ev->lp;

    if (!has_record(h, lp) || !tw_event_before(ev, record_at(h, lp->last - 1)->ev))
        return;
    w->stats.stragglers++;
    do
        again(w, undo(w, lp));
    while (has_record(h, lp) && tw_event_before(ev, record_at(h, lp->last - 1)->ev));
    cancel_doomed(w);
}

void tw_history_cancel(struct tw_worker *w, struct tw_event *ev)
{
    cancel_local(w, ev);
    cancel_doomed(w);
}

void tw_history_undo_newest(struct tw_worker *w, struct tw_lp *lp)
{
    again(w, undo(w, lp));
    cancel_doomed(w);
}

void tw_history_forget_open(struct tw_worker *w)
{
    struct tw_history *h = &w->history;
    struct tw_event *ev = record_at(h, h->tail - 1)->ev;

    restore_lp(h, ev->lp, h->tail - 1);
    ev->state = TW_PENDING;
    h->live--;
    cut_tail(h, h->tail - 1);
}

void tw_history_emit(struct tw_history *h, uint32_t seq, uint16_t channel, const void *row,
                     size_t bytes)
{
    struct row_head head = {seq, channel, (uint16_t)bytes};
    tw_ring_put(&h->rows, &head, sizeof head);
    tw_ring_put(&h->rows, row, bytes);
}

static void commit_rows(struct tw_worker *w, const struct tw_record *rec, uint64_t to)
{
    const struct tw_ring *rows = &w->history.rows;

    for (uint64_t at = rec->rows_from; at < to;) {
        struct row_head head;
        tw_ring_get(rows, at, &head, sizeof head);
        at += sizeof head;
        struct tw_row row = {.lp = rec->ev->to,
                             .channel = head.channel,
                             .seq = head.seq,
                             .at = tw_stamp_at(rec->ev->stamp)};
        tw_ring_get(rows, at, tw_row_store_add(&w->rows, row, head.bytes), head.bytes);
        at += head.bytes;
    }
}

void tw_history_commit(struct tw_worker *w, tw_stamp limit)
{
    struct tw_history *h = &w->history;

    for (; h->head < h->tail; h->head++) {
        struct tw_record *rec = record_at(h, h->head);
        struct tw_record ends = ends_of(h, h->head);
        if (rec->ev) {
            if (rec->ev->stamp >= limit)
                break;
            commit_rows(w, rec, ends.rows_from);
            tw_worker_drop(w, rec->ev);
            w->stats.committed++;
            h->live--;
        }
        h->undo.head = ends.undo_from;
        h->sends.head = ends.sends_from;
        h->rows.head = ends.rows_from;
    }
    if (h->head == h->tail)
        h->latest = 0;
}
