/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/stock/early.h"

#include "supply/account/rare.h"
#include "supply/make/make.h"
#include "supply/stock/shelf.h"

static void send_goods(const struct sup_turn *t, unsigned char *state,
                       const struct sup_early *early)
{
    const struct sup_item *item = sup_item_at(t, early->slot);
    struct sup_shipment shipment = {early->slot, 0, early->quantity, 0};

    if (item->special & SUP_AGES)
        shipment.best_before = (uint32_t)(sup_fresh_until(t, item) / t->world->age_unit);
    sup_rare_in(t, state, early->slot)->ever[SUP_N_under_way] += early->quantity;
    sup_send(t, tw_self(t->ctx), early->at, early->priority, SUP_EVENT_RECEIPT, &shipment);
}

static void send_work(const struct sup_turn *t, unsigned char *state,
                      const struct sup_early *early)
{
    const struct sup_item *item = sup_item_at(t, early->slot);
    struct sup_maker *maker =
        (struct sup_maker *)(void *)(state + t->place->maker_at) + item->make;
    int64_t *picked = (int64_t *)(void *)(state + t->place->picked_at);
    struct sup_batch batch = {early->slot, 0, early->quantity, 0};

    maker->ordered += early->quantity;
    maker->released += early->quantity;
    maker->in_process += early->quantity;
    for (uint32_t i = item->first_need; i < item->first_need + item->needs; i++)
        picked[i - t->place->first_need] = sup_need_of(&t->world->need[i], maker->released);
    sup_send(t, tw_self(t->ctx), early->at, item->made_priority, SUP_EVENT_MADE, &batch);
}

static void send_order(const struct sup_turn *t, const struct sup_early *early)
{
    struct sup_order order = {early->slot, early->client, early->quantity};

    sup_send(t, tw_self(t->ctx), early->at, t->world->kind[SUP_EVENT_ORDER].priority,
             SUP_EVENT_ORDER, &order);
}

void sup_early_open(const struct sup_turn *t, unsigned char *state)
{
    struct sup_stock *stock = (struct sup_stock *)(void *)(state + sizeof(struct sup_site));

    for (uint32_t slot = 0; slot < t->place->items; slot++)
        stock[slot].on_order = sup_item_at(t, slot)->on_order;
    for (uint32_t i = 0; i < t->place->annex->earlies; i++) {
        const struct sup_early *early = &t->world->early[t->place->annex->first_early + i];

        if (early->kind == SUP_EVENT_ORDER)
            send_order(t, early);
        else if (early->kind == SUP_EVENT_MADE)
            send_work(t, state, early);
        else
            send_goods(t, state, early);
    }
}
