/* SPDX-License-Identifier: Apache-2.0 */
/* Networks from tables: a small chain with figures by hand, bad rows, and, where somebody has
 * them, the 32 real chains of Willems 2008 (BULLWHIP_WILLEMS names their folder). */
#include "support/near.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scen/law.h"
#include "scen/scenario.h"
#include "supply/import/import.h"

#define STAGE_HEAD                                                                             \
    "chain,stage,class,rel_depth,stage_cost,stage_time,stage_time_sd,st1_p,st1_v,st2_p,st2_v," \
    "st3_p,st3_v,avg_demand,sd_demand,max_service_time,service_level\n"

struct place { // a folder of its own for each test
    char folder[64], stages[96], arcs[96], out[96];
};

static int make_place(void **state)
{
    struct place *p = calloc(1, sizeof *p);

    snprintf(p->folder, sizeof p->folder, "/tmp/bullwhip_import_XXXXXX");
    if (mkdtemp(p->folder) == NULL)
        return -1;
    snprintf(p->stages, sizeof p->stages, "%s/stages.csv", p->folder);
    snprintf(p->arcs, sizeof p->arcs, "%s/arcs.csv", p->folder);
    snprintf(p->out, sizeof p->out, "%s/out/deep", p->folder);
    *state = p;
    return 0;
}

static void remove_files(const char *folder)
{
    static const char *const name[] = {"scenario.cfg", "products.csv", "sites.csv",
                                       "lanes.csv",    "stock.csv",    "demand.csv",
                                       "stages.csv",   "arcs.csv"};
    char path[160];

    for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, name[i]);
        unlink(path);
    }
    rmdir(folder);
}

static int remove_place(void **state)
{
    struct place *p = *state;
    char out[80];

    snprintf(out, sizeof out, "%s/out", p->folder);
    remove_files(p->out);
    rmdir(out);
    remove_files(p->folder);
    free(p);
    return 0;
}

static void write_text(const char *path, const char *text)
{
    FILE *out = fopen(path, "wb");

    assert_non_null(out);
    fputs(text, out);
    assert_int_equal(fclose(out), 0);
}

static void write_tables(const struct place *p, const char *stages, const char *arcs)
{
    write_text(p->stages, stages);
    write_text(p->arcs, arcs);
}

static void load_out(const struct place *p, struct scenario *scen, struct base_err *err)
{
    char path[128];

    snprintf(path, sizeof path, "%s/scenario.cfg", p->out);
    if (!scen_load(path, scen, err))
        fail_msg("%s:%d: %s", err->item[0].file, err->item[0].line, err->item[0].text);
}

static const struct scen_stocking *stock_at(const struct scenario *s, const char *site,
                                            const char *product)
{
    for (size_t i = 0; i < s->stockings; i++)
        if (strcmp(s->site[s->stocking[i].site].name, site) == 0 &&
            strcmp(s->product[s->stocking[i].product].name, product) == 0)
            return &s->stocking[i];
    fail_msg("no stock of %s at %s", product, site);
    return NULL;
}

static const char small_stages[] = STAGE_HEAD "7,Steel,Part,2,4,10,2,,,,,,,,,,\n"
                                              "7,Wood,Part,2,1,5,,,,,,,,,,,\n"
                                              "8,Steel,Part,2,4,10,2,,,,,,,,,,\n"
                                              "7,Chair,Manuf,1,3,4,1,0.5,3,0.5,5,,,,,,\n"
                                              "7,Shop,Retail,0,2,1,,,,,,,,100,20,0,0.9\n"
                                              "7,Web,Retail,0,2,0,,,,,,,,0.05,0.5,0,\n";
static const char small_arcs[] = "chain,from,to\n7,Steel,Chair\n7,Wood,Chair\n7,Chair,Shop\n"
                                 "8,Steel,Nowhere\n7,Chair,Web\n";

/* Steel and wood -> chairs -> a shop and a web shop. */
static void a_small_chain_gets_the_roles_and_levels_done_by_hand(void **state)
{
    const struct place *p = *state;
    struct base_err err = {0};
    struct scenario s;

    write_tables(p, small_stages, small_arcs);
    assert_true(sup_import(p->stages, p->arcs, "7", p->out, &err));
    load_out(p, &s, &err);
    assert_int_equal(err.count, 0);
    assert_int_equal(s.sites, 5);
    assert_int_equal(s.products, 3);
    assert_int_equal(s.lanes, 4);
    assert_int_equal(s.product[2].bom_count, 2);
    assert_near(s.product[2].value, 8, 1e-9);

    /* m = 100.05, v = 400 + 0.25; L = 4 + 10 of steel, w = 1 + 4; R = 1. */
    double level = 100.05 * 15 + 1.6448536269514722 * sqrt(400.25 * 15 + 100.05 * 100.05 * 5);
    const struct scen_stocking *chair = stock_at(&s, "Chair", "Chair");
    assert_int_equal(chair->order_up_to, (int64_t)ceil(level));
    assert_int_equal(chair->initial, chair->order_up_to);
    assert_int_equal(chair->make_time->law, SCEN_THREE_POINT);
    assert_int_equal(stock_at(&s, "Chair", "Steel")->order_up_to, 0);
    assert_int_equal(stock_at(&s, "Steel", "Steel")->make_time->law, SCEN_GAMMA);

    /* 90 %: z = 1.2815515655; a warehouse keeps chairs; its stage time is on the lane. */
    const struct scen_stocking *shop = stock_at(&s, "Shop", "Chair");
    assert_int_equal(shop->order_up_to, (int64_t)ceil(200 + 1.2815515655 * 20 * sqrt(2)));
    assert_near(s.lane[shop->source].lead_time->a, 1, 0);
    assert_near(shop->holding_cost, 10 * 0.25 / 365, 1e-9);
    assert_near(shop->backlog_cost, 9 * 10 * 0.25 / 365, 1e-8);
    scen_free(&s);
}

/* Seldom customers come at random, in lots that keep mean and variance: 0.05 and 0.25. */
static void seldom_demand_keeps_its_mean_and_variance(void **state)
{
    const struct place *p = *state;
    struct base_err err = {0};
    struct scenario s;

    write_tables(p, small_stages, small_arcs);
    assert_true(sup_import(p->stages, p->arcs, "7", p->out, &err));
    load_out(p, &s, &err);
    const struct scen_demand *web = &s.demand[1];
    assert_int_equal(web->arrivals, SCEN_POISSON);
    assert_near(web->quantity->a, 5, 0);
    assert_near(web->rate * web->quantity->a, 0.05, 1e-12);
    assert_near(web->rate * web->quantity->a * web->quantity->a, 0.25, 1e-12);
    scen_free(&s);
}

static void nothing_is_written_over(void **state)
{
    const struct place *p = *state;
    struct base_err err = {0};

    write_tables(p, small_stages, small_arcs);
    assert_true(sup_import(p->stages, p->arcs, "7", p->out, &err));
    assert_false(sup_import(p->stages, p->arcs, "7", p->out, &err));
    assert_non_null(strstr(err.item[0].text, "there is a scenario already"));
    base_err_fini(&err);
}

static void expect(const struct base_err *err, const char *file, int line, const char *text)
{
    for (size_t i = 0; i < err->count; i++)
        if (err->item[i].line == line && strcmp(err->item[i].file, file) == 0 &&
            strstr(err->item[i].text, text) != NULL)
            return;
    for (size_t i = 0; i < err->count; i++)
        print_message("%s:%d: %s\n", err->item[i].file, err->item[i].line, err->item[i].text);
    fail_msg("missing: %s:%d: %s", file, line, text);
}

static void every_bad_row_is_told_and_nothing_is_written(void **state)
{
    const struct place *p = *state;
    struct base_err err = {0};

    write_tables(p,
                 STAGE_HEAD "1,A,Part,1,four,10,,,,,,,,,,,\n"
                            "1,B,Fabric,1,4,-1,,,,,,,,,,,\n"
                            "1,A,Part,1,4,10,,,,,,,,,,,\n"
                            "1,a+b,Part,1,4,10,,,,,,,,,,,\n"
                            "1,Shop,Retial,0,4,10,,0.9,1,0.9,2,,,5,1,,\n"
                            "1,Web,Retail,0,4,10,,,,,,,,5,1,,1.5\n"
                            "\"1,D\n",
                 "chain,from,to\n1,A,Shop\n1,A,Shpo\n1,B,B\n1,A,Shop\n");
    assert_false(sup_import(p->stages, p->arcs, "1", p->out, &err));
    expect(&err, p->stages, 2, "stage_cost: `four` is not a number");
    expect(&err, p->stages, 3, "no class `Fabric`");
    expect(&err, p->stages, 3, "stage_time: -1 is out of range");
    expect(&err, p->stages, 4, "\"A\" stands in the table twice");
    expect(&err, p->stages, 5, "expected a name");
    expect(&err, p->stages, 6, "did you mean Retail");
    expect(&err, p->stages, 6, "add up to 1.8");
    expect(&err, p->stages, 7, "service_level: 1.5 is out of range");
    expect(&err, p->stages, 8, "never closed");
    expect(&err, p->arcs, 3, "did you mean \"Shop\"?");
    expect(&err, p->arcs, 4, "to itself");
    expect(&err, p->arcs, 5, "stands on line 2 already");
    assert_int_not_equal(access(p->out, F_OK), 0);
    base_err_fini(&err);
}

static void circles_and_unnamed_chains_are_refused(void **state)
{
    const struct place *p = *state;
    struct base_err err = {0};

    write_tables(p, STAGE_HEAD "1,A,Manuf,1,4,1,,,,,,,,,,,\n1,B,Manuf,1,4,1,,,,,,,,5,1,,\n",
                 "chain,from,to\n1,A,B\n1,B,A\n");
    assert_false(sup_import(p->stages, p->arcs, "1", p->out, &err));
    expect(&err, p->arcs, 0, "arcs run in a circle");
    assert_false(sup_import(p->stages, p->arcs, "9", p->out, &err));
    expect(&err, p->stages, 0, "no row is of chain \"9\"");
    write_tables(p, small_stages, small_arcs);
    assert_false(sup_import(p->stages, p->arcs, NULL, p->out, &err));
    expect(&err, p->stages, 4, "more than one chain (7, 8, ...)");
    base_err_fini(&err);
}

/* Two ways of the same product into one stage need two names. */
static void relays_of_one_product_into_one_stage_stay_apart(void **state)
{
    const struct place *p = *state;
    struct base_err err = {0};
    struct scenario s;

    write_tables(p,
                 STAGE_HEAD "1,P,Part,3,4,1,,,,,,,,,,,\n1,T1,Trans,2,1,1,,,,,,,,,,,\n"
                            "1,T2,Trans,2,1,2,,,,,,,,,,,\n1,Shop,Retail,1,1,1,,,,,,,,9,1,,\n",
                 "chain,from,to\n1,P,T1\n1,P,T2\n1,T1,Shop\n1,T2,Shop\n");
    assert_true(sup_import(p->stages, p->arcs, NULL, p->out, &err));
    load_out(p, &s, &err);
    assert_int_equal(s.products, 3);
    const struct scen_stocking *shop = stock_at(&s, "Shop", "Shop");
    assert_int_equal(s.product[shop->product].bom_count, 2);
    scen_free(&s);
}

/* All real chains import and load; the only words are about stages without customers. */
static void the_real_chains_import_and_load(void **state)
{
    const struct place *p = *state;
    const char *folder = getenv("BULLWHIP_WILLEMS");
    char stages[300], arcs[300], chain[8];
    size_t loaded = 0;

    if (folder == NULL || folder[0] == '\0') {
        print_message("SKIPPED: set BULLWHIP_WILLEMS to the folder of the real chains\n");
        skip();
        return;
    }
    snprintf(stages, sizeof stages, "%s/stages.csv", folder);
    snprintf(arcs, sizeof arcs, "%s/arcs.csv", folder);
    for (int c = 1; c <= 38; c++) {
        struct base_err err = {0};
        struct scenario s;
        snprintf(chain, sizeof chain, "%d", c);
        if (sup_import(stages, arcs, chain, p->out, &err)) {
            load_out(p, &s, &err);
            assert_true(s.sites >= 8 && s.demands >= 2);
            for (size_t i = 0; i < err.count; i++)
                assert_non_null(strstr(err.item[i].text, " customer"));
            scen_free(&s);
            loaded++;
        } else {
            assert_int_equal(err.errors, 1); // six chains are not in the tables
            assert_non_null(strstr(err.item[0].text, "no row is of chain"));
        }
        base_err_fini(&err);
        remove_files(p->out);
    }
    assert_int_equal(loaded, 32);
}

int main(void)
{
#define IN_PLACE(test) cmocka_unit_test_setup_teardown(test, make_place, remove_place)
    const struct CMUnitTest tests[] = {
        IN_PLACE(a_small_chain_gets_the_roles_and_levels_done_by_hand),
        IN_PLACE(seldom_demand_keeps_its_mean_and_variance),
        IN_PLACE(nothing_is_written_over),
        IN_PLACE(every_bad_row_is_told_and_nothing_is_written),
        IN_PLACE(circles_and_unnamed_chains_are_refused),
        IN_PLACE(relays_of_one_product_into_one_stage_stay_apart),
        IN_PLACE(the_real_chains_import_and_load),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
