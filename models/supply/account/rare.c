/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/account/rare.h"

#include <string.h>

#include "base/err.h"

#define KIND_goods true
#define KIND_plain false
#define COUNT_KIND(name, unit, item, shipment, order, back, about) \
    [SUP_N_##name] = {#name, about, KIND_##unit, item, shipment, order, back},

const struct sup_count_kind sup_count_kind[SUP_COUNTS] = {SUP_BALANCED_LIST(COUNT_KIND)
                                                              SUP_INFORMING_LIST(COUNT_KIND)};

void sup_keep_rare(struct sup_world *world, uint32_t site)
{
    sup_annex_of(world, site)->rares = world->place[site].items;
}

const struct sup_rare *sup_rare_at(const struct sup_turn *t, uint32_t slot)
{
    if (t->place->annex->rares == 0)
        return NULL;
    return (const struct sup_rare *)sup_part(t, t->place->annex->rare_at) + slot;
}

struct sup_rare *sup_rare_in(const struct sup_turn *t, void *state, uint32_t slot)
{
    unsigned char *bytes = state;

    if (t->place->annex->rares == 0)
        return NULL;
    return (struct sup_rare *)(void *)(bytes + t->place->annex->rare_at) + slot;
}

struct sup_stock *sup_unserved(const struct sup_turn *t, uint32_t slot, int64_t quantity)
{
    struct sup_stock *s = sup_touch(t, slot);

    s->flow.demand += quantity;
    s->flow.sales += quantity;
    return s;
}

void sup_count(const struct sup_turn *t, uint32_t slot, enum sup_count what, int64_t quanta)
{
    const struct sup_rare *rare = sup_rare_at(t, slot);

    base_assert(rare != NULL);
    *(int64_t *)tw_write(t->ctx, &rare->count[what]) += quanta;
}

void sup_pay(const struct sup_turn *t, uint32_t slot, enum sup_money what, double amount)
{
    const struct sup_rare *rare = sup_rare_at(t, slot);

    base_assert(rare != NULL);
    *(double *)tw_write(t->ctx, &rare->money[what]) += amount;
}

double sup_money_cost(const double *money)
{
    double sum = 0;

    for (int i = 0; i < SUP_RARE_COSTS; i++)
        sum += money[i];
    return sum;
}

void sup_rare_passes(struct sup_rare *rare)
{
    for (int i = 0; i < SUP_COUNTS; i++) {
        rare->kept_count[i] += rare->count[i];
        if (i < SUP_BALANCED)
            rare->ever[i] += rare->count[i];
        rare->count[i] = 0;
    }
    for (int i = 0; i < SUP_MONEYS; i++) {
        rare->kept_money[i] += rare->money[i];
        rare->money[i] = 0;
    }
}

void sup_rare_forget(struct sup_rare *rare)
{
    memset(rare->kept_count, 0, sizeof rare->kept_count);
    memset(rare->kept_money, 0, sizeof rare->kept_money);
}
