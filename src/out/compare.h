/* SPDX-License-Identifier: Apache-2.0 */
/* out/compare.h - are two results files the same, and where do they first differ?
 *
 * Thread: one, on one rank.
 */
#pragma once

#include "base/text.h"
#include "out/read.h"

struct out_comparison {
    uint64_t datasets, values; // that were compared
    bool different;
    struct base_text
        where; // the first difference: dataset, row, what names the row, both values
};

/* Goes through all datasets below `group` of `a`, in the order in which they were written, and
 * stops at the first that `b` lacks or has otherwise. What only `b` has does not count: newer
 * versions write more. Adds to `c`; nothing once it is different. */
void out_compare(const struct out_file *a, const struct out_file *b, const char *group,
                 struct out_comparison *c);

void out_comparison_fini(struct out_comparison *c);
