/* SPDX-License-Identifier: Apache-2.0 */
/* lab/rule.h - how many observations are enough: for one mean, and to tell the best of several.
 *
 * Both look at observations in the order of their number, at fixed counts, so what they decide
 * depends on the observations alone, not on when they came in. Thread: pure functions.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Observation `i` of point `point`. */
typedef double lab_observe(const void *user, size_t point, size_t i);

struct lab_stop {
    double half_width; // aim, 0: none
    double relative;   // the same as a part of the mean, 0: none
    double confidence; // 0.95
    size_t batch, at_most;
};

/* How many observations the point needs, as far as its first `have` tell: more than `have` when
 * they do not tell yet. Looked at after each batch; the interval is Student's (Law, "Simulation
 * Modeling and Analysis", ch. 9: the sequential procedure). */
size_t lab_stop_at(const struct lab_stop *rule, lab_observe *value, const void *user,
                   size_t point, size_t have);

enum { LAB_SELECT_MOST = 2000 }; // points

struct lab_select {
    double indifference, confidence;
    size_t first, batch, at_most;
    bool most; // more is better
};

struct lab_selection {
    bool over;      // `best` is known
    size_t best;    // SIZE_MAX: not yet
    size_t *needed; // by point: observations it needs, all in all; given up ones no more
    size_t *left;   // by point: after how many it was given up; 0: it was not
};

/* Kim and Nelson's procedure (ACM TOMACS 11(3), 2001, with c = 1): the best of `points` with
 * the confidence asked for, when it is better than the others by `indifference` at least. Goes
 * on from the first observation each time, through the counts first, first + 1, ..., for as
 * long as all that are left have `have[point]` of them; asks for whole batches more.
 * Observations that vary together (common random numbers) make it end sooner. `have[point]`
 * SIZE_MAX: no candidate. */
void lab_select_best(const struct lab_select *rule, size_t points, const size_t *have,
                     lab_observe *value, const void *user, struct lab_selection *out);
