/* SPDX-License-Identifier: Apache-2.0 */
/* scen/merge.h - one clean text for libconfig out of a planner's text and what it includes.
 *
 * libconfig 1.5 wraps big numbers silently, stops at its first mistake, says only "syntax
 * error" and includes files relative to the wrong folder. So this pass reads the text first:
 * it reports what would go wrong there, all of it, and hands on a text in which numbers are
 * quoted (scen/unit.h reads them), comments are blank and includes are in place. `line[]`
 * leads back from each line to where it came from.
 */
#pragma once

#include "scen/text.h"

struct scen_line {
    const char *file;
    int line;
    bool refused; // a value here was reported and stands as ""
};

struct scen_merged {
    char *text; // heap, NUL-terminated
    size_t size, capacity;
    struct scen_line *line; // [0] is line 1 of `text`
    size_t lines, line_capacity;
    bool broken; // too broken for libconfig; `err` says why
    bool gap;    // an include is not in it; `err` says why
};

/* Fills `m` from `file`, which belongs to `t`. Mistakes go to `err`. */
void scen_merge(struct scen_merged *m, struct scen_texts *t, const struct scen_file *file,
                struct base_err *err);
void scen_merged_fini(struct scen_merged *m);

/* Where line `line` (from 1) came from. */
const struct scen_line *scen_merged_line(const struct scen_merged *m, int line);
