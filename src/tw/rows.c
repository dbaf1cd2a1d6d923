/* SPDX-License-Identifier: Apache-2.0 */
#include "tw/rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void *tw_row_store_add(struct tw_row_store *store, struct tw_row row, size_t bytes)
{
    struct tw_rows *r = &store->rows;
    r->row = base_grow(r->row, r->count, &store->row_capacity, sizeof row);
    r->bytes = base_grow(r->bytes, r->byte_count + bytes, &store->byte_capacity, 1);
    row.offset = r->byte_count;
    r->row[r->count++] = row;
    r->byte_count += bytes;
    return r->bytes + row.offset;
}

static int by_place(const void *pa, const void *pb)
{
    const struct tw_row *a = pa, *b = pb;
    if (a->channel != b->channel)
        return a->channel < b->channel ? -1 : 1;
    if (a->lp != b->lp)
        return a->lp < b->lp ? -1 : 1;
    return a->seq < b->seq ? -1 : a->seq > b->seq;
}

static void append(struct tw_rows *all, struct tw_rows *part)
{
    for (size_t i = 0; i < part->count; i++) {
        all->row[all->count] = part->row[i];
        all->row[all->count++].offset += all->byte_count;
    }
    if (part->byte_count > 0)
        memcpy(all->bytes + all->byte_count, part->bytes, part->byte_count);
    all->byte_count += part->byte_count;
    free(part->row);
    free(part->bytes);
}

struct tw_rows tw_row_store_merge(struct tw_row_store *const *store, size_t count)
{
    struct tw_rows all = {0};
    size_t rows = 0, bytes = 0;
    for (size_t i = 0; i < count; i++) {
        rows += store[i]->rows.count;
        bytes += store[i]->rows.byte_count;
    }
    all.row = base_resize(NULL, rows + 1, sizeof *all.row);
    all.bytes = base_resize(NULL, bytes + 1, 1);
    for (size_t i = 0; i < count; i++) {
        append(&all, &store[i]->rows);
        *store[i] = (struct tw_row_store){0};
    }
    qsort(all.row, all.count, sizeof *all.row, by_place);
    return all;
}
