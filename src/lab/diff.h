/* SPDX-License-Identifier: Apache-2.0 */
/* lab/diff.h - two results files: what went in differently, and what came out differently.
 *
 * Thread: one, on one rank.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "out/read.h"

/* A line of a source text that only one side has, or a text that only one side has. */
struct lab_diff_line {
    const char *source; // name of the text
    bool second;        // it is the second file's
    size_t line;        // from 1; 0: the whole text
    const char *text;
};

/* A value in force (/scenario/resolved) or a setting; NULL where a side does not have it. */
struct lab_diff_value {
    const char *path, *a, *b;
};

/* A figure of /summary. With replications in common (same seed, so they meet the same chance)
 * the difference b - a is the mean over pairs with its 95 % Student interval; else of the
 * means, without one (NAN). */
struct lab_diff_figure {
    const char *name, *unit;
    double a, b, difference, low, high;
    size_t pairs;
};

struct lab_diff {
    struct lab_diff_line *line;
    struct lab_diff_value *value, *setting;
    struct lab_diff_figure *figure; // all that both have
    size_t lines, values, settings, figures;
    bool same_results; // the digests agree
};

/* Everything lives in `arena`. False with `err` when one is no results file. */
bool lab_diff(const struct out_file *a, const struct out_file *b, struct base_arena *arena,
              struct lab_diff *diff, struct base_err *err);

/* ---- lab/diff_points.c ---- */

/* Adds what two sweeps have different at points of the same number: values of factors, and the
 * outcomes that both have, as figures. */
void lab_diff_points(const struct out_file *a, const struct out_file *b,
                     struct base_arena *arena, struct lab_diff *diff);
