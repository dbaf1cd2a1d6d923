/* SPDX-License-Identifier: Apache-2.0 */
/* supply/mind/parley/bandit.h - which plan to try: what is known of each, against what is to be
 * found out. A belief that learns from the outcome of a plan (learn = "beta") holds the share
 * of successes and the number of tries; these turn it into a score.
 *
 *  ucb       mean + sqrt(2 ln N / n): Auer, Cesa-Bianchi and Fischer, "Finite-time Analysis of
 *            the Multiarmed Bandit Problem", Machine Learning 47, 2002 (UCB1)
 *  thompson  a draw from the Beta distribution: Thompson, Biometrika 25, 1933
 *
 * The draw belongs to what is known: the same counts give the same draw until one more is
 * counted. So it needs no state of its own, and choosing again for other reasons does not swing
 * from plan to plan. Thread: pure functions. Errors: none.
 */
#pragma once

#include <stdint.h>

#include "bdi/expr.h"

/* Of a plan with success rate `mean` in `tries` of `all` tries of all plans; never tried: more
 * than any. */
double sup_bandit_bound(double mean, double tries, double all);

/* `chance` names the agent's stream. */
double sup_bandit_draw(uint64_t chance, double mean, double tries);

/* The same as functions of expressions: ucb(mean, tries, all), thompson(mean, tries). */
double sup_ucb(const struct bdi_view *view, const double *arg);
double sup_thompson(const struct bdi_view *view, const double *arg);
