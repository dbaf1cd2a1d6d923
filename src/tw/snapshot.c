/* SPDX-License-Identifier: Apache-2.0 */
#include "tw/snapshot.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "tw/history.h"
#include "tw/worker.h"

enum saved_kind { SAVED_LP = 1, SAVED_EVENT = 2 };

/* Every record begins with its kind and the bytes behind its header, a multiple of 8. */
struct saved_lp {
    uint32_t kind, bytes;
    tw_lp_id id;
    uint32_t seq, row_seq, pad;
    uint64_t digest;
};

struct saved_event {
    uint32_t kind, bytes;
    tw_stamp stamp;
    tw_lp_id to, from;
    uint32_t seq;
    uint32_t event_kind;
};

static_assert(sizeof(struct saved_lp) == 32 && sizeof(struct saved_event) == 32, "no padding");

static size_t padded(size_t bytes)
{
    return (bytes + 7) / 8 * 8;
}

static void append(struct tw_snapshot *into, size_t *capacity, const void *head,
                   const void *body, size_t bytes)
{
    size_t head_bytes = sizeof(struct saved_lp), all = head_bytes + padded(bytes);

    into->bytes = base_grow(into->bytes, into->byte_count + all, capacity, 1);
    unsigned char *at = into->bytes + into->byte_count;
    memcpy(at, head, head_bytes);
    memset(at + head_bytes, 0, all - head_bytes);
    if (bytes > 0)
        memcpy(at + head_bytes, body, bytes);
    into->byte_count += all;
}

static void save_lp(struct tw_worker *w, const struct tw_lp *lp, struct tw_snapshot *into,
                    size_t *capacity)
{
    const struct tw_model *m = w->sim->model;
    size_t bytes = m->state_bytes(m->world, lp->id);
    struct saved_lp head = {.kind = SAVED_LP,
                            .bytes = (uint32_t)padded(bytes),
                            .id = lp->id,
                            .seq = lp->seq,
                            .row_seq = lp->row_seq,
                            .digest = lp->digest};

    append(into, capacity, &head, lp->state, bytes);
}

static void save_event(struct tw_worker *w, const struct tw_event *ev, struct tw_snapshot *into,
                       size_t *capacity)
{
    size_t bytes = w->sim->model->kinds[ev->kind].payload_bytes;
    struct saved_event head = {.kind = SAVED_EVENT,
                               .bytes = (uint32_t)padded(bytes),
                               .stamp = ev->stamp,
                               .to = ev->to,
                               .from = ev->from,
                               .seq = ev->seq,
                               .event_kind = ev->kind};

    append(into, capacity, &head, ev->payload, bytes);
}

void tw_snapshot_save(struct tw_worker *w, struct tw_snapshot *into, size_t *capacity)
{
    base_assert(tw_history_count(&w->history) == 0 && w->history.doomed_count == 0);
    for (tw_lp_id i = 0; i < w->mine_count; i++)
        save_lp(w, tw_sim_lp(w->sim, w->mine[i]), into, capacity);
    for (struct tw_entry e; tw_queue_drain(&w->queue, &e);) {
        struct tw_event *ev = tw_entry_event(e);
        if (ev->state != TW_CANCELLED)
            save_event(w, ev, into, capacity);
        tw_worker_drop(w, ev);
    }
}

/* ---- taking it up again ---- */

static bool is_mine(const struct tw_worker *w, tw_lp_id id)
{
    base_assert(id < w->sim->model->lps);
    return tw_sim_worker_of(w->sim, id) == w->index;
}

static void load_lp(struct tw_worker *w, const struct saved_lp *head)
{
    const struct tw_model *m = w->sim->model;
    size_t bytes = m->state_bytes(m->world, head->id);
    struct tw_lp *lp = tw_sim_lp(w->sim, head->id);

    base_assert(padded(bytes) == head->bytes);
    lp->seq = head->seq;
    lp->row_seq = head->row_seq;
    lp->digest = head->digest;
    memcpy(lp->state, head + 1, bytes);
}

static void load_event(struct tw_worker *w, const struct saved_event *head)
{
    const struct tw_sim *sim = w->sim;
    size_t bytes = sim->model->kinds[head->event_kind].payload_bytes;
    struct tw_event *ev = tw_pool_take(&w->events);

    base_assert(padded(bytes) == head->bytes);
    *ev = (struct tw_event){.stamp = head->stamp,
                            .lp = tw_sim_lp(sim, head->to),
                            .to = head->to,
                            .from = head->from,
                            .seq = head->seq,
                            .kind = (uint16_t)head->event_kind,
                            .state = TW_PENDING};
    if (bytes > 0)
        memcpy(ev->payload, head + 1, bytes);
    tw_queue_push(&w->queue, tw_entry_of(ev, sim->tie_shift));
}

/* Returns how many LPs it has taken. */
static tw_lp_id load_records(struct tw_worker *w, const struct tw_snapshot *part)
{
    const unsigned char *at = part->bytes, *end = at + part->byte_count;
    tw_lp_id taken = 0;

    while (at < end) {
        const struct saved_lp *lp = (const void *)at;
        const struct saved_event *ev = (const void *)at;
        if (lp->kind == SAVED_LP && is_mine(w, lp->id)) {
            load_lp(w, lp);
            taken++;
        } else if (lp->kind == SAVED_EVENT && is_mine(w, ev->to)) {
            load_event(w, ev);
        }
        at += sizeof *lp + lp->bytes;
    }
    base_assert(at == end);
    return taken;
}

static void load_rows(struct tw_worker *w, const struct tw_rows *rows)
{
    const struct tw_channel *channel = w->sim->model->channels;

    for (size_t i = 0; i < rows->count; i++) {
        const struct tw_row *row = &rows->row[i];
        size_t bytes = channel[row->channel].row_bytes;
        if (is_mine(w, row->lp))
            memcpy(tw_row_store_add(&w->rows, *row, bytes), rows->bytes + row->offset, bytes);
    }
}

void tw_snapshot_load(struct tw_worker *w, const struct tw_snapshot *part, size_t parts)
{
    tw_lp_id taken = 0;

    for (size_t i = 0; i < parts; i++) {
        taken += load_records(w, &part[i]);
        load_rows(w, &part[i].rows);
    }
    base_assert(taken == w->mine_count); // each LP once
    w->ctx.may_send = true;
}

/* ---- may it be loaded? ---- */

static bool lp_is_sound(const struct tw_model *m, const struct saved_lp *lp,
                        unsigned char *seen)
{
    if (lp->id >= m->lps || (seen[lp->id / 8] >> lp->id % 8 & 1) != 0)
        return false;
    seen[lp->id / 8] = (unsigned char)(seen[lp->id / 8] | 1U << lp->id % 8);
    return lp->bytes == padded(m->state_bytes(m->world, lp->id));
}

static bool event_is_sound(const struct tw_model *m, const struct saved_event *ev, tw_time at)
{
    return ev->event_kind < m->kind_count && ev->to < m->lps && ev->from < m->lps &&
           ev->stamp >= tw_stamp_of(at, 0) &&
           ev->bytes == padded(m->kinds[ev->event_kind].payload_bytes);
}

static bool records_are_sound(const struct tw_model *m, const struct tw_snapshot *part,
                              unsigned char *seen)
{
    size_t left = part->byte_count;

    for (const unsigned char *at = part->bytes; left > 0;) {
        const struct saved_lp *lp = (const void *)at;
        const struct saved_event *ev = (const void *)at;
        if (left < sizeof *lp || left - sizeof *lp < lp->bytes)
            return false;
        bool good = lp->kind == SAVED_LP      ? lp_is_sound(m, lp, seen)
                    : lp->kind == SAVED_EVENT ? event_is_sound(m, ev, part->at)
                                              : false;
        if (!good)
            return false;
        at += sizeof *lp + lp->bytes;
        left -= sizeof *lp + lp->bytes;
    }
    return true;
}

bool tw_snapshot_rows_sound(const struct tw_model *m, const struct tw_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        const struct tw_row *row = &rows->row[i];
        if (row->channel >= m->channel_count || row->lp >= m->lps ||
            row->offset > rows->byte_count ||
            rows->byte_count - row->offset < m->channels[row->channel].row_bytes)
            return false;
    }
    return true;
}

bool tw_snapshot_sound(const struct tw_model *m, const struct tw_snapshot *part, size_t parts)
{
    unsigned char *seen = base_alloc(m->lps / 8 + 1);
    bool good = parts > 0;
    size_t lps = 0;

    for (size_t i = 0; good && i < parts; i++)
        good = part[i].at == part[0].at && records_are_sound(m, &part[i], seen) &&
               tw_snapshot_rows_sound(m, &part[i].rows);
    for (tw_lp_id i = 0; i < m->lps; i++)
        lps += seen[i / 8] >> i % 8 & 1;
    free(seen);
    return good && lps == m->lps;
}
