/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/diff_text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { CELLS_MAX = 1 << 24 }; // 32 MB for the moment of comparing

static size_t count_lines(const char *text, size_t bytes)
{
    size_t count = bytes > 0 && text[bytes - 1] != '\n';

    for (size_t i = 0; i < bytes; i++)
        count += text[i] == '\n';
    return count;
}

struct lab_lines lab_lines_of(const char *text, size_t bytes, struct base_arena *arena)
{
    struct lab_lines l = {.count = count_lines(text, bytes)};
    const char *at = text, *end = text + bytes;

    l.line = base_arena_array(arena, l.count + 1, sizeof *l.line);
    for (size_t i = 0; i < l.count; i++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t size = (size_t)((stop ? stop : end) - at);
        char *line = base_arena_take(arena, size + 1);
        memcpy(line, at, size);
        if (size > 0 && line[size - 1] == '\r')
            line[size - 1] = '\0';
        l.line[i] = line;
        at += size + 1;
    }
    return l;
}

static bool *marks(size_t count, struct base_arena *arena)
{
    bool *mark = base_arena_array(arena, count + 1, sizeof *mark);

    memset(mark, 1, count * sizeof *mark);
    return mark;
}

/* Takes the marks off a longest common subsequence of a[0..n) and b[0..m). */
static void pair_up(const char *const *a, size_t n, bool *only_a, const char *const *b,
                    size_t m, bool *only_b)
{
    uint16_t *length = base_array((n + 1) * (m + 1), sizeof *length); // of what is left
    size_t wide = m + 1;

    for (size_t i = n; i-- > 0;)
        for (size_t j = m; j-- > 0;) {
            uint16_t down = length[(i + 1) * wide + j], right = length[i * wide + j + 1];
            uint16_t longer = down > right ? down : right;
            bool equal = strcmp(a[i], b[j]) == 0;
            length[i * wide + j] =
                equal ? (uint16_t)(length[(i + 1) * wide + j + 1] + 1) : longer;
        }
    for (size_t i = 0, j = 0; i < n && j < m;)
        if (strcmp(a[i], b[j]) == 0)
            only_a[i++] = only_b[j++] = false;
        else if (length[(i + 1) * wide + j] >= length[i * wide + j + 1])
            i++;
        else
            j++;
    free(length);
}

void lab_lines_differ(const struct lab_lines *a, const struct lab_lines *b,
                      struct base_arena *arena, bool **only_a, bool **only_b)
{
    size_t first = 0, n = a->count, m = b->count;
    bool *mark_a = *only_a = marks(n, arena), *mark_b = *only_b = marks(m, arena);

    for (; first < n && first < m && strcmp(a->line[first], b->line[first]) == 0; first++)
        mark_a[first] = mark_b[first] = false;
    for (; n > first && m > first && strcmp(a->line[n - 1], b->line[m - 1]) == 0; n--, m--)
        mark_a[n - 1] = mark_b[m - 1] = false;
    n -= first;
    m -= first;
    if (n < UINT16_MAX && m < UINT16_MAX && (n + 1) * (m + 1) <= CELLS_MAX)
        pair_up(a->line + first, n, mark_a + first, b->line + first, m, mark_b + first);
}
