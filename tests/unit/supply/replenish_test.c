/* SPDX-License-Identifier: Apache-2.0 */
/* Policies off the common path, in networks small enough to follow by hand. */
#include "little.h"

static const struct scen_ordering plain = {.smoothing = 1.0, .multiple = 1, .planned_lead = -1};

/* Suppliers A and B and one market, which has a lane from each: stock 2 is the market's. */
static struct scen_stocking *pair(struct little *l, enum scen_convention convention,
                                  struct scen_ordering *o, struct scen_source source[2])
{
    little_init(l, convention);
    int32_t a = little_supplier(l, 1), b = little_supplier(l, 1);
    int32_t market = little_site(l, SCEN_MARKET, 0);

    source[0] = (struct scen_source){little_lane(l, a, market, always(1.0)), 0.5};
    source[1] = (struct scen_source){little_lane(l, b, market, always(2.0)), 0.5};
    little_daily(l, market, always(1.0));
    l->scen.horizon = 100 * DAY;
    *o = plain;
    o->source = source;
    o->sources = 2;
    o->backup_max = INT64_MAX;
    struct scen_stocking *s = little_stock(l, market, 0, 10, source[0].lane);

    s->ordering = o;
    return s;
}

/* Shares hold to the unit at any time, however small the orders are. */
static void split_is_exact_over_time(void **state)
{
    struct little *l = *state;
    struct scen_ordering o;
    struct scen_source source[2];

    pair(l, SCEN_CONTINUOUS, &o, source);
    source[0].share = 0.7;
    source[1].share = 0.3;
    little_run(l, 1);
    assert_int_equal(l->total[0].made, 0);
    assert_int_equal(l->total[0].bought, 70);
    assert_int_equal(l->total[1].bought, 30);
    for (int64_t days = 3; days < 40; days += 9) {
        l->scen.horizon = days * DAY;
        little_run(l, 1);
        near_to("share of the first", (double)l->total[0].bought, 0.7 * (double)days,
                0.99 / (0.7 * (double)days));
    }
}

static void figures_choose_among_sources(void **state)
{
    struct little *l = *state;
    struct scen_ordering o;
    struct scen_source source[2];

    pair(l, SCEN_CONTINUOUS, &o, source);
    o.sourcing = SCEN_FASTEST;
    little_run(l, 1);
    assert_int_equal(l->total[0].bought, 100);

    pair(l, SCEN_CONTINUOUS, &o, source);
    o.sourcing = SCEN_CHEAPEST;
    l->lane[0].cost_per_unit = 2.0;
    l->lane[1].cost_per_unit = 1.0;
    little_run(l, 1);
    assert_int_equal(l->total[1].bought, 100);
}

/* The first source is down from day 20 to day 30: what is ordered then comes from the second.
 */
static void the_second_takes_over(void **state)
{
    struct little *l = *state;
    struct scen_ordering o;
    struct scen_source source[2];

    pair(l, SCEN_CONTINUOUS, &o, source);
    o.sourcing = SCEN_FIRST_UP;
    little_once(l, SCEN_OUTAGE, 0, 20.0, 10.0);
    little_run(l, 1);
    assert_int_equal(l->total[0].bought, 90);
    assert_int_equal(l->total[1].bought, 10);
}

/* A backup that reacts after 4 days and takes orders of 2 at most: the days 24 to 29. */
static void a_backup_reacts_late(void **state)
{
    struct little *l = *state;
    struct scen_ordering o;
    struct scen_source source[2];

    pair(l, SCEN_ORDER_FIRST, &o, source)->review_period = DAY;
    o.sourcing = SCEN_CONTINGENT;
    o.reaction = 4 * DAY;
    o.backup_max = 2;
    little_once(l, SCEN_OUTAGE, 0, 20.0, 10.0);
    little_run(l, 1);
    // 5 are missing on day 24; 2 a day come back until it is 1 a day
    assert_int_equal(l->total[1].bought, 2 * 4 + 1 + 1);
    assert_int_equal(l->total[0].bought + l->total[1].bought, 99);
}

/* ---- echelons ---- */

/* Supplier, depot, two shops. Echelon levels are those of the shops on top of the depot's. */
static void tree(struct little *l, struct scen_ordering *o, bool echelon, bool told)
{
    little_init(l, SCEN_CONTINUOUS);
    int32_t supplier = little_supplier(l, 2);
    int32_t depot = little_site(l, SCEN_WAREHOUSE, 1);
    struct scen_stocking *s =
        little_stock(l, depot, 0, 9, little_lane(l, supplier, depot, always(3.0)));

    for (int i = 0; i < 2; i++) {
        int32_t shop = little_site(l, SCEN_MARKET, 0);

        little_stock(l, shop, 0, 4 + i, little_lane(l, depot, shop, always(1.0)));
        little_poisson(l, shop, 1.0 + 0.5 * i);
    }
    l->scen.horizon = 2000 * DAY;
    if (!echelon)
        return;
    *o = plain;
    o->echelon = true;
    o->told = told;
    s->ordering = o;
    s->order_up_to = 9 + 4 + 5;
}

/* Axsater and Rosling 1993: with one-for-one orders both see the same. */
static void echelon_and_local_levels_agree(void **state)
{
    struct little *l = *state;
    struct scen_ordering o;

    tree(l, &o, false, false);
    little_run(l, 1);
    double local[3] = {l->total[1].on_hand_mean, l->total[2].backlog_mean, little_fill(l, 3)};

    for (int told = 0; told < 2; told++) {
        tree(l, &o, true, told != 0);
        little_run(l, 1);
        assert_true(l->total[1].on_hand_mean == local[0]);
        assert_true(l->total[2].backlog_mean == local[1]);
        assert_true(little_fill(l, 3) == local[2]);
    }
}

/* News that come sooner than orders let the depot order sooner: shops that order once in ten
 * days tell of their customers at once. */
static void news_come_before_orders(void **state)
{
    struct little *l = *state;
    struct scen_ordering o;
    double late[2];

    for (int told = 0; told < 2; told++) {
        tree(l, &o, true, told != 0);
        l->stock[2].review_period = l->stock[3].review_period = 10 * DAY;
        l->stock[2].order_up_to = l->stock[2].initial = 14;
        l->stock[3].order_up_to = l->stock[3].initial = 19;
        l->stock[1].order_up_to = 9 + 14 + 19;
        little_run(l, 1);
        late[told] = l->total[1].backlog_mean;
    }
    assert_true(late[1] < 0.5 * late[0]);
}

/* ---- siblings ---- */

/* Two depots with one unit each, which never order; customers come to the first. */
static void siblings_help_out(void **state)
{
    struct little *l = *state;
    struct scen_ordering o = plain;

    little_init(l, SCEN_CONTINUOUS);
    int32_t supplier = little_supplier(l, 1);
    int32_t a = little_site(l, SCEN_WAREHOUSE, 0), b = little_site(l, SCEN_WAREHOUSE, 0);
    int32_t lane = little_lane(l, supplier, a, always(50.0));
    int32_t help = little_lane(l, b, a, always(0.25));

    o.sibling = &help;
    o.siblings = 1;
    little_stock(l, a, 0, 1, lane)->ordering = &o;
    struct scen_stocking *other =
        little_stock(l, b, 0, 5, little_lane(l, supplier, b, always(50.0)));
    little_stocking_more(l, other)->transship_keep = 2;
    little_daily(l, a, always(1.0));
    l->scen.horizon = 10 * DAY;
    little_run(l, 1);
    assert_int_equal(l->total[1].sold, 4); // its own, and what the other spares
    assert_int_equal(l->total[2].on_hand, 2);
    assert_int_equal(l->total[2].shipped, 3);
    assert_int_equal(l->total[1].backlog, 6);
    assert_int_equal(l->total[1].on_order, 7); // what came from the sibling it did not order
    assert_true(l->total[1].on_hand_mean == 0.0);
}

/* A refusal holds for those who wait. Once they are served, the next one asks again: the first
 * depot sells its one unit, the next customer finds nothing anywhere and waits for a receipt on
 * day 3; who comes half a day later gets what the other depot has had since day 2. */
static void refusals_end_with_the_shortage(void **state)
{
    struct little *l = *state;
    struct scen_ordering o = plain;
    static const struct scen_timed trace[] = {
        {0, 1}, {TW_TICKS_PER_DAY, 1}, {7 * TW_TICKS_PER_DAY / 2, 1}};
    static const struct scen_demand_more asked = {.trace = trace, .trace_count = 3};

    little_init(l, SCEN_CONTINUOUS);
    int32_t supplier = little_supplier(l, 1);
    int32_t a = little_site(l, SCEN_WAREHOUSE, 0), b = little_site(l, SCEN_WAREHOUSE, 0);
    int32_t lane = little_lane(l, supplier, a, always(3.0));
    int32_t help = little_lane(l, b, a, always(0.25));

    o.sibling = &help;
    o.siblings = 1;
    little_stock(l, a, 0, 1, lane)->ordering = &o;
    little_stock(l, b, 0, 1, little_lane(l, supplier, b, always(2.0)))->initial = 0;
    l->demand[l->scen.demands++] = (struct scen_demand){.site = a,
                                                        .arrivals = SCEN_TRACE,
                                                        .more = &asked,
                                                        .quantity = little_law(l, always(1.0))};
    l->scen.horizon = 10 * DAY;
    little_run(l, 1);
    assert_int_equal(l->total[1].sold, 3);
    assert_int_equal(l->total[2].shipped, 1);
    near_to("backlog", l->total[1].backlog_mean, 2.25 / 10.0, 1e-6);
}

/* Three depots in a ring, each of which may ask the next for what it lacks to five units; they
 * have less than that together, and lanes take no time. Nobody gives what it had to ask for
 * itself, or the same goods would go round and round. */
static void help_does_not_go_round(void **state)
{
    struct little *l = *state;
    struct scen_ordering o[3] = {plain, plain, plain};
    static const int64_t initial[] = {4, 5, 6};
    int32_t help[3], lane[3], site[3];

    little_init(l, SCEN_CONTINUOUS);
    int32_t supplier = little_supplier(l, 1);

    for (int i = 0; i < 3; i++)
        site[i] = little_site(l, SCEN_WAREHOUSE, 0);
    for (int i = 0; i < 3; i++) {
        lane[i] = little_lane(l, supplier, site[i], always(50.0));
        help[i] = little_lane(l, site[(i + 1) % 3], site[i], always(0.0));
        o[i].sibling = &help[i];
        o[i].siblings = 1;
        o[i].transship_at = 5;
    }
    for (int i = 0; i < 3; i++) {
        struct scen_stocking *s = little_stock(l, site[i], 0, 10, lane[i]);

        s->ordering = &o[i];
        s->initial = initial[i];
    }
    little_daily(l, site[1], always(1.0));
    l->scen.horizon = 2; // ticks: goods that go round move 65536 times in each
    little_run(l, 1);
    assert_true(l->result.committed < 100);
    assert_int_equal(l->total[2].on_hand, 5); // one sold, one that the third can spare
    assert_int_equal(l->total[3].shipped, 1);
    assert_int_equal(l->total[2].shipped, 0);
}

/* ---- material requirements ---- */

/* A shop that will sell 30 on day 40 orders it so that it comes that day; the factory that
 * supplies it begins early enough, and so does the supplier's lane to the factory. */
static void requirements_explode_across_sites(void **state)
{
    struct little *l = *state;
    struct scen_ordering o[3] = {plain, plain, plain};
    static const struct scen_component bom[] = {{1, 2.0}};
    static const struct scen_timed trace[] = {{40 * TW_TICKS_PER_DAY, 30}};
    static const struct scen_demand_more asked = {.trace = trace, .trace_count = 1};
    static const enum scen_convention conventions[] = {SCEN_CONTINUOUS, SCEN_ORDER_FIRST,
                                                       SCEN_DEMAND_FIRST};

    for (int i = 0; i < 3; i++) {
        little_init(l, conventions[i]);
        l->product[0].bom = bom;
        l->product[0].bom_count = 1;
        l->product[1] = (struct scen_product){.name = "part", .quantum = 1.0};
        l->scen.products = 2;
        int32_t supplier = little_site(l, SCEN_SUPPLIER, 2);

        little_stock(l, supplier, 1, 0, SCEN_NONE)->policy = SCEN_NO_POLICY;
        int32_t factory = little_site(l, SCEN_FACTORY, 1);
        struct scen_stocking *s = little_stock(l, factory, 0, 0, SCEN_NONE);

        s->make_time = little_law(l, always(4.0));
        s->ordering = &o[0];
        s = little_stock(l, factory, 1, 5, little_lane(l, supplier, factory, always(7.0)));
        s->ordering = &o[1];
        int32_t shop = little_site(l, SCEN_MARKET, 0);

        s = little_stock(l, shop, 0, 10, little_lane(l, factory, shop, always(3.0)));
        s->ordering = &o[2];
        for (int k = 1; k < 4; k++) {
            l->stock[k].policy = SCEN_MRP;
            l->stock[k].review_period = DAY;
        }
        l->demand[l->scen.demands++] =
            (struct scen_demand){.site = shop,
                                 .arrivals = SCEN_TRACE,
                                 .more = &asked,
                                 .quantity = little_law(l, always(1.0))};
        l->scen.horizon = 60 * DAY;
        little_run(l, 1);
        assert_int_equal(l->total[3].sold, 30);
        assert_int_equal(l->total[3].sales_at_once, 30);
        assert_int_equal(l->total[3].ordered, 20);
        assert_int_equal(l->total[1].ordered, 20);
        assert_int_equal(l->total[2].ordered, 35);
        assert_int_equal(l->total[0].bought, 35);
        assert_true(l->total[3].on_hand + l->total[1].on_hand + l->total[2].on_hand == 0);
        // nothing comes before its day: 10 wait in the shop, 5 parts in the factory
        near_to("the shop's stock", l->total[3].on_hand_mean, 10.0 * 40.0 / 60.0, 0.001);
        near_to("finished goods", l->total[1].on_hand_mean + 1.0, 1.0, 0.001);
    }
}

/* ---- beliefs and limits ---- */

/* What is too much goes back and is not lost: a forecast that falls from 20 to 10 a day. */
static void stock_goes_back(void **state)
{
    struct little *l = *state;
    struct scen_ordering o = plain;

    little_init(l, SCEN_ORDER_FIRST);
    int32_t supplier = little_supplier(l, 1);
    int32_t market = little_site(l, SCEN_MARKET, 0);
    struct scen_stocking *s =
        little_stock(l, market, 0, 0, little_lane(l, supplier, market, always(1.0)));

    s->policy = SCEN_ORDER_UP_TO;
    s->review_period = DAY;
    s->initial = 200;
    s->ordering = &o;
    o.forecast = SCEN_MOVING_AVERAGE;
    o.window = 1;
    o.cover = 5.0;
    o.forecast_start = 20.0;
    o.returns = true;
    little_daily(l, market, always(10.0));
    l->scen.horizon = 20 * DAY;
    little_run(l, 1);
    assert_true(l->total[1].ever[SUP_N_returned] > 0);
    assert_int_equal(l->total[1].ever[SUP_N_returned], l->total[0].ever[SUP_N_taken_back]);
    assert_true(little_kpi(l, 1, 15).on_hand + little_kpi(l, 1, 15).on_order == 40.0);
}

static void a_plan_is_followed(void **state)
{
    struct little *l = *state;
    struct scen_ordering o = plain;
    static const struct scen_timed plan[] = {
        {2 * TW_TICKS_PER_DAY, 7}, {2 * TW_TICKS_PER_DAY, 3}, {5 * TW_TICKS_PER_DAY + 1, 4}};

    little_init(l, SCEN_CONTINUOUS);
    int32_t supplier = little_supplier(l, 1);
    int32_t market = little_site(l, SCEN_MARKET, 0);
    struct scen_stocking *s =
        little_stock(l, market, 0, 0, little_lane(l, supplier, market, always(0.0)));

    s->policy = SCEN_PLAN;
    s->ordering = &o;
    o.plan = plan;
    o.plans = 3;
    l->scen.horizon = 10 * DAY;
    little_run(l, 1);
    assert_int_equal(l->total[1].orders, 2);
    assert_int_equal(l->total[1].on_hand, 14);
    assert_true(little_kpi(l, 1, 1).on_hand == 0.0);
    assert_true(little_kpi(l, 1, 2).on_hand == 10.0);
}

/* While a site is down it passes nothing on; afterwards it passes on all that came. */
static void what_was_asked_is_not_forgotten(void **state)
{
    struct little *l = *state;
    struct scen_ordering o = plain;

    little_init(l, SCEN_CONTINUOUS);
    int32_t supplier = little_supplier(l, 1);
    int32_t market = little_site(l, SCEN_MARKET, 0);
    struct scen_stocking *s =
        little_stock(l, market, 0, 10, little_lane(l, supplier, market, always(1.0)));

    s->policy = SCEN_PASS_THROUGH;
    s->review_period = DAY;
    s->ordering = &o;
    o.review_start = DAY / 2;
    little_daily(l, market, always(1.0));
    little_once(l, SCEN_OUTAGE, market, 5.0, 3.0);
    l->scen.horizon = 20 * DAY;
    little_run(l, 1);
    assert_int_equal(l->total[1].ordered, 20);
    assert_int_equal(l->total[1].orders, 17);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(split_is_exact_over_time),
        cmocka_unit_test(figures_choose_among_sources),
        cmocka_unit_test(the_second_takes_over),
        cmocka_unit_test(a_backup_reacts_late),
        cmocka_unit_test(echelon_and_local_levels_agree),
        cmocka_unit_test(news_come_before_orders),
        cmocka_unit_test(siblings_help_out),
        cmocka_unit_test(refusals_end_with_the_shortage),
        cmocka_unit_test(help_does_not_go_round),
        cmocka_unit_test(requirements_explode_across_sites),
        cmocka_unit_test(stock_goes_back),
        cmocka_unit_test(a_plan_is_followed),
        cmocka_unit_test(what_was_asked_is_not_forgotten),
    };

    return cmocka_run_group_tests(tests, little_set_up, little_tear_down);
}
