/* SPDX-License-Identifier: Apache-2.0 */
#include "little.h"

/* The world must refuse the scenario with exactly one error, which names `word`. */
static void refuse(struct little *l, const char *word)
{
    little_forget(l);
    assert_null(sup_world_new(&l->scen, &l->err));
    assert_int_equal(l->err.errors, 1);
    if (strstr(l->err.item[0].text, word) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", l->err.item[0].text, word);
}

/* Supplier, warehouse, market in a row. */
static void row_of_three(struct little *l)
{
    little_init(l, SCEN_CONTINUOUS);
    int32_t supplier = little_supplier(l, 2);
    int32_t warehouse = little_site(l, SCEN_WAREHOUSE, 1);
    int32_t market = little_site(l, SCEN_MARKET, 0);
    struct scen_law sea = {.law = RAND_UNIFORM, .a = 2.0, .b = 9.0};

    little_stock(l, warehouse, 0, 20, little_lane(l, supplier, warehouse, sea));
    little_stock(l, market, 0, 5, little_lane(l, warehouse, market, always(1.0)));
    little_poisson(l, market, 3.0);
}

static void bad_networks_are_refused(void **state)
{
    struct little *l = *state;

    row_of_three(l);
    l->stock[1].source = SCEN_NONE;
    refuse(l, "no source");

    row_of_three(l);
    l->stock[2].source = 0;
    refuse(l, "ends elsewhere");

    row_of_three(l);
    l->scen.stockings = 2;
    l->scen.demands = 0;
    l->stock[1].source = little_lane(l, 2, 1, always(1.0));
    refuse(l, "does not keep it");

    row_of_three(l);
    l->stock[1].source = little_lane(l, 2, 1, always(1.0));
    refuse(l, "circle");

    row_of_three(l);
    l->stock[1].policy = SCEN_S_S;
    l->stock[1].reorder_point = 20;
    refuse(l, "reorder point");

    row_of_three(l);
    l->demand[0].rate = 0.0;
    refuse(l, "never come");

    row_of_three(l);
    l->scen.kpi_period = 0;
    refuse(l, "KPI period");
}

static void parts_must_be_kept_where_they_are_needed(void **state)
{
    struct little *l = *state;
    static const struct scen_component bom[] = {{1, 1.0}};

    little_init(l, SCEN_CONTINUOUS);
    l->product[0].bom = bom;
    l->product[0].bom_count = 1;
    l->product[1] = (struct scen_product){.name = "bolt", .quantum = 1.0};
    l->scen.products = 2;
    little_stock(l, little_site(l, SCEN_FACTORY, 0), 0, 5, SCEN_NONE);
    refuse(l, "bolt");
}

/* Orders and shipments are told to the engine with the rates that will come, and with delays
 * that no event undercuts. */
static void edges_tell_rates_and_shortest_delays(void **state)
{
    struct little *l = *state;
    struct tw_edge edge[8];

    row_of_three(l);
    l->lane[1].order_delay = 7;
    l->stock[1].policy = SCEN_S_S;
    l->stock[1].reorder_point = 8; // orders 12 at a time
    l->world = sup_world_new(&l->scen, &l->err);
    assert_non_null(l->world);
    struct tw_model model = sup_model(l->world);

    assert_int_equal(model.lps, 3);
    assert_int_equal(model.edges(l->world, NULL), 4);
    assert_int_equal(model.edges(l->world, edge), 4);
    assert_true(edge[0].from == 1 && edge[0].to == 0 && edge[0].delay == 0);
    assert_true(edge[1].from == 0 && edge[1].to == 1 && edge[1].delay == 2 * DAY);
    assert_true(edge[2].from == 2 && edge[2].to == 1 && edge[2].delay == 7);
    assert_true(edge[3].from == 1 && edge[3].to == 2 && edge[3].delay == DAY);
    near_to("the rate of large orders", (double)edge[0].rate, 0.25, 1e-6);
    near_to("the rate of small orders", (double)edge[3].rate, 3.0, 1e-6);
    sup_world_free(l->world);
    l->world = NULL;
}

static size_t bytes_of(const struct out_column *column)
{
    return column->type == OUT_I32 || column->type == OUT_U32 ? 4 : 8;
}

/* Figures are sums and ratios over the totals, in units of the products. */
static void figures_sum_up_the_network(void **state)
{
    struct little *l = *state;
    size_t count, columns;
    const struct sup_figure *figure = sup_figures(&count);
    double value[128], fill = -1.0, demand = -1.0, cost = -1.0;

    row_of_three(l);
    l->product[0].quantum = 0.5;
    l->stock[2].holding_cost = 2.0;
    l->scen.horizon = 1000 * DAY;
    little_run(l, 1);
    assert_true(count < 128);
    struct sup_sums *sums = sums_of(l->world, l->total, l->totals);

    sup_sums_figures(sums, NULL, value);
    sup_sums_free(sums);
    for (size_t i = 0; i < count; i++) {
        fill = strcmp(figure[i].name, "fill_rate") == 0 ? value[i] : fill;
        demand = strcmp(figure[i].name, "demand") == 0 ? value[i] : demand;
        cost = strcmp(figure[i].name, "total_cost") == 0 ? value[i] : cost;
    }
    near_to("the fill rate", fill, little_fill(l, 2), 1e-12);
    near_to("the demand", demand, 3.0, 0.1);
    near_to("the cost", cost, 2.0 * 0.5 * l->total[2].on_hand_mean, 1e-9);
    for (int c = 0; c < SUP_CHANNEL_COUNT; c++) { // columns cover the row: each byte once
        const struct out_column *column = sup_columns((enum sup_channel)c, &columns);
        size_t bytes = sup_model(l->world).channels[c].row_bytes;
        unsigned times[TW_ROW_MAX] = {0};

        for (size_t i = 0; i < columns; i++)
            for (size_t b = 0; b < bytes_of(&column[i]); b++)
                times[column[i].offset + b]++;
        for (size_t b = 0; b < TW_ROW_MAX; b++)
            assert_int_equal(times[b], b < bytes ? 1 : 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_networks_are_refused),
        cmocka_unit_test(parts_must_be_kept_where_they_are_needed),
        cmocka_unit_test(edges_tell_rates_and_shortest_delays),
        cmocka_unit_test(figures_sum_up_the_network),
    };

    return cmocka_run_group_tests(tests, little_set_up, little_tear_down);
}
