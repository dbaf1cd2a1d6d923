/* SPDX-License-Identifier: Apache-2.0 */
/* Loads form at the start of a leg, first come, first served. Goods leave
 *   at once         when nothing else is said,
 *   when there is   a full load, or the minimum lot; less than that once the oldest goods have
 *                   waited as long as they may,
 *   by timetable    at each departure, unless less than the minimum lot waits.
 * What waits beyond the capacity of a departure takes the next one. */
#include <math.h>

#include "supply/disrupt/plight.h"
#include "supply/move/move.h"

static const int64_t KNOCK_AGAIN = TW_TICKS_PER_DAY / 24; // when a ring has no room

static const struct sup_cargo *place_at(const struct sup_turn *t, const struct sup_leg *leg,
                                        uint32_t place)
{
    const struct sup_cargo *ring =
        (const struct sup_cargo *)(const void *)(sup_bay_at(t, leg) + 1);

    return &ring[place < leg->bay_room ? place : place - leg->bay_room];
}

static uint32_t number(const struct sup_turn *t, const struct sup_leg *leg)
{
    return (uint32_t)(leg - t->world->leg);
}

static bool shut(const struct sup_turn *t, const struct sup_leg *leg)
{
    return t->world->lane_scope[leg->lane] != 0 && sup_lane_shut(t, leg->lane);
}

/* ---- coming ---- */

/* The first open way: the leg itself, or what it may be replaced by. */
static uint32_t open_hop(const struct sup_turn *t, uint32_t hop)
{
    for (uint32_t now = hop; now != SUP_NO_HOP; now = t->world->hop[now].other)
        if (!shut(t, &t->world->leg[t->world->hop[now].leg]))
            return now;
    return hop;
}

static void push(const struct sup_turn *t, const struct sup_leg *leg, struct sup_bay *bay,
                 const struct sup_cargo *piece)
{
    struct sup_cargo *at = tw_write(t->ctx, place_at(t, leg, bay->head + bay->count));

    *at = *piece;
    bay->count++;
}

static struct sup_cargo pop(const struct sup_turn *t, const struct sup_leg *leg,
                            struct sup_bay *bay)
{
    struct sup_cargo piece = *place_at(t, leg, bay->head);

    bay->head = (bay->head + 1) % leg->bay_room;
    bay->count--;
    return piece;
}

/* Two pieces for the same item become one; mean times on the way stay right. */
static void join(struct sup_cargo *with, const struct sup_cargo *cargo)
{
    double part = (double)cargo->quantity / (double)(with->quantity + cargo->quantity);

    with->shipped_at += llround((double)(cargo->shipped_at - with->shipped_at) * part);
    with->quantity += cargo->quantity;
    with->cost += cargo->cost;
    with->co2 += cargo->co2;
    with->lots &= cargo->lots;
}

/* A full ring: with the newest piece for the same item, or again in a while. */
static void find_room(const struct sup_turn *t, const struct sup_leg *leg, struct sup_bay *bay,
                      const struct sup_cargo *cargo)
{
    bay->joined++;
    for (uint32_t i = bay->count; i > 0; i--) {
        const struct sup_cargo *other = place_at(t, leg, bay->head + i - 1);

        if (other->client != cargo->client || other->best_before != cargo->best_before)
            continue;
        join(tw_write(t->ctx, other), cargo);
        bay->waiting += sup_measure(t, leg, cargo, cargo->quantity);
        return;
    }
    struct sup_cargo again = *cargo;

    again.stage = SUP_AT_BAY;
    sup_send(t, tw_self(t->ctx), KNOCK_AGAIN, sup_moving_at(t)->cargo_priority, SUP_EVENT_CARGO,
             &again);
}

void sup_bay_join(const struct sup_turn *t, const struct sup_cargo *cargo)
{
    struct sup_cargo piece = *cargo;

    piece.hop = open_hop(t, cargo->hop);
    piece.stage = SUP_LOADED;
    piece.more = 0;
    const struct sup_leg *leg = sup_leg_of(t, &piece);
    struct sup_bay *bay = tw_write(t->ctx, sup_bay_at(t, leg));

    if (bay->count < leg->bay_room) {
        push(t, leg, bay, &piece);
        bay->waiting += sup_measure(t, leg, &piece, piece.quantity);
    } else {
        find_room(t, leg, bay, &piece);
    }
    if (cargo->more == 0)
        sup_bay_goes(t, leg);
}

/* ---- leaving ---- */

/* Hands a piece on: to a dock, a vehicle, or on its way. */
static void hand_on(const struct sup_turn *t, const struct sup_load *load,
                    const struct sup_cargo *piece)
{
    struct sup_cargo on = *piece;

    on.slow = sup_slowness(t, load->leg, piece);
    if (sup_moving_at(t)->docks_ship)
        sup_yard_join(t, &on);
    else if (load->leg->fleet)
        sup_send(t, load->leg->owner, load->leg->call_time, load->leg->call_priority,
                 SUP_EVENT_CARGO, &on);
    else
        sup_load_piece(t, load, &on);
}

/* How many quanta of a piece still fit into `room`; at least 1 into an empty load. */
static int64_t fitting(const struct sup_turn *t, const struct sup_leg *leg,
                       const struct sup_cargo *piece, double room, bool empty)
{
    double one = sup_measure(t, leg, piece, 1);

    if (one <= 0.0 || (double)piece->quantity * one <= room * (1.0 + 1e-9))
        return piece->quantity;
    int64_t most = (int64_t)(room / one * (1.0 + 1e-9));

    return most > 0 || !empty ? most : 1;
}

/* What the next load holds: whole pieces from the head, then a part of one. */
struct fill {
    uint32_t whole;
    int64_t part;
    double filled;
};

static struct fill fill_load(const struct sup_turn *t, const struct sup_leg *leg,
                             const struct sup_bay *bay)
{
    struct fill f = {0};

    while (f.whole < bay->count) {
        const struct sup_cargo *piece = place_at(t, leg, bay->head + f.whole);
        int64_t fits = fitting(t, leg, piece, leg->capacity - f.filled, f.whole == 0);

        f.filled += sup_measure(t, leg, piece, fits);
        if (fits < piece->quantity) {
            f.part = fits;
            break;
        }
        f.whole++;
        if (leg->alone && !piece->lots)
            break;
    }
    return f;
}

static void take_part(const struct sup_turn *t, const struct sup_leg *leg,
                      const struct sup_bay *bay, const struct sup_load *load, int64_t quantity)
{
    struct sup_cargo *rest = tw_write(t->ctx, place_at(t, leg, bay->head));
    struct sup_cargo piece = *rest;
    double part = (double)quantity / (double)rest->quantity;

    piece.quantity = quantity;
    piece.more = 0;
    piece.part = 1;
    piece.cost *= part;
    piece.co2 *= part;
    rest->quantity -= quantity;
    rest->cost -= piece.cost;
    rest->co2 -= piece.co2;
    hand_on(t, load, &piece);
}

static struct sup_load begin(const struct sup_turn *t, const struct sup_leg *leg,
                             const struct sup_cargo *first, double filled)
{
    struct sup_cargo slowed = *first;

    slowed.slow = sup_slowness(t, leg, first);
    return sup_load_begin(t, leg, &slowed, filled, 0);
}

/* One load leaves. The ring is cut before the goods go, so that whatever follows finds it in
 * order. */
static void leave(const struct sup_turn *t, const struct sup_leg *leg, struct sup_bay *bay)
{
    struct fill f = fill_load(t, leg, bay);
    uint32_t head = bay->head, pieces = f.whole + (f.part > 0);
    struct sup_load load = {.leg = leg};

    bay->head = (bay->head + f.whole) % leg->bay_room;
    bay->count -= f.whole;
    bay->waiting = bay->count > 0 ? bay->waiting - f.filled : 0.0;
    if (!sup_moving_at(t)->docks_ship && !leg->fleet)
        load = begin(t, leg, place_at(t, leg, head), f.filled);
    for (uint32_t i = 0; i < f.whole; i++) {
        struct sup_cargo piece = *place_at(t, leg, (head + i) % leg->bay_room);

        piece.more = pieces - 1 - i;
        hand_on(t, &load, &piece);
    }
    if (f.part > 0)
        take_part(t, leg, bay, &load, f.part);
}

/* The oldest goods may not wait for ever. */
static void set_timer(const struct sup_turn *t, const struct sup_leg *leg, struct sup_bay *bay)
{
    if (leg->max_wait < 0 || bay->count == 0)
        return;
    int64_t due = place_at(t, leg, bay->head)->joined_at + leg->max_wait;
    struct sup_index what = {number(t, leg), 0};

    if (due == bay->due)
        return;
    bay->due = due;
    sup_send(t, tw_self(t->ctx), due > t->now ? due - t->now : 0,
             t->world->kind[SUP_EVENT_OVERDUE].priority, SUP_EVENT_OVERDUE, &what);
}

static bool may_leave(const struct sup_turn *t, const struct sup_leg *leg,
                      const struct sup_bay *bay)
{
    return bay->count > 0 && t->site->down == 0 && !shut(t, leg);
}

static bool enough(const struct sup_leg *leg, const struct sup_bay *bay)
{
    return bay->waiting >= leg->least * (1.0 - 1e-9);
}

void sup_bay_goes(const struct sup_turn *t, const struct sup_leg *leg)
{
    const struct sup_bay *now = sup_bay_at(t, leg);

    if (leg->every > 0 || now->count == 0)
        return;
    struct sup_bay *bay = tw_write(t->ctx, now);

    while (may_leave(t, leg, bay) && enough(leg, bay))
        leave(t, leg, bay);
    set_timer(t, leg, bay);
}

void sup_departure(const struct sup_turn *t, uint32_t number)
{
    const struct sup_leg *leg = &t->world->leg[number];
    struct sup_index again = {number, 0};
    struct sup_bay *bay = tw_write(t->ctx, sup_bay_at(t, leg));

    sup_send(t, tw_self(t->ctx), leg->every, t->world->kind[SUP_EVENT_DEPARTURE].priority,
             SUP_EVENT_DEPARTURE, &again);
    if (may_leave(t, leg, bay) && enough(leg, bay))
        leave(t, leg, bay);
}

/* Goods that have waited long enough leave with whatever else waits. */
void sup_overdue(const struct sup_turn *t, uint32_t number)
{
    const struct sup_leg *leg = &t->world->leg[number];
    const struct sup_bay *now = sup_bay_at(t, leg);

    if (!may_leave(t, leg, now) ||
        place_at(t, leg, now->head)->joined_at + leg->max_wait > t->now)
        return;
    struct sup_bay *bay = tw_write(t->ctx, now);

    leave(t, leg, bay);
    sup_bay_goes(t, leg);
}

/* ---- closures ---- */

/* Each piece looks for another way, or stays. */
static void look_elsewhere(const struct sup_turn *t, const struct sup_leg *leg)
{
    struct sup_bay *bay = tw_write(t->ctx, sup_bay_at(t, leg));

    for (uint32_t n = bay->count; n > 0; n--) {
        struct sup_cargo piece = pop(t, leg, bay);

        if (open_hop(t, piece.hop) == piece.hop) {
            push(t, leg, bay, &piece);
            continue;
        }
        bay->waiting -= sup_measure(t, leg, &piece, piece.quantity);
        sup_bay_join(t, &piece);
    }
    if (bay->count == 0)
        bay->waiting = 0.0;
}

static void opens(const struct sup_turn *t, const struct sup_leg *leg)
{
    struct sup_bay *bay = tw_write(t->ctx, sup_bay_at(t, leg));

    bay->due = 0; // what was due in the meantime is due now
    sup_bay_goes(t, leg);
}

void sup_lane_turns(const struct sup_turn *t, uint32_t scope)
{
    if (t->world->moving == NULL)
        return;
    const struct sup_moving *m = sup_moving_at(t);

    for (uint32_t i = m->first_leg; i < m->first_leg + m->legs; i++) {
        const struct sup_leg *leg = &t->world->leg[i];

        if (sup_bay_at(t, leg)->count == 0)
            continue;
        if (shut(t, leg))
            look_elsewhere(t, leg); // another lane may have opened as well
        else if (t->world->lane_scope[leg->lane] == scope)
            opens(t, leg);
    }
}
