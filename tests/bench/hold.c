/* SPDX-License-Identifier: Apache-2.0 */
/* The bare limit: the hold model over a binary heap of 16-byte entries, with the generator and
 * the delays of PHOLD and a touched state per entry. No engine: what is left when all that an
 * engine does is taken away.
 * usage: hold PENDING STATE_BYTES HOLDS     prints ns per hold and holds per second */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "rand/dist.h"
#include "rand/stream.h"

struct entry {
    int64_t at;
    uint64_t lp;
};

static void sift_down(struct entry *heap, size_t count, struct entry e)
{
    size_t i = 0;
    for (size_t child; (child = 2 * i + 1) < count; i = child) {
        if (child + 1 < count && heap[child + 1].at < heap[child].at)
            child++;
        if (e.at <= heap[child].at)
            break;
        heap[i] = heap[child];
    }
    heap[i] = e;
}

static void sift_up(struct entry *heap, size_t i, struct entry e)
{
    for (; i > 0 && heap[(i - 1) / 2].at > e.at; i = (i - 1) / 2)
        heap[i] = heap[(i - 1) / 2];
    heap[i] = e;
}

static int64_t delay(struct rand_stream *dice)
{
    return 100000 + (int64_t)(rand_exponential(dice, 0.9) * 1e6);
}

static void touch(unsigned char *state)
{
    uint64_t *word = (uint64_t *)(void *)state;
    for (int i = 2; i < 8; i++)
        word[i] += (uint64_t)i;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: hold PENDING STATE_BYTES HOLDS\n");
        return 2;
    }
    size_t pending = strtoull(argv[1], NULL, 10), bytes = strtoull(argv[2], NULL, 10);
    uint64_t holds = strtoull(argv[3], NULL, 10);
    struct entry *heap = base_array(pending, sizeof *heap);
    unsigned char *state = base_alloc_aligned(pending * bytes + 64);
    struct rand_stream dice = rand_stream_at(1, 1);

    for (size_t i = 0; i < pending; i++)
        sift_up(heap, i, (struct entry){delay(&dice), i});
    double begin = base_clock_seconds();
    for (uint64_t i = 0; i < holds; i++) {
        struct entry e = heap[0];
        struct rand_stream *own = (struct rand_stream *)(void *)(state + e.lp * bytes);
        own->inc |= 1;
        e.at += delay(own);
        if (bytes >= 64)
            touch(state + e.lp * bytes);
        sift_down(heap, pending, e);
    }
    double seconds = base_clock_seconds() - begin;
    printf("pending %zu state %zu ns_per_hold %.1f holds_per_second %.0f\n", pending, bytes,
           seconds / (double)holds * 1e9, (double)holds / seconds);
    free(heap);
    free(state);
    return 0;
}
