/* SPDX-License-Identifier: Apache-2.0 */
/* scen/said.h - texts that are read only to be told again (scen/resolve.h), of a network that
 * is too big to be here as a whole.
 *
 * Where a reading has a `said`, the tables of sections that are dealt out (scen/cut.h) wait
 * until they are asked for, and then pass by row by row; what refers to a site is kept as it
 * is written. Thread: one owner.
 */
#pragma once

#include "scen/parse.h"

struct scen_said {
    const struct scen_file *table[SCEN_GROUPS]; // that waits; NULL: none
    const char **site;                          // heap: what references to sites say
    size_t sites, room;
    void (*row)(void *user, struct scen_rows *rows); // the last row has come; may forget them
    void *user;
};

/* The number of what a reference says. */
int32_t scen_said_site(struct scen_reading *in, struct scen_span text);
