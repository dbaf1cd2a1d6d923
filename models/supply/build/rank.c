/* SPDX-License-Identifier: Apache-2.0 */
/* Who goes first within a tick. Every event of a tick has a band of priorities; what an event
 * causes in the same tick goes right behind it or in its own band, whichever is later
 * (sup_send), so a cascade without delays always moves forward. A tick begins with the end of a
 * KPI period: what a period shows is the state before anything of the next one happened.
 *
 *  continuous     receipts, then customers and orders as they come, then reviews
 *  order-first    reviews with the orders they place, then receipts, then customers
 *  demand-first   customers, then reviews from the markets upstream, then receipts downstream
 */
#include "supply/build/meet.h"
#include "supply/build/steps.h"
#include "supply/make/shop.h"
#include "supply/mind/parley/approval.h"
#include "supply/mind/parley/talk.h"
#include "supply/move/move.h"

enum {
    BAND = 20000, // wide enough for any cascade
    LAST = 64000  // after all that happens in a tick
};

static uint16_t step_of(const struct sup_world *w)
{
    int32_t step = BAND / (w->last_tier + 1);

    return (uint16_t)(step < 16 ? step : 16);
}

static uint16_t review_rank(const struct sup_world *w, int32_t tier)
{
    switch (w->scen->convention) {
    case SCEN_ORDER_FIRST:
        return 100;
    case SCEN_DEMAND_FIRST:
        return (uint16_t)(2000 + tier * step_of(w));
    case SCEN_CONTINUOUS:
        break;
    }
    return 2 * BAND;
}

uint16_t sup_receipt_rank(const struct sup_world *w, int32_t tier)
{
    switch (w->scen->convention) {
    case SCEN_ORDER_FIRST:
        return BAND;
    case SCEN_DEMAND_FIRST:
        return (uint16_t)(2000 + BAND + (w->last_tier - tier) * step_of(w));
    case SCEN_CONTINUOUS:
        break;
    }
    return 100;
}

static uint16_t order_rank(const struct sup_world *w)
{
    return w->scen->convention == SCEN_CONTINUOUS ? BAND : 1000;
}

static uint16_t demand_rank(const struct sup_world *w)
{
    switch (w->scen->convention) {
    case SCEN_ORDER_FIRST:
        return 2 * BAND;
    case SCEN_DEMAND_FIRST:
        return 1000;
    case SCEN_CONTINUOUS:
        break;
    }
    return BAND;
}

/* Sharing stock out comes when the orders and receipts of a tick are in: in order-first once
 * for the orders and again for the receipts, in demand-first site by site downstream. */
static uint16_t allocate_rank(const struct sup_world *w, int32_t tier)
{
    switch (w->scen->convention) {
    case SCEN_ORDER_FIRST:
        return 2000;
    case SCEN_DEMAND_FIRST:
        return (uint16_t)(sup_receipt_rank(w, tier) + 1);
    case SCEN_CONTINUOUS:
        break;
    }
    return 2 * BAND - 1;
}

static void rank_kinds(struct sup_world *w)
{
    static const struct {
        const char *name;
        size_t bytes;
        uint16_t priority;
    } kind[SUP_EVENT_COUNT] = {
        [SUP_EVENT_PERIOD] = {"period", 0, 1},
        [SUP_EVENT_WARM_UP] = {"warm_up", 0, 2},
        [SUP_EVENT_EXPIRE] = {"expire", sizeof(struct sup_index), 10},
        [SUP_EVENT_DISRUPTION_ENDS] = {"disruption_ends", sizeof(struct sup_index), 3},
        [SUP_EVENT_DISRUPTION_BEGINS] = {"disruption_begins", sizeof(struct sup_index), 4},
        [SUP_EVENT_START] = {"start", 0, 50},
        [SUP_EVENT_RECEIPT] = {"receipt", sizeof(struct sup_shipment), 0},
        [SUP_EVENT_MADE] = {"made", sizeof(struct sup_batch), 0},
        [SUP_EVENT_DEMAND] = {"demand", sizeof(struct sup_customers), 0},
        [SUP_EVENT_ORDER] = {"order", sizeof(struct sup_order), 0},
        [SUP_EVENT_REVIEW] = {"review", sizeof(struct sup_index), 0},
        [SUP_EVENT_SHOP] = {"shop", sizeof(struct sup_shop_event), 0},
        [SUP_EVENT_NEWS] = {"news", sizeof(struct sup_news), 0},
        [SUP_EVENT_ASK] = {"ask", sizeof(struct sup_ask), 0},
        [SUP_EVENT_NO] = {"no", sizeof(struct sup_ask), 0},
        [SUP_EVENT_BACK] = {"back", sizeof(struct sup_news), 0},
        [SUP_EVENT_ALLOCATE] = {"allocate", sizeof(struct sup_index), 0},
        [SUP_EVENT_DEPART] = {"depart", sizeof(struct sup_departure), 5},
        [SUP_EVENT_CARGO] = {"cargo", sizeof(struct sup_cargo), 0},
        [SUP_EVENT_FREE] = {"free", 0, 5},
        [SUP_EVENT_DEPARTURE] = {"departure", sizeof(struct sup_index), 3 * BAND},
        [SUP_EVENT_OVERDUE] = {"overdue", sizeof(struct sup_index), 3 * BAND},
        [SUP_EVENT_REFUSAL] = {"refusal", sizeof(struct sup_order), 0},
        [SUP_EVENT_SURGE] = {"surge", sizeof(struct sup_ticket), 0},
        [SUP_EVENT_WITHDRAW] = {"withdraw", sizeof(struct sup_order), 0},
        [SUP_EVENT_WAKE] = {"wake", sizeof(struct sup_index), 0},
        [SUP_EVENT_LETTER] = {"letter", sizeof(struct sup_letter), 0},
        [SUP_EVENT_BELL] = {"bell", sizeof(struct sup_bell), 3 * BAND},
        [SUP_EVENT_VERDICT] = {"verdict", sizeof(struct sup_answer), 0},
        [SUP_EVENT_SENSE] = {"sense", sizeof(struct sup_perceived), 0},
        [SUP_EVENT_GIVE_UP] = {"give_up", sizeof(struct sup_ticket), LAST},
    };

    for (int i = 0; i < SUP_EVENT_COUNT; i++)
        w->kind[i] = (struct tw_kind){kind[i].name, kind[i].bytes, kind[i].priority};
    w->kind[SUP_EVENT_RECEIPT].priority = sup_receipt_rank(w, w->last_tier);
    w->kind[SUP_EVENT_CARGO].priority = sup_receipt_rank(w, w->last_tier);
    w->kind[SUP_EVENT_MADE].priority = sup_receipt_rank(w, w->last_tier);
    w->kind[SUP_EVENT_SHOP].priority = sup_receipt_rank(w, w->last_tier);
    w->kind[SUP_EVENT_DEMAND].priority = demand_rank(w);
    w->kind[SUP_EVENT_SURGE].priority = demand_rank(w);
    w->kind[SUP_EVENT_ORDER].priority = order_rank(w);
    w->kind[SUP_EVENT_REVIEW].priority = review_rank(w, 0);
    w->kind[SUP_EVENT_LETTER].priority = order_rank(w);
    w->kind[SUP_EVENT_WITHDRAW].priority = order_rank(w);
    w->kind[SUP_EVENT_VERDICT].priority = review_rank(w, 0);
    w->kind[SUP_EVENT_WAKE].priority = review_rank(w, 0);
    w->kind[SUP_EVENT_SENSE].priority = review_rank(w, 0);
    w->kind[SUP_EVENT_NEWS].priority = order_rank(w);
}

void sup_rank(struct sup_world *w)
{
    if (w->apart != NULL)
        sup_hear_tiers(w);
    w->last_tier = 0;
    for (size_t i = 0; i < w->scen->sites; i++)
        if (w->scen->site[i].tier > w->last_tier)
            w->last_tier = w->scen->site[i].tier;
    w->last_tier = (int32_t)sup_most(w->apart, (uint64_t)w->last_tier);
    rank_kinds(w);
    for (size_t i = 0; i < w->scen->stockings; i++) {
        struct sup_item *item = &w->item[i];
        int32_t tier = w->scen->site[item->site].tier;

        item->order_priority = order_rank(w);
        item->review_priority = review_rank(w, tier);
        item->made_priority = sup_receipt_rank(w, tier);
        item->allocate_priority = allocate_rank(w, tier);
    }
    for (size_t i = 0; i < w->scen->sites; i++)
        for (uint32_t k = 0; k < w->place[i].annex->shops; k++)
            w->shop[w->place[i].annex->first_shop + k].priority =
                sup_receipt_rank(w, w->scen->site[i].tier);
    for (size_t i = 0; i < w->clients; i++)
        if (w->client[i].kind == SUP_LANE)
            w->client[i].receipt_priority =
                sup_receipt_rank(w, w->scen->site[w->client[i].lp].tier);
}
