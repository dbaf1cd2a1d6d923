/* SPDX-License-Identifier: Apache-2.0 */
/* tw/inbox.h - what other workers of the rank send to one worker: blocks of queue entries.
 *
 * Senders fill a block and publish it with one compare-and-swap; the owner takes all blocks
 * with one exchange. Blocks of one sender come out in the order in which they were published.
 * Entries carry the stamp, so an event's own memory is fetched only when it is due.
 * Thread: publish, any; take, the owner.
 */
#pragma once

#include <stdatomic.h>
#include <stdint.h>

#include "tw/event.h"

enum { TW_BLOCK_ENTRIES = 30 };

struct tw_block { // 512 bytes
    struct tw_block *next;
    uint32_t count;
    uint32_t from;   // worker of this rank
    tw_stamp lowest; // of its entries
    uint64_t pad;
    struct tw_entry entry[TW_BLOCK_ENTRIES];
};

struct tw_inbox {
    _Alignas(64) _Atomic(struct tw_block *) top;
    char pad[56];
};

/* Release: pairs with the acquire in tw_inbox_take(), so the events' contents are visible. */
static inline void tw_inbox_publish(struct tw_inbox *inbox, struct tw_block *block)
{
    struct tw_block *top = atomic_load_explicit(&inbox->top, memory_order_relaxed);
    do
        block->next = top;
    while (!atomic_compare_exchange_weak(&inbox->top, &top, block)); // seq_cst: see tw/gvt.h
}

/* All published blocks, oldest first per sender; NULL when none. */
static inline struct tw_block *tw_inbox_take(struct tw_inbox *inbox)
{
    if (!atomic_load_explicit(&inbox->top, memory_order_relaxed))
        return NULL;
    struct tw_block *newest = atomic_exchange(&inbox->top, NULL), *oldest = NULL;
    while (newest) {
        struct tw_block *next = newest->next;
        newest->next = oldest;
        oldest = newest;
        newest = next;
    }
    return oldest;
}
