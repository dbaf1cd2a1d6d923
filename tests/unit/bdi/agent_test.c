/* SPDX-License-Identifier: Apache-2.0 */
#include "bdi/agent.h"

#include "bdi/plan.h"
#include "support/test.h"

static const struct bdi_goal one_for_one = {.trigger = 9, .target = 10};
static const struct bdi_goal low_and_high = {.trigger = 4, .target = 10};

static const char *plan_name(int plan)
{
    return plan == BDI_NO_PLAN ? "" : bdi_restock.plan[plan].name;
}

/* A goal that holds wakes no plan. */
static void satisfied_goal_does_nothing(void **state)
{
    struct bdi_beliefs full = {.on_hand = 10};
    struct bdi_beliefs above = {.on_hand = 2, .on_order = 5, .backlog = 2};
    struct bdi_action action = {0};

    (void)state;
    assert_int_equal(bdi_deliberate(&bdi_restock, &one_for_one, &full, &action), BDI_NO_PLAN);
    assert_int_equal(bdi_deliberate(&bdi_restock, &low_and_high, &above, &action), BDI_NO_PLAN);
}

/* The position counts what is on order and what is owed, not only what is on hand. */
static void orders_what_the_position_lacks(void **state)
{
    struct bdi_beliefs now = {.on_hand = 1, .on_order = 7, .backlog = 3};
    struct bdi_action action = {0};

    (void)state;
    int plan = bdi_deliberate(&bdi_restock, &one_for_one, &now, &action);

    assert_string_equal(plan_name(plan), "base_stock");
    assert_int_equal(action.order, 5);
}

/* (s,S) wakes when the position falls to s itself. */
static void reorder_point_is_included(void **state)
{
    struct bdi_beliefs at = {.on_hand = 4};
    struct bdi_beliefs above = {.on_hand = 5};
    struct bdi_action action = {0};

    (void)state;
    int plan = bdi_deliberate(&bdi_restock, &low_and_high, &at, &action);

    assert_string_equal(plan_name(plan), "s_S");
    assert_int_equal(action.order, 6);
    assert_int_equal(bdi_deliberate(&bdi_restock, &low_and_high, &above, &action), BDI_NO_PLAN);
}

static bool never(const struct bdi_goal *goal, const struct bdi_beliefs *now)
{
    (void)goal;
    (void)now;
    return false;
}

static bool give_up(const struct bdi_goal *goal, const struct bdi_beliefs *now,
                    struct bdi_action *action)
{
    (void)goal;
    (void)now;
    action->order = 1000;
    return false;
}

static bool order_three(const struct bdi_goal *goal, const struct bdi_beliefs *now,
                        struct bdi_action *action)
{
    (void)goal;
    (void)now;
    action->order = 3;
    return true;
}

/* A plan that does not fit is passed over; one that fails makes way for other means. */
static void failure_tries_other_means(void **state)
{
    const struct bdi_plan plans[] = {
        {.name = "does not fit", .applicable = never, .act = order_three},
        {.name = "fails", .act = give_up},
        {.name = "works", .act = order_three},
    };
    const struct bdi_library library = {.name = "test", .plan = plans, .plans = 3};
    const struct bdi_library hopeless = {.name = "test", .plan = plans, .plans = 2};
    struct bdi_beliefs empty = {0};
    struct bdi_action action = {0};

    (void)state;
    assert_int_equal(bdi_deliberate(&library, &one_for_one, &empty, &action), 2);
    assert_int_equal(action.order, 3);
    assert_int_equal(bdi_deliberate(&hopeless, &one_for_one, &empty, &action), BDI_NO_PLAN);
    assert_false(bdi_holds(&one_for_one, &empty));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(satisfied_goal_does_nothing),
        cmocka_unit_test(orders_what_the_position_lacks),
        cmocka_unit_test(reorder_point_is_included),
        cmocka_unit_test(failure_tries_other_means),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
