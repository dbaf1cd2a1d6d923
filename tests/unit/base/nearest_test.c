/* SPDX-License-Identifier: Apache-2.0 */
#include "base/nearest.h"

#include <string.h>

#include "rand/stream.h"
#include "support/test.h"

static void known_distances(void **state)
{
    (void)state;
    assert_int_equal(base_edit_distance("kitten", "sitting", 9), 3);
    assert_int_equal(base_edit_distance("", "abc", 9), 3);
    assert_int_equal(base_edit_distance("abc", "", 9), 3);
    assert_int_equal(base_edit_distance("horizno", "horizon", 9), 1); // neighbours swapped
    assert_int_equal(base_edit_distance("Lead-Time", "lead_time", 9), 0);
    assert_int_equal(base_edit_distance("abcdefgh", "ijklmnop", 3), 4); // limit + 1
    assert_int_equal(base_edit_distance("a", "abcdefgh", 3), 4);
}

static void random_name(struct rand_stream *dice, char *name)
{
    size_t length = rand_below(dice, 12);
    for (size_t i = 0; i < length; i++)
        name[i] = (char)('a' + rand_below(dice, 3));
    name[length] = '\0';
}

/* Symmetric, zero only for equals, and the same under any limit that is not reached. */
static void behaves_like_a_distance(void **state)
{
    (void)state;
    struct rand_stream dice = rand_stream_at(TEST_SEED, 2);
    char a[16], b[16];

    for (int i = 0; i < 3000; i++) {
        random_name(&dice, a);
        random_name(&dice, b);
        size_t steps = base_edit_distance(a, b, 20);
        assert_int_equal(steps, base_edit_distance(b, a, 20));
        assert_int_equal(steps == 0, strcmp(a, b) == 0);
        for (size_t limit = 0; limit <= 12; limit++)
            assert_int_equal(base_edit_distance(a, b, limit),
                             steps <= limit ? steps : limit + 1);
    }
}

static void suggests_only_what_is_near(void **state)
{
    (void)state;
    const char *const keys[] = {"horizon", "holding_cost", "seed", "sites"};
    enum { KEYS = sizeof keys / sizeof *keys };

    assert_string_equal(base_nearest("horizn", keys, KEYS), "horizon");
    assert_string_equal(base_nearest("sede", keys, KEYS), "seed");
    assert_string_equal(base_nearest("seed", keys, KEYS), "seed");
    assert_null(base_nearest("currency", keys, KEYS));
    assert_null(base_nearest("x", keys, 0));
}

static void long_names_are_safe(void **state)
{
    (void)state;
    char name[200];

    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    assert_int_equal(base_edit_distance(name, name, 5), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_distances),
        cmocka_unit_test(behaves_like_a_distance),
        cmocka_unit_test(suggests_only_what_is_near),
        cmocka_unit_test(long_names_are_safe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
