/* SPDX-License-Identifier: Apache-2.0 */
#include "base/map.h"

#include <stdio.h>

#include "support/test.h"

enum { MANY = 20000 };

static void every_name_finds_its_number(void **state)
{
    (void)state;
    struct base_map *m = base_map_new();
    char name[32];

    for (int32_t i = 0; i < MANY; i++) {
        (void)snprintf(name, sizeof name, "site_%d", i);
        assert_true(base_map_put(m, name, i));
    }
    assert_int_equal(base_map_count(m), MANY);
    for (int32_t i = 0; i < MANY; i++) {
        (void)snprintf(name, sizeof name, "site_%d", i);
        assert_int_equal(base_map_get(m, name), i);
    }
    assert_int_equal(base_map_get(m, "site_20000"), BASE_MAP_NONE);
    assert_int_equal(base_map_get(m, ""), BASE_MAP_NONE);
    base_map_free(m);
}

static void a_taken_name_keeps_its_number(void **state)
{
    (void)state;
    struct base_map *m = base_map_new();

    assert_true(base_map_put(m, "port", 1));
    assert_false(base_map_put(m, "port", 2));
    assert_int_equal(base_map_get(m, "port"), 1);
    assert_int_equal(base_map_count(m), 1);
    base_map_free(m);
    base_map_free(NULL);
}

static void suggests_the_name_that_was_meant(void **state)
{
    (void)state;
    struct base_map *m = base_map_new();

    assert_null(base_map_nearest(m, "x"));
    (void)base_map_put(m, "warehouse_north", 1);
    (void)base_map_put(m, "warehouse_south", 2);
    assert_string_equal(base_map_nearest(m, "warehouse_nroth"), "warehouse_north");
    assert_string_equal(base_map_nearest(m, "Warehouse-South"), "warehouse_south");
    assert_null(base_map_nearest(m, "factory"));
    base_map_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_name_finds_its_number),
        cmocka_unit_test(a_taken_name_keeps_its_number),
        cmocka_unit_test(suggests_the_name_that_was_meant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
