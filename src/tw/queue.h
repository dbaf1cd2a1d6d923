/* SPDX-License-Identifier: Apache-2.0 */
/* tw/queue.h - the pending events of one worker, smallest key first.
 *
 * Three parts, by time. `run`: the next events, sorted. `late`: a 4-ary heap of events that
 * were pushed into the time of the run. `calendar`: unsorted buckets of later events, each
 * sorted once when its time comes, and `far`: all beyond the calendar, spread over a new one
 * when the old is used up (Brown, "Calendar queues", CACM 31(10) 1988; Tang, Goh, Thng,
 * "Ladder queue", ACM TOMACS 15(3) 2005). Amortised O(1) for spread-out times, O(log n)
 * always. Small sets live in run and heap alone.
 *
 * Keys are unique (tw/event.h), so every order of pushes gives the same order of pops. Knowing
 * the next events in order lets the worker fetch their memory early (tw_queue_ahead).
 * Thread: the owning worker only. Errors: none; out of memory ends the run.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tw/event.h"

struct tw_queue_bucket {
    uint32_t chunk; // index + 1 of its newest chunk; 0 = none
    uint32_t count;
};

enum { TW_CHUNK_ENTRIES = 7 };

struct tw_queue_chunk { // 128 bytes
    struct tw_entry entry[TW_CHUNK_ENTRIES];
    uint32_t next; // index + 1
    uint32_t pad[3];
};

struct tw_queue {
    struct tw_entry *run; // run[run_head .. run_count) is pending, ascending
    size_t run_head, run_count, run_capacity;
    struct tw_entry *late; // 4-ary heap
    size_t late_count, late_capacity;
    size_t late_pushes; // into a large heap, since the calendar was laid out
    tw_stamp near_end;  // what is before it belongs to run or late

    struct tw_queue_bucket *bucket;
    size_t buckets, bucket_capacity, next_bucket;
    unsigned shift;          // a bucket is 2^shift stamps wide
    tw_stamp year, year_end; // the calendar covers [year, year_end)
    size_t calendar_count;
    struct tw_queue_chunk *chunk;
    size_t chunk_count, chunk_capacity;
    uint32_t chunk_free;

    struct tw_entry *far;
    size_t far_count, far_capacity;

    struct tw_entry *scratch; // for sorting
    size_t scratch_capacity;
};

void tw_queue_init(struct tw_queue *q);
void tw_queue_fini(struct tw_queue *q); // the events stay with their pool

/* Adds an event, borrowed until it is popped. */
void tw_queue_push(struct tw_queue *q, struct tw_entry e);

/* Readies the next events; call when fewer than TW_QUEUE_READY are in the run. */
void tw_queue_refill(struct tw_queue *q);

/* How many events tw_queue_peek() keeps ready in order, while there are that many. */
enum { TW_QUEUE_READY = 12 };

size_t tw_queue_count(const struct tw_queue *q);
size_t tw_queue_bytes(const struct tw_queue *q);

/* Takes every entry out, in no order, one by one: false when empty. For the end of a run. */
bool tw_queue_drain(struct tw_queue *q, struct tw_entry *e);

void tw_queue_pop_late(struct tw_queue *q); // the slow end of tw_queue_pop

/* The smallest entry; false when empty. It stays in the queue. */
static inline bool tw_queue_peek(struct tw_queue *q, struct tw_entry *e)
{
    if (q->run_count - q->run_head < TW_QUEUE_READY)
        tw_queue_refill(q);
    if (q->run_head < q->run_count) {
        *e = q->run[q->run_head];
        if (q->late_count > 0 && tw_entry_before(q->late[0], *e))
            *e = q->late[0];
        return true;
    }
    if (q->late_count == 0)
        return false;
    *e = q->late[0];
    return true;
}

/* Removes `e`, which tw_queue_peek() has just given. */
static inline void tw_queue_pop(struct tw_queue *q, struct tw_entry e)
{
    if (q->run_head < q->run_count && q->run[q->run_head].ref == e.ref)
        q->run_head++;
    else
        tw_queue_pop_late(q);
}

/* The event that is `k` places behind the next one in the run; NULL when not that many. */
static inline const struct tw_event *tw_queue_ahead(const struct tw_queue *q, size_t k)
{
    size_t i = q->run_head + k;
    return i < q->run_count ? tw_entry_event(q->run[i]) : NULL;
}
