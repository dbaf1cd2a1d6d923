/* SPDX-License-Identifier: Apache-2.0 */
/* scen/study_table.c - the points of a csv design: one row each, one column for each factor. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "scen/csv.h"
#include "scen/study_read.h"

struct table {
    struct scen_study_reader *r;
    const struct scen_file *file;
    struct scen_csv csv;
    size_t *column; // by factor
    size_t cells, cell_capacity, line_capacity;
};

static bool refuse(const struct table *t, const char *what, const char *name)
{
    base_err_add(t->r->in->err, t->file->path, t->csv.row_line, "%s%s", what, name);
    return false;
}

static bool read_header(struct table *t)
{
    const struct scen_study *study = t->r->study;
    bool ok = true;

    if (!scen_csv_next(&t->csv))
        return refuse(t, "the table is empty; expected a header and points", "");
    for (size_t f = 0; f < study->factors; f++) {
        size_t c = 0;
        while (c < t->csv.cells && !scen_span_is(t->csv.cell[c], study->factor[f].name))
            c++;
        t->column[f] = c;
        if (c == t->csv.cells)
            ok = refuse(t, "no column has the name of factor ", study->factor[f].name);
    }
    for (size_t c = 0; c < t->csv.cells; c++) {
        size_t f = 0;
        while (f < study->factors && t->column[f] != c)
            f++;
        if (f == study->factors && t->csv.cell[c].size > 0)
            ok = refuse(t,
                        "a column has the name of no factor; expected one of those in the "
                        "study, the first is ",
                        study->factor[0].name);
    }
    return ok;
}

static void read_row(struct table *t)
{
    struct scen_study *study = t->r->study;
    struct scen_study_table *to = &study->table;

    if (t->csv.fault != NULL) {
        refuse(t, t->csv.fault, "");
        return;
    }
    to->line = base_grow(to->line, to->rows, &t->line_capacity, sizeof *to->line);
    to->line[to->rows++] = t->csv.row_line;
    for (size_t f = 0; f < study->factors; f++) {
        size_t c = t->column[f];
        struct scen_span s = c < t->csv.cells ? t->csv.cell[c] : (struct scen_span){"", 0};
        char *text = base_arena_take(study->arena, s.size + 1);
        memcpy(text, s.at, s.size);
        if (s.size == 0)
            refuse(t, "this point has no value of factor ", study->factor[f].name);
        to->cell = base_grow(to->cell, t->cells, &t->cell_capacity, sizeof(char *));
        to->cell[t->cells++] = text;
    }
}

/* From the heap to the arena. */
static void settle(struct table *t)
{
    struct scen_study *study = t->r->study;
    struct scen_study_table *to = &study->table;
    const char **cell = base_arena_array(study->arena, t->cells, sizeof *cell);
    int *line = base_arena_array(study->arena, to->rows, sizeof *line);

    if (to->rows > 0) {
        memcpy(cell, to->cell, t->cells * sizeof *cell);
        memcpy(line, to->line, to->rows * sizeof *line);
    }
    free(to->cell);
    free(to->line);
    to->cell = cell;
    to->line = line;
    to->path = t->file->path;
}

void scen_study_table_read(struct scen_study_reader *r)
{
    const struct scen_rows *rows = &r->rows[SCEN_STUDY_DESIGN];
    struct scen_where where = scen_rows_where(
        rows, 0, scen_key_at(rows->group, offsetof(struct scen_design_row, table)));
    const char *name =
        scen_texts_resolve(r->texts, scen_texts_at(r->texts, where.file),
                           scen_span_of(r->study->design.table), where, r->in->err);
    struct table t = {.r = r};

    t.file = name != NULL ? scen_texts_get(r->texts, name, where, r->in->err) : NULL;
    if (t.file == NULL)
        return;
    t.column = base_array(r->study->factors, sizeof *t.column);
    scen_csv_init(&t.csv, t.file->text, t.file->bytes);
    if (read_header(&t)) {
        while (scen_csv_next(&t.csv))
            read_row(&t);
        settle(&t);
        if (r->study->table.rows == 0)
            refuse(&t, "the table has no points", "");
    }
    scen_csv_fini(&t.csv);
    free(t.column);
}
