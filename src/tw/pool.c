/* SPDX-License-Identifier: Apache-2.0 */
#include "tw/pool.h"

#include <sched.h>
#include <stdlib.h>

#include "base/err.h"
#include "tw/memory.h"

struct tw_pool_chunk {
    struct tw_pool_chunk *next;
    void *memory;
    size_t bytes;
};

enum { FIRST_CHUNK = 64, LAST_CHUNK_BYTES = 4 << 20 };

static void lock(struct tw_depot *depot)
{
    while (atomic_flag_test_and_set_explicit(&depot->lock, memory_order_acquire))
        sched_yield();
}

static void unlock(struct tw_depot *depot)
{
    atomic_flag_clear_explicit(&depot->lock, memory_order_release);
}

void tw_depot_init(struct tw_depot *depot, size_t object_bytes)
{
    *depot = (struct tw_depot){.object_bytes = (object_bytes + 63) / 64 * 64,
                               .lock = ATOMIC_FLAG_INIT};
}

void tw_depot_fini(struct tw_depot *depot)
{
    while (depot->chunks) {
        struct tw_pool_chunk *c = depot->chunks;
        depot->chunks = c->next;
        tw_memory_give(c->memory, c->bytes);
        free(c);
    }
}

void tw_pool_init(struct tw_pool *pool, struct tw_depot *depot)
{
    *pool = (struct tw_pool){.depot = depot, .next_chunk = FIRST_CHUNK};
}

/* Debug builds take and give through malloc and never come here. */
static struct tw_pool_free *batch_from_depot(struct tw_depot *depot)
{
    lock(depot);
    struct tw_pool_free *batch = depot->batches;
    if (batch)
        depot->batches = batch->next_batch;
    unlock(depot);
    return batch;
}

static void new_chunk(struct tw_pool *pool)
{
    struct tw_depot *depot = pool->depot;
    struct tw_pool_chunk *c = malloc(sizeof *c);
    if (!c)
        base_die("out of memory for events");
    c->bytes = pool->next_chunk * depot->object_bytes;
    c->memory = tw_memory_take(c->bytes);
    pool->fresh = c->memory;
    pool->fresh_count = pool->next_chunk;
    if (c->bytes < LAST_CHUNK_BYTES)
        pool->next_chunk *= 2;
    atomic_fetch_add_explicit(&depot->bytes, c->bytes, memory_order_relaxed);

    lock(depot);
    c->next = depot->chunks;
    depot->chunks = c;
    unlock(depot);
}

void *tw_pool_refill(struct tw_pool *pool)
{
    if (pool->fresh_count == 0) {
        struct tw_pool_free *batch = batch_from_depot(pool->depot);
        if (batch) {
            pool->free = batch->next;
            pool->free_count = TW_POOL_BATCH - 1;
            return batch;
        }
        new_chunk(pool);
    }
    void *object = pool->fresh;
    pool->fresh += pool->depot->object_bytes;
    pool->fresh_count--;
    return object;
}

void tw_pool_spill(struct tw_pool *pool)
{
    struct tw_pool_free *first = pool->free, *last = first;
    for (int i = 1; i < TW_POOL_BATCH; i++)
        last = last->next;
    pool->free = last->next;
    pool->free_count -= TW_POOL_BATCH;
    last->next = NULL;

    lock(pool->depot);
    first->next_batch = pool->depot->batches;
    pool->depot->batches = first;
    unlock(pool->depot);
}

#ifndef NDEBUG
void *tw_pool_take(struct tw_pool *pool)
{
    void *object = aligned_alloc(64, pool->depot->object_bytes);
    if (!object)
        base_die("out of memory for events");
    pool->out++;
    atomic_fetch_add_explicit(&pool->depot->bytes, pool->depot->object_bytes,
                              memory_order_relaxed);
    return object;
}

void tw_pool_give(struct tw_pool *pool, void *object)
{
    pool->out--;
    atomic_fetch_sub_explicit(&pool->depot->bytes, pool->depot->object_bytes,
                              memory_order_relaxed);
    free(object);
}
#endif
