/* SPDX-License-Identifier: Apache-2.0 */
/* supply/build/follow.h - who follows which disruption, and what it does there.
 *
 * Each site that anything of a disruption concerns follows it by itself (disrupt/disrupt.h), so
 * no message tells of it: the site that is struck, those who may not order there, who ships
 * over a closed lane, who counts the makers of a product that are up. First these concerns are
 * collected as notes (build/disruptions.c, build/makers.c), then sorted by site into the tables
 * of the world (build/follow.c).
 */
#pragma once

#include "supply/world.h"

struct sup_note { // one effect, or with harm SUP_HARMS: only follows
    uint32_t lp, disruption;
    int32_t struck; // site; SCEN_NONE: a lane
    uint32_t at_home;
    uint32_t harm, scope;
    double size;
    size_t turn;
};

struct sup_notes {
    struct sup_world *world;
    struct sup_note *note; // heap
    size_t count, capacity;
    struct { // of scopes: heap, in the order of their making
        uint32_t lp, number;
        struct sup_scope scope;
    } * made;
    size_t scopes, scope_capacity;
    size_t *first_lane; // of each site: lanes that begin or end there, in `lane_of`
    int32_t *lane_of;
    uint32_t now;   // the disruption that is looked at
    int32_t struck; // and the site that it strikes
};

static inline const struct scen_disruption *sup_noted(const struct sup_notes *n)
{
    return &n->world->scen->disruption[n->now];
}

/* A scope of its own at the site `lp`; the site itself is 0. */
uint32_t sup_new_scope(struct sup_notes *n, uint32_t lp, enum sup_scope_kind kind,
                       uint32_t slot);

/* The disruption `now` does `harm` at a scope of `lp`, or with SUP_HARMS is only followed. */
void sup_add_note(struct sup_notes *n, uint32_t lp, uint32_t harm, uint32_t scope, double size,
                  bool at_home);

/* build/disruptions.c: what all disruptions do. */
void sup_note_disruptions(struct sup_notes *n);

/* build/makers.c: who counts the makers of a product that are up. After the former. */
void sup_watch_makers(struct sup_notes *n);
