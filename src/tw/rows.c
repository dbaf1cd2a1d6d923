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

static uint64_t place_of(const struct tw_row *row)
{
    return (uint64_t)row->channel << 32 | row->lp;
}

/* One pass of a radix sort: by the byte of the place at `shift`, stable. */
static void sort_by_byte(struct tw_row *to, const struct tw_row *from, size_t count,
                         unsigned shift)
{
    size_t next[256] = {0}, before = 0;

    for (size_t i = 0; i < count; i++)
        next[place_of(&from[i]) >> shift & 255]++;
    for (size_t i = 0; i < 256; i++) {
        size_t here = next[i];
        next[i] = before;
        before += here;
    }
    for (size_t i = 0; i < count; i++)
        to[next[place_of(&from[i]) >> shift & 255]++] = from[i];
}

/* By (channel, LP), one pass for each byte in which they differ. An LP's rows of a channel
 * stand in the order of their seq already: its worker alone commits them, in order. */
static void sort_rows(struct tw_rows *all)
{
    struct tw_row *spare = base_resize(NULL, all->count + 1, sizeof *spare);
    uint64_t differ = 0;

    for (size_t i = 1; i < all->count; i++)
        differ |= place_of(&all->row[i]) ^ place_of(&all->row[0]);
    for (unsigned shift = 0; differ >> shift > 0; shift += 8)
        if (differ >> shift & 255) {
            sort_by_byte(spare, all->row, all->count, shift);
            struct tw_row *sorted = spare;
            spare = all->row;
            all->row = sorted;
        }
    free(spare);
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
    sort_rows(&all);
    return all;
}
