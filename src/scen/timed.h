/* SPDX-License-Identifier: Apache-2.0 */
/* scen/timed.h - amounts at points in time, as planners write them:
 * "40 units at 7 d + 40 units at 14 d".
 */
#pragma once

#include "scen/build.h"

/* Reads `text`, the value of key `offset` (called `name`) in row `i` of group `g`, about
 * `product`, into amounts of whole quanta in the order of their times; `list` lives in the
 * scenario's arena. Returns their number; 0 with a mistake. */
size_t scen_timed_read(struct scen_build *b, enum scen_group_id g, size_t i, size_t offset,
                       const char *name, struct scen_span text, int32_t product,
                       const struct scen_timed **list);
