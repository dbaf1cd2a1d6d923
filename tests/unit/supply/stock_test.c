/* SPDX-License-Identifier: Apache-2.0 */
/* What stocks do beyond first come, first served; little_run() proves that no goods are lost.
 */
#include "little.h"
#include "scen/unit.h"
#include "supply/account/rare.h"

/* A market with an endless supplier. */
static struct scen_stocking *shop(struct little *l, enum scen_convention convention,
                                  double lead, int64_t level)
{
    little_init(l, convention);
    int32_t supplier = little_supplier(l, 1);
    int32_t market = little_site(l, SCEN_MARKET, 0);

    return little_stock(l, market, 0, level, little_lane(l, supplier, market, always(lead)));
}

/* ---- shelf life ---- */

/* Goods that last one period: a newsvendor, who throws away what is left, E[max(S - D, 0)]. */
static void what_lasts_a_day_is_a_newspaper(void **state)
{
    struct little *l = *state;
    double left = 0.0, chance = exp(-6.0);

    shop(l, SCEN_ORDER_FIRST, 0.0, 8)->review_period = DAY;
    little_daily(l, 1, (struct scen_law){.law = RAND_POISSON, .a = 6.0});
    l->product[0].shelf_life = DAY;
    l->product[0].disposal_cost = 2.0;
    l->scen.warm_up = 100 * DAY;
    l->scen.horizon = 50100 * DAY;
    l->scen.kpi_period = 1000 * DAY;
    little_run(l, 1);
    for (int d = 0; d < 8; chance *= 6.0 / ++d)
        left += chance * (8 - d);
    near_to("what expires", (double)l->total[1].count[SUP_N_expired] / 50000.0, left, 0.02);
    near_to("what disposal costs", l->total[1].money[SUP_M_disposal] / 50000.0, 2.0 * left,
            0.02);
    assert_int_equal(l->total[1].count[SUP_N_merged_lots], 0);
}

/* Schmidt and Nahmias, "(S-1,S) policies for perishable inventory", Management Science 31(6),
 * 1985: without lead time the ages of the stock have a density in proportion to exp(-rate x
 * oldest age), so expiry happens at the rate exp(-rate m) m^(S-1) over its integral. */
static void one_for_one_goods_expire_as_theory_says(void **state)
{
    struct little *l = *state;
    const double rate = 2.0, life = 3.0;
    const int level = 5;
    double sum = 0.0, steps = 1e5;

    shop(l, SCEN_CONTINUOUS, 0.0, level);
    little_poisson(l, 1, rate);
    l->product[0].shelf_life = (int64_t)life * DAY;
    l->scen.warm_up = 100 * DAY;
    l->scen.horizon = 100100 * DAY;
    l->scen.kpi_period = 1000 * DAY;
    little_run(l, 1);
    for (double i = 0.5; i < steps; i++)
        sum += exp(-rate * life * i / steps) * pow(life * i / steps, level - 1) * life / steps;
    near_to("the rate of expiry", (double)l->total[1].count[SUP_N_expired] / 1e5,
            exp(-rate * life) * pow(life, level - 1) / sum, 0.02);
    assert_int_equal(l->total[1].at_once, l->total[1].demand);
}

/* A depot's goods arrive at the market as old as they are, the oldest first, several ages as
 * one load; what is too old is refused there. */
static void ages_travel_with_shipments(void **state)
{
    struct little *l = *state;

    for (int64_t least = 0; least <= 5; least += 5) {
        little_init(l, SCEN_CONTINUOUS);
        l->product[0].shelf_life = 10 * DAY;
        int32_t supplier = little_supplier(l, 2);
        int32_t depot = little_site(l, SCEN_WAREHOUSE, 1);
        struct scen_stocking *s =
            little_stock(l, depot, 0, 6, little_lane(l, supplier, depot, always(4.0)));

        s->initial = 3; // 3 more come on day 4, 6 days before they expire
        int32_t market = little_site(l, SCEN_MARKET, 0);

        s = little_stock(l, market, 0, 5, little_lane(l, depot, market, always(1.0)));
        s->initial = 0;
        s->review_period = 50 * DAY; // one order, at 0 d
        little_stocking_more(l, s)->min_remaining_life = least * DAY;
        l->lane[1].order_delay = 5 * DAY;
        l->lane[1].cost_per_shipment = 7.0;
        l->scen.horizon = 13 * DAY;
        little_run(l, 1);
        // 3 expire on day 10 and 2 as well: all were bought on day 0
        struct sup_kpi at_6 = little_kpi(l, 2, 6), at_10 = little_kpi(l, 2, 10);

        assert_true(at_6.received == 5.0);
        assert_true(at_6.on_hand == (least > 4 ? 0.0 : 5.0));
        assert_true(at_6.count[SUP_N_rejected] == (least > 4 ? 5.0 : 0.0));
        assert_true(at_10.count[SUP_N_expired] == (least > 4 ? 0.0 : 5.0));
        assert_true(l->total[2].cost_freight == 7.0 && l->total[2].shipments == 1);
    }
}

/* More lots than the shelf's list has room for: joined at the earlier date, and counted. */
static void crowded_shelf_loses_nothing(void **state)
{
    struct little *l = *state;

    shop(l, SCEN_CONTINUOUS, 1.0, 500);
    l->product[0].shelf_life = 30 * DAY;
    little_poisson(l, 1, 0.01); // no one expects this many lots
    l->stock[1].initial = 0;
    struct scen_timed *lots = calloc(100, sizeof *lots);

    for (int i = 0; i < 100; i++)
        lots[i] = (struct scen_timed){i * DAY / 10, 5};
    little_stocking_more(l, &l->stock[1])->order = lots;
    little_stocking_more(l, &l->stock[1])->orders = 100;
    l->scen.horizon = 60 * DAY;
    little_run(l, 1);
    assert_true(l->total[1].count[SUP_N_merged_lots] > 10);
    assert_true(l->total[1].count[SUP_N_expired] >= 495);
    free(lots);
}

/* ---- allocation ---- */

/* A depot with 10, and three markets that order 4, 8 and 12 of it at 0 d; 6 more come on day 3,
 * all the rest on day 9. */
static void three_want_more(struct little *l, enum scen_allocation rule)
{
    little_init(l, SCEN_CONTINUOUS);
    int32_t supplier = little_supplier(l, 2);
    int32_t depot = little_site(l, SCEN_WAREHOUSE, 1);
    struct scen_stocking *s =
        little_stock(l, depot, 0, 16, little_lane(l, supplier, depot, always(9.0)));
    static const struct scen_timed later = {3 * TW_TICKS_PER_DAY, 6};

    s->initial = 10;
    little_stocking_more(l, s)->allocation = rule;
    little_stocking_more(l, s)->pipeline = &later;
    little_stocking_more(l, s)->pipelines = 1;
    for (int i = 0; i < 3; i++) {
        int32_t market = little_site(l, SCEN_MARKET, 0);

        s = little_stock(l, market, 0, 4 * (i + 1), little_lane(l, depot, market, always(0.5)));
        s->initial = 0;
        s->priority = (uint8_t)(3 - i);
    }
    l->scen.horizon = 20 * DAY;
    little_run(l, 1);
}

static void check_received(struct little *l, uint32_t day, double a, double b, double c)
{
    const double wanted[] = {a, b, c};

    for (tw_lp_id i = 0; i < 3; i++)
        if (little_kpi(l, 2 + i, day).received != wanted[i])
            fail_msg("market %u got %g on day %u; expected %g", i,
                     little_kpi(l, 2 + i, day).received, day, wanted[i]);
}

static void stock_is_shared_out_as_the_rule_says(void **state)
{
    struct little *l = *state;

    three_want_more(l, SCEN_FIFO);
    check_received(l, 0, 4, 6, 0);
    check_received(l, 3, 0, 2, 4);
    check_received(l, 9, 0, 0, 8);
    three_want_more(l, SCEN_PROPORTIONAL); // 10 x 4, 8, 12 / 24; then 6 x 2, 5, 7 / 14
    check_received(l, 0, 2, 3, 5);
    check_received(l, 3, 1, 2, 3);
    check_received(l, 9, 1, 3, 4);
    three_want_more(l, SCEN_PRIORITY);
    check_received(l, 0, 0, 0, 10);
    check_received(l, 3, 0, 4, 2);
    check_received(l, 9, 4, 4, 0);
}

/* With enough for all, the rules differ in nothing. */
static void rules_agree_when_there_is_enough(void **state)
{
    struct little *l = *state;

    for (int rule = SCEN_FIFO; rule <= SCEN_PRIORITY; rule++) {
        little_init(l, SCEN_DEMAND_FIRST);
        int32_t supplier = little_supplier(l, 2);
        int32_t depot = little_site(l, SCEN_WAREHOUSE, 1);
        struct scen_stocking *s =
            little_stock(l, depot, 0, 60, little_lane(l, supplier, depot, always(2.0)));

        little_stocking_more(l, s)->allocation = (enum scen_allocation)rule;
        s->review_period = DAY;
        for (int i = 0; i < 2; i++) {
            int32_t market = little_site(l, SCEN_MARKET, 0);

            little_stock(l, market, 0, 9, little_lane(l, depot, market, always(0.0)))
                ->review_period = DAY;
            little_daily(l, market, (struct scen_law){.law = RAND_POISSON, .a = 6.0});
        }
        l->scen.horizon = 500 * DAY;
        little_run(l, 1);
        assert_int_equal(l->total[1].at_once, l->total[1].demand);
        assert_true(l->total[1].backlog_mean == 0.0);
    }
}

/* Ranks at a long-run shortage: the first in rank is served at once, the last one waits. */
static void rank_decides_who_waits(void **state)
{
    struct little *l = *state;

    little_init(l, SCEN_CONTINUOUS);
    int32_t supplier = little_supplier(l, 2);
    int32_t depot = little_site(l, SCEN_WAREHOUSE, 1);

    struct scen_stocking *kept =
        little_stock(l, depot, 0, 6, little_lane(l, supplier, depot, always(3.0)));
    little_stocking_more(l, kept)->allocation = SCEN_PRIORITY;
    for (int i = 0; i < 2; i++) {
        int32_t market = little_site(l, SCEN_MARKET, 0);

        little_stock(l, market, 0, 0, little_lane(l, depot, market, always(0.0)))->priority =
            (uint8_t)(1 + i);
        little_poisson(l, market, 1.0);
    }
    l->scen.horizon = 20000 * DAY;
    little_run(l, 1);
    assert_true(l->total[2].backlog_mean < 0.5 * l->total[3].backlog_mean);
    // one-for-one, so all that is owed follows Palm's theorem, whoever gets it
    near_to("what is owed", l->total[2].backlog_mean + l->total[3].backlog_mean, 1.0 * 0.9637,
            0.05); // E[max(N - 6, 0)], N Poisson(6)
}

static void whole_orders_wait(void **state)
{
    struct little *l = *state;

    for (int whole = 0; whole < 2; whole++) {
        little_init(l, SCEN_CONTINUOUS);
        int32_t supplier = little_supplier(l, 2);
        int32_t depot = little_site(l, SCEN_WAREHOUSE, 1);

        little_stock(l, depot, 0, 5, little_lane(l, supplier, depot, always(4.0)));
        for (int i = 0; i < 2; i++) {
            int32_t market = little_site(l, SCEN_MARKET, 0);
            struct scen_stocking *s = little_stock(l, market, 0, i == 0 ? 7 : 3,
                                                   little_lane(l, depot, market, always(1.0)));

            s->initial = 0;
            little_stocking_more(l, s)->ship_complete = whole == 1 && i == 0;
        }
        l->scen.horizon = 20 * DAY;
        little_run(l, 1);
        assert_true(little_kpi(l, 2, 1).received == (whole ? 0.0 : 5.0));
        assert_true(little_kpi(l, 3, 1).received == 0.0); // in turn
        assert_true(little_kpi(l, 2, 5).received == (whole ? 7.0 : 2.0));
        assert_true(little_kpi(l, 3, 5).received == 3.0);
    }
}

/* ---- storage ---- */

static void what_is_beyond_the_room_costs(void **state)
{
    struct little *l = *state;

    shop(l, SCEN_CONTINUOUS, 1.0, 100);
    l->product[0].volume = 0.5;
    little_site_more(l, &l->site[1])->storage = (struct scen_amount){30.0, SCEN_VOLUME, 1};
    little_site_more(l, &l->site[1])->overflow_cost = (struct scen_amount){2.0, SCEN_VOLUME, 1};
    little_daily(l, 1, always(100.0))->period = 40 * DAY; // 100 leave at 0 d, come on day 1
    l->scen.horizon = 11 * DAY;
    little_run(l, 1);
    near_to("the overflow", l->total[1].money[SUP_M_overflow], 2.0 * 20.0 * 10.0, 1e-9);
}

/* ---- the start ---- */

static void pipeline_arrives_as_planned(void **state)
{
    struct little *l = *state;
    static const struct scen_timed way[] = {
        {TW_TICKS_PER_DAY, 4}, {3 * TW_TICKS_PER_DAY, 2}, {30 * TW_TICKS_PER_DAY, 1}};
    static const struct scen_timed mail[] = {{2 * TW_TICKS_PER_DAY, 5}};
    struct scen_stocking *s = shop(l, SCEN_CONTINUOUS, 2.0, 12);

    s->initial = 0;
    little_stocking_more(l, s)->pipeline = way;
    little_stocking_more(l, s)->pipelines = 3;
    little_stocking_more(l, s)->order = mail;
    little_stocking_more(l, s)->orders = 1;
    l->lane[0].order_delay = 10 * DAY; // the mail may be older than that
    l->scen.horizon = 20 * DAY;
    little_run(l, 1);
    assert_true(little_kpi(l, 1, 0).on_order == 12.0 && little_kpi(l, 1, 0).orders == 0.0);
    assert_true(little_kpi(l, 1, 1).received == 4.0);
    assert_true(little_kpi(l, 1, 3).received == 2.0);
    assert_true(little_kpi(l, 1, 4).received == 5.0);
    assert_int_equal(l->total[1].ever[SUP_N_under_way], 7);
    assert_int_equal(l->total[1].in_transit, 1);
}

static void work_under_way_has_its_parts(void **state)
{
    struct little *l = *state;
    static const struct scen_component bom[] = {{1, 1.5}};
    static const struct scen_timed work[] = {{TW_TICKS_PER_DAY, 3}};

    little_init(l, SCEN_CONTINUOUS);
    l->product[0].bom = bom;
    l->product[0].bom_count = 1;
    l->product[1] = (struct scen_product){.name = "part", .quantum = 1.0};
    l->scen.products = 2;
    int32_t supplier = little_site(l, SCEN_SUPPLIER, 1);

    little_stock(l, supplier, 1, 0, SCEN_NONE)->policy = SCEN_NO_POLICY;
    int32_t factory = little_site(l, SCEN_FACTORY, 0);
    struct scen_stocking *s = little_stock(l, factory, 0, 5, SCEN_NONE);

    s->initial = 0;
    s->make_time = little_law(l, always(2.0));
    little_stocking_more(l, s)->pipeline = work;
    little_stocking_more(l, s)->pipelines = 1;
    little_stock(l, factory, 1, 0, little_lane(l, supplier, factory, always(1.0)));
    l->scen.horizon = 20 * DAY;
    little_run(l, 1);
    assert_int_equal(l->total[1].made, 5);
    assert_int_equal(l->total[2].used, 3); // of 7.5 for all five, 4.5 were used before
    assert_true(l->total[2].staged == 0);
}

/* The share of replenishments that found nothing owed. */
static void cycles_are_counted(void **state)
{
    struct little *l = *state;
    struct scen_stocking *s = shop(l, SCEN_CONTINUOUS, 1.0, 5);

    s->policy = SCEN_S_S;
    s->reorder_point = 1; // ordered on days 3, 8, 13 ...: on hand 1, and 1 comes on that day
    little_daily(l, 1, always(1.0));
    l->scen.horizon = 10 * DAY + 1;
    little_run(l, 1);
    assert_int_equal(l->total[1].cycles, 2);
    assert_int_equal(l->total[1].cycles_short, 0);
    s->reorder_point = -1;
    little_run(l, 1);
    assert_true(l->total[1].cycles > 0);
    assert_int_equal(l->total[1].cycles_short, l->total[1].cycles);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_lasts_a_day_is_a_newspaper),
        cmocka_unit_test(one_for_one_goods_expire_as_theory_says),
        cmocka_unit_test(ages_travel_with_shipments),
        cmocka_unit_test(crowded_shelf_loses_nothing),
        cmocka_unit_test(stock_is_shared_out_as_the_rule_says),
        cmocka_unit_test(rules_agree_when_there_is_enough),
        cmocka_unit_test(rank_decides_who_waits),
        cmocka_unit_test(whole_orders_wait),
        cmocka_unit_test(what_is_beyond_the_room_costs),
        cmocka_unit_test(pipeline_arrives_as_planned),
        cmocka_unit_test(work_under_way_has_its_parts),
        cmocka_unit_test(cycles_are_counted),
    };

    return cmocka_run_group_tests(tests, little_set_up, little_tear_down);
}
