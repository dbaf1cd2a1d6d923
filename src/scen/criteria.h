/* SPDX-License-Identifier: Apache-2.0 */
/* scen/criteria.h - what shall be reached: "fill_rate >= 95 % within 10 d at 95 % and ...".
 *
 * Which figures there are, and in what unit, is known to who judges alone.
 * Thread: pure functions; texts go to the arena.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "scen/scenario.h"
#include "scen/unit.h"

enum { SCEN_CRITERIA_MAX = 32 };

/* What is said of a text that is none; takes the length and the text. */
#define SCEN_NO_CRITERION                                                              \
    "\"%.*s\" is no criterion; expected a figure and what it shall be, such as "       \
    "\"fill_rate >= 95 %%\", \"total_cost <= 400 at 95 %%\" or, where something goes " \
    "wrong, \"fill_rate >= 95 %% within 10 d\""

bool scen_criterion_read(struct base_arena *arena, struct scen_span text,
                         struct scen_criterion *out);

/* Takes the next of those that `rest` joins by "and" off it. */
struct scen_span scen_criteria_next(struct scen_span *rest);
