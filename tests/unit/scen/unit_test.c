/* SPDX-License-Identifier: Apache-2.0 */
#include "support/near.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scen/unit.h"

static double read(const char *text, const char **rest)
{
    struct scen_span s = scen_span_of(text);
    double value = -1;

    assert_true(scen_number(&s, &value));
    *rest = s.at;
    return value;
}

static void numbers_are_read_up_to_their_unit(void **state)
{
    const char *rest;
    (void)state;

    assert_near(read("3 d", &rest), 3, 0);
    assert_string_equal(rest, " d");
    assert_near(read("-0.25EUR", &rest), -0.25, 0);
    assert_string_equal(rest, "EUR");
    assert_near(read(".5", &rest), 0.5, 0);
    assert_near(read("1e3 d", &rest), 1000, 0);
    assert_near(read("1 e", &rest), 1, 0);
    assert_string_equal(rest, " e");
}

static void what_is_no_decimal_number_is_refused(void **state)
{
    static const char *const text[] = {"",  "d",  "inf",   "nan",   "-",
                                       ".", "+.", "1e400", "-1e999"};
    double value;
    (void)state;

    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        struct scen_span s = scen_span_of(text[i]);
        assert_false(scen_number(&s, &value));
    }
}

/* The short cut for short numbers must round as the C library does. */
static void short_numbers_round_as_strtod(void **state)
{
    uint64_t dice = TEST_SEED;
    char text[40];
    (void)state;

    for (int i = 0; i < 20000; i++) {
        const char *rest;
        dice = dice * 6364136223846793005U + 1442695040888963407U;
        snprintf(text, sizeof text, "%.*f", (int)(dice >> 61), (double)(dice >> 20) / 1e5);
        double got = read(text, &rest);
        assert_true(memcmp(&got, &(double){strtod(text, NULL)}, sizeof got) == 0);
    }
}

static void check_unit(const char *text, double factor, int time, int goods, int money)
{
    struct scen_dim dim;
    double got;

    assert_true(scen_unit(scen_span_of(text), "EUR", &dim, &got));
    assert_near(got, factor, 1e-15);
    assert_int_equal(dim.power[SCEN_TIME], time);
    assert_int_equal(dim.power[SCEN_GOODS], goods);
    assert_int_equal(dim.power[SCEN_MONEY], money);
}

static void units_are_read_with_their_dimension(void **state)
{
    (void)state;
    check_unit("d", 1, 1, 0, 0);
    check_unit("12 h" + 3, 1.0 / 24, 1, 0, 0);
    check_unit("weeks", 7, 1, 0, 0);
    check_unit("EUR/unit/d", 1, -1, -1, 1);
    check_unit(" EUR / unit / week ", 1.0 / 7, -1, -1, 1);
    check_unit("/h", 24, -1, 0, 0);
    check_unit("%", 0.01, 0, 0, 0);
    check_unit("", 1, 0, 0, 0);
}

static void weights_and_volumes_are_known(void **state)
{
    const struct scen_dim weight = {.power = {[SCEN_MASS] = 1, [SCEN_GOODS] = -1}};
    struct scen_dim dim;
    double factor;
    (void)state;

    assert_true(scen_unit(scen_span_of("g/unit"), "EUR", &dim, &factor));
    assert_true(scen_dim_equal(dim, weight) && factor == 0.001);
    assert_true(scen_unit(scen_span_of("l"), "EUR", &dim, &factor));
    assert_true(dim.power[SCEN_VOLUME] == 1 && factor == 0.001);
}

static void unknown_units_and_other_currencies_are_refused(void **state)
{
    static const char *const text[] = {"USD", "EUR/", "d//d", "lb", "D", "EUR/unit/d/", "/"};
    struct scen_dim dim;
    double factor;
    (void)state;

    for (size_t i = 0; i < sizeof text / sizeof *text; i++)
        assert_false(scen_unit(scen_span_of(text[i]), "EUR", &dim, &factor));
}

static void a_dimension_is_told_in_base_units(void **state)
{
    struct scen_dim rent = {.power = {-1, -1, 1}}, rate = {.power = {-1, 0, 0}};
    char text[32];
    (void)state;

    assert_string_equal(scen_dim_text(rent, "USD", text, sizeof text), "USD/unit/d");
    assert_string_equal(scen_dim_text(rate, "USD", text, sizeof text), "/d");
    assert_string_equal(scen_dim_text((struct scen_dim){0}, "USD", text, sizeof text), "");
    struct scen_dim density = {.power = {[SCEN_MASS] = 1, [SCEN_VOLUME] = -1}};
    assert_string_equal(scen_dim_text(density, "USD", text, sizeof text), "kg/m3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_up_to_their_unit),
        cmocka_unit_test(what_is_no_decimal_number_is_refused),
        cmocka_unit_test(short_numbers_round_as_strtod),
        cmocka_unit_test(units_are_read_with_their_dimension),
        cmocka_unit_test(weights_and_volumes_are_known),
        cmocka_unit_test(unknown_units_and_other_currencies_are_refused),
        cmocka_unit_test(a_dimension_is_told_in_base_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
