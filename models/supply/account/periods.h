/* SPDX-License-Identifier: Apache-2.0 */
/* supply/account/periods.h - the time series of the whole network: the rows of its sites, added
 * up as they come. Thread: one.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "out/table.h"
#include "supply/supply.h"

struct sup_periods;

struct sup_periods *sup_periods_new(const struct sup_world *world);
void sup_periods_free(struct sup_periods *p); // NULL is fine

/* Begins a replication. */
void sup_periods_begin(struct sup_periods *p, uint32_t replication);

/* Adds a row of SUP_SITE_KPI, written at `at`. The order of the sum is that of the rows. */
void sup_periods_add(struct sup_periods *p, int64_t at, const void *site_row);

/* The same of a row of SUP_COST, which tells of nothing else. */
void sup_periods_add_cost(struct sup_periods *p, int64_t at, const void *cost_row);

/* The network's rows of this replication, by period; columns describe them. */
const void *sup_periods_rows(const struct sup_periods *p, size_t *count);
const struct out_column *sup_periods_columns(const struct sup_periods *p, size_t *count);
size_t sup_periods_row_bytes(void);

/* The network's cost per period, over all full periods after the warm-up: NAN while there are
 * too few. */
struct sup_periods_cost {
    double mean, variance;
};
struct sup_periods_cost sup_periods_cost(const struct sup_periods *p);
