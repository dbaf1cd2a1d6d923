/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE // mkdtemp, symlink
#include "base/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/test.h"

static int enter(void **state)
{
    static char folder[32];

    strcpy(folder, "/tmp/bullwhip-file-XXXXXX");
    *state = folder;
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave(void **state)
{
    static const char *const name[] = {"x", "y", "x.part"};

    for (size_t i = 0; i < sizeof name / sizeof *name; i++)
        unlink(name[i]);
    return chdir("/") == 0 && rmdir(*state) == 0 ? 0 : -1;
}

static void a_claimed_file_is_of_one_writer(void **state)
{
    int fd = base_file_claim("x");

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(base_file_claim("x"), -1);
    assert_int_equal(errno, EBUSY);
    close(fd);
    fd = base_file_claim("x");
    assert_true(fd >= 0);
    close(fd);
}

/* In a job that Slurm has begun once more: the one before is about to end. */
static void a_job_that_begins_again_waits_for_its_former_self(void **state)
{
    int fd = base_file_claim("x");

    (void)state;
    pid_t other = fork(); // which shares the lock
    if (other == 0) {
        usleep(300000);
        _exit(0);
    }
    close(fd);
    assert_int_equal(base_file_claim("x"), -1);
    assert_int_equal(setenv("SLURM_RESTART_COUNT", "1", 1), 0);
    fd = base_file_claim("x");
    unsetenv("SLURM_RESTART_COUNT");
    assert_true(fd >= 0);
    assert_int_equal(waitpid(other, NULL, 0), other);
    close(fd);
}

static void others_never_write_into_it(void **state)
{
    struct stat st;
    mode_t before = umask(0);
    int fd = base_file_claim("x");

    (void)state;
    umask(before);
    assert_int_equal(fstat(fd, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0644);
    close(fd);
}

/* Not even when it was open to all before. */
static void others_never_read_what_is_secret(void **state)
{
    struct stat st;

    (void)state;
    for (int there = 0; there < 2; there++) {
        int fd = base_file_claim_secret("x");
        assert_int_equal(fstat(fd, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
        assert_int_equal(base_file_claim_secret("x"), -1);
        assert_int_equal(errno, EBUSY);
        assert_int_equal(fchmod(fd, 0644), 0);
        close(fd);
    }
}

/* What someone else has put there: the file that it leads to stays as it was. */
static void traps_are_not_stepped_into(void **state)
{
    int fd = base_file_claim("y");

    (void)state;
    assert_true(base_file_write(fd, "precious", 8));
    close(fd);
    assert_int_equal(symlink("y", "x"), 0);
    assert_int_equal(base_file_claim("x"), -1);
    assert_int_equal(errno, EPERM);
    unlink("x");
    assert_int_equal(link("y", "x"), 0);
    assert_int_equal(base_file_claim("x"), -1);
    assert_int_equal(errno, EPERM);
    unlink("x");
    assert_int_equal(mkfifo("x", 0600), 0);
    assert_int_equal(base_file_claim("x"), -1);
    assert_int_equal(errno, EPERM);
}

static void a_missing_folder_is_told(void **state)
{
    (void)state;
    assert_int_equal(base_file_claim("none/x"), -1);
    assert_int_equal(errno, ENOENT);
}

static void a_file_is_put_as_a_whole(void **state)
{
    char text[16] = "";

    (void)state;
    assert_true(base_file_put("x", "first", 5));
    assert_true(base_file_put("x", "then", 4));
    FILE *in = fopen("x", "r");
    assert_non_null(fgets(text, sizeof text, in));
    fclose(in);
    assert_string_equal(text, "then");
    assert_int_equal(access("x.part", F_OK), -1);
}

static void what_cannot_be_put_leaves_nothing(void **state)
{
    struct stat st;

    (void)state;
    assert_int_equal(mkdir("x", 0755), 0);
    assert_false(base_file_put("x", "text", 4));
    assert_int_equal(errno, EISDIR);
    assert_int_equal(access("x.part", F_OK), -1);
    assert_int_equal(stat("x", &st), 0);
    assert_int_equal(rmdir("x"), 0);
}

/* Devices, pipes and what is open keep their names. */
static void only_plain_files_are_put_out_of_place(void **state)
{
    static const char *const other[] = {"/proc/self/fd/1", "/dev/fd/1"};
    struct stat st;

    (void)state;
    assert_int_equal(mkfifo("x", 0600), 0);
    assert_false(base_file_put("x", "text", 4));
    assert_int_equal(errno, ENOTSUP);
    assert_int_equal(stat("x", &st), 0);
    assert_true(S_ISFIFO(st.st_mode));
    assert_int_equal(symlink("x", "y"), 0); // leads to the pipe
    assert_false(base_file_nameable("y"));
    assert_false(base_file_nameable("/dev/null"));
    for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
        unlink("y");
        assert_int_equal(symlink(other[i], "y"), 0);
        assert_false(base_file_put("y", "text", 4));
        assert_int_equal(lstat("y", &st), 0);
        assert_true(S_ISLNK(st.st_mode));
    }
    unlink("y");
    assert_int_equal(symlink("nowhere", "y"), 0);
    assert_true(base_file_nameable("y"));
    assert_true(base_file_nameable("nowhere"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_claimed_file_is_of_one_writer, enter, leave),
        cmocka_unit_test_setup_teardown(a_job_that_begins_again_waits_for_its_former_self,
                                        enter, leave),
        cmocka_unit_test_setup_teardown(others_never_write_into_it, enter, leave),
        cmocka_unit_test_setup_teardown(others_never_read_what_is_secret, enter, leave),
        cmocka_unit_test_setup_teardown(traps_are_not_stepped_into, enter, leave),
        cmocka_unit_test_setup_teardown(a_missing_folder_is_told, enter, leave),
        cmocka_unit_test_setup_teardown(a_file_is_put_as_a_whole, enter, leave),
        cmocka_unit_test_setup_teardown(what_cannot_be_put_leaves_nothing, enter, leave),
        cmocka_unit_test_setup_teardown(only_plain_files_are_put_out_of_place, enter, leave),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
