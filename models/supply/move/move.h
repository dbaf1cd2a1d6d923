/* SPDX-License-Identifier: Apache-2.0 */
/* supply/move/move.h - goods on lanes that do more than take time.
 *
 * A plain lane is one event: stock/stock.c sends the receipt and that is all. Every other lane
 * is a path of legs. At the start of each leg goods wait in its *bay* until they make up a load
 * (bay.c: at once, when full, by timetable); loads may wait for a shipping dock of the site and
 * for a vehicle of the carrier, travel, and at the end of the leg wait for a receiving dock. At
 * a port or hub they are handled and go on over the next leg. Docks and vehicles are the same
 * thing, a *yard* of servers with one queue (yard.c); that of a carrier is an LP of its own, so
 * that its vehicles are shared by lanes that begin at different sites.
 *
 * Goods that go together on one load are several pieces of cargo, each for one item; they
 * travel as one event each, sent one after the other, and so arrive one after the other.
 * Memory is bounded: a ring that is full joins cargo for the same item, or lets it knock again
 * later. Nothing is lost; both are counted.
 */
#pragma once

#include "supply/account/bins.h"
#include "supply/site.h"

/* Where a piece of cargo stands on its leg. */
enum sup_stage {
    SUP_AT_BAY,   // wants to join the bay at the start of the leg
    SUP_LOADED,   // waits for a shipping dock, or for a vehicle
    SUP_COMES,    // reached the end of the leg
    SUP_UNLOADED, // past the receiving dock there
    SUP_HANDLED   // past the handling of a port or hub
};

/* Payload of SUP_EVENT_CARGO, and what waits in bays and yards. */
struct sup_cargo {
    uint32_t client;      // index into sup_world.client: who gets it
    uint32_t hop;         // index into sup_world.hop: the leg that it is on
    uint32_t more;        // pieces of the same load behind this one
    uint8_t stage;        // enum sup_stage
    uint8_t part;         // 1: the rest of this shipment leaves with a later load
    uint16_t lots;        // 1: more lots of the same shipment follow
    uint32_t best_before; // stamp of goods with a shelf life, else 0
    float slow;           // factor on the time under way
    int64_t quantity;
    int64_t shipped_at; // left the shelf
    int64_t joined_at;  // came to the bay of this leg
    int64_t queued_at;  // came to the yard
    double cost, co2;   // so far, currency and kg
};

struct sup_bay { // in the state of the leg's first site; behind it the ring
    uint32_t head, count;
    double waiting; // in the measure of the leg's capacity
    int64_t due;    // when the goods that wait will have waited long enough; 0: not set
    int64_t joined; // pieces that found no room, since the warm-up
};

struct sup_yard { // in the state of a site with docks, or of a carrier; behind it the ring
    uint32_t busy;
    uint32_t head, count;   // pieces in the ring
    uint32_t partial;       // of them: of a load whose last piece is still to come
    uint32_t refusing;      // pieces still to come of a load that finds no room
    uint32_t waiting, most; // complete loads; the most since the warm-up
    uint32_t pad;
    struct rand_stream service, handling;
    int64_t since;                  // the areas are settled up to here
    double waiting_area, busy_area; // loads x ticks, servers x ticks
    int64_t loads, waited, knocks;  // begun; of them: not at once; came again for want of room
    double wait_ticks;
};

struct sup_book { // what passed over a lane since the warm-up, where loads leave
    struct rand_stream lead, back;
    int64_t shipments, loads;
    double units, wait, vehicle_wait; // units; units x ticks; loads x ticks
    double fill, cost, co2;           // loads x part of the capacity; currency; kg
    double lead_area, out;            // units x ticks; vehicles x ticks
    int64_t least, most;              // ticks under way, waiting included
    double bin[SUP_BINS];             // units by time under way
};

static_assert(sizeof(struct sup_cargo) == 72, "no padding");
static_assert(sizeof(struct sup_bay) == 32, "no padding");
static_assert(sizeof(struct sup_yard) == 120, "no padding");
static_assert(sizeof(struct sup_book) == 128 + 8 * SUP_BINS, "no padding");

/* ---- for the rest of the model ---- */

/* Sends goods of `item` to its client over a lane that is not plain. While a disruption closes
 * it they take its alternative, or wait. */
void sup_move_ship(const struct sup_turn *t, const struct sup_item *item, uint32_t client,
                   const struct sup_shipment *goods);

/* The events. */
void sup_cargo_comes(const struct sup_turn *t, const struct sup_cargo *cargo);
void sup_departure(const struct sup_turn *t, uint32_t leg);
void sup_overdue(const struct sup_turn *t, uint32_t leg);
void sup_server_free(const struct sup_turn *t);

/* In init, at the end of an outage, at the end of the warm-up. */
void sup_move_open(const struct sup_turn *t, unsigned char *state);
void sup_move_resumes(const struct sup_turn *t);
void sup_move_warmed_up(const struct sup_turn *t);

/* In `leftover` and before the totals of `finish`: goods that are here or come here at the
 * horizon. `state` is writable. */
void sup_move_leftover(const struct sup_turn *t, unsigned char *state,
                       const struct sup_cargo *cargo);
void sup_move_count(const struct sup_turn *t, unsigned char *state);

/* In `finish`, behind the totals: the rows about lanes, docks and fleets. */
void sup_move_report(const struct sup_turn *t);

/* The lane that `scope` tells of was closed, or opened. Nothing leaves over a closed lane:
 * goods take its alternative when it has one, else they wait. What is under way goes on. */
void sup_lane_turns(const struct sup_turn *t, uint32_t scope);

/* ---- between the files of this folder ---- */

static inline const struct sup_moving *sup_moving_at(const struct sup_turn *t)
{
    return &t->world->moving[tw_self(t->ctx)];
}

static inline const struct sup_leg *sup_leg_of(const struct sup_turn *t,
                                               const struct sup_cargo *cargo)
{
    return &t->world->leg[t->world->hop[cargo->hop].leg];
}

/* The item that it is for. */
static inline const struct sup_item *sup_cargo_item(const struct sup_turn *t,
                                                    const struct sup_cargo *cargo)
{
    const struct sup_client *to = &t->world->client[cargo->client];

    return &t->world->item[t->world->place[to->lp].first_item + to->slot];
}

/* What `quantity` of the cargo takes of the leg's capacity. */
static inline double sup_measure(const struct sup_turn *t, const struct sup_leg *leg,
                                 const struct sup_cargo *cargo, int64_t quantity)
{
    return (double)quantity *
           t->world->bulk[sup_cargo_item(t, cargo)->product].of[leg->measure];
}

static inline const struct sup_bay *sup_bay_at(const struct sup_turn *t,
                                               const struct sup_leg *leg)
{
    return sup_part(t, leg->bay_at);
}

static inline const struct sup_yard *sup_yard_at(const struct sup_turn *t)
{
    return sup_part(t, sup_moving_at(t)->yard_at);
}

static inline const struct sup_book *sup_book_at(const struct sup_turn *t, uint32_t book)
{
    return sup_part(t, t->world->book[book].at);
}

static inline double sup_days(double ticks)
{
    return ticks / (double)TW_TICKS_PER_DAY;
}

/* bay.c: cargo joins the bay of the hop that it is on. */
void sup_bay_join(const struct sup_turn *t, const struct sup_cargo *cargo);
void sup_bay_goes(const struct sup_turn *t, const struct sup_leg *leg); // may anything leave?

/* yard.c: a piece joins the queue for a dock or vehicle. */
void sup_yard_join(const struct sup_turn *t, const struct sup_cargo *cargo);
void sup_yard_goes(const struct sup_turn *t);

/* load.c: a load leaves. */
struct sup_load {
    const struct sup_leg *leg;
    int64_t before; // ticks until it leaves
    int64_t travel; // ticks under way
    double filled;  // what it takes of the capacity
};
struct sup_load sup_load_begin(const struct sup_turn *t, const struct sup_leg *leg,
                               const struct sup_cargo *first, double filled, int64_t before);
void sup_load_piece(const struct sup_turn *t, const struct sup_load *load,
                    const struct sup_cargo *piece);
float sup_slowness(const struct sup_turn *t, const struct sup_leg *leg,
                   const struct sup_cargo *piece);
int64_t sup_load_back(const struct sup_turn *t, const struct sup_load *load);

/* book.c */
void sup_book_piece(struct sup_book *book, double units, int64_t wait, int64_t lead);
double sup_book_quantile(const struct sup_book *book, double part); // ticks; NAN: none
