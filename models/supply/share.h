/* SPDX-License-Identifier: Apache-2.0 */
/* supply/share.h - the part of a world that a rank needs for the LPs that it owns.
 *
 * What a world has for each site (places, items, clients, needs, streams, plain lanes, laws of
 * lanes) is packed for the owned LPs only; their rows are numbered anew and sup_world.row tells
 * where an LP's is. All else lies in the world's arena and is the same on each rank: rules,
 * disruptions, lines, policies, and 8 bytes by LP that name its chance.
 *
 * Thread: one. Errors: none.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sup_world;

/* Do handlers read at other sites no more than the names of their chance? Not where goods take
 * paths of several legs, nor where agents with plan libraries or sites of one tier talk to each
 * other: there each rank needs the world whole. */
bool sup_divides(const struct sup_world *world);

/* Hands over what the LPs with owner[lp] == rank need, piece by piece. */
void sup_pack(const struct sup_world *world, const uint32_t *owner, uint32_t rank,
              void (*put)(void *user, const void *data, size_t bytes), void *user);

/* The other end. `world` is what its arena holds elsewhere, at the same addresses; what is
 * packed goes into its `aside`, which is empty so far. */
void sup_unpack(struct sup_world *world, void (*get)(void *user, void *data, size_t bytes),
                void *user);

/* Rank `rank` has handed out the whole world and goes on with its own part, as if it had been
 * unpacked here; of the other LPs it still knows how large their states are. */
void sup_keep_own(struct sup_world *world, const uint32_t *owner, uint32_t rank);

/* The same of a world that was built from a part of the scenario (part.h), where LPs have
 * numbers of their own: `number` by LP is theirs in the whole of `all` LPs, whose chance
 * `agent` names. Of the other LPs nothing is known. */
void sup_keep_part(struct sup_world *world, const uint32_t *owner, uint32_t rank,
                   const uint32_t *number, const uint64_t *agent, uint32_t all);
