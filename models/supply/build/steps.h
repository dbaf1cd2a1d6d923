/* SPDX-License-Identifier: Apache-2.0 */
/* supply/build/steps.h - the steps of sup_world_new(), each in its own file.
 *
 * Thread: one. They go in the order of sup_world_build() (world.c); each may use what those
 * before it have made.
 */
#pragma once

#include "supply/world.h"

/* build/links.c: items, their clients and needs. False with `err` when something does not
 * fit.
 */
bool sup_link(struct sup_world *world, struct base_err *err);

/* build/customers.c: demand of customers, part of sup_link; what is special about it, once
 * stores and disruptions are known. */
bool sup_add_streams(struct sup_world *world, struct base_err *err);
void sup_add_habits(struct sup_world *world);

/* build/disruptions.c: what goes wrong, and who follows it. After all clients are known. */
void sup_add_disruptions(struct sup_world *world);

/* build/shops.c: lines, routes, crafts. Part of sup_link; and where they lie in the state of
 * site `i`, from `end` on. */
bool sup_add_crafts(struct sup_world *world, struct base_err *err);
void sup_lay_out_shops(struct sup_world *world, size_t i, uint64_t *end);

/* build/layout.c: room for `count` parts of `bytes` each in a state, all multiples of 8. */
uint32_t sup_state_room(uint64_t *end, size_t count, size_t bytes);

/* build/flows.c: expected flows from the customers upstream; false with `err` on a circle.
 */
bool sup_estimate(struct sup_world *world, struct base_err *err);

/* build/policies.c: replenishment off the common path. The first two are parts of sup_link,
 * before and after clients are numbered; the third comes when all flows are known. */
bool sup_add_policies(struct sup_world *world, struct base_err *err);
void sup_policy_clients(struct sup_world *world);
void sup_plan_policies(struct sup_world *world);

/* build/minds.c: agents with plan libraries, before policies; where they lie in the state. */
bool sup_add_minds(struct sup_world *world, struct base_err *err);

/* build/reach.c: warns of goals of agents that their site does not allow. Last of all. */
void sup_check_reach(const struct sup_world *world, struct base_err *err);
void sup_lay_out_mind(struct sup_world *world, const struct sup_item *item, uint64_t *end);

/* build/haulers.c: agents of carriers; needs legs. False with mistakes: what their libraries
 * say is not for carriers. Then room for them in the states. */
bool sup_add_haulers(struct sup_world *w, struct base_err *err);
void sup_lay_out_hauler(struct sup_world *w, size_t place, uint64_t *end);

/* build/talks.c: who speaks to whom, once all ways are known; and where it lies. False with
 * `err` when somebody is asked for a goal that he has not. */
bool sup_add_talks(struct sup_world *world, struct base_err *err);
void sup_lay_out_talk(struct sup_world *world, uint32_t item, uint64_t *end);

/* build/rank.c: receipts at a place of this tier. */
uint16_t sup_receipt_rank(const struct sup_world *world, int32_t tier);

/* build/rank.c: who goes first within a tick, by the scenario's convention. */
void sup_rank(struct sup_world *world);

/* build/stores.c: shelf lives, storage, allocation; what is under way at the start. */
void sup_stores(struct sup_world *world);

/* build/layout.c: where everything lies in the states. */
void sup_lay_out(struct sup_world *world);

/* build/legs.c: which lanes are plain, and the paths of the others; after flows and ranks are
 * known. sup_count_places comes first of all. */
void sup_count_places(struct sup_world *world);
void sup_add_legs(struct sup_world *world);

/* build/flows.c: what lanes take at least, whatever happens. */
void sup_time_lanes(struct sup_world *world);
