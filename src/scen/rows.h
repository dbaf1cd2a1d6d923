/* SPDX-License-Identifier: Apache-2.0 */
/* scen/rows.h - the groups of a scenario as they are read: one flat row per entry.
 *
 * Each row starts with where it stands in the text. Names of sites and products are positions
 * already; spans of time are ticks; all else is in base units (scen/unit.h). scen/build.c
 * turns rows into the scenario.
 */
#pragma once

#include "scen/pack.h"
#include "scen/scenario.h"
#include "scen/schema.h"

struct scen_words {
    const char **word;
    size_t count;
};

struct scen_numbers {
    const double *value;
    size_t count;
};

struct scen_scenario_row {
    struct scen_where where;
    const char *id, *title, *version, *owner, *purpose, *currency;
    struct scen_words tags;
    struct scen_span criteria;
};

struct scen_run_row {
    struct scen_where where;
    int64_t horizon, warm_up, kpi_period, message_delay;
    uint64_t replications, seed;
    int32_t convention; // enum scen_convention
    int32_t series;     // enum scen_series
    int32_t decisions;  // enum scen_decisions
    int32_t mask;       // 0 false, 1 true
    struct scen_words sensitive;
};

struct scen_product_row {
    struct scen_where where;
    const char *name;
    double quantum, value;
    struct scen_span bom; // read when all products are known
    double weight, volume;
    int64_t shelf_life; // 0: not given
    double disposal_cost;
    struct scen_span co_products;
};

struct scen_site_row {
    struct scen_where where;
    const char *name, *region;
    int32_t role; // enum scen_role
    double lon, lat;
    struct scen_amount storage, overflow_cost;
    uint64_t docks;
    int32_t dock_use; // enum scen_dock_use
    struct scen_law dock_time, handling_time;
};

struct scen_lane_row {
    struct scen_where where;
    int32_t from, to;
    int64_t order_delay;
    struct scen_law lead_time;
    double cost_per_unit, cost_per_shipment;
    const char *name, *mode, *carrier, *alternative;
    struct scen_words via;
    int64_t departs_every, departs_first, max_wait;
    int32_t load; // 0 any, 1 full
    struct scen_amount capacity, min_lot;
    struct scen_law return_time;
    double cost_per_load, cost_per_tonne;
    double co2_per_unit, co2_per_load, co2_per_tonne_km, distance;
};

struct scen_lane_product_row {
    struct scen_where where;
    const char *lane;
    int32_t product;
    struct scen_law lead_time;
};

struct scen_carrier_row {
    struct scen_where where;
    const char *name;
    uint64_t vehicles;
    int64_t call_time;
};

struct scen_stock_row {
    struct scen_where where;
    int32_t site, product, source; // source: a site
    const char *lane;
    int32_t policy; // as scen/replenish.c lists them
    double initial, reorder_point, order_up_to;
    int64_t review;
    struct scen_law make_time;
    double holding_cost, backlog_cost, order_cost, make_cost;
    int32_t line;
    int32_t endless; // 0 no, 1 yes
    struct scen_law unit_time, yield;
    double job_size, scrap_cost, release_limit;
    int64_t release_every;
    /* scen/replenish.c reads these */
    double order_quantity, smoothing, min_order, max_order, order_multiple;
    double cover, safety, forecast_start, backup_max, transship_at, transship_keep,
        purchase_price, contract;
    int64_t review_start, information_delay, planned_lead_time, reaction;
    struct scen_span forecast, plan, sources, transship_from;
    int32_t returns, echelon, information, sourcing;
    /* scen/keep.c */
    int32_t allocation, ship_complete; // enum scen_allocation; 0 false, 1 true
    uint64_t priority;
    int64_t min_remaining_life;
    struct scen_span initial_pipeline, initial_orders;
};

struct scen_line_row {
    struct scen_where where;
    const char *name, *crew;
    int32_t site, fails; // enum scen_fails
    uint64_t machines, crews, room, wip_limit, overtime_above;
    struct scen_law up, down, set_up;
    double set_up_cost, overtime, overtime_cost;
    int64_t promise;
};

struct scen_routing_row {
    struct scen_where where;
    int32_t site, product, line;
    const char *step, *next;
    struct scen_law unit_time, job_time;
};

struct scen_demand_row {
    struct scen_where where;
    int32_t site, product;
    struct scen_law every;
    double rate;
    const char *trace; // a table beside the scenario
    struct scen_law quantity;
    int64_t start, end;
    double autocorrelation;
    struct scen_numbers season;
    int64_t season_length;
    uint64_t priority;
    int32_t unmet; // enum scen_unmet
    struct scen_law patience;
    double waiting_room;
    int64_t promise;
    int32_t waits; // 0 mean, 1 percentiles
    double price;
    int32_t paid; // 0 delivery, 1 order
    double lost_cost, late_cost, delivery_cost;
};

struct scen_promotion_row {
    struct scen_where where;
    int32_t product, site;
    const char *region;
    int64_t start, duration, every, payback;
    double factor, pull_forward;
};

struct scen_disruption_row {
    struct scen_where where;
    const char *name, *lane, *carrier, *region, *after;
    int32_t kind, site, product; // kind: enum scen_disruption_kind
    int32_t orders;              // enum scen_orders
    int32_t first_state;         // enum scen_first_state
    double share, factor, spread, chance, fail_chance, repair_chance;
    int64_t start, period;
    struct scen_law duration, up, down, delay;
};

struct scen_agent_row {
    struct scen_where where;
    const char *name, *plans, *region, *partners, *commitment;
    int32_t site, product;
    int32_t role; // 0: any, else enum scen_role + 1
    int32_t superior;
    const char *approval, *carrier;
    uint64_t max_actions, max_orders; // 0: not given
    int64_t look, latency;
    double noise, in_time, budget, overtime_cost;
    const char *start, *learned, *learned_sha256;
    int32_t learn; // 0: as written, 1: on, 2: frozen
};

struct scen_approval_row {
    struct scen_where where;
    const char *name, *decisions, *to;
    int32_t rule;      // enum scen_approval_rule
    int32_t otherwise; // 1: yes
    int64_t after;     // 0: not given
    double chance;
    struct scen_law delay;
};

struct scen_override_row {
    struct scen_where where;
    const char *at, *to;
    double times;
    int32_t remove; // 0 no, 1 yes
};

enum { SCEN_VIEWS = 8 };

/* All entries of one group: packed, but for the one that is being read or changed. */
struct scen_rows {
    const struct scen_group *group;
    size_t count;
    struct scen_pack pack;
    char *model;           // heap: a row of which nothing is said
    uint8_t *key_of;       // heap: by offset / 4, the key that fills it
    struct scen_flat open; // the row that is being written; heap, NULL: none so far
    size_t open_at;        // which it is, when `opened`
    bool opened;
    struct scen_views *view;  // heap: rows that were looked at
    struct scen_where *moved; // heap: values that stand in another text than their row
    size_t moves, move_capacity;
};

struct scen_said;

/* Everything that was read, by group. */
struct scen_raw {
    const struct scen_said *said; // what it says of sites, which are not here; NULL: they are
    struct scen_rows rows[SCEN_GROUPS];
};

void scen_rows_fini(struct scen_rows *rows);
void scen_raw_init(struct scen_raw *raw);
void scen_raw_fini(struct scen_raw *raw);

/* A new row, a copy of `model`, open for writing until another one is added or edited. */
void *scen_rows_add(struct scen_rows *rows, const void *model);

/* A row that is there, open for writing just so. */
void *scen_rows_edit(struct scen_rows *rows, size_t i);

/* A row to look at; good until it is written to, or SCEN_VIEWS others have been looked at. */
const void *scen_rows_at(const struct scen_rows *rows, size_t i);

/* The position of the key that fills `offset` of a row. */
size_t scen_key_at(const struct scen_group *group, size_t offset);

/* The same, quickly, of rows that are not empty. */
size_t scen_rows_key(const struct scen_rows *rows, size_t offset);

/* The position of the key of this name. */
size_t scen_key_named(const struct scen_group *group, const char *name);

/* Remembers that a value was given, and where; that it was not after all. */
void scen_rows_mark(struct scen_rows *rows, size_t i, size_t key, struct scen_where where);
void scen_rows_unmark(struct scen_rows *rows, size_t i, size_t key);

/* A value of the row was refused. */
void scen_rows_spoil(struct scen_rows *rows, size_t i);
bool scen_rows_bad(const struct scen_rows *rows, size_t i);

/* Where a value stands, or its row when the value was left out. */
struct scen_where scen_rows_where(const struct scen_rows *rows, size_t i, size_t key);

/* Takes out the rows with `gone[i]`; the others keep their order. */
void scen_rows_drop(struct scen_rows *rows, const bool *gone);

/* Was the value given? */
bool scen_rows_given(const struct scen_rows *rows, size_t i, size_t key);
