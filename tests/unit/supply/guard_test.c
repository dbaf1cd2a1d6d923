/* SPDX-License-Identifier: Apache-2.0 */
/* Budgets and verdicts alone. */
#include "support/test.h"

#include <math.h>

#include "rand/dist.h"
#include "supply/mind/parley/guard.h"
#include "tw/model.h"

static void budgets_begin_afresh_each_period(void **state)
{
    const struct sup_allowance may = {.period = 10, .steps = -1, .orders = 2, .money = 100.0};
    struct sup_spending spent = {0};
    (void)state;
    assert_int_equal(sup_budget_takes(&may, &spent, 0, (struct sup_expense){1, 60.0}),
                     SUP_NOT_BLOCKED);
    assert_int_equal(sup_budget_takes(&may, &spent, 1, (struct sup_expense){1, 60.0}),
                     SUP_BLOCK_MONEY);
    assert_true(fabs(sup_money_left(&may, &spent, 1) - 40.0) < 1e-12);
    assert_int_equal(sup_budget_takes(&may, &spent, 2, (struct sup_expense){1, 40.0}),
                     SUP_NOT_BLOCKED);
    assert_int_equal(sup_budget_takes(&may, &spent, 9, (struct sup_expense){1, 0.0}),
                     SUP_BLOCK_ORDERS);
    assert_int_equal(sup_budget_takes(&may, &spent, 9, (struct sup_expense){0, 0.0}),
                     SUP_NOT_BLOCKED);
    assert_true(fabs(sup_money_left(&may, &spent, 10) - 100.0) < 1e-12);
    assert_int_equal(sup_budget_takes(&may, &spent, 10, (struct sup_expense){1, 60.0}),
                     SUP_NOT_BLOCKED);
    assert_int_equal(spent.blocked[SUP_BLOCK_MONEY], 1);
    assert_int_equal(spent.blocked[SUP_BLOCK_ORDERS], 1);
}

static void steps_are_bounded_and_no_bound_is_none(void **state)
{
    const struct sup_allowance few = {.steps = 2, .orders = -1, .money = -1.0},
                               any = {.steps = -1, .orders = -1, .money = -1.0};
    struct sup_spending spent = {0};
    (void)state;
    for (int i = 0; i < 3; i++)
        assert_int_equal(sup_budget_takes(&few, &spent, i, (struct sup_expense){1, 1e9}),
                         i < 2 ? SUP_NOT_BLOCKED : SUP_BLOCK_STEPS);
    for (int i = 0; i < 100; i++)
        assert_int_equal(sup_budget_takes(&any, &spent, i, (struct sup_expense){1, 1e9}),
                         SUP_NOT_BLOCKED);
    assert_true(isinf(sup_money_left(&any, &spent, 0)));
}

static const struct scen_verdict rows[] = {
    {5, 1, "a", true}, {8, 2, "b", false}, {9, 2, "", true}, {12, 2, "b", false}};

static struct sup_verdict ask(const struct scen_approval *table, int32_t site, const char *plan,
                              int64_t now)
{
    struct rand_stream chance = rand_stream_at(TEST_SEED, 1);

    return sup_verdict_on(table, 0, site, plan, now, &chance);
}

static void the_first_row_after_the_question_answers(void **state)
{
    const struct scen_approval by_file = {
        .rule = SCEN_APPROVE_RECORD, .verdict = rows, .verdicts = 4, .to = SCEN_NONE};
    static const struct {
        int32_t site;
        const char *plan;
        int64_t now, at;
        uint32_t yes;
    } is[] = {{2, "b", 6, 8, 0},          {2, "b", 9, 9, 1}, {2, "a", 6, 9, 1},
              {2, "a", 10, INT64_MAX, 0}, {1, "a", 0, 5, 1}, {1, "a", 6, INT64_MAX, 0},
              {3, "a", 0, INT64_MAX, 0}};
    (void)state;
    for (size_t i = 0; i < sizeof is / sizeof is[0]; i++) {
        struct sup_verdict v = ask(&by_file, is[i].site, is[i].plan, is[i].now);

        assert_int_equal(v.at, is[i].at);
        assert_int_equal(v.yes, is[i].yes);
        assert_int_equal(v.by, is[i].at < INT64_MAX ? SUP_BY_RECORD : SUP_BY_SILENCE);
    }
}

static void silence_climbs_rung_by_rung(void **state)
{
    struct scen_approval table[] = {
        {.rule = SCEN_APPROVE_RECORD, .verdict = rows, .verdicts = 4, .after = 2, .to = 1},
        {.rule = SCEN_APPROVE_DELAY,
         .delay = {.law = RAND_CONSTANT, .a = 1.0},
         .chance = 1.0,
         .after = 4,
         .to = 2},
        {.rule = SCEN_APPROVE_RECORD, .after = 3, .to = SCEN_NONE, .otherwise = true}};
    struct sup_verdict v = ask(table, 2, "b", 7);
    (void)state;
    assert_int_equal(v.at, 8); // still on the first
    assert_int_equal(v.level, 0);
    v = ask(table, 2, "b", 100);
    assert_int_equal(v.at, 100 + 2 + 4 + 3);
    assert_int_equal(v.level, 2);
    assert_int_equal(v.by, SUP_BY_SILENCE);
    assert_int_equal(v.yes, 1);
    table[1].after = 2 * TW_TICKS_PER_DAY;
    v = ask(table, 2, "b", 100);
    assert_int_equal(v.at, 102 + TW_TICKS_PER_DAY);
    assert_int_equal(v.level, 1);
    assert_int_equal(v.by, SUP_BY_DELAY);
    assert_int_equal(v.yes, 1);
}

static void rules_answer_at_once_and_nobody_says_no(void **state)
{
    const struct scen_approval yes = {.rule = SCEN_APPROVE_YES, .after = 1, .to = SCEN_NONE};
    struct rand_stream chance = rand_stream_at(TEST_SEED, 1);
    struct sup_verdict v = ask(&yes, 1, "a", 50);
    (void)state;
    assert_int_equal(v.at, 50);
    assert_int_equal(v.yes, 1);
    v = sup_verdict_on(NULL, SCEN_NONE, 1, "a", 50, &chance);
    assert_int_equal(v.at, 50);
    assert_int_equal(v.yes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(budgets_begin_afresh_each_period),
        cmocka_unit_test(steps_are_bounded_and_no_bound_is_none),
        cmocka_unit_test(the_first_row_after_the_question_answers),
        cmocka_unit_test(silence_climbs_rung_by_rung),
        cmocka_unit_test(rules_answer_at_once_and_nobody_says_no),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
