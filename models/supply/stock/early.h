/* SPDX-License-Identifier: Apache-2.0 */
/* supply/stock/early.h - what is under way when a run begins: shipments, production, orders in
 * the mail. They arrive like others, and count in stock on order from the start. Goods under
 * way enter the balance as SUP_N_under_way; production under way has its components already. */
#pragma once

#include "supply/site.h"

/* In init; `state` is writable. */
void sup_early_open(const struct sup_turn *t, unsigned char *state);
