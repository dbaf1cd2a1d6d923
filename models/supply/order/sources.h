/* SPDX-License-Identifier: Apache-2.0 */
/* supply/order/sources.h - what rules of sourcing look at. */
#pragma once

#include "supply/order/policy.h"

/* Is the k-th source up, as one who wants to order there finds out? */
bool sup_is_up(const struct sup_turn *t, const struct sup_policy *p, uint32_t k);

/* How long the first source has been down; 0 while it is up. */
int64_t sup_down_for(const struct sup_turn *t, const struct sup_policy *p);

/* The source that is up and has the least `figure`, the first of equals; 0 when all are down.
 */
uint32_t sup_least(const struct sup_turn *t, const struct sup_policy *p,
                   double (*figure)(const struct sup_source *source));
