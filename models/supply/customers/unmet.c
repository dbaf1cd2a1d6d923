/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/customers/unmet.h"

#include "supply/account/rare.h"
#include "supply/customers/tally.h"
#include "supply/disrupt/plight.h"
#include "supply/make/shop.h"
#include "supply/order/order.h"
#include "supply/stock/stock.h"

/* ---- the rules ---- */

static int64_t all(const struct sup_find *find)
{
    return find->quantity;
}

const struct sup_unmet sup_unmet_backorder = {"backorder", all};

static int64_t what_is_there(const struct sup_find *find)
{
    return find->now;
}

const struct sup_unmet sup_unmet_lost = {"lost", what_is_there};

static int64_t all_or_nothing(const struct sup_find *find)
{
    return find->now == find->quantity ? find->quantity : 0;
}

const struct sup_unmet sup_unmet_lost_whole = {"lost-whole", all_or_nothing};

static int64_t if_room(const struct sup_find *find)
{
    return find->now == find->quantity || find->waiting < find->room ? find->quantity : 0;
}

const struct sup_unmet sup_unmet_balk = {"balk", if_room};

/* ---- asking ---- */

static struct sup_stock *count_lost(const struct sup_visit *v, int64_t quantity)
{
    struct sup_stock *s = sup_unserved(v->t, v->stream->slot, quantity);

    if (v->stream->special & SUP_TALLY)
        sup_tally_lost(v, quantity, false);
    else
        sup_count(v->t, v->stream->slot, SUP_N_lost, quantity);
    return s;
}

static void lose_patience(const struct sup_visit *v, uint64_t number)
{
    const struct sup_turn *t = v->t;
    struct sup_ticket ticket = {v->stream->slot, v->index, number};
    int64_t ticks = sup_ticks(rand_draw(&v->crowd->patience, &v->habit->patience));

    if (number != SUP_NO_NUMBER && number < v->crowd->next && number >= v->crowd->first)
        sup_send(t, tw_self(t->ctx), ticks, t->world->kind[SUP_EVENT_GIVE_UP].priority,
                 SUP_EVENT_GIVE_UP, &ticket);
}

static struct sup_stock *buy(const struct sup_visit *v, int64_t quantity, bool in_full)
{
    uint64_t number = SUP_NO_NUMBER;

    if (v->stream->special & SUP_TALLY)
        number = sup_line_up(v, quantity, in_full);
    struct sup_stock *s = sup_want(v->t, v->stream->slot, 0, quantity);

    if (v->habit->impatient)
        lose_patience(v, number);
    return s;
}

static int64_t bought(const struct sup_visit *v, int64_t quantity)
{
    const struct sup_stock *s = sup_stock_at(v->t, v->stream->slot);
    const struct sup_find find = {
        .quantity = quantity,
        .now = sup_at_once(v->t, v->stream->slot, s, quantity),
        .waiting = s->owed_customers,
        .room = v->habit->room,
    };

    if (__builtin_expect(sup_item_at(v->t, v->stream->slot)->special & SUP_CRAFTED, 0) &&
        sup_shop_refuses(v->t, v->stream->slot, quantity))
        return 0;
    return v->habit->unmet->buys(&find);
}

void sup_ask(const struct sup_visit *v, int64_t quantity)
{
    const struct sup_item *item = sup_item_at(v->t, v->stream->slot);
    bool closed = sup_hindered(item) && sup_plight_at(v->t, 0)->bankrupt != 0;
    int64_t buys = closed ? 0 : bought(v, quantity);
    struct sup_stock *s = NULL;

    if (v->stream->special & SUP_TALLY)
        sup_tally_asked(v, quantity, buys);
    if (buys < quantity)
        s = count_lost(v, quantity - buys);
    if (buys > 0)
        s = buy(v, buys, buys == quantity);
    if (!closed)
        sup_changed(v->t, v->stream->slot, s);
}

/* ---- giving up ---- */

void sup_give_up(const struct sup_turn *t, const struct sup_ticket *ticket)
{
    struct sup_visit v = sup_visit(t, ticket->stream);
    int64_t ahead = 0, quantity = sup_leave_line(&v, ticket->number, &ahead);

    if (quantity == 0)
        return;
    struct sup_stock *s = sup_touch(t, ticket->slot);

    sup_withdraw(t, ticket->slot, s, ahead, quantity);
    sup_tally_lost(&v, quantity, scen_demand_more(v.habit->demand)->unmet == SCEN_BACKORDER);
    sup_changed(t, ticket->slot, s);
}
