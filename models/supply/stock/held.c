/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/stock/held.h"

#include <math.h>

int64_t sup_free(const struct sup_turn *t, const struct sup_item *item,
                 const struct sup_stock *s)
{
    int64_t left = s->on_hand - sup_wits_at(t, sup_thinker_of(t, item))->reserve;

    return left > 0 ? left : 0;
}

bool sup_rationed(const struct sup_turn *t, const struct sup_item *item)
{
    return sup_wits_at(t, sup_thinker_of(t, item))->share < 1.0;
}

static bool served_in_full(const struct sup_turn *t, const struct sup_item *item,
                           uint32_t client, const struct sup_thinker *who)
{
    const struct sup_client *c = &t->world->client[item->first_client + client];

    if (c->kind == SUP_CUSTOMERS && who->spares)
        return true;
    return sup_wits_at(t, who)->by == SUP_RATION_BY_PRIORITY && c->rank < SCEN_MIDDLE_PRIORITY;
}

int64_t sup_ration_share(const struct sup_turn *t, const struct sup_item *item, uint32_t client,
                         int64_t quantity)
{
    const struct sup_thinker *who = sup_thinker_of(t, item);

    if (served_in_full(t, item, client, who))
        return quantity;
    struct sup_wits *wits = tw_write(t->ctx, sup_wits_at(t, who));
    double share = wits->share * (double)quantity + wits->part;

    wits->part = share - floor(share);
    return (int64_t)floor(share);
}
