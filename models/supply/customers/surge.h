/* SPDX-License-Identifier: Apache-2.0 */
/* supply/customers/surge.h - demand shocks: for a while more or fewer customers come.
 *
 * Where customers come at a rate, those who come on top are a stream of their own, and some of
 * the usual ones stay away: until the shock, and after it, the same customers come at the same
 * times as without it. Elsewhere each wants more or less.
 */
#pragma once

#include "supply/site.h"

/* While the world is built, before sup_add_habits: shocks may strike this stream (index in
 * sup_world.stream). */
void sup_expect_shocks(struct sup_world *world, size_t stream);

/* In handlers: from now on, the demand of the site's stream `index` is `factor` times the
 * usual. */
void sup_shock(const struct sup_turn *t, uint32_t index, double factor);

/* One of those who come on top. */
void sup_surge(const struct sup_turn *t, const struct sup_ticket *ticket);
