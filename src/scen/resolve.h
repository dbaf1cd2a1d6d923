/* SPDX-License-Identifier: Apache-2.0 */
/* scen/resolve.h - what a scenario says once all its texts are put together.
 *
 * One line for each value that was given, whether in the text itself, in what it extends or
 * includes, in a table or by an override: `stock.Lyon.lamp.order_up_to = 60 units`. Paths are
 * those of `override`; values are in base units, so that "1 wk" and "7 d" are the same. What
 * was left out has the default that `bullwhip schema` tells; of the single groups `scenario`
 * and `run` defaults are written too. Where two entries have the same path, the second is
 * marked #2. The text is for reading, searching and comparing; it is not laid out as a scenario
 * file. Yet each value is in the language of scenario files, laws of chance too, and none is
 * missing: put into braces again, it is a scenario with the same resolved text and the same
 * world (tests/unit/scen/resolve_test.c). Thread: one owner.
 */
#pragma once

#include "base/text.h"
#include "scen/scenario.h"

/* Adds the lines to `text`; seed, replications and times as `scen` has them now. Reads
 * scen->file again: costs what loading did. */
void scen_resolve(const struct scenario *scen, struct base_text *text);

/* The same, handed over as it is made, whole lines at a time. Of a network in parts
 * (scen->part, with the texts of the whole) the tables pass by: memory does not grow with them,
 * but for some 20 bytes by name of an entry. */
void scen_resolve_to(const struct scenario *scen,
                     void (*put)(void *user, const char *lines, size_t bytes), void *user);
