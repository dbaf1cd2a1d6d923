/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/test.h"

static void growing_keeps_what_was_there(void **state)
{
    (void)state;
    size_t *item = NULL, room = 0;

    for (size_t i = 0; i < 1000; i++) {
        item = base_grow(item, i, &room, sizeof *item);
        assert_true(room > i);
        item[i] = i;
    }
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(item[i], i);
    item = base_grow(item, 100000, &room, sizeof *item);
    assert_true(room > 100000);
    free(item);
}

static void nothing_is_still_a_pointer(void **state)
{
    (void)state;
    void *none = base_alloc(0);
    void *lines = base_alloc_aligned(0);

    assert_non_null(none);
    assert_non_null(lines);
    free(none);
    free(lines);
}

static void aligned_memory_fills_whole_lines(void **state)
{
    (void)state;
    unsigned char *lines = base_alloc_aligned(65);

    assert_int_equal((uintptr_t)lines % 64, 0);
    for (size_t i = 0; i < 128; i++)
        assert_int_equal(lines[i], 0);
    free(lines);
}

static void a_product_that_overflows_ends_the_run(void **state)
{
    (void)state;
    int status;

    pid_t child = fork();
    if (child == 0) {
        (void)close(STDERR_FILENO);
        void *got = base_array(SIZE_MAX / 8 + 2, 8); // 8 bytes, if it wrapped around
        _exit(got != NULL ? 0 : 2);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(growing_keeps_what_was_there),
        cmocka_unit_test(nothing_is_still_a_pointer),
        cmocka_unit_test(aligned_memory_fills_whole_lines),
        cmocka_unit_test(a_product_that_overflows_ends_the_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
