/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include <hdf5.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "out/prov.h"
#include "out/results.h"

static const char *const PATH = "results_test.h5";

struct kpi {
    int64_t backlog;
};

struct record {
    struct out_row_head head;
    struct kpi kpi;
};

static const struct out_column KPI[] = {
    {"backlog", "units", "owed", OUT_I64, offsetof(struct kpi, backlog)},
};

static void write_study(char *const *argv)
{
    const struct out_results_table table = {
        .name = "kpi",
        .about = "per period",
        .node = "site",
        .column = KPI,
        .count = 1,
        .row_bytes = sizeof(struct kpi),
    };
    const struct record record[] = {{{0, 7, 86400000}, {5}}, {{1, 7, 86400000}, {-6}}};
    const struct out_replication done = {.index = 0, .seed = 9, .digest = 0xabc};
    const struct out_summary figure = {
        .figure = "fill_rate", .unit = "1", .about = "served", .n = 1, .mean = 0.5, .sd = NAN};
    struct base_err err = {0};
    struct out_h5 *f = out_results_create(PATH, "beer", NULL, &err);

    struct out_rows *rows = out_results_open(f, &table);
    out_rows_append(rows, record, 2);
    out_rows_close(rows);
    out_results_replications(f, &done, 1);
    out_results_summary(f, &figure, 1);
    out_run_facts_write(
        f, &(struct out_run_facts){.argc = 3, .argv = argv, .started = "now", .hosts = "here"});
    out_results_digest(f, 0x1234);
    out_h5_finish(f);
}

static void text_of(hid_t file, const char *object, const char *name, char *text)
{
    hid_t a = H5Aopen_by_name(file, object, name, H5P_DEFAULT, H5P_DEFAULT);
    hid_t type = H5Aget_type(a);

    memset(text, 0, 100);
    assert_true(H5Tget_size(type) < 100);
    assert_true(H5Aread(a, type, text) >= 0);
    H5Tclose(type);
    H5Aclose(a);
}

static void heads_and_rows_become_columns_of_one_table(void **state)
{
    char *argv[] = {"a", "b", "c"};
    int64_t backlog[2], at[2];
    uint32_t site[2];

    (void)state;
    write_study(argv);
    hid_t file = H5Fopen(PATH, H5F_ACC_RDONLY, H5P_DEFAULT);
    hid_t set = H5Dopen2(file, "/results/kpi/backlog", H5P_DEFAULT);
    H5Dread(set, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, backlog);
    H5Dclose(set);
    set = H5Dopen2(file, "/results/kpi/time", H5P_DEFAULT);
    H5Dread(set, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, at);
    H5Dclose(set);
    set = H5Dopen2(file, "/results/kpi/site", H5P_DEFAULT);
    H5Dread(set, H5T_NATIVE_UINT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, site);
    H5Dclose(set);
    H5Fclose(file);
    assert_int_equal(backlog[1], -6);
    assert_int_equal(at[0], 86400000);
    assert_int_equal(site[1], 7);
    unlink(PATH);
}

static void attributes_tell_study_digest_and_command(void **state)
{
    char *argv[] = {"bullwhip", "run", "my file.cfg"};
    char text[100];

    (void)state;
    write_study(argv);
    hid_t file = H5Fopen(PATH, H5F_ACC_RDONLY, H5P_DEFAULT);
    text_of(file, "/", "digest", text);
    assert_string_equal(text, "0000000000001234");
    text_of(file, "/", "study", text);
    assert_string_equal(text, "beer");
    text_of(file, "/run", "command", text);
    assert_string_equal(text, "bullwhip run 'my file.cfg'");
    text_of(file, "/results/kpi/backlog", "unit", text);
    assert_string_equal(text, "units");
    H5Fclose(file);
    unlink(PATH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads_and_rows_become_columns_of_one_table),
        cmocka_unit_test(attributes_tell_study_digest_and_command),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
