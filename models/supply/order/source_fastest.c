/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/order/policy.h"
#include "supply/order/sources.h"

/* Order delay and mean lead time. */
static double days(const struct sup_source *source)
{
    return source->days;
}

static void award(const struct sup_turn *t, const struct sup_policy *p, int64_t quantity,
                  int64_t *award_of)
{
    award_of[sup_least(t, p, days)] = quantity;
}

const struct sup_sourcing sup_fastest = {.name = "fastest", .award = award};
