/* SPDX-License-Identifier: Apache-2.0 */
/* supply/make/shop_state.h - the state of shops, machines and crews; blocks of a site's state
 * that only sites with lines have. Places in lists are numbers from 1, 0 is none. */
#pragma once

#include "supply/make/shop_world.h"
#include "supply/site.h"

#define SUP_NO_OP UINT32_MAX

/* Jobs that wait and came together. */
struct sup_run {
    uint32_t op, pad;
    int64_t jobs, quanta;
    double arrived; // at the shop, ticks; the mean when runs were joined for want of room
    double entered; // into the first shop of the route
};

enum sup_queue_kind {
    SUP_QUEUE, // in front of the machines
    SUP_GATE   // in front of the shop: what wip limit or room keep out
};

struct sup_queue {
    uint32_t head, runs, extra; // ring of struct sup_run; beyond the first of each op
    uint32_t joined;            // runs joined for want of room, since the warm-up
    int64_t jobs;
};

struct sup_op_state { // by kind of queue, at the op's shop
    uint32_t runs[2];
    uint32_t newest[2];
};

enum sup_phase { SUP_IDLE, SUP_SETTING_UP, SUP_WORKING, SUP_BLOCKED };
enum sup_health { SUP_UP, SUP_WAITS_FOR_CREW, SUP_IN_REPAIR };

struct sup_machine {
    struct rand_stream chance; // breakdowns, repairs, set-ups
    int64_t left;              // of the present phase at normal speed, at `since`, ticks
    int64_t up_left;           // until it breaks, if it breaks only when busy
    int64_t since;
    int64_t quantity;        // of its job
    double arrived, entered; // as of the job's run
    int64_t started;
    double pace;      // of its work since then
    uint32_t op;      // of its job; the next one while it is blocked
    uint32_t set_for; // slot + 1 that it is set up for; 0: for whatever comes first
    uint32_t stamp;   // events with an older one are void
    uint32_t shop;
    uint32_t phase, health;
    uint32_t next, before; // of the idle machines, or of those blocked by one shop
    uint32_t next_broken;  // of those that wait for a crew
    uint32_t pad;
};

/* What a shop measured since the warm-up; areas are levels x ticks. */
struct sup_shop_tally {
    double queue_area, here_area, gate_area, wip_area;
    double work_area, set_up_area, blocked_area, down_area, crew_area;
    double wait_sum, service_sum, sojourn_sum, flow_sum; // ticks, over the four counts:
    int64_t waits, services, sojourns, flows;
    int64_t arrived, refused, waited, done, late, set_ups, breakdowns;
    int64_t crew_time, overtime; // ticks with a machine that waits for a crew; in overtime
};

struct sup_shop_state {
    struct sup_queue queue[2]; // by enum sup_queue_kind
    int64_t here;              // jobs in queue and machines
    int64_t wip;               // jobs that began here and are not finished
    double pace;   // what the machines do now, 1 is normal: disruptions and overtime
    int64_t since; // the areas are settled up to here
    uint32_t working, setting_up, blocked, down, crew_waits; // machines
    uint32_t idle;                        // list of machines that could start
    uint32_t blocked_first, blocked_last; // list: machines that can't pass a job on to here
    uint32_t in_overtime, pad;            // flag
    struct sup_shop_tally tally;
};

struct sup_crew_state {
    uint32_t free, first, last, pad; // crews; list of machines that wait
};

struct sup_craft_state {
    struct rand_stream route, yield;
    int64_t processed; // quanta finished or received, ever
    int64_t window;    // number of the present release period
    int64_t released;  // in it
    int64_t announced; // 1: the next period is on the agenda
};

static_assert(sizeof(struct sup_run) == 40, "no padding");
static_assert(sizeof(struct sup_queue) == 24, "no padding");
static_assert(sizeof(struct sup_machine) == 120, "no padding");
static_assert(sizeof(struct sup_shop_tally) == 26 * sizeof(double), "no padding");
static_assert(sizeof(struct sup_shop_state) == 48 + 32 + 40 + sizeof(struct sup_shop_tally),
              "no padding");
static_assert(sizeof(struct sup_craft_state) == 64, "no padding");

static inline const struct sup_shop *sup_shop_of(const struct sup_turn *t, uint32_t shop)
{
    return &t->world->shop[t->place->annex->first_shop + shop];
}

static inline const struct sup_op *sup_op_of(const struct sup_turn *t, uint32_t op)
{
    return &t->world->op[t->place->annex->first_op + op];
}

static inline const struct sup_craft *sup_craft_of(const struct sup_turn *t, uint32_t slot)
{
    return &t->world->craft[sup_item_at(t, slot)->craft];
}

static inline const struct sup_shop_state *sup_shop_at(const struct sup_turn *t, uint32_t shop)
{
    return (const struct sup_shop_state *)sup_part(t, t->place->annex->shop_at) + shop;
}

/* `number` from 1, as in lists. */
static inline const struct sup_machine *sup_machine_at(const struct sup_turn *t,
                                                       uint32_t number)
{
    return (const struct sup_machine *)sup_part(t, t->place->annex->machine_at) + (number - 1);
}

static inline const struct sup_crew_state *sup_crew_at(const struct sup_turn *t, uint32_t crew)
{
    return (const struct sup_crew_state *)sup_part(t, t->place->annex->crew_at) + crew;
}

static inline const struct sup_op_state *sup_op_at(const struct sup_turn *t, uint32_t op)
{
    return (const struct sup_op_state *)sup_part(t, t->place->annex->op_at) + op;
}

static inline const struct sup_craft_state *sup_craft_at(const struct sup_turn *t,
                                                         const struct sup_craft *craft)
{
    return (const struct sup_craft_state *)sup_part(t, t->place->annex->craft_at) + craft->at;
}
