/* SPDX-License-Identifier: Apache-2.0 */
/* scen/table.c - a group from a table beside the scenario: columns are keys, rows are entries.
 *
 * A header may carry the unit of its column, `holding_cost [EUR/unit/d]`; then the cells are
 * bare numbers. An empty cell is a value left out. */
#include <stdio.h>
#include <string.h>

#include "scen/csv.h"
#include "scen/parse.h"
#include "scen/said.h"

struct column {
    const struct scen_key *key; // NULL: refused
    bool united;
    double factor;
};

struct table {
    const struct scen_file *file;
    struct scen_reading *in;
    struct scen_rows *rows;
    const void *model;
    struct scen_csv csv;
    struct column column[SCEN_CSV_COLUMNS];
    size_t columns;
};

static void refuse(struct table *t, int line, const char *text)
{
    base_err_add(t->in->err, t->file->path, line, "%s", text);
    t->in->holes++;
}

/* `name [unit]` */
static void read_unit(struct table *t, struct column *column, struct scen_span *name)
{
    const char *bracket = memchr(name->at, '[', name->size);
    struct scen_dim dim;
    char text[200], expected[32];

    if (bracket == NULL || name->at[name->size - 1] != ']')
        return;
    struct scen_span unit = {bracket + 1, (size_t)(name->at + name->size - 1 - (bracket + 1))};
    *name = scen_span_trim((struct scen_span){name->at, (size_t)(bracket - name->at)});
    column->key = scen_key_find(t->in, t->rows->group, *name,
                                (struct scen_where){t->file->path, t->csv.row_line}, "column");
    if (column->key == NULL)
        return;
    column->united = scen_unit(unit, t->in->currency, &dim, &column->factor) &&
                     scen_dim_equal(dim, column->key->dim);
    if (column->united)
        return;
    scen_dim_text(column->key->dim, t->in->currency, expected, sizeof expected);
    snprintf(text, sizeof text, "column `%s` can't count in `%.*s`; expected [%s]",
             column->key->name, (int)(unit.size < 40 ? unit.size : 40), unit.at, expected);
    refuse(t, t->csv.row_line, text);
}

static void read_column(struct table *t, size_t c)
{
    struct column *column = &t->column[c];
    struct scen_span name = t->csv.cell[c];

    *column = (struct column){.factor = 1};
    if (memchr(name.at, '[', name.size) != NULL)
        read_unit(t, column, &name);
    else
        column->key =
            scen_key_find(t->in, t->rows->group, name,
                          (struct scen_where){t->file->path, t->csv.row_line}, "column");
    for (size_t i = 0; i < c; i++)
        if (column->key != NULL && t->column[i].key == column->key) {
            refuse(t, t->csv.row_line, "two columns have the same name");
            column->key = NULL;
        }
}

static bool column_exists(const struct table *t, const struct scen_key *key)
{
    for (size_t c = 0; c < t->columns; c++)
        if (t->column[c].key == key)
            return true;
    return false;
}

/* False when a required column is missing: then no row makes sense. A column that was refused
 * is perhaps the missing one, so it is not asked for again. */
static bool required_exist(struct table *t, bool ask)
{
    const struct scen_group *group = t->rows->group;
    bool all = true;
    char text[160];

    for (size_t k = 0; k < group->keys; k++) {
        const struct scen_key *key = &group->key[k];

        if (key->need != SCEN_REQUIRED || column_exists(t, key))
            continue;
        if (key->unless != NULL &&
            column_exists(t, &group->key[scen_key_named(group, key->unless)]))
            continue;
        all = false;
        snprintf(text, sizeof text, "the column `%s` is missing", group->key[k].name);
        if (ask)
            refuse(t, t->csv.row_line, text);
    }
    return all;
}

static bool read_header(struct table *t)
{
    size_t holes = t->in->holes;

    if (!scen_csv_next(&t->csv)) {
        refuse(t, 1, "the table is empty; expected a header with the names of the columns");
        return false;
    }
    t->columns = t->csv.cells;
    for (size_t c = 0; c < t->columns; c++)
        read_column(t, c);
    return required_exist(t, t->in->holes == holes);
}

static void read_cells(struct table *t, char *row)
{
    struct scen_rows *rows = t->rows;
    size_t last = rows->count - 1;

    for (size_t c = 0; c < t->csv.cells; c++) {
        const struct column *column = &t->column[c];
        struct scen_cell cell = {t->csv.cell[c], t->file->path, t->csv.row_line, column->united,
                                 column->factor};
        if (cell.text.size == 0 || column->key == NULL)
            continue;
        scen_rows_mark(rows, last, (size_t)(column->key - rows->group->key),
                       (struct scen_where){cell.file, cell.line});
        if (!scen_value_read(t->in, column->key, &cell, row))
            scen_rows_spoil(rows, last);
    }
}

static void read_row(struct table *t)
{
    struct scen_where where = {t->file->path, t->csv.row_line};
    char text[120];

    if (t->csv.fault != NULL) {
        refuse(t, t->csv.row_line, t->csv.fault);
        return;
    }
    if (t->csv.cells > t->columns) {
        snprintf(text, sizeof text, "the row has %zu cells; expected %zu, as in the header",
                 t->csv.cells, t->columns);
        refuse(t, t->csv.row_line, text);
        return;
    }
    char *row = scen_rows_add(t->rows, t->model);
    memcpy(row, &where, sizeof where);
    read_cells(t, row);
    scen_row_end(t->in, t->rows);
    if (t->in->said != NULL && t->in->said->row != NULL)
        t->in->said->row(t->in->said->user, t->rows);
}

void scen_table_read(const struct scen_file *file, struct scen_reading *in,
                     struct scen_rows *rows, const void *model)
{
    struct table t = {.file = file, .in = in, .rows = rows, .model = model};

    scen_csv_init(&t.csv, file->text, file->bytes);
    if (read_header(&t))
        while (scen_csv_next(&t.csv))
            read_row(&t);
    scen_csv_fini(&t.csv);
}
