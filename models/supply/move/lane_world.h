/* SPDX-License-Identifier: Apache-2.0 */
/* supply/move/lane_world.h - the constant tables of lanes that are not plain, part of
 * sup_world.
 *
 * Words. A *leg* is a lane between two places without a stop; goods on a *path* go from *hop*
 * to hop, each one leg. Loads of a leg wait in its *bay*; docks and vehicles make a *yard*; a
 * *book* counts what passed. Legs lie in the order of the sites where they begin.
 */
#pragma once

#include <stdint.h>

#include "rand/dist.h"
#include "tw/model.h"

#define SUP_NO_HOP UINT32_MAX
#define SUP_NO_LAW UINT32_MAX
#define SUP_NO_BOOK UINT32_MAX
#define SUP_NO_LEG UINT32_MAX

enum sup_measure_by { SUP_UNITS, SUP_KG, SUP_M3, SUP_MEASURES };

struct sup_bulk { // what a quantum of a product is, by measure
    double of[SUP_MEASURES];
};

struct sup_leg {
    uint32_t lane;             // in the scenario
    tw_lp_id from, to;         // sites
    tw_lp_id owner;            // who sends loads on: the carrier with vehicles, else `from`
    uint32_t fleet;            // 1: loads wait for a vehicle at `owner`
    uint32_t alone;            // 1: each shipment is a load of its own
    uint32_t bay_at, bay_room; // its bay in the state of `from`: bytes, pieces
    uint32_t book;          // what passed, in the state of `owner`: index into sup_world.book
    uint32_t law, back_law; // in lane_law; SUP_NO_LAW: back as long as out
    uint32_t measure;       // enum sup_measure_by: of capacity and least
    uint16_t arrival_priority, call_priority;
    double capacity, least; // most in a load; what must wait so that one leaves
    int64_t every, first;   // ticks: timetable, 0 = none
    int64_t max_wait;       // ticks, -1: without end
    int64_t call_time;      // ticks until a load reaches the carrier
    int64_t shortest;       // ticks under way at least
    double cost_unit, cost_shipment, cost_load, cost_kg; // currency
    double co2_unit, co2_load, co2_kg;                   // kg
    double day_shipments;                                // expected
};

struct sup_hop { // one leg on a path
    uint32_t leg;
    uint32_t next;  // SUP_NO_HOP: the end of the path
    uint32_t other; // what replaces it while it is closed; SUP_NO_HOP: nothing
    uint32_t pad;
};

struct sup_path {   // by lane
    uint32_t first; // hop; SUP_NO_HOP: plain, or not in use
    uint32_t book;  // of a path of several legs: in the state of the receiver
    double cost_unit, cost_shipment, cost_kg, co2_unit; // beyond those of the legs
};

struct sup_moving {           // by place, beside sup_place: what only sites on such lanes need
    uint32_t first_leg, legs; // that begin here
    uint32_t first_book, books;  // kept here
    uint32_t yard_at, yard_room; // docks or vehicles: bytes, pieces
    uint32_t servers;            // docks or vehicles; 0: any number
    uint32_t carrier;            // of the scenario, when a fleet
    uint32_t hauler;             // of a fleet: 1 + its agent in sup_world.hauler; 0: none
    uint8_t yard;                // 1: there is a struct sup_yard in the state
    uint8_t fleet;               // 1: a carrier, not a site
    uint8_t docks_receive, docks_ship;
    uint8_t handles, spare;
    uint16_t cargo_priority;
    int64_t knock; // ticks until a load that found no room comes again
    struct rand_dist dock_law, handling_law; // days
};

struct sup_book_place {
    uint32_t lane, leg; // leg: SUP_NO_LEG for a path of several
    tw_lp_id lp;
    uint32_t at; // byte offset in the state
};
