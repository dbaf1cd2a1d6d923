/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/law_forms.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool scen_say(const struct scen_saying *why, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    vsnprintf(why->text, why->bytes, format, list);
    va_end(list);
    return false;
}

static bool plain_args(const struct scen_args *in, size_t count)
{
    for (size_t i = 0; i < in->count; i++)
        if (in->item[i].label[0] != '\0' || in->item[i].has_chance)
            return false;
    return in->count == count;
}

static bool make_constant(const struct scen_args *in, struct scen_law *law,
                          const struct scen_saying *why)
{
    if (!plain_args(in, 1))
        return scen_say(why, "constant takes one number");
    law->a = in->item[0].value;
    return true;
}

static bool make_uniform(const struct scen_args *in, struct scen_law *law,
                         const struct scen_saying *why)
{
    if (!plain_args(in, 2) || in->item[0].value > in->item[1].value)
        return scen_say(why, "uniform takes a lowest and a highest number");
    law->a = in->item[0].value;
    law->b = in->item[1].value;
    return true;
}

static bool make_one_mean(const struct scen_args *in, struct scen_law *law,
                          const struct scen_saying *why)
{
    if (!plain_args(in, 1) || in->item[0].value <= 0)
        return scen_say(why, "this law takes one number above 0, its mean");
    law->a = in->item[0].value;
    return true;
}

/* The second argument as a standard deviation: `8`, `sd 8` or `cv 0.2`. */
static bool spread(const struct scen_args *in, double *sd)
{
    const struct scen_arg *mean = &in->item[0], *second = &in->item[1];

    if (in->count < 2 || mean->label[0] != '\0' || mean->has_chance || second->has_chance)
        return false;
    if (strcmp(second->label, "cv") == 0)
        *sd = second->value * fabs(mean->value);
    else if (second->label[0] == '\0' || strcmp(second->label, "sd") == 0)
        *sd = second->value;
    else
        return false;
    return *sd >= 0;
}

static bool make_normal(const struct scen_args *in, struct scen_law *law,
                        const struct scen_saying *why)
{
    const struct scen_arg *third = &in->item[2];

    if (!spread(in, &law->b) || in->count > 3 ||
        (in->count == 3 && (strcmp(third->label, "min") != 0 || third->has_chance)))
        return scen_say(why,
                        "normal takes a mean, then a spread (8, sd 8 or cv 0.2), and may end "
                        "with min 5");
    law->a = in->item[0].value;
    law->c = in->count == 3 ? third->value : 0;
    return true;
}

static bool make_lognormal(const struct scen_args *in, struct scen_law *law,
                           const struct scen_saying *why)
{
    double sd = 0;

    if (!spread(in, &sd) || in->count != 2 || in->item[0].value <= 0)
        return scen_say(why,
                        "lognormal takes a mean above 0, then a spread (8, sd 8 or cv 0.2)");
    law->a = in->item[0].value;
    law->b = strcmp(in->item[1].label, "cv") == 0 ? in->item[1].value : sd / law->a;
    return true;
}

static bool make_gamma(const struct scen_args *in, struct scen_law *law,
                       const struct scen_saying *why)
{
    double sd = 0;
    bool shaped = in->count == 2 && strcmp(in->item[1].label, "shape") == 0;

    if (in->count != 2 || in->item[0].value <= 0 || (!shaped && !spread(in, &sd)) ||
        (shaped ? in->item[1].value : sd) <= 0)
        return scen_say(why, "gamma takes a mean above 0, then a spread (8, sd 8, cv 0.2) or "
                             "shape 4");
    law->b = in->item[0].value;
    law->a = shaped ? in->item[1].value : law->b * law->b / (sd * sd);
    return true;
}

static bool make_triangular(const struct scen_args *in, struct scen_law *law,
                            const struct scen_saying *why)
{
    const struct scen_arg *at = in->item;

    if (!plain_args(in, 3) || at[0].value > at[1].value || at[1].value > at[2].value)
        return scen_say(why,
                        "triangular takes the lowest, the likeliest and the highest number");
    law->a = at[0].value;
    law->b = at[1].value;
    law->c = at[2].value;
    return true;
}

static bool points_fit(const struct scen_args *in, double *sum)
{
    *sum = 0;
    for (size_t i = 0; i < in->count; i++) {
        const struct scen_arg *at = &in->item[i];
        if (!at->has_chance || at->label[0] != '\0' || at->chance < 0)
            return false;
        *sum += at->chance;
    }
    return in->count >= 2;
}

/* The `i`th of so many values comes with this chance. */
static void set_point(struct scen_law *law, size_t i, double value, double chance)
{
    law->value[i] = value;
    law->upto[i] = i + 1 < law->count ? (i > 0 ? law->upto[i - 1] : 0) + chance : 1;
}

static void make_table(const struct scen_args *in, struct scen_law *law)
{
    law->law = SCEN_POINTS;
    law->count = (uint32_t)in->count;
    law->value = base_arena_array(in->arena, in->count, sizeof *law->value);
    law->upto = base_arena_array(in->arena, in->count, sizeof *law->upto);
}

static bool make_empirical(const struct scen_args *in, struct scen_law *law,
                           const struct scen_saying *why)
{
    if (!plain_args(in, in->count) || in->count < 2)
        return scen_say(why,
                        "empirical takes two or more numbers, each as likely as the others");
    make_table(in, law);
    for (size_t i = 0; i < in->count; i++)
        set_point(law, i, in->item[i].value, 1 / (double)in->count);
    return true;
}

static bool make_negative_binomial(const struct scen_args *in, struct scen_law *law,
                                   const struct scen_saying *why)
{
    double sd = 0, mean = in->item[0].value;
    bool shaped = in->count == 2 && strcmp(in->item[1].label, "shape") == 0;

    if (in->count != 2 || mean <= 0 || (!shaped && !spread(in, &sd)) ||
        (shaped ? in->item[1].value <= 0 : sd * sd <= mean))
        return scen_say(why,
                        "negative-binomial takes a mean above 0, then a spread (8, sd 8 or cv "
                        "0.2) whose square is above the mean, or shape 4");
    law->a = mean;
    law->b = shaped ? in->item[1].value : mean * mean / (sd * sd - mean);
    return true;
}

static bool make_geometric(const struct scen_args *in, struct scen_law *law,
                           const struct scen_saying *why)
{
    if (!plain_args(in, 1) || in->item[0].value < 1)
        return scen_say(why,
                        "geometric counts from 1; it takes one number of at least 1, its mean");
    law->a = in->item[0].value;
    return true;
}

static bool make_weibull(const struct scen_args *in, struct scen_law *law,
                         const struct scen_saying *why)
{
    if (in->count != 2 || in->item[0].value <= 0 || in->item[1].value <= 0 ||
        in->item[0].label[0] != '\0' || strcmp(in->item[1].label, "shape") != 0)
        return scen_say(
            why, "weibull takes a mean above 0, then its shape, such as weibull(9, shape "
                 "2)");
    law->a = in->item[0].value;
    law->b = in->item[1].value;
    return true;
}

static bool make_points(const struct scen_args *in, struct scen_law *law,
                        const struct scen_saying *why)
{
    const struct scen_arg *at = in->item;
    double sum;

    if (!points_fit(in, &sum))
        return scen_say(why, "points takes two or more pairs `value : chance`");
    if (fabs(sum - 1) > SCEN_CHANCE_SLACK)
        return scen_say(why, "the chances add up to %g, not to 1", sum);
    if (in->count > 3) {
        make_table(in, law);
        for (size_t i = 0; i < in->count; i++)
            set_point(law, i, at[i].value, at[i].chance);
        return true;
    }
    law->a = at[0].value;
    law->b = at[1].value;
    law->c = at[in->count - 1].value; // with two points the rest is rounding: give it b
    law->p = (float)at[0].chance;
    law->q = (float)at[1].chance;
    return true;
}

const struct scen_law_form scen_law_table[] = {
    {"constant", SCEN_CONSTANT, make_constant, true, false, false},
    {"uniform", SCEN_UNIFORM, make_uniform, true, true, false},
    {"exponential", SCEN_EXPONENTIAL, make_one_mean, true, false, false},
    {"normal", SCEN_NORMAL, make_normal, true, true, true},
    {"lognormal", SCEN_LOGNORMAL, make_lognormal, true, false, false},
    {"gamma", SCEN_GAMMA, make_gamma, false, true, false},
    {"poisson", SCEN_POISSON_LAW, make_one_mean, false, false, false},
    {"triangular", SCEN_TRIANGULAR, make_triangular, true, true, true},
    {"points", SCEN_THREE_POINT, make_points, true, true, true},
    {"empirical", SCEN_POINTS, make_empirical, false, false, false},
    {"weibull", SCEN_WEIBULL, make_weibull, true, false, false},
    {"negative-binomial", SCEN_NEGATIVE_BINOMIAL, make_negative_binomial, false, false, false},
    {"geometric", SCEN_GEOMETRIC, make_geometric, false, false, false},
    {NULL, SCEN_CONSTANT, NULL, false, false, false},
};

const char *const scen_law_forms[] = {
    "3 | always 3",
    "uniform(1, 3) | anything from 1 to 3, equally likely",
    "triangular(1, 2, 5) | lowest, likeliest, highest",
    "exponential(4) | mean 4, no memory",
    "normal(50, 8, min 5) | mean 50, standard deviation 8, cut at 5 (without `min`: at 0)",
    "lognormal(4, cv 2) | mean 4, standard deviation twice the mean",
    "gamma(4, cv 0.5) | mean 4, standard deviation half the mean (or `shape 4`)",
    "poisson(6) | whole numbers, mean 6 (units only)",
    "points(20 : 0.4, 25 : 0.4, 50 : 0.2) | two or more values with their chances",
    "empirical(3, 5, 5, 9) | what was observed, each number as likely as the others",
    "weibull(9, shape 2) | mean 9; shape above 1: ever more likely the longer it takes",
    "negative-binomial(6, sd 4) | whole numbers, more varied than poisson (units only)",
    "geometric(3) | whole numbers from 1, mean 3 (units only)",
    NULL,
};
