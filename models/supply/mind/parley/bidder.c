/* SPDX-License-Identifier: Apache-2.0 */
/* Those who are asked for bids: any item that somebody draws on, with or without an agent. */
#include "supply/account/rare.h"
#include "supply/disrupt/plight.h"
#include "supply/mind/parley/talk.h"
#include "supply/order/order.h"
#include "supply/stock/stock.h"

static const struct sup_item *caller_of(const struct sup_turn *t,
                                        const struct sup_letter *letter)
{
    return &t->world->item[letter->caller];
}

/* ---- how it stands ---- */

static bool shut(const struct sup_turn *t, const struct sup_item *item,
                 const struct sup_source *way)
{
    const struct sup_client *to = &t->world->client[item->first_client + way->client];

    return t->site->down > 0 ||
           (sup_hindered(item) && (sup_item_down(t, item) || sup_lane_closed(t, to)));
}

/* Does the item itself look for the goods? */
static bool looks_for_them(const struct sup_turn *t, const struct sup_item *item)
{
    if (!sup_minded(item) || sup_talker_of(t->world, item)->parley_at == 0)
        return false;
    const struct sup_parley *p = sup_part(t, sup_talker_of(t->world, item)->parley_at);

    for (uint32_t i = 0; i < SUP_CALLS; i++)
        if (!sup_call_over(&p->call[i], t->now))
            return true;
    return false;
}

/* Ticks on the way as the bidder knows them now. */
static int64_t way_ticks(const struct sup_turn *t, const struct sup_item *item,
                         const struct sup_source *way)
{
    double order = (double)way->order_delay / (double)TW_TICKS_PER_DAY;
    double factor = sup_hindered(item) ? sup_lane_factor(t, way->lane) : 1.0;

    return way->order_delay + sup_ticks((way->days - order) * factor);
}

static int64_t held(const struct sup_turn *t, const struct sup_item *item, bool sibling)
{
    int64_t kept = sibling ? sup_kept_back(item) : 0;

    if (sup_minded(item))
        kept += sup_wits_at(t, sup_thinker_of(t, item))->reserve;
    return kept;
}

/* As it can deliver to one who draws on it, from stock and from what it makes or orders itself;
 * as it can help a sibling, from what it can spare. */
static struct sup_standing standing(const struct sup_turn *t, const struct sup_letter *letter)
{
    const struct sup_item *item = sup_item_at(t, letter->slot);
    const struct sup_stock *s = sup_stock_at(t, letter->slot);
    const struct sup_source *way = sup_talk_way(t->world, caller_of(t, letter), letter->way);
    const struct sup_bidder *able = &t->world->bidder[t->place->first_item + letter->slot];
    bool sibling = sup_talk_sibling(t->world, caller_of(t, letter), letter->way);

    return (struct sup_standing){
        .on_hand = s->on_hand,
        .owed = s->owed,
        .promised = sup_promised(sup_desk_at(t, letter->slot)->promise, t->now, letter->caller,
                                 letter->talk),
        .kept = held(t, item, sibling),
        .limit = sibling ? 0 : able->limit,
        .rate = able->rate * sup_speed(t, item),
        .wait = able->wait,
        .way = way_ticks(t, item, way),
        .price = way->price + able->price,
        .shut = shut(t, item, way),
        .calls_too = sibling && looks_for_them(t, item),
    };
}

/* ---- calls ---- */

static void answer(const struct sup_turn *t, const struct sup_letter *to,
                   struct sup_letter *letter)
{
    const struct sup_talker *caller = sup_talker_of(t->world, caller_of(t, to));
    uint32_t lane = sup_talk_way(t->world, caller_of(t, to), to->way)->lane;
    const struct sup_leg *fleet = letter->quantity > 0 && letter->act == SUP_ACT_BID
                                      ? sup_talk_fleet(t->world, lane)
                                      : (const struct sup_leg *)NULL;

    letter->caller = to->caller;
    letter->way = to->way;
    letter->talk = to->talk;
    if (fleet != NULL) {
        sup_post_by(t, to->slot, fleet->owner, letter);
        return;
    }
    sup_post(t, to->slot, to->caller, caller->way_delay[to->way], letter);
}

static void bid(const struct sup_turn *t, const struct sup_letter *call,
                const struct sup_offer *offer)
{
    struct sup_letter letter = {.act = SUP_ACT_BID,
                                .quantity = offer->quantity,
                                .at = offer->ticks,
                                .value = offer->price};
    struct sup_spoken *count = sup_spoken(t, call->slot);

    count->bids += offer->quantity > 0;
    count->declined += offer->quantity == 0;
    answer(t, call, &letter);
}

static void take_call(const struct sup_turn *t, const struct sup_letter *call)
{
    const struct sup_promise *p = sup_desk_at(t, call->slot)->promise;
    struct sup_offer none = {0};

    if (sup_promise_find(p, call->caller, call->way, call->talk) < SUP_PROMISES) {
        sup_spoken(t, call->slot)->heard[SUP_HEARD_AGAIN]++;
        return;
    }
    uint32_t place = sup_promise_place(p, t->now);

    if (place == SUP_PROMISES) {
        sup_spoken(t, call->slot)->no_room++;
        bid(t, call, &none);
        return;
    }
    struct sup_standing now = standing(t, call);
    struct sup_offer offer = sup_offer_of(&now, call->quantity);

    *(struct sup_promise *)tw_write(t->ctx, &p[place]) =
        (struct sup_promise){.talk = call->talk,
                             .until = call->at,
                             .quantity = offer.quantity,
                             .caller = call->caller,
                             .way = (uint16_t)call->way,
                             .state = SUP_PROMISED};
    bid(t, call, &offer);
}

/* ---- awards ---- */

/* The contract is an order like any other; a sibling's goods leave at once. */
static void fulfil(const struct sup_turn *t, const struct sup_letter *award)
{
    const struct sup_source *way = sup_talk_way(t->world, caller_of(t, award), award->way);
    struct sup_order order = {award->slot, way->client, award->quantity};

    if (!sup_talk_sibling(t->world, caller_of(t, award), award->way)) {
        sup_take_order(t, &order);
        return;
    }
    struct sup_stock *s = sup_touch(t, award->slot);
    int64_t gone = sup_send_off(t, award->slot, s, way->client, award->quantity);

    base_assert(gone == award->quantity);
    sup_count(t, award->slot, SUP_N_transshipped, gone);
    sup_changed(t, award->slot, s);
}

static bool keeps(const struct sup_turn *t, const struct sup_letter *award, bool *again)
{
    const struct sup_promise *p = sup_desk_at(t, award->slot)->promise;
    uint32_t place = sup_promise_find(p, award->caller, award->way, award->talk);
    struct sup_standing now = standing(t, award);
    int64_t spare = now.limit > 0 ? INT64_MAX : sup_spare(&now);

    *again = false;
    return place < SUP_PROMISES && !now.shut &&
           sup_promise_award(tw_write(t->ctx, &p[place]), t->now, award->quantity, spare,
                             again);
}

static void take_award(const struct sup_turn *t, const struct sup_letter *award)
{
    struct sup_letter letter = {.act = SUP_ACT_CONFIRM, .quantity = award->quantity};
    bool again, kept = keeps(t, award, &again);
    struct sup_spoken *count = sup_spoken(t, award->slot);

    if (again) {
        count->heard[SUP_HEARD_AGAIN]++;
        return;
    }
    count->kept += kept;
    count->refused += !kept;
    if (!kept)
        letter.act = SUP_ACT_REFUSE;
    answer(t, award, &letter);
    if (kept)
        fulfil(t, award);
}

static void take_rejection(const struct sup_turn *t, const struct sup_letter *letter)
{
    const struct sup_promise *p = sup_desk_at(t, letter->slot)->promise;
    uint32_t place = sup_promise_find(p, letter->caller, letter->way, letter->talk);

    if (place < SUP_PROMISES)
        sup_promise_reject(tw_write(t->ctx, &p[place]));
    else
        sup_spoken(t, letter->slot)->heard[SUP_HEARD_STRANGE]++;
}

void sup_bidder_hears(const struct sup_turn *t, const struct sup_letter *letter)
{
    if (letter->act == SUP_ACT_CFP)
        take_call(t, letter);
    else if (letter->act == SUP_ACT_AWARD)
        take_award(t, letter);
    else
        take_rejection(t, letter);
}
