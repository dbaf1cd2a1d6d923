/* SPDX-License-Identifier: Apache-2.0 */
/* What happens first, and when: all cases here are small enough to follow by hand. */
#include "little.h"

static const enum scen_convention conventions[] = {SCEN_CONTINUOUS, SCEN_ORDER_FIRST,
                                                   SCEN_DEMAND_FIRST};

/* One market with daily demand of 1 over one lane, reviewed at each change. */
static struct scen_stocking *single(struct little *l, enum scen_convention convention,
                                    double lead, int64_t level)
{
    little_init(l, convention);
    int32_t supplier = little_supplier(l, 1);
    int32_t market = little_site(l, SCEN_MARKET, 0);
    int32_t lane = little_lane(l, supplier, market, always(lead));

    little_daily(l, market, always(1.0));
    l->scen.horizon = 20 * DAY;
    return little_stock(l, market, 0, level, lane);
}

/* A shipment that arrives in the tick of a demand serves it at once, under each convention. */
static void receipt_serves_demand_of_the_same_tick(void **state)
{
    struct little *l = *state;

    for (int i = 0; i < 3; i++) {
        single(l, conventions[i], 1.0, 1);
        little_run(l, 1);
        assert_int_equal(l->total[1].demand, 20);
        assert_int_equal(l->total[1].at_once, 20);
    }
}

/* With a periodic review, order-first places the order before the day's demand and demand-first
 * after it: the stock at the end of a day has seen L + 1 demands or L. */
static void convention_decides_what_an_order_has_seen(void **state)
{
    struct little *l = *state;

    single(l, SCEN_ORDER_FIRST, 4.0, 10)->review_period = DAY;
    little_run(l, 1);
    assert_true(little_kpi(l, 1, 15).on_hand == 5.0);

    single(l, SCEN_DEMAND_FIRST, 4.0, 10)->review_period = DAY;
    little_run(l, 1);
    assert_true(little_kpi(l, 1, 15).on_hand == 6.0);
}

/* An order delay counts like a lead time. */
static void orders_take_time_as_well(void **state)
{
    struct little *l = *state;

    single(l, SCEN_CONTINUOUS, 2.0, 10);
    l->lane[0].order_delay = 3 * DAY;
    little_run(l, 1);
    assert_true(little_kpi(l, 1, 15).on_hand == 5.0);
    assert_int_equal(l->total[1].in_transit, 2);
    assert_int_equal(l->total[0].in_mail, 3);
}

/* A chain of nothing but zero delays serves a customer within the tick, though no one in it
 * keeps any stock: orders run up and goods run down, always forward in priority. */
static void chain_without_delays_serves_within_the_tick(void **state)
{
    struct little *l = *state;
    static const struct scen_component bom[] = {{1, 1.0}};

    for (int i = 0; i < 3; i++) {
        little_init(l, conventions[i]);
        l->product[0].bom = bom;
        l->product[0].bom_count = 1;
        l->product[1] = (struct scen_product){.name = "raw", .quantum = 1.0};
        l->scen.products = 2;
        int32_t supplier = little_site(l, SCEN_SUPPLIER, 3);

        little_stock(l, supplier, 1, 0, SCEN_NONE)->policy = SCEN_NO_POLICY;
        int32_t factory = little_site(l, SCEN_FACTORY, 2);

        little_stock(l, factory, 0, 0, SCEN_NONE);
        little_stock(l, factory, 1, 0, little_lane(l, supplier, factory, always(0.0)));
        int32_t depot = little_site(l, SCEN_WAREHOUSE, 1);

        little_stock(l, depot, 0, 0, little_lane(l, factory, depot, always(0.0)));
        int32_t market = little_site(l, SCEN_MARKET, 0);

        little_stock(l, market, 0, 0, little_lane(l, depot, market, always(0.0)));
        little_daily(l, market, always(3.0));
        l->scen.horizon = 10 * DAY;
        little_run(l, 1);
        assert_int_equal(l->total[4].sold, 30);
        assert_int_equal(l->total[4].sales_at_once, 30);
        assert_true(l->total[4].ready == 1.0);
    }
}

/* A supplier that is down keeps orders waiting and ships them all when it is up again. */
static void check_outage(struct little *l)
{
    little_run(l, 1);
    assert_true(little_kpi(l, 1, 5).on_hand == 9.0); // the last shipment came on day 5
    assert_true(little_kpi(l, 1, 8).on_hand == 6.0);
    assert_true(little_kpi(l, 0, 8).backlog == 4.0); // days 5 to 8
    assert_true(little_kpi(l, 1, 9).on_hand == 5.0);
    assert_true(little_kpi(l, 0, 9).backlog == 0.0);
    assert_true(little_kpi(l, 1, 10).on_hand == 9.0); // all five came
}

static void outages_nest(void **state)
{
    struct little *l = *state;

    single(l, SCEN_CONTINUOUS, 1.0, 10);
    little_once(l, SCEN_OUTAGE, 0, 5.0, 4.0);
    check_outage(l);

    l->disruption[0].down = always(3.0);
    little_once(l, SCEN_OUTAGE, 0, 7.0, 2.0);
    check_outage(l);
}

/* Work in progress stands still while the factory is down. */
static void outage_delays_work_in_progress(void **state)
{
    struct little *l = *state;

    little_init(l, SCEN_CONTINUOUS);
    int32_t factory = little_site(l, SCEN_FACTORY, 0);
    struct scen_stocking *s = little_stock(l, factory, 0, 10, SCEN_NONE);

    s->initial = 0;
    s->make_time = little_law(l, always(3.5));
    little_once(l, SCEN_OUTAGE, 0, 1.0, 1.0);
    little_once(l, SCEN_OUTAGE, 0, 4.0, 2.0);
    l->scen.horizon = 10 * DAY;
    little_run(l, 1);
    assert_true(little_kpi(l, 0, 5).made == 0.0);
    assert_true(little_kpi(l, 0, 6).made == 10.0);
    // done at 6.5 days: 3.5 of work and 3 of standing still
    near_to("the stock's mean on that day", little_kpi(l, 0, 6).on_hand_mean, 5.0, 1e-9);
}

/* Random outages alternate with the laws' means (alternating renewal). */
static void random_outages_take_their_share(void **state)
{
    struct little *l = *state;
    double down = 0.0;

    single(l, SCEN_CONTINUOUS, 1.0, 10);
    struct scen_disruption *d = little_disruption(l, SCEN_OUTAGE, 0);

    d->timing = SCEN_RENEWAL;
    d->up = (struct scen_law){.law = RAND_EXPONENTIAL, .a = 9.0};
    d->down = (struct scen_law){.law = RAND_UNIFORM, .a = 0.5, .b = 1.5};
    l->scen.horizon = 20000 * DAY;
    little_run(l, 1);
    for (size_t i = 0; i < l->result.rows.count; i++) {
        struct sup_outage_row row;

        if (l->result.rows.row[i].channel != SUP_OUTAGE)
            continue;
        memcpy(&row, l->result.rows.bytes + l->result.rows.row[i].offset, sizeof row);
        down += row.duration;
    }
    near_to("the part of time down", down / 20000.0, 0.1, 0.07);
}

/* Unit customers come at the rate of their law, though time is counted in whole ticks. */
static void poisson_rate_is_kept_at_short_gaps(void **state)
{
    struct little *l = *state;
    double per_tick = 2.5; // a gap is 0.4 ticks in the mean

    single(l, SCEN_CONTINUOUS, 0.0, 0);
    l->demand[0] = (struct scen_demand){.site = 1,
                                        .arrivals = SCEN_POISSON,
                                        .rate = per_tick * (double)DAY,
                                        .quantity = little_law(l, always(1.0))};
    l->scen.horizon = 100000;
    little_run(l, 1);
    near_to("the number of customers", (double)l->total[1].demand, per_tick * 1e5, 0.01);
    assert_int_equal(l->total[1].sold + l->total[1].backlog, l->total[1].demand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(receipt_serves_demand_of_the_same_tick),
        cmocka_unit_test(convention_decides_what_an_order_has_seen),
        cmocka_unit_test(orders_take_time_as_well),
        cmocka_unit_test(chain_without_delays_serves_within_the_tick),
        cmocka_unit_test(outages_nest),
        cmocka_unit_test(outage_delays_work_in_progress),
        cmocka_unit_test(random_outages_take_their_share),
        cmocka_unit_test(poisson_rate_is_kept_at_short_gaps),
    };

    return cmocka_run_group_tests(tests, little_set_up, little_tear_down);
}
