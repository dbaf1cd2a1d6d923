/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"

#include <stdio.h>

#include "support/test.h"

static void never_goes_back_and_does_go_on(void **state)
{
    (void)state;
    int64_t start = base_clock_ns(), last = start;

    while (last < start + 1000000) {
        int64_t now = base_clock_ns();
        assert_true(now >= last);
        last = now;
    }
    assert_true(base_clock_seconds() * 1e9 >= (double)last);
}

static void utc_reads_as_a_date(void **state)
{
    (void)state;
    char text[BASE_CLOCK_UTC];
    int year, month, day, hour, minute, second;
    char zone;

    base_clock_utc(text);
    assert_int_equal(sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d%c", &year, &month, &day, &hour,
                            &minute, &second, &zone),
                     7);
    assert_in_range(year, 2024, 9999);
    assert_in_range(month, 1, 12);
    assert_int_equal(zone, 'Z');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(never_goes_back_and_does_go_on),
        cmocka_unit_test(utc_reads_as_a_date),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
