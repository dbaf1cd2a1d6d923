/* SPDX-License-Identifier: Apache-2.0 */
#include "base/number.h"

#include "support/test.h"

static void whole_numbers_of_64_bits(void **state)
{
    (void)state;
    int64_t value = 0;

    assert_true(base_parse_int("9223372036854775807", &value));
    assert_int_equal(value, INT64_MAX);
    assert_true(base_parse_int("-9223372036854775808", &value));
    assert_true(value == INT64_MIN);
    assert_true(base_parse_int("+007", &value));
    assert_int_equal(value, 7);
}

static void refuses_what_is_no_whole_number(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "", " 1", "1 ", "1.0", "0x10", "1e3", "-", "--1", "ten", "9223372036854775808", "1L"};
    int64_t value = 42;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(base_parse_int(bad[i], &value));
        assert_int_equal(value, 42);
    }
}

static void decimal_numbers(void **state)
{
    (void)state;
    double value = 0;

    assert_true(base_parse_double("2.5", &value));
    assert_true(value == 2.5);
    assert_true(base_parse_double("-.5e1", &value));
    assert_true(value == -5);
    assert_true(base_parse_double("7.", &value));
    assert_true(value == 7);
    assert_true(base_parse_double("1e-400", &value)); // too small to tell from zero
    assert_true(value == 0);
}

static void refuses_what_is_no_finite_decimal(void **state)
{
    (void)state;
    static const char *const bad[] = {"",    ".",   "-",     "e5",   "1e400", "inf",
                                      "nan", "0x1", " 2",    "2 ",   "1,5",   "1e",
                                      "1e+", "3 d", "1.2.3", "-inf", "0x1p3"};
    double value = 42;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(base_parse_double(bad[i], &value));
        assert_true(value == 42);
    }
}

static void a_prefix_leaves_its_unit(void **state)
{
    (void)state;
    const char *rest = NULL;
    double value = 0;

    assert_true(base_parse_double_prefix("2.5 EUR/unit", &value, &rest));
    assert_true(value == 2.5);
    assert_string_equal(rest, " EUR/unit");
    assert_true(base_parse_double_prefix("3e", &value, &rest));
    assert_string_equal(rest, "e");
    assert_false(base_parse_double_prefix("days", &value, &rest));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_numbers_of_64_bits),
        cmocka_unit_test(refuses_what_is_no_whole_number),
        cmocka_unit_test(decimal_numbers),
        cmocka_unit_test(refuses_what_is_no_finite_decimal),
        cmocka_unit_test(a_prefix_leaves_its_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
