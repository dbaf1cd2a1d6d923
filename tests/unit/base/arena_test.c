/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "rand/stream.h"
#include "support/test.h"

enum { PIECES = 2000 };

static void fill(unsigned char *piece, size_t bytes, size_t with)
{
    for (size_t i = 0; i < bytes; i++) {
        assert_int_equal(piece[i], 0);
        piece[i] = (unsigned char)with;
    }
}

/* Whatever the sizes, pieces come zeroed, aligned and apart from one another. */
static void pieces_are_zeroed_aligned_and_apart(void **state)
{
    (void)state;
    struct rand_stream dice = rand_stream_at(TEST_SEED, 1);
    struct base_arena *a = base_arena_new();
    unsigned char *piece[PIECES];
    size_t bytes[PIECES], total = 0;

    for (size_t i = 0; i < PIECES; i++) {
        bytes[i] = 1 + rand_below(&dice, i % 100 == 0 ? 300000 : 200);
        piece[i] = base_arena_take(a, bytes[i]);
        total += bytes[i];
        assert_int_equal((uintptr_t)piece[i] % (bytes[i] >= 64 ? 64 : 16), 0);
        fill(piece[i], bytes[i], i);
    }
    for (size_t i = 0; i < PIECES; i++)
        for (size_t j = 0; j < bytes[i]; j++)
            assert_int_equal(piece[i][j], i & 0xff);
    assert_int_equal(base_arena_bytes(a), total);
    base_arena_free(a);
}

static void a_big_piece_does_not_waste_the_open_block(void **state)
{
    (void)state;
    struct base_arena *a = base_arena_new();

    char *first = base_arena_take(a, 16);
    (void)base_arena_take(a, 1000000);
    char *second = base_arena_take(a, 16);
    assert_ptr_equal(second, first + 16);
    base_arena_free(a);
}

/* What is mapped is read again from its file, whatever happened to its pages meanwhile. */
static void a_mapped_file_rests_and_comes_back(void **state)
{
    (void)state;
    struct base_arena *a = base_arena_new();
    int fd = base_file_nameless();
    char page[5000];

    memset(page, 'x', sizeof page);
    assert_true(fd >= 0 && base_file_write(fd, page, sizeof page));
    const char *text = base_arena_map(a, fd, sizeof page);
    close(fd);
    assert_non_null(text);
    for (int i = 0; i < 2; i++) {
        assert_memory_equal(text, page, sizeof page);
        base_arena_rest(a);
    }
    base_arena_free(a);
}

static void strings_and_arrays_are_copies_and_products(void **state)
{
    (void)state;
    struct base_arena *a = base_arena_new();
    char text[] = "Rotterdam";

    char *copy = base_arena_string(a, text);
    text[0] = 'x';
    assert_string_equal(copy, "Rotterdam");
    uint32_t *array = base_arena_array(a, 1000, sizeof *array);
    assert_int_equal(array[999], 0);
    assert_int_equal(base_arena_bytes(a), sizeof text + 1000 * sizeof *array);
    base_arena_free(a);
    base_arena_free(NULL);
}

enum { FAR_BYTES = 5 << 20 };
#define FAR UINT64_C(0x300000000000)

/* What is copied to the same addresses is good there, pointers and all. */
static void a_stretch_can_be_copied_to_its_own_addresses(void **state)
{
    (void)state;
    struct base_arena *a = base_arena_new_at(FAR, FAR_BYTES);
    char **text = base_arena_take(a, sizeof *text);
    size_t bytes;

    (void)base_arena_array(a, 3 << 20, 1);
    *text = base_arena_string(a, "Rotterdam");
    assert_ptr_equal(base_arena_stretch(a, &bytes), text);
    assert_true(bytes > 3 << 20);
    assert_null(base_arena_new_at(FAR, FAR_BYTES)); // taken
    char *copy = base_alloc(bytes);
    memcpy(copy, text, bytes);
    base_arena_free(a);

    struct base_arena *b = base_arena_new_at(FAR, FAR_BYTES);
    assert_true(base_arena_widen(b, bytes));
    assert_false(base_arena_widen(b, FAR_BYTES + 1));
    memcpy(base_arena_stretch(b, &bytes), copy, bytes);
    assert_string_equal(*(char **)base_arena_stretch(b, &bytes), "Rotterdam");
    base_arena_free(b);
    free(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_zeroed_aligned_and_apart),
        cmocka_unit_test(a_big_piece_does_not_waste_the_open_block),
        cmocka_unit_test(a_mapped_file_rests_and_comes_back),
        cmocka_unit_test(strings_and_arrays_are_copies_and_products),
        cmocka_unit_test(a_stretch_can_be_copied_to_its_own_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
