/* SPDX-License-Identifier: Apache-2.0 */
/* What the rows mean: columns for the file, figures for the summary, and the proof that no
 * goods were lost. */
#include "supply/account/decisions.h"
#include "supply/account/ledger.h"
#include "supply/account/log.h"
#include "supply/customers/tally.h"
#include "supply/make/tally.h"
#include "supply/mind/parley/approval.h"
#include "supply/mind/parley/talk.h"

#define KPI(column, unit_, about_)                                              \
    {                                                                           \
#column, unit_, about_, OUT_F64, offsetof(struct sup_kpi_row, k.column) \
    }
#define BAR(column, about_)                                  \
    {                                                        \
        "cost_" #column, "currency", about_, OUT_F64,        \
            offsetof(struct sup_kpi_row, k.waterfall.column) \
    }
#define TOTAL(column, unit_, type_, about_)                                   \
    {                                                                         \
#column, unit_, about_, type_, offsetof(struct sup_total_row, column) \
    }
#define QUANTA(column, about_) TOTAL(column, "quanta", OUT_I64, about_)

/* What is rare, from the lists of rare.h. */
#define KPI_goods "units"
#define KPI_plain "1"
#define TOTAL_goods "quanta"
#define TOTAL_plain "1"
#define KPI_COUNT(name, kind, item, shipment, order, back, about) \
    {#name, KPI_##kind, about, OUT_F64, offsetof(struct sup_kpi_row, k.count[SUP_N_##name])},
#define KPI_EARNED(name, unit, about) \
    {#name, unit, about, OUT_F64, offsetof(struct sup_kpi_row, k.money[SUP_M_##name])},
#define KPI_COST(name, about)                   \
    {"cost_" #name, "currency", about, OUT_F64, \
     offsetof(struct sup_kpi_row, k.money[SUP_M_##name])},
#define TOTAL_COUNT(name, kind, item, shipment, order, back, about) \
    {#name, TOTAL_##kind, about ", since the warm-up", OUT_I64,     \
     offsetof(struct sup_total_row, count[SUP_N_##name])},
#define TOTAL_EVER(name, kind, item, shipment, order, back, about)    \
    {"run_" #name, TOTAL_##kind, about ", in the whole run", OUT_I64, \
     offsetof(struct sup_total_row, ever[SUP_N_##name])},
#define TOTAL_EARNED(name, unit, about) \
    {#name, unit, about, OUT_F64, offsetof(struct sup_total_row, money[SUP_M_##name])},
#define TOTAL_COST(name, about)                 \
    {"cost_" #name, "currency", about, OUT_F64, \
     offsetof(struct sup_total_row, money[SUP_M_##name])},

/* All of a struct sup_kpi, which has the same place in both kinds of rows. */
#define KPI_NUMBERS                                                                          \
    KPI(days, "d", "Length of the period"),                                                  \
        KPI(on_hand, "units", "On hand at the end of the period"),                           \
        KPI(backlog, "units", "Owed to customers and other sites at the end of the period"), \
        KPI(lacking, "units", "Lacking for production here at the end of the period"),       \
        KPI(on_order, "units", "Ordered or in production at the end of the period"),         \
        KPI(stock_value, "currency",                                                         \
            "On hand at the end of the period, at the products' value"),                     \
        KPI(on_hand_mean, "units", "On hand, mean over the time of the period"),             \
        KPI(backlog_mean, "units", "Owed, mean over the time of the period"),                \
        KPI(lacking_mean, "units",                                                           \
            "Lacking for production, mean over the time of the period"),                     \
        KPI(demand, "units", "Asked for by customers, sites and makers"),                    \
        KPI(at_once, "units", "Of this demand: served without waiting"),                     \
        KPI(sales, "units", "Asked for by customers"),                                       \
        KPI(sales_at_once, "units", "Of these sales: served without waiting"),               \
        KPI(shipped, "units", "Shipped to other sites"),                                     \
        KPI(sold, "units", "Handed to customers"),                                           \
        KPI(received, "units", "Received from the source"),                                  \
        KPI(made, "units", "Made here, or bought from outside"),                             \
        KPI(ordered, "units", "Ordered, or ordered to be made"),                             \
        KPI(orders, "1", "Number of orders placed"),                                         \
        KPI(cost, "currency", "All of the cost waterfall: the columns cost_*"),              \
        BAR(holding, "Of goods on hand"), BAR(backlog, "Of goods owed"),                     \
        BAR(transit,                                                                         \
            "Of goods that arrived: on their way, at the holding cost of the shipper"),      \
        BAR(order, "Of placing orders"), BAR(make, "Of making or buying"),                   \
        BAR(freight, "Of shipments that arrived"),                                           \
        SUP_BALANCED_LIST(KPI_COUNT) SUP_INFORMING_LIST(KPI_COUNT) SUP_COST_LIST(KPI_COST)   \
            SUP_EARNED_LIST(KPI_EARNED)

static_assert(offsetof(struct sup_kpi_row, k) == offsetof(struct sup_site_row, k), "see above");

static const struct out_column kpi_columns[] = {
    {"product", "1", "Index of the product", OUT_U32, offsetof(struct sup_kpi_row, product)},
    {"period", "1", "Number of the KPI period, from 0", OUT_U32,
     offsetof(struct sup_kpi_row, period)},
    KPI_NUMBERS};

static const struct out_column site_columns[] = {
    {"tier", "1", "Tier of the site: longest path to a market", OUT_I32,
     offsetof(struct sup_site_row, tier)},
    {"period", "1", "Number of the KPI period, from 0", OUT_U32,
     offsetof(struct sup_site_row, period)},
    KPI_NUMBERS};

static const struct out_column total_columns[] = {
    TOTAL(item, "1", OUT_U32, "Index of the stocking"),
    TOTAL(product, "1", OUT_U32, "Index of the product"),
    QUANTA(initial, "On hand at the start of the run"),
    QUANTA(made, "Made here in the whole run"),
    QUANTA(bought, "Bought from outside in the whole run"),
    QUANTA(received, "Received from the source in the whole run"),
    QUANTA(used, "Made into other products in the whole run"),
    QUANTA(shipped, "Shipped to other sites in the whole run"),
    QUANTA(sold, "Handed to customers in the whole run"),
    QUANTA(on_hand, "On hand at the end"),
    QUANTA(staged, "With makers that wait for other components at the end"),
    QUANTA(in_transit, "On the way to here at the end"),
    QUANTA(in_process, "Being made at the end"),
    QUANTA(backlog, "Owed to customers and other sites at the end"),
    QUANTA(backlog_customers, "Owed to customers at the end"),
    QUANTA(backlog_orders, "Owed to other sites at the end"),
    QUANTA(lacking, "Lacking for production here at the end"),
    QUANTA(on_order, "Ordered or in production, not here at the end"),
    QUANTA(in_mail, "In orders on the way to here at the end"),
    QUANTA(demand, "Asked for by customers, sites and makers since the warm-up"),
    QUANTA(at_once, "Of this demand: served without waiting"),
    QUANTA(sales, "Asked for by customers since the warm-up"),
    QUANTA(sales_at_once, "Of these sales: served without waiting"),
    QUANTA(ordered, "Ordered since the warm-up"),
    TOTAL(orders, "1", OUT_I64, "Number of orders since the warm-up"),
    TOTAL(shipments, "1", OUT_I64, "Number of shipments to here since the warm-up"),
    TOTAL(merged_lines, "1", OUT_I64,
          "Orders joined with an earlier one for want of room; while 0, service was exactly "
          "first come, first served"),
    TOTAL(cycles, "1", OUT_I64, "Replenishments since the warm-up, by shipment or production"),
    TOTAL(cycles_short, "1", OUT_I64,
          "Of these cycles: something was owed when the replenishment came"),
    TOTAL(days, "d", OUT_F64, "Time measured, from the warm-up to the end"),
    TOTAL(on_hand_mean, "quanta", OUT_F64, "On hand, mean over time"),
    TOTAL(backlog_mean, "quanta", OUT_F64, "Owed, mean over time"),
    TOTAL(lacking_mean, "quanta", OUT_F64, "Lacking for production, mean over time"),
    TOTAL(transit_mean, "quanta", OUT_F64, "On the way to here, mean over time"),
    TOTAL(ready, "1", OUT_F64, "Part of the time without backlog"),
    TOTAL(demand_mean, "quanta", OUT_F64, "Demand per KPI period, mean"),
    TOTAL(demand_variance, "quanta^2", OUT_F64, "Demand per KPI period, variance"),
    TOTAL(order_mean, "quanta", OUT_F64, "Ordered per KPI period, mean"),
    TOTAL(order_variance, "quanta^2", OUT_F64, "Ordered per KPI period, variance"),
    TOTAL(cost_holding, "currency", OUT_F64, "Of goods on hand"),
    TOTAL(cost_backlog, "currency", OUT_F64, "Of goods owed"),
    TOTAL(cost_transit, "currency", OUT_F64,
          "Of goods on the way to here, at the holding cost of the shipper"),
    TOTAL(cost_order, "currency", OUT_F64, "Of placing orders"),
    TOTAL(cost_make, "currency", OUT_F64, "Of making or buying"),
    TOTAL(cost_freight, "currency", OUT_F64, "Of shipments to here, under way included"),
    SUP_BALANCED_LIST(TOTAL_COUNT) SUP_INFORMING_LIST(TOTAL_COUNT) SUP_COST_LIST(TOTAL_COST)
        SUP_EARNED_LIST(TOTAL_EARNED) SUP_BALANCED_LIST(TOTAL_EVER)};

static const struct out_column outage_columns[] = {
    {"cause", "1", "Index of the disruption in the scenario", OUT_U32,
     offsetof(struct sup_outage_row, cause)},
    {"random", "1", "1 when drawn by chance, 0 when scripted", OUT_U32,
     offsetof(struct sup_outage_row, random)},
    {"kind", "1",
     "0 outage, 1 capacity, 2 lead-time, 3 demand, 4 quality, 5 destroy, 6 insolvency, "
     "7 lane-closed, 8 communication",
     OUT_U32, offsetof(struct sup_outage_row, kind)},
    {"regional", "1", "1 when the site was struck as one of a region", OUT_U32,
     offsetof(struct sup_outage_row, regional)},
    {"lane", "1", "Index of the lane that is struck; -1: the site", OUT_I32,
     offsetof(struct sup_outage_row, lane)},
    {"product", "1", "Index of the product that is struck; -1: all", OUT_I32,
     offsetof(struct sup_outage_row, product)},
    {"start", "d", "When it began", OUT_F64, offsetof(struct sup_outage_row, start)},
    {"duration", "d", "How long it lasts; insolvency: to the horizon", OUT_F64,
     offsetof(struct sup_outage_row, duration)},
    {"end", "d", "When it ends", OUT_F64, offsetof(struct sup_outage_row, end)},
};

static const struct out_column cost_columns[] = {
    // never in a file
    {"tier", "1", "Tier of the site", OUT_I32, offsetof(struct sup_cost_row, tier)},
    {"period", "1", "Number of the KPI period, from 0", OUT_U32,
     offsetof(struct sup_cost_row, period)},
    {"days", "d", "Length of the period", OUT_F64, offsetof(struct sup_cost_row, days)},
    {"cost", "currency", "All of the cost waterfall", OUT_F64,
     offsetof(struct sup_cost_row, cost)},
};

static const struct out_column available_columns[] = {
    {"product", "1", "Index of the product; -1: the site itself", OUT_I32,
     offsetof(struct sup_available_row, product)},
    {"makers", "1", "Sites that make or endlessly have it; 1 for the site itself", OUT_U32,
     offsetof(struct sup_available_row, makers)},
    {"up", "1", "So many of them up at the same time", OUT_U32,
     offsetof(struct sup_available_row, up)},
    {"down", "1", "So many of them down", OUT_U32, offsetof(struct sup_available_row, down)},
    {"days", "d", "For so long, since the warm-up", OUT_F64,
     offsetof(struct sup_available_row, days)},
    {"share", "1", "Share of the time", OUT_F64, offsetof(struct sup_available_row, share)},
};

#define LANE(column, unit_, about_)                                            \
    {                                                                          \
#column, unit_, about_, OUT_F64, offsetof(struct sup_lane_row, column) \
    }
#define YARD(column, unit_, about_)                                            \
    {                                                                          \
#column, unit_, about_, OUT_F64, offsetof(struct sup_yard_row, column) \
    }

static const struct out_column lane_columns[] = {
    {"lane", "1", "Index of the lane", OUT_U32, offsetof(struct sup_lane_row, lane)},
    {"carrier", "1", "Index of its carrier; -1: none", OUT_I32,
     offsetof(struct sup_lane_row, carrier)},
    LANE(days, "d", "Time measured, from the warm-up to the end"),
    LANE(shipments, "1",
         "Shipments that left; of lanes with stops, and of those without books of their own: "
         "that "
         "arrived"),
    LANE(units, "units", "Units of all products in them"),
    LANE(loads, "1", "Loads that left; not told for lanes with stops"),
    LANE(wait_mean, "d",
         "Wait of a unit from the shelf, or its arrival at the port, until its load leaves, "
         "mean"),
    LANE(vehicle_wait_mean, "d", "Of this: for a vehicle, mean over loads"),
    LANE(fill, "1", "Part of the capacity that loads use, mean; not told without capacity"),
    LANE(vehicles_mean, "1", "Vehicles on the way there or back, mean over time"),
    LANE(lead_mean, "d",
         "Time of a unit from the start of the lane to its end, mean; waits at the start are "
         "included, and with stops those on the way and for docks at the end"),
    LANE(lead_p50, "d", "The same: half of the units need at most so long"),
    LANE(lead_p90, "d", "90 % of the units"),
    LANE(lead_p95, "d", "95 % of the units"),
    LANE(lead_p99, "d", "99 % of the units"),
    LANE(cost, "currency", "Freight"),
    LANE(co2e, "kg", "Greenhouse gases as CO2 equivalent"),
    LANE(joined, "1",
         "Pieces of shipments that found no room to be remembered apart while they waited: "
         "joined "
         "with others for the same receiver, or come again; while 0, loads form first come, "
         "first "
         "served"),
};

static const struct out_column yard_columns[] = {
    {"carrier", "1", "Index of the carrier whose vehicles these are; -1: docks of the site",
     OUT_I32, offsetof(struct sup_yard_row, carrier)},
    {"servers", "1", "Docks or vehicles", OUT_U32, offsetof(struct sup_yard_row, servers)},
    YARD(days, "d", "Time measured, from the warm-up to the end"),
    YARD(loads, "1", "Loads that got a dock or vehicle"),
    YARD(wait_mean, "d", "Wait of a load for it, mean"),
    YARD(waited, "1", "Part of the loads that waited"),
    YARD(waiting_mean, "1", "Loads that wait, mean over time"),
    YARD(waiting_most, "1", "Loads that wait, the most at a time"),
    YARD(busy_mean, "1", "Docks or vehicles in use, mean over time"),
    YARD(utilisation, "1", "Part of them in use, mean over time"),
    YARD(knocks, "1",
         "Loads that found no room to wait and came again; while 0, service was "
         "exactly first come, first served"),
};

static const struct out_column underway_columns[] = {
    {"item", "1", "Index of the stocking that the goods are for", OUT_U32,
     offsetof(struct sup_underway_row, item)},
    {"product", "1", "Index of the product", OUT_U32,
     offsetof(struct sup_underway_row, product)},
    {"quantity", "quanta", "Goods that wait here, or come here on their way", OUT_I64,
     offsetof(struct sup_underway_row, quantity)},
    {"since", "d", "When they left the shelf", OUT_F64,
     offsetof(struct sup_underway_row, since)},
    {"mean", "quanta", "On the way, mean over the time measured", OUT_F64,
     offsetof(struct sup_underway_row, mean)},
    {"cost", "currency", "Freight so far", OUT_F64, offsetof(struct sup_underway_row, cost)},
    {"co2e", "kg", "Greenhouse gases so far", OUT_F64, offsetof(struct sup_underway_row, co2e)},
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

const struct out_column *sup_columns(enum sup_channel channel, size_t *count)
{
    switch (channel) {
    case SUP_KPI:
        *count = COUNT(kpi_columns);
        return kpi_columns;
    case SUP_SITE_KPI:
        *count = COUNT(site_columns);
        return site_columns;
    case SUP_TOTAL:
        *count = COUNT(total_columns);
        return total_columns;
    case SUP_OUTAGE:
        *count = COUNT(outage_columns);
        return outage_columns;
    case SUP_AVAILABLE:
        *count = COUNT(available_columns);
        return available_columns;
    case SUP_CUSTOMER:
        return sup_customer_columns(count);
    case SUP_LANE_SUMS:
        *count = COUNT(lane_columns);
        return lane_columns;
    case SUP_YARD:
        *count = COUNT(yard_columns);
        return yard_columns;
    case SUP_UNDERWAY:
        *count = COUNT(underway_columns);
        return underway_columns;
    case SUP_LOG:
        return sup_log_columns(count);
    case SUP_TALK:
        return sup_talk_columns(count);
    case SUP_APPROVAL:
        return sup_approval_columns(count);
    case SUP_DECISION:
        return sup_decision_columns(count);
    case SUP_BELIEF:
        return sup_belief_columns(count);
    case SUP_DEED:
        return sup_deed_columns(count);
    case SUP_LEARNED:
        return sup_learned_columns(count);
    case SUP_LINE:
        return sup_shop_columns(count);
    case SUP_LINE_UP:
        return sup_shop_up_columns(count);
    case SUP_COST:
        *count = COUNT(cost_columns);
        return cost_columns;
    case SUP_CHANNEL_COUNT:
        break;
    }
    *count = 0;
    return NULL;
}
