/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/test.h"

static void grows_piece_by_piece(void **state)
{
    (void)state;
    struct base_text t = {0};

    assert_string_equal(base_text_get(&t), "");
    for (int i = 0; i < 1000; i++)
        base_text_add(&t, "%d,", i % 10);
    assert_int_equal(t.length, 2000);
    assert_int_equal(strlen(base_text_get(&t)), 2000);
    base_text_put(&t, "", 0);
    assert_int_equal(t.length, 2000);
    base_text_fini(&t);
    assert_string_equal(base_text_get(&t), "");
}

static void check_json(const char *string, const char *expected)
{
    struct base_text t = {0};
    base_text_json(&t, string);
    assert_string_equal(base_text_get(&t), expected);
    base_text_fini(&t);
}

static void json_strings_are_escaped(void **state)
{
    (void)state;
    check_json("plain", "\"plain\"");
    check_json("a\"b\\c", "\"a\\\"b\\\\c\"");
    check_json("tab\tnew\nline\x01", "\"tab\\u0009new\\u000aline\\u0001\"");
    check_json("Z\xc3\xbcrich \xe2\x82\xac \xf0\x9f\x9a\xa2",
               "\"Z\xc3\xbcrich \xe2\x82\xac \xf0\x9f\x9a\xa2\"");
}

static void json_strings_are_always_utf8(void **state)
{
    (void)state;
    check_json("\xff", "\"\xef\xbf\xbd\"");
    check_json("Z\xfcrich", "\"Z\xef\xbf\xbdrich\"");                       // Latin-1
    check_json("\xc0\xaf", "\"\xef\xbf\xbd\xef\xbf\xbd\"");                 // overlong
    check_json("\xed\xa0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""); // surrogate
    check_json("\xe2\x82", "\"\xef\xbf\xbd\xef\xbf\xbd\"");                 // cut off
}

static void check_number(double value, const char *expected)
{
    struct base_text t = {0};
    base_text_json_number(&t, value);
    assert_string_equal(base_text_get(&t), expected);
    base_text_fini(&t);
}

static void json_numbers_read_back_the_same(void **state)
{
    (void)state;
    check_number(0.1, "0.1");
    check_number(1.0 / 3, "0.3333333333333333");
    check_number(1e300, "1e+300");
    check_number(-0.0, "-0");
    check_number(NAN, "null");
    check_number(INFINITY, "null");
}

static void taking_leaves_it_empty(void **state)
{
    (void)state;
    struct base_text t = {0};

    char *none = base_text_take(&t);
    assert_string_equal(none, "");
    base_text_add(&t, "mine");
    char *taken = base_text_take(&t);
    assert_string_equal(taken, "mine");
    assert_int_equal(t.length, 0);
    free(none);
    free(taken);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grows_piece_by_piece),
        cmocka_unit_test(json_strings_are_escaped),
        cmocka_unit_test(json_strings_are_always_utf8),
        cmocka_unit_test(json_numbers_read_back_the_same),
        cmocka_unit_test(taking_leaves_it_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
