/* SPDX-License-Identifier: Apache-2.0 */
/* What goes wrong: when it begins and ends, what it does, and that it ends as it began. */
#include "little.h"
#include "supply/account/rare.h"

enum { SUPPLIER, SHOP };

/* A supplier and a shop that is asked for `units` a day; orders and goods need no time. */
static void chain(struct little *l, int64_t level, double units)
{
    little_init(l, SCEN_ORDER_FIRST);
    int32_t supplier = little_supplier(l, 1);
    int32_t shop = little_site(l, SCEN_MARKET, 0);
    int32_t lane = little_lane(l, supplier, shop, always(0.0));

    little_stock(l, shop, 0, level, lane)->review_period = DAY;
    little_daily(l, shop, always(units));
    l->scen.horizon = 20 * DAY;
}

/* The `n`th row of a disruption that was written down at `site`; false when there is none. */
static bool spell(const struct little *l, tw_lp_id site, uint32_t cause, uint32_t n,
                  struct sup_outage_row *row)
{
    const struct tw_rows *rows = &l->result.rows;

    for (size_t i = 0; i < rows->count; i++) {
        if (rows->row[i].channel != SUP_OUTAGE || rows->row[i].lp != site)
            continue;
        memcpy(row, rows->bytes + rows->row[i].offset, sizeof *row);
        if (row->cause == cause && n-- == 0)
            return true;
    }
    return false;
}

/* Share of the time that `up` makers of a product were up (SCEN_NONE: the site itself). */
static double share_up(const struct little *l, tw_lp_id site, int32_t product, uint32_t up)
{
    const struct tw_rows *rows = &l->result.rows;
    struct sup_available_row row;

    for (size_t i = 0; i < rows->count; i++) {
        if (rows->row[i].channel != SUP_AVAILABLE || rows->row[i].lp != site)
            continue;
        memcpy(&row, rows->bytes + rows->row[i].offset, sizeof row);
        if (row.product == product && row.up == up)
            return row.share;
    }
    fail_msg("no row of availability");
    return 0.0;
}

static void day(const struct little *l, tw_lp_id site, uint32_t n, double on_hand,
                double backlog)
{
    struct sup_kpi row = little_kpi(l, site, n);

    if (row.on_hand != on_hand || row.backlog != backlog)
        fail_msg("day %u ends with %g on hand and %g owed; expected %g and %g", n, row.on_hand,
                 row.backlog, on_hand, backlog);
}

/* ---- sources ---- */

/* A supplier that is down takes no order; when it is up again, all is ordered at once. */
static void orders_are_refused_while_down(void **state)
{
    struct little *l = *state;

    chain(l, 30, 10.0);
    little_once(l, SCEN_OUTAGE, SUPPLIER, 3.0, 4.0)->orders = SCEN_ORDERS_REFUSED;
    little_run(l, 1);
    day(l, SHOP, 2, 20, 0);
    day(l, SHOP, 3, 10, 0); // 0 at the end of day 4, 10 and 20 owed on days 5 and 6
    day(l, SHOP, 6, 0, 20);
    day(l, SHOP, 7, 20, 0);
    assert_true(little_kpi(l, SHOP, 5).orders == 0.0);
    assert_true(little_kpi(l, SHOP, 7).ordered == 50.0);
    assert_int_equal(l->total[1].count[SUP_N_put_off], 1);
}

/* An item that is watched all the time orders in the moment of recovery. */
static void recovery_wakes_those_who_watch(void **state)
{
    struct little *l = *state;

    chain(l, 30, 10.0);
    l->stock[1].review_period = 0;
    little_once(l, SCEN_OUTAGE, SUPPLIER, 2.5, 1.25)->orders = SCEN_ORDERS_REFUSED;
    little_run(l, 1);
    assert_true(little_kpi(l, SHOP, 3).ordered == 10.0);
    day(l, SHOP, 3, 30, 0);
}

/* The state is drawn before the orders of its period, and spells are geometric. */
static void markov_has_its_stationary_share(void **state)
{
    struct little *l = *state;
    double days = 0.0, spells = 0.0;
    struct sup_outage_row row;

    chain(l, 30, 1.0);
    struct scen_disruption *d = little_disruption(l, SCEN_OUTAGE, SUPPLIER);

    *d = (struct scen_disruption){.name = "a",
                                  .site = SUPPLIER,
                                  .lane = SCEN_NONE,
                                  .product = SCEN_NONE,
                                  .after = SCEN_NONE,
                                  .timing = SCEN_MARKOV,
                                  .fail_chance = 0.1,
                                  .repair_chance = 0.4,
                                  .period = DAY,
                                  .first = SCEN_BEGINS_SETTLED};
    l->scen.horizon = 100000 * DAY;
    little_run(l, 1);
    for (uint32_t n = 0; spell(l, SUPPLIER, 0, n, &row) && n < 1000; n++) {
        assert_true(row.start == floor(row.start));
        days += row.duration;
        spells++;
    }
    near_to("the mean length of a spell", days / spells, 2.5, 0.15);
    near_to("the time up", share_up(l, SUPPLIER, SCEN_NONE, 1), 0.8, 0.02);
}

/* As after a long time: constant laws of 3 up and 1 down begin anywhere in their cycle. */
static void settled_renewal_begins_anywhere(void **state)
{
    struct little *l = *state;
    double down = 0.0, first = 0.0;
    struct sup_outage_row row;

    for (uint64_t i = 0; i < 2000; i++) {
        chain(l, 30, 1.0);
        struct scen_disruption *d = little_disruption(l, SCEN_OUTAGE, SUPPLIER);

        d->timing = SCEN_RENEWAL;
        d->first = SCEN_BEGINS_SETTLED;
        d->up = always(3.0);
        d->down = always(1.0);
        l->scen.horizon = 5 * DAY;
        little_run(l, i);
        assert_true(spell(l, SUPPLIER, 0, 0, &row));
        down += row.start == 0.0;
        first += row.start;
    }
    near_to("the chance to begin down", down / 2000, 0.25, 0.12);
    near_to("the first begin", first / 2000, 3.0 * 1.5 / 4.0, 0.06);
}

/* ---- chains, regions ---- */

static void what_follows_follows_each_time(void **state)
{
    struct little *l = *state;
    struct sup_outage_row first, second;
    uint32_t n = 0, late = 0;

    chain(l, 30, 1.0);
    struct scen_disruption *a = little_disruption(l, SCEN_OUTAGE, SUPPLIER);
    struct scen_disruption *b = little_disruption(l, SCEN_OUTAGE, SHOP);

    a->timing = SCEN_RENEWAL;
    a->up = (struct scen_law){.law = RAND_EXPONENTIAL, .a = 5.0};
    a->down = (struct scen_law){.law = RAND_EXPONENTIAL, .a = 1.0};
    b->timing = SCEN_AFTER;
    b->after = 0;
    b->delay = always(2.0);
    b->down = always(0.5);
    b->chance = 0.5;
    l->scen.horizon = 4000 * DAY;
    little_run(l, 1);
    for (uint32_t i = 0; spell(l, SHOP, 1, i, &second); i++, late++)
        for (bool found = false; !found; n++) {
            assert_true(spell(l, SUPPLIER, 0, n, &first));
            found = fabs(first.start + 2.0 - second.start) < 1e-7;
        }
    near_to("the share that is followed", late / (4000.0 / 6.0), 0.5, 0.12);
}

/* Sites of a region go down together, each with its chance; who orders there knows. */
static void regions_are_struck_together(void **state)
{
    struct little *l = *state;
    struct sup_outage_row a, b;
    uint32_t both = 0, only = 0, m = 0;

    chain(l, 5, 1.0);
    l->site[SUPPLIER].region = l->site[SHOP].region = "here";
    struct scen_disruption *d = little_disruption(l, SCEN_OUTAGE, SCEN_NONE);

    d->region = "here";
    d->spread = 0.6;
    d->orders = SCEN_ORDERS_REFUSED;
    d->timing = SCEN_RENEWAL;
    d->up = (struct scen_law){.law = RAND_UNIFORM, .a = 1.0, .b = 9.0};
    d->down = (struct scen_law){.law = RAND_UNIFORM, .a = 1.0, .b = 2.0};
    l->scen.horizon = 5000 * DAY;
    little_run(l, 1);
    for (uint32_t n = 0; spell(l, SUPPLIER, 0, n, &a); n++) {
        while (spell(l, SHOP, 0, m, &b) && b.start < a.start)
            m++;
        both += b.start == a.start;
        only++;
        for (uint32_t at = (uint32_t)ceil(a.start); at < a.end && at < 5000; at++)
            assert_true(little_kpi(l, SHOP, at).orders == 0.0);
    }
    near_to("the chance of a site", only / (5000 / 6.5), 0.6, 0.1);
    near_to("that both are struck", both / (double)only, 0.6, 0.1);
}

/* Two makers: counted exactly from the begin of the run on. */
static void makers_are_counted(void **state)
{
    struct little *l = *state;

    little_init(l, SCEN_CONTINUOUS);
    int32_t a = little_supplier(l, 1), b = little_supplier(l, 1);
    int32_t shop = little_site(l, SCEN_MARKET, 0);

    little_stock(l, shop, 0, 5, little_lane(l, a, shop, always(1.0)));
    little_daily(l, shop, always(1.0));
    little_once(l, SCEN_OUTAGE, a, 10.0, 30.0);
    little_once(l, SCEN_OUTAGE, b, 20.0, 40.0);
    little_once(l, SCEN_OUTAGE, b, 30.0, 5.0); // within the other
    l->scen.warm_up = 20 * DAY;
    little_run(l, 1);
    assert_true(share_up(l, 0, 0, 0) == 0.25);
    assert_true(share_up(l, 0, 0, 1) == 0.25);
    assert_true(share_up(l, 0, 0, 2) == 0.5);
    assert_true(share_up(l, 0, SCEN_NONE, 1) == 0.75);
    assert_true(share_up(l, 1, SCEN_NONE, 1) == 0.5);
}

/* ---- work ---- */

/* A factory makes ten a time in four days; the shop's shelf is empty at the start. */
static void factory(struct little *l)
{
    little_init(l, SCEN_CONTINUOUS);
    int32_t plant = little_site(l, SCEN_FACTORY, 1);
    int32_t shop = little_site(l, SCEN_MARKET, 0);

    little_stock(l, plant, 0, 10, SCEN_NONE)->make_time = little_law(l, always(4.0));
    l->stock[0].initial = 0;
    little_stock(l, shop, 0, 0, little_lane(l, plant, shop, always(0.0)));
    little_daily(l, shop, always(1.0));
    l->scen.horizon = 20 * DAY;
    l->scen.kpi_period = DAY / 2;
}

static double made_by(const struct little *l, double days)
{
    double made = 0.0;

    for (uint32_t n = 0; n < (uint32_t)(2.0 * days); n++)
        made += little_kpi(l, 0, n).made;
    return made;
}

/* Half the speed for two days, of which a quarter for one: 4 = 1 + 1/2 + 1/4 + 2.25. */
static void work_slows_down_by_shares(void **state)
{
    struct little *l = *state;

    factory(l);
    little_once(l, SCEN_CAPACITY, 0, 1.0, 2.0)->size = 0.5;
    little_once(l, SCEN_CAPACITY, 0, 2.0, 1.0)->size = 0.5;
    little_run(l, 1);
    assert_true(made_by(l, 5.0) == 0.0);
    assert_true(made_by(l, 5.5) >= 10.0);
}

/* A share that lasts: done when the work is, not when the disruption ends. */
static void slow_work_ends_in_time(void **state)
{
    struct little *l = *state;

    factory(l);
    little_once(l, SCEN_CAPACITY, 0, 0.0, 15.0)->size = 0.4;
    little_run(l, 1);
    assert_true(made_by(l, 10.0) == 0.0);
    assert_true(made_by(l, 10.5) >= 10.0);
}

static void closed_for_one_product_only(void **state)
{
    struct little *l = *state;

    factory(l);
    little_once(l, SCEN_OUTAGE, 0, 1.0, 3.0)->product = 0;
    little_run(l, 1);
    assert_true(made_by(l, 7.0) == 0.0);
    assert_true(made_by(l, 7.5) >= 10.0);
}

/* ---- lanes ---- */

static void stretched(void **state)
{
    struct little *l = *state;

    chain(l, 20, 10.0);
    l->lane[0].lead_time = little_law(l, always(1.0));
    struct scen_disruption *d = little_once(l, SCEN_LEAD_TIME, SCEN_NONE, 2.0, 2.0);

    d->lane = 0;
    d->size = 3.0;
    little_once(l, SCEN_LEAD_TIME, SHOP, 3.0, 1.0)->size = 0.5; // all lanes to the shop
    little_run(l, 1);
    // ordered on days 0, 1, 2, 3, 4: there on days -, 2, 5, 4.5, 5
    day(l, SHOP, 2, 0, 0);
    day(l, SHOP, 3, 0, 10);
    day(l, SHOP, 4, 0, 10);
    day(l, SHOP, 5, 0, 0);
}

static void goods_wait_for_a_closed_lane(void **state)
{
    struct little *l = *state;

    chain(l, 30, 10.0);
    l->lane[0].lead_time = little_law(l, always(1.0));
    struct scen_disruption *d = little_once(l, SCEN_LANE_CLOSED, SCEN_NONE, 2.0, 3.0);

    d->lane = 0;
    little_once(l, SCEN_LANE_CLOSED, SUPPLIER, 4.0, 2.0);
    little_run(l, 1);
    day(l, SHOP, 6, 0, 30); // days 2 to 6 leave on day 6
    day(l, SHOP, 7, 10, 0);
    chain(l, 30, 10.0);
    little_once(l, SCEN_LANE_CLOSED, SUPPLIER, 4.0, 200.0);
    little_run(l, 1); // what waits at the end is in the balance
    assert_true(l->total[0].in_transit > 0);
}

/* ---- goods and customers ---- */

static void customers_want_more(void **state)
{
    struct little *l = *state;

    chain(l, 30, 1.0);
    little_once(l, SCEN_DEMAND_SHOCK, SHOP, 0.0, 20.0)->size = 1.5;
    little_once(l, SCEN_DEMAND_SHOCK, SHOP, 10.0, 10.0)->size = 0.5;
    little_run(l, 1);
    assert_int_equal(l->total[1].sales, 15 + 8); // 7.5 and the nearest
}

static void bad_goods_are_thrown_away(void **state)
{
    struct little *l = *state;

    chain(l, 30, 10.0);
    little_once(l, SCEN_QUALITY, SHOP, 5.0, 10.0)->size = 0.25;
    little_run(l, 1);
    day(l, SHOP, 5, 18, 0); // of ten received two are bad, and a half is carried over
    assert_true(l->total[1].count[SUP_N_rejected] >= 25);
}

static void stock_is_destroyed(void **state)
{
    struct little *l = *state;

    chain(l, 30, 10.0);
    little_once(l, SCEN_DESTROY, SHOP, 5.5, 0.0)->size = 0.6;
    little_run(l, 1);
    day(l, SHOP, 5, 8, 0);
    day(l, SHOP, 6, 20, 0);
    assert_int_equal(l->total[1].count[SUP_N_destroyed], 12);
}

/* ---- orders ---- */

static void the_insolvent_owe_nothing(void **state)
{
    struct little *l = *state;

    chain(l, 30, 10.0);
    l->lane[0].lead_time = little_law(l, always(1.0));
    l->lane[0].order_delay = DAY / 2;
    l->stock[0].make_time = little_law(l, always(3.0));
    little_once(l, SCEN_INSOLVENCY, SUPPLIER, 4.25, 0.0);
    little_daily(l, SHOP, always(1.0));
    little_run(l, 1);
    assert_int_equal(l->total[1].on_order, 0);
    assert_int_equal(l->total[0].backlog, 0);
    assert_true(l->total[0].count[SUP_N_cancelled] > 0);
    l->scen.horizon = 5 * DAY;
    little_run(l, 1); // the news is under way at the end
    assert_true(l->total[1].on_order > 0);
    little_init(l, SCEN_CONTINUOUS);
    chain(l, 5, 10.0);
    little_once(l, SCEN_INSOLVENCY, SHOP, 4.25, 0.0);
    little_run(l, 1); // customers are sent away
    assert_int_equal(l->total[1].backlog, 0);
    assert_int_equal(l->total[1].count[SUP_N_lost], 150);
}

/* Without news the shop thinks that nothing changes, and its orders do not get out. */
static void no_news_no_orders(void **state)
{
    struct little *l = *state;

    chain(l, 30, 10.0);
    little_once(l, SCEN_COMMUNICATION, SHOP, 3.5, 3.0);
    little_run(l, 1);
    assert_true(little_kpi(l, SHOP, 5).ordered == 0.0); // once, on what it knew
    day(l, SHOP, 3, 20, 0);
    day(l, SHOP, 4, 10, 0);
    day(l, SHOP, 6, 0, 0);
    day(l, SHOP, 7, 20, 0);
    chain(l, 30, 10.0);
    little_once(l, SCEN_COMMUNICATION, SUPPLIER, 3.5, 3.0);
    little_run(l, 1); // orders wait at its door
    assert_true(little_kpi(l, SHOP, 5).received == 0.0);
    assert_true(little_kpi(l, SHOP, 6).received == 30.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orders_are_refused_while_down),
        cmocka_unit_test(recovery_wakes_those_who_watch),
        cmocka_unit_test(markov_has_its_stationary_share),
        cmocka_unit_test(settled_renewal_begins_anywhere),
        cmocka_unit_test(what_follows_follows_each_time),
        cmocka_unit_test(regions_are_struck_together),
        cmocka_unit_test(makers_are_counted),
        cmocka_unit_test(work_slows_down_by_shares),
        cmocka_unit_test(slow_work_ends_in_time),
        cmocka_unit_test(closed_for_one_product_only),
        cmocka_unit_test(stretched),
        cmocka_unit_test(goods_wait_for_a_closed_lane),
        cmocka_unit_test(customers_want_more),
        cmocka_unit_test(bad_goods_are_thrown_away),
        cmocka_unit_test(stock_is_destroyed),
        cmocka_unit_test(the_insolvent_owe_nothing),
        cmocka_unit_test(no_news_no_orders),
    };

    return cmocka_run_group_tests(tests, little_set_up, little_tear_down);
}
