/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/order/order.h"

#include "bdi/restock.h"
#include "supply/disrupt/plight.h"
#include "supply/make/make.h"
#include "supply/order/agent.h"
#include "supply/stock/stock.h"

/* What the agent knows of one item: what is seen on the spot, nothing of other sites. */
static struct bdi_holding beliefs_of(const struct sup_stock *s)
{
    return (struct bdi_holding){s->on_hand, s->on_order, s->owed};
}

void sup_order_send(const struct sup_turn *t, const struct sup_item *item, int64_t quantity)
{
    struct sup_order order = {item->source_slot, item->source_client, quantity};

    sup_send(t, item->source_lp, item->order_delay, item->order_priority, SUP_EVENT_ORDER,
             &order);
}

static void place(const struct sup_turn *t, uint32_t slot, struct sup_stock *s,
                  int64_t quantity)
{
    const struct sup_item *item = sup_item_at(t, slot);

    s->on_order += quantity;
    s->flow.ordered += quantity;
    s->flow.orders++;
    if (sup_hindered(item) && sup_keeps_back(t, slot, quantity))
        return;
    if (item->made_here) {
        sup_make(t, slot, quantity);
        return;
    }
    sup_order_send(t, item, quantity);
}

void sup_place(const struct sup_turn *t, uint32_t slot, struct sup_stock *s, int64_t quantity)
{
    place(t, slot, s, quantity);
}

void sup_reorder(const struct sup_turn *t, uint32_t slot, struct sup_stock *s)
{
    const struct sup_item *item = sup_item_at(t, slot);
    const struct bdi_levels *goal = &item->goal;
    struct bdi_holding now = beliefs_of(s);

    if (__builtin_expect((item->special & SUP_AGENT) != 0, 0)) {
        sup_agent_sees(t, slot, s);
        return;
    }
    if (sup_hindered(item))
        sup_see(t, slot, &now);
    if (bdi_holds(goal, &now) || t->site->down > 0)
        return;
    if (sup_hindered(item) && !sup_may_order(t, slot))
        return;
    int64_t quantity = bdi_restock(goal, &now);

    if (quantity > 0)
        place(t, slot, s, quantity);
}

void sup_review(const struct sup_turn *t, uint32_t slot)
{
    const struct sup_item *item = sup_item_at(t, slot);
    struct sup_index again = {slot, 0};

    if (item->special & SUP_AGENT) {
        sup_agent_reviews(t, slot);
        return;
    }
    sup_send(t, tw_self(t->ctx), item->review, item->review_priority, SUP_EVENT_REVIEW, &again);
    sup_reorder(t, slot, tw_write(t->ctx, sup_stock_at(t, slot)));
}

void sup_take_order(const struct sup_turn *t, const struct sup_order *order)
{
    if (sup_hindered(sup_item_at(t, order->slot)) && sup_turns_away(t, order))
        return;
    struct sup_stock *s = sup_want(t, order->slot, order->client, order->quantity);

    sup_changed(t, order->slot, s);
}
