/* SPDX-License-Identifier: Apache-2.0 */
/* The world on every engine and under every fault on purpose: one digest. */
#include "little.h"

/* Two suppliers, two factories that share a component, two depots, six markets, all with random
 * laws, order delays of zero and not, reviews of both kinds, and outages at three sites. */
static void busy_network(struct little *l, enum scen_convention convention)
{
    static const struct scen_component bom[] = {{1, 1.0}, {2, 0.25}};
    const struct scen_law week = {.law = RAND_GAMMA, .a = 3.0, .b = 7.0};
    const struct scen_law short_trip = {.law = RAND_TRIANGULAR, .a = 0.0, .b = 1.0, .c = 3.0};

    little_init(l, convention);
    l->product[0].bom = bom;
    l->product[0].bom_count = 2;
    l->product[1] = (struct scen_product){.name = "part", .quantum = 1.0};
    l->product[2] = (struct scen_product){.name = "glue", .quantum = 0.001};
    l->scen.products = 3;
    for (int32_t i = 0; i < 2; i++) {
        int32_t supplier = little_site(l, SCEN_SUPPLIER, 3);

        little_stock(l, supplier, 1 + i, 0, SCEN_NONE)->make_time = little_law(l, short_trip);
    }
    for (int32_t i = 2; i < 4; i++) {
        int32_t factory = little_site(l, SCEN_FACTORY, 2);

        little_stock(l, factory, 0, 30, SCEN_NONE)->make_time = little_law(l, short_trip);
        little_stock(l, factory, 1, 60, little_lane(l, 0, factory, week))->review_period =
            i == 2 ? DAY : 0;
        struct scen_stocking *glue =
            little_stock(l, factory, 2, 20000, little_lane(l, 1, factory, week));

        glue->policy = SCEN_S_S;
        glue->reorder_point = 12000;
    }
    for (int32_t i = 4; i < 6; i++) {
        int32_t depot = little_site(l, SCEN_WAREHOUSE, 1);
        int32_t lane = little_lane(l, i - 2, depot, short_trip);

        l->lane[lane].order_delay = i == 4 ? 0 : DAY / 2;
        little_stock(l, depot, 0, 25, lane);
    }
    for (int32_t i = 6; i < 12; i++) {
        int32_t market = little_site(l, SCEN_MARKET, 0);

        little_stock(l, market, 0, 8, little_lane(l, 4 + i % 2, market, short_trip));
        if (i < 9)
            little_poisson(l, market, 2.0);
        else
            little_daily(l, market, (struct scen_law){.law = RAND_POISSON, .a = 2.0});
    }
    for (int32_t i = 0; i < 3; i++) {
        struct scen_disruption *d = little_disruption(l, SCEN_OUTAGE, (int32_t[]){0, 2, 4}[i]);

        d->timing = SCEN_RENEWAL;
        d->up = (struct scen_law){.law = RAND_EXPONENTIAL, .a = 15.0};
        d->down = (struct scen_law){.law = RAND_EXPONENTIAL, .a = 3.0};
    }
    l->scen.warm_up = 10 * DAY;
    l->scen.horizon = 120 * DAY;
}

static uint64_t digest_of(struct little *l, struct tw_options options)
{
    struct tw_model model = sup_model(l->world);
    uint64_t digest;

    options.horizon = l->scen.horizon;
    options.seed = TEST_SEED;
    assert_true(tw_run(&model, &options, &l->result, &l->err));
    little_take_totals(l);
    assert_true(sums_conserved(l->world, l->total, l->totals, &l->err));
    digest = l->result.digest;
    tw_result_fini(&l->result);
    l->result = (struct tw_result){0};
    return digest;
}

static void engines_and_faults_change_nothing(void **state)
{
    struct little *l = *state;
    const struct tw_options run[] = {
        {.engine = TW_TIMEWARP, .threads = 1},
        {.engine = TW_TIMEWARP, .threads = 2},
        {.engine = TW_CONSERVATIVE, .threads = 2},
        {.engine = TW_TIMEWARP,
         .threads = 3,
         .placement = TW_PLACE_ROUND_ROBIN,
         .stress = {.speculate_always = true, .shuffle = true, .gvt_always = true}},
        {.engine = TW_TIMEWARP,
         .threads = 2,
         .placement = TW_PLACE_ROUND_ROBIN,
         .stress = {.speculate_always = true, .rollback_every = 3}},
        {.engine = TW_TIMEWARP,
         .threads = 1,
         .stress = {.speculate_always = true, .undo_check = true}},
    };

    for (int convention = SCEN_CONTINUOUS; convention <= SCEN_DEMAND_FIRST; convention++) {
        busy_network(l, (enum scen_convention)convention);
        l->world = sup_world_new(&l->scen, &l->err);
        assert_non_null(l->world);
        uint64_t serial = digest_of(l, (struct tw_options){.engine = TW_SERIAL});

        assert_true(l->total[10].sold + l->total[11].sold > 300);
        for (size_t i = 0; i < sizeof run / sizeof run[0]; i++)
            if (digest_of(l, run[i]) != serial)
                fail_msg("run %zu differs from the serial engine", i);
        little_forget(l);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(engines_and_faults_change_nothing)};

    return cmocka_run_group_tests(tests, little_set_up, little_tear_down);
}
