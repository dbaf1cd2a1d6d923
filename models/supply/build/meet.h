/* SPDX-License-Identifier: Apache-2.0 */
/* supply/build/meet.h - what a part of a world learns from the others while it is built
 * (supply/part.h). The part is built from its own small scenario as any world is, with numbers
 * of its own; the steps that look further than the sites that it owns meet here. Where a world
 * is whole, sup_world.apart is NULL and each question is answered at once.
 *
 * Messages are structs without padding. Thread: the one that builds. What is said to be
 * collective all ranks call, in the same order.
 */
#pragma once

#include "supply/part.h"
#include "supply/world.h"

struct sup_outbox { // for one rank
    char *bytes;    // heap
    size_t count, capacity;
};

struct sup_apart {
    const struct sup_meet *meet;
    const struct scen_part *part;
    uint32_t here;           // sites of the part
    struct sup_outbox *post; // by rank
    size_t *came;            // by rank: bytes of the last exchange
    int32_t *depth; // by item here, while flows are walked: sites down to its customers
};

/* A message that waits for the next exchange. */
void sup_say(struct sup_apart *a, uint32_t rank, const void *message, size_t bytes);

/* Collective. Hands out what waits; returns what came, rank by rank, `a->came` bytes each and
 * `bytes` in all; heap, the caller's. */
void *sup_exchange(struct sup_apart *a, size_t *bytes);

/* Collective. The same sums on each rank. */
uint64_t sup_sum(struct sup_apart *a, uint64_t mine);
double sup_sum_double(struct sup_apart *a, double mine);

/* A site of the whole that is here. */
uint32_t sup_site_here(const struct sup_apart *a, uint32_t site);

static inline bool sup_is_own(const struct sup_world *w, size_t site)
{
    return w->apart == NULL || w->apart->part->kin[site] == SCEN_OWN;
}

/* A site of which no more is here than what it keeps. */
static inline bool sup_is_cut_off(const struct sup_world *w, size_t site)
{
    return w->apart != NULL && w->apart->part->kin[site] == SCEN_EDGE;
}

/* The rank that owns a site that is here. */
static inline uint32_t sup_owner(const struct sup_apart *a, size_t site)
{
    return a->meet->owner[a->part->site[site]];
}

/* Collective in parts. */
static inline bool sup_agree(const struct sup_apart *a, bool good)
{
    return a == NULL ? good : a->meet->all(a->meet->user, good);
}

static inline uint64_t sup_most(const struct sup_apart *a, uint64_t mine)
{
    return a == NULL ? mine : a->meet->most(a->meet->user, mine);
}

/* ---- the steps of a part ---- */

struct sup_notes;
struct sup_observed;

/* build/meet_flows.c: an own item is known, so those who own its source are told. */
void sup_tell_flow(struct sup_world *w, uint32_t item);

/* Collective. Calls `known` for each item elsewhere that has become known; false when there was
 * nothing to say anywhere. */
bool sup_hear_flows(struct sup_world *w, void (*known)(void *user, uint32_t item), void *user);

/* Collective. The tiers of own sites and their clients, when all flows are known. */
void sup_hear_tiers(struct sup_world *w);

/* build/meet_makers.c. Collective. From what is known of own makers to what is known of all:
 * `at` becomes a number of the whole. */
void sup_join_makers(struct sup_world *w, struct sup_observed *by_product);

/* When all are told: `at` of what is counted here becomes that of the site here; of the rest
 * there are no makers any more. */
void sup_keep_counted(struct sup_world *w, struct sup_observed *by_product);

/* What may close an own maker, for who counts it at `at`, of the whole. */
struct sup_closing {
    uint32_t disruption;
    int32_t struck; // of the whole
};
void sup_tell_maker(struct sup_world *w, const struct sup_item *maker, uint32_t at,
                    const struct sup_closing *closing, uint32_t count);

/* Collective. Calls `watch` for each maker that is counted here, in the order of the whole. */
void sup_hear_makers(struct sup_world *w,
                     void (*watch)(void *user, uint32_t product,
                                   const struct sup_closing *closing, uint32_t count),
                     void *user);

/* build/meet_numbers.c. Collective. What own items are to sources that others own. False when
 * one of them does not know of it. */
bool sup_hear_clients(struct sup_world *w);

/* Collective. Numbers of the whole, where handlers, rows or the engine see them. Clients still
 * say by its number here which lane they are on: by that they find what goes wrong there. */
void sup_number_part(struct sup_world *w);
