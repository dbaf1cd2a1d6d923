/* SPDX-License-Identifier: Apache-2.0 */
/* Short runs against exact results of inventory theory: wide tolerances here, so that a wrong
 * order of events shows at once; the narrow ones are for the validation suite. */
#include "little.h"

static struct scen_law normal(double mean, double sd)
{
    return (struct scen_law){.law = RAND_NORMAL, .a = mean, .b = sd, .c = 0.0};
}

/* One site with an endless supplier over a lane. Returns its stock. */
static struct scen_stocking *single(struct little *l, enum scen_convention convention,
                                    struct scen_law lead, int64_t level)
{
    little_init(l, convention);
    int32_t supplier = little_supplier(l, 1);
    int32_t market = little_site(l, SCEN_MARKET, 0);

    return little_stock(l, market, 0, level, little_lane(l, supplier, market, lead));
}

/* Palm 1938: with one-for-one orders, what is outstanding is Poisson whatever the law of the
 * lead time. */
static void palm_holds_for_any_lead_time(void **state)
{
    struct little *l = *state;
    const struct scen_law laws[] = {
        always(4.0),
        {.law = RAND_EXPONENTIAL, .a = 4.0},
        {.law = RAND_LOGNORMAL, .a = 4.0, .b = 2.0},
    };

    for (int i = 0; i < 3; i++) {
        single(l, SCEN_CONTINUOUS, laws[i], 12);
        little_poisson(l, 1, 2.0);
        l->scen.warm_up = 400 * DAY;
        l->scen.horizon = 100400 * DAY;
        l->scen.kpi_period = 1000 * DAY;
        little_run(l, 1);
        near_to("the fill rate", little_fill(l, 1), 0.888075999, 0.01);
        near_to("the stock on hand", l->total[1].on_hand_mean, 4.129825647, 0.015);
        near_to("the backlog", l->total[1].backlog_mean, 0.1298256473, 0.1);
    }
}

/* Graves 1985: a depot and three bases, first come, first served at the depot. */
static void depot_serves_bases_in_turn(void **state)
{
    struct little *l = *state;
    const double days[] = {1.0, 2.0, 1.5}, rate[] = {0.4, 0.6, 1.0};
    const double backlog[] = {0.1072184919, 0.2482440428, 0.3428769521};
    const double fill[] = {0.7717343315, 0.6923159817, 0.6980260216};

    little_init(l, SCEN_CONTINUOUS);
    int32_t supplier = little_supplier(l, 2);
    int32_t depot = little_site(l, SCEN_WAREHOUSE, 1);

    little_stock(l, depot, 0, 8, little_lane(l, supplier, depot, always(5.0)));
    for (int i = 0; i < 3; i++) {
        int32_t base = little_site(l, SCEN_MARKET, 0);

        little_stock(l, base, 0, 2 + i, little_lane(l, depot, base, always(days[i])));
        little_poisson(l, base, rate[i]);
    }
    l->scen.warm_up = 400 * DAY;
    l->scen.horizon = 150400 * DAY;
    l->scen.kpi_period = 1000 * DAY;
    little_run(l, 1);
    near_to("the depot's fill rate", little_fill(l, 1), 0.2202206466, 0.02);
    near_to("the depot's backlog", l->total[1].backlog_mean, 2.460350964, 0.02);
    near_to("the depot's stock", l->total[1].on_hand_mean, 0.460350964, 0.04);
    for (size_t i = 0; i < 3; i++) {
        near_to("a base's backlog", l->total[2 + i].backlog_mean, backlog[i], 0.06);
        near_to("a base's fill rate", little_fill(l, 2 + i), fill[i], 0.01);
    }
    assert_int_equal(l->total[1].merged_lines, 0);
}

/* Order-first with lead time L: the stock at the end of a period has seen L + 1 demands. */
static void order_first_sees_one_demand_more(void **state)
{
    struct little *l = *state;
    const struct {
        double lead;
        int64_t level;
        double cost;
    } cases[] = {{0.0, 56603956, 1.997605193}, {4.0, 264766894, 4.466781004}};

    for (int i = 0; i < 2; i++) {
        struct scen_stocking *s =
            single(l, SCEN_ORDER_FIRST, always(cases[i].lead), cases[i].level);

        s->review_period = DAY;
        s->holding_cost = 0.18;
        s->backlog_cost = 0.70;
        l->product[0].quantum = 1e-6;
        little_daily(l, 1, normal(50.0, 8.0));
        l->scen.warm_up = 100 * DAY;
        l->scen.horizon = 100100 * DAY;
        l->scen.kpi_period = 1000 * DAY;
        little_run(l, 1);
        near_to("the cost per period", little_cost(l, 1), cases[i].cost, 0.015);
        near_to("the part of ready periods", l->total[1].ready, 0.7954545455, 0.015);
    }
}

/* (s,S) with costs per order: Snyder & Shen, Fundamentals of Supply Chain Theory, Ex. 4.7. */
static void s_S_orders_at_or_below_s(void **state)
{
    struct little *l = *state;
    struct scen_stocking *s = single(l, SCEN_ORDER_FIRST, always(0.0), 10);

    s->policy = SCEN_S_S;
    s->reorder_point = 4;
    s->review_period = DAY;
    s->holding_cost = 1.0;
    s->backlog_cost = 4.0;
    s->order_cost = 5.0;
    little_daily(l, 1, (struct scen_law){.law = RAND_POISSON, .a = 6.0});
    l->scen.warm_up = 100 * DAY;
    l->scen.horizon = 100100 * DAY;
    l->scen.kpi_period = 1000 * DAY;
    little_run(l, 1);
    near_to("the cost per period", little_cost(l, 1), 8.034111561, 0.01);
    near_to("orders per period", (double)l->total[1].orders / l->total[1].days, 0.6819664417,
            0.01);
}

/* Demand-first, three stages in a row, goods under way charged at the shipper's rate: Clark and
 * Scarf's system as in Snyder & Shen, Ex. 6.1. */
static void serial_system_demand_first(void **state)
{
    struct little *l = *state;
    const double holding[] = {2.0, 4.0, 7.0}, lead[] = {2.0, 1.0, 1.0};
    const int64_t level[] = {10687900, 5526600, 6491000};

    little_init(l, SCEN_DEMAND_FIRST);
    l->product[0].quantum = 1e-6;
    int32_t from = little_supplier(l, 3);

    for (int i = 0; i < 3; i++) {
        int32_t site = little_site(l, i < 2 ? SCEN_WAREHOUSE : SCEN_MARKET, 2 - i);
        struct scen_stocking *s =
            little_stock(l, site, 0, level[i], little_lane(l, from, site, always(lead[i])));

        s->holding_cost = holding[i];
        s->review_period = DAY;
        from = site;
    }
    l->stock[3].backlog_cost = 37.12;
    little_daily(l, 3, normal(5.0, 1.0));
    l->scen.warm_up = 100 * DAY;
    l->scen.horizon = 100100 * DAY;
    l->scen.kpi_period = 1000 * DAY;
    little_run(l, 1);
    double transit = 0.0, cost = 0.0;

    for (size_t i = 1; i < 4; i++) {
        transit += l->total[i].cost_transit / l->total[i].days;
        cost += little_cost(l, i);
    }
    near_to("the cost of goods under way", transit, 30.0, 0.005);
    near_to("the cost per period", cost, 47.66015476, 0.01);
}

/* Four stages one-for-one, continuous: Shang & Song 2003, Table 1, row 1. */
static void serial_system_continuous(void **state)
{
    struct little *l = *state;
    const double holding[] = {0.25, 0.5, 0.75, 1.0};
    const int64_t level[] = {4, 5, 5, 8};

    little_init(l, SCEN_CONTINUOUS);
    int32_t from = little_supplier(l, 4);

    for (int i = 0; i < 4; i++) {
        int32_t site = little_site(l, i < 3 ? SCEN_WAREHOUSE : SCEN_MARKET, 3 - i);
        struct scen_stocking *s =
            little_stock(l, site, 0, level[i], little_lane(l, from, site, always(0.25)));

        s->holding_cost = holding[i];
        from = site;
    }
    l->stock[4].backlog_cost = 9.0;
    little_poisson(l, 4, 16.0);
    l->scen.warm_up = 50 * DAY;
    l->scen.horizon = 20050 * DAY;
    l->scen.kpi_period = 1000 * DAY;
    little_run(l, 1);
    double cost = 0.0;

    for (size_t i = 1; i < 5; i++)
        cost += little_cost(l, i);
    near_to("the cost per day", cost, 12.68789783, 0.01);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(palm_holds_for_any_lead_time),
        cmocka_unit_test(depot_serves_bases_in_turn),
        cmocka_unit_test(order_first_sees_one_demand_more),
        cmocka_unit_test(s_S_orders_at_or_below_s),
        cmocka_unit_test(serial_system_demand_first),
        cmocka_unit_test(serial_system_continuous),
    };

    return cmocka_run_group_tests(tests, little_set_up, little_tear_down);
}
