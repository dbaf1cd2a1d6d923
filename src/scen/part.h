/* SPDX-License-Identifier: Apache-2.0 */
/* scen/part.h - a scenario of which each rank reads a part.
 *
 * One process (rank 0) scans the texts and keeps an index: a hash for each name of a site, the
 * ends of each lane. When it is known who owns which site, it hands each row of the tables to
 * those who need it; a part is an ordinary scenario whose tables have these rows only, in the
 * order of the whole, so numbers here rise with those of the whole. Sections that are not dealt
 * out (products, disruptions, settings of the run) are whole in each part.
 *
 * What a part has of a site: SCEN_OWN all of it, with the lanes to and from there; SCEN_CLIENT,
 * where lanes from an own site lead to, the same but for lanes from there; SCEN_EDGE, where
 * other lanes of the part begin or what the text names, is cut off: a supplier that keeps the
 * same products at the same costs of holding.
 *
 * Thread: one. Nothing here speaks with other ranks: bytes go out by `put` and come by `get`.
 */
#pragma once

#include "scen/scenario.h"

enum scen_kin { SCEN_OWN, SCEN_CLIENT, SCEN_EDGE };

/* What a part is of the whole; scenario.part, NULL: it is the whole. */
struct scen_part {
    uint32_t sites, lanes; // of the whole
    const uint32_t *site;  // by site here: its number in the whole
    const uint32_t *lane;  // by lane here
    const uint8_t *kin;    // by site here: enum scen_kin
};

/* Sites of the whole, whether `scen` has them or not. */
static inline size_t scen_all_sites(const struct scenario *scen)
{
    return scen->part != NULL ? scen->part->sites : scen->sites;
}

struct scen_cut; // the scanned texts

/* The network of the whole; the cut's. */
struct scen_cut_net {
    uint32_t sites, lanes;
    const uint32_t *from, *to; // by lane: sites
    const uint64_t *key;       // by site: base_digest_bytes(1, name)
};

/* Scans the scenario `path`, with `top` as in scen_load_within(). NULL when it can't be dealt
 * out, because it has mistakes or what parts can't have; nothing is told: to read it whole
 * tells. */
struct scen_cut *scen_cut_open(const char *path, const char *top);
void scen_cut_free(struct scen_cut *cut); // NULL is fine

/* Frees all but the texts. */
void scen_cut_forget(struct scen_cut *cut);

const struct scen_cut_net *scen_cut_net(const struct scen_cut *cut);

/* Hands out all parts: what goes to a rank is what its scen_part_load() gets, in that order
 * and in pieces of the same sizes; what goes to different ranks is mixed. `owner` is by site: a
 * rank below `ranks`. */
void scen_cut_deal(struct scen_cut *cut, const uint32_t *owner, uint32_t ranks,
                   void (*put)(void *user, uint32_t rank, const void *data, size_t bytes),
                   void *user);

/* Makes scen->file the texts as they were read (paths, names, bytes), for who writes them down.
 * They are the cut's, which has to stay; scen_rest() is for them from now on. */
void scen_cut_lend(const struct scen_cut *cut, struct scenario *scen);

/* Reads and checks what scen_cut_deal() put for this rank, with new arenas of its own. False,
 * and nothing to free, with any mistake, or a warning about a table that is dealt out, and they
 * are not told; all is got in either case. Warnings about texts that each part has whole are
 * added to `told`: all parts should have the same. Checks that need the whole network (what is
 * never used, what is overloaded, orders in a circle through other parts) are not made; tiers
 * are those of the part. scen->file is NULL. */
bool scen_part_load(void (*get)(void *user, void *data, size_t bytes), void *user,
                    struct scenario *scen, struct base_err *told);

/* What is needed only until the world stands and the model is written down goes: lanes,
 * stockings, demands, and of sites all but the names of own ones; the other sites are gone as
 * well. */
void scen_part_settle(struct scenario *scen);
