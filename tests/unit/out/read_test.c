/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "out/h5.h"
#include "out/read.h"
#include "out/rows.h"

static const char *const PATH = "read_test.h5";

struct row {
    uint32_t site, pad;
    int64_t level;
    double cost;
};

static const struct out_column COLUMNS[] = {
    {"site", "1", "index", OUT_U32, offsetof(struct row, site)},
    {"level", "quanta", "stock", OUT_I64, offsetof(struct row, level)},
    {"cost", "EUR", "money", OUT_F64, offsetof(struct row, cost)},
};

/* More than two chunks of strings, the last one the longest. */
enum { LIST = 20000 };

static const char *entry(size_t i, char text[40])
{
    (void)snprintf(text, 40, "%zu%s", i * 7, i == LIST - 1 ? " and so to the end" : "");
    return i % 3 == 0 ? "" : text;
}

static void write_list(struct out_h5 *f)
{
    struct out_h5_list *list = out_h5_list_open(f, "/many/names", "names");
    char text[40];

    for (size_t i = 0; i < LIST; i++)
        out_h5_list_look(list, entry(i, text));
    for (size_t i = 0; i < LIST; i++)
        out_h5_list_add(list, entry(i, text));
    out_h5_list_close(list);
    out_h5_list_close(out_h5_list_open(f, "/many/nothing", "no names"));
}

/* Longer than two pieces: short lines, or one line of characters of three bytes. */
enum { LONG = 5 << 19 };

static char *long_text(bool lines)
{
    char *text = malloc(LONG + 1);

    assert_non_null(text);
    for (size_t i = 0; i < LONG; i++)
        text[i] = lines ? "abcdefghijklmnop\n"[i % 17] : "\xe2\x82\xac"[i % 3];
    text[LONG] = '\0';
    return text;
}

/* Some at a time. */
static void write_long(struct out_h5 *f, const char *path, bool lines)
{
    struct out_h5_pieces *p = out_h5_pieces_open(f, path);
    char *text = long_text(lines);

    for (size_t at = 0, some = 1; at < LONG; at += some, some = some * 3 + 1) {
        some = some < LONG - at ? some : LONG - at;
        out_h5_pieces_add(p, text + at, some);
    }
    out_h5_pieces_close(p);
    free(text);
}

static void write_file(void)
{
    const char *const name[] = {"plant", "a longer name"};
    const struct row row[] = {{3, 0, -5, 0.25}, {4, 0, 1LL << 60, 1e300}};
    struct base_err err = {0};
    struct out_h5 *f = out_h5_create(PATH, &err);

    out_h5_group(f, "/zoo", "a group");
    out_h5_text(f, "/zoo", "word", "one");
    out_h5_number(f, "/zoo", "half", 0.5);
    out_h5_integer(f, "/zoo", "seven", 7);
    out_h5_strings(f, "/zoo/names", "names", name, 2);
    write_list(f);
    write_long(f, "/long/lines", true);
    write_long(f, "/long/line", false);
    out_h5_verbatim(f, "/zoo/abc", "first\nsecond\n", 13);
    out_rows_write(f, "/table", "rows", COLUMNS, 3, 1, sizeof *row, row, 2);
    out_h5_finish(f);
}

struct fixture {
    struct out_file *f;
    struct base_arena *arena;
};

static int open_file(void **state)
{
    static struct fixture fix;
    struct base_err err = {0};

    write_file();
    fix = (struct fixture){out_file_open(PATH, &err), base_arena_new()};
    assert_non_null(fix.f);
    *state = &fix;
    return 0;
}

static int close_file(void **state)
{
    struct fixture *fix = *state;

    out_file_close(fix->f);
    base_arena_free(fix->arena);
    unlink(PATH);
    return 0;
}

static void attributes_come_back(void **state)
{
    const struct fixture *fix = *state;
    int64_t seven = 0;
    double half = 0;

    assert_string_equal(out_file_text(fix->f, "/zoo", "word", fix->arena), "one");
    assert_true(out_file_integer(fix->f, "/zoo", "seven", &seven));
    assert_int_equal(seven, 7);
    assert_true(out_file_number(fix->f, "/zoo", "half", &half));
    assert_true(half > 0.49 && half < 0.51);
}

/* A file may lack anything, or have it in another form. */
static void what_is_missing_or_of_another_kind_is_told(void **state)
{
    const struct fixture *fix = *state;
    struct out_reader r;
    int64_t integer;
    size_t count;

    assert_null(out_file_text(fix->f, "/zoo", "none", fix->arena));
    assert_null(out_file_text(fix->f, "/none", "word", fix->arena));
    assert_null(out_file_text(fix->f, "/zoo", "seven", fix->arena));
    assert_false(out_file_integer(fix->f, "/zoo", "half", &integer));
    assert_false(out_reader_open(fix->f, "/zoo/none", &r));
    assert_false(out_reader_open(fix->f, "/zoo", &r));
    assert_null(out_file_doubles(fix->f, "/zoo/names", fix->arena, &count));
    assert_null(out_file_strings(fix->f, "/table/cost", fix->arena, &count));
    assert_false(out_file_has(fix->f, "/zoo/none"));
    assert_true(out_file_has(fix->f, "/zoo/names"));
    assert_int_equal(out_file_list(fix->f, "/none", fix->arena).count, 0);
}

static void columns_come_back_in_their_own_type(void **state)
{
    const struct fixture *fix = *state;
    struct out_reader r;
    int64_t level[2];

    assert_true(out_reader_open(fix->f, "/table/level", &r));
    assert_int_equal(r.rows, 2);
    assert_int_equal(r.type, OUT_I64);
    assert_true(out_reader_read(&r, 1, 1, level));
    assert_true(level[0] == 1LL << 60);
    assert_false(out_reader_read(&r, 1, 2, level));
    out_reader_close(&r);
}

static void names_and_texts_come_back_whole(void **state)
{
    const struct fixture *fix = *state;
    size_t count, bytes;
    const char **name = out_file_strings(fix->f, "/zoo/names", fix->arena, &count);

    assert_int_equal(count, 2);
    assert_string_equal(name[0], "plant");
    assert_string_equal(name[1], "a longer name");
    assert_string_equal(out_file_verbatim(fix->f, "/zoo/abc", fix->arena, &bytes),
                        "first\nsecond\n");
    assert_int_equal(bytes, 13);
}

static void long_texts_come_back_whole(void **state)
{
    const struct fixture *fix = *state;
    static const char *const path[] = {"/long/line", "/long/lines"};

    for (int lines = 0; lines < 2; lines++) {
        size_t bytes, pieces;
        char *as = long_text(lines);
        const char *text = out_file_verbatim(fix->f, path[lines], fix->arena, &bytes);
        const char **piece = out_file_strings(fix->f, path[lines], fix->arena, &pieces);

        assert_int_equal(bytes, LONG);
        assert_memory_equal(text, as, LONG + 1);
        assert_int_equal(pieces, LONG / OUT_H5_PIECE + 1);
        for (size_t i = 0; i < pieces; i++) { // whole lines, whole characters
            size_t own = strlen(piece[i]);
            assert_true(lines ? piece[i][own - 1] == '\n' || i == pieces - 1
                              : own % 3 == 0 || i == pieces - 1);
        }
        free(as);
    }
}

static void long_lists_come_back_whole(void **state)
{
    const struct fixture *fix = *state;
    size_t count;
    const char **name = out_file_strings(fix->f, "/many/names", fix->arena, &count);
    char text[40];

    assert_int_equal(count, LIST);
    for (size_t i = 0; i < LIST; i++)
        assert_string_equal(name[i], entry(i, text));
    assert_non_null(out_file_strings(fix->f, "/many/nothing", fix->arena, &count));
    assert_int_equal(count, 0);
}

/* As written, not by the alphabet: people find things where they were told of them. */
static void lists_keep_the_order_of_writing(void **state)
{
    const struct fixture *fix = *state;
    struct out_names zoo = out_file_list(fix->f, "/zoo", fix->arena);
    struct out_names table = out_file_list(fix->f, "/table", fix->arena);

    assert_int_equal(zoo.count, 2);
    assert_string_equal(zoo.name[0], "names");
    assert_string_equal(zoo.name[1], "abc");
    assert_int_equal(table.count, 3);
    assert_string_equal(table.name[0], "site");
    assert_string_equal(table.name[2], "cost");
    assert_int_equal(out_file_attributes(fix->f, "/zoo", fix->arena).count, 4);
}

static void what_is_no_results_file_is_refused(void **state)
{
    struct base_err err = {0};
    FILE *out = fopen("read_test.txt", "wb");

    (void)state;
    fputs("no HDF5", out);
    fclose(out);
    assert_null(out_file_open("read_test.txt", &err));
    assert_non_null(strstr(err.item[0].text, "not a whole HDF5 file"));
    assert_null(out_file_open("read_none.h5", &err));
    assert_non_null(strstr(err.item[1].text, "No such file"));
    unlink("read_test.txt");
    base_err_fini(&err);
}

#define READS(test) cmocka_unit_test_setup_teardown(test, open_file, close_file)

int main(void)
{
    const struct CMUnitTest tests[] = {
        READS(attributes_come_back),
        READS(what_is_missing_or_of_another_kind_is_told),
        READS(columns_come_back_in_their_own_type),
        READS(names_and_texts_come_back_whole),
        READS(long_texts_come_back_whole),
        READS(long_lists_come_back_whole),
        READS(lists_keep_the_order_of_writing),
        cmocka_unit_test(what_is_no_results_file_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
