/* SPDX-License-Identifier: Apache-2.0 */
/* tests/support/sums.h - what all SUP_TOTAL rows of a replication say together. */
#pragma once

#include "supply/account/ledger.h"
#include "supply/supply.h"

static inline struct sup_sums *sums_of(const struct sup_world *world,
                                       const struct sup_total_row *total, size_t totals)
{
    struct sup_sums *s = sup_sums_new(world);

    sup_sums_begin(s);
    for (size_t i = 0; i < totals; i++)
        sup_sums_add(s, &total[i]);
    return s;
}

static inline bool sums_conserved(const struct sup_world *world,
                                  const struct sup_total_row *total, size_t totals,
                                  struct base_err *err)
{
    struct sup_sums *s = sums_of(world, total, totals);
    bool good = sup_sums_conserved(s, err);

    sup_sums_free(s);
    return good;
}
