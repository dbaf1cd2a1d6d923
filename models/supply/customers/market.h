/* SPDX-License-Identifier: Apache-2.0 */
/* supply/market.h - customers: when they come and how much they want. */
#pragma once

#include "supply/site.h"

struct sup_crowd;

/* Starts the streams of customers; `arrivals` is their state, zeroed, `crowds` that of the
 * special ones. In init. */
void sup_market_open(const struct sup_turn *t, struct sup_arrivals *arrivals,
                     struct sup_crowd *crowds);

/* Customers of one stream arrive; the next ones are on their way. */
void sup_demand(const struct sup_turn *t, const struct sup_customers *customers);
