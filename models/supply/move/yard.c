/* SPDX-License-Identifier: Apache-2.0 */
/* Docks and vehicles: servers with one queue, first come, first served. A dock is taken for
 * the dock time of a load; a vehicle for the way there and back. */
#include "supply/mind/haul.h"
#include "supply/move/move.h"

static const struct sup_cargo *place_at(const struct sup_turn *t, uint32_t place)
{
    const struct sup_cargo *ring = (const struct sup_cargo *)(const void *)(sup_yard_at(t) + 1);

    return &ring[place % sup_moving_at(t)->yard_room];
}

static void settle(struct sup_yard *y, tw_time now)
{
    double ticks = (double)(now - y->since);

    y->waiting_area += (double)y->waiting * ticks;
    y->busy_area += (double)y->busy * ticks;
    y->since = now;
}

/* ---- coming ---- */

/* No room: the whole load comes again, in its order, when a server may have become free. */
static void refuse(const struct sup_turn *t, struct sup_yard *y, const struct sup_cargo *piece)
{
    y->refusing = piece->more;
    y->knocks += piece->more == 0;
    sup_send(t, tw_self(t->ctx), sup_moving_at(t)->knock, sup_moving_at(t)->cargo_priority,
             SUP_EVENT_CARGO, piece);
}

void sup_yard_join(const struct sup_turn *t, const struct sup_cargo *cargo)
{
    struct sup_yard *y = tw_write(t->ctx, sup_yard_at(t));
    bool first = y->partial == 0;

    if (y->refusing > 0 ||
        (first && (uint64_t)y->count + cargo->more + 1 > sup_moving_at(t)->yard_room)) {
        refuse(t, y, cargo);
        return;
    }
    struct sup_cargo *piece = tw_write(t->ctx, place_at(t, y->head + y->count));

    settle(y, t->now);
    *piece = *cargo;
    piece->queued_at = t->now;
    y->count++;
    y->partial++;
    if (cargo->more > 0)
        return;
    y->partial = 0;
    y->waiting++;
    sup_haul_thinks(t);
    sup_yard_goes(t);
    if (y->waiting > y->most)
        y->most = y->waiting;
}

/* ---- being served ---- */

static bool together(const struct sup_turn *t, const struct sup_cargo *a,
                     const struct sup_cargo *b)
{
    return a->stage == b->stage && sup_leg_of(t, a) == sup_leg_of(t, b);
}

/* Pieces of the load at the head. Before a rollback mends it, an optimistic run may see a load
 * without some of its pieces: what follows then belongs to another one, and stays apart. */
static uint32_t pieces_of(const struct sup_turn *t, const struct sup_yard *y)
{
    const struct sup_cargo *first = place_at(t, y->head);
    uint32_t n = 1;

    while (n < y->count && place_at(t, y->head + n - 1)->more > 0 &&
           together(t, first, place_at(t, y->head + n)))
        n++;
    return n;
}

static struct sup_load begin(const struct sup_turn *t, const struct sup_yard *y,
                             uint32_t pieces, int64_t before)
{
    struct sup_cargo first = *place_at(t, y->head);
    const struct sup_leg *leg = sup_leg_of(t, &first);
    double filled = 0.0;

    for (uint32_t i = 0; i < pieces; i++) {
        const struct sup_cargo *piece = place_at(t, y->head + i);

        filled += sup_measure(t, leg, piece, piece->quantity);
    }
    if (sup_moving_at(t)->fleet && sup_haul_leg(t, leg, filled) != leg) {
        leg = sup_haul_leg(t, leg, filled);
        first.slow = 1.0F; // what slows the usual lane
    }
    return sup_load_begin(t, leg, &first, filled, before);
}

/* A vehicle takes the load; returns the ticks until it is back. */
static int64_t send_vehicle(const struct sup_turn *t, const struct sup_yard *y,
                            struct sup_gathered what)
{
    struct sup_load load = begin(t, y, what.pieces, 0);

    for (uint32_t i = 0; i < what.pieces; i++) {
        struct sup_cargo piece = *place_at(t, y->head + i);

        if (what.loads > 1) // they arrive as one
            piece.more = what.pieces - 1 - i;
        sup_load_piece(t, &load, &piece);
    }
    return load.travel + sup_load_back(t, &load);
}

static void past_dock(const struct sup_turn *t, const struct sup_load *load,
                      const struct sup_cargo *piece, int64_t ticks)
{
    struct sup_cargo on = *piece;
    bool comes = piece->stage == SUP_COMES;

    if (!comes && !load->leg->fleet) {
        sup_load_piece(t, load, piece);
        return;
    }
    on.stage = comes ? SUP_UNLOADED : SUP_LOADED;
    sup_send(t, comes ? tw_self(t->ctx) : load->leg->owner,
             comes ? ticks : ticks + load->leg->call_time,
             comes ? sup_moving_at(t)->cargo_priority : load->leg->call_priority,
             SUP_EVENT_CARGO, &on);
}

/* A dock takes the load; returns the ticks until it is free. */
static int64_t use_dock(const struct sup_turn *t, struct sup_yard *y, uint32_t pieces)
{
    const struct sup_cargo *first = place_at(t, y->head);
    int64_t ticks = sup_ticks(rand_draw(&y->service, &sup_moving_at(t)->dock_law));
    struct sup_load load = {.leg = sup_leg_of(t, first)};

    if (first->stage == SUP_LOADED && !load.leg->fleet)
        load = begin(t, y, pieces, ticks);
    for (uint32_t i = 0; i < pieces; i++)
        past_dock(t, &load, place_at(t, y->head + i), ticks);
    return ticks;
}

/* The load at the head is served. The ring is cut behind it at the end: nothing that follows
 * from it in this event comes back here. */
static void serve(const struct sup_turn *t, struct sup_yard *y, struct sup_gathered what)
{
    uint32_t pieces = what.pieces;
    int64_t waited = t->now - place_at(t, y->head + pieces - 1)->queued_at;
    int64_t since = t->site->measured_since;

    if (t->now - waited < since)
        waited = t->now - since;
    y->busy++;
    y->waiting -= what.loads;
    y->loads++;
    y->waited += waited > 0;
    y->wait_ticks += (double)waited;
    int64_t ticks = sup_moving_at(t)->fleet ? send_vehicle(t, y, what) : use_dock(t, y, pieces);

    y->head = (y->head + pieces) % sup_moving_at(t)->yard_room;
    y->count -= pieces;
    sup_send(t, tw_self(t->ctx), ticks, t->world->kind[SUP_EVENT_FREE].priority, SUP_EVENT_FREE,
             "");
}

/* The oldest, unless the carrier's agent has loads wait for one another. */
static struct sup_gathered next_load(const struct sup_turn *t, const struct sup_yard *y)
{
    struct sup_gathered what = {1, 0};

    if (sup_haul_gathers(t))
        what = sup_gather(t, sup_hauler_of(t));
    if (what.loads > 0 && what.pieces == 0)
        what.pieces = pieces_of(t, y);
    return what;
}

void sup_yard_goes(const struct sup_turn *t)
{
    struct sup_yard *y = tw_write(t->ctx, sup_yard_at(t));

    settle(y, t->now);
    while (y->waiting > 0 && y->count > 0 && y->busy < sup_moving_at(t)->servers &&
           t->site->down == 0) {
        struct sup_gathered what = next_load(t, y);

        if (what.loads == 0)
            break;
        serve(t, y, what);
    }
    sup_haul_waits(t);
}

void sup_server_free(const struct sup_turn *t)
{
    struct sup_yard *y = tw_write(t->ctx, sup_yard_at(t));

    settle(y, t->now);
    y->busy--;
    sup_haul_thinks(t);
    sup_yard_goes(t);
}
