/* SPDX-License-Identifier: Apache-2.0 */
#include "out/rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { KEEP_BYTES = 1 << 20 }; // rows that are kept in memory before they are written

struct out_rows {
    struct out_column *column; // a copy; the texts are borrowed
    struct out_h5_column **set;
    size_t count, keys, row_bytes;
    size_t most;           // rows that may be kept
    size_t kept, capacity; // rows in `row`
    unsigned char *row;    // not yet written: a call for each column costs more than its values
    unsigned char *packed; // room for `most` values
};

struct out_rows *out_rows_open(struct out_h5 *f, const char *group, const char *about,
                               const struct out_column *column, size_t count, size_t keys,
                               size_t row_bytes)
{
    struct out_rows *t = base_alloc(sizeof *t);

    t->column = base_array(count, sizeof *column);
    memcpy(t->column, column, count * sizeof *column);
    t->set = base_array(count, sizeof(struct out_h5_column *));
    t->count = count;
    t->keys = keys;
    t->row_bytes = row_bytes;
    t->most = row_bytes < KEEP_BYTES ? KEEP_BYTES / row_bytes : 1;
    t->packed = base_array(t->most, sizeof(double));
    out_h5_group(f, group, about);
    for (size_t i = 0; i < count; i++)
        t->set[i] = out_h5_column_open(f, group, &column[i]);
    return t;
}

/* Columns of 4 and 8 bytes, each with its own loop: the copies become plain moves. */
static void pack(unsigned char *to, const unsigned char *row, size_t stride, size_t bytes,
                 size_t count)
{
    if (bytes == 4)
        for (size_t i = 0; i < count; i++)
            memcpy(to + i * 4, row + i * stride, 4);
    else
        for (size_t i = 0; i < count; i++)
            memcpy(to + i * 8, row + i * stride, 8);
}

static void write_rows(struct out_rows *t, const unsigned char *row, size_t count)
{
    for (size_t i = 0; i < t->count; i++) {
        size_t bytes = out_type_bytes(t->column[i].type);
        pack(t->packed, row + t->column[i].offset, t->row_bytes, bytes, count);
        out_h5_column_append(t->set[i], t->packed, count);
    }
}

static void write_kept(struct out_rows *t)
{
    write_rows(t, t->row, t->kept);
    t->kept = 0;
}

void out_rows_append(struct out_rows *t, const void *row, size_t count)
{
    const unsigned char *at = row;

    while (count > 0) {
        size_t room = t->most - t->kept;
        size_t some = count < room ? count : room;

        t->row = base_grow(t->row, t->kept + some - 1, &t->capacity, t->row_bytes);
        memcpy(t->row + t->kept * t->row_bytes, at, some * t->row_bytes);
        t->kept += some;
        if (t->kept == t->most)
            write_kept(t);
        at += some * t->row_bytes;
        count -= some;
    }
}

void out_rows_close(struct out_rows *t)
{
    if (!t)
        return;
    write_kept(t);
    for (size_t i = t->keys; i < t->count; i++)
        for (size_t key = 0; key < t->keys; key++)
            out_h5_column_scale(t->set[i], t->set[key]);
    for (size_t i = 0; i < t->count; i++)
        out_h5_column_close(t->set[i]);
    free(t->packed);
    free(t->row);
    free(t->column);
    free(t->set);
    free(t);
}

void out_rows_write(struct out_h5 *f, const char *group, const char *about,
                    const struct out_column *column, size_t count, size_t keys,
                    size_t row_bytes, const void *row, size_t rows)
{
    struct out_rows *t = out_rows_open(f, group, about, column, count, keys, row_bytes);

    out_rows_append(t, row, rows);
    out_rows_close(t);
}

const struct out_column *out_column_find(const struct out_column *column, size_t count,
                                         const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(column[i].name, name) == 0)
            return &column[i];
    return NULL;
}

double out_column_value(const struct out_column *column, const void *row)
{
    union {
        int32_t i32;
        uint32_t u32;
        int64_t i64;
        uint64_t u64;
        double f64;
    } v;

    memcpy(&v, (const unsigned char *)row + column->offset, out_type_bytes(column->type));
    switch (column->type) {
    case OUT_I32:
        return v.i32;
    case OUT_U32:
        return v.u32;
    case OUT_I64:
        return (double)v.i64;
    case OUT_U64:
        return (double)v.u64;
    case OUT_F64:
        return v.f64;
    }
    base_die("bug: column type %d is unknown", (int)column->type);
}
