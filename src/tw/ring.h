/* SPDX-License-Identifier: Apache-2.0 */
/* tw/ring.h - bytes in a growing ring: written at the tail, forgotten at the head.
 *
 * Positions are 64-bit counts that never wrap, so a record can name its bytes by them.
 * Thread: one owner. Errors: none; out of memory ends the run.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct tw_ring {
    unsigned char *data;
    size_t capacity; // a power of two, or 0
    uint64_t head, tail;
};

void tw_ring_fini(struct tw_ring *r);
void tw_ring_grow(struct tw_ring *r, size_t need); // room for `need` more bytes

static inline size_t tw_ring_used(const struct tw_ring *r)
{
    return (size_t)(r->tail - r->head);
}

static inline void tw_ring_put(struct tw_ring *r, const void *from, size_t bytes)
{
    if (tw_ring_used(r) + bytes > r->capacity)
        tw_ring_grow(r, bytes);
    size_t at = (size_t)r->tail & (r->capacity - 1), first = r->capacity - at;
    if (bytes <= first) {
        memcpy(r->data + at, from, bytes);
    } else {
        memcpy(r->data + at, from, first);
        memcpy(r->data, (const unsigned char *)from + first, bytes - first);
    }
    r->tail += bytes;
}

/* Copies `bytes` bytes from position `from`. */
static inline void tw_ring_get(const struct tw_ring *r, uint64_t from, void *to, size_t bytes)
{
    size_t at = (size_t)from & (r->capacity - 1), first = r->capacity - at;
    if (bytes <= first) {
        memcpy(to, r->data + at, bytes);
    } else {
        memcpy(to, r->data + at, first);
        memcpy((unsigned char *)to + first, r->data, bytes - first);
    }
}
