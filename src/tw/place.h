/* SPDX-License-Identifier: Apache-2.0 */
/* tw/place.h - which worker owns which LP, and the lookahead that follows.
 *
 * The only door to METIS (Karypis, Kumar, "A fast and high quality multilevel scheme for
 * partitioning irregular graphs", SIAM J. Sci. Comput. 20(1) 1998).
 * Thread: one, before the run.
 */
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "tw/sim.h"

/* "5.1.0": METIS as it was compiled against. */
const char *tw_place_library(void);

/* Fills part[lp] with a worker of 0 .. workers-1. Collective when `shared`: rank 0 decides and
 * all get the same. `lookahead` (NULL: not asked for) gets the smallest delay between LPs of
 * different workers, -1 when no two differ. False with `err` when the model has no graph and
 * METIS was asked for. */
bool tw_place(const struct tw_model *model, enum tw_placement how, uint32_t workers,
              bool shared, uint32_t *part, tw_time *lookahead, struct base_err *err);

/* The smallest delay of those edges of the model that lead to another worker, -1 when none
 * does; the model's own lookahead when it has no graph. */
tw_time tw_place_lookahead(const struct tw_model *model, const uint32_t *part);
