/* SPDX-License-Identifier: Apache-2.0 */
/* supply/import_net.h - one chain of stages and arcs, between reading, deriving and writing. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "scen/names.h"

enum sup_stage_class { SUP_PART, SUP_MANUF, SUP_TRANS, SUP_DIST, SUP_RETAIL };

/* What a stage becomes. A relay keeps the product of its only supplier (a warehouse); a maker
 * assembles a product of its own (a factory); an endless one always has its product. */
enum sup_stage_role { SUP_ENDLESS, SUP_MAKER, SUP_RELAY };

struct sup_stage {
    const char *name;
    int line;
    enum sup_stage_class class;
    double cost;          // added by the stage, per unit
    double time, time_sd; // days; sd 0: always the same
    double chance[3], value[3];
    int points;                        // of a law with two or three points; else 0
    double demand, demand_sd, service; // units/day; demand 0: no customers here

    enum sup_stage_role role;
    int32_t carry;         // the stage whose product it keeps: itself, or further upstream
    double rate, variance; // of all demand that passes here, per day
    double value_so_far;   // cost from the first stage to here
    double wait;           // days that the level must cover, without the review
    double wait_variance;
    double review; // days
    double level;  // units, order up to
    int every;     // days between customers; 0: they come at random
    double lump;   // units each, when they come at random
};

struct sup_net {
    struct base_arena *arena;
    struct base_err *err;
    const char *chain; // NULL: the tables hold one only
    struct scen_names names;
    struct sup_stage *stage; // heap
    size_t stages, stage_capacity;
    struct sup_arc {
        int32_t from, to;
        int line;
    } * arc; // heap, ordered by (to, from) once read
    size_t arcs, arc_capacity;
    size_t *first_arc;       // heap: arcs into stage i start here; stages + 1 entries
    int32_t *upstream_first; // heap: stages, each behind its suppliers
};

/* Reads both tables; false with every bad row in net->err. supply/import_read.c */
bool sup_net_read(struct sup_net *net, const char *stages_csv, const char *arcs_csv);

/* Fills what the tables do not tell; false when arcs run in a circle. supply/import_derive.c */
bool sup_net_derive(struct sup_net *net, const char *arcs_csv);

void sup_net_fini(struct sup_net *net);
