/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of a scenario have what the whole has, with other numbers. */
#define _GNU_SOURCE // mkdtemp
#include "support/test.h"

#include "base/digest.h"
#include "part_net.h"
#include "part_post.h"
#include "part_same.h"

/* ---- all ways to deal out ---- */

static void load_whole(const char *path, struct scenario *whole)
{
    struct base_err err = {0};

    if (!scen_load(path, whole, &err))
        fail_msg("%s:%d: %s", err.item[0].file, err.item[0].line, err.item[0].text);
    base_err_fini(&err);
}

static void check_shares(const struct scenario *whole, struct scen_cut *cut, uint32_t ranks,
                         int how, struct rand_stream *dice)
{
    uint32_t *owner = share_out(whole->sites, ranks, how, dice);
    struct scenario part[RANKS_MAX];

    assert_int_equal(deal(cut, owner, ranks, part), ranks);
    for (uint32_t r = 0; r < ranks; r++) {
        const struct pair p = {whole, &part[r]};

        check_kin(&p, owner, r);
        check_part(&p);
        same_disruptions(&p);
        scen_free(&part[r]);
    }
    free(owner);
}

static void check_net(const struct scenario *whole, const struct scen_cut *cut)
{
    const struct scen_cut_net *net = scen_cut_net(cut);

    assert_int_equal(net->sites, whole->sites);
    assert_int_equal(net->lanes, whole->lanes);
    for (size_t s = 0; s < whole->sites; s++)
        assert_true(net->key[s] ==
                    base_digest_bytes(1, whole->site[s].name, strlen(whole->site[s].name)));
    for (size_t i = 0; i < whole->lanes; i++) {
        assert_int_equal(net->from[i], whole->lane[i].from);
        assert_int_equal(net->to[i], whole->lane[i].to);
    }
}

static void check_files(const struct scenario *whole, const struct scen_cut *cut)
{
    struct scenario to = {0};

    scen_cut_lend(cut, &to);
    scen_rest(&to);
    assert_int_equal(to.files, whole->files);
    for (size_t i = 0; i < to.files; i++) {
        assert_string_equal(to.file[i].name, whole->file[i].name);
        assert_string_equal(to.file[i].path, whole->file[i].path);
        assert_int_equal(to.file[i].bytes, whole->file[i].bytes);
        assert_memory_equal(to.file[i].text, whole->file[i].text, to.file[i].bytes);
    }
}

/* Is dealt out in all ways, and is the same. */
static void check_scenario(const char *path, struct rand_stream *dice)
{
    struct scenario whole;

    load_whole(path, &whole);
    struct scen_cut *cut = scen_cut_open(path, NULL);
    assert_non_null(cut);
    check_net(&whole, cut);
    check_files(&whole, cut);
    for (uint32_t ranks = 1; ranks <= RANKS_MAX; ranks++)
        for (int how = 0; how < 3; how++)
            check_shares(&whole, cut, ranks, how, dice);
    scen_cut_free(cut);
    scen_free(&whole);
}

static void parts_have_what_the_whole_has(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct net net;

        net_make(&net, TEST_SEED + seed);
        net_write(&net);
        check_scenario("net.cfg", &net.dice);
        net_fini(&net);
    }
}

static void shipped_scenarios_in_tables_are_dealt_out(void **state)
{
    struct rand_stream dice = rand_stream_at(TEST_SEED, 1);

    (void)state;
    check_scenario(BULLWHIP_SOURCE "/scenarios/dairy.cfg", &dice);
    check_scenario(BULLWHIP_SOURCE "/scenarios/pharma.cfg", &dice);
}

/* ---- one small network ---- */

#define SMALL_HEAD "scenario = { id = \"small\"; };\nrun = { horizon = \"50 d\"; };\n"
#define SMALL_TABLES                                                             \
    "products = ( { name = \"lamp\"; } );\n"                                     \
    "sites = { table = \"sites.csv\"; };\nlanes = { table = \"lanes.csv\"; };\n" \
    "stock = { table = \"stock.csv\"; };\ndemand = { table = \"demand.csv\"; };\n"
#define SMALL_DISRUPTIONS                                                                  \
    "disruptions = ( { name = \"jam\"; kind = \"outage\"; lane = \"A -> B\"; start = \"9 " \
    "d\"; duration = \"1 d\"; },\n"                                                        \
    "{ name = \"storm\"; kind = \"outage\"; region = \"R\"; start = \"9 d\"; duration = "  \
    "\"1 d\"; } );\n"

static const struct {
    const char *name, *text;
} small[] = {
    {"net.cfg", SMALL_HEAD SMALL_TABLES SMALL_DISRUPTIONS},
    {"sites.csv", "name,role,region\nA,supplier,R\nB,warehouse,\nC,warehouse,\nM,market,\n"},
    {"lanes.csv", "name,from,to,lead_time,via,carrier,alternative\n,A,B,1 d,,,\nair,B,C,1 "
                  "d,,,\n,C,M,1 d,,,\n"},
    {"stock.csv",
     "site,product,source,policy,order_up_to,sources,transship_from,line,make_time\n"
     "A,lamp,,,,,,,\nB,lamp,A,base-stock,9,,,,\nC,lamp,B,base-stock,9,,,,\n"},
    {"demand.csv", "site,product,rate [/d],trace\nM,lamp,2,\n"},
};

enum { SMALL_FILES = sizeof small / sizeof *small };

/* Writes it with the first `old` of all its texts replaced. */
static void write_small(const char *old, const char *new)
{
    bool found = old == NULL;

    for (size_t i = 0; i < SMALL_FILES; i++) {
        const char *at = found ? NULL : strstr(small[i].text, old);
        struct base_text text = {0};

        if (at != NULL)
            base_text_add(&text, "%.*s%s%s", (int)(at - small[i].text), small[i].text, new,
                          at + strlen(old));
        else
            base_text_add(&text, "%s", small[i].text);
        found = found || at != NULL;
        net_put(small[i].name, text.at, text.length);
        base_text_fini(&text);
    }
    if (!found)
        fail_msg("%s is nowhere", old);
}

struct change {
    const char *old, *new;
};

static void what_cant_be_dealt_out_is_left_whole(void **state)
{
    static const struct change change[] = {
        {"disruptions =", "agents = ( { name = \"a\"; plans = \"a.cfg\"; } );\ndisruptions ="},
        {"disruptions =", "approvals = ( { name = \"a\"; } );\ndisruptions ="},
        {"disruptions =", "lines = ( { name = \"l\"; site = \"B\"; } );\ndisruptions ="},
        {"disruptions =", "carriers = ( { name = \"a\"; } );\ndisruptions ="},
        {"disruptions =", "lane_products = ( { lane = \"air\"; product = \"lamp\"; lead_time = "
                          "\"1 d\"; } );\ndisruptions ="},
        {"disruptions =", "promotions = ( { product = \"lamp\"; site = \"N\"; start = \"1 d\"; "
                          "duration = \"1 d\"; factor = 2; } );\ndisruptions ="},
        {"disruptions =", "disruption ="},
        {"run = {", "run = { mask = true; "},
        {"lane = \"A -> B\"", "site = \"N\""},
        {"region = \"R\"", "region = \"S\""},
        {"sites = { table = \"sites.csv\"; }",
         "sites = ( { name = \"A\"; role = \"supplier\"; } )"},
        {"demand = { table = \"demand.csv\"; };", ""},
        {"{ table = \"lanes.csv\"; }", "{ table = \"none.csv\"; }"},
        {"horizon = \"50 d\"; }", "horizon = \"50 d\"; "},
        {"horizon = \"50 d\"", "horizon = \"50 kg\""},
        {"name,role", "title,role"},
        {"name,role,region\n", ""},
        {"\nB,warehouse", "\nA,warehouse"},
        {"\nB,warehouse", "\n\"B,warehouse"},
        {"\nB,warehouse,", "\nB,warehouse,,"},
        {"\nB,warehouse", "\n,warehouse"},
        {"A,supplier,R\nB,warehouse,\nC,warehouse,\nM,market,\n", ""},
        {"from,to", "from,too"},
        {",A,B,1 d", ",A,N,1 d"},
        {",A,B,1 d", ",,B,1 d"},
        {",A,B,1 d", "air,A,B,1 d"},
        {",C,M,1 d,,,", ",C,M,1 d,B,,"},
        {",C,M,1 d,,,", ",C,M,1 d,,x,"},
        {",C,M,1 d,,,", ",C,M,1 d,,,air"},
        {"\nC,lamp", "\nN,lamp"},
        {"B,base-stock,9,,,,", "B,base-stock,9,A + B,,,"},
        {"B,base-stock,9,,,,", "B,base-stock,9,,A,,"},
        {"B,base-stock,9,,,,", "B,base-stock,9,,,x,"},
        {"\nM,lamp,2,", "\nN,lamp,2,"},
        {"\nM,lamp,2,", "\nM,lamp,,x.csv"},
        {"\nM,lamp,2,", "\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof change / sizeof *change; i++) {
        write_small(change[i].old, change[i].new);
        struct scen_cut *cut = scen_cut_open("net.cfg", NULL);
        if (cut != NULL)
            fail_msg("it is dealt out: %s", change[i].new);
    }
}

static void a_mistake_or_warning_fails_a_part(void **state)
{
    static const struct change change[] = {
        {"\nC,lamp", "\nC,lump"},
        {"name,role", "name,size"},
        {"B,warehouse", "B,shop"},
        {",A,B,1 d", ",A,B,1 kg"},
        {",A,B,1 d", ",B,A,1 d"},
        {",C,M,1 d,,,", ",M,C,1 d,,,"},
        {",C,M,1 d,,,", ""},
        {",C,M,1 d,,,", ",C,M,1 d,,,\n,B,M,1 d,,,"},
        {",A,B,1 d,,,", ",A,B,1 d,,,\n,A,B,1 d,,,"},
        {"A,lamp,,,,,,,\n", ""},
        {"\nB,lamp", "\nB,lamp,A,base-stock,9,,,,\nB,lamp"},
        {"B,lamp,A,base-stock", "B,lamp,M,base-stock"},
        {"B,lamp,A,base-stock", "B,lamp,A,"},
        {"C,lamp,B,base-stock,9,,,,", "C,lamp,B,base-stock,9,,,,1 d"},
        {"\nM,lamp,2,", "\nA,lamp,2,"},
        {"\nM,lamp,2,", "\nM,lamp,,"},
        {"A -> B", "B -> A"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof change / sizeof *change; i++) {
        struct rand_stream dice = rand_stream_at(TEST_SEED, i);

        write_small(change[i].old, change[i].new);
        struct scen_cut *cut = scen_cut_open("net.cfg", NULL);
        assert_non_null(cut);
        for (uint32_t ranks = 1; ranks <= RANKS_MAX; ranks++) {
            struct scenario part[RANKS_MAX] = {{.id = NULL}};
            uint32_t *owner = share_out(4, ranks, (int)(ranks % 3), &dice);

            if (deal(cut, owner, ranks, part) == ranks)
                fail_msg("%u parts are good: %s", ranks, change[i].new);
            for (uint32_t r = 0; r < ranks; r++)
                scen_free(&part[r]);
            free(owner);
        }
        scen_cut_free(cut);
    }
}

/* It stands in a text that each part has whole. */
static void a_warning_that_all_have_is_told(void **state)
{
    const uint32_t owner[] = {0, 1, 2, 1};
    struct scenario part[3];
    struct base_err told[3] = {{.count = 0}};

    (void)state;
    write_small("start = \"9 d\"", "start = \"90 d\"");
    struct scen_cut *cut = scen_cut_open("net.cfg", NULL);
    assert_non_null(cut);
    assert_int_equal(deal_and_hear(cut, owner, 3, part, told), 3);
    for (int r = 0; r < 3; r++) {
        assert_int_equal(told[r].count, 1);
        assert_int_equal(told[r].errors, 0);
        assert_string_equal(told[r].item[0].file, "net.cfg");
        assert_string_equal(told[r].item[0].text, told[0].item[0].text);
        scen_free(&part[r]);
    }
    for (int r = 0; r < 3; r++)
        base_err_fini(&told[r]);
    scen_cut_free(cut);
}

static void a_rank_may_own_nothing(void **state)
{
    const uint32_t owner[] = {1, 1, 1, 1};
    struct scenario part[3];

    (void)state;
    write_small(NULL, NULL);
    struct scen_cut *cut = scen_cut_open("net.cfg", NULL);
    assert_non_null(cut);
    assert_int_equal(deal(cut, owner, 3, part), 3);
    assert_int_equal(part[0].sites, 2); // the ends of the lane that a disruption names
    assert_int_equal(part[0].lanes, 1);
    assert_int_equal(part[0].demands, 0);
    assert_int_equal(part[1].sites, 4);
    for (int r = 0; r < 3; r++)
        scen_free(&part[r]);
    scen_cut_free(cut);
}

static void texts_may_extend_and_include_others(void **state)
{
    static const char whole[] = "extends = \"base.cfg\";\nscenario = { id = \"other\"; };\n"
                                "run = { horizon = \"40 d\"; };\n@include \"more.cfg\"\n";
    struct rand_stream dice = rand_stream_at(TEST_SEED, 1);

    (void)state;
    write_small(NULL, NULL);
    net_put("base.cfg", SMALL_HEAD SMALL_TABLES, strlen(SMALL_HEAD SMALL_TABLES));
    net_put("more.cfg", SMALL_DISRUPTIONS, strlen(SMALL_DISRUPTIONS));
    net_put("net.cfg", whole, strlen(whole));
    check_scenario("net.cfg", &dice);

    static const char changed[] =
        "extends = \"base.cfg\";\nscenario = { id = \"other\"; };\n"
        "override = ( { at = \"lanes.air.lead_time\"; to = \"2 d\"; } "
        ");\n";
    net_put("net.cfg", changed, strlen(changed));
    assert_null(scen_cut_open("net.cfg", NULL));
}

/* They lie in files of their own meanwhile. */
static void long_texts_are_dealt_out(void **state)
{
    enum { LONG = 5 << 20 };
    struct rand_stream dice = rand_stream_at(TEST_SEED, 1);
    struct base_text main = {0}, sites = {0};
    char *blanks = base_alloc(LONG);

    (void)state;
    write_small(NULL, NULL);
    memset(blanks, ' ', LONG);
    base_text_add(&main, "%s# ", small[0].text);
    base_text_put(&main, blanks, LONG);
    base_text_add(&sites, "name,role,region\nA,supplier,");
    base_text_put(&sites, blanks, LONG);
    base_text_add(&sites, "R\nB,warehouse,\nC,warehouse,\nM,market,\n");
    net_put("net.cfg", main.at, main.length);
    net_put("sites.csv", sites.at, sites.length);
    struct scenario whole;
    load_whole("net.cfg", &whole);
    struct scen_cut *cut = scen_cut_open("net.cfg", NULL);
    assert_non_null(cut);
    check_files(&whole, cut);
    check_shares(&whole, cut, 2, 1, &dice);
    scen_cut_free(cut);
    scen_free(&whole);
    base_text_fini(&main);
    base_text_fini(&sites);
    free(blanks);
}

/* Texts remain for those who write them down. */
static void what_was_dealt_out_can_be_forgotten(void **state)
{
    struct scenario to = {0};

    (void)state;
    write_small(NULL, NULL);
    struct scen_cut *cut = scen_cut_open("net.cfg", "net.cfg");
    assert_non_null(cut);
    scen_cut_forget(cut);
    scen_cut_lend(cut, &to);
    assert_int_equal(to.files, SMALL_FILES);
    for (size_t i = 0; i < SMALL_FILES; i++) {
        assert_string_equal(to.file[i].name, small[i].name);
        assert_string_equal(to.file[i].text, small[i].text);
    }
    scen_cut_free(cut);
    scen_cut_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_have_what_the_whole_has),
        cmocka_unit_test(shipped_scenarios_in_tables_are_dealt_out),
        cmocka_unit_test(what_cant_be_dealt_out_is_left_whole),
        cmocka_unit_test(a_mistake_or_warning_fails_a_part),
        cmocka_unit_test(a_warning_that_all_have_is_told),
        cmocka_unit_test(a_rank_may_own_nothing),
        cmocka_unit_test(texts_may_extend_and_include_others),
        cmocka_unit_test(long_texts_are_dealt_out),
        cmocka_unit_test(what_was_dealt_out_can_be_forgotten),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
