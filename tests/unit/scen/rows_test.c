/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rand/stream.h"
#include "scen/rows.h"

enum { ROWS = 400, CHANGES = 3000 };

struct twin { // the rows as they are meant to be, not packed
    struct scen_stock_row row[ROWS];
    struct scen_where where[ROWS][SCEN_KEYS_MAX];
    bool given[ROWS][SCEN_KEYS_MAX], bad[ROWS], gone[ROWS];
};

static const char *const texts[] = {"a.csv", "b.csv", "c.cfg"};

static void change(struct scen_rows *rows, struct twin *twin, size_t i,
                   struct rand_stream *dice)
{
    const size_t key = rand_below(dice, (uint32_t)rows->group->keys);
    const struct scen_where where = {texts[rand_below(dice, 3)],
                                     1 + (int)rand_below(dice, 900)};
    const double value = (double)rand_below(dice, 5);
    struct scen_stock_row *row = scen_rows_edit(rows, i);

    row->initial = value;
    twin->row[i].initial = value;
    row->site = (int32_t)key;
    twin->row[i].site = (int32_t)key;
    if (rand_below(dice, 4) == 0) {
        scen_rows_unmark(rows, i, key);
        twin->given[i][key] = false;
    } else {
        scen_rows_mark(rows, i, key, where);
        twin->given[i][key] = true;
        twin->where[i][key] = where;
    }
    if (rand_below(dice, 50) == 0) {
        scen_rows_spoil(rows, i);
        twin->bad[i] = true;
    }
}

static void compare(const struct scen_rows *rows, const struct twin *twin, size_t i, size_t of)
{
    const struct scen_stock_row *row = scen_rows_at(rows, i), *want = &twin->row[of];

    assert_ptr_equal(row->where.file, want->where.file);
    assert_int_equal(row->where.line, want->where.line);
    assert_memory_equal((const char *)row + sizeof row->where,
                        (const char *)want + sizeof row->where,
                        sizeof *row - sizeof row->where);
    assert_int_equal(scen_rows_bad(rows, i), twin->bad[of]);
    for (size_t k = 0; k < rows->group->keys; k++) {
        struct scen_where now = scen_rows_where(rows, i, k);
        struct scen_where then = twin->given[of][k] ? twin->where[of][k] : want->where;

        assert_int_equal(scen_rows_given(rows, i, k), twin->given[of][k]);
        assert_string_equal(now.file, then.file);
        assert_int_equal(now.line, then.line);
    }
}

/* Rows are read, changed again and again and some taken out: what is left is what was said. */
static void rows_come_back_as_they_were_written(void **state)
{
    struct scen_rows rows = {.group = &scen_schema[SCEN_G_STOCK]};
    struct twin *twin = base_alloc(sizeof *twin);
    struct rand_stream dice = rand_stream_at(TEST_SEED, 7);
    struct scen_stock_row model;
    (void)state;

    memset(&model, 0, sizeof model);
    model.review = 5;
    model.source = SCEN_NONE;
    for (size_t i = 0; i < ROWS; i++) {
        const struct scen_where where = {texts[i % 3], 1 + (int)i};
        memcpy(&twin->row[i], &model, sizeof model);
        twin->row[i].where = where;
        memcpy(scen_rows_add(&rows, &model), &where, sizeof where);
        for (size_t k = rand_below(&dice, 4); k > 0; k--)
            change(&rows, twin, i, &dice);
        twin->gone[i] = rand_below(&dice, 3) == 0;
    }
    for (size_t n = 0; n < CHANGES; n++)
        change(&rows, twin, rand_below(&dice, ROWS), &dice);
    for (size_t i = 0; i < ROWS; i++)
        compare(&rows, twin, i, i);
    scen_rows_drop(&rows, twin->gone);
    size_t left = 0;
    for (size_t i = 0; i < ROWS; i++)
        if (!twin->gone[i])
            compare(&rows, twin, left++, i);
    assert_int_equal(rows.count, left);
    scen_rows_fini(&rows);
    free(twin);
}

/* A row that is looked at stays while a few others are. */
static void rows_stay_while_some_others_are_looked_at(void **state)
{
    struct scen_rows rows = {.group = &scen_schema[SCEN_G_SITES]};
    const struct scen_site_row model = {.role = 3};
    (void)state;

    for (size_t i = 0; i < ROWS; i++)
        ((struct scen_site_row *)scen_rows_add(&rows, &model))->docks = i;
    const struct scen_site_row *kept = scen_rows_at(&rows, 0);
    for (size_t i = 1; i < SCEN_VIEWS; i++) {
        const struct scen_site_row *other = scen_rows_at(&rows, i);
        assert_int_equal(other->docks, i);
        assert_int_equal(other->role, 3);
    }
    assert_int_equal(kept->docks, 0);
    assert_ptr_equal(scen_rows_at(&rows, 0), kept);
    scen_rows_fini(&rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_come_back_as_they_were_written),
        cmocka_unit_test(rows_stay_while_some_others_are_looked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
