/* SPDX-License-Identifier: Apache-2.0 */
/* supply/mind/told.h - where the records of agents' decisions leave them. */
#pragma once

#include "supply/mind/mind.h"

/* Is anybody listening? Else no record is made. */
static inline bool sup_mind_tells(const struct sup_turn *t)
{
    (void)t;
    return false;
}

/* A record of the agent whose turn it is (bdi_turn.trace; `self` is the struct sup_thought). */
static inline void sup_mind_told(void *self, const struct bdi_record *record)
{
    (void)self;
    (void)record;
}
