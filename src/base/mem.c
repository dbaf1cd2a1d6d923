/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

enum { CACHE_LINE = 64 };

static size_t product(size_t count, size_t item_bytes)
{
    if (item_bytes != 0 && count > SIZE_MAX / item_bytes)
        base_die("out of memory: %zu items of %zu bytes", count, item_bytes);
    size_t bytes = count * item_bytes;
    return bytes > 0 ? bytes : 1;
}

void *base_alloc(size_t bytes)
{
    return base_array(bytes, 1);
}

void *base_array(size_t count, size_t item_bytes)
{
    size_t bytes = product(count, item_bytes);
    void *got = calloc(1, bytes);
    if (got == NULL)
        base_die("out of memory: %zu bytes", bytes);
    return got;
}

void *base_resize(void *old, size_t count, size_t item_bytes)
{
    size_t bytes = product(count, item_bytes);
    void *got = realloc(old, bytes);
    if (got == NULL)
        base_die("out of memory: %zu bytes", bytes);
    return got;
}

void *base_grow(void *old, size_t index, size_t *capacity, size_t item_bytes)
{
    if (index < *capacity)
        return old;
    size_t room = *capacity < 8 ? 8 : *capacity;
    while (room <= index)
        room = room > SIZE_MAX / 2 ? SIZE_MAX : room * 2;
    *capacity = room;
    return base_resize(old, room, item_bytes);
}

char *base_string(const char *text)
{
    size_t bytes = strlen(text) + 1;
    return memcpy(base_alloc(bytes), text, bytes);
}

void *base_alloc_aligned(size_t bytes)
{
    if (bytes > SIZE_MAX - CACHE_LINE)
        base_die("out of memory: %zu bytes", bytes);
    size_t lines = bytes > 0 ? (bytes + CACHE_LINE - 1) / CACHE_LINE : 1;
    void *got = aligned_alloc(CACHE_LINE, lines * CACHE_LINE);
    if (got == NULL)
        base_die("out of memory: %zu bytes", bytes);
    return memset(got, 0, lines * CACHE_LINE);
}

void base_keep_heap(void)
{
    enum { KEPT = 32 << 20 };

    mallopt(M_TRIM_THRESHOLD, KEPT);
    mallopt(M_MMAP_THRESHOLD, KEPT / 8);
}
