/* SPDX-License-Identifier: Apache-2.0 */
/* The few numbers that stand for a whole network. */
#include "supply/account/ledger.h"

enum figure {
    FILL_RATE,
    SERVICE,
    READY,
    DEMAND,
    BACKLOG,
    CUSTOMER_BACKLOG,
    LACKING,
    ON_HAND,
    IN_TRANSIT,
    ORDERS,
    ORDER_VARIANCE_RATIO,
    HOLDING_COST,
    BACKLOG_COST,
    TRANSIT_COST,
    ORDER_COST,
    MAKE_COST,
    FREIGHT_COST,
    RARE_COST, // and so on: enum sup_money
    TOTAL_COST = RARE_COST + SUP_MONEYS,
    RARE_COUNT, // and so on: enum sup_count
    MERGED_LINES = RARE_COUNT + SUP_COUNTS,
    FIGURES
};

#define GOODS_PER_DAY_goods "units/d"
#define GOODS_PER_DAY_plain "1/d"
#define COUNT_FIGURE(name, kind, item, shipment, order, back, about) \
    [RARE_COUNT + SUP_N_##name] = {#name, GOODS_PER_DAY_##kind, about, true},
#define COST_FIGURE(name, about) \
    [RARE_COST + SUP_M_##name] = {#name "_cost", "currency/d", about, true},
#define EARNED_FIGURE(name, unit, about) \
    [RARE_COST + SUP_M_##name] = {#name, unit "/d", about, true},

static const struct sup_figure figures[FIGURES] = {
    [FILL_RATE] = {"fill_rate", "1", "Part of the customers' demand that was served at once"},
    [SERVICE] = {"service", "1", "Part of all demand, between sites as well, served at once"},
    [READY] = {"ready", "1",
               "Part of the time without backlog, mean over the items with customers"},
    [DEMAND] = {"demand", "units/d", "Demand of the customers"},
    [BACKLOG] = {"backlog_mean", "units", "Owed to customers and other sites, mean over time"},
    [CUSTOMER_BACKLOG] = {"customer_backlog_mean", "units",
                          "Owed at items with customers, mean over time"},
    [LACKING] = {"lacking_mean", "units",
                 "Components that production waits for, mean over time"},
    [ON_HAND] = {"on_hand_mean", "units", "On hand at all sites, mean over time"},
    [IN_TRANSIT] = {"transit_mean", "units", "On the way between sites, mean over time"},
    [ORDERS] = {"orders", "1/d", "Orders placed at all sites"},
    [ORDER_VARIANCE_RATIO] = {"order_variance_ratio", "1",
                              "Variance of orders over variance of demand per KPI period, mean "
                              "over the items that are ordered or made"},
    [HOLDING_COST] = {"holding_cost", "currency/d", "Of goods on hand"},
    [BACKLOG_COST] = {"backlog_cost", "currency/d", "Of goods owed"},
    [TRANSIT_COST] = {"transit_cost", "currency/d", "Of goods on the way between sites"},
    [ORDER_COST] = {"order_cost", "currency/d", "Of placing orders"},
    [MAKE_COST] = {"make_cost", "currency/d", "Of making and buying"},
    [FREIGHT_COST] = {"freight_cost", "currency/d", "Of shipments between sites"},
    SUP_COST_LIST(COST_FIGURE) SUP_EARNED_LIST(
        EARNED_FIGURE)[TOTAL_COST] = {"total_cost", "currency/d", "All costs together"},
    SUP_BALANCED_LIST(COUNT_FIGURE) SUP_INFORMING_LIST(COUNT_FIGURE)[MERGED_LINES] =
        {"merged_lines", "1",
         "Orders joined for want of room; 0 means exactly first come, first served"},
};

const struct sup_figure *sup_figures(size_t *count)
{
    *count = FIGURES;
    return figures;
}

/* What ratios and means are made of. */
struct sums {
    int64_t demand, at_once, sales, sales_at_once;
    double ratio, ratios, ready, with_customers;
};

static double per(double sum, double n)
{
    return n > 0.0 ? sum / n : 0.0;
}

static void add_levels(double *value, const struct sup_total_row *row, double quantum)
{
    double days = row->days;

    value[DEMAND] += per((double)row->sales * quantum, days);
    value[BACKLOG] += row->backlog_mean * quantum;
    value[CUSTOMER_BACKLOG] += row->sales > 0 ? row->backlog_mean * quantum : 0.0;
    value[LACKING] += row->lacking_mean * quantum;
    value[ON_HAND] += row->on_hand_mean * quantum;
    value[IN_TRANSIT] += row->transit_mean * quantum;
    value[ORDERS] += per((double)row->orders, days);
    value[MERGED_LINES] += (double)row->merged_lines;
}

static void add_costs(double *value, const struct sup_total_row *row)
{
    const double cost[] = {row->cost_holding, row->cost_backlog, row->cost_transit,
                           row->cost_order,   row->cost_make,    row->cost_freight};

    for (int i = 0; i < RARE_COST - HOLDING_COST; i++) {
        value[HOLDING_COST + i] += per(cost[i], row->days);
        value[TOTAL_COST] += per(cost[i], row->days);
    }
}

static void add_rare(double *value, const struct sup_total_row *row, double quantum)
{
    for (int i = 0; i < SUP_MONEYS; i++)
        value[RARE_COST + i] += per(row->money[i], row->days);
    value[TOTAL_COST] += per(sup_money_cost(row->money), row->days);
    for (int i = 0; i < SUP_COUNTS; i++)
        value[RARE_COUNT + i] +=
            per((double)row->count[i] * sup_count_size(i, quantum), row->days);
}

static void add_ratios(struct sums *sum, const struct sup_total_row *row)
{
    sum->demand += row->demand;
    sum->at_once += row->at_once;
    sum->sales += row->sales;
    sum->sales_at_once += row->sales_at_once;
    if (row->sales > 0) {
        sum->ready += row->ready;
        sum->with_customers += 1.0;
    }
    if (row->demand_variance > 0.0 && row->bought == 0) {
        sum->ratio += row->order_variance / row->demand_variance;
        sum->ratios += 1.0;
    }
}

void sup_figures_of(const struct sup_world *world, const void *total_rows, size_t rows,
                    double *value)
{
    const struct sup_total_row *row = total_rows;
    struct sums sum = {0};

    for (int i = 0; i < FIGURES; i++)
        value[i] = 0.0;
    for (size_t i = 0; i < rows; i++) {
        add_levels(value, &row[i], world->item[row[i].item].quantum);
        add_costs(value, &row[i]);
        add_rare(value, &row[i], world->item[row[i].item].quantum);
        add_ratios(&sum, &row[i]);
    }
    value[FILL_RATE] = per((double)sum.sales_at_once, (double)sum.sales);
    value[SERVICE] = per((double)sum.at_once, (double)sum.demand);
    value[READY] = per(sum.ready, sum.with_customers);
    value[ORDER_VARIANCE_RATIO] = per(sum.ratio, sum.ratios);
}
