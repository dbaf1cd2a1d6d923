/* SPDX-License-Identifier: Apache-2.0 */
#include "tw/ring.h"

#include "tw/memory.h"

enum { FIRST_BYTES = 4096 };

void tw_ring_fini(struct tw_ring *r)
{
    tw_memory_give(r->data, r->capacity);
    *r = (struct tw_ring){0};
}

/* What is live keeps its position: it is copied to the same place modulo the new size. */
void tw_ring_grow(struct tw_ring *r, size_t need)
{
    struct tw_ring bigger = *r;
    bigger.capacity = r->capacity > 0 ? r->capacity : FIRST_BYTES;
    while (tw_ring_used(r) + need > bigger.capacity)
        bigger.capacity *= 2;
    bigger.data = tw_memory_take(bigger.capacity);
    bigger.tail = bigger.head;

    for (uint64_t at = r->head; at < r->tail;) {
        size_t place = (size_t)at & (r->capacity - 1);
        size_t n = r->capacity - place;
        if (n > r->tail - at)
            n = (size_t)(r->tail - at);
        tw_ring_put(&bigger, r->data + place, n);
        at += n;
    }
    tw_memory_give(r->data, r->capacity);
    *r = bigger;
}
