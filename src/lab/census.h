/* SPDX-License-Identifier: Apache-2.0 */
/* lab/census.h - sites, lanes and stockings by their numbers in the whole network, wherever
 * they are: in the scenario, or each with the rank that owns its site (scen/part.h).
 *
 * Rank 0 sees them window by window and never has them all. A lane is told by the rank that
 * owns the site where it begins. Thread: the one of comm. Calls are collective where the
 * scenario is a part; otherwise nothing is sent, and only rank 0 sees anything.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "scen/scenario.h"

struct sup_world;

enum lab_census_kind { LAB_SITES, LAB_LANES, LAB_STOCKINGS, LAB_CENSUS_KINDS };

struct lab_census {
    const struct scenario *scen;
    const struct sup_world *world;    // numbers the stockings of a part
    uint64_t count[LAB_CENSUS_KINDS]; // of the whole network
    size_t window;                    // rows at a time
};

enum { LAB_CENSUS_TEXTS = 2 };

/* Rows `first` and those that follow. Numbers in them are those of the whole network; what
 * their pointers lead to may be on another rank. */
struct lab_window {
    uint64_t first;
    size_t count;
    const void *row; // `count` of struct scen_site, scen_lane or scen_stocking
    const char *const *text[LAB_CENSUS_TEXTS]; // by row; sites: name, region; lanes: name,
                                               // mode; "" where there is none
};

/* Counts. `world` may be NULL when the scenario is whole. */
void lab_census_init(struct lab_census *c, const struct scenario *scen,
                     const struct sup_world *world);

/* Calls `take` on rank 0 for all rows in their order. */
void lab_census_each(const struct lab_census *c, enum lab_census_kind kind,
                     void (*take)(void *user, const struct lab_window *window), void *user);

/* The same for one row. */
void lab_census_one(const struct lab_census *c, enum lab_census_kind kind, uint64_t number,
                    void (*take)(void *user, const struct lab_window *window), void *user);

/* Of parts: tells the world, on all ranks, what it has to know of the whole network once rows
 * come from all of it (sup_world.ordered). */
void lab_census_tell(const struct lab_census *c, struct sup_world *world);

/* The same of how large the states of all sites are (sup_world.part_bytes), which only who
 * reads a checkpoint asks. */
void lab_census_tell_bytes(struct sup_world *world);
