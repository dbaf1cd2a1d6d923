/* SPDX-License-Identifier: Apache-2.0 */
/* supply/stock/room.h - storage of a site: all its goods together take room, by units, weight
 * or volume, and what is beyond the site's own room is kept elsewhere at a price.
 *
 * Nothing is ever turned away for want of room: the overflow costs. The cost of a KPI period is
 * shared among the items of the site by the room that each took in the mean over that period.
 */
#pragma once

#include "supply/site.h"

struct sup_room {
    double used;   // at present
    double over;   // beyond the storage x ticks, since the last sharing out
    int64_t since; // `over` is settled up to here
};

static_assert(sizeof(struct sup_room) == 24, "no padding");

/* `quanta` of the item came (or left, when negative). */
void sup_room_change(const struct sup_turn *t, const struct sup_item *item, int64_t quanta);

/* Room that is free, in the measure of the storage; < 0: more is there than fits. */
double sup_room_free(const struct sup_turn *t);

/* In init: what is there at the start. */
void sup_room_open(const struct sup_turn *t, unsigned char *state, const struct sup_item *item,
                   int64_t quanta);

/* Before the flows of a period are passed on: who pays for the overflow. */
void sup_room_share(const struct sup_turn *t);
