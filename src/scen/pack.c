/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/pack.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"

enum { WORD = 8, BYTE = 8, BAD = 1, LINES = 2 };
enum { SKIP = sizeof(struct scen_where) / WORD }; // words that the head stands for

struct head { // then the bits of keys and words, the lines of what was given if any, the words
    uint32_t file;
    int32_t line;
    uint32_t flags;
};

static size_t key_bytes(const struct scen_pack *p)
{
    return (p->group->keys + BYTE - 1) / BYTE;
}

static size_t words_of(const struct scen_pack *p)
{
    return p->group->row_bytes / WORD - SKIP;
}

static size_t word_bytes(const struct scen_pack *p)
{
    return (words_of(p) + BYTE - 1) / BYTE;
}

static bool bit_of(const char *bits, size_t i)
{
    return ((unsigned char)bits[i / BYTE] >> i % BYTE & 1) != 0;
}

static void set_bit(char *bits, size_t i)
{
    bits[i / BYTE] = (char)((unsigned char)bits[i / BYTE] | 1U << i % BYTE);
}

static size_t bits_before(const char *bits, size_t i)
{
    size_t count = 0;

    for (size_t k = 0; k < i / BYTE; k++)
        count += (size_t)__builtin_popcount((unsigned char)bits[k]);
    if (i % BYTE != 0)
        count +=
            (size_t)__builtin_popcount((unsigned char)bits[i / BYTE] & ((1U << i % BYTE) - 1));
    return count;
}

void scen_pack_fini(struct scen_pack *p)
{
    free(p->store);
    free(p->at);
    free(p->file);
}

/* ---- putting ---- */

static uint32_t file_at(struct scen_pack *p, const char *file)
{
    for (size_t i = p->files; i-- > 0;)
        if (p->file[i] == file)
            return (uint32_t)i;
    p->file = base_grow(p->file, p->files, &p->files_room, sizeof *p->file);
    p->file[p->files] = file;
    return (uint32_t)p->files++;
}

/* Marks what was given; does any of it stand on a line of its own? */
static bool mark_keys(const struct scen_pack *p, const struct scen_flat *flat, int32_t line,
                      char *keys)
{
    bool lines = false;

    for (size_t k = 0; k < p->group->keys; k++) {
        if (flat->line[k] == 0)
            continue;
        set_bit(keys, k);
        lines = lines || flat->line[k] != line;
    }
    return lines;
}

static char *put_lines(const struct scen_pack *p, const struct scen_flat *flat, char *to)
{
    for (size_t k = 0; k < p->group->keys; k++) {
        if (flat->line[k] == 0)
            continue;
        memcpy(to, &flat->line[k], sizeof(int32_t));
        to += sizeof(int32_t);
    }
    return to;
}

/* Are the next words, so many as a bit set's byte tells of, those of the model? */
static bool all_plain(const struct scen_pack *p, const struct scen_flat *flat, size_t word)
{
    const size_t at = (SKIP + word) * WORD;

    return word % BYTE == 0 && word + BYTE <= words_of(p) &&
           memcmp(flat->row + at, p->model + at, (size_t)BYTE * WORD) == 0;
}

static size_t most_bytes(const struct scen_pack *p)
{
    return sizeof(struct head) + key_bytes(p) + word_bytes(p) +
           p->group->keys * sizeof(int32_t) + words_of(p) * WORD;
}

/* Writes `flat` to `to`, which has room for the most that it can take; the bytes it took. */
static size_t write_row(struct scen_pack *p, const struct scen_flat *flat, char *to)
{
    struct scen_where where;
    char *keys = to + sizeof(struct head), *words = keys + key_bytes(p),
         *end = words + word_bytes(p);

    memcpy(&where, flat->row, sizeof where);
    memset(keys, 0, key_bytes(p) + word_bytes(p));
    bool lines = mark_keys(p, flat, where.line, keys);
    const struct head head = {file_at(p, where.file), where.line,
                              (flat->bad ? BAD : 0) | (lines ? LINES : 0)};
    memcpy(to, &head, sizeof head);
    if (lines)
        end = put_lines(p, flat, end);
    for (size_t w = 0; w < words_of(p); w++) {
        const size_t at = (SKIP + w) * WORD;
        if (all_plain(p, flat, w)) {
            w += BYTE - 1;
            continue;
        }
        if (memcmp(flat->row + at, p->model + at, WORD) == 0)
            continue;
        set_bit(words, w);
        memcpy(end, flat->row + at, WORD);
        end += WORD;
    }
    return (size_t)(end - to);
}

static size_t size_of(const struct scen_pack *p, size_t i);

/* Room for a row at the end of the store. */
static char *room_at_end(struct scen_pack *p)
{
    const size_t need = p->stored + most_bytes(p);

    if (need > p->room)
        p->store = base_grow(p->store, need - 1, &p->room, 1);
    return p->store + p->stored;
}

void scen_pack_put(struct scen_pack *p, size_t i, const struct scen_flat *flat)
{
    char *end = room_at_end(p);
    size_t bytes = write_row(p, flat, end);

    base_assert(i <= p->count && p->group->row_bytes % WORD == 0);
    if (i < p->count && size_of(p, i) == bytes) { // a value was changed
        memcpy(p->store + p->at[i], end, bytes);
        return;
    }
    if (i == p->count) {
        p->at = base_grow(p->at, p->count, &p->capacity, sizeof *p->at);
        p->count++;
    }
    p->at[i] = p->stored;
    p->stored += bytes;
}

/* ---- getting ---- */

static struct head head_of(const struct scen_pack *p, size_t i)
{
    struct head head;

    memcpy(&head, p->store + p->at[i], sizeof head);
    return head;
}

static const char *keys_of(const struct scen_pack *p, size_t i)
{
    return p->store + p->at[i] + sizeof(struct head);
}

/* Where the words are. */
static const char *words_at(const struct scen_pack *p, size_t i)
{
    const char *keys = keys_of(p, i), *at = keys + key_bytes(p) + word_bytes(p);

    if (head_of(p, i).flags & LINES)
        at += bits_before(keys, p->group->keys) * sizeof(int32_t);
    return at;
}

static size_t size_of(const struct scen_pack *p, size_t i)
{
    const char *bits = keys_of(p, i) + key_bytes(p);

    return (size_t)(words_at(p, i) - (p->store + p->at[i])) +
           bits_before(bits, words_of(p)) * WORD;
}

struct scen_where scen_pack_where(const struct scen_pack *p, size_t i)
{
    const struct head head = head_of(p, i);

    return (struct scen_where){p->file[head.file], head.line};
}

bool scen_pack_given(const struct scen_pack *p, size_t i, size_t key)
{
    return bit_of(keys_of(p, i), key);
}

bool scen_pack_bad(const struct scen_pack *p, size_t i)
{
    return (head_of(p, i).flags & BAD) != 0;
}

int32_t scen_pack_line(const struct scen_pack *p, size_t i, size_t key)
{
    const struct head head = head_of(p, i);
    const char *keys = keys_of(p, i);
    int32_t line;

    if (!bit_of(keys, key))
        return 0;
    if (!(head.flags & LINES))
        return head.line;
    memcpy(&line, keys + key_bytes(p) + word_bytes(p) + bits_before(keys, key) * sizeof line,
           sizeof line);
    return line;
}

void scen_pack_get(const struct scen_pack *p, size_t i, char *row, int32_t *line)
{
    const struct scen_where where = scen_pack_where(p, i);
    const char *bits = keys_of(p, i) + key_bytes(p), *word = words_at(p, i);

    memcpy(row, p->model, p->group->row_bytes);
    memcpy(row, &where, sizeof where);
    for (size_t b = 0; b < word_bytes(p); b++)
        for (unsigned left = (unsigned char)bits[b]; left != 0; left &= left - 1) {
            size_t w = b * BYTE + (size_t)__builtin_ctz(left);
            memcpy(row + (SKIP + w) * WORD, word, WORD);
            word += WORD;
        }
    for (size_t k = 0; line != NULL && k < p->group->keys; k++)
        line[k] = scen_pack_line(p, i, k);
}

void scen_pack_drop(struct scen_pack *p, const bool *gone)
{
    size_t kept = 0;

    for (size_t i = 0; i < p->count; i++)
        if (!gone[i])
            p->at[kept++] = p->at[i];
    p->count = kept;
}
