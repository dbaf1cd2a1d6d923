/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/law.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { ARGS_MAX = 4, LABEL_SIZE = 8 };

struct arg {
    char label[LABEL_SIZE]; // "cv", or "" when there is none
    double value;
    double chance; // of `value : chance`
    bool has_chance;
};

struct args {
    struct arg item[ARGS_MAX];
    size_t count;
};

struct saying { // where a message goes
    char *text;
    size_t bytes;
};

static bool say(const struct saying *why, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bool say(const struct saying *why, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    vsnprintf(why->text, why->bytes, format, list);
    va_end(list);
    return false;
}

/* ---- the laws ---- */

static bool plain_args(const struct args *in, size_t count)
{
    for (size_t i = 0; i < in->count; i++)
        if (in->item[i].label[0] != '\0' || in->item[i].has_chance)
            return false;
    return in->count == count;
}

static bool make_constant(const struct args *in, struct scen_law *law, const struct saying *why)
{
    if (!plain_args(in, 1))
        return say(why, "constant takes one number");
    law->a = in->item[0].value;
    return true;
}

static bool make_uniform(const struct args *in, struct scen_law *law, const struct saying *why)
{
    if (!plain_args(in, 2) || in->item[0].value > in->item[1].value)
        return say(why, "uniform takes a lowest and a highest number");
    law->a = in->item[0].value;
    law->b = in->item[1].value;
    return true;
}

static bool make_one_mean(const struct args *in, struct scen_law *law, const struct saying *why)
{
    if (!plain_args(in, 1) || in->item[0].value <= 0)
        return say(why, "this law takes one number above 0, its mean");
    law->a = in->item[0].value;
    return true;
}

/* The second argument as a standard deviation: `8`, `sd 8` or `cv 0.2`. */
static bool spread(const struct args *in, double *sd)
{
    const struct arg *mean = &in->item[0], *second = &in->item[1];

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

static bool make_normal(const struct args *in, struct scen_law *law, const struct saying *why)
{
    const struct arg *third = &in->item[2];

    if (!spread(in, &law->b) || in->count > 3 ||
        (in->count == 3 && (strcmp(third->label, "min") != 0 || third->has_chance)))
        return say(why, "normal takes a mean, then a spread (8, sd 8 or cv 0.2), and may end "
                        "with min 5");
    law->a = in->item[0].value;
    law->c = in->count == 3 ? third->value : 0;
    return true;
}

static bool make_lognormal(const struct args *in, struct scen_law *law,
                           const struct saying *why)
{
    double sd = 0;

    if (!spread(in, &sd) || in->count != 2 || in->item[0].value <= 0)
        return say(why, "lognormal takes a mean above 0, then a spread (8, sd 8 or cv 0.2)");
    law->a = in->item[0].value;
    law->b = sd / law->a;
    return true;
}

static bool make_gamma(const struct args *in, struct scen_law *law, const struct saying *why)
{
    double sd = 0;
    bool shaped = in->count == 2 && strcmp(in->item[1].label, "shape") == 0;

    if (in->count != 2 || in->item[0].value <= 0 || (!shaped && !spread(in, &sd)) ||
        (shaped ? in->item[1].value : sd) <= 0)
        return say(why, "gamma takes a mean above 0, then a spread (8, sd 8, cv 0.2) or "
                        "shape 4");
    law->b = in->item[0].value;
    law->a = shaped ? in->item[1].value : law->b * law->b / (sd * sd);
    return true;
}

static bool make_triangular(const struct args *in, struct scen_law *law,
                            const struct saying *why)
{
    const struct arg *at = in->item;

    if (!plain_args(in, 3) || at[0].value > at[1].value || at[1].value > at[2].value)
        return say(why, "triangular takes the lowest, the likeliest and the highest number");
    law->a = at[0].value;
    law->b = at[1].value;
    law->c = at[2].value;
    return true;
}

static bool points_fit(const struct args *in, double *sum)
{
    *sum = 0;
    for (size_t i = 0; i < in->count; i++) {
        const struct arg *at = &in->item[i];
        if (!at->has_chance || at->label[0] != '\0' || at->chance < 0)
            return false;
        *sum += at->chance;
    }
    return in->count == 2 || in->count == 3;
}

static bool make_points(const struct args *in, struct scen_law *law, const struct saying *why)
{
    const struct arg *at = in->item;
    double sum;

    if (!points_fit(in, &sum))
        return say(why, "points takes two or three pairs `value : chance`");
    if (fabs(sum - 1) > 1e-6)
        return say(why, "the chances add up to %g, not to 1", sum);
    law->a = at[0].value;
    law->b = at[1].value;
    law->c = at[in->count - 1].value; // with two points the rest is rounding: give it b
    law->p = (float)at[0].chance;
    law->q = (float)at[1].chance;
    return true;
}

static const struct form {
    const char *name;
    enum scen_law_id id;
    bool (*make)(const struct args *in, struct scen_law *law, const struct saying *why);
    bool a, b, c; // which of them count in the unit
} forms[] = {
    {"constant", SCEN_CONSTANT, make_constant, true, false, false},
    {"uniform", SCEN_UNIFORM, make_uniform, true, true, false},
    {"exponential", SCEN_EXPONENTIAL, make_one_mean, true, false, false},
    {"normal", SCEN_NORMAL, make_normal, true, true, true},
    {"lognormal", SCEN_LOGNORMAL, make_lognormal, true, false, false},
    {"gamma", SCEN_GAMMA, make_gamma, false, true, false},
    {"poisson", SCEN_POISSON_LAW, make_one_mean, false, false, false},
    {"triangular", SCEN_TRIANGULAR, make_triangular, true, true, true},
    {"points", SCEN_THREE_POINT, make_points, true, true, true},
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
    "points(20 : 0.4, 25 : 0.4, 50 : 0.2) | two or three values with their chances",
    NULL,
};

/* ---- the text ---- */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static size_t letters_at_start(struct scen_span s)
{
    size_t n = 0;
    while (n < s.size && is_letter(s.at[n]))
        n++;
    return n;
}

static struct scen_span skip(struct scen_span s, size_t n)
{
    return scen_span_trim((struct scen_span){s.at + n, s.size - n});
}

static bool read_arg(struct scen_span s, struct arg *arg)
{
    size_t label = letters_at_start(s = scen_span_trim(s));

    *arg = (struct arg){0};
    if (label >= LABEL_SIZE)
        return false;
    memcpy(arg->label, s.at, label);
    s = skip(s, label);
    if (!scen_number(&s, &arg->value))
        return false;
    s = scen_span_trim(s);
    if (s.size > 0 && s.at[0] == ':') {
        arg->has_chance = true;
        s = skip(s, 1);
        if (!scen_number(&s, &arg->chance))
            return false;
    }
    return scen_span_trim(s).size == 0;
}

static bool read_args(struct scen_span s, struct args *args, const struct saying *why)
{
    *args = (struct args){0};
    for (;;) {
        const char *comma = memchr(s.at, ',', s.size);
        struct scen_span one = {s.at, comma != NULL ? (size_t)(comma - s.at) : s.size};

        if (args->count == ARGS_MAX)
            return say(why, "too many numbers between ( and )");
        if (!read_arg(one, &args->item[args->count++])) {
            one = scen_span_trim(one);
            return say(why,
                       "can't read `%.*s` between ( and ); the unit stands once, at the end",
                       (int)one.size, one.at);
        }
        if (comma == NULL)
            return true;
        s = (struct scen_span){comma + 1, s.size - one.size - 1};
    }
}

static bool scale(const struct scen_law_text *in, struct scen_span unit,
                  const struct form *form, struct scen_law *law, const struct saying *why)
{
    struct scen_dim dim = in->dim;
    double factor = in->bare_factor;
    char expected[32];

    if ((unit.size > 0 || !in->bare) && !scen_unit(unit, in->currency, &dim, &factor))
        return say(why, "`%.*s` is not a known unit", (int)unit.size, unit.at);
    if (!scen_dim_equal(dim, in->dim)) {
        scen_dim_text(in->dim, in->currency, expected, sizeof expected);
        return unit.size == 0 ? say(why, "the unit is missing (%s)", expected)
                              : say(why, "`%.*s` can't be turned into %s", (int)unit.size,
                                    unit.at, expected);
    }
    if (form->id == SCEN_POISSON_LAW && factor != 1)
        return say(why, "poisson counts whole %s; it can't count in `%.*s`",
                   scen_dim_text(in->dim, in->currency, expected, sizeof expected),
                   (int)unit.size, unit.at);
    law->a *= form->a ? factor : 1;
    law->b *= form->b ? factor : 1;
    law->c *= form->c ? factor : 1;
    return true;
}

static const struct form *find_form(struct scen_span name)
{
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (scen_span_is(name, forms[i].name))
            return &forms[i];
    return NULL;
}

static bool read_named(const struct scen_law_text *in, struct scen_span s, size_t name_size,
                       struct scen_law *law, const struct saying *why)
{
    const struct form *form = find_form((struct scen_span){s.at, name_size});
    struct scen_span rest = skip(s, name_size);
    const char *close = memchr(rest.at, ')', rest.size);
    struct args args;

    if (form == NULL)
        return say(why,
                   "there is no law `%.*s`; laws are constant, uniform, exponential, normal, "
                   "lognormal, gamma, poisson, triangular, points",
                   (int)name_size, s.at);
    if (rest.size == 0 || rest.at[0] != '(' || close == NULL)
        return say(why, "the numbers of the law must stand between ( and )");
    size_t inside = (size_t)(close - rest.at) - 1;
    law->law = (uint32_t)form->id;
    if (!read_args((struct scen_span){rest.at + 1, inside}, &args, why) ||
        !form->make(&args, law, why))
        return false;
    return scale(in, skip(rest, inside + 2), form, law, why);
}

bool scen_law_read(const struct scen_law_text *in, struct scen_law *law, char *why,
                   size_t why_bytes)
{
    struct scen_span s = scen_span_trim(in->text);
    const struct saying saying = {why, why_bytes};
    size_t name = letters_at_start(s);

    *law = (struct scen_law){0};
    if (name > 0)
        return read_named(in, s, name, law, &saying);
    if (!scen_number(&s, &law->a))
        return say(&saying, "this is neither a number with a unit nor a law");
    return scale(in, scen_span_trim(s), &forms[0], law, &saying);
}

/* ---- facts ---- */

double scen_law_lowest(const struct scen_law *law)
{
    switch ((enum scen_law_id)law->law) {
    case SCEN_CONSTANT:
    case SCEN_UNIFORM:
    case SCEN_TRIANGULAR:
        return law->a;
    case SCEN_NORMAL:
        return law->c;
    case SCEN_THREE_POINT:
        return fmin(law->a, fmin(law->b, law->c));
    case SCEN_EXPONENTIAL:
    case SCEN_LOGNORMAL:
    case SCEN_GAMMA:
    case SCEN_POISSON_LAW:
        break;
    }
    return 0;
}

double scen_law_mean(const struct scen_law *law)
{
    double p = (double)law->p, q = (double)law->q;

    switch ((enum scen_law_id)law->law) {
    case SCEN_UNIFORM:
        return (law->a + law->b) / 2;
    case SCEN_TRIANGULAR:
        return (law->a + law->b + law->c) / 3;
    case SCEN_GAMMA:
        return law->b;
    case SCEN_THREE_POINT:
        return p * law->a + q * law->b + (1 - p - q) * law->c;
    case SCEN_CONSTANT:
    case SCEN_EXPONENTIAL:
    case SCEN_NORMAL:
    case SCEN_LOGNORMAL:
    case SCEN_POISSON_LAW:
        break;
    }
    return law->a;
}

bool scen_law_is(const struct scen_law *law, double value)
{
    return law->law == SCEN_CONSTANT && law->a >= value && law->a <= value;
}
