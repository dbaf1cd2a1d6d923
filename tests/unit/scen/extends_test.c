/* SPDX-License-Identifier: Apache-2.0 */
/* A scenario that is said as its difference from another. */
#include "support/near.h"

#include <string.h>

#include "scen/law.h"
#include "scen/resolve.h"
#include "scen/scenario.h"

#define BASE                                                                                 \
    "scenario = { id = \"base\"; title = \"The base\"; };\n"                                 \
    "run = { horizon = \"30 d\"; seed = 5; };\n"                                             \
    "products = ( { name = \"lamp\"; } );\n"                                                 \
    "sites = { table = \"sites.csv\"; };\n"                                                  \
    "lanes = ( { from = \"Maker\"; to = \"Hub\"; lead_time = \"uniform(2, 4) d\"; },\n"      \
    "  { from = \"Hub\"; to = \"Bern\"; lead_time = \"1 d\"; },\n"                           \
    "  { from = \"Hub\"; to = \"St. Gallen\"; lead_time = \"1 d\"; } );\n"                   \
    "stock = ( { site = \"Maker\"; product = \"lamp\"; },\n"                                 \
    "  { site = \"Hub\"; product = \"lamp\"; source = \"Maker\"; policy = \"base-stock\";\n" \
    "    order_up_to = 20; },\n"                                                             \
    "  { site = \"St. Gallen\"; product = \"lamp\"; source = \"Hub\"; policy = "             \
    "\"base-stock\"; order_up_to = 4; } );\n"                                                \
    "demand = ( { site = \"Bern\"; product = \"lamp\"; rate = \"2 /d\"; },\n"                \
    "  { site = \"St. Gallen\"; product = \"lamp\"; rate = \"3 /d\"; } );\n"
#define SITES "name,role\nMaker,supplier\nHub,warehouse\nBern,market\nSt. Gallen,market\n"

static void load(const char *text, const char *middle, struct scenario *scen)
{
    const struct scen_file file[] = {
        {.path = "drills/d.cfg", .name = "d.cfg", .text = text, .bytes = strlen(text)},
        {.path = "b/m.cfg", .name = "../b/m.cfg", .text = middle, .bytes = strlen(middle)},
        {.path = "b/b.cfg", .name = "../b/b.cfg", .text = BASE, .bytes = strlen(BASE)},
        {.path = "b/sites.csv",
         .name = "../b/sites.csv",
         .text = SITES,
         .bytes = strlen(SITES)}};
    struct base_err err = {0};

    if (!scen_load_held(file, 4, scen, &err))
        fail_msg("%s:%d: %s", err.item[0].file, err.item[0].line, err.item[0].text);
    base_err_fini(&err);
}

static void load_text(const char *text, struct scenario *scen)
{
    load(text, "", scen);
}

static void what_is_not_said_is_inherited(void **state)
{
    struct scenario s;
    (void)state;

    load_text("extends = \"../b/b.cfg\";\nscenario = { id = \"d\"; };\n"
              "run = { horizon = \"9 d\"; };\n",
              &s);
    assert_string_equal(s.id, "d");
    assert_string_equal(s.title, "The base");
    assert_int_equal(s.horizon, 9 * SCEN_TICKS_PER_DAY);
    assert_int_equal(s.seed, 5);
    assert_int_equal(s.sites, 4);
    assert_int_equal(s.files, 3);
    assert_string_equal(s.file[2].name, "../b/sites.csv");
    scen_free(&s);
}

static void lists_grow(void **state)
{
    struct scenario s;
    (void)state;

    load_text("extends = \"../b/b.cfg\";\nscenario = { id = \"d\"; };\n"
              "sites = ( { name = \"Chur\"; role = \"market\"; } );\n"
              "lanes = ( { from = \"Hub\"; to = \"Chur\"; lead_time = \"1 d\"; } );\n"
              "demand = ( { site = \"Chur\"; product = \"lamp\"; rate = \"1 /d\"; } );\n",
              &s);
    assert_int_equal(s.sites, 5);
    assert_int_equal(s.lanes, 4);
    assert_int_equal(s.demands, 3);
    assert_string_equal(s.site[4].name, "Chur");
    scen_free(&s);
}

static void values_change_by_path(void **state)
{
    struct scenario s;
    (void)state;

    load_text("extends = \"../b/b.cfg\";\nscenario = { id = \"d\"; };\n"
              "override = ( { at = \"stock.St. Gallen.lamp.order_up_to\"; to = 7; },\n"
              "  { at = \"stock.Hub.*.order_up_to\"; times = 1.5; },\n"
              "  { at = \"lanes.Maker.Hub.lead_time\"; times = 2; },\n"
              "  { at = \"demand.*.rate\"; times = 2; },\n"
              "  { at = \"run.seed\"; to = \"\"; },\n"
              "  { at = \"run.horizon\"; times = 0.5; } );\n",
              &s);
    assert_int_equal(s.stocking[1].order_up_to, 30);
    assert_int_equal(s.horizon, 15 * SCEN_TICKS_PER_DAY);
    assert_int_equal(s.seed, 1); // left out again
    assert_near(s.lane[0].lead_time->a, 4, 0);
    assert_near(s.lane[0].lead_time->b, 8, 0);
    assert_near(s.demand[0].rate, 4, 0);
    assert_near(s.demand[1].rate, 6, 0);
    for (size_t i = 0; i < s.stockings; i++)
        if (strcmp(s.site[s.stocking[i].site].name, "St. Gallen") == 0)
            assert_int_equal(s.stocking[i].order_up_to, 7);
    scen_free(&s);
}

/* One line for each value, wherever it was said, by the path that overrides use. */
static void all_that_is_in_force_can_be_told(void **state)
{
    struct scenario s;
    struct base_text text = {0};
    (void)state;

    load_text("extends = \"../b/b.cfg\";\nscenario = { id = \"d\"; };\n"
              "demand = ( { site = \"Bern\"; product = \"lamp\"; rate = \"7 /week\"; } );\n"
              "override = ( { at = \"stock.Hub.*.order_up_to\"; times = 1.5; } );\n",
              &s);
    s.seed = 77; // as an option of a command
    scen_resolve(&s, &text);
    const char *all = base_text_get(&text);
    assert_non_null(strstr(all, "scenario.id = d\nscenario.title = The base\n"));
    assert_non_null(strstr(all, "run.horizon = 30 d\n"));
    assert_non_null(strstr(all, "run.seed = 77\n"));
    assert_non_null(strstr(all, "sites.St. Gallen.role = market\n"));
    assert_non_null(strstr(all, "lanes.Maker.Hub.lead_time = uniform(2, 4) d\n"));
    assert_non_null(strstr(all, "stock.Hub.lamp.policy = base-stock\n"));
    assert_non_null(strstr(all, "stock.Hub.lamp.order_up_to = 30 units\n"));
    assert_non_null(strstr(all, "demand.Bern.lamp.rate = 2 /d\n"));
    assert_non_null(strstr(all, "demand.Bern.lamp#2.rate = 1 /d\n"));
    assert_null(strstr(all, "stock.Hub.lamp.initial")); // left out
    base_text_fini(&text);
    scen_free(&s);
}

static void what_belongs_to_a_removed_site_goes_along(void **state)
{
    struct scenario s;
    (void)state;

    load_text("extends = \"../b/b.cfg\";\nscenario = { id = \"d\"; };\n"
              "override = ( { at = \"sites.Bern\"; remove = true; } );\n"
              "sites = ( { name = \"Bern\"; role = \"warehouse\"; } );\n",
              &s);
    assert_int_equal(s.sites, 4);
    assert_int_equal(s.lanes, 2);
    assert_int_equal(s.demands, 1);
    assert_string_equal(s.site[s.demand[0].site].name, "St. Gallen");
    assert_string_equal(s.site[s.lane[1].to].name, "St. Gallen");
    assert_int_equal(s.site[3].role, SCEN_WAREHOUSE);
    scen_free(&s);
}

static void the_last_of_a_chain_wins(void **state)
{
    struct scenario s;
    (void)state;

    load("extends = \"../b/m.cfg\";\nscenario = { id = \"d\"; };\n"
         "override = ( { at = \"demand.Bern.lamp.rate\"; times = 5; } );\n",
         "extends = \"b.cfg\";\nscenario = { id = \"m\"; title = \"The middle\"; };\n"
         "run = { seed = 6; replications = 3; };\n"
         "override = ( { at = \"demand.*.rate\"; to = \"1 /d\"; } );\n",
         &s);
    assert_string_equal(s.id, "d");
    assert_string_equal(s.title, "The middle");
    assert_int_equal(s.seed, 6);
    assert_int_equal(s.replications, 3);
    assert_near(s.demand[0].rate, 5, 0);
    assert_near(s.demand[1].rate, 1, 0);
    scen_free(&s);
}

static const struct scen_stocking *stock_of(const struct scenario *s, const char *site)
{
    size_t i = 0;

    while (i < s->stockings && strcmp(s->site[s->stocking[i].site].name, site) != 0)
        i++;
    assert_true(i < s->stockings);
    return &s->stocking[i];
}

/* The new maker stands behind all that is inherited, and before it what was removed is gone. */
static void overrides_name_what_their_text_adds(void **state)
{
    struct scenario s;
    (void)state;

    load_text(
        "extends = \"../b/b.cfg\";\n"
        "scenario = { id = \"d\"; };\n"
        "override = ( { at = \"stock.Hub.lamp.source\"; to = \"\"; },\n"
        "  { at = \"stock.Hub.lamp.sources\"; to = \"Plant 0.5 + Depot 0.5\"; },\n"
        "  { at = \"stock.St. Gallen.lamp.source\"; to = \"Plant\"; },\n"
        "  { at = \"stock.St. Gallen.lamp.source\"; to = \"Depot\"; },\n"
        "  { at = \"stock.St. Gallen.lamp.lane\"; to = \"by air\"; },\n"
        "  { at = \"lanes.Hub.Bern.from\"; to = \"Depot\"; },\n"
        "  { at = \"stock.*.line\"; to = \"Press\"; },\n"
        "  { at = \"stock.*.lamp.line\"; to = \"\"; },\n"
        "  { at = \"sites.Maker\"; remove = true; },\n"
        "  { at = \"demand.Bern.lamp.product\"; to = \"lantern\"; } );\n"
        "products = ( { name = \"lantern\"; } );\n"
        "sites = ( { name = \"Plant\"; role = \"factory\"; },\n"
        "  { name = \"Depot\"; role = \"supplier\"; } );\n"
        "lines = ( { name = \"Press\"; site = \"Plant\"; } );\n"
        "lanes = ( { from = \"Depot\"; to = \"Hub\"; lead_time = \"2 d\"; },\n"
        "  { from = \"Plant\"; to = \"Hub\"; lead_time = \"2 d\"; },\n"
        "  { name = \"by air\"; from = \"Depot\"; to = \"St. Gallen\"; lead_time = \"1 h\"; } "
        ");\n"
        "stock = ( { site = \"Depot\"; product = \"lamp\"; },\n"
        "  { site = \"Depot\"; product = \"lantern\"; },\n"
        "  { site = \"Plant\"; product = \"lamp\"; line = \"Press\"; policy = \"base-stock\";\n"
        "    order_up_to = 2; } );\n",
        &s);
    assert_string_equal(s.site[4].name, "Depot");
    assert_string_equal(s.lane[stock_of(&s, "St. Gallen")->source].name, "by air");
    assert_int_equal(scen_sources(stock_of(&s, "Hub")), 2);
    assert_int_equal(s.lane[0].from, 4); // to Bern
    assert_string_equal(s.product[s.demand[0].product].name, "lantern");
    scen_free(&s);
}

static void laws_scale_as_a_whole(void **state)
{
    static const char *const text[] = {"3",
                                       "uniform(1, 3)",
                                       "exponential(4)",
                                       "gamma(4, 2)",
                                       "lognormal(4, cv 2)",
                                       "poisson(6)",
                                       "normal(5, 1)",
                                       "triangular(1, 2, 5)",
                                       "negative-binomial(6, sd 4)",
                                       "geometric(3)",
                                       "points(1 : 0.2, 2 : 0.8)",
                                       "points(1 : 0.1, 2 : 0.2, 3 : 0.3, 4 : 0.4)",
                                       "empirical(3, 5, 5, 9)"};
    struct base_arena *store = base_arena_new();
    (void)state;

    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        struct scen_law_text in = {.text = scen_span_of(text[i]),
                                   .currency = "EUR",
                                   .arena = store,
                                   .dim = {.power = {[SCEN_GOODS] = 1}},
                                   .bare = true,
                                   .bare_factor = 1};
        struct scen_law law;
        char why[200];
        assert_true(scen_law_read(&in, &law, why, sizeof why));
        double mean = scen_law_mean(&law);
        assert_true(scen_law_scale(&law, 1.5));
        assert_near(scen_law_mean(&law), 1.5 * mean, 1e-12);
    }
    base_arena_free(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_said_is_inherited),
        cmocka_unit_test(lists_grow),
        cmocka_unit_test(values_change_by_path),
        cmocka_unit_test(all_that_is_in_force_can_be_told),
        cmocka_unit_test(what_belongs_to_a_removed_site_goes_along),
        cmocka_unit_test(the_last_of_a_chain_wins),
        cmocka_unit_test(overrides_name_what_their_text_adds),
        cmocka_unit_test(laws_scale_as_a_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
