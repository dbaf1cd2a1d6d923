/* SPDX-License-Identifier: Apache-2.0 */
/* rand/dist.h - distributions, drawn from a rand_stream; GSL does the arithmetic.
 *
 * Each draw depends on the stream alone: no GSL distribution with hidden state is offered
 * (tests/unit/rand/dist_test.c checks every one). Thread: pure but for the stream.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "rand/stream.h"

const char *rand_library(void); // "2.7.1": the GSL in use

/* A law with its parameters. Units are those of the caller. */
enum rand_law {
    RAND_CONSTANT,          // a
    RAND_UNIFORM,           // a .. b
    RAND_EXPONENTIAL,       // mean a
    RAND_NORMAL,            // mean a, sd b; what falls below c becomes c (c = -inf: not cut)
    RAND_LOGNORMAL,         // mean a, coefficient of variation b (of the variable itself)
    RAND_GAMMA,             // shape a, mean b
    RAND_POISSON,           // mean a, at most RAND_POISSON_MEAN_MAX
    RAND_TRIANGULAR,        // a low, b mode, c high
    RAND_THREE_POINT,       // values a, b, c with chances p (of a), q (of b), the rest c
    RAND_NEGATIVE_BINOMIAL, // mean a, shape b: variance a + a^2 / b
    RAND_GEOMETRIC,         // 1, 2, 3 ...: mean a >= 1
    RAND_WEIBULL,           // mean a, shape b
    RAND_TABLE,             // value[i] with chance upto[i] - upto[i - 1], i below count
    RAND_LAW_COUNT
};

#define RAND_POISSON_MEAN_MAX 1e9 // GSL counts in an unsigned int

struct rand_dist {
    uint32_t law;   // enum rand_law
    float p, q;     // RAND_THREE_POINT only
    uint32_t count; // RAND_TABLE only: of value and upto, which are borrowed
    double a, b, c;
    const double *value, *upto; // upto ascends to 1
};

/* One draw. The parameters must make sense: no negative mean of a positive law, low <= mode <=
 * high, chances within 0 .. 1. */
double rand_draw(struct rand_stream *s, const struct rand_dist *d);

/* Of what rand_draw() gives, so of the cut normal, not of the normal before the cut. */
double rand_mean(const struct rand_dist *d);
double rand_sd(const struct rand_dist *d);
double rand_lowest(const struct rand_dist *d); // infimum of the support, for lookahead

/* "constant", "uniform" .. as scenario files spell it; NULL for a number that is no law. */
const char *rand_law_name(enum rand_law law);

/* Exponential with mean `mean`: one draw, at most 22.2 means. */
double rand_exponential(struct rand_stream *s, double mean);

/* Of the standard normal: density, chance of at most z, the z of a chance (0 < p < 1), and the
 * expected excess over z, E[max(Z - z, 0)], as in base-stock and (s,S) formulas. */
double rand_normal_density(double z);
double rand_normal_below(double z);
double rand_normal_quantile(double p);
double rand_normal_loss(double z);
