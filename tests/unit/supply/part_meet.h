/* SPDX-License-Identifier: Apache-2.0 */
/* The ranks that build the parts of a world are threads that meet at barriers. */
#pragma once

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "supply/part.h"
#include "support/test.h"

enum { MEET_RANKS = 4 };

struct hall { // where they meet
    pthread_barrier_t all;
    uint32_t ranks;
    const char *data[MEET_RANKS];
    const size_t *bytes[MEET_RANKS];
    uint64_t word[MEET_RANKS];
};

struct guest {
    struct hall *hall;
    uint32_t rank;
    const struct scenario *scen; // its part
    struct sup_meet meet;
    struct sup_world *world;
};

static inline void *meet_swap(void *user, const void *data, const size_t *bytes, size_t *came)
{
    struct guest *g = user;
    struct hall *h = g->hall;
    size_t all = 0, at = 0;

    h->data[g->rank] = data;
    h->bytes[g->rank] = bytes;
    pthread_barrier_wait(&h->all);
    for (uint32_t r = 0; r < h->ranks; r++)
        all += came[r] = h->bytes[r][g->rank];
    char *in = malloc(all + 1);

    for (uint32_t r = 0; r < h->ranks; r++) {
        size_t skip = 0;

        for (uint32_t k = 0; k < g->rank; k++)
            skip += h->bytes[r][k];
        memcpy(in + at, h->data[r] + skip, came[r]);
        at += came[r];
    }
    pthread_barrier_wait(&h->all);
    return in;
}

static inline uint64_t meet_most(void *user, uint64_t mine)
{
    struct guest *g = user;
    struct hall *h = g->hall;
    uint64_t most = 0;

    h->word[g->rank] = mine;
    pthread_barrier_wait(&h->all);
    for (uint32_t r = 0; r < h->ranks; r++)
        most = h->word[r] > most ? h->word[r] : most;
    pthread_barrier_wait(&h->all);
    return most;
}

static inline bool meet_all(void *user, bool mine)
{
    return meet_most(user, !mine) == 0;
}

static inline void *meet_rank(void *user)
{
    struct guest *g = user;

    g->world = sup_part_new(g->scen, &g->meet);
    return NULL;
}

static inline void meet_build(struct guest *guest, uint32_t ranks)
{
    struct hall hall = {.ranks = ranks};
    pthread_t thread[MEET_RANKS];

    pthread_barrier_init(&hall.all, NULL, ranks);
    for (uint32_t r = 0; r < ranks; r++) {
        guest[r].hall = &hall;
        guest[r].rank = r;
        guest[r].meet.rank = r;
        guest[r].meet.ranks = ranks;
        guest[r].meet.user = &guest[r];
        guest[r].meet.swap = meet_swap;
        guest[r].meet.most = meet_most;
        guest[r].meet.all = meet_all;
        assert_int_equal(pthread_create(&thread[r], NULL, meet_rank, &guest[r]), 0);
    }
    for (uint32_t r = 0; r < ranks; r++)
        assert_int_equal(pthread_join(thread[r], NULL), 0);
    pthread_barrier_destroy(&hall.all);
}
