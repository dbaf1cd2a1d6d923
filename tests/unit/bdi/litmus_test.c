/* SPDX-License-Identifier: Apache-2.0 */
/* What tells an agent with intentions from a list of conditions. */
#include "support/mind.h"

enum { ORDER = BDI_VERBS, AIR, RATION };

/* Keeps cover: by ship, by air, by rationing. */
struct keeper {
    struct mind *m;
    uint32_t stock, rumour, closed, cover, cover_goal;
    uint32_t ship, air, ration;
};

static struct keeper keeper(const char *drop, enum bdi_commitment commit)
{
    struct mind *m = mind_new();
    struct keeper k = {.m = m};

    k.stock = mind_belief(m, "stock", 10.0);
    k.rumour = mind_belief(m, "rumour", 0.0);
    k.closed = mind_belief(m, "closed", 0.0);
    k.cover = mind_thought(m, "cover", "stock / 2");
    k.cover_goal = mind_goal(m, (struct mind_goal){.name = "keep_cover",
                                                   .kind = BDI_MAINTAIN,
                                                   .hold = "cover >= 3",
                                                   .until = "cover >= 5",
                                                   .drop = drop,
                                                   .commit = commit,
                                                   .patience = 1});
    k.ship = mind_plan(m, k.cover_goal, "ship", NULL, "3");
    mind_step(m, BDI_DO, ORDER, "10 - stock");
    mind_step(m, BDI_AWAIT, 0, "cover >= 5")->ticks = 4 * (int64_t)MIND_DAY;
    k.air = mind_plan(m, k.cover_goal, "air", "cover < 2.5", "2");
    mind_step(m, BDI_DO, AIR, "10 - stock");
    mind_step(m, BDI_AWAIT, 0, "cover >= 5")->ticks = MIND_DAY;
    k.ration = mind_plan(m, k.cover_goal, "ration", NULL, "1");
    mind_step(m, BDI_DO, RATION, NULL);
    mind_step(m, BDI_AWAIT, 0, NULL);
    mind_open(m);
    mind_at(m, 0);
    mind_cycle(m);
    assert_int_equal(m->turn.actions, 0);
    return k;
}

/* ---- pursuit survives irrelevant events ---- */

static void pursuit_survives_irrelevant_events(void **state)
{
    struct keeper k = keeper(NULL, BDI_SINGLE_MINDED);

    (void)state;
    mind_turn(k.m, 100, k.stock, 5.0);
    assert_int_equal(k.m->turn.actions, 1);
    int64_t serial = k.m->action[0].by.serial;

    for (int64_t now = 200; now < 2000; now += 100) {
        mind_turn(k.m, now, k.rumour, (double)now);
        assert_int_equal(k.m->turn.actions, 0);
        assert_int_equal(k.m->tolds, 0);
        assert_int_equal(bdi_intention(&k.m->turn, 0)->frame[0].serial, serial);
    }
    /* Falling further does not begin it again, nor does rising above the trigger end it. */
    mind_turn(k.m, 2000, k.stock, 3.0);
    assert_int_equal(k.m->turn.actions, 0);
    mind_turn(k.m, 2100, k.stock, 7.0);
    assert_int_equal(k.m->tolds, 0);
    assert_true(mind_pursues(k.m, k.cover_goal));
    mind_free(k.m);
}

/* ---- failure tries other means ---- */

static void failure_tries_other_means(void **state)
{
    struct keeper k = keeper(NULL, BDI_SINGLE_MINDED);
    struct mind *m = k.m;

    (void)state;
    mind_turn(m, 0, k.stock, 4.0);
    assert_int_equal(m->action[0].verb, ORDER);
    assert_true(m->action[0].arg[0] == 6.0);
    assert_true(m->turn.wake == 4 * (int64_t)MIND_DAY);

    mind_at(m, m->turn.wake);
    mind_cycle(m);
    assert_int_equal(mind_last(m, BDI_PLAN_FAILED)->cause, BDI_BY_TIME_OUT);
    assert_int_equal(m->turn.actions, 1);
    assert_int_equal(m->action[0].verb, AIR);
    const struct bdi_record *chose = mind_last(m, BDI_CHOSE);

    assert_int_equal(chose->cause, BDI_BY_FAILURE);
    assert_int_equal(chose->tried, 1);
    assert_int_equal(chose->candidates, 6);
    assert_int_equal(chose->applicable, 6);
    assert_int_equal(chose->plan, (int)k.air);
    assert_int_equal(chose->runner_up, (int)k.ration);
    assert_true(bdi_mask_has(chose->reads, k.cover));
    assert_true(bdi_mask_has(chose->reads, k.stock)); /* cover is computed from it */
    assert_false(bdi_mask_has(chose->reads, k.rumour));

    /* The carrier refuses: the last means. */
    mind_at(m, m->turn.now + 5);
    assert_true(bdi_refuse(&m->turn, m->action[0].by));
    assert_false(bdi_refuse(&m->turn, m->action[0].by));
    mind_cycle(m);
    assert_int_equal(m->action[0].verb, RATION);
    mind_free(m);
}

/* What is not applicable when its turn comes is passed over. */
static void inapplicable_means_are_passed_over(void **state)
{
    struct keeper k = keeper(NULL, BDI_SINGLE_MINDED);

    (void)state;
    mind_turn(k.m, 0, k.stock, 5.5);
    mind_at(k.m, k.m->turn.wake);
    mind_cycle(k.m);
    assert_int_equal(k.m->action[0].verb, RATION);
    assert_int_equal(mind_last(k.m, BDI_CHOSE)->applicable, 4);
    mind_free(k.m);
}

/* ---- satisfied and impossible goals drop ---- */

static void satisfied_goals_drop(void **state)
{
    struct keeper k = keeper(NULL, BDI_SINGLE_MINDED);

    (void)state;
    mind_turn(k.m, 0, k.stock, 5.0);
    mind_turn(k.m, 500, k.stock, 10.0);
    assert_int_equal(mind_last(k.m, BDI_ACHIEVED)->goal, k.cover_goal);
    assert_false(mind_pursues(k.m, k.cover_goal));
    assert_true(k.m->turn.wake == INT64_MAX);

    mind_turn(k.m, 600, k.stock, 1.0); /* and it is adopted afresh */
    assert_int_equal(mind_last(k.m, BDI_CHOSE)->tried, 0);
    mind_free(k.m);
}

static void impossible_goals_drop(void **state)
{
    struct keeper k = keeper("closed > 0", BDI_SINGLE_MINDED);

    (void)state;
    mind_turn(k.m, 0, k.stock, 5.0);
    mind_turn(k.m, 500, k.closed, 1.0);
    assert_int_equal(mind_last(k.m, BDI_DROPPED)->cause, BDI_BY_CONDITION);
    mind_turn(k.m, 600, k.stock, 4.0);
    assert_int_equal(k.m->turn.actions, 0);
    assert_false(mind_pursues(k.m, k.cover_goal));
    mind_turn(k.m, 700, k.closed, 0.0);
    assert_true(mind_pursues(k.m, k.cover_goal));
    mind_free(k.m);
}

/* ---- the same library under different beliefs ---- */

static void beliefs_decide(void **state)
{
    (void)state;
    for (int high = 0; high < 2; high++) {
        struct mind *m = mind_new();
        uint32_t go = mind_belief(m, "go", 0.0), risk = mind_belief(m, "risk", 0.0);
        uint32_t g = mind_goal(
            m, (struct mind_goal){.name = "buy", .kind = BDI_ACHIEVE, .when = "go > 0"});
        uint32_t cheap = mind_plan(m, g, "cheap", NULL, "10 - risk");
        mind_step(m, BDI_DO, ORDER, NULL);
        uint32_t safe = mind_plan(m, g, "safe", NULL, "5");
        mind_step(m, BDI_DO, AIR, NULL);

        mind_open(m);
        mind_at(m, 0);
        mind_hear(m, risk, high ? 8.0 : 1.0);
        mind_hear(m, go, 1.0);
        mind_cycle(m);
        assert_int_equal(mind_count(m, BDI_CHOSE), 1);
        assert_int_equal(mind_last(m, BDI_CHOSE)->plan, (int)(high ? safe : cheap));
        assert_int_equal(mind_count(m, BDI_ACHIEVED), 1);
        mind_free(m);
    }
}

/* ---- commitment ---- */

/* While the ship is under way cover returns by itself. */
static void the_bold_do_not_look(void **state)
{
    static const enum bdi_commitment commit[] = {BDI_BOLD, BDI_SINGLE_MINDED};

    (void)state;
    for (int c = 0; c < 2; c++) {
        struct keeper k = keeper("closed > 0", commit[c]);

        mind_turn(k.m, 0, k.stock, 5.0);
        mind_turn(k.m, 500, k.closed, 1.0);
        assert_int_equal(mind_pursues(k.m, k.cover_goal), commit[c] == BDI_BOLD);
        mind_at(k.m, 4 * (int64_t)MIND_DAY);
        mind_cycle(k.m);
        /* Between plans the bold look as well. */
        assert_false(mind_pursues(k.m, k.cover_goal));
        assert_int_equal(k.m->turn.actions, 0);
        mind_free(k.m);
    }
}

static uint32_t switches(enum bdi_commitment commit, uint32_t patience)
{
    struct mind *m = mind_new();
    uint32_t need = mind_belief(m, "need", 0.0), a = mind_belief(m, "a", 2.0);
    uint32_t g = mind_goal(m, (struct mind_goal){.name = "get",
                                                 .kind = BDI_ACHIEVE,
                                                 .when = "need > 0",
                                                 .until = "need < 0",
                                                 .commit = commit,
                                                 .patience = patience});
    uint32_t chosen = 0;

    mind_plan(m, g, "by a", NULL, "a");
    mind_step(m, BDI_DO, ORDER, NULL);
    mind_step(m, BDI_AWAIT, 0, NULL);
    mind_plan(m, g, "by b", NULL, "1");
    mind_step(m, BDI_DO, AIR, NULL);
    mind_step(m, BDI_AWAIT, 0, NULL);
    mind_open(m);
    mind_turn(m, 0, need, 1.0);
    for (int64_t now = 1; now <= 60; now++) {
        mind_turn(m, now, a, now * now % 7 < 3 ? 0.0 : 2.0 + (double)now);
        chosen += mind_count(m, BDI_CHOSE);
    }
    mind_free(m);
    return chosen;
}

/* The less patient, the more often a cautious agent changes its mind in a changing world. */
static void the_cautious_think_again(void **state)
{
    (void)state;
    assert_int_equal(switches(BDI_BOLD, 0), 0);
    assert_int_equal(switches(BDI_SINGLE_MINDED, 0), 0);
    uint32_t hasty = switches(BDI_CAUTIOUS, 1), calm = switches(BDI_CAUTIOUS, 5);

    assert_true(hasty > calm);
    assert_true(calm > 0);
}

/* ---- learning which plan works ---- */

struct gambler {
    struct mind *m;
    uint32_t stock, luck[2];
};

/* Two plans for one goal; each is tried the more, the better it did: the mean of its Beta
 * counts and what is to be found out about it (UCB1). */
static struct gambler gambler(bool frozen)
{
    struct mind *m = mind_new();
    struct gambler g = {.m = m};
    static const char *const score[] = {
        "luck_a + sqrt(2 * log(confidence(luck_a) + confidence(luck_b)) / confidence(luck_a))",
        "luck_b + sqrt(2 * log(confidence(luck_a) + confidence(luck_b)) / confidence(luck_b))"};

    m->library.frozen = frozen;
    g.stock = mind_belief(m, "stock", 9.0);
    for (uint32_t k = 0; k < 2; k++) {
        g.luck[k] = mind_belief(m, k == 0 ? "luck_a" : "luck_b", 0.5);
        m->belief[g.luck[k]].learning = BDI_COUNTED;
        m->belief[g.luck[k]].start_observations = 2.0;
    }
    uint32_t goal = mind_goal(
        m, (struct mind_goal){.name = "refill", .kind = BDI_MAINTAIN, .hold = "stock >= 5"});

    for (uint32_t k = 0; k < 2; k++) {
        uint32_t plan = mind_plan(m, goal, k == 0 ? "a" : "b", NULL, score[k]);

        m->plan[plan].lesson = g.luck[k] + 1;
        mind_step(m, BDI_DO, ORDER + k, NULL);
        mind_step(m, BDI_AWAIT, 0, NULL)->ticks = 100;
    }
    mind_open(m);
    mind_turn(m, 0, g.stock, 9.0);
    return g;
}

/* How often plan b, which works where a does not, was the first choice in `rounds` rounds. */
static uint32_t play(struct gambler *g, uint32_t rounds)
{
    uint32_t b_first = 0;
    int64_t now = 1000;

    for (uint32_t round = 0; round < rounds; round++, now += 1000) {
        mind_turn(g->m, now, g->stock, 1.0);
        assert_int_equal(g->m->turn.actions, 1);
        if (g->m->action[0].verb == ORDER) {
            mind_at(g->m, now + 100); // a has failed by now, b takes over
            mind_cycle(g->m);
            assert_int_equal(g->m->action[0].verb, ORDER + 1);
        } else {
            b_first++;
        }
        mind_turn(g->m, now + 150, g->stock, 9.0);
    }
    return b_first;
}

static void plans_that_work_are_preferred(void **state)
{
    struct gambler g = gambler(false);
    const struct bdi_belief *held = bdi_beliefs(&g.m->turn);

    (void)state;
    assert_true(play(&g, 200) > 150);
    assert_true(held[g.luck[1]].value > 0.95);
    assert_true(held[g.luck[0]].value < 0.15);
    assert_true(held[g.luck[0]].confidence > 4.0); // tried now and then
    mind_free(g.m);
}

static void the_frozen_do_not_learn(void **state)
{
    struct gambler g = gambler(true);

    (void)state;
    assert_int_equal(play(&g, 20), 0);
    assert_true(bdi_beliefs(&g.m->turn)[g.luck[1]].confidence <= 2.0);
    mind_free(g.m);
}

/* ---- what was told can be taken back, by who told it ---- */

static void what_was_told_is_taken_back(void **state)
{
    struct keeper k = keeper(NULL, BDI_SINGLE_MINDED);

    (void)state;
    mind_turn(k.m, 100, k.rumour, 3.0); // on the word of number 7
    mind_at(k.m, 200);
    bdi_forget(&k.m->turn, k.rumour, 8);
    assert_true(bdi_beliefs(&k.m->turn)[k.rumour].value > 2.0);
    bdi_forget(&k.m->turn, k.rumour, 7);
    mind_cycle(k.m);
    assert_true(bdi_beliefs(&k.m->turn)[k.rumour].value < 1.0);
    assert_true(bdi_beliefs(&k.m->turn)[k.rumour].at == BDI_NEVER);
    mind_free(k.m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pursuit_survives_irrelevant_events),
        cmocka_unit_test(failure_tries_other_means),
        cmocka_unit_test(inapplicable_means_are_passed_over),
        cmocka_unit_test(satisfied_goals_drop),
        cmocka_unit_test(impossible_goals_drop),
        cmocka_unit_test(beliefs_decide),
        cmocka_unit_test(the_bold_do_not_look),
        cmocka_unit_test(the_cautious_think_again),
        cmocka_unit_test(plans_that_work_are_preferred),
        cmocka_unit_test(the_frozen_do_not_learn),
        cmocka_unit_test(what_was_told_is_taken_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
