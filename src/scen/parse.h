/* SPDX-License-Identifier: Apache-2.0 */
/* scen/parse.h - from texts to rows: every group, entry, key and table of the schema. */
#pragma once

#include "scen/text.h"
#include "scen/value.h"

/* Reads the scenario text `name` of `texts` with its tables into `raw`, against `in`. Mistakes
 * go to in->err; in->holes counts those after which cross-checks would only guess. */
void scen_parse(struct scen_texts *texts, const char *name, struct scen_reading *in,
                struct scen_raw *raw);

/* Reads a table into `rows`; scen/table.c. `model` is a row of defaults. */
void scen_table_read(const struct scen_file *file, struct scen_reading *in,
                     struct scen_rows *rows, const void *model);

/* After a row is read: complains about required values that are missing, and keeps the
 * group's names in step with its rows. */
void scen_row_end(struct scen_reading *in, struct scen_rows *rows);

/* The key of `group` with this name, else NULL with a mistake that says the nearest. */
const struct scen_key *scen_key_find(struct scen_reading *in, const struct scen_group *group,
                                     struct scen_span name, struct scen_where where,
                                     const char *kind);
