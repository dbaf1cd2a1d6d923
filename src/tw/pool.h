/* SPDX-License-Identifier: Apache-2.0 */
/* tw/pool.h - objects of one size for one worker, last freed first taken.
 *
 * Objects wander: a worker frees what another took. A pool with too many free objects gives a
 * batch to the depot that it shares with the other workers of the rank, and one that has none
 * takes a batch from there before it asks the system.
 * Thread: the pool, its owner; the depot, all (a lock, once per batch).
 * Debug builds (no NDEBUG) use plain malloc per object, so that sanitizers see each one.
 */
#pragma once

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

struct tw_pool_free { // what a free object holds
    struct tw_pool_free *next;
    struct tw_pool_free *next_batch; // of a batch's first object, in the depot
};

struct tw_pool_chunk;

struct tw_depot {
    size_t object_bytes; // a multiple of 64
    atomic_flag lock;
    struct tw_pool_free *batches;
    struct tw_pool_chunk *chunks; // all memory of all pools, freed at the end
    atomic_size_t bytes;          // taken from the system
};

struct tw_pool {
    struct tw_depot *depot;
    struct tw_pool_free *free;
    size_t free_count;
    char *fresh; // the untouched rest of this pool's last chunk
    size_t fresh_count;
    size_t next_chunk; // objects in the next chunk: grows, so small runs stay small
    uint64_t out;      // taken minus given back here, may be negative as a signed number
};

void tw_depot_init(struct tw_depot *depot, size_t object_bytes);
void tw_depot_fini(struct tw_depot *depot); // frees every object of every pool

void tw_pool_init(struct tw_pool *pool, struct tw_depot *depot);

/* The slow ends of the two calls below. */
void *tw_pool_refill(struct tw_pool *pool);
void tw_pool_spill(struct tw_pool *pool);

enum { TW_POOL_BATCH = 512, TW_POOL_MOST = 1024 };

#ifdef NDEBUG
static inline void *tw_pool_take(struct tw_pool *pool)
{
    struct tw_pool_free *o = pool->free;

    pool->out++;
    if (!o)
        return tw_pool_refill(pool);
    pool->free = o->next;
    pool->free_count--;
    return o;
}

static inline void tw_pool_give(struct tw_pool *pool, void *object)
{
    struct tw_pool_free *o = object;

    pool->out--;
    o->next = pool->free;
    pool->free = o;
    if (++pool->free_count >= TW_POOL_MOST)
        tw_pool_spill(pool);
}
#else
void *tw_pool_take(struct tw_pool *pool);
void tw_pool_give(struct tw_pool *pool, void *object);
#endif
