/* SPDX-License-Identifier: Apache-2.0 */
/* lab/sensitivity.h - which factor matters: Sobol indices and Morris' elementary effects.
 *
 * Intervals are reproducible: the bootstrap has a stream of its own. Thread: pure functions.
 */
#pragma once

#include <stddef.h>

struct lab_index {                       // of one factor
    double first, first_low, first_high; // part of the variance that it alone explains
    double total, total_low, total_high; // part that is left when all but it are known
};

/* From outcomes of a Saltelli design: `y` has `rows` blocks of factors + 2, as
 * lab_sample_saltelli() orders them. First-order indices after Saltelli et al. (2010), table 2
 * (b), total ones after Jansen, Computer Physics Communications 117, 1999; 95 % percentile
 * intervals from resampled blocks (Archer, Saltelli, Sobol, J. Stat. Comput. Simul. 58, 1997).
 * NAN when the outcome does not vary. */
void lab_sobol_indices(const double *y, size_t rows, size_t factors, struct lab_index *index);

struct lab_effect {             // of one factor, per whole range
    double mu, mu_star, sigma;  // mean, mean of the size, standard deviation
    double star_low, star_high; // 95 % interval of mu_star (Student t over trajectories)
};

/* From outcomes `y` and coordinates `place` of a Morris design; mu_star after Campolongo,
 * Cariboni, Saltelli, Environmental Modelling & Software 22, 2007. */
void lab_morris_effects(const double *y, const double *place, size_t trajectories,
                        size_t factors, struct lab_effect *effect);
