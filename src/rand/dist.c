/* SPDX-License-Identifier: Apache-2.0 */
#include "rand/dist.h"

#include <math.h>
#include <stddef.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_version.h>

#include "base/err.h"
#include "rand/gsl_door.h"

const char *rand_library(void)
{
    return gsl_version;
}

/* gsl_ran_exponential()'s formula without its function pointers. 1 - u is exact (u has 32
 * bits) and above zero, so log() gives what the slower log1p(-u) would. */
double rand_exponential(struct rand_stream *s, double mean)
{
    return -mean * log(1.0 - rand_uniform(s));
}

/* The ziggurat of G. Marsaglia and W. W. Tsang, J. Stat. Softw. 5(8), 2000, unlike polar pairs,
 * tempts nobody to keep a second number for later. */
static double draw_normal(struct rand_stream *s, double sd)
{
    gsl_rng rng = rand_gsl(s);
    return gsl_ran_gaussian_ziggurat(&rng, sd);
}

/* The variance, on the log scale, of a lognormal with coefficient of variation `cv`. */
static double log_variance(double cv)
{
    return log1p(cv * cv);
}

static double draw_lognormal(struct rand_stream *s, double mean, double cv)
{
    double variance = log_variance(cv);
    return mean * exp(draw_normal(s, sqrt(variance)) - variance / 2);
}

static double draw_gamma(struct rand_stream *s, double shape, double mean)
{
    gsl_rng rng = rand_gsl(s);
    return gsl_ran_gamma(&rng, shape, mean / shape);
}

static double draw_poisson(struct rand_stream *s, double mean)
{
    gsl_rng rng = rand_gsl(s);
    return gsl_ran_poisson(&rng, mean);
}

/* By the inverse of the distribution function, one draw. */
static double draw_triangular(struct rand_stream *s, double low, double mode, double high)
{
    double u = rand_uniform(s), width = high - low;

    if (u * width < mode - low)
        return low + sqrt(u * width * (mode - low));
    return high - sqrt((1 - u) * width * (high - mode));
}

/* The chance of c. Chances are floats, so what is meant as 0.3 + 0.7 can miss 1 by a little;
 * such a rest is nothing, or c would come once in ten million draws. */
static double three_point_rest(const struct rand_dist *d)
{
    double rest = 1.0 - d->p - d->q;
    return rest < 1e-6 ? 0 : rest;
}

static double draw_three_point(struct rand_stream *s, const struct rand_dist *d)
{
    double u = rand_uniform(s);

    if (u < d->p)
        return d->a;
    return u < 1.0 - three_point_rest(d) ? d->b : d->c;
}

/* A Poisson number whose mean is gamma: Greenwood and Yule, J. R. Stat. Soc. 83(2), 1920. */
static double draw_negative_binomial(struct rand_stream *s, double mean, double shape)
{
    return draw_poisson(s, draw_gamma(s, shape, mean));
}

/* By the inverse of the distribution function, one draw. */
static double draw_geometric(struct rand_stream *s, double mean)
{
    double u = 1.0 - rand_uniform(s);

    return mean > 1.0 ? floor(log(u) / log1p(-1.0 / mean)) + 1.0 : 1.0;
}

static double weibull_scale(double mean, double shape)
{
    return mean / tgamma(1.0 + 1.0 / shape);
}

static double draw_weibull(struct rand_stream *s, double mean, double shape)
{
    return weibull_scale(mean, shape) * pow(rand_exponential(s, 1.0), 1.0 / shape);
}

static double draw_table(struct rand_stream *s, const struct rand_dist *d)
{
    double u = rand_uniform(s);
    uint32_t low = 0, high = d->count - 1;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (u < d->upto[middle])
            high = middle;
        else
            low = middle + 1;
    }
    return d->value[low];
}

double rand_draw(struct rand_stream *s, const struct rand_dist *d)
{
    switch ((enum rand_law)d->law) {
    case RAND_CONSTANT:
        return d->a;
    case RAND_UNIFORM:
        return d->a + (d->b - d->a) * rand_uniform(s);
    case RAND_EXPONENTIAL:
        return rand_exponential(s, d->a);
    case RAND_NORMAL:
        return fmax(d->a + draw_normal(s, d->b), d->c);
    case RAND_LOGNORMAL:
        return draw_lognormal(s, d->a, d->b);
    case RAND_GAMMA:
        return draw_gamma(s, d->a, d->b);
    case RAND_POISSON:
        return draw_poisson(s, d->a);
    case RAND_TRIANGULAR:
        return draw_triangular(s, d->a, d->b, d->c);
    case RAND_THREE_POINT:
        return draw_three_point(s, d);
    case RAND_NEGATIVE_BINOMIAL:
        return draw_negative_binomial(s, d->a, d->b);
    case RAND_GEOMETRIC:
        return draw_geometric(s, d->a);
    case RAND_WEIBULL:
        return draw_weibull(s, d->a, d->b);
    case RAND_TABLE:
        return draw_table(s, d);
    case RAND_LAW_COUNT:
        break;
    }
    base_die("bug: %u is no law of chance", d->law);
}

/* What falls below c becomes c: E[max(X, c)] and the variance of max(X, c). */
static double cut_normal_mean(const struct rand_dist *d)
{
    if (d->b <= 0 || isinf(d->c))
        return fmax(d->a, d->c);
    return d->a + d->b * rand_normal_loss((d->a - d->c) / d->b);
}

static double cut_normal_variance(const struct rand_dist *d)
{
    if (d->b <= 0 || isinf(d->c))
        return d->b * d->b;
    double above = d->a - d->c, z = above / d->b;
    double square = (above * above + d->b * d->b) * rand_normal_below(z) +
                    above * d->b * rand_normal_density(z);
    double mean = cut_normal_mean(d) - d->c;
    return fmax(square - mean * mean, 0);
}

static double three_point_variance(const struct rand_dist *d)
{
    double rest = three_point_rest(d), mean = rand_mean(d);

    return d->p * pow(d->a - mean, 2) + d->q * pow(d->b - mean, 2) + rest * pow(d->c - mean, 2);
}

static double triangular_variance(double low, double mode, double high)
{
    return (low * low + mode * mode + high * high - low * mode - low * high - mode * high) / 18;
}

static double weibull_sd(double mean, double shape)
{
    double scale = weibull_scale(mean, shape);

    return sqrt(fmax(scale * scale * tgamma(1.0 + 2.0 / shape) - mean * mean, 0));
}

/* The mean of (X - from)^power over the table. */
static double table_moment(const struct rand_dist *d, double from, int power)
{
    double sum = 0;

    for (uint32_t i = 0; i < d->count; i++) {
        double off = d->value[i] - from, chance = d->upto[i] - (i > 0 ? d->upto[i - 1] : 0);

        sum += chance * (power == 2 ? off * off : off);
    }
    return sum;
}

double rand_mean(const struct rand_dist *d)
{
    switch ((enum rand_law)d->law) {
    case RAND_CONSTANT:
    case RAND_EXPONENTIAL:
    case RAND_LOGNORMAL:
    case RAND_POISSON:
    case RAND_NEGATIVE_BINOMIAL:
    case RAND_GEOMETRIC:
    case RAND_WEIBULL:
        return d->a;
    case RAND_TABLE:
        return table_moment(d, 0, 1);
    case RAND_UNIFORM:
        return (d->a + d->b) / 2;
    case RAND_NORMAL:
        return cut_normal_mean(d);
    case RAND_GAMMA:
        return d->b;
    case RAND_TRIANGULAR:
        return (d->a + d->b + d->c) / 3;
    case RAND_THREE_POINT:
        return d->p * d->a + d->q * d->b + three_point_rest(d) * d->c;
    case RAND_LAW_COUNT:
        break;
    }
    base_die("bug: %u is no law of chance", d->law);
}

double rand_sd(const struct rand_dist *d)
{
    switch ((enum rand_law)d->law) {
    case RAND_CONSTANT:
        return 0;
    case RAND_UNIFORM:
        return (d->b - d->a) / sqrt(12);
    case RAND_EXPONENTIAL:
        return d->a;
    case RAND_NORMAL:
        return sqrt(cut_normal_variance(d));
    case RAND_LOGNORMAL:
        return d->a * d->b;
    case RAND_GAMMA:
        return d->b / sqrt(d->a);
    case RAND_POISSON:
        return sqrt(d->a);
    case RAND_TRIANGULAR:
        return sqrt(triangular_variance(d->a, d->b, d->c));
    case RAND_THREE_POINT:
        return sqrt(three_point_variance(d));
    case RAND_NEGATIVE_BINOMIAL:
        return sqrt(d->a + d->a * d->a / d->b);
    case RAND_GEOMETRIC:
        return sqrt(d->a * (d->a - 1));
    case RAND_WEIBULL:
        return weibull_sd(d->a, d->b);
    case RAND_TABLE:
        return sqrt(table_moment(d, rand_mean(d), 2));
    case RAND_LAW_COUNT:
        break;
    }
    base_die("bug: %u is no law of chance", d->law);
}

static double three_point_lowest(const struct rand_dist *d)
{
    double low = INFINITY;

    if (d->p > 0)
        low = fmin(low, d->a);
    if (d->q > 0)
        low = fmin(low, d->b);
    if (three_point_rest(d) > 0)
        low = fmin(low, d->c);
    return low;
}

static double table_lowest(const struct rand_dist *d)
{
    double low = INFINITY;

    for (uint32_t i = 0; i < d->count; i++)
        if (d->upto[i] > (i > 0 ? d->upto[i - 1] : 0))
            low = fmin(low, d->value[i]);
    return low;
}

double rand_lowest(const struct rand_dist *d)
{
    switch ((enum rand_law)d->law) {
    case RAND_CONSTANT:
    case RAND_UNIFORM:
    case RAND_TRIANGULAR:
        return d->a;
    case RAND_EXPONENTIAL:
    case RAND_GAMMA:
    case RAND_POISSON:
    case RAND_NEGATIVE_BINOMIAL:
    case RAND_WEIBULL:
        return 0;
    case RAND_GEOMETRIC:
        return 1;
    case RAND_TABLE:
        return table_lowest(d);
    case RAND_NORMAL:
        return d->b > 0 ? d->c : fmax(d->a, d->c);
    case RAND_LOGNORMAL:
        return d->b > 0 ? 0 : d->a;
    case RAND_THREE_POINT:
        return three_point_lowest(d);
    case RAND_LAW_COUNT:
        break;
    }
    base_die("bug: %u is no law of chance", d->law);
}

const char *rand_law_name(enum rand_law law)
{
    static const char *const name[RAND_LAW_COUNT] = {
        [RAND_CONSTANT] = "constant",
        [RAND_UNIFORM] = "uniform",
        [RAND_EXPONENTIAL] = "exponential",
        [RAND_NORMAL] = "normal",
        [RAND_LOGNORMAL] = "lognormal",
        [RAND_GAMMA] = "gamma",
        [RAND_POISSON] = "poisson",
        [RAND_TRIANGULAR] = "triangular",
        [RAND_THREE_POINT] = "three_point",
        [RAND_NEGATIVE_BINOMIAL] = "negative_binomial",
        [RAND_GEOMETRIC] = "geometric",
        [RAND_WEIBULL] = "weibull",
        [RAND_TABLE] = "table",
    };
    return (unsigned)law < RAND_LAW_COUNT ? name[law] : NULL;
}

double rand_normal_density(double z)
{
    return gsl_ran_ugaussian_pdf(z);
}

double rand_normal_below(double z)
{
    return gsl_cdf_ugaussian_P(z);
}

double rand_normal_quantile(double p)
{
    return gsl_cdf_ugaussian_Pinv(p);
}

double rand_normal_loss(double z)
{
    return gsl_ran_ugaussian_pdf(z) - z * gsl_cdf_ugaussian_Q(z);
}
