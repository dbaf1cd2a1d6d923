/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE // setenv, strdup
#include "support/near.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scen/law.h"
#include "scen/scenario.h"

#define HEAD                                               \
    "scenario = { id = \"t\"; tags = [\"a\", \"b\"]; };\n" \
    "run = { horizon = \"30 d\"; warm_up = \"36 h\"; seed = 5000000000; };\n"
#define WORLD                                                                                  \
    "products = ( { name = \"lamp\"; value = \"12 EUR/unit\"; bom = \"1 shade + 2 bulb\"; "    \
    "},\n"                                                                                     \
    "  { name = \"shade\"; }, { name = \"bulb\"; quantum = \"0.5 units\"; }, );\n"             \
    "sites = ( { name = \"Maker\"; role = \"supplier\"; },\n"                                  \
    "  { name = \"Plant\"; role = \"factory\"; region = \"North\"; lon = 4.5; lat = -3; },\n"  \
    "  { name = \"Town\"; role = \"market\"; } );\n"                                           \
    "lanes = ( { from = \"Plant\"; to = \"Town\"; lead_time = \"uniform(1, 2) d\"; },\n"       \
    "  { from = \"Maker\"; to = \"Plant\"; lead_time = \"2 d\"; order_delay = \"6 h\"; } );\n" \
    "stock = ( { site = \"Maker\"; product = \"bulb\"; },\n"                                   \
    "  { site = \"Maker\"; product = \"shade\"; },\n"                                          \
    "  { site = \"Plant\"; product = \"bulb\"; source = \"Maker\"; policy = \"(s,S)\";\n"      \
    "    reorder_point = 10; order_up_to = \"20.5 units\"; },\n"                               \
    "  { site = \"Plant\"; product = \"shade\"; source = \"Maker\"; policy = "                 \
    "\"base-stock\";\n"                                                                        \
    "    order_up_to = 10; review = \"1 d\"; initial = -3; },\n"                               \
    "  { site = \"Plant\"; product = \"lamp\"; policy = \"base-stock\"; order_up_to = 8;\n"    \
    "    make_time = \"3 h\"; holding_cost = \"0.7 EUR/unit/week\"; } );\n"                    \
    "demand = ( { site = \"Town\"; product = \"lamp\"; rate = \"2 /h\"; } );\n"

static struct scen_file text_of(const char *name, const char *text)
{
    return (struct scen_file){.path = name, .name = name, .text = text, .bytes = strlen(text)};
}

static void load(const struct scen_file *file, size_t files, struct scenario *scen)
{
    struct base_err err = {0};

    if (!scen_load_held(file, files, scen, &err))
        fail_msg("%s:%d: %s", err.item[0].file, err.item[0].line, err.item[0].text);
    assert_int_equal(err.count, 0);
    base_err_fini(&err);
}

static void load_text(const char *text, struct scenario *scen)
{
    struct scen_file file = text_of("t.cfg", text);
    load(&file, 1, scen);
}

/* Finds the first mistake of a text. */
static void expect_mistake(const char *text, int line, const char *part)
{
    struct scen_file file = text_of("t.cfg", text);
    struct scenario scen;
    struct base_err err = {0};

    assert_false(scen_load_held(&file, 1, &scen, &err));
    assert_int_equal(err.item[0].line, line);
    assert_non_null(strstr(err.item[0].text, part));
    base_err_fini(&err);
}

static void values_arrive_in_base_units(void **state)
{
    struct scenario s;
    (void)state;

    load_text(HEAD WORLD, &s);
    assert_string_equal(s.id, "t");
    assert_int_equal(s.tag_count, 2);
    assert_string_equal(s.tags[1], "b");
    assert_int_equal(s.horizon, 30LL * 86400000);
    assert_int_equal(s.warm_up, 36LL * 3600000);
    assert_int_equal(s.seed, 5000000000);
    assert_int_equal(s.replications, 10);
    assert_string_equal(s.currency, "EUR");
    assert_near(s.product[0].value, 12, 0);
    assert_near(s.demand[0].rate, 48, 1e-9);
    assert_int_equal(s.lane[1].order_delay, 6 * 3600000);
    assert_true(isnan(s.site[0].lon));
    assert_near(s.site[1].lat, -3, 0);
    scen_free(&s);
}

static void bills_of_materials_are_read(void **state)
{
    struct scenario s;
    (void)state;

    load_text(HEAD WORLD, &s);
    assert_int_equal(s.product[0].bom_count, 2);
    assert_int_equal(s.product[0].bom[1].product, 2);
    assert_near(s.product[0].bom[1].quantity, 2, 0);
    assert_int_equal(s.product[1].bom_count, 0);
    scen_free(&s);
}

/* Stockings come in order of site and product, in quanta, with the lane of their source. */
static void stock_is_ordered_and_counted_in_quanta(void **state)
{
    struct scenario s;
    (void)state;

    load_text(HEAD WORLD, &s);
    assert_int_equal(s.stockings, 6);
    const struct scen_stocking *lamp = &s.stocking[2], *shade = &s.stocking[3],
                               *bulb = &s.stocking[4];
    assert_int_equal(lamp->product, 0);
    assert_int_equal(lamp->source, SCEN_NONE);
    assert_int_equal(lamp->initial, 8);
    assert_near(lamp->holding_cost, 0.1, 1e-12);
    assert_near(lamp->make_time->a, 0.125, 1e-12);
    assert_int_equal(shade->initial, -3);
    assert_int_equal(shade->review_period, 86400000);
    assert_int_equal(bulb->policy, SCEN_S_S);
    assert_int_equal(bulb->reorder_point, 20);
    assert_int_equal(bulb->order_up_to, 41);
    assert_int_equal(bulb->initial, 41);
    assert_int_equal(bulb->source, 1);
    assert_int_equal(s.stocking[0].policy, SCEN_NO_POLICY);
    scen_free(&s);
}

#define TWO_WAYS                                                                               \
    "products = ( { name = \"lamp\"; } );\n"                                                   \
    "sites = ( { name = \"North\"; role = \"supplier\"; },\n"                                  \
    "  { name = \"South\"; role = \"supplier\"; }, { name = \"Town\"; role = \"market\"; } "   \
    ");\n"                                                                                     \
    "lanes = ( { from = \"North\"; to = \"Town\"; lead_time = \"2 d\"; name = \"by air\"; "    \
    "},\n"                                                                                     \
    "  { from = \"North\"; to = \"Town\"; lead_time = \"9 d\"; alternative = \"by air\"; },\n" \
    "  { from = \"South\"; to = \"Town\"; lead_time = \"5 d\"; } );\n"                         \
    "demand = ( { site = \"Town\"; product = \"lamp\"; rate = \"2 /d\"; } );\n"                \
    "stock = ( { site = \"North\"; product = \"lamp\"; },\n"                                   \
    "  { site = \"South\"; product = \"lamp\"; },\n"                                           \
    "  { site = \"Town\"; product = \"lamp\"; policy = \"base-stock\"; order_up_to = 9;\n"

/* Of several lanes from a source the one without a name is meant; shares may be percents. */
static void sources_may_be_said_as_people_say_them(void **state)
{
    struct scenario s;
    (void)state;

    load_text("scenario = { id = \"t\"; }; run = { horizon = \"9 d\"; };\n" TWO_WAYS
              "    sources = \"North 30 % + South 70%\"; } );\n",
              &s);
    const struct scen_stocking *town = &s.stocking[2];

    assert_int_equal(scen_sources(town), 2);
    assert_int_equal(scen_source_lane(town, 0), 1);
    assert_int_equal(scen_source_lane(town, 1), 2);
    assert_near(town->ordering->source[0].share, 0.3, 1e-12);
    assert_near(town->ordering->source[1].share, 0.7, 1e-12);
    scen_free(&s);
}

static void a_market_without_an_entry_passes_demand_on(void **state)
{
    struct scenario s;
    (void)state;

    load_text(HEAD WORLD, &s);
    const struct scen_stocking *town = &s.stocking[5];
    assert_int_equal(town->site, 2);
    assert_int_equal(town->policy, SCEN_BASE_STOCK);
    assert_int_equal(town->order_up_to, 0);
    assert_int_equal(town->initial, 0);
    assert_int_equal(town->source, 0);
    scen_free(&s);
}

static void tiers_count_from_the_market(void **state)
{
    struct scenario s;
    (void)state;

    load_text(HEAD WORLD, &s);
    assert_int_equal(s.site[2].tier, 0);
    assert_int_equal(s.site[1].tier, 1);
    assert_int_equal(s.site[0].tier, 2);
    scen_free(&s);
}

/* A table says the same as a list, units in its header or in its cells. */
static void tables_say_the_same_as_lists(void **state)
{
    static const char cfg[] = HEAD
        "products = ( { name = \"cup\"; } );\n"
        "sites = { table = \"in/sites.csv\"; };\n"
        "lanes = ( { from = \"A\"; to = \"B, the second\"; lead_time = \"2 d\"; } );\n"
        "stock = { table = \"in/stock.csv\"; };\n"
        "demand = ( { site = \"B, the second\"; product = \"cup\"; every = \"1 d\"; } );\n";
    const struct scen_file file[] = {
        text_of("t.cfg", cfg),
        text_of("in/sites.csv", "role,name\nsupplier,A\nmarket,\"B, the second\"\n"),
        text_of("in/stock.csv",
                "site,product,source,policy,order_up_to,review [h],holding_cost [EUR/unit/d]\n"
                "A,cup,,,,,\n"
                "\"B, the second\",cup,A,base-stock,9 units,12,0.25\n")};
    struct scenario s;
    (void)state;

    load(file, 3, &s);
    assert_int_equal(s.sites, 2);
    assert_string_equal(s.site[1].name, "B, the second");
    assert_int_equal(s.stocking[1].order_up_to, 9);
    assert_int_equal(s.stocking[1].review_period, 12 * 3600000);
    assert_near(s.stocking[1].holding_cost, 0.25, 0);
    assert_int_equal(s.stocking[1].where.line, 3);
    assert_int_equal(s.files, 3);
    assert_string_equal(s.file[0].name, "t.cfg");
    assert_string_equal(s.file[1].name, "in/sites.csv");
    assert_string_equal(s.file[1].text, file[1].text);
    scen_free(&s);
}

/* An included text stands where it is included, and its own includes are found beside it. */
static void includes_are_found_beside_the_text_that_includes(void **state)
{
    const struct scen_file file[] = {
        text_of("t.cfg", "@include \"parts/head.cfg\"\n" WORLD),
        text_of("parts/head.cfg", "# head\n@include \"deep/run.cfg\"\n"
                                  "scenario = { id = \"inc\"; };"),
        text_of("parts/deep/run.cfg", "run = { horizon = \"9 d\"; };\n")};
    struct scenario s;
    (void)state;

    load(file, 3, &s);
    assert_string_equal(s.id, "inc");
    assert_int_equal(s.horizon, 9LL * 86400000);
    assert_int_equal(s.site[0].where.line, 4);
    assert_string_equal(s.site[0].where.file, "t.cfg");
    assert_int_equal(s.files, 3);
    scen_free(&s);
}

static void an_include_that_includes_itself_is_refused(void **state)
{
    struct scen_file file = text_of("t.cfg", "@include \"t.cfg\"\n");
    struct base_err err = {0};
    struct scenario s;
    (void)state;

    assert_false(scen_load_held(&file, 1, &s, &err));
    assert_non_null(strstr(err.item[0].text, "include each other"));
    base_err_fini(&err);
}

static void texts_outside_the_folder_are_refused(void **state)
{
    (void)state;
    expect_mistake("@include \"/etc/passwd\"\n", 1, "not inside the scenario's folder");
    expect_mistake("\n@include \"a/../../b.cfg\"\n", 2, "not inside the scenario's folder");
}

static void a_missing_scenario_says_its_path(void **state)
{
    struct scenario s;
    struct base_err err = {0};
    (void)state;

    assert_false(scen_load("no/such/file.cfg", &s, &err));
    assert_string_equal(err.item[0].file, "no/such/file.cfg");
    assert_non_null(strstr(err.item[0].text, "No such file"));
    base_err_fini(&err);
}

/* Windows editors add a byte order mark and carriage returns. */
static void windows_text_is_read(void **state)
{
    static const char text[] = "\xef\xbb\xbf" HEAD;
    char windows[4000] = "", *to = windows;
    struct scenario s;
    (void)state;

    for (const char *at = HEAD WORLD; *at != '\0'; at++) {
        if (*at == '\n')
            *to++ = '\r';
        *to++ = *at;
    }
    load_text(windows, &s);
    scen_free(&s);
    expect_mistake(text, 1, "products");
}

/* libconfig counts lines in 16 bits; beyond, every message would name a wrong one. */
static void texts_of_too_many_lines_are_refused(void **state)
{
    enum { LINES = 70000 };
    char *text = malloc(LINES + 1);
    (void)state;

    memset(text, '\n', LINES);
    text[LINES] = '\0';
    expect_mistake(text, 0, "more than 60000 lines");
    free(text);
}

/* What few entries say is there once for all that say the same, and not at all for others. */
static void alike_entries_share_what_they_say(void **state)
{
    (void)state;
    struct base_err err = {0}; // of the lanes only one is used
    struct scenario s;
    struct scen_file file =
        text_of("t.cfg", HEAD
                "products = ( { name = \"lamp\"; } );\n"
                "sites = ( { name = \"Plant\"; role = \"supplier\"; },\n"
                "  { name = \"Town\"; role = \"market\"; } );\n"
                "lanes = ( { from = \"Plant\"; to = \"Town\"; lead_time = \"2 d\"; },\n"
                "  { from = \"Plant\"; to = \"Town\"; lead_time = \"9 d\"; name = \"a\";\n"
                "    mode = \"sea\"; co2_per_unit = \"2 kg/unit\"; },\n"
                "  { from = \"Plant\"; to = \"Town\"; lead_time = \"8 d\"; name = \"b\";\n"
                "    mode = \"sea\"; co2_per_unit = \"2 kg/unit\"; } );\n"
                "stock = ( { site = \"Plant\"; product = \"lamp\"; },\n"
                "  { site = \"Town\"; product = \"lamp\"; source = \"Plant\"; } );\n"
                "demand = ( { site = \"Town\"; product = \"lamp\"; rate = \"2 /h\"; } );\n");

    assert_true(scen_load_held(&file, 1, &s, &err));
    assert_null(s.lane[0].more);
    assert_ptr_equal(scen_lane_more(&s.lane[0]), &scen_lane_plain);
    assert_non_null(s.lane[1].more);
    assert_ptr_equal(s.lane[1].more, s.lane[2].more);
    assert_string_equal(scen_lane_more(&s.lane[2])->mode, "sea");
    assert_near(scen_lane_more(&s.lane[2])->co2_per_unit, 2, 0);
    assert_true(s.site[0].more == NULL && s.stocking[0].more == NULL &&
                s.demand[0].more == NULL);
    scen_free(&s);
    base_err_fini(&err);
}

static void write_long(const char *path, size_t lines)
{
    FILE *out = fopen(path, "w");

    assert_non_null(out);
    fputs(HEAD WORLD, out);
    for (size_t i = 0; i < lines; i++)
        fprintf(
            out,
            "# one of many remarks in this text, which makes it too long for memory, by being "
            "said very often, number %zu\n",
            i);
    assert_int_equal(fclose(out), 0);
}

/* Texts too long for memory are those that were read, whatever becomes of the files: also where
 * there is no room beside memory. */
static void long_texts_stay_as_they_were(void **state)
{
    (void)state;
    enum { LINES = 50000 };
    static const char path[] = "long_text.cfg";
    const char *folder = getenv("TMPDIR");
    char *before = folder != NULL ? strdup(folder) : NULL;
    struct base_err err = {0};
    struct scenario s;

    for (int i = 0; i < 2; i++) {
        if (i == 1)
            setenv("TMPDIR", "/nowhere", 1);
        write_long(path, LINES);
        assert_true(scen_load(path, &s, &err));
        write_long(path, 1);
        assert_true(s.file[0].bytes > (4 << 20));
        assert_memory_equal(s.file[0].text, HEAD WORLD, strlen(HEAD WORLD));
        scen_rest(&s);
        assert_non_null(strstr(s.file[0].text, "number 49999\n"));
        assert_int_equal(strlen(s.file[0].text), s.file[0].bytes);
        scen_free(&s);
    }
    if (before != NULL)
        setenv("TMPDIR", before, 1);
    else
        unsetenv("TMPDIR");
    free(before);
    remove(path);
    base_err_fini(&err);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_arrive_in_base_units),
        cmocka_unit_test(bills_of_materials_are_read),
        cmocka_unit_test(stock_is_ordered_and_counted_in_quanta),
        cmocka_unit_test(sources_may_be_said_as_people_say_them),
        cmocka_unit_test(a_market_without_an_entry_passes_demand_on),
        cmocka_unit_test(tiers_count_from_the_market),
        cmocka_unit_test(tables_say_the_same_as_lists),
        cmocka_unit_test(includes_are_found_beside_the_text_that_includes),
        cmocka_unit_test(an_include_that_includes_itself_is_refused),
        cmocka_unit_test(texts_outside_the_folder_are_refused),
        cmocka_unit_test(a_missing_scenario_says_its_path),
        cmocka_unit_test(windows_text_is_read),
        cmocka_unit_test(alike_entries_share_what_they_say),
        cmocka_unit_test(long_texts_stay_as_they_were),
        cmocka_unit_test(texts_of_too_many_lines_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
