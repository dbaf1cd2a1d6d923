/* SPDX-License-Identifier: Apache-2.0 */
/* supply/make/craft.h - what makes an item more than "any number, side by side, all good":
 * routes, yield, co-products, a limit per period. For items with SUP_CRAFTED only. */
#pragma once

#include "supply/make/shop_state.h"

/* In init. */
void sup_crafts_open(const struct sup_turn *t, unsigned char *state);

/* The op that follows `op`, by chance; SUP_NO_OP when the job is done. */
uint32_t sup_craft_next(const struct sup_turn *t, uint32_t op);

/* How much of `quantity` may be released in the present period; books it. What is left comes
 * back with the next period. */
int64_t sup_craft_allows(const struct sup_turn *t, uint32_t slot, int64_t quantity);

/* A release period begins. */
void sup_craft_period(const struct sup_turn *t, uint32_t slot);

/* `quantity` is made: how much of it is good. The rest is counted as scrap and paid for, making
 * included; co-products go to their stocks. */
int64_t sup_craft_good(const struct sup_turn *t, uint32_t slot, int64_t quantity);

/* The same for `quantity` received from the source: the rest is rejected. */
int64_t sup_craft_accepts(const struct sup_turn *t, uint32_t slot, int64_t quantity);
