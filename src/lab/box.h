/* SPDX-License-Identifier: Apache-2.0 */
/* lab/box.h - what passes between rank 0, which plans and sums up, and the ranks that work.
 *
 * Ranks other than 0 keep their records in a box until the round is over. A box starts zeroed;
 * adding is for one thread at a time.
 */
#pragma once

#include <stddef.h>

struct lab_box {
    unsigned char *bytes; // owned: each record behind its size
    size_t used, room;
};

void lab_box_add(struct lab_box *box, const void *record, size_t bytes);

/* Collective. Rank 0 takes what is in the boxes of the others, by rank; all are empty then. */
void lab_box_empty(struct lab_box *box,
                   void (*take)(void *user, const void *record, size_t bytes), void *user);
void lab_box_fini(struct lab_box *box);

/* Collective. Rank 0's list, on all ranks, and how long it is; to be freed. Others' `list` is
 * not looked at. */
void *lab_box_share(void *list, size_t *count, size_t item_bytes);
