/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/order/taken.h"

static const struct sup_taken *taken_at(const struct sup_turn *t, const struct sup_policy *p)
{
    return (const struct sup_taken *)(const void *)(sup_given_at(t, p) + p->sources);
}

/* The `k`th way to get it: sources first, then siblings. */
static const struct sup_source *way_of(const struct sup_turn *t, const struct sup_policy *p,
                                       uint32_t k)
{
    return &t->world->source[k < p->sources ? p->first_source + k
                                            : p->first_sibling + k - p->sources];
}

void sup_taken_note(const struct sup_turn *t, const struct sup_policy *p,
                    const struct sup_shipment *shipment, tw_lp_id from, uint32_t only)
{
    int64_t since = shipment->shipped_at > t->site->measured_since ? shipment->shipped_at
                                                                   : t->site->measured_since;

    for (uint32_t k = 0; k < sup_takens(p); k++) {
        if (way_of(t, p, k)->lp != from || (only != SUP_NO_WAY && only != k))
            continue;
        struct sup_taken *taken = tw_write(t->ctx, &taken_at(t, p)[k]);

        taken->quantity += shipment->quantity;
        taken->shipments += (shipment->best_before & SUP_MORE) == 0;
        taken->area += (double)shipment->quantity * (double)(t->now - since);
    }
}

void sup_taken_forget(const struct sup_turn *t, uint32_t slot)
{
    const struct sup_item *item = sup_item_at(t, slot);

    if ((item->special & SUP_AGENT) == 0)
        return;
    const struct sup_policy *p = sup_policy_of(t, item);

    for (uint32_t k = 0; k < sup_takens(p); k++)
        *(struct sup_taken *)tw_write(t->ctx, &taken_at(t, p)[k]) = (struct sup_taken){0};
}

/* All that came, less what came from elsewhere. */
static struct sup_taken from_the_source(const struct sup_turn *t, uint32_t slot,
                                        const struct sup_policy *p)
{
    const struct sup_flow *f = &sup_total_at(t, slot)->kept;
    struct sup_taken sum = {f->received, f->receipts, f->transit_area};

    for (uint32_t k = 0; p != NULL && k < sup_takens(p); k++) {
        const struct sup_taken *other = &taken_at(t, p)[k];

        sum.quantity -= other->quantity;
        sum.shipments -= other->shipments;
        sum.area -= other->area;
    }
    return sum;
}

struct sup_taken sup_taken_over(const struct sup_turn *t, uint32_t slot, uint32_t lane)
{
    const struct sup_item *item = sup_item_at(t, slot);
    const struct sup_policy *p =
        item->special & SUP_AGENT ? sup_policy_of(t, item) : (const struct sup_policy *)NULL;
    struct sup_taken none = {0};

    if (item->made_here)
        return none;
    for (uint32_t k = 0; p != NULL && k < sup_takens(p); k++)
        if (way_of(t, p, k)->lane == lane)
            return taken_at(t, p)[k];
    if ((p == NULL || p->sources == 0) && item->source_lane == lane)
        return from_the_source(t, slot, p);
    return none;
}
