/* SPDX-License-Identifier: Apache-2.0 */
/* supply/make/rate.h - how much of an item can be made, and how much of that is taken: what
 * those who plan, or promise, go by. */
#pragma once

#include "supply/site.h"

/* Quanta per tick that one machine makes at step `op` of the craft's route; INFINITY: as many
 * as one likes. */
struct sup_craft;
struct sup_op;
double sup_op_rate(const struct sup_craft *craft, const struct sup_op *op);

/* At the narrowest step of the item's route, or by its limit per period, as lines, disruptions
 * and overtime are now. False: as much can be made as one likes, side by side. */
struct sup_rate {
    double per_tick; // quanta
    double load; // jobs there for each machine: below 1 some are idle, above 1 jobs wait; of
                 // a limit the part that is taken
};
bool sup_rate_now(const struct sup_turn *t, uint32_t slot, struct sup_rate *out);
