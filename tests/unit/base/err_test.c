/* SPDX-License-Identifier: Apache-2.0 */
#include "base/err.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/test.h"

static void keeps_every_mistake_in_order(void **state)
{
    (void)state;
    struct base_err err = {0};
    char file[] = "a.cfg";

    for (int i = 0; i < 100; i++)
        base_err_add(&err, file, i, "mistake %d", i);
    file[0] = 'x'; // copied, so later changes do not show
    assert_int_equal(err.count, 100);
    assert_string_equal(err.item[0].file, "a.cfg");
    assert_string_equal(err.item[99].text, "mistake 99");
    assert_int_equal(err.item[99].line, 99);
    base_err_fini(&err);
    assert_int_equal(err.count, 0);
}

static void warnings_do_not_refuse(void **state)
{
    (void)state;
    struct base_err err;

    base_err_init(&err);
    base_err_warn(&err, NULL, 0, "odd, but fine");
    assert_false(base_err_any(&err));
    assert_null(err.item[0].file);
    assert_true(err.item[0].warning);
    base_err_add(&err, NULL, 0, "wrong");
    assert_true(base_err_any(&err));
    assert_int_equal(err.errors, 1);
    base_err_fini(&err);
}

static void a_long_text_is_kept_whole(void **state)
{
    (void)state;
    struct base_err err = {0};
    char longer[5000];

    memset(longer, 'y', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    base_err_add(&err, "f", 1, "%s!", longer);
    assert_int_equal(strlen(err.item[0].text), sizeof longer);
    base_err_fini(&err);
}

/* Runs `act` in a child; fills in what it said on stderr and returns its exit code. */
static int in_child(void (*act)(void), char *said, size_t bytes)
{
    int ends[2], status;

    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        (void)dup2(ends[1], STDERR_FILENO);
        act();
        _exit(0);
    }
    (void)close(ends[1]);
    size_t got = 0;
    for (ssize_t part; (part = read(ends[0], said + got, bytes - 1 - got)) > 0;)
        got += (size_t)part;
    said[got] = '\0';
    (void)close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void die_plainly(void)
{
    base_die("disk %s is full", "A");
}

static void fail_assertion(void)
{
    base_assert(1 + 1 == 3);
}

static void end_all(int code)
{
    (void)fprintf(stderr, "all ranks end with %d\n", code);
    base_die("a second death must not come here again");
}

static void where(char *text, size_t bytes)
{
    (void)snprintf(text, bytes, "rank 3, day 12");
}

static void die_with_hooks(void)
{
    base_die_hook(end_all, where);
    base_die("no memory");
}

static void dying_says_why_and_exits_with_1(void **state)
{
    (void)state;
    char said[1000];

    assert_int_equal(in_child(die_plainly, said, sizeof said), 1);
    assert_string_equal(said, "bullwhip: disk A is full\n");
    assert_int_equal(in_child(fail_assertion, said, sizeof said), 1);
    assert_non_null(strstr(said, "bug: 1 + 1 == 3 does not hold"));
}

static void dying_tells_where_and_ends_the_others_once(void **state)
{
    (void)state;
    char said[1000];

    assert_int_equal(in_child(die_with_hooks, said, sizeof said), 1);
    assert_non_null(strstr(said, "bullwhip: rank 3, day 12: no memory\n"));
    char *first = strstr(said, "all ranks end with 1");
    assert_non_null(first);
    assert_null(strstr(first + 1, "all ranks end"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_every_mistake_in_order),
        cmocka_unit_test(warnings_do_not_refuse),
        cmocka_unit_test(a_long_text_is_kept_whole),
        cmocka_unit_test(dying_says_why_and_exits_with_1),
        cmocka_unit_test(dying_tells_where_and_ends_the_others_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
