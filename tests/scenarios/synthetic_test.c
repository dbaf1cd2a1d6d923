/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scen/scenario.h"
#include "supply/synthetic/synthetic.h"

static const char *const names[] = {"scenario.cfg",   "products.csv", "sites.csv",
                                    "lanes.csv",      "stock.csv",    "demand.csv",
                                    "disruptions.csv"};
enum { NAMES = 7 };

static void make_folder(char folder[64])
{
    strcpy(folder, "/tmp/bullwhip_synthetic_XXXXXX");
    assert_non_null(mkdtemp(folder));
}

static void remove_folder(const char *folder)
{
    char path[100];

    for (size_t i = 0; i < NAMES; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
}

/* Chance leaves a site or two without work, which is said; nothing else is. */
static void only_idle_sites(struct base_err *err)
{
    for (size_t i = 0; i < err->count; i++)
        if (!strstr(err->item[i].text, "nothing happens at") &&
            !strstr(err->item[i].text, "have nothing to do"))
            fail_msg("%s:%d: %s", err->item[i].file, err->item[i].line, err->item[i].text);
    base_err_fini(err);
}

static void invented_networks_of_all_sizes_load(void **state)
{
    static const struct {
        uint64_t sites, products;
    } size[] = {{4, 1}, {4, 30}, {5, 2}, {9, 9}, {30, 3}, {101, 7}, {1000, 20}, {3000, 1000}};
    (void)state;

    for (size_t i = 0; i < sizeof size / sizeof *size; i++) {
        struct base_err err = {0};
        struct scenario s;
        char folder[64], path[100];

        make_folder(folder);
        assert_true(sup_synthetic(size[i].sites, size[i].products, TEST_SEED, folder, &err));
        snprintf(path, sizeof path, "%s/scenario.cfg", folder);
        if (!scen_load(path, &s, &err))
            fail_msg("%s:%d: %s", err.item[0].file, err.item[0].line, err.item[0].text);
        only_idle_sites(&err);
        assert_int_equal(s.sites, size[i].sites);
        assert_int_equal(s.products, 2 * size[i].products + 1);
        scen_free(&s);
        remove_folder(folder);
    }
}

/* What the loader kept of each text, one behind the other. */
static char *texts_of(uint64_t seed)
{
    struct base_err err = {0};
    struct scenario s;
    char folder[64], path[100], *all = NULL;
    size_t bytes;
    FILE *out = open_memstream(&all, &bytes);

    make_folder(folder);
    assert_true(sup_synthetic(200, 5, seed, folder, &err));
    snprintf(path, sizeof path, "%s/scenario.cfg", folder);
    assert_true(scen_load(path, &s, &err));
    for (size_t i = 0; i < s.files; i++)
        fwrite(s.file[i].text, 1, s.file[i].bytes, out);
    fclose(out);
    scen_free(&s);
    base_err_fini(&err);
    remove_folder(folder);
    return all;
}

static void the_same_seed_writes_the_same_bytes(void **state)
{
    char *first = texts_of(1), *again = texts_of(1), *other = texts_of(2);
    (void)state;

    assert_string_equal(first, again);
    assert_string_not_equal(first, other);
    free(first);
    free(again);
    free(other);
}

static void senseless_sizes_are_refused(void **state)
{
    struct base_err err = {0};
    (void)state;

    assert_false(sup_synthetic(3, 1, 1, "/tmp/none", &err));
    assert_false(sup_synthetic(10, 0, 1, "/tmp/none", &err));
    assert_int_equal(err.errors, 2);
    base_err_fini(&err);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(invented_networks_of_all_sizes_load),
        cmocka_unit_test(the_same_seed_writes_the_same_bytes),
        cmocka_unit_test(senseless_sizes_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
