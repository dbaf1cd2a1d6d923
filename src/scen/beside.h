/* SPDX-License-Identifier: Apache-2.0 */
/* scen/beside.h - tables beside a scenario that hold no section of it: a trace of demand, what
 * people decided, what agents learned.
 *
 * They are read as any other table, so their cells may carry units and mistakes name their
 * line.
 */
#pragma once

#include "scen/build.h"

/* The column of moments, for the group of such a table. */
#define SCEN_BESIDE_TIME(at, about)                                                 \
    {                                                                               \
        "time", SCEN_TICKS, SCEN_REQUIRED, {.power = {[SCEN_TIME] = 1}}, 0, 365000, \
            .example = "3 d", .offset = (at), .doc = (about)                        \
    }

/* The table `path`, which the key at `offset` of row `i` of section `g` names; it lies beside
 * the scenario. NULL with a mistake. */
const struct scen_file *scen_beside_open(struct scen_build *b, enum scen_group_id g, size_t i,
                                         size_t offset, const char *path);

/* Reads rows->group; `model` is a row of defaults. False with mistakes. The rows are always to
 * be finished with scen_rows_fini(). */
bool scen_beside_read(struct scen_build *b, const struct scen_file *file, const void *model,
                      struct scen_rows *rows);

/* Do the times at `offset` of the rows never go back? False with a mistake for each. */
bool scen_beside_in_order(struct scen_build *b, const struct scen_rows *rows, size_t offset);
