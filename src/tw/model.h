/* SPDX-License-Identifier: Apache-2.0 */
/* tw/model.h - what a model author writes: LP types, event kinds, one forward handler each.
 *
 * A logical process (LP) is one agent or resource with one flat, pointer-free block of state.
 * A handler reads its state as const, asks tw_write() for the parts that it changes, sends
 * events to later (at, priority), and emits rows. The engine saves, restores and commits;
 * there is no reverse code, and nothing a handler does is seen before it is certain.
 *
 * Rules that keep every placement equal (checked by the stress modes):
 *  - a handler depends on its state, its event and the world only: no clock, globals, I/O;
 *  - state, payloads and rows have no padding bytes (their bytes are hashed);
 *  - chance comes from rand_streams inside the state.
 * Thread: handlers of one LP never run at the same time; the world is shared and constant.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int64_t tw_time;   // ticks of 1 ms since the start of the run, 0 .. TW_TIME_MAX
typedef uint32_t tw_lp_id; // 0 .. lps-1, the same on every placement

#define TW_TIME_MAX ((tw_time)1 << 46)
#define TW_TICKS_PER_SECOND ((tw_time)1000)
#define TW_TICKS_PER_DAY ((tw_time)86400000)

struct tw_ctx;   // one handler call
struct tw_event; // one event, read through the functions below

/* One kind of event: its name, what it carries, and its place within a tick (receipts before
 * demands before reviews, say). The table is part of the model, so a scenario's event-order
 * convention can fill in the priorities. */
struct tw_kind {
    const char *name;
    size_t payload_bytes; // 0 .. TW_PAYLOAD_MAX
    uint16_t priority;    // smaller first
};

/* One kind of row that leaves the engine. */
struct tw_channel {
    const char *name;
    size_t row_bytes; // 1 .. TW_ROW_MAX
};

enum { TW_PAYLOAD_MAX = 4096, TW_ROW_MAX = 4096 };

/* What an LP is. `init` and `finish` run once, on the owner; `leftover` sees each event that
 * was still pending for the LP at the horizon, in key order, before `finish`. The last two
 * may be NULL. In `finish` and `leftover` the engine allows no sends. */
struct tw_lp_type {
    const char *name;
    void (*init)(struct tw_ctx *ctx, void *state); // state is zeroed, writable; may send
    void (*handle)(struct tw_ctx *ctx, const void *state, const struct tw_event *ev);
    void (*leftover)(struct tw_ctx *ctx, void *state, const struct tw_event *ev);
    void (*finish)(struct tw_ctx *ctx, void *state); // may emit rows
};

/* One possible path of events, for placement and lookahead. */
struct tw_edge {
    tw_lp_id from;
    tw_lp_id to;
    float rate;    // expected events per day, a weight for the partitioner
    tw_time delay; // every event from -> to is at least this much later; >= 0
};

/* An event to come, and the LP that will handle it. */
struct tw_coming {
    const struct tw_event *event;
    const void *state;
    tw_lp_id lp;
};
enum { TW_COMING = 3 };

/* A model: everything constant, owned by the caller, the same on every rank. */
struct tw_model {
    const char *name;
    const void *world; // handed to every handler; shared by all threads, never written
    tw_lp_id lps;
    const struct tw_lp_type *types;
    const struct tw_kind *kinds;
    size_t kind_count;
    const struct tw_channel *channels;
    size_t channel_count;

    unsigned (*type_of)(const void *world, tw_lp_id lp);      // index into `types`
    size_t (*state_bytes)(const void *world, tw_lp_id lp);    // size of its state block
    size_t (*edges)(const void *world, struct tw_edge *edge); // NULL array: count only

    /* May be NULL. Called for each event with some that come later, nearest first: time to ask
     * for memory that their handlers will wait for (__builtin_prefetch). It may read what it
     * asked for when the same event was further away; at first the state's first two cache
     * lines are on their way. For models that don't fit the caches. */
    void (*fetch)(const void *world, const struct tw_coming coming[TW_COMING]);
    tw_time lookahead; // lower bound of every delay between LPs when `edges` is NULL
};

/* ---- what a handler may read ---- */

tw_lp_id tw_self(const struct tw_ctx *ctx);
tw_time tw_now(const struct tw_ctx *ctx);           // time of the event; the horizon in finish
uint16_t tw_now_priority(const struct tw_ctx *ctx); // its priority
const void *tw_world(const struct tw_ctx *ctx);     // tw_model.world
tw_time tw_horizon(const struct tw_ctx *ctx);       // events at or after it are not executed
uint64_t tw_seed(const struct tw_ctx *ctx);         // of this run
uint64_t tw_replication(const struct tw_ctx *ctx);  // number of this replication
const struct tw_event *tw_cause(const struct tw_ctx *ctx); // being handled; NULL: none is

tw_time tw_event_at(const struct tw_event *ev);
uint16_t tw_event_kind(const struct tw_event *ev); // index into tw_model.kinds
tw_lp_id tw_event_from(const struct tw_event *ev); // sender
uint32_t tw_event_seq(const struct tw_event *ev);  // which of the sender's sends, from 0
const void *tw_payload(const struct tw_event *ev); // kinds[kind].payload_bytes, 8-aligned

/* ---- what a handler may do ---- */

/* Makes `bytes` bytes at `part` (inside the LP's own state) writable and returns them.
 * Saved once per call and event; write only what you asked for. */
static inline void *tw_write_bytes(struct tw_ctx *ctx, const void *part, size_t bytes);

/* The same for one object: struct sup_stock *s = tw_write(ctx, &site->stock[i]); */
#define tw_write(ctx, part) tw_write_bytes((ctx), (part), sizeof *(part))

/* How it does so: what begins a tw_ctx tells whether this call may be taken back. Written out
 * here because handlers call it several times for each event. */
struct tw_saving {
    uint64_t on;
};

void tw_save_bytes(struct tw_ctx *ctx, const void *part, size_t bytes);

static inline void *tw_write_bytes(struct tw_ctx *ctx, const void *part, size_t bytes)
{
    const struct tw_saving *saving = (const struct tw_saving *)(const void *)ctx;

    if (saving->on)
        tw_save_bytes(ctx, part, bytes);
    return (void *)(uintptr_t)part; // the one place where const ends
}

/* Sends an event of `kind` to `to`, `delay` ticks from now, at the kind's priority. The
 * payload is copied (NULL for a kind without one). (at, priority) must be strictly later than
 * now's, and the delay at least what the edge declared; else the run ends with a message naming
 * both LPs. */
void tw_send(struct tw_ctx *ctx, tw_lp_id to, tw_time delay, uint16_t kind,
             const void *payload);

/* The same at an explicit priority, for cascades within one tick. */
void tw_send_priority(struct tw_ctx *ctx, tw_lp_id to, tw_time delay, uint16_t priority,
                      uint16_t kind, const void *payload);

/* A row for `channel`, channels[channel].row_bytes long, copied. It leaves the engine once
 * the event is committed, in the LP's own order. */
void tw_emit(struct tw_ctx *ctx, uint16_t channel, const void *row);
