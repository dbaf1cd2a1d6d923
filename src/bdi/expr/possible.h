/* SPDX-License-Identifier: Apache-2.0 */
/* bdi/expr/possible.h - can conditions be so at the same time, whatever is believed?
 *
 * For lint: "never applicable". Conditions that compare beliefs with constants, and join such
 * comparisons by and, or, not, change their truth at these constants only; so to try each of
 * them, the gaps between them and what lies beyond is to try everything. Of other conditions
 * nothing is claimed. Thread: pure.
 */
#pragma once

#include "bdi/expr.h"

struct bdi_claim {
    const struct bdi_expr *is; // absent ones claim nothing
    bool truth;
};

/* False: they cannot all be so at once. */
bool bdi_possible(const struct bdi_claim *claim, size_t count);
