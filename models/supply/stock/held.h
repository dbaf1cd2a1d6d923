/* SPDX-License-Identifier: Apache-2.0 */
/* supply/stock/held.h - stock that an agent does not give out, for the time being: a reserve,
 * or all but a share of what each one asks for. For items with the SUP_HELD bit.
 *
 * While less than all is served, what is not waits until the agent serves all again, and new
 * orders get their share of what comes in ahead of it: that is what rationing is for. By
 * `priority`, clients with a better rank than the middle one are served in full. Customers who
 * would go away are not rationed: they would not wait for their rest.
 *
 * By `contract` a client is served first up to what is left of its contract in this KPI period:
 * a minimum that the supplier has promised (quantity flexibility; Tsay, Management Science
 * 45(10), 1999). When the stock is less than what is left of all contracts together, each gets
 * at most its part of it in that proportion (proportional allocation; Cachon and Lariviere,
 * Management Science 45(8), 1999). What an order asks for beyond gets the share, as far as all
 * contracts leave something. Without any contract that is the same as equal shares.
 */
#pragma once

#include "supply/mind/mind.h"

enum sup_ration_by { SUP_RATION_EQUAL, SUP_RATION_BY_PRIORITY, SUP_RATION_BY_CONTRACT };

/* On hand and not held back. */
int64_t sup_free(const struct sup_turn *t, const struct sup_item *item,
                 const struct sup_stock *s);

/* Is only a share of what is asked for served now? */
bool sup_rationed(const struct sup_turn *t, const struct sup_item *item);

/* Of `quantity` that the client asks for now: so much is served at once. What is left over of a
 * quantum is carried over. */
int64_t sup_ration_share(const struct sup_turn *t, const struct sup_item *item, uint32_t client,
                         int64_t quantity);

/* So much was handed to the client at once: it counts against its contract, rationed or not. */
void sup_note_quota(const struct sup_turn *t, const struct sup_item *item, uint32_t client,
                    int64_t quantity);
