/* SPDX-License-Identifier: Apache-2.0 */
#include "bdi/restock.h"

#include "support/test.h"

static const struct bdi_levels one_for_one = {.trigger = 9, .target = 10};
static const struct bdi_levels low_and_high = {.trigger = 4, .target = 10};

/* A goal that holds wakes no plan. */
static void satisfied_goal_holds(void **state)
{
    struct bdi_holding full = {.on_hand = 10};
    struct bdi_holding above = {.on_hand = 2, .on_order = 5, .backlog = 2};

    (void)state;
    assert_true(bdi_holds(&one_for_one, &full));
    assert_true(bdi_holds(&low_and_high, &above));
}

/* The position counts what is on order and what is owed, not only what is on hand. */
static void orders_what_the_position_lacks(void **state)
{
    struct bdi_holding now = {.on_hand = 1, .on_order = 7, .backlog = 3};

    (void)state;
    assert_false(bdi_holds(&one_for_one, &now));
    assert_int_equal(bdi_restock(&one_for_one, &now), 5);
}

/* (s,S) wakes when the position falls to s itself. */
static void reorder_point_is_included(void **state)
{
    struct bdi_holding at = {.on_hand = 4};
    struct bdi_holding above = {.on_hand = 5};

    (void)state;
    assert_false(bdi_holds(&low_and_high, &at));
    assert_int_equal(bdi_restock(&low_and_high, &at), 6);
    assert_true(bdi_holds(&low_and_high, &above));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(satisfied_goal_holds),
        cmocka_unit_test(orders_what_the_position_lacks),
        cmocka_unit_test(reorder_point_is_included),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
