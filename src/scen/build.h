/* SPDX-License-Identifier: Apache-2.0 */
/* scen/build.h - from rows to the scenario, with all checks that need more than one value.
 *
 * Works on rows whose names fit together (no holes); figures that were refused may be wrong,
 * so a row with one is not judged. Mistakes go to `err`.
 */
#pragma once

#include "scen/value.h"

struct scen_build {
    struct scenario *scen; // its arena is set
    const struct scen_raw *raw;
    const struct scen_reading *in;
    struct base_err *err;
    int32_t *lane_order; // heap: lanes ordered by (to, from)
    size_t errors;       // in `err` before this scenario
};

void scen_build_head(struct scen_build *b);     // scenario, run
void scen_build_products(struct scen_build *b); // with bills of materials
void scen_build_places(struct scen_build *b);   // sites, lanes
void scen_build_stock(struct scen_build *b);    // scen/stock.c; needs demand
void scen_build_demand(struct scen_build *b);
void scen_build_outages(struct scen_build *b);

/* Cycles, unreachable customers, missing parts; tiers; what is never used. scen/graph.c */
void scen_check_graph(struct scen_build *b);

/* A mistake at the value of key `offset` in row `i` of group `g`. */
void scen_refuse(struct scen_build *b, enum scen_group_id g, size_t i, size_t offset,
                 const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Was that value given? */
bool scen_given(const struct scen_build *b, enum scen_group_id g, size_t i, size_t offset);

/* The stocking of (site, product), SIZE_MAX when there is none; stockings are in order. */
size_t scen_stocking_of(const struct scenario *scen, int32_t site, int32_t product);

/* Lanes that lead to `to` are lane_order[first .. first + count - 1]. */
size_t scen_lanes_into(const struct scen_build *b, int32_t to, size_t *first);
