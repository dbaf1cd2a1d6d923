/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/stock/held.h"

#include <math.h>
#include <string.h>

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

/* ---- contracts ---- */

static const struct sup_quota *quota_at(const struct sup_turn *t, const struct sup_thinker *who)
{
    return sup_part(t, who->quota_at);
}

static int64_t period_now(const struct sup_turn *t)
{
    return t->now / t->world->scen->kpi_period;
}

/* What is left of the client's contract in this period. */
static int64_t left_of(const struct sup_turn *t, const struct sup_item *item,
                       const struct sup_thinker *who, uint32_t client)
{
    const struct sup_quota *quota = quota_at(t, who);
    const int64_t *given = (const int64_t *)(const void *)(quota + 1);
    int64_t left = t->world->contract[item->first_client + client];

    if (quota->period == period_now(t))
        left -= given[client];
    return left > 0 ? left : 0;
}

void sup_note_quota(const struct sup_turn *t, const struct sup_item *item, uint32_t client,
                    int64_t quantity)
{
    const struct sup_thinker *who = sup_thinker_of(t, item);

    if (who->quotas == 0 || t->world->contract[item->first_client + client] == 0)
        return;
    size_t bytes = sizeof(struct sup_quota) + who->quotas * sizeof(int64_t);
    struct sup_quota *quota = tw_write_bytes(t->ctx, quota_at(t, who), bytes);
    int64_t *given = (int64_t *)(void *)(quota + 1);

    if (quota->period != period_now(t)) {
        quota->period = period_now(t);
        memset(given, 0, who->quotas * sizeof *given);
    }
    given[client] += quantity;
}

/* ---- shares ---- */

static int64_t share_of(const struct sup_turn *t, const struct sup_thinker *who,
                        int64_t quantity)
{
    struct sup_wits *wits = tw_write(t->ctx, sup_wits_at(t, who));
    double share = wits->share * (double)quantity + wits->part;

    wits->part = share - floor(share);
    return (int64_t)floor(share);
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* First what is left of its contract, in proportion when there is not enough for all; then a
 * share of the rest, from what the contracts leave. */
static int64_t by_contract(const struct sup_turn *t, const struct sup_item *item,
                           const struct sup_thinker *who, uint32_t client, int64_t quantity)
{
    uint32_t slot = (uint32_t)(item - sup_item_at(t, 0));
    int64_t free = sup_free(t, item, sup_stock_at(t, slot));
    int64_t own = left_of(t, item, who, client), all = 0;

    for (uint32_t c = 0; c < who->quotas; c++)
        all += left_of(t, item, who, c);
    if (free < all)
        return least(quantity, (int64_t)((double)free * ((double)own / (double)all)));
    int64_t firm = least(quantity, own);

    return firm + least(share_of(t, who, quantity - firm), free - all);
}

int64_t sup_ration_share(const struct sup_turn *t, const struct sup_item *item, uint32_t client,
                         int64_t quantity)
{
    const struct sup_thinker *who = sup_thinker_of(t, item);

    if (served_in_full(t, item, client, who))
        return quantity;
    if (who->quotas > 0 && sup_wits_at(t, who)->by == SUP_RATION_BY_CONTRACT)
        return by_contract(t, item, who, client, quantity);
    return share_of(t, who, quantity);
}
