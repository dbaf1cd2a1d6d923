/* SPDX-License-Identifier: Apache-2.0 */
/* supply/part.h - the part of a world that a rank needs, built from its part of the scenario
 * (scen/part.h) together with the other ranks, where nobody has the whole.
 *
 * The same as what supply/share.h hands out of a whole world: places, items, clients, needs,
 * streams, lanes and laws of the owned LPs, and sup_world.row; all figures are equal bit for
 * bit. Numbers of sites, items and lanes are those of the whole wherever handlers, rows or the
 * engine see them.
 *
 * Thread: one per rank. All calls are collective.
 */
#pragma once

#include "base/err.h"
#include "scen/part.h"

struct sup_world;

/* How the ranks meet while they build. */
struct sup_meet {
    uint32_t rank, ranks;
    const uint32_t *owner; // by site of the whole: its rank
    const uint64_t *key;   // by site of the whole: names its chance (scen_cut_net.key); copied
    void *user;
    /* Collective. Hands bytes[r] bytes to each rank r, one rank's behind the other's in `data`,
     * and returns what came (heap, the caller's) in the order of ranks, with came[r]. */
    void *(*swap)(void *user, const void *data, const size_t *bytes, size_t *came);
    uint64_t (*most)(void *user, uint64_t mine); // collective: the largest of all
    bool (*all)(void *user, bool mine);          // collective: true everywhere?
};

/* Builds the part; the tiers of the sites in `scen`, which must outlive it, become those of the
 * whole. NULL on all ranks when some rank's can't be: the model has what parts don't have
 * (lanes that are not plain, carriers, lines, agents, several sources, helping siblings,
 * echelons, requirements), or mistakes; nothing is told.
 *
 * Numbers of lanes in sup_client.lane and sup_world.lane_scope stay those of the part: nobody
 * sees them. sup_edges() gives the edges that begin at own sites, each of rate 1. */
struct sup_world *sup_part_new(const struct scenario *scen, const struct sup_meet *meet);
