/* SPDX-License-Identifier: Apache-2.0 */
/* lab/history.h - past drills: one HDF5 file with a row for each, that only grows.
 *
 * A row is added by writing the file anew beside itself and renaming it (out/h5.h): at any
 * moment the name holds all rows that there were, or all and the new one. FILE.lock keeps two
 * who add apart; whoever comes second waits for a while. Thread: one, on one rank.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"

/* Measures that a history keeps, with unit and whether more is better. */
enum {
    LAB_PAST_SURVIVE,
    LAB_PAST_SURVIVABLE,
    LAB_PAST_RECOVER,
    LAB_PAST_DIP,
    LAB_PAST_INDEX,
    LAB_PAST_AREA,
    LAB_PAST_TAIL,
    LAB_PAST_LATE,
    LAB_PAST_LOST,
    LAB_PAST_MARGIN,
    LAB_PAST_MEASURES
};
extern const char *const lab_past_measure[LAB_PAST_MEASURES];

struct lab_past {
    const char *exercise, *drill, *scenario, *course; // course: the one that was judged
    const char *ended, *version, *digest, *output, *currency;
    const char *job;                          // that added it, as base/job.h names it; "": none
    const char *inputs;                       // lab_drill_inputs(); "": not told, since masked
    double passed, criteria, missed, seconds; // whole numbers, but seconds
    double mean[LAB_PAST_MEASURES], low[LAB_PAST_MEASURES], high[LAB_PAST_MEASURES];
};

struct lab_history {
    struct lab_past *past; // in the order in which they were added
    size_t count;
};

/* Reads all of it, into `arena`; a file that is not there is an empty one. False with `err`: it
 * is damaged, or no history. */
bool lab_history_read(const char *path, struct base_arena *arena, struct lab_history *out,
                      struct base_err *err);

/* The row with this exercise; NULL: none. */
const struct lab_past *lab_history_find(const struct lab_history *h, const char *exercise);

/* The row that `row`'s job has added before it was ended and begun once more, from the same
 * inputs; NULL: none. What `row` says of results is not looked at. */
const struct lab_past *lab_history_own(const struct lab_history *h, const struct lab_past *row);

/* May `row` be added, or is it there already as lab_history_own() finds it? False with `err`:
 * another one with its exercise is there, and `force` is not. */
bool lab_history_may_add(const char *path, const struct lab_history *h,
                         const struct lab_past *row, bool force, struct base_err *err);

/* Adds a row, where it may; one that is its own stands for it. False with `err`, and nothing is
 * changed. */
bool lab_history_add(const char *path, const struct lab_past *row, bool force,
                     struct base_err *err);

/* How a measure goes from drill to drill: the slope of a straight line (least squares) with its
 * 95 % interval; NAN with fewer than 2 values, or 3 for the interval. */
struct lab_trend {
    double slope, low, high; // per drill
    size_t n;
};
struct lab_trend lab_history_trend(const struct lab_history *h, size_t measure);
