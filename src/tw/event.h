/* SPDX-License-Identifier: Apache-2.0 */
/* tw/event.h - an event, its total order, and the 16 bytes that stand for it in a queue.
 *
 * Order is (at, priority, receiver, sender, seq), never arrival or address. `seq` lives in the
 * sender's LP and rolls back with it; `uid` counts per worker, never rolls back, and names one
 * send for cancelling. A seq that wraps after 2^32 sends wraps alike on every placement.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tw/model.h"

/* Time and priority in one number, compared as one: at << 16 | priority. */
typedef uint64_t tw_stamp;

#define TW_STAMP_MAX UINT64_MAX

static inline tw_stamp tw_stamp_of(tw_time at, uint16_t priority)
{
    return (tw_stamp)at << 16 | priority;
}

static inline tw_time tw_stamp_at(tw_stamp stamp)
{
    return (tw_time)(stamp >> 16);
}

enum tw_event_state {
    TW_PENDING,   // in a queue, an inbox or under way
    TW_PROCESSED, // executed speculatively, held by a history record
    TW_CANCELLED, // still in a queue, dropped when it surfaces
    TW_ANTI       // on its way to another rank: cancels the send named by `uid`
};

struct tw_lp;

struct tw_event {
    tw_stamp stamp;
    struct tw_lp *lp; // receiver's block on its own rank; NULL elsewhere
    tw_lp_id to, from;
    uint32_t seq;
    uint16_t kind;
    uint8_t state; // enum tw_event_state
    uint8_t pad;
    uint64_t uid;       // of a send that may be cancelled between ranks, else 0
    uint64_t payload[]; // kinds[kind].payload_bytes
};

/* The rest of the key, for events of one stamp. Keys are unique among live events. */
static inline bool tw_event_tie_before(const struct tw_event *a, const struct tw_event *b)
{
    if (a->to != b->to)
        return a->to < b->to;
    if (a->from != b->from)
        return a->from < b->from;
    return a->seq < b->seq;
}

static inline bool tw_event_before(const struct tw_event *a, const struct tw_event *b)
{
    return a->stamp != b->stamp ? a->stamp < b->stamp : tw_event_tie_before(a, b);
}

/* What queues and inboxes move: the stamp, and the event's address with the first bits of the
 * tie (the receiver's leading bits) above it. Events are 64-byte aligned, so the low bits of
 * the address are free for flags. Addresses are below 2^48 (checked when they are taken). */
struct tw_entry {
    tw_stamp stamp;
    uint64_t ref;
};

#define TW_REF_ANTI ((uint64_t)1)   // cancels the event it points to
#define TW_REF_ABROAD ((uint64_t)2) // to be put on the wire by the rank's first worker
#define TW_REF_ADDRESS (((uint64_t)1 << 48) - 64)

static inline struct tw_event *tw_entry_event(struct tw_entry e)
{
    return (struct tw_event *)(uintptr_t)(e.ref & TW_REF_ADDRESS);
}

/* `tie_shift` brings the largest LP id down to 16 bits. */
static inline struct tw_entry tw_entry_of(const struct tw_event *ev, unsigned tie_shift)
{
    uint64_t tie = ev->to >> tie_shift;
    return (struct tw_entry){ev->stamp, tie << 48 | (uint64_t)(uintptr_t)ev};
}

static inline bool tw_entry_before(struct tw_entry a, struct tw_entry b)
{
    if (a.stamp != b.stamp)
        return a.stamp < b.stamp;
    uint64_t ta = a.ref >> 48, tb = b.ref >> 48;
    return ta != tb ? ta < tb : tw_event_tie_before(tw_entry_event(a), tw_entry_event(b));
}
