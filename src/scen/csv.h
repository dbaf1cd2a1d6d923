/* SPDX-License-Identifier: Apache-2.0 */
/* scen/csv.h - tables as text, after RFC 4180; also with ';' when the header has no comma.
 *
 * Cells point into the text, or into the reader's scratch when a quoted cell holds doubled
 * quotes; they are good until the next row. Thread: one owner.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "scen/unit.h"

enum { SCEN_CSV_COLUMNS = 64 };

struct scen_csv {
    const char *at, *end;
    size_t bytes;
    char separator;
    int line;      // of the next row
    char *scratch; // heap, as big as the text once it is needed
    size_t scratch_used;
    struct scen_span cell[SCEN_CSV_COLUMNS]; // of the current row, trimmed
    size_t cells;
    const char *row;   // the current row in the text, up to `at`, with the end of its line
    int row_line;      // where it begins
    const char *fault; // what is wrong with the current row; NULL when it is fine
};

/* Begins to read `text`, which must stay. */
void scen_csv_init(struct scen_csv *csv, const char *text, size_t bytes);
void scen_csv_fini(struct scen_csv *csv);

/* Goes to the next row that is not empty; false at the end. */
bool scen_csv_next(struct scen_csv *csv);
