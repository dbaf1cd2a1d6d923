/* SPDX-License-Identifier: Apache-2.0 */
/* scen/build.h - from rows to the scenario, with all checks that need more than one value.
 *
 * Works on rows whose names fit together (no holes); figures that were refused may be wrong,
 * so a row with one is not judged. Mistakes go to `err`.
 */
#pragma once

#include "scen/text.h"
#include "scen/value.h"

struct scen_topic { // warnings of one kind
    const char *name;
    size_t count;
};

struct scen_warnings {
    struct scen_topic *topic; // heap
    size_t topics, capacity;
};

enum scen_kept_kind {
    SCEN_KEPT_LAW,
    SCEN_KEPT_SITE,
    SCEN_KEPT_LANE,
    SCEN_KEPT_STOCKING,
    SCEN_KEPT_DEMAND,
    SCEN_KEPT_KINDS
};

enum { SCEN_KEPT_LATELY = 256 };

struct scen_build {
    struct scenario *scen; // its arena is set
    const struct scen_raw *raw;
    const struct scen_reading *in;
    struct base_err *err;
    struct scen_texts *texts; // to read tables from
    int32_t *lane_order;      // heap: lanes ordered by (to, from)
    int32_t *lane_named;      // heap: the lane of each name, by its position in the names
    size_t errors;            // in `err` before this scenario
    struct scen_warnings warnings;
    double *flow; // heap: by stocking, units per day that customers draw on it, on average;
                  // known from scen_check_graph on, where the network hangs together
    bool *needed; // heap: by stocking; does it serve customers?
    const void *kept[SCEN_KEPT_KINDS][SCEN_KEPT_LATELY]; // by what they say
    uint32_t *route_order; // heap: routing rows ordered by (site, product), then as written
};

void scen_build_head(struct scen_build *b);     // scenario, run
void scen_build_criteria(struct scen_build *b); // scen/criteria.c
void scen_build_mask(struct scen_build *b);     // scen/mask.c
void scen_build_products(struct scen_build *b); // with bills of materials
void scen_build_places(struct scen_build *b);   // sites, lanes
void scen_build_lines(struct scen_build *b);    // scen/lines.c
void scen_build_lanes(struct scen_build *b);    // scen/lanes.c; part of places
void scen_join_lanes(struct scen_build *b);     // the same; needs lane_order
void scen_check_lanes(struct scen_build *b);    // scen/lanes.c; needs stock
void scen_check_holdups(struct scen_build *b);  // scen/holdups.c; needs stock
void scen_build_stock(struct scen_build *b);    // scen/stock.c; needs demand and lines

/* scen/keep.c: shelf life and what is under way at the start of stock row `i`. */
void scen_build_keeping(struct scen_build *b, size_t i, const struct scen_stock_row *row,
                        struct scen_stocking_more *out);

void scen_build_demand(struct scen_build *b);      // scen/demand.c
void scen_build_promotions(struct scen_build *b);  // scen/promotions.c; needs demand
void scen_build_disruptions(struct scen_build *b); // scen/disruptions.c
/* Position of an entry of approvals; SCEN_NONE: there is none of that name. */
int32_t scen_approval_named(const struct scen_build *b, const char *name);
void scen_build_approvals(struct scen_build *b); // scen/approvals.c; before agents
void scen_build_agents(struct scen_build *b);    // scen/agents.c; needs stock
void scen_assign_agents(struct scen_build *b);   // scen/assign.c; part of agents

/* Cycles, unreachable customers, missing parts; tiers; flows. scen/graph.c */
void scen_check_graph(struct scen_build *b);

/* Checks of the whole: what is never used, what can't keep up. Where there is no mistake.
 * scen/cross.c */
void scen_check_whole(struct scen_build *b);
void scen_check_strain(struct scen_build *b); // scen/strain.c; a part of it

/* A copy, kept aside: that of an earlier row where one is known that says the same. NULL where
 * nothing is said; a law: where it is always 0. scen/kept.c */
const struct scen_law *scen_keep_law(struct scen_build *b, const struct scen_law *law);
const struct scen_site_more *scen_keep_site(struct scen_build *b,
                                            const struct scen_site_more *more);
const struct scen_lane_more *scen_keep_lane(struct scen_build *b,
                                            const struct scen_lane_more *more);
const struct scen_stocking_more *scen_keep_stocking(struct scen_build *b,
                                                    const struct scen_stocking_more *more);
const struct scen_demand_more *scen_keep_demand(struct scen_build *b,
                                                const struct scen_demand_more *more);

/* A mistake at the value of key `offset` in row `i` of group `g`. */
void scen_refuse(struct scen_build *b, enum scen_group_id g, size_t i, size_t offset,
                 const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Warnings, scen/warn.c: for what is strange but can be run. Only what is true of every such
 * scenario may be said. Of each `topic` ("lanes are not used": it follows a number) some are
 * told, then how many more there are. */
void scen_warn(struct scen_build *b, const char *topic, enum scen_group_id g, size_t i,
               size_t offset, const char *format, ...) __attribute__((format(printf, 6, 7)));
void scen_warn_at(struct scen_build *b, const char *topic, struct scen_where where,
                  const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Warns, if the value was given: "make_time means nothing <where>", such as "where goods are
 * bought". */
void scen_warn_unused(struct scen_build *b, enum scen_group_id g, size_t i, size_t offset,
                      const char *format, ...) __attribute__((format(printf, 5, 6)));

void scen_warn_end(struct scen_build *b);

/* Is the site cut off, in a part? */
bool scen_is_edge(const struct scenario *scen, int32_t site);

/* Was that value given? */
bool scen_given(const struct scen_build *b, enum scen_group_id g, size_t i, size_t offset);

/* The first stocking that does not come before (site, product): stockings are in order. */
size_t scen_stocking_from(const struct scenario *scen, int32_t site, int32_t product);

/* The stocking of (site, product), SIZE_MAX when there is none. */
size_t scen_stocking_of(const struct scenario *scen, int32_t site, int32_t product);

/* scen/lines.c: fills what stock entry `i` says about making it. */
void scen_set_making(struct scen_build *b, size_t i, struct scen_stocking_more *out);

/* Does stock entry `i` name a line, or has its product a routing there? */
bool scen_on_line(const struct scen_build *b, size_t i);

/* The lane of that name; SCEN_NONE when there is none. */
int32_t scen_lane_named(const struct scen_build *b, struct scen_span name);

/* Lanes that lead to `to` are lane_order[first .. first + count - 1]. */
size_t scen_lanes_into(const struct scen_build *b, int32_t to, size_t *first);
