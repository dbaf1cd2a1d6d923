/* SPDX-License-Identifier: Apache-2.0 */
/* Loads, timetables, ways over ports, docks, fleets, against sums done by hand. What is ordered
 * each day at noon of nobody's clock is ordered at the begin of the day: day 0 is the first.
 * little_run() proves in each case that no goods are lost. */
#include "little.h"
#include "scen/unit.h"

static const double CLOSE = 1e-9;

/* A supplier and a market that orders `units` each day over a lane of `days`: site 0, 1. */
static struct scen_lane *daily(struct little *l, double units, double days)
{
    little_init(l, SCEN_CONTINUOUS);
    int32_t maker = little_supplier(l, 1), market = little_site(l, SCEN_MARKET, 0);
    int32_t lane = little_lane(l, maker, market, always(days));

    little_stock(l, market, 0, 1000, lane);
    little_daily(l, market, always(units));
    l->scen.horizon = 100 * DAY - 1;
    little_lane_more(l, &l->lane[lane])->watched = true;
    return &l->lane[lane];
}

static struct scen_amount amount(double size, int base)
{
    return (struct scen_amount){.size = size, .base = base, .given = true};
}

static void full_loads_leave_when_they_are_full(void **state)
{
    struct little *l = *state;
    struct scen_lane *lane = daily(l, 4, 3);

    little_lane_more(l, lane)->capacity = amount(10, SCEN_GOODS);
    little_lane_more(l, lane)->full = true;
    little_lane_more(l, lane)->cost_per_load = 7;
    lane->cost_per_shipment = 3;
    little_run(l, 0);
    struct sup_lane_row row = little_lane_row(l, 0);

    /* Every five days 4, 4 and 2 leave with the third order, 2, 4 and 4 with the fifth. */
    near_to("loads", row.loads, 40, CLOSE);
    near_to("units", row.units, 400, CLOSE);
    near_to("shipments", row.shipments, 100, CLOSE);
    near_to("fill", row.fill, 1, CLOSE);
    near_to("wait", row.wait_mean, 1, CLOSE);
    near_to("lead time", row.lead_mean, 4, CLOSE);
    near_to("cost", row.cost, 40 * 7 + 100 * 3, CLOSE);
    near_to("half of the lead times", row.lead_p50, 4, 0.07);
    near_to("the longest lead times", row.lead_p99, 5, 0.07);
    assert_true(row.joined == 0);
}

static void nobody_waits_for_a_load_longer_than_allowed(void **state)
{
    struct little *l = *state;
    struct scen_lane *lane = daily(l, 4, 3);

    little_lane_more(l, lane)->min_lot = amount(10, SCEN_GOODS);
    little_lane_more(l, lane)->max_wait = DAY + DAY / 2;
    little_run(l, 0);
    struct sup_lane_row row = little_lane_row(l, 0);

    near_to("loads of two orders", row.loads, 50, CLOSE);
    near_to("wait", row.wait_mean, 1, CLOSE); // 1.5 and 0.5
}

static void a_minimum_lot_holds_back_what_is_less(void **state)
{
    struct little *l = *state;
    struct scen_lane *lane = daily(l, 4, 3);

    little_lane_more(l, lane)->min_lot = amount(10, SCEN_GOODS);
    little_run(l, 0);
    near_to("loads of 12", little_lane_row(l, 0).loads, 33, CLOSE);
    near_to("units", little_lane_row(l, 0).units, 396, CLOSE);
}

/* At day 2 three orders wait, at 9 seven more; from then on each departure is full. */
static void departures_take_what_fits(void **state)
{
    struct little *l = *state;
    struct scen_lane *lane = daily(l, 4, 3);

    little_lane_more(l, lane)->capacity = amount(20, SCEN_GOODS);
    little_lane_more(l, lane)->departs_every = 7 * DAY;
    little_lane_more(l, lane)->departs_first = 2 * DAY;
    little_run(l, 0);
    struct sup_lane_row row = little_lane_row(l, 0);

    near_to("loads", row.loads, 14, CLOSE);
    near_to("units", row.units, 12 + 13 * 20, CLOSE);
    near_to("fill", row.fill, (0.6 + 13) / 14, CLOSE);
}

static void an_order_that_is_too_big_takes_several_loads(void **state)
{
    struct little *l = *state;
    struct scen_lane *lane = daily(l, 25, 3);

    little_lane_more(l, lane)->capacity = amount(10, SCEN_GOODS);
    lane->cost_per_shipment = 1;
    little_run(l, 0);
    struct sup_lane_row row = little_lane_row(l, 0);

    near_to("loads", row.loads, 300, CLOSE);
    near_to("shipments", row.shipments, 100, CLOSE);
    near_to("cost", row.cost, 100, CLOSE);
}

/* 10 kg of each product make up a load of 20 kg a day. */
static void products_share_loads_and_what_they_cost(void **state)
{
    struct little *l = *state;
    struct scen_lane *lane = daily(l, 5, 1);

    l->product[0].weight = 2;
    l->product[1] = (struct scen_product){.name = "tube", .quantum = 1.0, .weight = 5};
    l->scen.products = 2;
    l->stock[2] = l->stock[1];
    l->stock[1] = l->stock[0];
    l->stock[1].product = 1;
    l->stock[3] = l->stock[2];
    l->stock[3].product = 1;
    l->scen.stockings = 4;
    little_daily(l, 1, always(2))->product = 1;
    little_lane_more(l, lane)->capacity = amount(20, SCEN_MASS);
    little_lane_more(l, lane)->full = true;
    little_lane_more(l, lane)->cost_per_load = 10;
    little_lane_more(l, lane)->cost_per_kg = 0.5;
    little_lane_more(l, lane)->co2_per_load = 4;
    little_lane_more(l, lane)->co2_per_kg = 0.25;
    little_run(l, 0);
    struct sup_lane_row row = little_lane_row(l, 0);

    near_to("loads", row.loads, 100, CLOSE);
    near_to("shipments", row.shipments, 200, CLOSE);
    near_to("cost", row.cost, 100 * (10 + 0.5 * 20), CLOSE);
    near_to("CO2e", row.co2e, 100 * (4 + 0.25 * 20), CLOSE);
    for (int item = 2; item < 4; item++) {
        near_to("freight of a product", l->total[item].money[SUP_M_transport], 100 * 10, CLOSE);
        near_to("CO2e of a product", l->total[item].money[SUP_M_co2e], 100 * 4.5, CLOSE);
    }
}

static void a_product_may_take_a_time_of_its_own(void **state)
{
    struct little *l = *state;

    daily(l, 4, 3);
    l->lane_product[0] =
        (struct scen_lane_product){.lane = 0, .lead_time = little_law(l, always(7))};
    l->scen.lane_products = 1;
    little_run(l, 0);
    near_to("lead time", little_lane_row(l, 0).lead_mean, 7, CLOSE);
}

static void close_lane(struct little *l, int32_t lane, double start, double days)
{
    struct scen_disruption *d = little_once(l, SCEN_LANE_CLOSED, SCEN_NONE, start, days);

    d->lane = lane;
}

/* Days 10 to 19: over the other lane. */
static void goods_go_another_way_while_theirs_is_closed(void **state)
{
    struct little *l = *state;
    struct scen_lane *lane = daily(l, 4, 3);
    int32_t other = little_lane(l, 0, 1, always(5));

    little_lane_more(l, lane)->alternative = &l->lane[other];
    l->lane[other].cost_per_unit = 2;
    close_lane(l, 0, 10, 10);
    little_run(l, 0);
    near_to("shipments", little_lane_row(l, 0).shipments, 90, CLOSE);
    near_to("shipments the other way", little_lane_row(l, other).shipments, 10, CLOSE);
    near_to("lead time there", little_lane_row(l, other).lead_mean, 5, CLOSE);
    near_to("cost there", little_lane_row(l, other).cost, 80, CLOSE);
    near_to("paid", l->total[1].money[SUP_M_transport], 80, CLOSE);
}

/* Both are closed from day 10; the other one opens at day 14. */
static void goods_take_the_lane_that_opens_first(void **state)
{
    struct little *l = *state;
    struct scen_lane *lane = daily(l, 4, 3);
    int32_t other = little_lane(l, 0, 1, always(5));

    little_lane_more(l, lane)->alternative = &l->lane[other];
    close_lane(l, 0, 10, 10);
    close_lane(l, other, 9, 5);
    little_run(l, 0);
    struct sup_lane_row row = little_lane_row(l, other);

    near_to("shipments the other way", row.shipments, 10, CLOSE);
    near_to("wait there", row.wait_mean, (4 + 3 + 2 + 1) / 10.0, CLOSE);
}

static void without_another_way_goods_wait(void **state)
{
    struct little *l = *state;

    daily(l, 4, 3);
    close_lane(l, 0, 10, 4);
    little_run(l, 0);
    near_to("shipments", little_lane_row(l, 0).shipments, 100, CLOSE);
    near_to("received", (double)l->total[1].received, 4 * 97, CLOSE);
}

/* Maker - port (2 d, 1 d of handling) - market (3 d). */
static void goods_go_over_ports(void **state)
{
    static const int32_t leg[] = {1, 2};
    struct little *l = *state;
    struct scen_lane *lane = daily(l, 4, 5);
    int32_t port = little_site(l, SCEN_PORT, 0);

    little_lane(l, 0, port, always(2));
    little_lane(l, port, 1, always(3));
    little_site_more(l, &l->site[port])->handling_time = little_law(l, always(1));
    little_lane_more(l, lane)->leg = leg;
    little_lane_more(l, lane)->legs = 2;
    lane->cost_per_unit = 0.5;
    l->lane[1].cost_per_shipment = 10;
    l->lane[2].cost_per_unit = 1;
    little_lane_more(l, &l->lane[2])->co2_per_unit = 3;
    little_run(l, 0);
    struct sup_lane_row row = little_lane_row(l, 0);

    near_to("shipments that arrived", row.shipments, 94, CLOSE);
    near_to("lead time", row.lead_mean, 6, CLOSE);
    near_to("cost", row.cost, 94 * (4 * 1.5 + 10), CLOSE);
    near_to("CO2e", row.co2e, 94 * 4 * 3, CLOSE);
    near_to("shipments over the second leg", little_lane_row(l, 2).shipments, 97, CLOSE);
}

/* Two loads a day come together: one waits while the other takes the only dock. */
static void docks_serve_one_after_the_other(void **state)
{
    struct little *l = *state;
    struct sup_yard_row row;

    daily(l, 4, 1);
    little_daily(l, 1, always(4));
    little_site_more(l, &l->site[1])->docks = 1;
    little_site_more(l, &l->site[1])->dock_time = little_law(l, always(0.25));
    l->scen.warm_up = 10 * DAY;
    l->scen.horizon = 60 * DAY;
    little_run(l, 0);
    assert_true(little_row(l, SUP_YARD, 0, &row, sizeof row));
    near_to("loads", row.loads, 100, 0.021); // a load more or less at the ends
    near_to("wait", row.wait_mean, 0.125, 0.021);
    near_to("utilisation", row.utilisation, 0.5, CLOSE);
    near_to("loads that wait", row.waiting_mean, 0.25, CLOSE);
    near_to("in the shelf", (double)l->total[1].received, 8 * 58, 0.03);
}

/* One vehicle, a day out and a day back: load n of each day leaves at day 2n. */
static void a_fleet_moves_what_it_can(void **state)
{
    struct little *l = *state;
    struct scen_lane *lane = daily(l, 4, 1);
    struct sup_yard_row row;

    l->carrier[0] = (struct scen_carrier){.name = "one", .vehicles = 1};
    l->scen.carriers = 1;
    little_lane_more(l, lane)->carrier = &l->carrier[0];
    l->scen.horizon = 20 * DAY - 1;
    little_run(l, 0);
    assert_true(little_row(l, SUP_YARD, 0, &row, sizeof row));
    near_to("loads", row.loads, 10, CLOSE);
    near_to("wait", row.wait_mean, 4.5, CLOSE);
    near_to("utilisation", row.utilisation, 1, CLOSE);
    near_to("wait for a vehicle", little_lane_row(l, 0).vehicle_wait_mean, 4.5, CLOSE);
    near_to("received", (double)l->total[1].received, 40, CLOSE);
}

/* A return of 0.5 d and a call of 0.25 d: a load every 1.5 d. */
static void vehicles_come_when_called_and_return(void **state)
{
    struct little *l = *state;
    struct scen_lane *lane = daily(l, 4, 1);
    struct sup_yard_row row;

    l->carrier[0] = (struct scen_carrier){.name = "one", .vehicles = 1, .call_time = DAY / 4};
    l->scen.carriers = 1;
    little_lane_more(l, lane)->carrier = &l->carrier[0];
    little_lane_more(l, lane)->returns = true;
    little_lane_more(l, lane)->return_time = little_law(l, always(0.5));
    l->scen.horizon = 15 * DAY;
    little_run(l, 0);
    assert_true(little_row(l, SUP_YARD, 0, &row, sizeof row));
    near_to("loads", row.loads, 10, CLOSE);
    near_to("wait", row.wait_mean, 4.5 * 0.5, CLOSE);
}

static void no_load_leaves_a_site_that_is_down(void **state)
{
    struct little *l = *state;
    struct scen_lane *lane = daily(l, 4, 3);

    little_lane_more(l, lane)->departs_every = DAY;
    little_lane_more(l, lane)->departs_first = DAY / 2;
    little_once(l, SCEN_OUTAGE, 0, 10, 5.25);
    little_run(l, 0);
    struct sup_lane_row row = little_lane_row(l, 0);

    near_to("loads", row.loads, 95, CLOSE); // those of days 10 to 14 leave at 15.5 together
    near_to("wait of what was on the shelf", row.wait_mean, 0.5, 0.06);
}

/* Two lots of one shipment. */
static void lots_of_a_shipment_stay_together(void **state)
{
    static const struct scen_timed coming[] = {{3 * DAY, 5}};
    struct little *l = *state;

    little_init(l, SCEN_CONTINUOUS);
    l->product[0].shelf_life = 50 * DAY;
    int32_t depot = little_site(l, SCEN_WAREHOUSE, 1), market = little_site(l, SCEN_MARKET, 0);
    int32_t lane =
        little_lane(l, depot, market, (struct scen_law){.law = RAND_EXPONENTIAL, .a = 2});
    struct scen_stocking *s = little_stock(l, depot, 0, 5, SCEN_NONE);

    s->policy = SCEN_NEVER;
    little_stocking_more(l, s)->pipeline = coming;
    little_stocking_more(l, s)->pipelines = 1;
    little_stock(l, market, 0, 0, lane);
    struct scen_demand *d = little_daily(l, market, always(8));

    little_demand_more(l, d)->start = 5 * DAY;
    d->period = 500 * DAY;
    little_lane_more(l, &l->lane[lane])->watched = true;
    little_lane_more(l, &l->lane[lane])->cost_per_load = 7;
    l->lane[lane].cost_per_shipment = 2;
    little_run(l, 0);
    struct sup_lane_row row = little_lane_row(l, lane);

    near_to("units", row.units, 8, CLOSE);
    near_to("loads", row.loads, 1, CLOSE);
    near_to("shipments", row.shipments, 1, CLOSE);
    near_to("cost", row.cost, 9, CLOSE);
}

/* Half from each of two makers, over lanes that keep no books of their own. */
static void each_plain_lane_tells_its_own(void **state)
{
    struct little *l = *state;

    little_init(l, SCEN_CONTINUOUS);
    int32_t one = little_supplier(l, 1), two = little_supplier(l, 1);
    int32_t market = little_site(l, SCEN_MARKET, 0);
    int32_t near = little_lane(l, one, market, always(1));
    int32_t far = little_lane(l, two, market, always(4));
    const struct scen_source source[] = {{near, 0.75}, {far, 0.25}};
    const struct scen_ordering ordering = {.source = source, .sources = 2, .smoothing = 1.0};
    struct scen_stocking *s = little_stock(l, market, 0, 100, near);

    s->ordering = &ordering;
    l->lane[far].cost_per_unit = 0.5;
    little_daily(l, market, always(4));
    l->scen.horizon = 100 * DAY - 1;
    little_run(l, 0);
    near_to("units from near", little_lane_row(l, near).units, 3 * 99, CLOSE);
    near_to("units from afar", little_lane_row(l, far).units, 96, CLOSE);
    near_to("shipments from afar", little_lane_row(l, far).shipments, 96, CLOSE);
    near_to("cost from afar", little_lane_row(l, far).cost, 48, CLOSE);
    near_to("lead time from afar", little_lane_row(l, far).lead_p50, 4, CLOSE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(full_loads_leave_when_they_are_full),
        cmocka_unit_test(nobody_waits_for_a_load_longer_than_allowed),
        cmocka_unit_test(a_minimum_lot_holds_back_what_is_less),
        cmocka_unit_test(departures_take_what_fits),
        cmocka_unit_test(an_order_that_is_too_big_takes_several_loads),
        cmocka_unit_test(products_share_loads_and_what_they_cost),
        cmocka_unit_test(a_product_may_take_a_time_of_its_own),
        cmocka_unit_test(goods_go_another_way_while_theirs_is_closed),
        cmocka_unit_test(goods_take_the_lane_that_opens_first),
        cmocka_unit_test(without_another_way_goods_wait),
        cmocka_unit_test(goods_go_over_ports),
        cmocka_unit_test(docks_serve_one_after_the_other),
        cmocka_unit_test(a_fleet_moves_what_it_can),
        cmocka_unit_test(vehicles_come_when_called_and_return),
        cmocka_unit_test(no_load_leaves_a_site_that_is_down),
        cmocka_unit_test(lots_of_a_shipment_stay_together),
        cmocka_unit_test(each_plain_lane_tells_its_own),
    };
    return cmocka_run_group_tests(tests, little_set_up, little_tear_down);
}
