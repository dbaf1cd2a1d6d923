/* SPDX-License-Identifier: Apache-2.0 */
/* supply/disrupt/harms.h - what disruptions do: one row of a table for each enum sup_harm_kind.
 *
 * A harm acts on one scope when the first disruption that does it begins there, and is undone
 * when the last has ended. A new kind of harm is one row and one pair of functions.
 */
#pragma once

#include "supply/disrupt/plight.h"

struct sup_harm {
    const char *name;
    bool each_time; // acts at every begin, also while it is in force
    void (*begin)(const struct sup_turn *t, const struct sup_effect *e);
    void (*end)(const struct sup_turn *t, const struct sup_effect *e); // NULL: nothing to undo
};

/* The plights of good times, in a zeroed `state`. In init. */
void sup_harms_open(const struct sup_turn *t, unsigned char *state);

/* All effects of a strike; `first`: it was not in force before. */
void sup_harms_begin(const struct sup_turn *t, const struct sup_strike *strike, bool first);
void sup_harms_end(const struct sup_turn *t, const struct sup_strike *strike);

/* ---- for the rows of the table ---- */

extern const struct sup_harm sup_harm_down, sup_harm_speed, sup_harm_stretch, sup_harm_demand,
    sup_harm_loss, sup_harm_destroy, sup_harm_bankrupt, sup_harm_closed, sup_harm_silent,
    sup_harm_source, sup_harm_watched;

static inline const struct sup_strike_state *sup_strike_state_at(const struct sup_turn *t,
                                                                 uint32_t strike)
{
    return (const struct sup_strike_state *)sup_part(t, t->place->annex->strike_at) + strike;
}

static inline struct sup_plight *sup_plight_write(const struct sup_turn *t, uint32_t scope)
{
    return tw_write(t->ctx, sup_plight_at(t, scope));
}

static inline const struct sup_scope *sup_scope_at(const struct sup_turn *t, uint32_t scope)
{
    return &t->world->scope[t->place->annex->first_scope + scope];
}

/* Of the effects of `harm` in force at the scope: the product of their sizes, or of what their
 * sizes leave of 1. In a fixed order, and exactly 1 when there are none. */
double sup_sizes_product(const struct sup_turn *t, uint32_t scope, enum sup_harm_kind harm);
double sup_rests_product(const struct sup_turn *t, uint32_t scope, enum sup_harm_kind harm);

/* When the last of the effects of `harm` in force at the scope ends; now without any. */
tw_time sup_last_end(const struct sup_turn *t, uint32_t scope, enum sup_harm_kind harm);

/* Working time is counted with what was in force so far: before that changes. */
void sup_work_settle(const struct sup_turn *t);

/* Goods of the item leave the shelf again, and the agent looks at what is left. */
void sup_resume_item(const struct sup_turn *t, uint32_t slot);
