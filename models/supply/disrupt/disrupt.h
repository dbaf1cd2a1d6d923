/* SPDX-License-Identifier: Apache-2.0 */
/* supply/disrupt.h - outages of the site. While down it neither ships nor makes nor orders;
 * it still takes in shipments, orders and customers, who wait. Outages nest. */
#pragma once

#include "supply/site.h"

/* Starts the causes of outages; `causes` is their state, zeroed. In init. */
void sup_disrupt_open(const struct sup_turn *t, struct sup_cause_state *causes);

void sup_outage_begins(const struct sup_turn *t, uint32_t cause);
void sup_outage_ends(const struct sup_turn *t, uint32_t cause);

/* The site's downtime so far. */
static inline int64_t sup_downtime(const struct sup_turn *t)
{
    const struct sup_downtime *d = sup_downtime_at(t);

    return d->total + (t->site->down > 0 ? t->now - d->since : 0);
}
