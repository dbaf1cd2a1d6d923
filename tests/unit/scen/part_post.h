/* SPDX-License-Identifier: Apache-2.0 */
/* Parts that go from hand to hand within a process, in a folder of their own. Include
 * "support/test.h" first; needs _GNU_SOURCE (mkdtemp). */
#pragma once

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "rand/stream.h"
#include "scen/part.h"

enum { RANKS_MAX = 4 };

static char home[4096], folder[64];

static inline int enter(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/bullwhip-part-XXXXXX");
    return getcwd(home, sizeof home) != NULL && mkdtemp(folder) != NULL && chdir(folder) == 0
               ? 0
               : -1;
}

static inline int leave(void **state)
{
    static const char *const made[] = {"net.cfg",    "sites.csv", "lanes.csv", "stock.csv",
                                       "demand.csv", "more.cfg",  "base.cfg"};
    (void)state;
    for (size_t i = 0; i < sizeof made / sizeof *made; i++)
        unlink(made[i]);
    return chdir(home) == 0 && rmdir(folder) == 0 ? 0 : -1;
}

/* ---- post ---- */

struct letter {
    struct base_text text;
    size_t got;
};

static inline void put(void *user, uint32_t rank, const void *data, size_t bytes)
{
    struct letter *letter = user;

    base_text_put(&letter[rank].text, data, bytes);
}

static inline void get(void *user, void *data, size_t bytes)
{
    struct letter *letter = user;

    assert_true(letter->got + bytes <= letter->text.length);
    memcpy(data, letter->text.at + letter->got, bytes);
    letter->got += bytes;
}

/* Deals out and loads all parts, each with what it has to say; how many were good. */
static inline uint32_t deal_and_hear(struct scen_cut *cut, const uint32_t *owner,
                                     uint32_t ranks, struct scenario *part,
                                     struct base_err *told)
{
    struct letter letter[RANKS_MAX] = {{.got = 0}};
    uint32_t good = 0;

    scen_cut_deal(cut, owner, ranks, put, letter);
    for (uint32_t r = 0; r < ranks; r++) {
        bool is = scen_part_load(get, &letter[r], &part[r], &told[r]);

        assert_int_equal(letter[r].got, letter[r].text.length);
        base_text_fini(&letter[r].text);
        good += is;
    }
    return good;
}

/* The same; nobody has anything to say. */
static inline uint32_t deal(struct scen_cut *cut, const uint32_t *owner, uint32_t ranks,
                            struct scenario *part)
{
    struct base_err told[RANKS_MAX] = {{.count = 0}};
    uint32_t good = deal_and_hear(cut, owner, ranks, part, told);

    for (uint32_t r = 0; r < ranks; r++)
        assert_int_equal(told[r].count, 0);
    return good;
}

/* Rank of each site: stretches of them, in turn, by dice. */
static inline uint32_t *share_out(size_t sites, uint32_t ranks, int how,
                                  struct rand_stream *dice)
{
    uint32_t *owner = base_array(sites, sizeof *owner);

    for (size_t s = 0; s < sites; s++)
        owner[s] = how == 0   ? (uint32_t)(s * ranks / sites)
                   : how == 1 ? (uint32_t)(s % ranks)
                              : rand_below(dice, ranks);
    return owner;
}
