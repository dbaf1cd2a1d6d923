/* SPDX-License-Identifier: Apache-2.0 */
/* lab/parts.h - a scenario that nobody reads whole: rank 0 scans its texts, decides who owns
 * which site, and hands each rank the rows that it needs (scen/part.h); each builds its own
 * part of the world (supply/part.h).
 *
 * What can't be dealt out, or has mistakes or tables to warn of, is read whole (lab/share.h),
 * which tells them. Thread: the one of comm. All calls are collective.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "scen/part.h"
#include "tw/sim.h"

struct sup_world;

/* From so many sites on it is worth while to do without warnings about the whole network. */
enum { LAB_PARTS_SITES = 100000 };

struct lab_parts_ask {
    const char *path, *top; // of the scenario, as in scen_load_within()
    uint32_t least;         // sites: smaller networks are read whole
    struct tw_options tw;   // engine, threads and placement
    /* Makes of a scenario that was read what it shall be; false: it can't be so. */
    bool (*adjust)(void *user, struct scenario *scen);
    void *user;
};

struct lab_parts {
    struct scenario *scen;   // the caller's
    struct scen_cut *cut;    // rank 0; NULL elsewhere
    uint32_t sites;          // of the whole
    uint32_t *worker;        // by site of the whole: who owns it; heap
    uint32_t *owner;         // by site of the whole: its rank; heap, while parts are made
    uint64_t *key;           // by site of the whole: names its chance; heap, likewise
    struct sup_world *world; // until somebody takes it
    tw_time lookahead;
};

/* Reads this rank's part of a scenario, adjusts it, and builds this rank's part of the world.
 * Adds to `err` what is worth saying of texts that each part has whole. False on all ranks,
 * with nothing to free or said, when it has to be read whole; so has a network for one rank or
 * the serial engine. */
bool lab_parts_make(struct lab_parts *p, const struct lab_parts_ask *ask, struct scenario *scen,
                    struct base_err *err);

/* The world, the caller's from now on; `tw` gets the placement, borrowed. */
struct sup_world *lab_parts_take(struct lab_parts *p, struct tw_options *tw);

/* Once the model is written down, or need not be: what only building needed goes
 * (scen_part_settle). */
void lab_parts_settle(struct lab_parts *p);

/* Scenario and world stay; the texts of rank 0 and the placement go. */
void lab_parts_end(struct lab_parts *p);
