/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/order/policy.h"
#include "supply/order/sources.h"

/* The first that is up; when none is, the order waits at the first. */
static double equal(const struct sup_source *source)
{
    (void)source;
    return 0.0;
}

static void award(const struct sup_turn *t, const struct sup_policy *p, int64_t quantity,
                  int64_t *award_of)
{
    award_of[sup_least(t, p, equal)] = quantity;
}

const struct sup_sourcing sup_first_up = {.name = "first-up", .award = award};
