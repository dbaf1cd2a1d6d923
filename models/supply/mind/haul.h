/* SPDX-License-Identifier: Apache-2.0 */
/* supply/mind/haul.h - carriers with vehicles that decide by plan libraries.
 *
 * The vehicles of a carrier are an LP of their own (move/move.h), and so is its agent: it
 * thinks when a load comes, when a vehicle is back, and when it is asked for a bid. It
 * perceives its vehicles and the loads that wait for one; it decides which loads leave, over
 * which of its own lanes between the same two places, and what it says to those who ask.
 * Thoughts, beliefs and the trace are those of all agents (mind/mind.h); items know nothing of
 * it.
 *
 * State: struct sup_haul and the reasoner's own block, in the carrier's state.
 */
#pragma once

#include "supply/mind/mind.h"
#include "supply/move/move.h"

struct sup_hauler { // constant
    const struct sup_lore *lore;
    double day_units;         // what its vehicles can carry in a day when they are full; NaN
    uint32_t haul_at, bdi_at; // byte offsets in the state
};

struct sup_haul { // times in ticks; INT64_MAX: until further notice
    int64_t wake; // of the wake event under way; -1: none
    int64_t least_until;
    int64_t mode, mode_until; // enum sup_mode: of the lanes that loads take
    int64_t quote_until, decline_until;
    double least;         // vehicles leave with loads that are so full, 0 .. 1 ...
    int64_t patience;     // ... or that have waited so long
    double quote;         // what it asks beyond its freight, as a share of it
    struct bdi_mask news; // beliefs that changed since it last thought
};
static_assert(sizeof(struct sup_haul) == 88, "no padding");

/* NULL: the vehicles here, if any, have no agent. */
static inline const struct sup_hauler *sup_hauler_of(const struct sup_turn *t)
{
    uint32_t number = t->world->hauler != NULL ? sup_moving_at(t)->hauler : 0;

    return number != 0 ? &t->world->hauler[number - 1] : (const struct sup_hauler *)NULL;
}

static inline const struct sup_haul *sup_haul_at(const struct sup_turn *t,
                                                 const struct sup_hauler *who)
{
    return sup_part(t, who->haul_at);
}

/* ---- haul.c ---- */

/* In init; zeroed until then. */
void sup_haul_open(const struct sup_turn *t, unsigned char *state);

/* Something about the vehicles or their loads has changed. Nothing without an agent. */
void sup_haul_thinks(const struct sup_turn *t);
void sup_haul_wakes(const struct sup_turn *t);

/* What the agents of carriers see, and can do; by enum sup_percept, enum sup_verb. */
bool sup_haul_sees(uint32_t percept);
bool sup_haul_does(uint32_t verb);

/* At the end, in finish: what it has learned. */
void sup_haul_close(const struct sup_turn *t);

/* ---- for the yard ---- */

/* Do loads wait to be filled? Then for how long: it comes back to the yard when that is over.
 */
bool sup_haul_gathers(const struct sup_turn *t);
void sup_haul_waits(const struct sup_turn *t);

/* The leg that a load of `leg` takes, which fills so much of one: a lane of the same carrier
 * between the same two places, by the mode that was settled on, where it has room for it. */
const struct sup_leg *sup_haul_leg(const struct sup_turn *t, const struct sup_leg *leg,
                                   double filled);

/* What is asked for beyond the freight, as a share of it. */
double sup_haul_quote(const struct sup_turn *t);
bool sup_haul_declines(const struct sup_turn *t);

/* move/gather.c: brings a load that may leave now to the head of the queue, and with it others
 * for the same lane that find room beside it. How many loads and pieces leave together; 0
 * loads: none may; 0 pieces: the load at the head, as it is. */
struct sup_gathered {
    uint32_t loads, pieces;
};
struct sup_gathered sup_gather(const struct sup_turn *t, const struct sup_hauler *who);

/* When the oldest load that waits to be filled may leave as it is; INT64_MAX: none waits. */
int64_t sup_gather_due(const struct sup_turn *t, const struct sup_hauler *who);
