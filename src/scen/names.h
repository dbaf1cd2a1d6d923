/* SPDX-License-Identifier: Apache-2.0 */
/* scen/names.h - the names of a group by position, asked for by a piece of text.
 *
 * Thread: one owner.
 */
#pragma once

#include "base/map.h"
#include "scen/unit.h"

struct scen_names {
    struct base_map *map; // NULL while empty
    int32_t count;
};

void scen_names_fini(struct scen_names *names);

/* Adds `name` as the next position; false when it is there already. */
bool scen_names_add(struct scen_names *names, const char *name);

/* The position of `name`; -1 when it is not there. */
int32_t scen_names_find(const struct scen_names *names, struct scen_span name);

/* The name that may be meant; NULL when none is close. */
const char *scen_names_nearest(const struct scen_names *names, struct scen_span name);

/* The same among a few words, of which one may be what the trade calls otherwise. */
const char *scen_nearest(struct scen_span word, const char *const *candidate, size_t count);
