/* SPDX-License-Identifier: Apache-2.0 */
/* out/rows.h - a table of rows in the results file: one group, one dataset per column.
 *
 * Thread: one, on one rank. Errors: as out/h5.h.
 */
#pragma once

#include <stddef.h>

#include "out/h5.h"
#include "out/table.h"

struct out_rows;

/* Begins the table `group`. Columns say where their values stand in a row of `row_bytes`
 * bytes; the first `keys` of them name a row and become dimension scales of the others. */
struct out_rows *out_rows_open(struct out_h5 *f, const char *group, const char *about,
                               const struct out_column *column, size_t count, size_t keys,
                               size_t row_bytes);

/* Appends `count` rows, `row_bytes` apart. */
void out_rows_append(struct out_rows *t, const void *row, size_t count);
void out_rows_close(struct out_rows *t); // NULL is fine

/* A whole table at once. */
void out_rows_write(struct out_h5 *f, const char *group, const char *about,
                    const struct out_column *column, size_t count, size_t keys,
                    size_t row_bytes, const void *row, size_t rows);

/* The column called `name`; NULL when there is none. */
const struct out_column *out_column_find(const struct out_column *column, size_t count,
                                         const char *name);

/* One value of a row as a double. */
double out_column_value(const struct out_column *column, const void *row);
