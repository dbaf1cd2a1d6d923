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

/* What rows are ordered by, least word first. */
static uint64_t word_of(const struct tw_row *row, int word)
{
    return word == 0 ? row->seq : (uint64_t)row->channel << 32 | row->lp;
}

/* One pass of a radix sort: by the byte of the word at `shift`, stable. */
static void sort_by_byte(struct tw_row *to, const struct tw_row *from, size_t count, int word,
                         unsigned shift)
{
    size_t next[256] = {0}, before = 0;

    for (size_t i = 0; i < count; i++)
        next[word_of(&from[i], word) >> shift & 255]++;
    for (size_t i = 0; i < 256; i++) {
        size_t here = next[i];
        next[i] = before;
        before += here;
    }
    for (size_t i = 0; i < count; i++)
        to[next[word_of(&from[i], word) >> shift & 255]++] = from[i];
}

/* Bits in which the words differ. */
static uint64_t differing(const struct tw_rows *all, int word)
{
    uint64_t bits = 0;

    for (size_t i = 1; i < all->count; i++)
        bits |= word_of(&all->row[i], word) ^ word_of(&all->row[0], word);
    return bits;
}

/* One pass for each byte that differs. Not even an LP's own rows come in order: a safe event
 * commits its rows at once, while earlier ones may still wait behind a gap (tw/history.h). */
static void sort_rows(struct tw_rows *all)
{
    struct tw_row *spare = base_resize(NULL, all->count + 1, sizeof *spare);

    for (int word = 0; word < 2; word++) {
        uint64_t bits = differing(all, word);
        for (unsigned shift = 0; shift < 64; shift += 8)
            if (bits >> shift & 255) {
                sort_by_byte(spare, all->row, all->count, word, shift);
                struct tw_row *sorted = spare;
                spare = all->row;
                all->row = sorted;
            }
    }
    free(spare);
}

static void append(struct tw_rows *all, const struct tw_rows *part)
{
    for (size_t i = 0; i < part->count; i++) {
        all->row[all->count] = part->row[i];
        all->row[all->count++].offset += all->byte_count;
    }
    if (part->byte_count > 0)
        memcpy(all->bytes + all->byte_count, part->bytes, part->byte_count);
    all->byte_count += part->byte_count;
}

struct tw_rows tw_row_store_merge(struct tw_row_store *const *store, size_t count)
{
    struct tw_rows all = store[0]->rows; // where it is: it may be most of what the rank holds
    size_t rows = 0, bytes = 0;

    for (size_t i = 0; i < count; i++) {
        rows += store[i]->rows.count;
        bytes += store[i]->rows.byte_count;
    }
    all.row = base_resize(all.row, rows + 1, sizeof *all.row);
    all.bytes = base_resize(all.bytes, bytes + 1, 1);
    *store[0] = (struct tw_row_store){0};
    for (size_t i = 1; i < count; i++) {
        append(&all, &store[i]->rows);
        free(store[i]->rows.row);
        free(store[i]->rows.bytes);
        *store[i] = (struct tw_row_store){0};
    }
    sort_rows(&all);
    return all;
}
