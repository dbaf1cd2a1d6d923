/* SPDX-License-Identifier: Apache-2.0 */
/* Questions about an agent whose rows a results file holds. */
#include "support/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "bdi/read.h"
#include "lab/archive.h"
#include "lab/explain.h"
#include "out/results.h"
#include "scen/outline.h"
#include "supply/account/decisions.h"
#include "supply/mind/domain.h"
#include "supply/mind/parley/approval.h"
#include "supply/supply.h"

static const char *const PATH = "explain_test.h5", *const PLANS = "explain_test.cfg";

enum { DAY = 86400000, ROWS = 64, ROOM = 8 };

static const char *const TEXT =
    "library = \"keeper/1\";\n"
    "beliefs: { demand = { from = \"orders\"; learn = \"ema\"; start = 10; };\n"
    "           cover = { is = \"on_hand / demand\"; unit = \"d\"; }; };\n"
    "goals: ( { name = \"keep_cover\"; kind = \"maintain\"; hold = \"cover >= 3 d\";\n"
    "           until = \"cover >= 5 d\"; },\n"
    "         { name = \"cheer\"; kind = \"perform\"; when = \"on_hand > 500 unit\"; } );\n"
    "plans: ( { name = \"ship\"; for = \"keep_cover\"; score = \"3\";\n"
    "           body = ( { do = \"order\"; }, { do = \"await\"; at_most = \"4 d\"; } ); },\n"
    "         { name = \"air\"; for = \"keep_cover\"; score = \"2\";\n"
    "           when = \"cover < 2.5 d and budget >= 100 EUR\";\n"
    "           body = ( { do = \"order\"; }, { do = \"await\"; at_most = \"1 d\"; } ); },\n"
    "         { name = \"ration\"; for = \"keep_cover\";\n"
    "           body = ( { do = \"ration\"; share = 0.5; }, { do = \"await\"; } ); },\n"
    "         { name = \"party\"; for = \"cheer\"; body = ( { do = \"order\"; } ); } );\n";

/* An agent, and the rows that it leaves. */
struct keeper {
    struct base_arena *arena;
    struct sup_domain words;
    struct bdi_library plans;
    unsigned char *state;
    struct bdi_turn turn;
    struct bdi_action action[ROOM];
    struct { // as lab/gather.h makes records
        struct out_row_head head;
        struct sup_decision_row row;
    } decision[ROWS];
    struct {
        struct out_row_head head;
        struct sup_belief_row row;
    } belief[ROWS * 8];
    size_t decisions, beliefs;
    struct {
        struct out_row_head head;
        struct sup_deed_row row;
    } deed[2];
    struct {
        struct out_row_head head;
        struct sup_approval_row row;
    } rail[3];
};

static void told(void *self, const struct bdi_record *r)
{
    struct keeper *k = self;
    const struct sup_decider who = {.turn = &k->turn, .product = 0};
    struct out_row_head head = {.node = 1, .at = r->at};

    assert_true(k->decisions < ROWS);
    k->decision[k->decisions].head = head;
    k->decision[k->decisions++].row = sup_decision_of(&who, r);
    for (uint32_t b = 0; b < k->plans.beliefs; b++)
        if (bdi_mask_has(r->reads, b)) {
            k->belief[k->beliefs].head = head;
            k->belief[k->beliefs++].row = sup_belief_of(&who, b);
        }
}

static uint32_t belief_named(const struct keeper *k, const char *name)
{
    for (uint32_t b = 0; b < k->plans.beliefs; b++)
        if (strcmp(k->plans.belief[b].name, name) == 0)
            return b;
    fail_msg("no belief %s", name);
    return 0;
}

static void hear(struct keeper *k, const char *name, double value, int64_t since)
{
    bdi_hear(&k->turn, belief_named(k, name), value, k->turn.now - since, 1.0, BDI_OWN);
}

static void at(struct keeper *k, int64_t now)
{
    k->turn.now = now;
    k->turn.actions = k->turn.steps = k->turn.more = 0;
    k->turn.head_saved = k->turn.saved = 0;
    k->turn.changed = (struct bdi_mask){{0, 0}};
}

static void open_mind(struct keeper *k)
{
    struct base_err err = {0};
    struct base_node root;
    FILE *f = fopen(PLANS, "w");

    assert_non_null(f);
    fputs(TEXT, f);
    fclose(f);
    k->arena = base_arena_new();
    sup_domain_init(&k->words, "EUR");
    if (!scen_outline_file(PLANS, k->arena, &root, &err) ||
        !bdi_read(&root, &k->words.domain, k->arena, &k->plans, &err))
        fail_msg("%s", err.item[0].text);
    k->state = base_alloc(k->plans.bytes);
    bdi_open(&k->plans, k->state, 0);
    k->turn = (struct bdi_turn){.lib = &k->plans,
                                .state = k->state,
                                .self = k,
                                .trace = told,
                                .action = k->action,
                                .room = ROOM};
}

/* Falls short on day 2, ships; that fails on day 6, when budget forbids air, and it rations. */
static void live(struct keeper *k)
{
    at(k, 0);
    hear(k, "on_hand", 50.0, 0);
    hear(k, "budget", 40.0, 0);
    bdi_cycle(&k->turn);
    at(k, (int64_t)2 * DAY);
    hear(k, "on_hand", 20.0, DAY / 4);
    bdi_cycle(&k->turn);
    at(k, (int64_t)6 * DAY);
    bdi_cycle(&k->turn);
    at(k, (int64_t)8 * DAY);
    hear(k, "on_hand", 60.0, 0);
    bdi_cycle(&k->turn);
}

/* The attempt at `plan`, as the row of its choice names it. */
static int64_t attempt(const struct keeper *k, const char *plan)
{
    for (size_t i = 0; i < k->decisions; i++)
        if (k->decision[i].row.event == BDI_CHOSE &&
            strcmp(k->plans.plan[k->decision[i].row.plan].name, plan) == 0)
            return k->decision[i].row.serial;
    fail_msg("%s was not chosen", plan);
    return -1;
}

/* What the model would say: 30 units are ordered after an approval; rationing is blocked. */
static void act(struct keeper *k)
{
    struct out_row_head on_2 = {.node = 1, .at = (int64_t)2 * DAY},
                        on_3 = {.node = 1, .at = (int64_t)3 * DAY},
                        on_6 = {.node = 1, .at = (int64_t)6 * DAY};
    int64_t ship = attempt(k, "ship"), ration = attempt(k, "ration");

    k->rail[0].head = on_2;
    k->rail[0].row = (struct sup_approval_row){.event = SUP_APPROVAL_ASKED, .serial = ship};
    k->rail[1].head = on_3;
    k->rail[1].row = (struct sup_approval_row){
        .event = SUP_APPROVAL_GIVEN, .why = SUP_BY_DELAY, .level = 1, .serial = ship};
    k->deed[0].head = on_3;
    k->deed[0].row = (struct sup_deed_row){.verb = SUP_DO_ORDER,
                                           .partner = 0,
                                           .lane = 1,
                                           .unit = SUP_DEED_UNITS,
                                           .serial = ship,
                                           .amount = 30.0,
                                           .until = (double)NAN};
    k->rail[2].head = on_6;
    k->rail[2].row = (struct sup_approval_row){.event = SUP_APPROVAL_BLOCKED,
                                               .why = SUP_BLOCK_MONEY,
                                               .verb = BDI_VERBS + SUP_DO_RATION,
                                               .serial = ration};
    k->deed[1].head = on_6;
    k->deed[1].row = (struct sup_deed_row){.verb = SUP_DO_RATION,
                                           .partner = -1,
                                           .lane = -1,
                                           .end = SUP_DEED_BLOCKED,
                                           .why = SUP_BLOCK_MONEY,
                                           .unit = SUP_DEED_NUMBER,
                                           .serial = ration,
                                           .amount = 0.5,
                                           .until = (double)NAN};
}

static struct out_rows *table(struct out_h5 *f, const char *name, enum sup_channel channel,
                              size_t bytes)
{
    struct out_results_table t = {.name = name, .about = "rows", .node = "site", .keys = 1};

    t.column = sup_columns(channel, &t.count);
    t.row_bytes = bytes - sizeof(struct out_row_head);
    return out_results_open(f, &t);
}

static void write_file(const struct keeper *k, const char *level)
{
    const char *const site[] = {"Port", "Lyon", "Rome"}, *const product[] = {"lamp", "oil"},
                      *const lane[] = {"", "ferry"};
    const struct bdi_library *book[] = {&k->plans};
    struct base_err err = {0};
    struct out_h5 *f = out_results_create(PATH, "test", NULL, &err);

    assert_non_null(f);
    out_h5_group(f, "/scenario", "scenario");
    out_h5_text(f, "/scenario", "currency", "EUR");
    out_h5_text(f, "/scenario", "decisions", level);
    out_h5_integer(f, "/scenario", "horizon_ms", (int64_t)20 * DAY);
    out_h5_integer(f, "/scenario", "replications", 1);
    out_h5_group(f, "/model/sites", "sites");
    out_h5_strings(f, "/model/sites/name", "sites", site, 3);
    out_h5_group(f, "/model/lanes", "lanes");
    out_h5_strings(f, "/model/lanes/name", "lanes", lane, 2);
    out_h5_group(f, "/model/products", "products");
    out_h5_strings(f, "/model/products/name", "products", product, 2);
    lab_archive_minds(f, book, 1, &k->words.units);
    struct out_rows *rows = table(f, "decisions", SUP_DECISION, sizeof k->decision[0]);

    out_rows_append(rows, k->decision, k->decisions);
    out_rows_close(rows);
    rows = table(f, "decision_beliefs", SUP_BELIEF, sizeof k->belief[0]);
    out_rows_append(rows, k->belief, k->beliefs);
    out_rows_close(rows);
    rows = table(f, "decision_actions", SUP_DEED, sizeof k->deed[0]);
    out_rows_append(rows, k->deed, 2);
    out_rows_close(rows);
    rows = table(f, "approvals", SUP_APPROVAL, sizeof k->rail[0]);
    out_rows_append(rows, k->rail, 3);
    out_rows_close(rows);
    out_h5_finish(f);
}

static int set_up(void **state)
{
    struct keeper *k = base_alloc(sizeof *k);

    open_mind(k);
    live(k);
    act(k);
    write_file(k, "all");
    *state = k;
    return 0;
}

static int tear_down(void **state)
{
    struct keeper *k = *state;

    free(k->state);
    base_arena_free(k->arena);
    free(k);
    unlink(PATH);
    unlink(PLANS);
    return 0;
}

/* The answer, or the first mistake; to be released with free(). */
static char *ask(struct lab_question q)
{
    struct base_err err = {0};
    struct base_text out = {0};
    struct out_file *f = out_file_open(PATH, &err);

    assert_non_null(f);
    if (!lab_explain(f, PATH, &q, &out, &err)) {
        assert_true(err.count > 0);
        base_text_add(&out, "mistake: %s", err.item[0].text);
    }
    out_file_close(f);
    base_err_fini(&err);
    return base_text_take(&out);
}

static void says(struct lab_question q, const char *const *parts)
{
    char *text = ask(q);

    for (; *parts != NULL; parts++)
        if (strstr(text, *parts) == NULL)
            fail_msg("no \"%s\" in:\n%s", *parts, text);
    free(text);
}

#define SAYS(question, ...) says(question, (const char *const[]){__VA_ARGS__, NULL})
#define LYON(...) ((struct lab_question){.agent = "Lyon", __VA_ARGS__})

static void tells_what_was_believed_wanted_and_chosen(void **state)
{
    (void)state;
    SAYS(LYON(.at = (int64_t)3 * DAY), "Lyon, lamp at 3 d",
         "keep_cover (maintain cover >= 3 d, until cover >= 5 d), since 2 d: cover was 2 d",
         "When it decided, at 2 d", "20 units, last news 6 h before",
         "learned from 1 observation", "which is on_hand / demand",
         "It chose ship, with the highest score, 3; next came ration",
         "air was not applicable: budget >= 100 EUR was false (budget was 40 EUR)",
         "6 d  ship failed: time-out", "keep_cover: goal achieved");
}

static void tells_what_followed_a_failure(void **state)
{
    (void)state;
    SAYS(LYON(.at = (int64_t)7 * DAY), "It chose ration as other means to the same end",
         "ship had been tried for this goal before, without success, up to 6 d (time-out)",
         "What led there:\n  2 d  keep_cover: goal adopted");
}

static void tells_what_was_done_and_what_stopped_it(void **state)
{
    (void)state;
    SAYS(LYON(.at = (int64_t)3 * DAY),
         "So this was done:\n  2 d  asked for approval\n  3 d  approved after a delay; 1 had "
         "been asked before, in vain\n  3 d  ordered 30 units of lamp from Port over ferry\n");
    SAYS(LYON(.at = (int64_t)7 * DAY),
         "So this was done:\n  6 d  ration 0.5: blocked, over budget\n\nWhat led there:",
         "ordered 30 units of lamp");
    SAYS(LYON(.at = (int64_t)3 * DAY, .json = true),
         "\"actions\": [{\"day\": 3, \"verb\": \"order\", \"amount\": 30, \"unit\": "
         "\"unit\", \"partner\": \"Port\", \"lane\": 1, \"until_day\": null, \"end\": "
         "\"done\"}]",
         "\"what\": \"approved\", \"why\": \"after a delay\", \"asked_in_vain\": 1}]");
}

static void tells_why_not(void **state)
{
    (void)state;
    SAYS(LYON(.at = (int64_t)3 * DAY, .not_plan = "air"),
         "Why not air at 2 d? air was not applicable: budget >= 100 EUR was false");
    SAYS(LYON(.at = (int64_t)3 * DAY, .not_plan = "ration"),
         "ration was applicable, but ship had a higher score: 3; its own: 0");
    SAYS(LYON(.at = (int64_t)7 * DAY, .not_plan = "ship"),
         "ship had been tried for this goal before");
    SAYS(LYON(.at = (int64_t)3 * DAY, .not_plan = "ship"), "But it did choose ship");
    SAYS(LYON(.at = (int64_t)3 * DAY, .not_plan = "party"),
         "is no means to keep_cover but to cheer");
}

static void tells_of_quiet_times(void **state)
{
    (void)state;
    SAYS(LYON(.at = DAY), "nothing to decide; the first time was at 2 d");
    SAYS(LYON(.at = (int64_t)9 * DAY, .goal = "cheer"), "nothing to decide for cheer");
}

static void speaks_json(void **state)
{
    (void)state;
    SAYS(LYON(.at = (int64_t)3 * DAY, .not_plan = "air", .json = true), "\"chosen\": \"ship\"",
         "\"name\": \"cover\", \"value\": 2, \"unit\": \"d\"", "\"age_days\": 0.25",
         "\"text\": \"cover < 2.5 d\", \"true\": true",
         "\"text\": \"budget >= 100 EUR\", \"true\": false", "\"reason\": \"not applicable\"",
         "\"what\": \"plan failed\"");
}

static void says_what_is_wrong_with_a_question(void **state)
{
    (void)state;
    SAYS(((struct lab_question){.agent = "Lyn", .at = DAY}),
         "no site 'Lyn'; did you mean 'Lyon'?");
    SAYS(((struct lab_question){.agent = "Rome", .at = DAY}),
         "no agent that decided anything at site 'Rome'; expected Lyon");
    SAYS(((struct lab_question){.agent = "Lyon/oil", .at = DAY}),
         "no agent there that keeps 'oil'; expected lamp");
    SAYS(LYON(.at = (int64_t)21 * DAY), "expected a time from 0 d to 20 d");
    SAYS(LYON(.at = DAY, .replication = 4), "no replication 4; expected 0 to 0");
    SAYS(LYON(.at = DAY, .goal = "keep_covr"), "did you mean 'keep_cover'?");
    SAYS(LYON(.at = DAY, .not_plan = "zeppelin"), "no plan 'zeppelin'; expected ship, air");
}

static void a_file_without_decisions_says_so(void **state)
{
    write_file(*state, "none");
    SAYS(LYON(.at = DAY), "kept no decisions");
    write_file(*state, "all");
}

/* Whatever the numbers in the rows: an answer or a mistake. */
static void nonsense_is_refused(void **state)
{
    struct keeper *k = *state, *bad = base_alloc(sizeof *bad);

    *bad = *k;
    bad->decision[1].row.goal = 77;
    write_file(bad, "all");
    SAYS(LYON(.at = (int64_t)3 * DAY), "do not fit their names");
    *bad = *k;
    bad->decision[1].row.reads = UINT32_MAX;
    write_file(bad, "all");
    SAYS(LYON(.at = (int64_t)3 * DAY), "do not fit their names");
    *bad = *k;
    bad->deed[1].row.partner = 3;
    write_file(bad, "all");
    SAYS(LYON(.at = (int64_t)3 * DAY), "do not fit their names");
    free(bad);
    write_file(k, "all");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_what_was_believed_wanted_and_chosen),
        cmocka_unit_test(tells_what_followed_a_failure),
        cmocka_unit_test(tells_what_was_done_and_what_stopped_it),
        cmocka_unit_test(tells_why_not),
        cmocka_unit_test(tells_of_quiet_times),
        cmocka_unit_test(speaks_json),
        cmocka_unit_test(says_what_is_wrong_with_a_question),
        cmocka_unit_test(a_file_without_decisions_says_so),
        cmocka_unit_test(nonsense_is_refused),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
