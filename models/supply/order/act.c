/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/order/act.h"

#include "supply/account/rare.h"
#include "supply/disrupt/plight.h"
#include "supply/mind/mind.h"
#include "supply/order/order.h"
#include "supply/order/policy.h"
#include "supply/stock/stock.h"

void sup_ordered(struct sup_stock *s, int64_t quantity)
{
    s->on_order += quantity;
    s->flow.ordered += quantity;
    s->flow.orders++;
}

static void send(const struct sup_turn *t, const struct sup_item *item,
                 const struct sup_source *to, int64_t quantity)
{
    struct sup_order order = {to->slot, to->client, quantity};

    sup_send(t, to->lp, to->order_delay, item->order_priority, SUP_EVENT_ORDER, &order);
}

/* Agents follow what is under way to them; sources come first among their ways. */
static void follow(const struct sup_turn *t, const struct sup_item *item, uint32_t source,
                   int64_t quantity)
{
    if (sup_minded(item))
        sup_way_ordered(t, sup_thinker_of(t, item), source, quantity);
}

static void order_split(const struct sup_turn *t, uint32_t slot, const struct sup_policy *p,
                        struct sup_stock *s, int64_t quantity)
{
    const struct sup_item *item = sup_item_at(t, slot);
    int64_t award[SUP_SOURCES_MAX] = {0};

    if (sup_hindered(item) && sup_keeps_back(t, slot, quantity)) {
        sup_ordered(s, quantity);
        return;
    }
    p->sourcing->award(t, p, quantity, award);
    for (uint32_t k = 0; k < p->sources; k++)
        if (award[k] > 0) {
            sup_ordered(s, award[k]);
            send(t, item, &t->world->source[p->first_source + k], award[k]);
            follow(t, item, k, award[k]);
        }
}

void sup_order(const struct sup_turn *t, uint32_t slot, struct sup_stock *s, int64_t quantity)
{
    const struct sup_item *item = sup_item_at(t, slot);
    const struct sup_policy *p = sup_policy_of(t, item);

    if (p->sourcing != NULL) {
        order_split(t, slot, p, s, quantity);
        return;
    }
    sup_place(t, slot, s, quantity);
    if (!item->made_here)
        follow(t, item, 0, quantity);
}

void sup_order_over(const struct sup_turn *t, uint32_t slot, struct sup_stock *s, uint32_t way,
                    int64_t quantity)
{
    const struct sup_item *item = sup_item_at(t, slot);

    sup_ordered(s, quantity);
    send(t, item, &t->world->source[sup_policy_of(t, item)->first_source + way], quantity);
}

/* Goods go back as fast as an order does. They were never ordered, for the books: what was too
 * much is ordered less. */
void sup_give_back(const struct sup_turn *t, uint32_t slot, struct sup_stock *s,
                   int64_t quantity)
{
    const struct sup_item *item = sup_item_at(t, slot);
    struct sup_news back = {item->source_slot, 0, sup_take_off(t, slot, s, quantity)};

    if (back.quantity == 0)
        return;
    s->flow.ordered -= back.quantity;
    sup_count(t, slot, SUP_N_returned, back.quantity);
    sup_send(t, item->source_lp, item->order_delay, item->order_priority, SUP_EVENT_BACK,
             &back);
}

void sup_take_back(const struct sup_turn *t, const struct sup_news *back)
{
    struct sup_stock *s = sup_touch(t, back->slot);

    sup_put(t, back->slot, s, back->quantity, 0);
    sup_count(t, back->slot, SUP_N_taken_back, back->quantity);
    sup_fill(t, back->slot, s);
    sup_changed(t, back->slot, s);
}
