/* SPDX-License-Identifier: Apache-2.0 */
#include "base/version.h"

#include <stdio.h>
#include <string.h>

#include "support/test.h"

static void the_version_is_three_numbers(void **state)
{
    (void)state;
    int major, minor, patch;
    char more;

    assert_int_equal(sscanf(base_version(), "%d.%d.%d%c", &major, &minor, &patch, &more), 3);
}

static void the_build_says_how_it_was_made(void **state)
{
    (void)state;
    assert_true(strlen(base_version_compiler()) > 0);
    assert_null(strchr(base_version_commit(), '\n'));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_version_is_three_numbers),
        cmocka_unit_test(the_build_says_how_it_was_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
