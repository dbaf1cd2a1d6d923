/* SPDX-License-Identifier: Apache-2.0 */
/* scen/law.h - laws of chance as planners write them.
 *
 *   3 d   constant(3) d   uniform(1, 3) d   exponential(4) d   normal(50, 8) units
 *   lognormal(4, cv 2) d   gamma(4, cv 0.5) d   poisson(6) units   triangular(1, 2, 5) d
 *   points(20 : 0.4, 25 : 0.4, 50 : 0.2) d   empirical(3, 5, 5, 9) d   weibull(9, shape 2) d
 *   negative-binomial(6, sd 4) units   geometric(3) units
 *
 * The first number is always the mean, except where a law has only bounds. A spread may be
 * said as `sd` or `cv` (sd / mean). Thread: pure functions.
 */
#pragma once

#include "base/text.h"
#include "scen/scenario.h"
#include "scen/unit.h"

/* The numbers of enum rand_law. */
enum scen_law_id {
    SCEN_CONSTANT,
    SCEN_UNIFORM,
    SCEN_EXPONENTIAL,
    SCEN_NORMAL,
    SCEN_LOGNORMAL,
    SCEN_GAMMA,
    SCEN_POISSON_LAW,
    SCEN_TRIANGULAR,
    SCEN_THREE_POINT,
    SCEN_NEGATIVE_BINOMIAL,
    SCEN_GEOMETRIC,
    SCEN_WEIBULL,
    SCEN_POINTS // more than three
};

/* How laws are written, for messages and docs: one line each, NULL-terminated. */
extern const char *const scen_law_forms[];

/* Reads a law whose values count in units of `dim`. A bare number is fine when `bare` (the
 * unit is said elsewhere; it is `bare_factor` base units). False: `why` says what is wrong. */
struct scen_law_text {
    struct scen_span text;
    const char *currency;
    struct base_arena *arena; // where the points of a law stay
    struct scen_dim dim;
    bool bare;
    double bare_factor;
};
bool scen_law_read(const struct scen_law_text *in, struct scen_law *law, char *why,
                   size_t why_bytes);

/* Adds the law as it may be written, without its unit: read again, it is the same law. */
void scen_law_write(const struct scen_law *law, struct base_text *text);

double scen_law_lowest(const struct scen_law *law); // infimum of the support
double scen_law_mean(const struct scen_law *law);   // NULL: 0

/* Makes every value of the law `times` as big; of counts (poisson) the mean. False: there is
 * no such law, as a geometric one with a mean below 1. */
bool scen_law_scale(struct scen_law *law, double times);

/* True when the law is the constant `value`. */
bool scen_law_is(const struct scen_law *law, double value);
