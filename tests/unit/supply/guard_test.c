/* SPDX-License-Identifier: Apache-2.0 */
/* Budgets and verdicts alone. */
#include "support/test.h"

#include <math.h>

#include "supply/mind/parley/guard.h"

static void budgets_begin_afresh_each_period(void **state)
{
    const struct sup_allowance may = {.period = 10, .steps = -1, .orders = 2, .money = 100.0};
    struct sup_spending spent = {0};
    (void)state;
    assert_int_equal(sup_spend(&may, &spent, 0, (struct sup_expense){1, 60.0}),
                     SUP_NOT_BLOCKED);
    assert_int_equal(sup_spend(&may, &spent, 1, (struct sup_expense){1, 60.0}),
                     SUP_BLOCK_MONEY);
    assert_true(fabs(sup_money_left(&may, &spent, 1) - 40.0) < 1e-12);
    assert_int_equal(sup_spend(&may, &spent, 2, (struct sup_expense){1, 40.0}),
                     SUP_NOT_BLOCKED);
    assert_int_equal(sup_spend(&may, &spent, 9, (struct sup_expense){1, 0.0}),
                     SUP_BLOCK_ORDERS);
    assert_int_equal(sup_spend(&may, &spent, 9, (struct sup_expense){0, 0.0}), SUP_NOT_BLOCKED);
    assert_true(fabs(sup_money_left(&may, &spent, 10) - 100.0) < 1e-12);
    assert_int_equal(sup_spend(&may, &spent, 10, (struct sup_expense){1, 60.0}),
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
        assert_int_equal(sup_spend(&few, &spent, i, (struct sup_expense){1, 1e9}),
                         i < 2 ? SUP_NOT_BLOCKED : SUP_BLOCK_STEPS);
    for (int i = 0; i < 100; i++)
        assert_int_equal(sup_spend(&any, &spent, i, (struct sup_expense){1, 1e9}),
                         SUP_NOT_BLOCKED);
    assert_true(isinf(sup_money_left(&any, &spent, 0)));
}

static void the_first_row_after_the_question_answers(void **state)
{
    const struct sup_recorded row[] = {
        {5, 1, 0, 1, 0}, {8, 2, 1, 0, 0}, {9, 2, UINT32_MAX, 1, 0}, {12, 2, 1, 0, 0}};
    uint32_t found = 99;
    (void)state;
    assert_true(sup_recorded_answer(row, 4, 2, 1, 6, 100, &found));
    assert_int_equal(found, 1);
    assert_true(sup_recorded_answer(row, 4, 2, 1, 9, 100, &found));
    assert_int_equal(found, 2);
    assert_true(sup_recorded_answer(row, 4, 2, 0, 6, 100, &found));
    assert_int_equal(found, 2);
    assert_false(sup_recorded_answer(row, 4, 2, 0, 10, 100, &found));
    assert_false(sup_recorded_answer(row, 4, 2, 1, 10, 12, &found));
    assert_false(sup_recorded_answer(row, 4, 1, 0, 6, 100, &found));
    assert_false(sup_recorded_answer(row, 4, 3, 0, 0, 100, &found));
}

static void silence_climbs_rung_by_rung(void **state)
{
    const struct sup_rung rung[] = {{4}, {2}, {3}};
    (void)state;
    assert_int_equal(sup_rungs_passed(rung, 3, 0), 0);
    assert_int_equal(sup_rungs_passed(rung, 3, 3), 0);
    assert_int_equal(sup_rungs_passed(rung, 3, 4), 1);
    assert_int_equal(sup_rungs_passed(rung, 3, 6), 2);
    assert_int_equal(sup_rungs_passed(rung, 3, 9), 3);
    assert_int_equal(sup_patience(rung, 3), 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(budgets_begin_afresh_each_period),
        cmocka_unit_test(steps_are_bounded_and_no_bound_is_none),
        cmocka_unit_test(the_first_row_after_the_question_answers),
        cmocka_unit_test(silence_climbs_rung_by_rung),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
