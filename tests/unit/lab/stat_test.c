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
    struct lab_stat s = lab_stat_of(value, 1, 5);

    (void)state;
    assert_int_equal(s.n, 5);
    assert_near(s.mean, 6);
    assert_near(s.sd, sqrt(10));
    assert_near(s.high - s.mean, 2.776445105 * sqrt(10) / sqrt(5));
    assert_near(s.mean - s.low, s.high - s.mean);
}

static void values_may_stand_apart(void **state)
{
    const double value[] = {1, 100, 3, 200};
    struct lab_stat s = lab_stat_of(value, 2, 2);

    (void)state;
    assert_near(s.mean, 2);
    assert_near(s.sd, sqrt(2));
}

static void one_value_has_a_mean_and_no_interval(void **state)
{
    const double value = 7;
    struct lab_stat s = lab_stat_of(&value, 1, 1);

    (void)state;
    assert_near(s.mean, 7);
    assert_true(isnan(s.sd) && isnan(s.low) && isnan(s.high));
    assert_true(isnan(lab_stat_of(&value, 1, 0).mean));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_interval_is_students),
        cmocka_unit_test(values_may_stand_apart),
        cmocka_unit_test(one_value_has_a_mean_and_no_interval),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
