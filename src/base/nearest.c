/* SPDX-License-Identifier: Apache-2.0 */
#include "base/nearest.h"

#include <stdint.h>
#include <string.h>

enum { LONGEST = 63 }; // longer names are compared by their beginnings

static char folded(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c - 'A' + 'a');
    return c == '-' ? '_' : c;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Row `i` of the table, from the two rows before; says the smallest number in it. */
static size_t next_row(const char *a, const char *b, size_t bytes, size_t i,
                       size_t row[3][LONGEST + 1])
{
    const size_t *before = row[(i + 1) % 3], *last = row[(i + 2) % 3];
    size_t *now = row[i % 3], least = i;

    now[0] = i;
    for (size_t j = 1; j <= bytes; j++) {
        size_t change = folded(a[i - 1]) != folded(b[j - 1]);
        now[j] = smaller(last[j - 1] + change, smaller(last[j], now[j - 1]) + 1);
        if (i > 1 && j > 1 && folded(a[i - 1]) == folded(b[j - 2]) &&
            folded(a[i - 2]) == folded(b[j - 1]))
            now[j] = smaller(now[j], before[j - 2] + 1);
        least = smaller(least, now[j]);
    }
    return least;
}

size_t base_edit_distance(const char *a, const char *b, size_t limit)
{
    size_t long_a = strnlen(a, LONGEST), long_b = strnlen(b, LONGEST);
    size_t row[3][LONGEST + 1], least = 0, least_before;

    if (long_a > long_b + limit || long_b > long_a + limit)
        return limit + 1;
    for (size_t j = 0; j <= long_b; j++)
        row[0][j] = j;
    for (size_t i = 1; i <= long_a; i++) {
        least_before = least;
        least = next_row(a, b, long_b, i, row);
        if (least > limit && least_before > limit) // a swap may skip one row
            return limit + 1;
    }
    return smaller(row[long_a % 3][long_b], limit + 1);
}

size_t base_nearest_limit(const char *name)
{
    size_t third = strnlen(name, LONGEST) / 3;
    return third > 0 ? third : 1;
}

const char *base_nearest(const char *name, const char *const *names, size_t count)
{
    size_t limit = base_nearest_limit(name);
    const char *best = NULL;

    for (size_t i = 0; i < count; i++) {
        size_t steps = base_edit_distance(name, names[i], limit);
        if (steps > limit)
            continue;
        best = names[i];
        if (steps == 0)
            break;
        limit = steps - 1;
    }
    return best;
}
