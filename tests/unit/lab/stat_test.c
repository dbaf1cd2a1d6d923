/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include <math.h>

#include "lab/stat.h"

static void assert_near(double a, double b)
{
    assert_true(fabs(a - b) < 1e-9 * (1 + fabs(b)));
}

/* Student's table: t(0.975; 4) = 2.776445105. */
static void the_interval_is_students(void **state)
{
    const double value[] = {2, 4, 6, 8, 10};
    struct lab_stat s = lab_stat_of(value, 1, 5, false);

    (void)state;
    assert_int_equal(s.n, 5);
    assert_near(s.mean, 6);
    assert_near(s.sd, sqrt(10));
    assert_near(s.high - s.mean, 2.776445105 * sqrt(10) / sqrt(5));
    assert_near(s.mean - s.low, s.high - s.mean);
}

/* Student's table: t(0.95; 4) = 2.131846786. */
static void bounds_of_the_mean_are_one_sided(void **state)
{
    const double value[] = {2, 4, 6, 8, 10};
    struct lab_stat s = lab_stat_of(value, 1, 5, false), one = lab_stat_of(value, 1, 1, false);

    (void)state;
    assert_near(lab_stat_bound(&s, 0.95, false), 6 + 2.131846786 * sqrt(10) / sqrt(5));
    assert_near(lab_stat_bound(&s, 0.95, true), 6 - 2.131846786 * sqrt(10) / sqrt(5));
    assert_true(isnan(lab_stat_bound(&one, 0.95, true)));
}

static void values_may_stand_apart(void **state)
{
    const double value[] = {1, 100, 3, 200};
    struct lab_stat s = lab_stat_of(value, 2, 2, false);

    (void)state;
    assert_near(s.mean, 2);
    assert_near(s.sd, sqrt(2));
}

static void one_value_has_a_mean_and_no_interval(void **state)
{
    const double value = 7;
    struct lab_stat s = lab_stat_of(&value, 1, 1, false);

    (void)state;
    assert_near(s.mean, 7);
    assert_true(isnan(s.sd) && isnan(s.low) && isnan(s.high));
    assert_true(isnan(lab_stat_of(&value, 1, 0, false).mean));
}

/* Of 40 values the worst 5 % are two; of 30 one and a half. */
static void the_bad_tail_is_where_less_or_more_is_bad(void **state)
{
    double value[40];

    (void)state;
    for (int i = 0; i < 40; i++)
        value[i] = (double)((i * 7) % 40);
    struct lab_stat cost = lab_stat_of(value, 1, 40, false);
    struct lab_stat fill = lab_stat_of(value, 1, 40, true);

    assert_near(cost.quantile[2], 19.5);
    assert_near(cost.var, 0.95 * 39);
    assert_near(cost.cvar, 38.5);
    assert_near(fill.var, 0.05 * 39);
    assert_near(fill.cvar, 0.5);
    for (int i = 0; i < 30; i++)
        value[i] = (double)i;
    assert_near(lab_stat_of(value, 1, 30, false).cvar, (29 + 0.5 * 28) / 1.5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_interval_is_students),
        cmocka_unit_test(bounds_of_the_mean_are_one_sided),
        cmocka_unit_test(values_may_stand_apart),
        cmocka_unit_test(the_bad_tail_is_where_less_or_more_is_bad),
        cmocka_unit_test(one_value_has_a_mean_and_no_interval),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
