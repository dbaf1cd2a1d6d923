/* SPDX-License-Identifier: Apache-2.0 */
/* lab/share.h - rank 0 reads a scenario and builds its world; the others get what they need.
 *
 * Scenario and world lie in arenas at addresses that are the same on each rank, and so are the
 * program's own, so their bytes are good as they are. What is there for each site goes only to
 * the rank that owns it, where the model can do so (supply/share.h) and the replications are
 * not dealt out whole; LPs are placed before, once for all replications. Ranks that differ (a
 * program at other addresses, addresses taken) each read for themselves.
 *
 * Thread: the one of comm. All calls are collective.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "scen/scenario.h"
#include "supply/supply.h"
#include "tw/sim.h"

enum { LAB_SHARE_ARENAS = 4, LAB_SHARE_ID = 512 };

struct lab_share {
    struct scenario *scen;
    struct base_arena *arena[LAB_SHARE_ARENAS]; // until scenario and world have them
    char id[LAB_SHARE_ID];                      // of the scenario
    uint32_t *part;                             // by LP: its worker; heap; NULL: not placed
    tw_time lookahead;
};

/* Can rank 0 read for all? Then `scen` has the arenas to read into, on each rank. */
bool lab_share_begin(struct lab_share *s, struct scenario *scen);

/* When rank 0 has `loaded` the scenario: what is in its struct itself is on all ranks, and its
 * id; what that points to is not there yet. False when it was not loaded. */
bool lab_share_scenario(struct lab_share *s, bool loaded);

/* Builds the world on rank 0 and hands it out, with the rest of the scenario. NULL on all ranks
 * with `err` on rank 0. `tw` gets the placement, borrowed from the share. */
struct sup_world *lab_share_world(struct lab_share *s, struct tw_options *tw,
                                  struct base_err *err);

void lab_share_end(struct lab_share *s); // the scenario and the world stay
