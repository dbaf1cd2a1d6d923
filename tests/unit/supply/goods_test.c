/* SPDX-License-Identifier: Apache-2.0 */
/* Where goods go: little_run() proves in each case that none are lost. */
#include "little.h"

/* A factory that makes product 0 of two of product 1 and half a product 2, each from its own
 * supplier, for a market. Sites: 0, 1 suppliers, 2 factory, 3 market. */
static void assembly(struct little *l)
{
    static const struct scen_component bom[] = {{1, 2.0}, {2, 0.5}};
    const struct scen_law slow = {.law = RAND_EXPONENTIAL, .a = 3.0};

    little_init(l, SCEN_CONTINUOUS);
    l->product[0].bom = bom;
    l->product[0].bom_count = 2;
    l->product[1] = (struct scen_product){.name = "frame", .quantum = 1.0};
    l->product[2] = (struct scen_product){.name = "paint", .quantum = 1.0};
    l->scen.products = 3;
    for (int32_t product = 1; product <= 2; product++) {
        int32_t site = little_site(l, SCEN_SUPPLIER, 2);

        little_stock(l, site, product, 0, SCEN_NONE)->policy = SCEN_NO_POLICY;
    }
    int32_t factory = little_site(l, SCEN_FACTORY, 1);

    little_stock(l, factory, 0, 5, SCEN_NONE)->make_time =
        little_law(l, (struct scen_law){.law = RAND_GAMMA, .a = 2.0, .b = 1.0});
    little_stock(l, factory, 1, 10, little_lane(l, 0, factory, slow));
    little_stock(l, factory, 2, 3, little_lane(l, 1, factory, slow));
    int32_t market = little_site(l, SCEN_MARKET, 0);

    little_stock(l, market, 0, 4, little_lane(l, factory, market, always(0.5)));
    little_poisson(l, market, 1.7)->quantity =
        little_law(l, (struct scen_law){.law = RAND_POISSON, .a = 1.5});
}

/* What is released to production took exactly its components, fractions included. */
static void components_match_what_is_made(void **state)
{
    struct little *l = *state;

    assembly(l);
    l->scen.horizon = 1000 * DAY + 12345;
    l->scen.warm_up = 50 * DAY;
    little_run(l, 3);
    int64_t begun = l->total[2].made + l->total[2].in_process;

    assert_true(l->total[2].made > 2000);
    assert_int_equal(l->total[3].used, 2 * begun);
    assert_int_equal(l->total[4].used, (begun + 1) / 2);
    assert_true(l->total[5].sold > 2000);
}

/* What a maker waits for is lacking; it is owed to no one outside. */
static void lack_of_parts_is_no_backlog(void **state)
{
    struct little *l = *state;

    assembly(l);
    l->stock[3].initial = 0;
    l->stock[3].order_up_to = 0;
    l->scen.horizon = 1000 * DAY;
    little_run(l, 1);
    assert_true(l->total[3].lacking_mean > 5.0);
    assert_true(l->total[3].backlog_mean == 0.0 && l->total[3].ready == 1.0);
    assert_true(l->total[2].backlog_mean > 1.0);
}

/* The first goods that come in go to the order that has waited longest, whoever else waits. */
static void who_came_first_is_served_first(void **state)
{
    struct little *l = *state;

    little_init(l, SCEN_CONTINUOUS);
    int32_t supplier = little_supplier(l, 2);
    int32_t depot = little_site(l, SCEN_WAREHOUSE, 1);

    little_stock(l, depot, 0, 4, little_lane(l, supplier, depot, always(10.0)));
    for (int i = 0; i < 2; i++) {
        int32_t market = little_site(l, SCEN_MARKET, 0);
        int32_t lane = little_lane(l, depot, market, always(0.0));

        l->lane[lane].order_delay = (2 - i) * DAY;
        little_stock(l, market, 0, 0, lane);
        little_daily(l, market, always(i == 0 ? 5.0 : 3.0))->period = (i == 0 ? 100 : 2) * DAY;
    }
    l->scen.horizon = 20 * DAY;
    little_run(l, 1);
    // day 1: 3 for the second; day 2: 1 for the first, who waits for 4; day 3: the second waits
    assert_true(little_kpi(l, 3, 1).received == 3.0);
    assert_true(little_kpi(l, 2, 2).received == 1.0);
    assert_true(little_kpi(l, 3, 3).received == 0.0);
    // day 11: 3 come in; day 12: 5 more
    assert_true(little_kpi(l, 2, 11).received == 3.0 && little_kpi(l, 3, 11).received == 0.0);
    assert_true(little_kpi(l, 2, 12).received == 1.0 && little_kpi(l, 3, 12).received == 4.0);
}

/* Two sites draw on a depot that is closed for long: more orders wait than there is room for.
 * They are joined and counted, and all are served in the end. */
static void crowded_queue_loses_nothing(void **state)
{
    struct little *l = *state;

    little_init(l, SCEN_CONTINUOUS);
    int32_t supplier = little_supplier(l, 2);
    int32_t depot = little_site(l, SCEN_WAREHOUSE, 1);

    little_stock(l, depot, 0, 10, little_lane(l, supplier, depot, always(1.0)));
    for (int i = 0; i < 2; i++) {
        int32_t market = little_site(l, SCEN_MARKET, 0);

        little_stock(l, market, 0, 5, little_lane(l, depot, market, always(1.0)));
        little_daily(l, market, always(1.0))->period = DAY / 20;
    }
    little_once(l, SCEN_OUTAGE, depot, 10.0, 200.0);
    l->scen.horizon = 150 * DAY;
    little_run(l, 1);
    assert_true(l->total[1].merged_lines > 100);
    assert_true(l->total[1].backlog_orders > 1000);
    assert_int_equal(l->total[1].backlog, l->total[1].backlog_orders);

    l->scen.horizon = 300 * DAY;
    little_run(l, 1);
    assert_true(l->total[1].backlog <= 40);
    assert_true(l->total[2].backlog + l->total[3].backlog <= 70);
}

/* Stock that is negative at the start is owed to customers, who are served before others. */
static void early_customers_are_served_first(void **state)
{
    struct little *l = *state;

    little_init(l, SCEN_CONTINUOUS);
    int32_t supplier = little_supplier(l, 1);
    int32_t market = little_site(l, SCEN_MARKET, 0);

    little_stock(l, market, 0, 2, little_lane(l, supplier, market, always(3.0)))->initial = -7;
    l->scen.horizon = 5 * DAY;
    little_run(l, 1);
    struct sup_kpi before = little_kpi(l, 1, 2), after = little_kpi(l, 1, 3);

    assert_true(before.backlog == 7.0 && before.on_order == 9.0 && before.sold == 0.0);
    assert_true(after.backlog == 0.0 && after.on_hand == 2.0 && after.sold == 7.0);
}

/* A warm-up drops what was measured, but goods still balance; rows of all periods, a short
 * last one included, add up to the totals. */
static void periods_add_up(void **state)
{
    struct little *l = *state;
    double demand = 0.0, on_hand = 0.0, days = 0.0, cost = 0.0;

    assembly(l);
    l->stock[5].holding_cost = 3.0;
    l->stock[5].backlog_cost = 7.0;
    l->stock[5].order_cost = 11.0;
    l->scen.kpi_period = 7 * DAY;
    l->scen.warm_up = 31 * DAY;
    l->scen.horizon = 100 * DAY;
    little_run(l, 1);
    for (size_t i = 0; i < l->result.rows.count; i++) {
        const struct tw_row *place = &l->result.rows.row[i];
        struct sup_kpi_row row;

        if (place->channel != SUP_KPI || place->lp != 3 || place->at <= l->scen.warm_up)
            continue;
        memcpy(&row, l->result.rows.bytes + place->offset, sizeof row);
        demand += row.k.demand;
        days += row.k.days;
        on_hand += row.k.on_hand_mean * row.k.days;
        cost += row.k.cost;
    }
    const struct sup_total_row *total = &l->total[5];

    assert_true(demand == (double)total->demand && demand > 100.0);
    near_to("the days", days, 69.0, 1e-12);
    near_to("the days of the totals", total->days, 69.0, 1e-12);
    near_to("the stock", on_hand / days, total->on_hand_mean, 1e-12);
    near_to("the cost", cost, little_cost(l, 5) * 69.0, 1e-12);
}

/* Chance belongs to names: a site that is added elsewhere leaves the customers of the others
 * as they were. */
static void new_site_changes_no_one_elses_customers(void **state)
{
    struct little *l = *state;

    assembly(l);
    little_run(l, 1);
    int64_t alone = l->total[5].demand;

    little_run(l, 2);
    assert_int_not_equal(l->total[5].demand, alone); // replications differ

    assembly(l);
    int32_t second = little_site(l, SCEN_MARKET, 0);

    little_stock(l, second, 0, 4, little_lane(l, 2, second, always(0.5)));
    little_poisson(l, second, 3.0);
    little_run(l, 1);
    assert_int_equal(l->total[5].demand, alone);
    assert_int_not_equal(l->total[6].demand, 0);
}

/* From the maker over a hub to a shop that starts with `level`. */
static void path_over_hub(struct little *l, int64_t level)
{
    static const int32_t legs[] = {0, 1};

    little_init(l, SCEN_CONTINUOUS);
    int32_t maker = little_supplier(l, 2), hub = little_site(l, SCEN_HUB, 1);
    int32_t shop = little_site(l, SCEN_MARKET, 0);

    little_lane(l, maker, hub, always(2.0));
    little_lane(l, hub, shop, always(3.0));
    int32_t path = little_lane(l, maker, shop, always(5.0));

    little_lane_more(l, &l->lane[path])->leg = legs;
    little_lane_more(l, &l->lane[path])->legs = 2;
    little_stock(l, shop, 0, level, path);
    little_demand_more(l, little_poisson(l, shop, 4.0))->end =
        4000 * DAY; // nothing is on the way at the end
    l->scen.horizon = 4010 * DAY;
}

/* A path takes as long as its legs together: goods on the way are rate x time (Little). */
static void path_takes_as_long_as_its_legs(void **state)
{
    struct little *l = *state;

    path_over_hub(l, 40);
    little_run(l, 1);
    near_to("goods on the way", l->total[1].transit_mean, 4.0 * 5.0, 0.02);
}

/* An outage of a hub closes the ways through it: the stock of 30 days does not last for 60. */
static void closed_hub_lets_nothing_through(void **state)
{
    struct little *l = *state;

    path_over_hub(l, 4 * 30);
    little_run(l, 1);
    assert_int_equal(l->total[1].at_once, l->total[1].demand);

    path_over_hub(l, 4 * 30);
    little_once(l, SCEN_OUTAGE, 1, 1000.0, 60.0);
    little_run(l, 1);
    assert_in_range(l->total[1].demand - l->total[1].at_once, 4 * 20, 4 * 50);
}

/* A sum that is off by one is noticed, and says which product. */
static void missing_goods_are_noticed(void **state)
{
    struct little *l = *state;

    assembly(l);
    little_run(l, 1);
    l->total[3].used++;
    assert_false(sums_conserved(l->world, l->total, l->totals, &l->err));
    assert_true(l->err.errors >= 1);
    assert_non_null(strstr(l->err.item[0].text, "frame"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(components_match_what_is_made),
        cmocka_unit_test(lack_of_parts_is_no_backlog),
        cmocka_unit_test(who_came_first_is_served_first),
        cmocka_unit_test(crowded_queue_loses_nothing),
        cmocka_unit_test(early_customers_are_served_first),
        cmocka_unit_test(periods_add_up),
        cmocka_unit_test(new_site_changes_no_one_elses_customers),
        cmocka_unit_test(path_takes_as_long_as_its_legs),
        cmocka_unit_test(closed_hub_lets_nothing_through),
        cmocka_unit_test(missing_goods_are_noticed),
    };

    return cmocka_run_group_tests(tests, little_set_up, little_tear_down);
}
