/* SPDX-License-Identifier: Apache-2.0 */
/* supply/make/shop_world.h - the constant tables of limited making, part of sup_world.
 *
 * Words. A *shop* is a line of the scenario: equal machines at one site that work job by job
 * (the word line is taken by order lines). An *op* is one step of a product's route over the
 * shops of its site. A *craft* is what a stock entry says about making beyond "any number, side
 * by side, all of it good": its route, its yield, its co-products, its limit per period.
 * Shops, machines, crews, ops and crafts are numbered within their site.
 */
#pragma once

#include <stdint.h>

#include "rand/dist.h"

#define SUP_NO_LIMIT INT64_MAX

struct sup_shop {
    uint32_t line; // in the scenario
    uint32_t machines, first_machine;
    uint32_t crew, crews;       // who repairs, and how many of them there are
    uint32_t breaks, always;    // flags: machines break; also while idle
    uint32_t sets_up;           // flag
    uint32_t endless;           // slot + 1 of what is made without orders; 0: nothing
    uint32_t priority;          // of its events within a tick
    uint32_t runs[2], extra[2]; // room of its queues (make/queue.h): runs, beyond one per op
    uint32_t runs_at[2];        // where they lie in the state, bytes
    uint32_t up_at;             // time with k machines up, machines + 1; only if it breaks
    uint32_t sojourns_at;       // histogram of times at the shop, bytes
    uint32_t payer;             // slot that bears the cost of overtime: the first that is made
    uint64_t key;               // names its chance
    struct rand_dist up, down, set_up; // days
    int64_t room, wip_limit;           // SUP_NO_LIMIT: none
    int64_t promise;                   // ticks; SUP_NO_LIMIT: none
    int64_t overtime_above;
    double overtime;                   // speed above it
    double overtime_cost, set_up_cost; // per tick; each
};

/* From an op to another: taken when a draw in 0 .. 1 is below `upto`. */
struct sup_branch {
    double upto;
    uint32_t op, pad;
};

struct sup_op {
    uint32_t shop, slot;
    uint32_t first_branch, branches;      // in sup_world.branch; above the last: done
    struct rand_dist unit_time, job_time; // days
};

struct sup_co_product {
    uint32_t slot, pad;
    double per; // quanta of it in one quantum of the product
};

struct sup_craft {
    uint32_t op, ops; // the first one; 0 ops: made without a shop
    uint32_t at;      // its state within the site
    uint32_t yields;  // flag
    uint32_t first_co, cos;
    int64_t job_size;     // quanta; 0: all that is released at once
    int64_t limit, every; // quanta to release per period; ticks; SUP_NO_LIMIT: none
    struct rand_dist yield;
    double scrap_price; // per quantum
    double quantum;     // units
};
