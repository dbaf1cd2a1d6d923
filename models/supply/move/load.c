/* SPDX-License-Identifier: Apache-2.0 */
/* A load leaves: how long it travels, what that costs, what is remembered of it. */
#include <math.h>

#include "supply/disrupt/plight.h"
#include "supply/mind/haul.h"
#include "supply/move/move.h"

/* Loads of one piece that leave their shelf at once draw from the item's own stream, as on a
 * plain lane; others from that of the leg. A product's own time is that of its lane, not of
 * the legs that make one up. */
static double draw(const struct sup_turn *t, const struct sup_leg *leg,
                   const struct sup_cargo *first, struct sup_book *book)
{
    const struct sup_client *to = &t->world->client[first->client];
    const struct rand_dist *law =
        t->world->lane_law[leg->lane == to->lane ? to->law : leg->law];
    uint32_t at = first->client - t->place->first_client;

    if (!leg->alone || leg->fleet || sup_moving_at(t)->docks_ship ||
        first->hop != t->world->path[to->lane].first)
        return rand_draw(&book->lead, law);
    const struct sup_client_state *clients = sup_part(t, t->place->client_at);
    struct sup_client_state *c = tw_write(t->ctx, &clients[at]);

    return rand_draw(&c->lead, law);
}

/* At the first leg what strikes the product counts as well. */
float sup_slowness(const struct sup_turn *t, const struct sup_leg *leg,
                   const struct sup_cargo *piece)
{
    const struct sup_client *to = &t->world->client[piece->client];
    double factor = 1.0;

    if (t->world->lane_scope[leg->lane] != 0)
        factor = sup_lane_factor(t, leg->lane);
    if (to->scope != 0 && piece->hop == t->world->path[to->lane].first)
        factor *= sup_plight_at(t, to->scope)->stretch;
    return (float)factor;
}

/* Slow travel stretches what was drawn; a fast one can't undercut what was promised to the
 * engine. */
static int64_t travel_ticks(const struct sup_turn *t, const struct sup_leg *leg,
                            const struct sup_cargo *first, struct sup_book *book)
{
    int64_t ticks = sup_ticks(draw(t, leg, first, book));
    float slow = first->slow;

    if (slow != 1.0F)
        ticks = (int64_t)floor((double)ticks * (double)slow + 0.5);
    return ticks > leg->shortest ? ticks : leg->shortest;
}

/* A carrier may ask for more than its freight, or for less. */
static double asked(const struct sup_turn *t, const struct sup_leg *leg)
{
    return leg->fleet ? 1.0 + sup_haul_quote(t) : 1.0;
}

struct sup_load sup_load_begin(const struct sup_turn *t, const struct sup_leg *leg,
                               const struct sup_cargo *first, double filled, int64_t before)
{
    struct sup_book *book = tw_write(t->ctx, sup_book_at(t, leg->book));
    struct sup_load load = {leg, before, travel_ticks(t, leg, first, book), filled};

    book->loads++;
    book->fill += isfinite(leg->capacity) ? filled / leg->capacity : 0.0;
    book->cost += leg->cost_load * asked(t, leg);
    book->co2 += leg->co2_load;
    if (leg->fleet)
        book->vehicle_wait += (double)(t->now - first->queued_at);
    return load;
}

int64_t sup_load_back(const struct sup_turn *t, const struct sup_load *load)
{
    const struct sup_leg *leg = load->leg;
    struct sup_book *book = tw_write(t->ctx, sup_book_at(t, leg->book));
    int64_t back = load->travel;

    if (leg->back_law != SUP_NO_LAW)
        back = sup_ticks(rand_draw(&book->back, t->world->lane_law[leg->back_law]));
    book->out += (double)(load->travel + back);
    return back;
}

void sup_load_piece(const struct sup_turn *t, const struct sup_load *load,
                    const struct sup_cargo *piece)
{
    const struct sup_leg *leg = load->leg;
    const struct sup_item *item = sup_cargo_item(t, piece);
    struct sup_book *book = tw_write(t->ctx, sup_book_at(t, leg->book));
    bool whole = !piece->part && !piece->lots;
    double units = (double)piece->quantity * item->quantum;
    double kg = (double)piece->quantity * t->world->bulk[item->product].of[SUP_KG];
    double part =
        load->filled > 0.0 ? sup_measure(t, leg, piece, piece->quantity) / load->filled : 1.0;
    double ask = asked(t, leg);
    double cost =
        (leg->cost_unit * units + leg->cost_kg * kg + (whole ? leg->cost_shipment : 0.0)) * ask;
    double co2 = leg->co2_unit * units + leg->co2_kg * kg;
    int64_t wait = t->now + load->before - piece->joined_at;
    struct sup_cargo on = *piece;

    on.stage = SUP_COMES;
    on.part = 0;
    book->shipments += whole;
    on.cost += cost + part * leg->cost_load * ask;
    on.co2 += co2 + part * leg->co2_load;
    book->cost += cost;
    book->co2 += co2;
    sup_book_piece(book, units, wait, wait + load->travel);
    sup_send(t, leg->to, load->before + load->travel, leg->arrival_priority, SUP_EVENT_CARGO,
             &on);
}
