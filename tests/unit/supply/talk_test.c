/* SPDX-License-Identifier: Apache-2.0 */
/* Negotiation in networks that do their worst: whoever is shut, deaf, late or waits for all
 * others, the run goes on, goods balance, and what happened is counted. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "little.h"
#include "supply/mind/parley/approval.h"
#include "supply/mind/parley/talk.h"

/* Two suppliers and four shops in a ring of siblings; all look at the same time. `%s`: what the
 * test adds to the run, to the lane of B, and as further groups. */
#define NET                                                                                    \
    "scenario = { id = \"net\"; };\n"                                                          \
    "run = { horizon = \"30 d\"; %s };\n"                                                      \
    "products = ( { name = \"rug\"; } );\n"                                                    \
    "sites = ( { name = \"A\"; role = \"factory\"; }, { name = \"B\"; role = \"factory\"; "    \
    "},\n"                                                                                     \
    "  { name = \"N\"; role = \"warehouse\"; }, { name = \"E\"; role = \"warehouse\"; },\n"    \
    "  { name = \"S\"; role = \"warehouse\"; }, { name = \"W\"; role = \"warehouse\"; } );\n"  \
    "lanes = ( { from = \"A\"; to = \"N\"; lead_time = \"1 d\"; cost_per_unit = \"2 "          \
    "EUR/unit\"; },\n"                                                                         \
    "  { from = \"B\"; to = \"N\"; lead_time = \"2 d\"; cost_per_unit = \"1 EUR/unit\"; %s "   \
    "},\n"                                                                                     \
    "  { from = \"A\"; to = \"E\"; lead_time = \"1 d\"; }, { from = \"A\"; to = \"S\"; "       \
    "lead_time = \"1 d\"; },\n"                                                                \
    "  { from = \"A\"; to = \"W\"; lead_time = \"1 d\"; },\n"                                  \
    "  { from = \"N\"; to = \"E\"; lead_time = \"3 h\"; }, { from = \"E\"; to = \"S\"; "       \
    "lead_time = \"3 h\"; },\n"                                                                \
    "  { from = \"S\"; to = \"W\"; lead_time = \"3 h\"; }, { from = \"W\"; to = \"N\"; "       \
    "lead_time = \"3 h\"; } );\n"                                                              \
    "stock = ( { site = \"A\"; product = \"rug\"; policy = \"base-stock\"; order_up_to = 60; " \
    "make_time = \"1 d\"; },\n"                                                                \
    "  { site = \"B\"; product = \"rug\"; policy = \"base-stock\"; order_up_to = 60; "         \
    "make_time = \"1 d\"; },\n"                                                                \
    "  { site = \"N\"; product = \"rug\"; source = \"A\"; policy = \"base-stock\"; "           \
    "order_up_to = 20; transship_from = \"W\"; },\n"                                           \
    "  { site = \"E\"; product = \"rug\"; source = \"A\"; policy = \"base-stock\"; "           \
    "order_up_to = 20; transship_from = \"N\"; },\n"                                           \
    "  { site = \"S\"; product = \"rug\"; source = \"A\"; policy = \"base-stock\"; "           \
    "order_up_to = 20; transship_from = \"E\"; },\n"                                           \
    "  { site = \"W\"; product = \"rug\"; source = \"A\"; policy = \"base-stock\"; "           \
    "order_up_to = 20; transship_from = \"S\"; } );\n"                                         \
    "demand = ( { site = \"N\"; product = \"rug\"; every = \"1 d\"; quantity = \"4 units\"; "  \
    "},\n"                                                                                     \
    "  { site = \"E\"; product = \"rug\"; every = \"1 d\"; quantity = \"4 units\"; },\n"       \
    "  { site = \"S\"; product = \"rug\"; every = \"1 d\"; quantity = \"4 units\"; },\n"       \
    "  { site = \"W\"; product = \"rug\"; every = \"1 d\"; quantity = \"4 units\"; } );\n"     \
    "agents = ( { name = \"shops\"; plans = \"lib.cfg\"; role = \"warehouse\"; %s } );\n%s"

#define GOAL                                                                                  \
    "library = \"l\"; goals: ( { name = \"keep\"; kind = \"maintain\"; hold = \"position >= " \
    "12 units\";\n"                                                                           \
    "  until = \"position >= 16 units\"; deadline = \"2 d\"; } );\n"
#define CALL(whom)                                                                             \
    "{ do = \"cfp\"; to = [" whom "]; qty = \"20 units - position\"; reply_by = \"4 h\"; },\n" \
    "{ do = \"await\"; cond = \"not calling\"; at_most = \"5 h\"; then = \"go_on\"; },\n"
#define LAST                                                                             \
    "{ name = \"last\"; for = \"keep\"; score = \"-1\"; body = ( { do = \"order\"; },\n" \
    "  { do = \"await\"; at_most = \"1 d\"; } ); }"
#define BUY                                                                                    \
    GOAL "plans: ( { name = \"buy\"; for = \"keep\"; body = (" CALL(                           \
        "\"A\", \"B\"") "{ do = \"award\"; rule = \"cheapest\"; }, { do = \"await\"; at_most " \
                        "= \"1 d\"; } ); },\n" LAST ");\n"

enum { A, B, N, E, S, W, SITES };

struct net {
    struct scenario scen;
    struct little little; // its world, rows and mistakes only
    struct sup_talk_row talk[SITES];
    bool talks[SITES];
};

struct extra {
    const char *run, *lane, *agents, *groups, *lib;
    int64_t horizon; // ticks; 0: as the text says
};

static struct scen_file text_of(const char *name, const char *text)
{
    return (struct scen_file){.path = name, .name = name, .text = text, .bytes = strlen(text)};
}

static void take_talk(struct net *n)
{
    const struct tw_rows *rows = &n->little.result.rows;

    for (size_t i = 0; i < rows->count; i++)
        if (rows->row[i].channel == SUP_TALK) {
            memcpy(&n->talk[rows->row[i].lp], rows->bytes + rows->row[i].offset,
                   sizeof n->talk[0]);
            n->talks[rows->row[i].lp] = true;
        }
}

/* Runs it; goods balance, or little_run() fails. */
static struct net *run(struct extra x)
{
    static char text[8192];
    struct net *n = base_alloc(sizeof *n);
    struct base_err err = {0};

    snprintf(text, sizeof text, NET, x.run ? x.run : "", x.lane ? x.lane : "",
             x.agents ? x.agents : "", x.groups ? x.groups : "");
    struct scen_file file[] = {text_of("net.cfg", text), text_of("lib.cfg", x.lib)};

    if (!scen_load_held(file, 2, &n->scen, &err))
        fail_msg("%s:%d: %s", err.item[0].file, err.item[0].line, err.item[0].text);
    base_err_fini(&err);
    n->little.scen = n->scen;
    if (x.horizon > 0)
        n->little.scen.horizon = x.horizon;
    little_run(&n->little, 1);
    take_talk(n);
    return n;
}

static void done(struct net *n)
{
    little_forget(&n->little);
    scen_free(&n->scen);
    free(n);
}

static const struct sup_spoken *of(const struct net *n, uint32_t site)
{
    assert_true(n->talks[site]);
    return &n->talk[site].count;
}

static int64_t served(const struct net *n)
{
    int64_t sum = 0;

    for (size_t i = 0; i < n->little.totals; i++)
        sum += n->little.total[i].sold;
    return sum;
}

/* ---- ---- */

static void contracts_become_orders(void **state)
{
    struct net *n = run((struct extra){.lib = BUY});
    (void)state;
    assert_true(of(n, N)->calls > 3);
    assert_int_equal(of(n, N)->failed, 0);
    assert_true(of(n, B)->kept > 3); // the cheaper one, where there is a lane from it
    assert_true(n->little.total[B].shipped > 40);
    assert_true(served(n) > 400);
    done(n);
}

/* All ask all at the same time, and nobody but siblings: who is short sells to nobody. */
static void a_ring_ends_in_other_means(void **state)
{
    struct net *n = run((struct extra){
        .lib = GOAL "plans: ( { name = \"near\"; for = \"keep\"; body = (" CALL(
            "\"N\", \"E\", \"S\", \"W\"") "{ do = \"award\"; rule = \"fastest\"; }, { do = "
                                          "\"await\"; at_most = \"1 d\"; } ); },\n" LAST
                                          ");\n"});
    (void)state;
    for (uint32_t site = N; site <= W; site++) {
        assert_true(of(n, site)->calls > 3);
        assert_int_equal(of(n, site)->failed, of(n, site)->calls);
        assert_int_equal(of(n, site)->heard[SUP_HEARD], of(n, site)->calls);
        assert_true(of(n, site)->declined > 3);
        assert_int_equal(of(n, site)->kept, 0);
    }
    assert_true(served(n) > 400);
    done(n);
}

static void who_is_shut_declines(void **state)
{
    struct net *n = run((struct extra){
        .lib = BUY,
        .groups = "disruptions = ( { name = \"shut\"; kind = \"outage\"; site = \"B\";"
                  " start = \"0 d\"; duration = \"30 d\"; } );\n"});
    (void)state;
    assert_int_equal(of(n, B)->bids, 0);
    assert_true(of(n, B)->declined > 3);
    assert_int_equal(n->little.total[B].shipped, 0);
    assert_int_equal(of(n, N)->failed, 0); // A has it all
    done(n);
}

/* The line goes dead again and again, in the midst of conversations. */
static void dead_lines_lose_letters_not_goods(void **state)
{
    struct net *n = run((struct extra){
        .lib = BUY,
        .run = "message_delay = \"1 h\";",
        .groups = "disruptions = ( { name = \"a\"; kind = \"communication\"; site = \"A\";"
                  " up = \"1 h\"; down = \"1 h\"; }, { name = \"n\"; kind = "
                  "\"communication\"; site = \"N\"; up = \"7 h\"; down = \"2 h\"; } );\n"});
    (void)state;
    assert_true(of(n, A)->lost + of(n, N)->lost > 5);
    assert_true(served(n) > 300);
    done(n);
}

/* Its bids arrive at the very deadline. */
static void who_always_bids_last_gets_nothing(void **state)
{
    struct net *n = run((struct extra){.lib = BUY, .lane = "order_delay = \"2 h\";"});
    (void)state;
    assert_true(of(n, B)->bids > 3);
    assert_int_equal(of(n, B)->kept, 0);
    assert_int_equal(of(n, N)->heard[SUP_HEARD_LATE], of(n, B)->bids);
    assert_int_equal(n->little.total[B].shipped, 0);
    done(n);
}

/* Each waits for a signal of all others before it acts: time-outs end it. */
static void all_who_wait_for_all_go_on(void **state)
{
    struct net *n = run((struct extra){
        .lib = GOAL
        "plans: ( { name = \"polite\"; for = \"keep\"; body = (\n"
        "  { do = \"ask\"; to = [\"N\", \"E\", \"S\", \"W\"]; about = \"stock\"; },\n"
        "  { do = \"await\"; cond = \"N.signal + E.signal + S.signal + W.signal > 1e9\";"
        " at_most = \"12 h\"; },\n"
        "  { do = \"signal\"; to = [\"N\", \"E\", \"S\", \"W\"]; }, { do = \"order\"; } ); "
        "},\n" LAST ");\n"});
    (void)state;
    assert_true(of(n, N)->sent > 10);
    assert_true(served(n) > 400);
    done(n);
}

/* ---- help that goes round ---- */

/* What is asked for counts as on order, so the goal is reached until the answer comes, at once;
 * and then there is nobody else to ask. */
static void who_has_nothing_is_left_alone(void **state)
{
    struct net *n = run((struct extra){
        .run = "message_delay = \"1 s\";",
        .horizon = DAY / 24, // questions that go round do so 1800 times
        .lib = "library = \"l\"; goals: ( { name = \"keep\"; kind = \"maintain\";"
               " hold = \"position >= 40 units\"; } );\n"
               "plans: ( { name = \"beg\"; for = \"keep\"; body = ( { do = \"transship\";"
               " from = [\"N\", \"E\", \"S\", \"W\"]; qty = \"40 units - position\"; },"
               " { do = \"await\"; at_most = \"1 h\"; } ); } );\n"});
    (void)state;
    assert_true(n->little.result.committed < 300);
    for (size_t i = 0; i < n->little.totals; i++)
        assert_int_equal(n->little.total[i].shipped, 0); // who asks has none to give
    done(n);
}

/* Goods that came as help are not asked for by the one who gave them, and so on round a ring.
 */
static void help_stays_where_it_came(void **state)
{
    struct net *n = run((struct extra){
        .horizon = 3 * DAY,
        .lib = "library = \"l\"; goals: ( { name = \"keep\"; kind = \"maintain\";"
               " hold = \"on_hand >= 17 units\"; } );\n"
               "plans: ( { name = \"beg\"; for = \"keep\"; body = ( { do = \"transship\";"
               " from = [\"N\", \"E\", \"S\", \"W\"]; qty = \"17 units - on_hand\"; },"
               " { do = \"await\"; at_most = \"5 h\"; } ); } );\n"});
    int64_t moved = 0;
    (void)state;
    for (size_t i = 0; i < n->little.totals; i++)
        moved += n->little.total[i].shipped;
    assert_true(n->little.result.committed < 300);
    assert_in_range(moved, 0, 4);
    done(n);
}

/* ---- mistakes ---- */

static void goals_that_nobody_has_are_told(void **state)
{
    static char text[8192];
    struct scenario scen;
    struct base_err err = {0};
    (void)state;
    snprintf(text, sizeof text, NET, "", "", "", "");
    struct scen_file file[] = {
        text_of("net.cfg", text),
        text_of("lib.cfg",
                GOAL "plans: ( { name = \"beg\"; for = \"keep\"; body = (\n"
                     "  { do = \"request\"; to = \"N\"; what = \"kepe\"; } ); } );\n")};

    assert_true(scen_load_held(file, 2, &scen, &err));
    assert_null(sup_world_new(&scen, &err));
    assert_non_null(strstr(err.item[0].text, "what = \"kepe\": none of those"));
    assert_string_equal(err.item[0].file, "lib.cfg");
    assert_int_equal(err.item[0].line, 4);
    base_err_fini(&err);
    scen_free(&scen);
}

/* ---- guard rails ---- */

static uint32_t events(const struct net *n, enum sup_approval_event event, uint32_t why)
{
    const struct tw_rows *rows = &n->little.result.rows;
    uint32_t count = 0;

    for (size_t i = 0; i < rows->count; i++) {
        struct sup_approval_row row;

        if (rows->row[i].channel != SUP_APPROVAL)
            continue;
        memcpy(&row, rows->bytes + rows->row[i].offset, sizeof row);
        count += row.event == event && row.why == why;
    }
    return count;
}

static void budgets_and_invariants_block(void **state)
{
    struct net *n =
        run((struct extra){.lib = BUY "invariants: ( { name = \"never\"; must = \"false\";"
                                      " on = \"award\"; } );\n",
                           .agents = "max_orders = 1;"});
    (void)state;
    assert_true(events(n, SUP_APPROVAL_BLOCKED, SUP_BLOCK_INVARIANT) > 10);
    assert_true(events(n, SUP_APPROVAL_BLOCKED, SUP_BLOCK_ORDERS) > 3);
    assert_int_equal(of(n, A)->kept + of(n, B)->kept, 0);
    done(n);
}

static void questions_are_answered_up_the_table(void **state)
{
    struct net *n = run((struct extra){
        .lib = GOAL "plans: ( { name = \"ask first\"; for = \"keep\"; needs_approval = "
                    "\"position < 14 units\"; body = ( { do = \"order\"; },"
                    " { do = \"await\"; at_most = \"1 d\"; } ); } );\n",
        .agents = "approval = \"clerk\";",
        .groups =
            "approvals = ( { name = \"clerk\"; rule = \"delay\"; delay = \"9 h\"; after = \"4 "
            "h\";"
            " to = \"head\"; }, { name = \"head\"; rule = \"delay\"; delay = \"2 h\"; } );\n"});
    (void)state;
    uint32_t asked = events(n, SUP_APPROVAL_ASKED, 0);

    assert_true(asked > 10);
    assert_in_range(events(n, SUP_APPROVAL_GIVEN, SUP_BY_DELAY), asked - 4, asked);
    assert_true(served(n) > 300);
    done(n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contracts_become_orders),
        cmocka_unit_test(a_ring_ends_in_other_means),
        cmocka_unit_test(who_is_shut_declines),
        cmocka_unit_test(dead_lines_lose_letters_not_goods),
        cmocka_unit_test(who_always_bids_last_gets_nothing),
        cmocka_unit_test(all_who_wait_for_all_go_on),
        cmocka_unit_test(who_has_nothing_is_left_alone),
        cmocka_unit_test(help_stays_where_it_came),
        cmocka_unit_test(goals_that_nobody_has_are_told),
        cmocka_unit_test(budgets_and_invariants_block),
        cmocka_unit_test(questions_are_answered_up_the_table),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
