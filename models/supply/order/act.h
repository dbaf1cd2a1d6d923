/* SPDX-License-Identifier: Apache-2.0 */
/* supply/order/act.h - carrying out what an agent with a policy decided. */
#pragma once

#include "supply/site.h"

/* Orders `quantity` from the sources that the sourcing rule picks, or makes it. */
void sup_order(const struct sup_turn *t, uint32_t slot, struct sup_stock *s, int64_t quantity);

/* Orders `quantity` over the k-th way of an item with an agent (mind/mind.h). */
void sup_order_over(const struct sup_turn *t, uint32_t slot, struct sup_stock *s, uint32_t way,
                    int64_t quantity);

/* Gives back `quantity` to the (first) source, as far as it is on hand. */
void sup_give_back(const struct sup_turn *t, uint32_t slot, struct sup_stock *s,
                   int64_t quantity);

/* The books of an order that is placed. */
void sup_ordered(struct sup_stock *s, int64_t quantity);

/* Goods come back from downstream. */
void sup_take_back(const struct sup_turn *t, const struct sup_news *back);
