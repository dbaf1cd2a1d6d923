/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/site.h"

#include "base/digest.h"
#include "supply/account/ledger.h"
#include "supply/account/rare.h"
#include "supply/customers/market.h"
#include "supply/customers/surge.h"
#include "supply/customers/tally.h"
#include "supply/customers/unmet.h"
#include "supply/disrupt/disrupt.h"
#include "supply/make/craft.h"
#include "supply/make/make.h"
#include "supply/make/shop.h"
#include "supply/make/tally.h"
#include "supply/mind/haul.h"
#include "supply/mind/parley/approval.h"
#include "supply/mind/parley/talk.h"
#include "supply/move/move.h"
#include "supply/order/act.h"
#include "supply/order/agent.h"
#include "supply/order/order.h"
#include "supply/stock/early.h"
#include "supply/stock/ration.h"
#include "supply/stock/room.h"
#include "supply/stock/stock.h"

static struct sup_turn turn_of(struct tw_ctx *ctx, const void *state)
{
    const struct sup_world *world = tw_world(ctx);

    return (struct sup_turn){
        .ctx = ctx,
        .world = world,
        .place = sup_place_of(world, tw_self(ctx)),
        .site = state,
        .now = tw_now(ctx),
    };
}

struct rand_stream sup_chance(const struct sup_turn *t, enum sup_purpose purpose, uint64_t key)
{
    return rand_stream_named(tw_seed(t->ctx), tw_replication(t->ctx),
                             t->world->agent[tw_self(t->ctx)],
                             base_digest_word((uint64_t)purpose, key));
}

/* ---- the start ---- */

/* Negative stock at the start is owed to customers, who were here first. */
static void open_stock(const struct sup_turn *t, unsigned char *state, uint32_t slot)
{
    const struct sup_item *item = sup_item_at(t, slot);
    struct sup_stock *s = (struct sup_stock *)(void *)(state + sizeof(struct sup_site)) + slot;
    struct sup_total *total = (struct sup_total *)(void *)(state + t->place->total_at) + slot;

    s->tick = -1;
    if (item->initial >= 0) {
        s->on_hand = item->initial;
        total->initial = item->initial;
        if (item->special & SUP_AGES)
            sup_shelf_open(t, state, slot, item->initial);
        if (item->special & SUP_ROOMED)
            sup_room_open(t, state, item, item->initial);
        return;
    }
    struct sup_line *line = (struct sup_line *)(void *)(state + item->lines_at);
    uint32_t client = item->first_client - t->place->first_client;

    s->owed = -item->initial;
    s->owed_customers = -item->initial;
    if (item->special & SUP_TALLIED)
        sup_line_open(t, state, item);
    if (item->special & SUP_RATIONS) {
        sup_ration_open(t, state, slot, -item->initial);
        return;
    }
    s->lines = 1;
    *line = (struct sup_line){.client = 0, .quantity = -item->initial};
    ((struct sup_client_state *)(void *)(state + t->place->client_at))[client].lines = 1;
}

static void open_chance(const struct sup_turn *t, unsigned char *state)
{
    const struct sup_world *w = t->world;
    struct sup_client_state *clients =
        (struct sup_client_state *)(void *)(state + t->place->client_at);
    struct sup_maker *makers = (struct sup_maker *)(void *)(state + t->place->maker_at);

    for (uint32_t slot = 0; slot < t->place->items; slot++) {
        const struct sup_item *item = sup_item_at(t, slot);
        uint64_t product = w->product_key[item->product];

        for (uint32_t i = item->first_client; i < item->first_client + item->clients; i++)
            if (w->client[i].kind == SUP_LANE)
                clients[i - t->place->first_client].lead = sup_chance(
                    t, SUP_CHANCE_LEAD, base_digest_word(w->agent[w->client[i].lp], product));
        if (item->made_here)
            makers[item->make].time = sup_chance(t, SUP_CHANCE_MAKE, product);
    }
}

static void open_agenda(const struct sup_turn *t)
{
    tw_lp_id self = tw_self(t->ctx);
    const struct tw_kind *kind = t->world->kind;
    bool watched = false;

    for (uint32_t slot = 0; slot < t->place->items; slot++) {
        const struct sup_item *item = sup_item_at(t, slot);
        struct sup_index review = {slot, 0};

        if (item->review > 0)
            sup_send(t, self, sup_first_review(t, item), item->review_priority,
                     SUP_EVENT_REVIEW, &review);
        if (item->special & SUP_AGENT ||
            (item->review == 0 && item->initial + item->on_order <= item->goal.trigger))
            watched = true;
    }
    if (watched)
        sup_send(t, self, 0, kind[SUP_EVENT_START].priority, SUP_EVENT_START, "");
    sup_send(t, self, t->world->scen->kpi_period, kind[SUP_EVENT_PERIOD].priority,
             SUP_EVENT_PERIOD, "");
    if (t->world->scen->warm_up > 0)
        sup_send(t, self, t->world->scen->warm_up, kind[SUP_EVENT_WARM_UP].priority,
                 SUP_EVENT_WARM_UP, "");
}

void sup_site_init(struct tw_ctx *ctx, void *state)
{
    struct sup_turn t = turn_of(ctx, state);
    unsigned char *bytes = state;
    struct sup_site *site = state;

    site->first_item = t.place->number;
    site->items = t.place->items;
    for (uint32_t slot = 0; slot < t.place->items; slot++)
        open_stock(&t, bytes, slot);
    open_chance(&t, bytes);
    sup_agents_open(&t, bytes);
    sup_talks_open(&t, bytes);
    open_agenda(&t);
    sup_crafts_open(&t, bytes);
    sup_shops_open(&t, bytes);
    sup_early_open(&t, bytes);
    sup_market_open(&t, (struct sup_arrivals *)(void *)(bytes + t.place->arrivals_at),
                    (struct sup_crowd *)(void *)(bytes + t.place->annex->crowd_at));
    sup_disrupt_open(&t, bytes);
    sup_move_open(&t, bytes);
    sup_haul_open(&t, bytes);
}

/* ---- events ---- */

static void start(const struct sup_turn *t)
{
    for (uint32_t slot = 0; slot < t->place->items; slot++)
        sup_changed(t, slot, tw_write(t->ctx, sup_stock_at(t, slot)));
}

static uint32_t index_of(const struct tw_event *ev)
{
    const struct sup_index *what = tw_payload(ev);

    return what->index;
}

/* What most events are: about one item, whose slot begins the payload. Written out in the
 * handler, so that nothing else stands in their way. False: another kind. */
static inline bool handle_common(const struct sup_turn *t, const struct tw_event *ev)
{
    const uint32_t *slot = tw_payload(ev);

    switch ((enum sup_event)tw_event_kind(ev)) {
    case SUP_EVENT_DEMAND:
        sup_fetch_early(t, *slot);
        sup_demand(t, tw_payload(ev));
        return true;
    case SUP_EVENT_ORDER:
        sup_fetch_early(t, *slot);
        sup_take_order(t, tw_payload(ev));
        return true;
    case SUP_EVENT_RECEIPT:
        sup_fetch_early(t, *slot);
        if (sup_item_at(t, *slot)->special & SUP_AGENT)
            sup_agent_receives(t, tw_payload(ev), tw_event_from(ev));
        sup_receive(t, tw_payload(ev));
        if (sup_minded(sup_item_at(t, *slot)))
            sup_think(t, *slot, sup_touch(t, *slot), false);
        return true;
    default:
        return false;
    }
}

/* Other events about one item: each payload begins with its slot. */
static void handle_item(const struct sup_turn *t, enum sup_event kind, const void *payload)
{
    const uint32_t *slot = payload;

    sup_fetch_early(t, *slot);
    switch (kind) {
    case SUP_EVENT_MADE:
        sup_made(t, payload);
        break;
    case SUP_EVENT_REVIEW:
        sup_review(t, *slot);
        break;
    case SUP_EVENT_NEWS:
        sup_take_news(t, payload);
        break;
    case SUP_EVENT_ASK:
        sup_take_ask(t, payload);
        break;
    case SUP_EVENT_NO:
        sup_take_no(t, payload);
        break;
    case SUP_EVENT_BACK:
        sup_take_back(t, payload);
        break;
    case SUP_EVENT_EXPIRE:
        sup_expire(t, *slot);
        break;
    case SUP_EVENT_ALLOCATE:
        sup_ration_out(t, *slot);
        break;
    case SUP_EVENT_SURGE:
        sup_surge(t, payload);
        break;
    case SUP_EVENT_GIVE_UP:
        sup_give_up(t, payload);
        break;
    case SUP_EVENT_WITHDRAW:
        sup_take_withdrawal(t, payload);
        break;
    case SUP_EVENT_WAKE:
        if (tw_self(t->ctx) < t->world->sites)
            sup_wake(t, *slot);
        else
            sup_haul_wakes(t);
        break;
    case SUP_EVENT_LETTER:
        sup_take_letter(t, payload);
        break;
    case SUP_EVENT_VERDICT:
        sup_take_verdict(t, payload);
        break;
    case SUP_EVENT_BELL:
        sup_bell_rings(t, payload);
        break;
    case SUP_EVENT_SENSE:
        sup_perceive(t, payload);
        break;
    default:
        break;
    }
}

static void handle_rare(const struct sup_turn *t, const struct tw_event *ev)
{
    enum sup_event kind = (enum sup_event)tw_event_kind(ev);

    switch (kind) {
    case SUP_EVENT_START:
        start(t);
        break;
    case SUP_EVENT_DISRUPTION_BEGINS:
        sup_disruption_begins(t, index_of(ev));
        sup_minds_look(t);
        sup_haul_thinks(t);
        break;
    case SUP_EVENT_DISRUPTION_ENDS:
        sup_disruption_ends(t, index_of(ev));
        sup_minds_look(t);
        sup_haul_thinks(t);
        break;
    case SUP_EVENT_REFUSAL:
        sup_take_refusal(t, tw_payload(ev), tw_event_from(ev));
        break;
    case SUP_EVENT_DEPART:
        sup_depart(t, tw_payload(ev));
        break;
    case SUP_EVENT_CARGO:
        sup_cargo_comes(t, tw_payload(ev));
        break;
    case SUP_EVENT_FREE:
        sup_server_free(t);
        break;
    case SUP_EVENT_DEPARTURE:
        sup_departure(t, index_of(ev));
        break;
    case SUP_EVENT_OVERDUE:
        sup_overdue(t, index_of(ev));
        break;
    case SUP_EVENT_SHOP:
        sup_shop_event(t, tw_payload(ev));
        break;
    case SUP_EVENT_PERIOD:
        sup_period_ends(t);
        break;
    case SUP_EVENT_WARM_UP:
        sup_shops_warmed_up(t);
        sup_warmed_up(t);
        sup_disrupt_forget(t);
        sup_customers_forget(t);
        sup_move_warmed_up(t);
        break;
    default:
        handle_item(t, kind, tw_payload(ev));
        break;
    }
}

void sup_site_handle(struct tw_ctx *ctx, const void *state, const struct tw_event *ev)
{
    struct sup_turn t = turn_of(ctx, state);

    if (!handle_common(&t, ev))
        handle_rare(&t, ev);
}

/* ---- the end ---- */

/* Goods on the way, told at the item at `slot`. */
static void left_on_the_way(const struct sup_turn *t, unsigned char *state, uint32_t slot,
                            const struct sup_shipment *goods)
{
    struct sup_total *total = (struct sup_total *)(void *)(state + t->place->total_at) + slot;
    struct sup_stock *s = (struct sup_stock *)(void *)(state + sizeof(struct sup_site)) + slot;
    int64_t since = goods->shipped_at > t->site->measured_since ? goods->shipped_at
                                                                : t->site->measured_since;

    total->in_transit += goods->quantity;
    total->transit_loads += (goods->best_before & SUP_MORE) == 0;
    s->flow.transit_area += (double)goods->quantity * (double)(tw_horizon(t->ctx) - since);
}

/* What is still under way at the horizon was sent here and counts here; so does what waits
 * here for a lane to open. */
void sup_site_leftover(struct tw_ctx *ctx, void *state, const struct tw_event *ev)
{
    struct sup_turn t = turn_of(ctx, state);
    unsigned char *bytes = state;
    struct sup_total *total = (struct sup_total *)(void *)(bytes + t.place->total_at);

    if (tw_event_kind(ev) == SUP_EVENT_ORDER) {
        const struct sup_order *order = tw_payload(ev);

        total[order->slot].in_mail += order->quantity;
    } else if (tw_event_kind(ev) == SUP_EVENT_RECEIPT) {
        const struct sup_shipment *shipment = tw_payload(ev);

        left_on_the_way(&t, bytes, shipment->slot, shipment);
    } else if (tw_event_kind(ev) == SUP_EVENT_DEPART) {
        const struct sup_departure *goods = tw_payload(ev);

        left_on_the_way(&t, bytes, goods->slot, &goods->goods);
    } else if (tw_event_kind(ev) == SUP_EVENT_CARGO) {
        sup_move_leftover(&t, bytes, tw_payload(ev));
    } else if (tw_event_kind(ev) == SUP_EVENT_REFUSAL) {
        const struct sup_order *refused = tw_payload(ev);

        sup_rare_in(&t, bytes, refused->slot)->count[SUP_N_refused] += refused->quantity;
    } else if (tw_event_kind(ev) == SUP_EVENT_LETTER) {
        sup_letter_leftover(&t, bytes, tw_payload(ev));
    } else {
        sup_agent_leftover(&t, state, ev);
    }
}

void sup_site_finish(struct tw_ctx *ctx, void *state)
{
    struct sup_turn t = turn_of(ctx, state);

    if (t.place->annex->scopes > 0)
        sup_disrupt_close(&t, state);
    sup_move_count(&t, state);
    sup_shops_settle(&t);
    sup_close(&t, state);
    sup_shops_close(&t);
    sup_customers_close(&t);
    sup_move_report(&t);
    sup_talks_close(&t);
    sup_lessons_close(&t);
    sup_haul_close(&t);
}
