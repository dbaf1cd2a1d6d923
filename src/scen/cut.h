/* SPDX-License-Identifier: Apache-2.0 */
/* scen/cut.h - texts that were scanned to be dealt out: inside of scen/part.h.
 *
 * scen/parse.c reads all sections as ever, but where a reading has a `cut` the tables of sites,
 * lanes, stock and demand come here, and what other sections say of sites is pinned: each rank
 * will have it. What can't be dealt out sets `failed`, and no more is read. Thread: one owner.
 */
#pragma once

#include "base/text.h"
#include "scen/csv.h"
#include "scen/index.h"
#include "scen/part.h"
#include "scen/rows.h"
#include "scen/text.h"

struct scen_cut_table { // one of the four
    const struct scen_file *file;
    size_t rows, columns;
    uint8_t use[SCEN_CSV_COLUMNS];   // by column: what it is good for, scen/cut_table.c
    int first, second, name, region; // columns that name sites; a lane; a region; -1: none
};

struct scen_cut {
    struct scen_texts texts;
    struct base_arena *arena, *bytes; // of the texts
    const struct scen_file *file;     // [0] is the scenario
    size_t files;
    bool failed;
    struct scen_cut_table table[SCEN_GROUPS]; // of those that are dealt out
    struct scen_index sites;
    uint32_t *from, *to; // heap: by lane, sites
    size_t lanes, from_room, to_room;
    uint32_t *pin; // heap: sites that each rank has, in order once all is read
    size_t pins, pin_room;
    uint32_t *pin_lane; // heap: the same for lanes
    size_t pin_lanes, pin_lane_room;
    struct scen_index regions;    // of sites; gone once all is read
    struct scen_index lane_names; // the same; those that have one
    uint32_t *named;              // heap: by number of a name, its lane
    size_t named_room;
    struct scen_cut_net net;
};

/* Is this section dealt out? */
bool scen_cut_deals(enum scen_group_id g);

/* A section is about to be read, a group (such as the name of a table) or a list: no when
 * that is in vain. */
bool scen_cut_may(struct scen_cut *cut, enum scen_group_id g, bool is_group);

/* Scans a table of a section that is dealt out. scen/cut_table.c */
void scen_cut_scan(struct scen_cut *cut, enum scen_group_id g, const struct scen_file *file);

/* Another section names a site: its number; SCEN_NONE when there is none. */
int32_t scen_cut_pin(struct scen_cut *cut, struct scen_span name);

/* ---- tables ---- */

/* Rows one after the other; what was read leaves memory. */
struct scen_cut_walk {
    struct scen_csv csv;
    const struct base_arena *bytes;
    const char *rested; // so far
    uint32_t last[2];   // sites that were named last, in the first column and the second
};

void scen_cut_walk_begin(struct scen_cut_walk *w, const struct scen_cut *cut,
                         const struct scen_file *file);
bool scen_cut_walk_next(struct scen_cut_walk *w);
void scen_cut_walk_end(struct scen_cut_walk *w);

/* The site that the current row of the table names in its first column of sites, or the second
 * (1); SCEN_NOT_IN_INDEX: none. */
uint32_t scen_cut_site(const struct scen_cut *cut, const struct scen_cut_table *t,
                       struct scen_cut_walk *w, int second);

/* Of a name. */
uint64_t scen_cut_key(struct scen_span name);

/* Writes the current row as it is told where its site is cut off. */
void scen_cut_edge_row(const struct scen_cut_table *t, const struct scen_csv *csv,
                       struct base_text *out);

/* ---- kin ---- */

/* Who needs what, beside the owners: scen/cut_kin.c */
struct scen_cut_kin {
    const uint32_t *owner; // by site; borrowed
    uint32_t ranks;
    uint64_t *entry; // heap: in order of site, rank; see scen_cut_kin_rank
    size_t entries, room;
    uint32_t *first; // heap: by site, its entries; one more behind the last
};

void scen_cut_kin_find(struct scen_cut_kin *k, const struct scen_cut *cut,
                       const uint32_t *owner, uint32_t ranks);
void scen_cut_kin_fini(struct scen_cut_kin *k);

static inline uint32_t scen_cut_kin_rank(uint64_t entry)
{
    return (uint32_t)entry >> 1;
}

static inline enum scen_kin scen_cut_kin_of(uint64_t entry)
{
    return (entry & 1) != 0 ? SCEN_EDGE : SCEN_CLIENT;
}
