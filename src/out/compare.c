/* SPDX-License-Identifier: Apache-2.0 */
#include "out/compare.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { PIECE_BYTES = 1 << 20, KEYS = 5, PATH_BYTES = 400 };

/* One dataset of both files. */
struct pair {
    const struct out_file *file;
    const char *group, *name;
    struct out_reader a, b;
    struct out_comparison *c;
};

/* ---- values as text ---- */

static void add_value(struct base_text *text, const struct out_reader *r, const void *value)
{
    union {
        int32_t i32;
        uint32_t u32;
        int64_t i64;
        uint64_t u64;
        double f64;
    } v;

    if (r->text) {
        size_t bytes = strnlen(value, r->value_bytes);
        base_text_add(text, "\"%.*s\"", (int)(bytes < 200 ? bytes : 200), (const char *)value);
        return;
    }
    memcpy(&v, value, r->value_bytes);
    if (r->type == OUT_I32)
        base_text_add(text, "%" PRId32, v.i32);
    else if (r->type == OUT_U32)
        base_text_add(text, "%" PRIu32, v.u32);
    else if (r->type == OUT_I64)
        base_text_add(text, "%" PRId64, v.i64);
    else if (r->type == OUT_U64)
        base_text_add(text, "%" PRIu64, v.u64);
    else
        base_text_add(text, "%.17g", v.f64);
}

/* "replication 0, time 86400000, site 3": the columns that name a row of the group. */
static void add_keys(const struct pair *p, size_t row)
{
    static const char *const key[KEYS] = {"replication", "time", "site", "product", "period"};
    char path[PATH_BYTES], value[8];
    const char *between = " (";

    for (int i = 0; i < KEYS; i++) {
        struct out_reader r;
        snprintf(path, sizeof path, "%s/%s", p->group, key[i]);
        if (strcmp(key[i], p->name) == 0 || !out_reader_open(p->file, path, &r))
            continue;
        if (!r.text && row < r.rows && out_reader_read(&r, row, 1, value)) {
            base_text_add(&p->c->where, "%s%s ", between, key[i]);
            add_value(&p->c->where, &r, value);
            between = ", ";
        }
        out_reader_close(&r);
    }
    base_text_add(&p->c->where, "%s", between[0] == ',' ? ")" : "");
}

static void differ(struct pair *p, const char *why)
{
    p->c->different = true;
    base_text_add(&p->c->where, "%s/%s%s", p->group, p->name, why);
}

static void differ_at(struct pair *p, size_t row, const unsigned char *a,
                      const unsigned char *b)
{
    char what[40];

    snprintf(what, sizeof what, " row %zu", row);
    differ(p, what);
    add_keys(p, row);
    base_text_add(&p->c->where, ": ");
    add_value(&p->c->where, &p->a, a);
    base_text_add(&p->c->where, " and ");
    add_value(&p->c->where, &p->b, b);
}

/* ---- one dataset ---- */

static bool same_shape(struct pair *p)
{
    char what[120];

    if (p->a.text != p->b.text || (!p->a.text && p->a.type != p->b.type) ||
        (p->a.text && p->a.value_bytes != p->b.value_bytes)) {
        differ(p, ": values of another type or length");
        return false;
    }
    if (p->a.rows == p->b.rows)
        return true;
    snprintf(what, sizeof what, ": %zu and %zu rows", p->a.rows, p->b.rows);
    differ(p, what);
    return false;
}

static void compare_piece(struct pair *p, size_t first, size_t count, const unsigned char *a,
                          const unsigned char *b)
{
    size_t bytes = p->a.value_bytes, i = 0;

    if (memcmp(a, b, count * bytes) == 0)
        return;
    while (memcmp(a + i * bytes, b + i * bytes, bytes) == 0)
        i++;
    differ_at(p, first + i, a + i * bytes, b + i * bytes);
}

static void compare_values(struct pair *p)
{
    size_t bytes = p->a.value_bytes;
    size_t most = bytes < PIECE_BYTES ? PIECE_BYTES / bytes : 1;
    unsigned char *a = base_array(most, bytes), *b = base_array(most, bytes);

    for (size_t at = 0; at < p->a.rows && !p->c->different; at += most) {
        size_t count = p->a.rows - at < most ? p->a.rows - at : most;
        if (out_reader_read(&p->a, at, count, a) && out_reader_read(&p->b, at, count, b))
            compare_piece(p, at, count, a, b);
        else
            differ(p, ": it can't be read");
    }
    p->c->values += p->a.rows;
    free(a);
    free(b);
}

/* False: it is none. */
static bool compare_dataset(const struct out_file *a, const struct out_file *b,
                            const char *group, const char *name, struct out_comparison *c)
{
    struct pair p = {.file = a, .group = group, .name = name, .c = c};
    char path[PATH_BYTES];

    snprintf(path, sizeof path, "%s/%s", group, name);
    if (!out_reader_open(a, path, &p.a))
        return false;
    c->datasets++;
    if (out_reader_open(b, path, &p.b)) {
        if (same_shape(&p))
            compare_values(&p);
        out_reader_close(&p.b);
    } else {
        differ(&p, ": only the first has it");
    }
    out_reader_close(&p.a);
    return true;
}

void out_compare(const struct out_file *a, const struct out_file *b, const char *group,
                 struct out_comparison *c)
{
    struct base_arena *arena = base_arena_new();
    struct out_names names = out_file_list(a, group, arena);
    char path[PATH_BYTES];

    if (names.broken)
        differ(&(struct pair){.group = group, .name = "*", .c = c}, ": it can't be read");
    for (size_t i = 0; i < names.count && !c->different; i++) {
        snprintf(path, sizeof path, "%s/%s", group, names.name[i]);
        if (compare_dataset(a, b, group, names.name[i], c))
            continue;
        if (out_file_has(a, path))
            out_compare(a, b, path, c);
        else
            differ(&(struct pair){.group = group, .name = names.name[i], .c = c},
                   ": it can't be read");
    }
    base_arena_free(arena);
}

void out_comparison_fini(struct out_comparison *c)
{
    base_text_fini(&c->where);
}
