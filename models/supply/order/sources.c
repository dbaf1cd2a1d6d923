/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/order/sources.h"

bool sup_is_up(const struct sup_turn *t, const struct sup_policy *p, uint32_t k)
{
    (void)t;
    (void)p;
    (void)k;
    return true;
}

int64_t sup_down_for(const struct sup_turn *t, const struct sup_policy *p)
{
    (void)t;
    (void)p;
    return 0;
}

uint32_t sup_least(const struct sup_turn *t, const struct sup_policy *p,
                   double (*figure)(const struct sup_source *source))
{
    const struct sup_source *source = &t->world->source[p->first_source];
    uint32_t best = p->sources;

    for (uint32_t k = 0; k < p->sources; k++)
        if ((best == p->sources || figure(&source[k]) < figure(&source[best])) &&
            sup_is_up(t, p, k))
            best = k;
    return best < p->sources ? best : 0;
}
