/* SPDX-License-Identifier: Apache-2.0 */
/* supply/order/transship.h - help between sites of the same tier (lateral transshipment; Lee,
 * "A Multi-Echelon Inventory Model for Repairable Items with Emergency Lateral Transshipments",
 * Management Science 33(10), 1987).
 *
 * Who can't serve those who wait asks siblings, one after the other, for what is missing. A
 * sibling ships what it has on hand and does not keep for itself; what it can't give is told
 * back, and the next one is asked. What was asked for is on order until then, so it is not
 * ordered from the source as well; after the last sibling it is.
 */
#pragma once

#include "supply/site.h"

/* Asks the first sibling for what is missing and was not asked for yet. */
void sup_ask_siblings(const struct sup_turn *t, uint32_t slot, struct sup_stock *s);

/* Asks one sibling for so much, because a plan says so; the others are not asked after it. */
void sup_ask_sibling(const struct sup_turn *t, uint32_t slot, struct sup_stock *s,
                     uint32_t number, int64_t quantity);

/* So much is about to reach the shelf. */
void sup_forget_refusals(const struct sup_turn *t, uint32_t slot, int64_t quantity);
