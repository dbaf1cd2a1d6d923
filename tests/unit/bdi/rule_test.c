/* SPDX-License-Identifier: Apache-2.0 */
#include "bdi/rule.h"

#include <math.h>

#include "bdi/forecast.h"
#include "support/test.h"

static int64_t want(enum bdi_rule_id rule, struct bdi_terms terms, struct bdi_outlook now)
{
    return bdi_rules[rule]->want(&terms, &now);
}

/* Levels are compared with the position; s and r themselves trigger. */
static void levels_trigger_orders(void **state)
{
    struct bdi_terms terms = {.trigger = 3, .target = 10, .lot = 5};

    (void)state;
    assert_int_equal(want(BDI_BASE_STOCK, terms, (struct bdi_outlook){.position = 8}), 2);
    assert_int_equal(want(BDI_BASE_STOCK, terms, (struct bdi_outlook){.position = 12}), -2);
    assert_int_equal(want(BDI_S_S, terms, (struct bdi_outlook){.position = 4}), 0);
    assert_int_equal(want(BDI_S_S, terms, (struct bdi_outlook){.position = 3}), 7);
    assert_int_equal(want(BDI_R_Q, terms, (struct bdi_outlook){.position = 4}), 0);
    assert_int_equal(want(BDI_R_Q, terms, (struct bdi_outlook){.position = 3}), 5);
    assert_int_equal(want(BDI_NONE, terms, (struct bdi_outlook){.position = -50}), 0);
}

/* So many lots that the position is above r again, and not one more. */
static void lots_lift_the_position_above_r(void **state)
{
    struct bdi_terms terms = {.trigger = 3, .lot = 5};

    (void)state;
    for (int64_t position = -40; position <= 3; position++) {
        int64_t after =
            position + want(BDI_R_Q, terms, (struct bdi_outlook){.position = position});

        assert_in_range(after, 4, 8);
    }
}

static void others_look_at_more_than_the_position(void **state)
{
    struct bdi_terms terms = {.safety = 4.0};
    struct bdi_outlook now = {
        .position = 10, .asked = 6, .coming = 20.4, .needed = 9.0, .due = 3};

    (void)state;
    assert_int_equal(want(BDI_ORDER_UP_TO, terms, now), 14);
    assert_int_equal(want(BDI_PASS_THROUGH, terms, now), 6);
    assert_int_equal(want(BDI_TIME_PHASED, terms, now), 3);
    assert_int_equal(want(BDI_TIMED, terms, now), 3);
}

static void every_rule_has_a_name(void **state)
{
    (void)state;
    for (int i = 0; i < BDI_RULES; i++)
        assert_true(bdi_rules[i]->name != NULL && bdi_rules[i]->want != NULL);
    for (int i = 0; i < BDI_FORECASTS; i++)
        assert_true(bdi_forecasts[i]->name != NULL && bdi_forecasts[i]->learn != NULL);
}

static void limits_shape_orders(void **state)
{
    struct bdi_limits free = {.part = 1.0, .multiple = 1};
    struct bdi_limits tight = {
        .part = 0.5, .least = 4, .most = 20, .multiple = 6, .give_back = 1};

    (void)state;
    assert_int_equal(bdi_limit(&free, 7), 7);
    assert_int_equal(bdi_limit(&free, -7), 0);
    assert_int_equal(bdi_limit(&tight, 1), 6);    // half of it, at least 4, in sixes
    assert_int_equal(bdi_limit(&tight, 24), 12);  // half of it
    assert_int_equal(bdi_limit(&tight, 100), 18); // at most 20, in sixes
    assert_int_equal(bdi_limit(&tight, -7), -3);  // half of it goes back
    assert_int_equal(bdi_limit(&tight, 0), 0);
}

/* Demand of 10, 14, 12 and 20, believed to be 8 at the start. */
static struct bdi_learned taught(enum bdi_forecast_id forecast, const struct bdi_how *how)
{
    static const double demand[] = {10.0, 14.0, 12.0, 20.0};
    double window[3];
    struct bdi_learned l;

    bdi_believe(how, &l, window);
    for (int i = 0; i < 4; i++)
        bdi_forecasts[forecast]->learn(how, &l, window, demand[i]);
    return l;
}

static double ahead(enum bdi_forecast_id forecast, struct bdi_how how, double periods)
{
    struct bdi_learned l = taught(forecast, &how);

    return bdi_forecasts[forecast]->ahead(&how, &l, periods);
}

static void forecasts_learn(void **state)
{
    (void)state;
    assert_true(ahead(BDI_MEAN, (struct bdi_how){.start = 8.0}, 2.0) == 28.0);
    assert_true(
        fabs(ahead(BDI_MOVING_AVERAGE, (struct bdi_how){.start = 8.0, .window = 3}, 3.0) -
             46.0) < 1e-12);
    // 8 -> 9 -> 11.5 -> 11.75 -> 15.875
    assert_true(ahead(BDI_SMOOTHING, (struct bdi_how){.start = 8.0, .weight = 0.5}, 1.0) ==
                15.875);
    // mean 8, last 20: 8 + 6, 8 + 3
    assert_true(ahead(BDI_AR1, (struct bdi_how){.start = 8.0, .weight = 0.5}, 2.0) == 25.0);
}

/* Before it has seen anything an agent believes what it was told. */
static void beliefs_start_somewhere(void **state)
{
    struct bdi_how how = {.start = 8.0, .weight = 0.5, .window = 3};
    struct bdi_learned l;
    double window[3];

    (void)state;
    bdi_believe(&how, &l, window);
    for (int i = 0; i < BDI_FORECASTS; i++)
        assert_true(bdi_forecasts[i]->ahead(&how, &l, 2.0) == 16.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_trigger_orders),
        cmocka_unit_test(lots_lift_the_position_above_r),
        cmocka_unit_test(others_look_at_more_than_the_position),
        cmocka_unit_test(every_rule_has_a_name),
        cmocka_unit_test(limits_shape_orders),
        cmocka_unit_test(forecasts_learn),
        cmocka_unit_test(beliefs_start_somewhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
