/* SPDX-License-Identifier: Apache-2.0 */
/* Messages between the ranks that build the parts of one world. */
#include "supply/build/meet.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void sup_say(struct sup_apart *a, uint32_t rank, const void *message, size_t bytes)
{
    struct sup_outbox *p = &a->post[rank];

    if (bytes == 0)
        return;
    p->bytes = base_grow(p->bytes, p->count + bytes - 1, &p->capacity, 1);
    memcpy(p->bytes + p->count, message, bytes);
    p->count += bytes;
}

void *sup_exchange(struct sup_apart *a, size_t *bytes)
{
    uint32_t ranks = a->meet->ranks;
    size_t *each = base_array(ranks, sizeof *each), all = 0, at = 0;

    for (uint32_t r = 0; r < ranks; r++)
        all += each[r] = a->post[r].count;
    char *out = base_alloc(all);

    for (uint32_t r = 0; r < ranks; r++) {
        if (each[r] > 0)
            memcpy(out + at, a->post[r].bytes, each[r]);
        at += each[r];
        free(a->post[r].bytes);
        a->post[r] = (struct sup_outbox){0};
    }
    void *in = a->meet->swap(a->meet->user, out, each, a->came);

    *bytes = 0;
    for (uint32_t r = 0; r < ranks; r++)
        *bytes += a->came[r];
    free(out);
    free(each);
    return in;
}

/* What each rank says to all, rank by rank; heap. */
static void *say_to_all(struct sup_apart *a, const void *word, size_t bytes)
{
    size_t all;

    for (uint32_t r = 0; r < a->meet->ranks; r++)
        sup_say(a, r, word, bytes);
    return sup_exchange(a, &all);
}

uint64_t sup_sum(struct sup_apart *a, uint64_t mine)
{
    uint64_t *each = say_to_all(a, &mine, sizeof mine), sum = 0;

    for (uint32_t r = 0; r < a->meet->ranks; r++)
        sum += each[r];
    free(each);
    return sum;
}

double sup_sum_double(struct sup_apart *a, double mine)
{
    double *each = say_to_all(a, &mine, sizeof mine), sum = 0.0;

    for (uint32_t r = 0; r < a->meet->ranks; r++)
        sum += each[r];
    free(each);
    return sum;
}

uint32_t sup_site_here(const struct sup_apart *a, uint32_t site)
{
    uint32_t low = 0, high = a->here;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (a->part->site[middle] < site)
            low = middle + 1;
        else
            high = middle;
    }
    base_assert(low < a->here && a->part->site[low] == site);
    return low;
}
