/* SPDX-License-Identifier: Apache-2.0 */
/* supply/mind/told.h - where the records of agents' decisions leave them. */
#pragma once

#include "supply/account/decisions.h"
#include "supply/mind/mind.h"

/* Is anybody listening? Else no record is made. */
static inline bool sup_mind_tells(const struct sup_turn *t)
{
    return t->world->scen->decisions != SCEN_DECISIONS_NONE;
}

/* A record of the agent whose turn it is (bdi_turn.trace; `self` is the struct sup_thought). */
static inline void sup_mind_told(void *self, const struct bdi_record *record)
{
    const struct sup_thought *m = self;
    const struct sup_lore *lore = m->who->lore;
    const struct sup_decider who = {.ctx = m->t->ctx,
                                    .turn = &m->turn,
                                    .product = (int32_t)m->item->product,
                                    .book = (uint32_t)(lore - m->t->world->lore),
                                    .first_belief = lore->first_belief,
                                    .first_goal = lore->first_goal,
                                    .first_plan = lore->first_plan};

    sup_decide(&who, record);
}
