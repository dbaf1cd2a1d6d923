/* SPDX-License-Identifier: Apache-2.0 */
/* supply/order.h - replenishment: the site's agent looks at one item and may order. */
#pragma once

#include "supply/site.h"

/* Asks the agent about the item whose stock is `s` (writable), and carries out what it decides.
 * A site that is down orders nothing. */
void sup_reorder(const struct sup_turn *t, uint32_t slot, struct sup_stock *s);

/* The same for an item that is watched continuously, or whose agent has eyes for more than what
 * to order; others wait for their review. */
static inline void sup_changed(const struct sup_turn *t, uint32_t slot, struct sup_stock *s)
{
    const struct sup_item *item = sup_item_at(t, slot);

    if (item->review == 0 || (item->special & SUP_AGENT))
        sup_reorder(t, slot, s);
}

/* A periodic review: asks, and comes back after the review period. */
void sup_review(const struct sup_turn *t, uint32_t slot);

/* Orders `quantity` from the item's only source, or makes it. */
void sup_place(const struct sup_turn *t, uint32_t slot, struct sup_stock *s, int64_t quantity);

/* An order leaves for the item's source. */
void sup_order_send(const struct sup_turn *t, const struct sup_item *item, int64_t quantity);

/* An order of a site downstream arrives. */
void sup_take_order(const struct sup_turn *t, const struct sup_order *order);
