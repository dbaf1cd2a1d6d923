/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"

enum { LINE = 64, SMALL = 16, BLOCK_BYTES = 64 * 1024 };

/* Blocks double in size up to a limit, so that small arenas stay small and big ones need few
 * calls. What does not fit a block gets one of its own. */
struct block {
    struct block *next;
    size_t used, bytes; // of the room that begins one cache line after the block
};

struct base_arena {
    struct block *first; // the one that is being filled
    size_t taken;
    size_t next_bytes; // size of the next block
};

struct base_arena *base_arena_new(void)
{
    struct base_arena *a = base_alloc(sizeof *a);
    a->next_bytes = BLOCK_BYTES / 16;
    return a;
}

void base_arena_free(struct base_arena *a)
{
    if (a == NULL)
        return;
    for (struct block *b = a->first, *next; b != NULL; b = next) {
        next = b->next;
        free(b);
    }
    free(a);
}

static struct block *add_block(struct base_arena *a, size_t bytes)
{
    size_t room = bytes > a->next_bytes ? bytes : a->next_bytes;
    struct block *b = base_alloc_aligned(LINE + room);

    b->bytes = room;
    if (a->first != NULL && bytes > a->next_bytes) { // an oversize block: keep filling the old
        b->next = a->first->next;
        a->first->next = b;
    } else {
        b->next = a->first;
        a->first = b;
    }
    if (a->next_bytes < (size_t)BLOCK_BYTES * 16)
        a->next_bytes *= 2;
    return b;
}

static void *take_from(struct block *b, size_t align, size_t bytes)
{
    size_t at = (b->used + align - 1) / align * align;
    if (at > b->bytes || bytes > b->bytes - at)
        return NULL;
    b->used = at + bytes;
    return (char *)b + LINE + at;
}

void *base_arena_take(struct base_arena *a, size_t bytes)
{
    size_t align = bytes >= LINE ? LINE : SMALL;
    if (bytes > SIZE_MAX - 2 * (size_t)LINE)
        base_die("out of memory: %zu bytes", bytes);

    void *got = a->first ? take_from(a->first, align, bytes) : NULL;
    if (got == NULL)
        got = take_from(add_block(a, bytes), align, bytes);
    a->taken += bytes;
    return got;
}

void *base_arena_array(struct base_arena *a, size_t count, size_t item_bytes)
{
    if (item_bytes != 0 && count > SIZE_MAX / item_bytes)
        base_die("out of memory: %zu items of %zu bytes", count, item_bytes);
    return base_arena_take(a, count * item_bytes);
}

char *base_arena_string(struct base_arena *a, const char *text)
{
    size_t bytes = strlen(text) + 1;
    return memcpy(base_arena_take(a, bytes), text, bytes);
}

size_t base_arena_bytes(const struct base_arena *a)
{
    return a->taken;
}
