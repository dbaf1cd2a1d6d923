/* SPDX-License-Identifier: Apache-2.0 */
/* lab/sum.h - one row of a summary: what the replications of one thing (a point, a course) say
 * about one figure.
 */
#pragma once

#include <stdint.h>

#include "lab/stat.h"
#include "out/h5.h"

struct lab_sum {
    uint32_t of, figure;
    struct lab_stat stat;
    struct lab_tail tail;
};

enum { LAB_SUM_COLUMNS = 18 };

/* The columns of such a table. `of` and `figure` are the first two, their offsets are filled
 * in; the unit of the statistics is that of the figure, which `see` tells ("see outcome"). */
void lab_sum_columns(struct out_column of, struct out_column figure, const char *see,
                     struct out_column column[LAB_SUM_COLUMNS]);

/* Hides the figures of a row where the mask of the file hides figures of this unit. */
void lab_sum_veil(const struct out_h5 *f, const char *unit, struct lab_sum *row);
