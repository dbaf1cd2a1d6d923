/* SPDX-License-Identifier: Apache-2.0 */
/* Agents in a small network: what a scenario may say of them, and what becomes of what they do.
 */
#include "support/test.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "supply/account/decisions.h"
#include "supply/account/ledger.h"
#include "supply/supply.h"
#include "support/near.h"
#include "support/sums.h"
#include "tw/sim.h"

enum { DAYS = 60 };

/* One depot that is served by two makers and serves its own customers. */
static const char network[] =
    "scenario = { id = \"small\"; };\n"
    "run = { horizon = \"60 d\"; kpi_period = \"10 d\"; };\n"
    "products = ( { name = \"lamp\"; }, { name = \"bulb\"; } );\n"
    "sites = ( { name = \"Near\"; role = \"supplier\"; }, { name = \"Far\"; role = "
    "\"supplier\"; },\n"
    "  { name = \"Depot\"; role = \"warehouse\"; } );\n"
    "lanes = ( { from = \"Near\"; to = \"Depot\"; lead_time = \"1 d\"; mode = \"air\"; "
    "cost_per_unit = \"5 EUR/unit\"; },\n"
    "  { from = \"Far\"; to = \"Depot\"; lead_time = \"4 d\"; mode = \"sea\"; } );\n"
    "stock = ( { site = \"Near\"; product = \"lamp\"; }, { site = \"Far\"; product = \"lamp\"; "
    "},\n"
    "  { site = \"Depot\"; product = \"lamp\"; source = \"Far\"; policy = \"base-stock\";\n"
    "    order_up_to = \"20 units\"; } );\n"
    "demand = ( { site = \"Depot\"; product = \"lamp\"; every = \"6 h\"; quantity = \"1 "
    "unit\"; } );\n";

static bool load(const char *agents, const char *library, struct scenario *scen,
                 struct base_err *err)
{
    char text[4000];
    struct scen_file file[2] = {{"small.cfg", "small.cfg", text, 0},
                                {"plans.cfg", "plans.cfg", library, strlen(library)}};

    snprintf(text, sizeof text, "%s%s", network, agents);
    file[0].bytes = strlen(text);
    return scen_load_held(file, 2, scen, err);
}

/* Sums over the depot. */
struct sums {
    int64_t ordered, backlog, cancelled;
    double freight, expedite;
    uint64_t digest;
};

static struct sums run(const char *agents, const char *library)
{
    struct base_err err = {0};
    struct scenario scen;

    if (!load(agents, library, &scen, &err))
        fail_msg("%s:%d: %s", err.item[0].file, err.item[0].line, err.item[0].text);
    struct sup_world *world = sup_world_new(&scen, &err);

    if (world == NULL)
        fail_msg("%s:%d: %s", err.item[0].file, err.item[0].line, err.item[0].text);
    struct tw_model model = sup_model(world);
    struct tw_options o = {
        .engine = TW_SERIAL, .horizon = DAYS * TW_TICKS_PER_DAY, .seed = scen.seed};
    struct tw_result r;
    struct sums sums = {0};
    struct sup_total_row rows[8];
    size_t count = 0;

    assert_true(tw_run(&model, &o, &r, &err));
    for (size_t i = 0; i < r.rows.count; i++) {
        const struct tw_row *row = &r.rows.row[i];

        if (row->channel != SUP_TOTAL)
            continue;
        const struct sup_total_row *total = &rows[count];

        assert_true(count < sizeof rows / sizeof *rows);
        memcpy(&rows[count++], r.rows.bytes + row->offset, sizeof *rows);
        if (strcmp(scen.site[row->lp].name, "Far") == 0)
            sums.cancelled = rows[count - 1].count[SUP_N_cancelled];
        if (strcmp(scen.site[row->lp].name, "Depot") != 0)
            continue;
        sums.ordered = total->ordered;
        sums.backlog = total->backlog;
        sums.freight = total->cost_freight;
        sums.expedite = total->money[SUP_M_expedite];
    }
    if (!sums_conserved(world, rows, count, &err))
        fail_msg("%s", err.item[err.count - 1].text);
    sums.digest = r.digest;
    tw_result_fini(&r);
    sup_world_free(world);
    scen_free(&scen);
    base_err_fini(&err);
    return sums;
}

#define AGENT                                                                               \
    "agents = ( { name = \"a\"; site = \"Depot\"; plans = \"plans.cfg\"; partners = \"A = " \
    "Near, B = Far\"; "
#define END "} );\n"

/* Keeps 10 units in stock and on order, by the verbs of `body`. */
#define KEEPER(body)                                                                     \
    "library = \"keeper\";\n"                                                            \
    "goals: ( { name = \"keep\"; kind = \"maintain\"; hold = \"position >= 10\"; } );\n" \
    "plans: ( { name = \"main\"; for = \"keep\"; body = ( " body " ); },\n"              \
    "  { name = \"last\"; for = \"keep\"; body = ( { do = \"order\"; qty = \"14 - "      \
    "position\"; }, "                                                                    \
    "{ do = \"await\"; } ); } );\n"

static void refuse(const char *agents, const char *library, const char *expected)
{
    struct base_err err = {0};
    struct scenario scen;
    bool found = false;

    assert_true(load(agents, library, &scen, &err));
    assert_null(sup_world_new(&scen, &err));
    for (size_t i = 0; i < err.count; i++)
        found = found || strstr(err.item[i].text, expected) != NULL;
    if (!found)
        fail_msg("expected: %s; got: %s", expected, err.count > 0 ? err.item[0].text : "");
    scen_free(&scen);
    base_err_fini(&err);
}

static void mistakes_are_told(void **state)
{
    (void)state;
    refuse(AGENT END, KEEPER("{ do = \"order\"; to = \"C\"; }"),
           "speaks of \"C\", which is no site; expected partners = \"C = ...\"");
    refuse(AGENT END,
           KEEPER("{ do = \"order\"; to = \"A\"; }, { do = \"transship\"; from = \"A\"; }"),
           "orders from \"A\" and asks it for transshipment, too; expected one of them");
    refuse(AGENT "start = \"hope = 3\";" END, KEEPER("{ do = \"order\"; }"),
           "start = \"hope = 3\": expected a belief of library \"keeper\"");
    refuse(AGENT END, "goals: ();", "a library needs goals");
}

/* Orders that a plan places with a partner come over the partner's lane, and cost what it does.
 */
static void orders_go_where_the_plan_says(void **state)
{
    struct sums usual =
        run(AGENT END, KEEPER("{ do = \"order\"; qty = 8; }, { do = \"await\"; }"));
    struct sums air =
        run(AGENT END, KEEPER("{ do = \"order\"; to = \"A\"; qty = 8; }, { do = \"await\"; }"));
    struct sums quick =
        run(AGENT END, KEEPER("{ do = \"expedite\"; qty = 8; }, { do = \"await\"; }"));
    (void)state;

    assert_true(usual.freight + usual.expedite == 0.0);
    assert_true(air.expedite > 0.0);
    assert_true(quick.expedite > 0.0);
    assert_true(usual.ordered > 100 && air.ordered > 100);
}

/* What can't be done is refused, and the other plan is tried. */
static void a_refused_action_leads_to_other_means(void **state)
{
    struct sums by_rail =
        run(AGENT END, KEEPER("{ do = \"order\"; mode = \"rail\"; qty = 8; }"));
    struct sums too_dear = run(AGENT "budget = \"0 EUR\";" END,
                               KEEPER("{ do = \"order\"; to = \"A\"; qty = 8; }"));
    (void)state;

    assert_true(by_rail.ordered > 100 && by_rail.expedite == 0.0);
    assert_true(too_dear.ordered > 100 && too_dear.expedite == 0.0);
}

/* Far has no lamps for a while: what was ordered there is taken back and ordered near, once.
 * What had been shipped comes; nothing comes twice, and no order stays open for ever. */
#define REGRET(stop, qty)                                                                      \
    "library = \"regret\";\n"                                                                  \
    "goals: ( { name = \"keep\"; kind = \"perform\"; when = \"review" stop "\"; },\n"          \
    "  { name = \"turn\"; kind = \"perform\"; when = \"backlog > 12\"; } );\n"                 \
    "plans: ( { name = \"far\"; for = \"keep\"; body = ( { do = \"call\"; deed = \"policy\"; " \
    "} ); },\n"                                                                                \
    "  { name = \"away\"; for = \"turn\"; body = ( { do = \"cancel\"; from = \"B\"; " qty      \
    "},\n"                                                                                     \
    "    { do = \"await\"; cond = \"position < 0\"; at_most = \"5 d\"; },\n"                   \
    "    { do = \"order\"; to = \"A\"; qty = \"26 - position\"; } ); } );\n"
#define CLOSED(more)                                                                  \
    AGENT END "disruptions = ( { name = \"shut\"; site = \"Far\"; start = \"10 d\"; " \
              "duration = \"60 d\"; }" more " );"
#define DEAF                                                                            \
    ", { name = \"deaf\"; site = \"Far\"; kind = \"communication\"; start = \"10 d\"; " \
    "duration = \"20 d\"; }"

static void orders_are_taken_back(void **state)
{
    struct sums all = run(CLOSED(""), REGRET(" and backlog <= 12", ""));
    struct sums some = run(CLOSED(""), REGRET(" and backlog <= 12", "qty = 3; "));
    struct sums none = run(CLOSED(""), REGRET(" and backlog <= 12", "qty = 0; "));
    struct sums deaf = run(CLOSED(DEAF), REGRET(" and backlog <= 12", ""));
    (void)state;

    assert_true(all.cancelled > 12);
    assert_true(some.cancelled > 0 && some.cancelled % 3 == 0);
    assert_int_equal(none.cancelled, 0);
    assert_true(all.backlog < none.backlog); // what was taken back came from elsewhere
    assert_true(deaf.cancelled > 12);        // it hears of it later, as it does of orders
}

/* A works with two machines, four hours for a piece, later at a quarter of their speed: what
 * its agent sees of them. */
#define WORKS                                                                             \
    "scenario = { id = \"works\"; };\n"                                                   \
    "run = { horizon = \"60 d\"; kpi_period = \"10 d\"; };\n"                             \
    "products = ( { name = \"lamp\"; } );\n"                                              \
    "sites = ( { name = \"Works\"; role = \"factory\"; } );\n"                            \
    "lines = ( { name = \"Press\"; site = \"Works\"; machines = 2; } );\n"                \
    "stock = ( { site = \"Works\"; product = \"lamp\"; policy = \"base-stock\"; "         \
    "order_up_to = 20; line = \"Press\"; unit_time = \"4 h\"; } );\n"                     \
    "demand = ( { site = \"Works\"; product = \"lamp\"; every = \"6 h\"; quantity = \"1 " \
    "unit\"; } );\n"                                                                      \
    "agents = ( { name = \"works\"; plans = \"plans.cfg\"; } );\n"
#define WATCH                                                                                    \
    "library = \"watch\"; beliefs: { seen = { from = \"capacity\"; learn = \"ema\"; alpha = "    \
    "0.5; }; busy = { from = \"load\"; learn = \"ema\"; }; };\n"                                 \
    "goals: ( { name = \"g\"; kind = \"perform\"; when = \"review and seen > 0 and busy < 9\"; \
} );\n" \
    "plans: ( { name = \"p\"; for = \"g\"; body = ( { do = \"call\"; deed = \"policy\"; } ); "   \
    "} "                                                                                         \
    ");\n"

static void learned_of(const char *more, struct sup_learned_row *row)
{
    char text[4000];
    struct base_err err = {0};
    struct scenario scen;
    struct tw_result r;
    size_t count = 0;
    struct scen_file file[2] = {{"works.cfg", "works.cfg", text, 0},
                                {"plans.cfg", "plans.cfg", WATCH, sizeof WATCH - 1}};

    snprintf(text, sizeof text, "%s%s", WORKS, more);
    file[0].bytes = strlen(text);
    if (!scen_load_held(file, 2, &scen, &err))
        fail_msg("%s:%d: %s", err.item[0].file, err.item[0].line, err.item[0].text);
    struct sup_world *world = sup_world_new(&scen, &err);
    struct tw_model model = sup_model(world);
    struct tw_options o = {.horizon = DAYS * TW_TICKS_PER_DAY, .seed = scen.seed};

    assert_true(tw_run(&model, &o, &r, &err));
    for (size_t i = 0; i < r.rows.count; i++)
        if (r.rows.row[i].channel == SUP_LEARNED && count < 2)
            memcpy(&row[count++], r.rows.bytes + r.rows.row[i].offset, sizeof *row);
    assert_int_equal(count, 2);
    tw_result_fini(&r);
    sup_world_free(world);
    scen_free(&scen);
    base_err_fini(&err);
}

static void lines_are_perceived(void **state)
{
    struct sup_learned_row all[2], half[2];
    (void)state;

    learned_of("", all);
    learned_of("disruptions = ( { name = \"slow\"; kind = \"capacity\"; share = 0.25; site = "
               "\"Works\"; start = \"10 d\"; duration = \"60 d\"; } );",
               half);
    assert_true(all[0].value == 12.0 && all[0].observations == 1.0); // 2 machines, 6 a day each
    assert_true(all[1].value > 0.0 && all[1].value < 1.0);
    assert_true(fabs(half[0].value - 3.0) < 1e-6);
    assert_true(half[1].value > 2.0); // 4 a day are asked for
}

/* Ten pieces a day by three vans that hold ten each, or by rail: what becomes of the loads. */
struct rides {
    double loads, fill, rail, freight;
};

static struct rides ride(const char *body)
{
    static const char format[] =
        "scenario = { id = \"vans\"; };\n"
        "run = { horizon = \"60 d\"; kpi_period = \"10 d\"; };\n"
        "products = ( { name = \"lamp\"; } );\n"
        "sites = ( { name = \"Maker\"; role = \"supplier\"; }, { name = \"Depot\"; role = "
        "\"warehouse\"; } );\n"
        "carriers = ( { name = \"vans\"; vehicles = 3; } );\n"
        "lanes = ( { from = \"Maker\"; to = \"Depot\"; name = \"road\"; mode = \"road\"; "
        "lead_time = \"1 h\"; capacity = 10; carrier = \"vans\"; cost_per_unit = \"2 "
        "EUR/unit\"; alternative = \"rail\"; },\n"
        "  { from = \"Maker\"; to = \"Depot\"; name = \"rail\"; mode = \"rail\"; lead_time = "
        "\"2 h\"; capacity = 10; carrier = \"vans\"; cost_per_unit = \"1 EUR/unit\"; } );\n"
        "stock = ( { site = \"Maker\"; product = \"lamp\"; },\n"
        "  { site = \"Depot\"; product = \"lamp\"; source = \"Maker\"; lane = \"road\"; "
        "policy = \"base-stock\"; order_up_to = 40; } );\n"
        "demand = ( { site = \"Depot\"; product = \"lamp\"; every = \"2.4 h\"; quantity = \"1 "
        "unit\"; } );\n"
        "agents = ( { name = \"vans\"; carrier = \"vans\"; plans = \"plans.cfg\"; } );\n";
    char plans[1000];
    struct base_err err = {0};
    struct scenario scen;
    struct tw_result r;
    struct rides rides = {0};
    struct scen_file file[2] = {{"vans.cfg", "vans.cfg", format, sizeof format - 1},
                                {"plans.cfg", "plans.cfg", plans, 0}};

    snprintf(plans, sizeof plans,
             "library = \"drive\"; goals: ( { name = \"g\"; kind = \"perform\"; when = "
             "\"vehicles_free == 3 and load >= 0\"; } );\n"
             "plans: ( { name = \"p\"; for = \"g\"; body = ( %s ); } );\n",
             body);
    file[1].bytes = strlen(plans);
    if (!scen_load_held(file, 2, &scen, &err))
        fail_msg("%s:%d: %s", err.item[0].file, err.item[0].line, err.item[0].text);
    struct sup_world *world = sup_world_new(&scen, &err);

    if (world == NULL)
        fail_msg("%s:%d: %s", err.item[0].file, err.item[0].line, err.item[0].text);
    struct tw_model model = sup_model(world);
    struct tw_options o = {.horizon = DAYS * TW_TICKS_PER_DAY, .seed = scen.seed};

    assert_true(tw_run(&model, &o, &r, &err));
    for (size_t i = 0; i < r.rows.count; i++) {
        struct sup_lane_row lane;

        if (r.rows.row[i].channel != SUP_LANE_SUMS)
            continue;
        memcpy(&lane, r.rows.bytes + r.rows.row[i].offset, sizeof lane);
        rides.loads += lane.loads;
        rides.freight += lane.cost;
        if (lane.lane == 1)
            rides.rail = lane.loads;
        if (lane.loads > 0)
            rides.fill = lane.fill;
    }
    tw_result_fini(&r);
    sup_world_free(world);
    scen_free(&scen);
    base_err_fini(&err);
    return rides;
}

static void carriers_decide(void **state)
{
    struct rides usual = ride("{ do = \"consolidate\"; share = 0; }");
    struct rides full = ride("{ do = \"consolidate\"; share = 1; at_most = \"30 d\"; }");
    struct rides soon = ride("{ do = \"consolidate\"; share = 1; at_most = \"12 h\"; }");
    struct rides rail = ride("{ do = \"change_mode\"; mode = \"rail\"; }");
    struct rides dear = ride("{ do = \"quote\"; share = 0.5; }");
    (void)state;

    assert_true(usual.loads > 590 && usual.rail == 0);
    assert_near(usual.fill, 0.1, 1e-3);
    assert_true(full.loads > 50 && full.loads < 61 && full.fill == 1.0);
    assert_true(soon.loads > 90 && soon.loads < 125 && soon.fill > 0.4 && soon.fill < 0.7);
    assert_true(rail.rail == rail.loads && rail.loads > 590);
    assert_near(rail.freight, usual.freight / 2, 0.1);
    assert_near(dear.freight, usual.freight * 1.5, 1e-6);
}

/* Who rations has stock for those who come later, and owes the rest. */
static void rationing_makes_customers_wait(void **state)
{
    struct sums all =
        run(AGENT END, KEEPER("{ do = \"order\"; qty = 8; }, { do = \"await\"; }"));
    struct sums half =
        run(AGENT END, KEEPER("{ do = \"ration\"; share = 0.5; }, "
                              "{ do = \"order\"; qty = 8; }, { do = \"await\"; }"));
    (void)state;

    assert_true(half.backlog > all.backlog + DAYS);
}

/* Time-outs and deadlines wake an agent to which nothing happens. */
static void time_outs_wake(void **state)
{
    struct sums patient =
        run(AGENT END, KEEPER("{ do = \"await\"; cond = \"position > 99\"; }"));
    struct sums timed = run(
        AGENT END, KEEPER("{ do = \"await\"; cond = \"position > 99\"; at_most = \"2 d\"; }"));
    (void)state;

    assert_int_equal(patient.ordered, 0);
    assert_true(timed.ordered > 100);
}

/* News that come late or blurred lead to other decisions; what is learned at first counts. */
static void what_is_believed_decides(void **state)
{
    static const char library[] =
        "library = \"hope\";\n"
        "beliefs: { level = { start = 10; unit = \"unit\"; }; };\n"
        "goals: ( { name = \"keep\"; kind = \"maintain\"; hold = \"position >= level\"; } );\n"
        "plans: ( { name = \"main\"; for = \"keep\"; body = ( { do = \"order\"; qty = \"level "
        "+ 4 - "
        "position\"; }, { do = \"await\"; } ); } );\n";
    struct sums plain = run(AGENT END, library);
    struct sums more = run(AGENT "start = \"level = 30\";" END, library);
    struct sums late = run(AGENT "latency = \"1 d\";" END, library);
    struct sums blurred = run(AGENT "noise = 0.3;" END, library);
    struct sums bold = run(AGENT "commitment = \"bold\";" END, library);
    (void)state;

    assert_true(more.ordered > plain.ordered);
    assert_true(late.digest != plain.digest && blurred.digest != plain.digest);
    assert_true(late.digest != blurred.digest);
    assert_true(bold.ordered > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistakes_are_told),
        cmocka_unit_test(orders_go_where_the_plan_says),
        cmocka_unit_test(a_refused_action_leads_to_other_means),
        cmocka_unit_test(orders_are_taken_back),
        cmocka_unit_test(lines_are_perceived),
        cmocka_unit_test(carriers_decide),
        cmocka_unit_test(rationing_makes_customers_wait),
        cmocka_unit_test(time_outs_wake),
        cmocka_unit_test(what_is_believed_decides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
