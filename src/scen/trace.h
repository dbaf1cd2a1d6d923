/* SPDX-License-Identifier: Apache-2.0 */
/* scen/trace.h - demand as it was observed: a table of times and quantities.
 *
 * A trace is read like any other table, so its cells may carry units and its mistakes name
 * their line.
 */
#pragma once

#include "scen/build.h"

/* Reads the table `path` for `d`, row `i` of its group, into `more`. False with mistakes. */
bool scen_trace_read(struct scen_build *b, size_t i, const char *path,
                     const struct scen_demand *d, struct scen_demand_more *more);
