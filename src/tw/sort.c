/* SPDX-License-Identifier: Apache-2.0 */
#include "tw/sort.h"

#include <string.h>

enum { PIECE = 12, LONG = 48 };

static void insertion(struct tw_entry *entry, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct tw_entry e = entry[i];
        size_t j = i;
        for (; j > 0 && tw_entry_before(e, entry[j - 1]); j--)
            entry[j] = entry[j - 1];
        entry[j] = e;
    }
}

static void merge(const struct tw_entry *a, size_t na, const struct tw_entry *b, size_t nb,
                  struct tw_entry *to)
{
    while (na > 0 && nb > 0) {
        bool second = tw_entry_before(*b, *a);
        *to++ = second ? *b : *a;
        b += second;
        nb -= second;
        a += !second;
        na -= !second;
    }
    memcpy(to, a, na * sizeof *a);
    memcpy(to + na, b, nb * sizeof *b);
}

static bool sorted(const struct tw_entry *entry, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (tw_entry_before(entry[i], entry[i - 1]))
            return false;
    return true;
}

static void merge_pass(const struct tw_entry *from, size_t count, size_t width,
                       struct tw_entry *to)
{
    for (size_t i = 0; i < count; i += 2 * width) {
        size_t na = count - i < width ? count - i : width;
        size_t nb = count - i - na < width ? count - i - na : width;
        merge(from + i, na, from + i + na, nb, to + i);
    }
}

void tw_sort(struct tw_entry *entry, size_t count, struct tw_entry *scratch)
{
    if (count > LONG && sorted(entry, count))
        return;
    for (size_t i = 0; i < count; i += PIECE)
        insertion(entry + i, count - i < PIECE ? count - i : PIECE);

    struct tw_entry *from = entry, *to = scratch;
    for (size_t width = PIECE; width < count; width *= 2) {
        merge_pass(from, count, width, to);
        struct tw_entry *swap = from;
        from = to;
        to = swap;
    }
    if (from != entry)
        memcpy(entry, from, count * sizeof *entry);
}
