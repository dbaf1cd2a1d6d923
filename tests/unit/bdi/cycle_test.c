/* SPDX-License-Identifier: Apache-2.0 */
/* The cycle's other promises: interleaving, requests, sub-goals, deadlines, approval, bounds.
 */
#include "support/mind.h"

enum { ONE = BDI_VERBS, TWO };

/* Two goals, each with a plan of `steps` actions. */
static struct mind *pair(uint32_t steps, uint64_t inhibits, uint32_t *go)
{
    struct mind *m = mind_new();

    *go = mind_belief(m, "go", 0.0);
    for (uint32_t g = 0; g < 2; g++) {
        mind_goal(m, (struct mind_goal){.name = g == 0 ? "first" : "second",
                                        .kind = BDI_ACHIEVE,
                                        .when = "go > 0",
                                        .until = "go < 0",
                                        .priority = g == 0 ? 2.0 : 1.0,
                                        .inhibits = g == 0 ? inhibits : 0});
        mind_plan(m, g, "plan", NULL, NULL);
        for (uint32_t s = 0; s < steps; s++)
            mind_step(m, BDI_DO, g == 0 ? ONE : TWO, NULL);
        mind_step(m, BDI_AWAIT, 0, NULL);
    }
    mind_open(m);
    return m;
}

static void two_intentions_interleave(void **state)
{
    static const uint32_t verb[] = {ONE, TWO, ONE, TWO, ONE, TWO};
    uint32_t go;
    struct mind *m = pair(3, 0, &go);

    (void)state;
    mind_turn(m, 0, go, 1.0);
    assert_int_equal(m->turn.actions, 6);
    for (uint32_t a = 0; a < 6; a++)
        assert_int_equal(m->action[a].verb, verb[a]);
    mind_free(m);
}

/* ---- inhibition ---- */

static void inhibited_goals_wait_and_resume(void **state)
{
    struct mind *m = mind_new();
    uint32_t calm = mind_belief(m, "calm", 1.0), low = mind_belief(m, "low", 0.0);
    uint32_t save = mind_goal(
        m, (struct mind_goal){.name = "save", .kind = BDI_MAINTAIN, .hold = "low < 1"});
    uint32_t rescue = mind_goal(m, (struct mind_goal){.name = "rescue",
                                                      .kind = BDI_MAINTAIN,
                                                      .hold = "calm > 0",
                                                      .priority = 1.0,
                                                      .inhibits = UINT64_C(1) << save});

    (void)state;
    mind_plan(m, save, "save", NULL, NULL);
    mind_step(m, BDI_AWAIT, 0, "low < 2")->ticks = 50;
    mind_step(m, BDI_DO, ONE, NULL);
    mind_step(m, BDI_AWAIT, 0, NULL);
    mind_plan(m, rescue, "rescue", NULL, NULL);
    mind_step(m, BDI_AWAIT, 0, NULL);
    mind_open(m);
    mind_turn(m, 0, low, 2.0);
    assert_true(m->turn.wake == 50);
    mind_turn(m, 10, calm, 0.0);
    assert_int_equal(mind_last(m, BDI_SUSPENDED)->goal, save);
    assert_true(m->turn.wake == INT64_MAX); /* the time-out stands still */
    mind_turn(m, 20, low, 1.5);
    assert_int_equal(m->turn.actions, 0);
    mind_turn(m, 30, calm, 1.0);
    assert_int_equal(mind_last(m, BDI_RESUMED)->goal, save);
    assert_int_equal(m->turn.actions, 1); /* what came meanwhile is seen */
    mind_free(m);
}

static void inhibited_goals_are_adopted_later(void **state)
{
    uint32_t go;
    struct mind *m = pair(1, 2, &go);

    (void)state;
    mind_turn(m, 0, go, 1.0);
    assert_int_equal(m->turn.actions, 1);
    assert_false(mind_pursues(m, 1));
    assert_int_equal(bdi_head(&m->turn)->counts.intentions, 0);
    bdi_release(&m->turn, 0);
    assert_false(mind_pursues(m, 0));
    mind_at(m, 1);
    mind_cycle(m);
    assert_true(mind_pursues(m, 1));
    mind_free(m);
}

/* ---- sub-goals ---- */

struct tower {
    struct mind *m;
    uint32_t go, ready, works;
};

/* "top" by "hard" (through the sub-goal "part"), else by "easy". */
static struct tower tower(const char *part_when)
{
    struct mind *m = mind_new();
    struct tower t = {.m = m};

    t.go = mind_belief(m, "go", 0.0);
    t.ready = mind_belief(m, "ready", 0.0);
    t.works = mind_belief(m, "works", 0.0);
    uint32_t top =
        mind_goal(m, (struct mind_goal){.name = "top", .kind = BDI_PERFORM, .when = "go > 0"});
    uint32_t part = mind_goal(
        m, (struct mind_goal){.name = "part", .kind = BDI_ACHIEVE, .until = "ready > 0"});

    mind_plan(m, top, "hard", NULL, "2");
    mind_step(m, BDI_SUB, part, NULL);
    mind_step(m, BDI_DO, ONE, NULL);
    mind_plan(m, top, "easy", NULL, "1");
    mind_step(m, BDI_DO, TWO, NULL);
    mind_plan(m, part, "make", part_when, NULL);
    mind_step(m, BDI_AWAIT, 0, NULL)->ticks = 100;
    mind_open(m);
    assert_int_equal(m->library.depth, 2);
    return t;
}

static void sub_goals_come_first(void **state)
{
    struct tower t = tower(NULL);

    (void)state;
    mind_turn(t.m, 0, t.go, 1.0);
    assert_int_equal(t.m->turn.actions, 0);
    assert_int_equal(bdi_intention(&t.m->turn, 0)->depth, 2);
    mind_turn(t.m, 50, t.ready, 1.0);
    assert_int_equal(t.m->turn.actions, 1);
    assert_int_equal(t.m->action[0].verb, ONE);
    assert_false(mind_pursues(t.m, 0));
    mind_free(t.m);
}

/* A sub-goal that is reached already costs nothing. */
static void reached_sub_goals_are_skipped(void **state)
{
    struct tower t = tower("works > 0");

    (void)state;
    mind_at(t.m, 0);
    mind_hear(t.m, t.ready, 1.0);
    mind_hear(t.m, t.go, 1.0);
    mind_cycle(t.m);
    assert_int_equal(t.m->action[0].verb, ONE);
    mind_free(t.m);
}

/* No means left: the goal fails upward, and other means to the goal above are tried. */
static void failure_climbs(void **state)
{
    struct tower t = tower("works > 0");

    (void)state;
    mind_turn(t.m, 0, t.go, 1.0);
    assert_int_equal(mind_last(t.m, BDI_GOAL_FAILED)->cause, BDI_BY_LACK);
    assert_int_equal(t.m->turn.actions, 1);
    assert_int_equal(t.m->action[0].verb, TWO);
    mind_free(t.m);
}

static void stack_overflow_fails_the_plan(void **state)
{
    struct tower t = tower(NULL);

    (void)state;
    t.m->library.depth = 1;
    mind_turn(t.m, 0, t.go, 1.0);
    assert_int_equal(bdi_head(&t.m->turn)->counts.stack, 1);
    assert_int_equal(t.m->action[0].verb, TWO);
    mind_free(t.m);
}

/* ---- deadlines, failure of goals ---- */

static void goals_fail_at_their_deadline(void **state)
{
    struct mind *m = mind_new();
    uint32_t x = mind_belief(m, "x", 1.0);
    uint32_t g = mind_goal(
        m, (struct mind_goal){
               .name = "keep", .kind = BDI_MAINTAIN, .hold = "x > 0", .deadline = 1000});

    (void)state;
    mind_plan(m, g, "wait", NULL, NULL);
    mind_step(m, BDI_AWAIT, 0, NULL);
    mind_open(m);
    mind_turn(m, 500, x, 0.0);
    assert_true(m->turn.wake == 1500);
    mind_at(m, 1499);
    mind_cycle(m);
    assert_int_equal(m->tolds, 0);
    mind_at(m, 1500);
    mind_cycle(m);
    assert_int_equal(mind_last(m, BDI_GOAL_FAILED)->cause, BDI_BY_DEADLINE);
    assert_false(mind_pursues(m, g));

    mind_at(m, 1600); /* left alone until something changes */
    mind_cycle(m);
    assert_false(mind_pursues(m, g));
    mind_turn(m, 1700, x, -1.0);
    assert_true(mind_pursues(m, g));
    assert_true(m->turn.wake == 2700);
    mind_free(m);
}

/* ---- requests, doing ---- */

static void performed_once_each_time(void **state)
{
    struct mind *m = mind_new();
    uint32_t x = mind_belief(m, "x", 0.0);
    uint32_t g = mind_goal(
        m, (struct mind_goal){.name = "report", .kind = BDI_PERFORM, .when = "x > 0"});

    (void)state;
    mind_plan(m, g, "report", NULL, NULL);
    mind_step(m, BDI_DO, ONE, "x");
    mind_open(m);
    mind_turn(m, 0, x, 1.0);
    assert_int_equal(m->turn.actions, 1);
    mind_turn(m, 1, x, 2.0);
    assert_int_equal(m->turn.actions, 0);
    mind_turn(m, 2, x, 0.0);
    mind_turn(m, 3, x, 5.0);
    assert_int_equal(m->turn.actions, 1);
    assert_true(m->action[0].arg[0] == 5.0);
    assert_true(m->action[0].arg[1] != m->action[0].arg[1]);

    mind_at(m, 4);
    bdi_request(&m->turn, g);
    mind_cycle(m);
    assert_int_equal(m->turn.actions, 1);
    assert_int_equal(mind_last(m, BDI_CHOSE)->cause, BDI_BY_REQUEST);
    mind_free(m);
}

/* ---- approval ---- */

static struct mind *careful(uint32_t *cost)
{
    struct mind *m = mind_new();

    *cost = mind_belief(m, "cost", 0.0);
    mind_goal(m, (struct mind_goal){.name = "buy", .kind = BDI_PERFORM, .when = "cost > 0"});
    mind_plan(m, 0, "dear", NULL, "1");
    m->plan[0].needs_approval = mind_expr(m, "cost > 10");
    mind_step(m, BDI_DO, ONE, "cost");
    mind_plan(m, 0, "cheap", NULL, NULL);
    mind_step(m, BDI_DO, TWO, NULL);
    mind_open(m);
    return m;
}

static void approval_is_waited_for(void **state)
{
    (void)state;
    for (int yes = 0; yes < 2; yes++) {
        uint32_t cost;
        struct mind *m = careful(&cost);

        mind_turn(m, 0, cost, 50.0);
        assert_int_equal(m->turn.actions, 1);
        assert_int_equal(m->action[0].verb, BDI_ASK_APPROVAL);
        struct bdi_handle by = m->action[0].by;

        mind_at(m, 1);
        mind_cycle(m);
        assert_int_equal(m->turn.actions, 0);
        mind_at(m, 2);
        assert_true(bdi_approve(&m->turn, by, yes != 0));
        mind_cycle(m);
        assert_int_equal(m->turn.actions, 1);
        assert_int_equal(m->action[0].verb, yes != 0 ? ONE : TWO);
        assert_false(bdi_approve(&m->turn, by, true));
        mind_free(m);
    }
}

static void small_things_need_no_approval(void **state)
{
    uint32_t cost;
    struct mind *m = careful(&cost);

    (void)state;
    mind_turn(m, 0, cost, 5.0);
    assert_int_equal(m->action[0].verb, ONE);
    mind_free(m);
}

/* ---- bounds ---- */

static void goals_wait_for_room(void **state)
{
    uint32_t go;
    struct mind *m = pair(1, 0, &go);

    (void)state;
    m->library.intentions = 1;
    mind_turn(m, 0, go, 1.0);
    assert_int_equal(m->turn.actions, 1);
    assert_int_equal(m->action[0].verb, ONE);
    assert_int_equal(mind_last(m, BDI_NO_ROOM)->cause, BDI_OF_INTENTIONS);
    assert_int_equal(bdi_head(&m->turn)->counts.intentions, 1);
    mind_turn(m, 1, go, 2.0);
    assert_int_equal(bdi_head(&m->turn)->counts.intentions, 1);
    mind_at(m, 2);
    bdi_release(&m->turn, 0);
    mind_cycle(m);
    assert_int_equal(m->action[0].verb, TWO);
    mind_free(m);
}

/* What finds no room for its action, or no budget, goes on in the next cycle: nothing is lost.
 */
static void actions_and_budget_are_bounded(void **state)
{
    (void)state;
    for (int which = 0; which < 2; which++) {
        uint32_t go, done = 0, cycles = 0;
        struct mind *m = pair(5, 0, &go);

        if (which == 0)
            m->turn.room = 3;
        else
            m->library.budget = 3;
        mind_turn(m, 0, go, 1.0);
        for (done = m->turn.actions; m->turn.more; done += m->turn.actions) {
            assert_true(cycles++ < 20);
            assert_true(m->turn.actions <= 3);
            assert_int_equal(mind_last(m, BDI_NO_ROOM)->cause,
                             which == 0 ? BDI_OF_ACTIONS : BDI_OF_BUDGET);
            mind_at(m, 0);
            mind_cycle(m);
        }
        assert_int_equal(done, 10);
        const struct bdi_counts *counts = &bdi_head(&m->turn)->counts;

        assert_int_equal(which == 0 ? counts->actions : counts->budget, cycles);
        assert_int_equal(which == 0 ? counts->budget : counts->actions, 0);
        mind_free(m);
    }
}

/* A condition that comes true while the budget is spent is not missed. */
static void nothing_is_missed_without_budget(void **state)
{
    uint32_t go;
    struct mind *m = pair(0, 0, &go);

    (void)state;
    m->step[0].arg[0] = mind_expr(m, "go > 1");
    m->step[1].arg[0] = mind_expr(m, "go > 1");
    mind_turn(m, 0, go, 1.0);
    m->library.budget = 1;
    mind_turn(m, 1, go, 2.0);
    assert_true(m->turn.more);
    for (int c = 0; m->turn.more && c < 20; c++) {
        mind_at(m, 1);
        mind_cycle(m);
    }
    /* Both plans are done, without effect: both goals have failed. */
    assert_false(mind_pursues(m, 0) || mind_pursues(m, 1));
    mind_free(m);
}

/* ---- beliefs ---- */

static void beliefs_are_learned(void **state)
{
    struct mind *m = mind_new();
    uint32_t demand = mind_belief(m, "demand", 0.0), trust = mind_belief(m, "trust", 0.8);

    (void)state;
    m->belief[demand].learning = BDI_EMA;
    m->belief[demand].alpha = 0.5;
    m->belief[trust].learning = BDI_COUNTED;
    m->belief[trust].start_observations = 10.0;
    mind_open(m);
    mind_at(m, 1);
    mind_hear(m, demand, 8.0);
    mind_hear(m, demand, 4.0);
    mind_hear(m, trust, 1.0);
    mind_hear(m, trust, 0.0);
    const struct bdi_belief *b = bdi_beliefs(&m->turn);

    assert_true(b[demand].value == 6.0);
    assert_true(b[demand].confidence == 2.0);
    assert_float_equal(b[trust].value, 9.0 / 12.0, 1e-15);
    assert_true(b[trust].confidence == 12.0);
    m->library.frozen = true;
    mind_hear(m, demand, 100.0);
    assert_true(b[demand].value == 6.0);
    mind_free(m);
}

/* Old news does not displace newer news; thoughts are as old as what they rest on. */
static void beliefs_know_their_age(void **state)
{
    struct mind *m = mind_new();
    uint32_t a = mind_belief(m, "a", 0.0), b = mind_belief(m, "b", 0.0);
    uint32_t sum = mind_thought(m, "sum", "a + b");
    uint32_t twice = mind_thought(m, "twice", "2 * sum");

    (void)state;
    mind_open(m);
    mind_at(m, 100);
    bdi_hear(&m->turn, a, 3.0, 90, 0.5, 1);
    bdi_hear(&m->turn, a, 7.0, 80, 1.0, 2);
    bdi_hear(&m->turn, b, 1.0, 100, 1.0, 2);
    mind_cycle(m);
    const struct bdi_belief *now = bdi_beliefs(&m->turn);

    assert_true(now[a].value == 3.0);
    assert_true(now[sum].value == 4.0 && now[twice].value == 8.0);
    assert_true(now[twice].at == 90);
    assert_true(now[twice].confidence == 0.5);
    mind_free(m);
}

/* Plans set beliefs, and goals follow within the cycle. */
static void set_beliefs_are_events(void **state)
{
    struct mind *m = mind_new();
    uint32_t go = mind_belief(m, "go", 0.0), share = mind_belief(m, "share", 1.0);

    (void)state;
    mind_goal(m, (struct mind_goal){.name = "ration", .kind = BDI_PERFORM, .when = "go > 0"});
    mind_plan(m, 0, "ration", NULL, NULL);
    mind_step(m, BDI_SET, share, "0.6");
    mind_goal(m, (struct mind_goal){.name = "tell", .kind = BDI_PERFORM, .when = "share < 1"});
    mind_plan(m, 1, "tell", NULL, NULL);
    mind_step(m, BDI_CHECK, 0, "share < 1");
    mind_step(m, BDI_DO, ONE, "share");
    mind_open(m);
    mind_turn(m, 0, go, 1.0);
    assert_int_equal(m->turn.actions, 1);
    assert_true(m->action[0].arg[0] == 0.6);
    mind_free(m);
}

/* ---- deeds in C ---- */

static enum bdi_result twice(struct bdi_doing *doing)
{
    for (uint32_t k = 0; k < 2; k++) {
        struct bdi_action *a = bdi_do(doing, TWO);

        if (a != NULL)
            a->arg[0] = doing->view.belief[0].value;
    }
    return doing->view.belief[0].value > 5.0 ? BDI_FAILED : BDI_DONE;
}

static void deeds_are_steps(void **state)
{
    struct mind *m = mind_new();
    uint32_t go = mind_belief(m, "go", 0.0);

    (void)state;
    mind_goal(m, (struct mind_goal){.name = "do", .kind = BDI_PERFORM, .when = "go > 0"});
    mind_plan(m, 0, "in C", NULL, NULL);
    mind_step(m, BDI_CALL, 0, NULL)->deed = twice;
    mind_open(m);
    m->turn.room = 1;
    mind_turn(m, 0, go, 1.0);
    assert_int_equal(m->turn.actions, 0); /* all of it or nothing */
    assert_true(m->turn.more);
    m->turn.room = 2;
    mind_at(m, 1);
    mind_cycle(m);
    assert_int_equal(m->turn.actions, 2);
    assert_true(m->action[1].arg[0] == 1.0);
    mind_turn(m, 2, go, 0.0);
    mind_turn(m, 3, go, 9.0);
    assert_int_equal(mind_count(m, BDI_PLAN_FAILED), 1);
    mind_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_intentions_interleave),
        cmocka_unit_test(inhibited_goals_wait_and_resume),
        cmocka_unit_test(inhibited_goals_are_adopted_later),
        cmocka_unit_test(sub_goals_come_first),
        cmocka_unit_test(reached_sub_goals_are_skipped),
        cmocka_unit_test(failure_climbs),
        cmocka_unit_test(stack_overflow_fails_the_plan),
        cmocka_unit_test(goals_fail_at_their_deadline),
        cmocka_unit_test(performed_once_each_time),
        cmocka_unit_test(approval_is_waited_for),
        cmocka_unit_test(small_things_need_no_approval),
        cmocka_unit_test(goals_wait_for_room),
        cmocka_unit_test(actions_and_budget_are_bounded),
        cmocka_unit_test(nothing_is_missed_without_budget),
        cmocka_unit_test(beliefs_are_learned),
        cmocka_unit_test(beliefs_know_their_age),
        cmocka_unit_test(set_beliefs_are_events),
        cmocka_unit_test(deeds_are_steps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
