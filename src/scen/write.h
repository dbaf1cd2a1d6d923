/* SPDX-License-Identifier: Apache-2.0 */
/* scen/write.h - a new scenario folder, for programs that make scenarios.
 *
 * Nothing that exists is ever written over. Mistakes go to `err`.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"

struct scen_writer {
    FILE *out; // NULL once writing failed
    char *path;
};

/* Makes `folder`, with its parents, unless it is there; false when it holds a scenario. */
bool scen_folder_make(const char *folder, struct base_err *err);

/* Opens the new file `name` of `folder`. False when it can't be made or is there. */
bool scen_writer_open(struct scen_writer *w, const char *folder, const char *name,
                      struct base_err *err);

/* Ends the file; false when not all of it could be written. */
bool scen_writer_close(struct scen_writer *w, struct base_err *err);

/* A cell of a table, in quotes when it needs them. */
void scen_write_cell(FILE *out, const char *text);
