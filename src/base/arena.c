/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE // MAP_ANONYMOUS, MADV_NOHUGEPAGE
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/err.h"
#include "base/mem.h"

enum { LINE = 64, SMALL = 16, BLOCK_BYTES = 64 * 1024, STEP_BYTES = 1 << 20 };

/* Blocks double in size up to a limit, so that small arenas stay small and big ones need few
 * calls. What does not fit a block gets one of its own, which takes memory from the system only
 * where it is written. */
struct block {
    struct block *next;
    void *memory;       // of the heap, with the block in it
    size_t used, bytes; // of the room that begins one cache line after the block
};

struct stretch { // of an arena at a place of its own: all its memory
    char *at;    // NULL: the arena has blocks
    size_t used, room, most;
};

struct mapped {
    struct mapped *next;
    void *at;
    size_t bytes;
};

struct base_arena {
    struct block *first; // the one that is being filled
    size_t taken;
    size_t next_bytes; // size of the next block
    struct stretch stretch;
    struct mapped *mapped; // heap
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
        free(b->memory);
    }
    if (a->stretch.at != NULL)
        munmap(a->stretch.at, a->stretch.room);
    for (struct mapped *m = a->mapped, *next; m != NULL; m = next) {
        next = m->next;
        munmap(m->at, m->bytes);
        free(m);
    }
    free(a);
}

/* ---- a stretch of addresses ---- */

/* Gives the stretch at least `bytes` of memory; false when the addresses are not free. */
static bool stretch_to(struct stretch *s, size_t bytes)
{
    size_t room = (bytes + STEP_BYTES - 1) / STEP_BYTES * STEP_BYTES, more = room - s->room;

    if (bytes <= s->room)
        return true;
    if (room < bytes || room > s->most)
        return false;
    void *end = s->at + s->room;
    void *got = mmap(end, more, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    if (got != MAP_FAILED && got != end) // an old system takes the address as a wish only
        munmap(got, more);
    if (got != end)
        return false;
    s->room = room;
    return true;
}

struct base_arena *base_arena_new_at(uint64_t address, size_t most)
{
    struct base_arena *a = base_arena_new();

    a->stretch = (struct stretch){.at = (char *)(uintptr_t)address, .most = most};
    if (stretch_to(&a->stretch, 1))
        return a;
    a->stretch.at = NULL;
    base_arena_free(a);
    return NULL;
}

void *base_arena_stretch(const struct base_arena *a, size_t *bytes)
{
    *bytes = a->stretch.used;
    return a->stretch.at;
}

bool base_arena_widen(struct base_arena *a, size_t bytes)
{
    if (!stretch_to(&a->stretch, bytes))
        return false;
    // few of the pages may be written: none shall bring its neighbours along
    madvise(a->stretch.at, a->stretch.room, MADV_NOHUGEPAGE);
    a->stretch.used = bytes;
    return true;
}

static void *take_from_stretch(struct stretch *s, size_t align, size_t bytes)
{
    size_t at = (s->used + align - 1) / align * align;

    if (!stretch_to(s, at + bytes))
        base_die("out of memory: %zu bytes", bytes);
    s->used = at + bytes;
    return s->at + at;
}

/* ---- files ---- */

const char *base_arena_map(struct base_arena *a, int fd, size_t bytes)
{
    void *at = mmap(NULL, bytes, PROT_READ, MAP_PRIVATE, fd, 0);

    if (at == MAP_FAILED)
        return NULL;
    struct mapped *m = base_alloc(sizeof *m);
    *m = (struct mapped){a->mapped, at, bytes};
    a->mapped = m;
    return at;
}

void base_arena_rest(const struct base_arena *a)
{
    for (const struct mapped *m = a->mapped; m != NULL; m = m->next)
        madvise(m->at, m->bytes, MADV_DONTNEED);
}

/* ---- blocks ---- */

static struct block *add_block(struct base_arena *a, size_t bytes)
{
    size_t room = bytes > a->next_bytes ? bytes : a->next_bytes;
    void *memory = base_alloc(2 * (size_t)LINE + room);
    uintptr_t line = ((uintptr_t)memory + LINE - 1) / LINE * LINE;
    struct block *b = (struct block *)line;

    b->memory = memory;
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

    a->taken += bytes;
    if (a->stretch.at != NULL)
        return take_from_stretch(&a->stretch, align, bytes);
    void *got = a->first ? take_from(a->first, align, bytes) : NULL;
    if (got == NULL)
        got = take_from(add_block(a, bytes), align, bytes);
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
