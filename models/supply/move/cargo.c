/* SPDX-License-Identifier: Apache-2.0 */
/* What happens to a piece of cargo where it comes to. */
#include "supply/account/rare.h"
#include "supply/disrupt/plight.h"
#include "supply/mind/mind.h"
#include "supply/move/move.h"
#include "supply/order/agent.h"
#include "supply/stock/shelf.h"
#include "supply/stock/stock.h"

/* The lane is closed, as a whole or for these goods. True when they wait for it; else they take
 * another way, or wait at its bay, where they notice which of several ways opens first. */
static bool waits_or_turns(const struct sup_turn *t, const struct sup_item *item,
                           uint32_t client, const struct sup_shipment *goods,
                           struct sup_cargo *cargo)
{
    const struct sup_hop *hop = &t->world->hop[cargo->hop];

    if (hop->other == SUP_NO_HOP)
        return sup_waits_for_lane(t, item, client, goods);
    if (!sup_lane_shut(t, t->world->leg[hop->leg].lane))
        cargo->hop = hop->other;
    return false;
}

void sup_move_ship(const struct sup_turn *t, const struct sup_item *item, uint32_t client,
                   const struct sup_shipment *goods)
{
    uint32_t number = item->first_client + client;
    const struct sup_path *path = &t->world->path[t->world->client[number].lane];
    bool closed = sup_hindered(item) && sup_lane_closed(t, &t->world->client[number]);
    double kg = (double)goods->quantity * t->world->bulk[item->product].of[SUP_KG];
    double units = (double)goods->quantity * item->quantum;
    struct sup_cargo cargo = {
        .client = number,
        .hop = path->first,
        .stage = SUP_AT_BAY,
        .best_before = goods->best_before & ~SUP_MORE,
        .lots = (goods->best_before & SUP_MORE) != 0,
        .more = (goods->best_before & SUP_MORE) != 0, // they follow in this tick
        .quantity = goods->quantity,
        .shipped_at = goods->shipped_at,
        .joined_at = t->now,
        .cost = (goods->best_before & SUP_MORE ? 0.0 : path->cost_shipment) +
                path->cost_unit * units + path->cost_kg * kg,
        .co2 = path->co2_unit * units,
    };

    if (closed && waits_or_turns(t, item, client, goods, &cargo))
        return;
    sup_bay_join(t, &cargo);
}

/* The end of the path. */
static void deliver(const struct sup_turn *t, const struct sup_cargo *cargo)
{
    const struct sup_client *to = &t->world->client[cargo->client];
    const struct sup_path *path = &t->world->path[to->lane];
    struct sup_shipment shipment = {to->slot, cargo->best_before, cargo->quantity,
                                    cargo->shipped_at};

    if (path->book != SUP_NO_BOOK) {
        struct sup_book *book = tw_write(t->ctx, sup_book_at(t, path->book));

        book->shipments += !cargo->lots;
        book->cost += cargo->cost;
        book->co2 += cargo->co2;
        sup_book_piece(book, (double)cargo->quantity * sup_cargo_item(t, cargo)->quantum, 0,
                       t->now - cargo->shipped_at);
    }
    sup_pay(t, to->slot, SUP_M_transport, cargo->cost);
    sup_pay(t, to->slot, SUP_M_co2e, cargo->co2);
    if (sup_item_at(t, to->slot)->special & SUP_AGENT)
        sup_agent_receives(t, &shipment, (tw_lp_id)t->world->scen->lane[to->lane].from);
    sup_receive(t, &shipment);
    if (sup_minded(sup_item_at(t, to->slot)))
        sup_think(t, to->slot, sup_touch(t, to->slot), false);
}

static void go_on(const struct sup_turn *t, const struct sup_cargo *cargo)
{
    struct sup_cargo on = *cargo;

    on.more = 0;
    on.joined_at = t->now;
    on.hop = t->world->hop[cargo->hop].next;
    if (on.hop == SUP_NO_HOP)
        deliver(t, cargo);
    else
        sup_bay_join(t, &on);
}

/* Ports and hubs handle each piece; any number at the same time. */
static void handle(const struct sup_turn *t, const struct sup_cargo *cargo)
{
    struct sup_cargo on = *cargo;

    if (sup_moving_at(t)->handles && t->world->hop[cargo->hop].next != SUP_NO_HOP) {
        struct sup_yard *y = tw_write(t->ctx, sup_yard_at(t));

        on.stage = SUP_HANDLED;
        sup_send(t, tw_self(t->ctx),
                 sup_ticks(rand_draw(&y->handling, &sup_moving_at(t)->handling_law)),
                 sup_moving_at(t)->cargo_priority, SUP_EVENT_CARGO, &on);
        return;
    }
    go_on(t, cargo);
}

void sup_cargo_comes(const struct sup_turn *t, const struct sup_cargo *cargo)
{
    switch ((enum sup_stage)cargo->stage) {
    case SUP_AT_BAY:
        sup_bay_join(t, cargo);
        break;
    case SUP_LOADED:
        sup_yard_join(t, cargo);
        break;
    case SUP_COMES:
        if (sup_moving_at(t)->docks_receive)
            sup_yard_join(t, cargo);
        else
            handle(t, cargo);
        break;
    case SUP_UNLOADED:
        handle(t, cargo);
        break;
    case SUP_HANDLED:
        go_on(t, cargo);
        break;
    }
}

/* An outage is over: docks and vehicles first, then what forms loads. */
void sup_move_resumes(const struct sup_turn *t)
{
    if (t->world->moving == NULL)
        return;
    const struct sup_moving *m = sup_moving_at(t);

    if (m->servers > 0)
        sup_yard_goes(t);
    for (uint32_t i = m->first_leg; i < m->first_leg + m->legs; i++) {
        const struct sup_bay *now = sup_bay_at(t, &t->world->leg[i]);

        if (now->count > 0) {
            struct sup_bay *bay = tw_write(t->ctx, now);

            bay->due = 0; // what was due in the meantime is due now
            sup_bay_goes(t, &t->world->leg[i]);
        }
    }
}
