/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include <stdio.h>
#include <string.h>

#include "scen/catalog.h"
#include "scen/scenario.h"

static const struct scen_entry *find(const struct scen_entry *entry, size_t count,
                                     const char *id)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(entry[i].id, id) == 0)
            return &entry[i];
    return NULL;
}

static void the_project_catalog_is_listed_in_order(void **state)
{
    struct base_arena *arena = base_arena_new();
    struct base_err err = {0};
    const struct scen_entry *entry;
    size_t count;
    (void)state;

    assert_true(scen_catalog(BULLWHIP_SOURCE "/scenarios", arena, &entry, &count, &err));
    assert_true(count >= 3);
    for (size_t i = 0; i < count; i++) {
        assert_null(entry[i].fault);
        assert_true(entry[i].title[0] != '\0' && entry[i].purpose[0] != '\0');
        assert_true(i == 0 || strcmp(entry[i - 1].path, entry[i].path) < 0);
    }
    const struct scen_entry *beer = find(entry, count, "beer_game");
    assert_non_null(beer);
    assert_string_equal(beer->tags[0], "teaching");
    base_arena_free(arena);
}

static void every_scenario_of_the_catalog_loads_without_a_word(void **state)
{
    struct base_arena *arena = base_arena_new();
    struct base_err err = {0};
    const struct scen_entry *entry;
    size_t count;
    (void)state;

    assert_true(scen_catalog(BULLWHIP_SOURCE "/scenarios", arena, &entry, &count, &err));
    for (size_t i = 0; i < count; i++) {
        struct scenario scen;
        if (!scen_load(entry[i].path, &scen, &err) || err.count > 0)
            fail_msg("%s:%d: %s", err.item[0].file, err.item[0].line, err.item[0].text);
        scen_free(&scen);
    }
    base_arena_free(arena);
}

/* A file that cannot be read is listed with its fault, so that nobody misses it. */
static void broken_files_are_listed_with_their_fault(void **state)
{
    struct base_arena *arena = base_arena_new();
    struct base_err err = {0};
    const struct scen_entry *entry;
    size_t count, faults = 0;
    (void)state;

    assert_true(
        scen_catalog(BULLWHIP_SOURCE "/tests/scenarios/bad", arena, &entry, &count, &err));
    for (size_t i = 0; i < count; i++)
        faults += entry[i].fault != NULL;
    assert_true(faults > 0);
    base_arena_free(arena);
}

static void a_missing_folder_is_a_mistake(void **state)
{
    struct base_arena *arena = base_arena_new();
    struct base_err err = {0};
    const struct scen_entry *entry;
    size_t count;
    (void)state;

    assert_false(scen_catalog("no/such/folder", arena, &entry, &count, &err));
    assert_int_equal(err.errors, 1);
    base_err_fini(&err);
    base_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_project_catalog_is_listed_in_order),
        cmocka_unit_test(every_scenario_of_the_catalog_loads_without_a_word),
        cmocka_unit_test(broken_files_are_listed_with_their_fault),
        cmocka_unit_test(a_missing_folder_is_a_mistake),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
