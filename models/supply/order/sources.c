/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/order/sources.h"

#include "supply/disrupt/plight.h"

static const struct sup_plight *plight(const struct sup_turn *t, const struct sup_policy *p,
                                       uint32_t k)
{
    uint32_t scope = t->world->source[p->first_source + k].scope;

    return scope != 0 ? sup_plight_at(t, scope) : NULL;
}

bool sup_is_up(const struct sup_turn *t, const struct sup_policy *p, uint32_t k)
{
    const struct sup_plight *source = plight(t, p, k);

    return source == NULL || source->down == 0;
}

int64_t sup_down_for(const struct sup_turn *t, const struct sup_policy *p)
{
    const struct sup_plight *source = plight(t, p, 0);

    return source != NULL && source->down > 0 ? t->now - source->down_at : 0;
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
