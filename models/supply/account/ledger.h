/* SPDX-License-Identifier: Apache-2.0 */
/* supply/ledger.h - what the site writes down: rows per period, and totals at the end.
 *
 * All sums stream, so memory does not grow with the horizon. Two kinds are kept apart: what is
 * measured starts afresh after the warm-up; what proves that no goods are lost runs from the
 * start of the run.
 */
#pragma once

#include "supply/account/rare.h"

/* Money by kind: what every item may cost. */
struct sup_cost {
    double holding, backlog, transit, order, make, freight;
};

/* One KPI period: of an item, or of the items of a site or of the network together. Numbers
 * only, so that sums of them need no list. */
struct sup_kpi {
    double days;                                     // length of the period
    double on_hand, backlog, lacking, on_order;      // at its end, units
    double stock_value;                              // of what is on hand at its end
    double on_hand_mean, backlog_mean, lacking_mean; // over its time, units
    double demand, at_once, sales, sales_at_once;    // units
    double shipped, sold, received, made, ordered;   // units
    double orders;
    double cost; // all of the waterfall
    struct sup_cost waterfall;
    double count[SUP_COUNTS]; // units, or plain numbers
    double money[SUP_MONEYS];
};

enum { SUP_KPI_NUMBERS = sizeof(struct sup_kpi) / sizeof(double) };

struct sup_kpi_row {
    uint32_t product, period;
    struct sup_kpi k;
};

struct sup_site_row {
    int32_t tier;
    uint32_t period;
    struct sup_kpi k;
};

struct sup_cost_row {
    int32_t tier;
    uint32_t period;
    double days, cost;
};

/* Adds what is counted or measured in one place to that of others in the same period. */
void sup_kpi_add(struct sup_kpi *sum, const struct sup_kpi *more);

struct sup_total_row {
    uint32_t item; // = stocking of the scenario
    uint32_t product;
    /* Whole run, quanta: these balance exactly. */
    int64_t initial, made, bought, received;
    int64_t used, shipped, sold, on_hand, staged;
    int64_t in_transit, in_process;
    /* Open at the end, quanta. */
    int64_t backlog, backlog_customers, backlog_orders, lacking, on_order, in_mail;
    /* Since the warm-up, quanta and counts. */
    int64_t demand, at_once, sales, sales_at_once, ordered, orders, shipments;
    int64_t merged_lines, cycles, cycles_short;
    double days, on_hand_mean, backlog_mean, lacking_mean, transit_mean, ready;
    double demand_mean, demand_variance, order_mean, order_variance; // per KPI period, quanta
    double cost_holding, cost_backlog, cost_transit, cost_order, cost_make, cost_freight;
    /* What is rare: since the warm-up, in the whole run. */
    int64_t count[SUP_COUNTS];
    double money[SUP_MONEYS];
    int64_t ever[SUP_BALANCED];
};

struct sup_lane_row { // since the warm-up
    uint32_t lane;    // of the scenario
    int32_t carrier;  // SCEN_NONE: none
    double days, shipments, units, loads;
    double wait_mean, vehicle_wait_mean, fill, vehicles_mean;
    double lead_mean, lead_p50, lead_p90, lead_p95, lead_p99; // days
    double cost, co2e, joined;
};

struct sup_yard_row { // docks of a site, or vehicles of a carrier, since the warm-up
    int32_t carrier;  // SCEN_NONE: docks of the site
    uint32_t servers;
    double days, loads, wait_mean, waited, waiting_mean, waiting_most;
    double busy_mean, utilisation, knocks;
};

struct sup_underway_row { // at the end
    uint32_t item;        // = stocking that it is for
    uint32_t product;
    int64_t quantity; // quanta
    double since;     // day when it left the shelf
    double mean;      // quanta, mean over the time measured
    double cost, co2e;
};

struct sup_outage_row {
    uint32_t cause;              // = disruption of the scenario
    uint32_t random;             // 1 when chance had a part in it, 0 when all was written
    uint32_t kind;               // enum scen_disruption_kind
    uint32_t regional;           // 1 when it struck the site as one of a region
    int32_t lane, product;       // SCEN_NONE: the site, all products
    double start, duration, end; // days; the end may lie behind the horizon
};

/* How long a site was up, or so many makers of a product at the same time. */
struct sup_available_row {
    int32_t product; // SCEN_NONE: the site itself
    uint32_t makers, up, down;
    double days, share; // since the warm-up
};

static_assert(sizeof(struct sup_kpi) == sizeof(double) * (26 + SUP_COUNTS + SUP_MONEYS),
              "no padding");
static_assert(sizeof(struct sup_kpi_row) == 8 + sizeof(struct sup_kpi), "no padding");
static_assert(sizeof(struct sup_site_row) == 8 + sizeof(struct sup_kpi), "no padding");
static_assert(sizeof(struct sup_cost_row) == 24, "no padding");
static_assert(sizeof(struct sup_lane_row) == 8 + 16 * 8, "no padding");
static_assert(sizeof(struct sup_yard_row) == 8 + 9 * 8, "no padding");
static_assert(sizeof(struct sup_underway_row) == 8 + 5 * 8, "no padding");
static_assert(sizeof(struct sup_total_row) ==
                  8 + 8 * (43 + SUP_COUNTS + SUP_BALANCED + SUP_MONEYS),
              "no padding");
static_assert(sizeof(struct sup_outage_row) == 48, "no padding");
static_assert(sizeof(struct sup_available_row) == 32, "no padding");

/* Adds a value to a running mean and variance. Welford, "Note on a Method for Calculating
 * Corrected Sums of Squares and Products", Technometrics 4(3), 1962. */
void sup_spread_add(struct sup_spread *s, double x);

/* A KPI period ends: a row for each item, and the sums move on. */
void sup_period_ends(const struct sup_turn *t);

/* Forgets what was measured so far, but not what proves conservation. */
void sup_warmed_up(const struct sup_turn *t);

/* At the horizon: the last period and the totals. `site` is writable here. */
void sup_close(const struct sup_turn *t, struct sup_site *site);

/* The money that `flow` cost. */
struct sup_cost sup_cost_of(const struct sup_price *price, const struct sup_flow *flow);
