/* SPDX-License-Identifier: Apache-2.0 */
/* tw/rows.h - committed rows of one worker, and their order when all are together.
 *
 * Thread: the owner; the merge, one thread when all workers are done.
 */
#pragma once

#include <stddef.h>

#include "tw/sim.h"

struct tw_row_store {
    struct tw_rows rows; // in the order of commitment
    size_t row_capacity, byte_capacity;
};

/* Adds a row (`offset` of `row` is set here) and returns room for its bytes. */
void *tw_row_store_add(struct tw_row_store *store, struct tw_row row, size_t bytes);

/* Moves the rows of `count` stores into one, ordered by (channel, lp, seq). Empties them. */
struct tw_rows tw_row_store_merge(struct tw_row_store *const *store, size_t count);
