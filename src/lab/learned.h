/* SPDX-License-Identifier: Apache-2.0 */
/* lab/learned.h - what agents learned in a run, as the table that a scenario gives to those of
 * a later one (scen/learned.h): /results/learned of one replication, by names. Thread: one.
 */
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "base/text.h"
#include "out/read.h"

/* Adds the table to `out`, with its header; numbers so that they are read back as they were.
 * False with `err`: the file tells nothing of that, or there is no such replication. `path` is
 * the file's, for messages. */
bool lab_learned(const struct out_file *f, const char *path, uint32_t replication,
                 struct base_text *out, struct base_err *err);
