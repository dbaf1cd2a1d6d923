/* SPDX-License-Identifier: Apache-2.0 */
/* The few numbers that stand for a whole network. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "supply/account/balance.h"
#include "supply/account/ledger.h"
#include "supply/account/periods.h"

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
    ORDER_CV_RATIO,
    STOCK_VALUE,
    DAYS_OF_SUPPLY,
    TURNS,
    SINGLE_SOURCE,
    CONCENTRATION,
    HOLDING_COST,
    BACKLOG_COST,
    TRANSIT_COST,
    ORDER_COST,
    MAKE_COST,
    FREIGHT_COST,
    RARE_COST, // and so on: enum sup_money
    TOTAL_COST = RARE_COST + SUP_MONEYS,
    PROFIT,
    PERIOD_COST,
    PERIOD_COST_VARIANCE,
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
    [FILL_RATE] = {"fill_rate", "1", "Part of the customers' demand that was served at once",
                   .more_is_better = true},
    [SERVICE] = {"service", "1", "Part of all demand, between sites as well, served at once",
                 .more_is_better = true},
    [READY] = {"ready", "1",
               "Part of the time without backlog, mean over the items with customers",
               .more_is_better = true},
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
    [ORDER_CV_RATIO] = {"order_cv_ratio", "1",
                        "The same ratio of squared coefficients of variation"},
    [STOCK_VALUE] = {"stock_value", "currency",
                     "On hand at all sites at the products' value, mean over time"},
    [DAYS_OF_SUPPLY] = {"days_of_supply", "d",
                        "Value of the stock over the value that customers ask for in a day"},
    [TURNS] = {"turns", "1/year",
               "Value that customers ask for in 365 days over the value of the stock",
               .more_is_better = true},
    [SINGLE_SOURCE] = {"single_source", "1",
                       "Part of the products made or bought that only one site makes or buys"},
    [CONCENTRATION] = {"concentration", "1",
                       "Concentration of makers and suppliers, mean over the products: sum of "
                       "their squared shares (Herfindahl); 1 is a single source"},
    [HOLDING_COST] = {"holding_cost", "currency/d", "Of goods on hand"},
    [BACKLOG_COST] = {"backlog_cost", "currency/d", "Of goods owed"},
    [TRANSIT_COST] = {"transit_cost", "currency/d", "Of goods on the way between sites"},
    [ORDER_COST] = {"order_cost", "currency/d", "Of placing orders"},
    [MAKE_COST] = {"make_cost", "currency/d", "Of making and buying"},
    [FREIGHT_COST] = {"freight_cost", "currency/d", "Of shipments between sites"},
    SUP_COST_LIST(COST_FIGURE) SUP_EARNED_LIST(
        EARNED_FIGURE)[TOTAL_COST] = {"total_cost", "currency/d", "All costs together"},
    [PROFIT] = {"profit", "currency/d", "Revenue less all costs", true, true},
    [PERIOD_COST] = {"period_cost", "currency", "Cost of the network in a KPI period, mean"},
    [PERIOD_COST_VARIANCE] = {"period_cost_variance", "currency^2",
                              "Cost of the network in a KPI period, variance over time"},
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
    double ratio, ratios, cv_ratio, ready, with_customers;
    double stock_value, sales_value; // currency; currency per day
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
        double ratio = row->order_variance / row->demand_variance;
        double scale = per(row->demand_mean, row->order_mean);

        sum->ratio += ratio;
        sum->cv_ratio += ratio * scale * scale;
        sum->ratios += 1.0;
    }
}

static void add_values(struct sums *sum, const struct sup_total_row *row, double worth)
{
    sum->stock_value += row->on_hand_mean * worth;
    sum->sales_value += per((double)row->sales * worth, row->days);
}

/* Shares of those who make a product or buy it from outside. */
struct share {
    double all, squares, makers;
};

static void add_share(struct share *share, const struct sup_total_row *row)
{
    double came = (double)(row->made + row->bought);

    share->all += came;
    share->squares += came * came;
    share->makers += came > 0.0;
}

static void concentrate(const struct share *share, size_t shares, double *value)
{
    double products = 0.0, single = 0.0, sum = 0.0;

    for (size_t i = 0; i < shares; i++) {
        products += share[i].makers > 0.0;
        single += share[i].makers > 0.0 && share[i].makers < 2.0;
        sum += per(share[i].squares, share[i].all * share[i].all);
    }
    value[SINGLE_SOURCE] = per(single, products);
    value[CONCENTRATION] = per(sum, products);
}

static void set_ratios(double *value, const struct sums *sum)
{
    value[FILL_RATE] = per((double)sum->sales_at_once, (double)sum->sales);
    value[SERVICE] = per((double)sum->at_once, (double)sum->demand);
    value[READY] = per(sum->ready, sum->with_customers);
    value[ORDER_VARIANCE_RATIO] = per(sum->ratio, sum->ratios);
    value[ORDER_CV_RATIO] = per(sum->cv_ratio, sum->ratios);
    value[STOCK_VALUE] = sum->stock_value;
    value[DAYS_OF_SUPPLY] = per(sum->stock_value, sum->sales_value);
    value[TURNS] = per(365.0 * sum->sales_value, sum->stock_value);
    value[PROFIT] = value[RARE_COST + SUP_M_revenue] - value[TOTAL_COST];
}

static void set_periods(double *value, const struct sup_periods *periods)
{
    struct sup_periods_cost cost = {NAN, NAN};

    if (periods != NULL)
        cost = sup_periods_cost(periods);
    value[PERIOD_COST] = cost.mean;
    value[PERIOD_COST_VARIANCE] = cost.variance;
}

/* ---- row by row ---- */

struct sup_sums {
    const struct scenario *scen;
    double value[FIGURES]; // those that are sums themselves
    struct sums sum;
    struct share *share; // by product
    struct sup_balance *balance;
};

struct sup_sums *sup_sums_new(const struct sup_world *world)
{
    struct sup_sums *s = base_alloc(sizeof *s);

    s->scen = world->scen;
    s->share = base_array(s->scen->products + 1, sizeof *s->share);
    s->balance = sup_balance_new(world);
    return s;
}

void sup_sums_free(struct sup_sums *s)
{
    if (s == NULL)
        return;
    sup_balance_free(s->balance);
    free(s->share);
    free(s);
}

void sup_sums_begin(struct sup_sums *s)
{
    for (int i = 0; i < FIGURES; i++)
        s->value[i] = 0.0;
    s->sum = (struct sums){0};
    for (size_t i = 0; i < s->scen->products; i++)
        s->share[i] = (struct share){0};
    sup_balance_begin(s->balance);
}

void sup_sums_add(struct sup_sums *s, const void *total_row)
{
    struct sup_total_row row;

    memcpy(&row, total_row, sizeof row);
    const struct scen_product *product = &s->scen->product[row.product];

    add_levels(s->value, &row, product->quantum);
    add_costs(s->value, &row);
    add_rare(s->value, &row, product->quantum);
    add_ratios(&s->sum, &row);
    add_values(&s->sum, &row, product->quantum * product->value);
    add_share(&s->share[row.product], &row);
    sup_balance_add(s->balance, &row);
}

void sup_sums_figures(const struct sup_sums *s, const struct sup_periods *periods,
                      double *value)
{
    memcpy(value, s->value, sizeof s->value);
    set_ratios(value, &s->sum);
    set_periods(value, periods);
    concentrate(s->share, s->scen->products, value);
}

bool sup_sums_conserved(const struct sup_sums *s, struct base_err *err)
{
    return sup_balance_good(s->balance, err);
}
