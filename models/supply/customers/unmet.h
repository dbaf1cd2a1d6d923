/* SPDX-License-Identifier: Apache-2.0 */
/* supply/customers/unmet.h - what a customer of a special stream does who finds too little.
 *
 * A rule decides at once how much of what is wanted is bought: handed over now, or waited for.
 * The rest is lost. Who waits may give up later: at the end of the tick in which the patience
 * ends, so that what arrives in that very tick is still in time.
 */
#pragma once

#include "supply/customers/custom.h"

/* What one who wants `quantity` finds: so much could be handed over `now`. */
struct sup_find {
    int64_t quantity, now;
    int64_t waiting; // owed to customers of the item already
    int64_t room;    // that may wait
};

struct sup_unmet {
    const char *name;
    int64_t (*buys)(const struct sup_find *find); // of the quantity
};

extern const struct sup_unmet sup_unmet_backorder, sup_unmet_lost, sup_unmet_lost_whole,
    sup_unmet_balk;

/* The customer of this visit wants `quantity` > 0. */
void sup_ask(const struct sup_visit *visit, int64_t quantity);

/* The patience of a customer ends. */
void sup_give_up(const struct sup_turn *t, const struct sup_ticket *ticket);
