/* SPDX-License-Identifier: Apache-2.0 */
/* supply/make.h - making an item from components of the same site, or buying it from outside.
 *
 * Components go to the makers that wait for them first come, first served, and stay with
 * them. As soon as all components of some part of what is to be made are there, this part is
 * released: it takes its own draw of the make time, and any number of batches are made side by
 * side. An item without components is released when it is ordered.
 *
 * All is told by counts that only grow: quantity ordered, components picked, quantity
 * released. Components for n quanta are n x `per`, to the nearest, so that fractions never
 * add up to a loss.
 */
#pragma once

#include "supply/site.h"

/* Orders `quantity` more to be made; asks for the components. */
void sup_make(const struct sup_turn *t, uint32_t slot, int64_t quantity);

/* `quantity` of the component of `need` was handed to the maker of the item at `slot`. */
void sup_pick(const struct sup_turn *t, uint32_t slot, uint32_t need, int64_t quantity);

/* A batch reaches the end of its make time; what an outage took is made up for first. */
void sup_made(const struct sup_turn *t, const struct sup_batch *batch);

/* Releases what has its components and may be begun now. */
void sup_make_release(const struct sup_turn *t, uint32_t slot);

/* A job of a shop is finished. */
void sup_make_done(const struct sup_turn *t, uint32_t slot, int64_t quantity);

/* Somebody else makes `quantity` of it, of components of their own; it is here in `ticks`. */
void sup_make_elsewhere(const struct sup_turn *t, uint32_t slot, struct sup_stock *s,
                        int64_t quantity, int64_t ticks);

/* Orders `quantity` more without being asked. */
void sup_make_more(const struct sup_turn *t, uint32_t slot, int64_t quantity);

/* Ordered to be made and not yet begun. */
int64_t sup_unreleased(const struct sup_turn *t, uint32_t slot);

/* Quanta of a component in `quantity` quanta of the product. */
int64_t sup_need_of(const struct sup_need *need, int64_t quantity);
