/* SPDX-License-Identifier: Apache-2.0 */
/* What disruptions do to orders: sources that take none, sites without news, and sites that
 * are closed for ever. */
#include "bdi/restock.h"
#include "supply/account/rare.h"
#include "supply/customers/tally.h"
#include "supply/disrupt/disrupt.h"
#include "supply/disrupt/harms.h"
#include "supply/mind/mind.h"
#include "supply/order/order.h"
#include "supply/stock/stock.h"

/* ---- a source that takes no orders ---- */

static void source_closes(const struct sup_turn *t, const struct sup_effect *e)
{
    struct sup_plight *source = sup_plight_write(t, e->scope);

    if (source->down++ == 0)
        source->down_at = t->now;
    source->closed += e->size > 0.0;
}

static void source_opens(const struct sup_turn *t, const struct sup_effect *e)
{
    uint32_t slot = sup_scope_at(t, e->scope)->slot;
    struct sup_plight *source = sup_plight_write(t, e->scope);

    source->closed -= e->size > 0.0;
    if (--source->down == 0)
        sup_changed(t, slot, sup_touch(t, slot));
}

const struct sup_harm sup_harm_source = {"source", false, source_closes, source_opens};

bool sup_source_up(const struct sup_turn *t, const struct sup_item *item)
{
    return item->source_scope == 0 || sup_plight_at(t, item->source_scope)->down == 0;
}

bool sup_loses_orders(const struct sup_turn *t, const struct sup_item *item)
{
    return item->source_scope != 0 && sup_plight_at(t, item->source_scope)->closed > 0 &&
           t->site->down == 0 && !sup_item_down(t, item);
}

bool sup_may_order(const struct sup_turn *t, uint32_t slot)
{
    const struct sup_item *item = sup_item_at(t, slot);

    if (sup_item_down(t, item))
        return false;
    if (item->source_scope == 0)
        return true;
    const struct sup_plight *source = sup_plight_at(t, item->source_scope);
    bool up = source->down == 0;

    if ((source->waiting != 0) == up)
        sup_plight_write(t, item->source_scope)->waiting = !up;
    else
        return up;
    if (!up)
        sup_count(t, slot, SUP_N_put_off, 1);
    return up;
}

/* ---- no news ---- */

static struct sup_silence *silence_write(const struct sup_turn *t, uint32_t slot)
{
    return tw_write(t->ctx, sup_silence_at(t, slot));
}

static void falls_silent(const struct sup_turn *t, const struct sup_effect *e)
{
    if (sup_plight_write(t, e->scope)->silent++ > 0)
        return;
    for (uint32_t slot = 0; slot < t->place->items; slot++) {
        const struct sup_stock *s = sup_stock_at(t, slot);

        *silence_write(t, slot) = (struct sup_silence){s->on_hand, s->on_order, s->owed, 0};
    }
}

static void send_mail(const struct sup_turn *t, uint32_t slot)
{
    int64_t mail = sup_silence_at(t, slot)->mail;

    if (mail == 0)
        return;
    silence_write(t, slot)->mail = 0;
    sup_order_send(t, sup_item_at(t, slot), mail);
}

static void hears_again(const struct sup_turn *t, const struct sup_effect *e)
{
    if (--sup_plight_write(t, e->scope)->silent > 0)
        return;
    for (uint32_t slot = 0; slot < t->place->items; slot++)
        send_mail(t, slot);
    for (uint32_t slot = 0; slot < t->place->items; slot++)
        sup_changed(t, slot, sup_touch(t, slot));
}

const struct sup_harm sup_harm_silent = {"communication", false, falls_silent, hears_again};

bool sup_silent(const struct sup_turn *t)
{
    return t->place->annex->silences > 0 && sup_plight_at(t, 0)->silent > 0;
}

void sup_see(const struct sup_turn *t, uint32_t slot, struct bdi_holding *now)
{
    if (!sup_silent(t))
        return;
    const struct sup_silence *then = sup_silence_at(t, slot);

    now->on_hand = then->on_hand;
    now->on_order = then->on_order;
    now->backlog = then->owed;
}

bool sup_keeps_back(const struct sup_turn *t, uint32_t slot, int64_t quantity)
{
    if (!sup_silent(t))
        return false;
    struct sup_silence *silence = silence_write(t, slot);
    bool elsewhere = !sup_item_at(t, slot)->made_here;

    silence->on_order += quantity;
    if (elsewhere)
        silence->mail += quantity;
    return elsewhere;
}

/* ---- closed for ever ---- */

/* The news takes as long as the quickest shipment. */
void sup_refuse(const struct sup_turn *t, uint32_t slot, uint32_t client, int64_t quantity)
{
    const struct sup_client *to =
        &t->world->client[sup_item_at(t, slot)->first_client + client];
    struct sup_order news = {to->slot, 0, quantity};

    sup_send(t, to->lp, t->world->law_least[to->law], to->receipt_priority, SUP_EVENT_REFUSAL,
             &news);
    sup_count(t, slot, SUP_N_cancelled, quantity);
}

void sup_take_refusal(const struct sup_turn *t, const struct sup_order *news, tw_lp_id from)
{
    struct sup_stock *s = sup_touch(t, news->slot);

    if (sup_minded(sup_item_at(t, news->slot)))
        sup_way_refused(t, news->slot, from, news->quantity);

    s->on_order -= news->quantity;
    sup_changed(t, news->slot, s);
}

/* Makers here keep their claims: their work stands still. */
static void cancel(const struct sup_turn *t, uint32_t slot)
{
    const struct sup_item *item = sup_item_at(t, slot);
    struct sup_cancelled gone;

    sup_touch(t, slot);
    while (sup_cancel_next(t, slot, &gone))
        if (t->world->client[item->first_client + gone.client].kind == SUP_LANE)
            sup_refuse(t, slot, gone.client, gone.quantity);
        else if ((item->special & SUP_TALLIED) == 0)
            sup_count(t, slot, SUP_N_cancelled, gone.quantity);
    if ((item->special & SUP_TALLIED) != 0)
        sup_send_home(t, item);
}

static void goes_bankrupt(const struct sup_turn *t, const struct sup_effect *e)
{
    sup_harm_down.begin(t, e);
    sup_plight_write(t, 0)->bankrupt = 1;
    for (uint32_t slot = 0; slot < t->place->items; slot++)
        cancel(t, slot);
}

const struct sup_harm sup_harm_bankrupt = {"insolvency", false, goes_bankrupt, NULL};

bool sup_turns_away(const struct sup_turn *t, const struct sup_order *order)
{
    const struct sup_plight *site = sup_plight_at(t, 0);

    if (site->bankrupt) {
        sup_refuse(t, order->slot, order->client, order->quantity);
        return true;
    }
    if (site->silent == 0)
        return false;
    sup_send(t, tw_self(t->ctx), sup_last_end(t, 0, SUP_HARM_SILENT) - t->now,
             t->world->kind[SUP_EVENT_ORDER].priority, SUP_EVENT_ORDER, order);
    return true;
}

bool sup_sends_away(const struct sup_turn *t, uint32_t slot, int64_t quantity)
{
    if (!sup_plight_at(t, 0)->bankrupt)
        return false;
    sup_unserved(t, slot, quantity);
    sup_count(t, slot, SUP_N_lost, quantity);
    return true;
}
