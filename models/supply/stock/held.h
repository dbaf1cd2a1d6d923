/* SPDX-License-Identifier: Apache-2.0 */
/* supply/stock/held.h - stock that an agent does not give out, for the time being: a reserve,
 * or all but a share of what each one asks for. For items with the SUP_HELD bit.
 *
 * While less than all is served, what is not waits until the agent serves all again, and new
 * orders get their share of what comes in ahead of it: that is what rationing is for. By
 * `priority`, clients with a better rank than the middle one are served in full. Customers who
 * would go away are not rationed: they would not wait for their rest.
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
