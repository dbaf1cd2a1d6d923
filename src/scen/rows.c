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

struct scen_views {
    size_t at[SCEN_VIEWS], next; // 1 + row; 0: none
    char row[];                  // SCEN_VIEWS of them
};

void scen_rows_fini(struct scen_rows *rows)
{
    scen_pack_fini(&rows->pack);
    free(rows->model);
    free(rows->key_of);
    free(rows->open.row);
    free(rows->open.line);
    free(rows->view);
    free(rows->moved);
}

void scen_raw_fini(struct scen_raw *raw)
{
    for (size_t g = 0; g < SCEN_GROUPS; g++)
        scen_rows_fini(&raw->rows[g]);
}

/* ---- the open row ---- */

static bool is_open(const struct scen_rows *rows, size_t i)
{
    return rows->opened && rows->open_at == i;
}

static void forget_view(struct scen_rows *rows, size_t i)
{
    for (size_t v = 0; v < SCEN_VIEWS; v++)
        if (rows->view->at[v] == i + 1)
            rows->view->at[v] = 0;
}

static void close_row(struct scen_rows *rows)
{
    if (rows->opened)
        scen_pack_put(&rows->pack, rows->open_at, &rows->open);
    rows->opened = false;
}

static void begin(struct scen_rows *rows, const void *model)
{
    const struct scen_group *group = rows->group;

    rows->model = base_alloc(group->row_bytes);
    memcpy(rows->model, model, group->row_bytes);
    rows->pack = (struct scen_pack){.group = group, .model = rows->model};
    rows->key_of = base_array(group->row_bytes / sizeof(int32_t), 1);
    for (size_t k = group->keys; k-- > 0;)
        rows->key_of[group->key[k].offset / sizeof(int32_t)] = (uint8_t)k;
    rows->open.row = base_alloc(group->row_bytes);
    rows->open.line = base_array(group->keys, sizeof *rows->open.line);
    rows->view = base_alloc(sizeof *rows->view + SCEN_VIEWS * group->row_bytes);
}

void *scen_rows_add(struct scen_rows *rows, const void *model)
{
    if (rows->model == NULL)
        begin(rows, model);
    close_row(rows);
    memcpy(rows->open.row, model, rows->group->row_bytes);
    memset(rows->open.line, 0, rows->group->keys * sizeof *rows->open.line);
    rows->open.bad = false;
    rows->open_at = rows->count++;
    rows->opened = true;
    return rows->open.row;
}

void *scen_rows_edit(struct scen_rows *rows, size_t i)
{
    if (is_open(rows, i))
        return rows->open.row;
    close_row(rows);
    forget_view(rows, i);
    scen_pack_get(&rows->pack, i, rows->open.row, rows->open.line);
    rows->open.bad = scen_pack_bad(&rows->pack, i);
    rows->open_at = i;
    rows->opened = true;
    return rows->open.row;
}

const void *scen_rows_at(const struct scen_rows *rows, size_t i)
{
    struct scen_views *view = rows->view;
    const size_t bytes = rows->group->row_bytes;

    if (is_open(rows, i))
        return rows->open.row;
    for (size_t v = 0; v < SCEN_VIEWS; v++)
        if (view->at[v] == i + 1)
            return view->row + v * bytes;
    char *row = view->row + view->next * bytes;
    scen_pack_get(&rows->pack, i, row, NULL);
    view->at[view->next] = i + 1;
    view->next = (view->next + 1) % SCEN_VIEWS;
    return row;
}

/* ---- keys ---- */

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

size_t scen_rows_key(const struct scen_rows *rows, size_t offset)
{
    size_t k = rows->key_of[offset / sizeof(int32_t)];

    base_assert(rows->group->key[k].offset == offset);
    return k;
}

/* ---- what is known of values ---- */

void scen_rows_mark(struct scen_rows *rows, size_t i, size_t key, struct scen_where where)
{
    const struct scen_where *row = scen_rows_edit(rows, i);
    int32_t *line = &rows->open.line[key];

    if (where.file == row->file || strcmp(where.file, row->file) == 0) {
        *line = where.line;
        return;
    }
    rows->moved =
        base_grow(rows->moved, rows->moves, &rows->move_capacity, sizeof *rows->moved);
    rows->moved[rows->moves++] = where;
    *line = -(int32_t)rows->moves;
}

void scen_rows_unmark(struct scen_rows *rows, size_t i, size_t key)
{
    scen_rows_edit(rows, i);
    rows->open.line[key] = 0;
}

void scen_rows_spoil(struct scen_rows *rows, size_t i)
{
    scen_rows_edit(rows, i);
    rows->open.bad = true;
}

bool scen_rows_bad(const struct scen_rows *rows, size_t i)
{
    return is_open(rows, i) ? rows->open.bad : scen_pack_bad(&rows->pack, i);
}

static struct scen_where where_of_row(const struct scen_rows *rows, size_t i)
{
    struct scen_where where;

    if (!is_open(rows, i))
        return scen_pack_where(&rows->pack, i);
    memcpy(&where, rows->open.row, sizeof where);
    return where;
}

static int32_t line_of(const struct scen_rows *rows, size_t i, size_t key)
{
    return is_open(rows, i) ? rows->open.line[key] : scen_pack_line(&rows->pack, i, key);
}

struct scen_where scen_rows_where(const struct scen_rows *rows, size_t i, size_t key)
{
    int32_t line = line_of(rows, i, key);
    struct scen_where row = where_of_row(rows, i);

    if (line < 0)
        return rows->moved[-1 - line];
    return (struct scen_where){row.file, line != 0 ? line : row.line};
}

bool scen_rows_given(const struct scen_rows *rows, size_t i, size_t key)
{
    return is_open(rows, i) ? rows->open.line[key] != 0 : scen_pack_given(&rows->pack, i, key);
}

void scen_rows_drop(struct scen_rows *rows, const bool *gone)
{
    close_row(rows);
    scen_pack_drop(&rows->pack, gone);
    rows->count = rows->pack.count;
    memset(rows->view->at, 0, sizeof rows->view->at);
}
