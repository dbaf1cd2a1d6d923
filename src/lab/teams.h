/* SPDX-License-Identifier: Apache-2.0 */
/* lab/teams.h - how many replications are simulated side by side, and by whom.
 *
 * A replication that has a thread for itself wastes nothing on agreement with others, so that
 * is what is chosen where there are enough of them and memory for as many worlds. Else ranks
 * form teams, each of which does one replication at a time by Time Warp.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "scen/scenario.h"

struct lab_labour {          // what there is to do, and who is there
    double seconds;          // of one replication on one worker
    double world_bytes;      // of the world, on each rank that has a part in a replication
    double state_bytes;      // of one replication: state, events and rows, all ranks of a team
    uint64_t replications;   // that are known to be needed
    unsigned ranks, threads; // threads of each rank
    double memory_bytes;     // for each rank
};

/* So many teams; 0: each thread of each rank on its own. */
unsigned lab_teams_for(const struct lab_labour *labour);

/* Collective. The same, from the expected rates of the scenario, or a probe of it where these
 * say that a replication takes seconds (lab/estimate.h). On rank 0 `err` has warnings at most.
 */
unsigned lab_teams_choose(const struct scenario *scen, uint64_t replications, unsigned threads);
