/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include <stdio.h>
#include <string.h>

#include "scen/csv.h"
#include "scen/write.h"

static void expect_row(struct scen_csv *csv, int line, size_t count, const char *const *cell)
{
    assert_true(scen_csv_next(csv));
    assert_null(csv->fault);
    assert_int_equal(csv->row_line, line);
    assert_int_equal(csv->cells, count);
    for (size_t i = 0; i < count; i++)
        if (!scen_span_is(csv->cell[i], cell[i]))
            fail_msg("line %d, cell %zu: %.*s", line, i, (int)csv->cell[i].size,
                     csv->cell[i].at);
}

/* With the end of its line, whatever lies in quotes. */
static void a_row_knows_its_bytes(void **state)
{
    static const char text[] = "\xef\xbb\xbfname, x\r\n"
                               "\r\n"
                               "\"two\nlines\",\"a \"\"b\"\"\"\n"
                               "\n"
                               ",3";
    static const char *const rows[] = {"name, x\r\n", "\"two\nlines\",\"a \"\"b\"\"\"\n", ",3"};
    struct scen_csv csv;
    (void)state;

    scen_csv_init(&csv, text, strlen(text));
    for (size_t i = 0; i < 3; i++) {
        assert_true(scen_csv_next(&csv));
        assert_int_equal(csv.at - csv.row, strlen(rows[i]));
        assert_memory_equal(csv.row, rows[i], strlen(rows[i]));
    }
    scen_csv_fini(&csv);
}

static void quotes_blank_lines_and_line_ends_follow_rfc_4180(void **state)
{
    static const char text[] = "\xef\xbb\xbfname, x\r\n"
                               "\"a, b\",1\r\n"
                               "\r\n"
                               "\"say \"\"hi\"\"\", 2 \n"
                               "\"two\nlines\",\n"
                               ",3";
    struct scen_csv csv;
    (void)state;

    scen_csv_init(&csv, text, strlen(text));
    expect_row(&csv, 1, 2, (const char *const[]){"name", "x"});
    expect_row(&csv, 2, 2, (const char *const[]){"a, b", "1"});
    expect_row(&csv, 4, 2, (const char *const[]){"say \"hi\"", "2"});
    expect_row(&csv, 5, 2, (const char *const[]){"two\nlines", ""});
    expect_row(&csv, 7, 2, (const char *const[]){"", "3"});
    assert_false(scen_csv_next(&csv));
    scen_csv_fini(&csv);
}

static void semicolons_separate_when_the_header_has_no_comma(void **state)
{
    static const char text[] = "name;x\na,b;1\n";
    struct scen_csv csv;
    (void)state;

    scen_csv_init(&csv, text, strlen(text));
    expect_row(&csv, 1, 2, (const char *const[]){"name", "x"});
    expect_row(&csv, 2, 2, (const char *const[]){"a,b", "1"});
    scen_csv_fini(&csv);
}

static void broken_quotes_are_faults(void **state)
{
    static const char *const text[] = {"\"a,b\n1,2", "\"a\" b,c\n"};
    struct scen_csv csv;
    (void)state;

    for (size_t i = 0; i < 2; i++) {
        scen_csv_init(&csv, text[i], strlen(text[i]));
        assert_true(scen_csv_next(&csv));
        assert_non_null(csv.fault);
        scen_csv_fini(&csv);
    }
}

/* What is written as a cell is read as that cell. */
static void written_cells_read_back(void **state)
{
    static const char *const cell[] = {"plain", "a, b",       "say \"hi\"",
                                       "\"",    "two\nlines", "x;y"};
    char text[200] = "";
    struct scen_csv csv;
    FILE *out = fmemopen(text, sizeof text, "w");
    (void)state;

    fprintf(out, "a,b\n");
    for (size_t i = 0; i < 6; i++) {
        scen_write_cell(out, cell[i]);
        fputs(",1\n", out);
    }
    fclose(out);
    scen_csv_init(&csv, text, strlen(text));
    assert_true(scen_csv_next(&csv));
    for (size_t i = 0; i < 6; i++) {
        assert_true(scen_csv_next(&csv));
        assert_true(scen_span_is(csv.cell[0], cell[i]));
    }
    scen_csv_fini(&csv);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_knows_its_bytes),
        cmocka_unit_test(quotes_blank_lines_and_line_ends_follow_rfc_4180),
        cmocka_unit_test(semicolons_separate_when_the_header_has_no_comma),
        cmocka_unit_test(broken_quotes_are_faults),
        cmocka_unit_test(written_cells_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
