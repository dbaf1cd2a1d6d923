/* SPDX-License-Identifier: Apache-2.0 */
/* lab/design.h - the points of a study: which value each factor has at each of them.
 *
 * A design that fills ranges places its points in the unit cube first; a coordinate chooses a
 * level, or a place between low and high. Points that are there already stay when a Sobol,
 * Saltelli, grid (of its first factor), list or csv design gets longer.
 * Thread: pure functions.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "scen/study.h"

struct lab_design {
    size_t points, factors;
    const char **text; // points x factors: the value as the scenario takes it
    double *value;     // points x factors: its number, in the unit that it is written in; NAN
                       // for words
    double *place;     // points x factors: coordinate in 0 .. 1; NULL for grid, list, csv
};

enum { LAB_DESIGN_MOST = 10000000 }; // points

/* Makes the design in `arena`. False with `err` when it is too big or has too many factors. */
bool lab_design_make(const struct scen_study *study, struct base_arena *arena,
                     struct lab_design *design, struct base_err *err);

/* Each value that factor `f` has anywhere, for checks: `user` gets the text and where it
 * stands. Of a range the two ends. */
void lab_design_values(const struct scen_study *study, size_t f,
                       void (*take)(void *user, const char *text, struct scen_where where),
                       void *user);

/* ---- lab/sample.c: coordinates, `points` x `factors`, row by row ---- */

void lab_sample_latin(double *place, size_t points, size_t factors, uint64_t seed);

/* Sobol's sequence from its first point on, each coordinate's bits shifted at random (a digital
 * shift; Cranley and Patterson, SIAM J. Numer. Anal. 13, 1976; Owen, "Randomly permuted
 * (t,m,s)-nets", 1995). At most LAB_SOBOL_MOST columns. */
enum { LAB_SOBOL_MOST = 40 };
void lab_sample_sobol(double *place, size_t points, size_t factors, uint64_t seed);

/* Trajectories of factors + 1 points through a grid of `levels`, one factor at a time by half
 * of its range and a bit: levels / (2 (levels - 1)) (Morris, Technometrics 33, 1991). */
void lab_sample_morris(double *place, size_t trajectories, size_t factors, size_t levels,
                       uint64_t seed);
double lab_morris_step(size_t levels);

/* `points` blocks of factors + 2 rows: A, A with one factor of B each, B (Saltelli et al.,
 * Computer Physics Communications 181, 2010). At most LAB_SOBOL_MOST / 2 factors. */
void lab_sample_saltelli(double *place, size_t points, size_t factors, uint64_t seed);
