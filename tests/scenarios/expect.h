/* SPDX-License-Identifier: Apache-2.0 */
/* Loads bad texts and compares what is said with what the files ask for.
 *
 * A line that ends in `# expect: words` must get a message with these words on this line;
 * `# expect table.csv:7: words` asks for one in a table, `# expect nowhere: words` for one
 * without a place. Several stand one behind the other. Nothing else may be said. A warning
 * starts with "warning: ".
 */
#pragma once

#include "base/err.h"

/* Loads all files of the arguments; the exit code. */
int expect_all(int argc, char **argv, void (*load)(const char *path, struct base_err *err));
