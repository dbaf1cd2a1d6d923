/* SPDX-License-Identifier: Apache-2.0 */
/* supply/build/paving.h - the parts of sup_add_legs: lanes that are not plain, step by step. */
#pragma once

#include "supply/move/move.h"

/* Does a dock of the site take loads that come, or leave? */
bool sup_docks(const struct sup_world *world, int32_t site, enum scen_dock_use use);

/* The LP of a carrier that has vehicles. */
tw_lp_id sup_fleet_of(const struct sup_world *world, const struct scen_carrier *carrier);

/* build/yards.c: docks and fleets, before the legs; where each leg and path is written down,
 * and how much may wait, behind them. */
void sup_add_yards(struct sup_world *world);
void sup_add_books(struct sup_world *world);
void sup_add_rooms(struct sup_world *world);

/* build/freight.c: what products weigh, before the legs; who ships over them and pays what. */
void sup_weigh_products(struct sup_world *world);
void sup_add_freight(struct sup_world *world);

/* build/freight.c: the lane that an item is ordered over; plain lanes in use, by receiver.
 * Always; the former first. */
void sup_find_source_lanes(struct sup_world *world);
void sup_list_plain(struct sup_world *world);

static inline bool sup_lane_in_use(const struct sup_world *world, size_t lane)
{
    return world->lane_orders[lane] >= 0.0;
}
