/* SPDX-License-Identifier: Apache-2.0 */
/* out/table.h - what a column of results is: name, unit, type, place in its row.
 *
 * A table is an array of equal rows, each a flat struct; columns say how to read it. The
 * model that emits rows describes them here, and `out` writes them without knowing the model.
 */
#pragma once

#include <stddef.h>

enum out_type { OUT_I32, OUT_U32, OUT_I64, OUT_U64, OUT_F64 };

struct out_column {
    const char *name;  // as the analyst sees it: "backlog"
    const char *unit;  // "units", "EUR", "d", "1" for ratios
    const char *about; // one sentence
    enum out_type type;
    size_t offset; // in the row
};
