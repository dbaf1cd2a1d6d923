/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/order/policy.h"
#include "supply/order/sources.h"

/* Freight, and what is paid for goods where they are bought. */
static double price(const struct sup_source *source)
{
    return source->price;
}

static void award(const struct sup_turn *t, const struct sup_policy *p, int64_t quantity,
                  int64_t *award_of)
{
    award_of[sup_least(t, p, price)] = quantity;
}

const struct sup_sourcing sup_cheapest = {.name = "cheapest", .award = award};
