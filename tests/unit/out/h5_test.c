/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include <hdf5.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "out/h5.h"

static const char *const PATH = "h5_test.h5";
static const char *const PART = "h5_test.h5.part";

static const struct out_column LEVEL = {"level", "units", "stock", OUT_I64, 0};

static int clean(void **state)
{
    (void)state;
    unlink(PATH);
    unlink(PART);
    return 0;
}

static struct out_h5 *begin(void)
{
    struct base_err err = {0};
    struct out_h5 *f = out_h5_create(PATH, &err);

    assert_non_null(f);
    base_err_fini(&err);
    return f;
}

/* A file with one of everything. */
static void fill(struct out_h5 *f, size_t rows)
{
    const char *const name[] = {"plant", "a longer name"};

    out_h5_group(f, "/some", "a group");
    out_h5_text(f, "/some", "word", "one");
    out_h5_number(f, "/some", "half", 0.5);
    out_h5_strings(f, "/some/names", "names", name, 2);
    out_h5_verbatim(f, "/some/text", "first\nsecond\n", 13);
    struct out_h5_column *c = out_h5_column_open(f, "/some", &LEVEL);
    for (size_t i = 0; i < rows; i++)
        out_h5_column_append(c, &(int64_t){(int64_t)(i * i)}, 1);
    out_h5_column_close(c);
}

static size_t slurp(const char *path, unsigned char *bytes, size_t room)
{
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    size_t got = fread(bytes, 1, room, in);
    fclose(in);
    return got;
}

static void the_name_appears_only_when_the_file_is_whole(void **state)
{
    struct out_h5 *f = begin();

    (void)state;
    fill(f, 10);
    assert_int_equal(access(PART, F_OK), 0);
    assert_int_not_equal(access(PATH, F_OK), 0);
    out_h5_finish(f);
    assert_int_not_equal(access(PART, F_OK), 0);
    assert_int_equal(access(PATH, F_OK), 0);
}

static void an_abandoned_file_leaves_nothing(void **state)
{
    struct out_h5 *f = begin();

    (void)state;
    fill(f, 10);
    out_h5_abandon(f);
    assert_int_not_equal(access(PART, F_OK), 0);
    assert_int_not_equal(access(PATH, F_OK), 0);
}

static void equal_calls_give_equal_bytes(void **state)
{
    enum { ROOM = 1 << 18 };
    static unsigned char first[ROOM], second[ROOM];
    size_t size[2];

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct out_h5 *f = begin();
        fill(f, 10000);
        out_h5_finish(f);
        size[i] = slurp(PATH, i == 0 ? first : second, ROOM);
        if (i == 0)
            sleep(1); // a stored time would differ
    }
    assert_int_equal(size[0], size[1]);
    assert_true(size[0] < ROOM);
    assert_memory_equal(first, second, size[0]);
}

static void values_are_there(int64_t rows)
{
    int64_t *back = calloc((size_t)rows, sizeof *back);
    hid_t file = H5Fopen(PATH, H5F_ACC_RDONLY, H5P_DEFAULT);
    hid_t set = H5Dopen2(file, "/some/level", H5P_DEFAULT);

    assert_true(H5Dread(set, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, back) >= 0);
    for (int64_t i = 0; i < rows; i++)
        assert_int_equal(back[i], i * i);
    H5Dclose(set);
    H5Fclose(file);
    free(back);
}

static void values_appended_one_by_one_read_back_in_order(void **state)
{
    enum { ROWS = 20000 }; // more than two chunks
    struct out_h5 *f = begin();

    (void)state;
    fill(f, ROWS);
    out_h5_finish(f);
    values_are_there(ROWS);
}

static void a_missing_folder_is_told_with_its_reason(void **state)
{
    struct base_err err = {0};

    (void)state;
    assert_null(out_h5_create("no/such/folder/x.h5", &err));
    assert_int_equal(err.errors, 1);
    assert_non_null(strstr(err.item[0].text, "no/such/folder/x.h5"));
    assert_non_null(strstr(err.item[0].text, "No such file or directory"));
    base_err_fini(&err);
}

static void two_runs_cannot_write_one_file(void **state)
{
    struct base_err err = {0};
    struct out_h5 *f = begin();

    (void)state;
    fill(f, 10);
    assert_null(out_h5_create(PATH, &err));
    assert_non_null(strstr(err.item[0].text, "another run is writing it"));
    base_err_fini(&err);
    out_h5_finish(f); // untouched by the other
    values_are_there(10);
}

static void what_a_killed_run_left_is_replaced(void **state)
{
    FILE *left = fopen(PART, "w");

    (void)state;
    fputs("half a file", left);
    fclose(left);
    struct out_h5 *f = begin();
    fill(f, 10);
    out_h5_finish(f);
    values_are_there(10);
}

static void a_folder_is_no_file(void **state)
{
    struct base_err err = {0};

    (void)state;
    assert_null(out_h5_create("/tmp", &err));
    assert_non_null(strstr(err.item[0].text, "Is a directory"));
    base_err_fini(&err);
}

/* Writes noise to a "disk" with 64 KiB left, its messages to `log`. */
static void fill_the_disk(int log)
{
    struct rlimit small;
    int64_t noise[4096];
    uint64_t x = 1;

    dup2(log, STDERR_FILENO);
    signal(SIGXFSZ, SIG_IGN);
    struct out_h5 *f = begin();
    struct out_h5_column *c = out_h5_column_open(f, "/", &LEVEL);
    getrlimit(RLIMIT_FSIZE, &small);
    small.rlim_cur = 65536;
    setrlimit(RLIMIT_FSIZE, &small);
    for (int piece = 0; piece < 100; piece++) {
        for (int i = 0; i < 4096; i++)
            noise[i] = (int64_t)(x = x * 6364136223846793005U + 1442695040888963407U);
        out_h5_column_append(c, noise, 4096);
    }
    out_h5_column_close(c);
    out_h5_finish(f);
}

static void a_full_disk_ends_the_run_with_its_reason_and_no_file(void **state)
{
    char said[500] = "";
    int log[2], status = 0;

    (void)state;
    assert_int_equal(pipe(log), 0);
    pid_t child = fork();
    if (child == 0) {
        fill_the_disk(log[1]);
        _exit(0);
    }
    close(log[1]);
    assert_true(read(log[0], said, sizeof said - 1) > 0);
    close(log[0]);
    waitpid(child, &status, 0);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 1);
    assert_non_null(strstr(said, "File too large"));
    assert_non_null(strstr(said, PATH));
    assert_int_not_equal(access(PART, F_OK), 0);
    assert_int_not_equal(access(PATH, F_OK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_name_appears_only_when_the_file_is_whole, clean,
                                        clean),
        cmocka_unit_test_setup_teardown(an_abandoned_file_leaves_nothing, clean, clean),
        cmocka_unit_test_setup_teardown(equal_calls_give_equal_bytes, clean, clean),
        cmocka_unit_test_setup_teardown(values_appended_one_by_one_read_back_in_order, clean,
                                        clean),
        cmocka_unit_test_setup_teardown(two_runs_cannot_write_one_file, clean, clean),
        cmocka_unit_test_setup_teardown(what_a_killed_run_left_is_replaced, clean, clean),
        cmocka_unit_test(a_folder_is_no_file),
        cmocka_unit_test(a_missing_folder_is_told_with_its_reason),
        cmocka_unit_test_setup_teardown(a_full_disk_ends_the_run_with_its_reason_and_no_file,
                                        clean, clean),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
