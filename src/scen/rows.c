/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void scen_raw_init(struct scen_raw *raw)
{
    *raw = (struct scen_raw){0};
    for (size_t g = 0; g < SCEN_GROUPS; g++)
        raw->rows[g].group = &scen_schema[g];
}

void scen_rows_fini(struct scen_rows *rows)
{
    free(rows->data);
    free(rows->line);
    free(rows->bad);
    free(rows->moved);
}

void scen_raw_fini(struct scen_raw *raw)
{
    for (size_t g = 0; g < SCEN_GROUPS; g++)
        scen_rows_fini(&raw->rows[g]);
}

static void make_room(struct scen_rows *rows)
{
    if (rows->count < rows->capacity)
        return;
    rows->capacity = rows->capacity == 0 ? 16 : rows->capacity * 2;
    rows->data = base_resize(rows->data, rows->capacity, rows->group->row_bytes);
    rows->line =
        base_resize(rows->line, rows->capacity, rows->group->keys * sizeof *rows->line);
    rows->bad = base_resize(rows->bad, rows->capacity, sizeof *rows->bad);
}

void *scen_rows_add(struct scen_rows *rows, const void *model)
{
    size_t bytes = rows->group->row_bytes, keys = rows->group->keys;

    make_room(rows);
    char *row = rows->data + rows->count * bytes;
    memcpy(row, model, bytes);
    memset(rows->line + rows->count * keys, 0, keys * sizeof *rows->line);
    rows->bad[rows->count++] = false;
    return row;
}

size_t scen_key_named(const struct scen_group *group, const char *name)
{
    for (size_t k = 0; k < group->keys; k++)
        if (strcmp(group->key[k].name, name) == 0)
            return k;
    base_assert(false);
    return 0;
}

size_t scen_key_at(const struct scen_group *group, size_t offset)
{
    size_t k = 0;

    while (k < group->keys && group->key[k].offset != offset)
        k++;
    base_assert(k < group->keys);
    return k;
}

void scen_rows_mark(struct scen_rows *rows, size_t i, size_t key, struct scen_where where)
{
    const struct scen_where *row = scen_rows_at(rows, i);
    int32_t *line = &rows->line[i * rows->group->keys + key];

    if (where.file == row->file || strcmp(where.file, row->file) == 0) {
        *line = where.line;
        return;
    }
    rows->moved =
        base_grow(rows->moved, rows->moves, &rows->move_capacity, sizeof *rows->moved);
    rows->moved[rows->moves++] = where;
    *line = -(int32_t)rows->moves;
}

struct scen_where scen_rows_where(const struct scen_rows *rows, size_t i, size_t key)
{
    int32_t line = rows->line[i * rows->group->keys + key];
    const struct scen_where *row = scen_rows_at(rows, i);

    if (line < 0)
        return rows->moved[-1 - line];
    return (struct scen_where){row->file, line != 0 ? line : row->line};
}

void scen_rows_drop(struct scen_rows *rows, const bool *gone)
{
    size_t bytes = rows->group->row_bytes, keys = rows->group->keys, kept = 0;

    for (size_t i = 0; i < rows->count; i++) {
        if (gone[i])
            continue;
        memmove(rows->data + kept * bytes, rows->data + i * bytes, bytes);
        memmove(rows->line + kept * keys, rows->line + i * keys, keys * sizeof *rows->line);
        rows->bad[kept++] = rows->bad[i];
    }
    rows->count = kept;
}

bool scen_rows_given(const struct scen_rows *rows, size_t i, size_t key)
{
    return rows->line[i * rows->group->keys + key] != 0;
}
