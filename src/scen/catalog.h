/* SPDX-License-Identifier: Apache-2.0 */
/* scen/catalog.h - the scenarios of a folder, cheaply: heads only, nothing checked.
 *
 * A scenario is a .cfg file with a `scenario` group that has an id, in the folder or below it.
 * Files that cannot be read as text are listed with the reason. What a scenario inherits from
 * another is not looked up.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"

struct scen_entry {
    const char *path;                                   // folder/name
    const char *id, *title, *version, *owner, *purpose; // "" when not given
    const char *extends;                                // path of another, "" when none
    const char *const *tags;
    size_t tag_count;
    const char *criteria; // "" when not given
    const char *fault;    // why it can't be read; NULL when it can
};

/* Fills `entry` (in `arena`, ordered by path). False with `err` when `folder` can't be read. */
bool scen_catalog(const char *folder, struct base_arena *arena, const struct scen_entry **entry,
                  size_t *count, struct base_err *err);
