/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/order/policy.h"
#include "supply/order/sources.h"

/* While the first source is up it gets all. While it is down nothing is ordered there, and once
 * it has been down for the reaction time the backup delivers up to its limit (Tomlin, "On the
 * Value of Mitigation and Contingency Strategies", Management Science 52(5), 2006). */
static void award(const struct sup_turn *t, const struct sup_policy *p, int64_t quantity,
                  int64_t *award_of)
{
    if (sup_is_up(t, p, 0))
        award_of[0] = quantity;
    else if (sup_down_for(t, p) >= p->reaction && sup_is_up(t, p, 1))
        award_of[1] = quantity < p->backup_max ? quantity : p->backup_max;
}

const struct sup_sourcing sup_contingent = {.name = "contingent", .award = award};
