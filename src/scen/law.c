/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/law_forms.h"

#include <math.h>
#include <string.h>

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

/* The name of a law may have hyphens between its words. */
static size_t name_at_start(struct scen_span s)
{
    size_t n = letters_at_start(s);

    while (n > 0 && n + 1 < s.size && s.at[n] == '-' && is_letter(s.at[n + 1]))
        n += 1 + letters_at_start((struct scen_span){s.at + n + 1, s.size - n - 1});
    return n;
}

static struct scen_span skip(struct scen_span s, size_t n)
{
    return scen_span_trim((struct scen_span){s.at + n, s.size - n});
}

static bool read_arg(struct scen_span s, struct scen_arg *arg)
{
    size_t label = letters_at_start(s = scen_span_trim(s));

    *arg = (struct scen_arg){0};
    if (label >= SCEN_LABEL_SIZE)
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

static bool read_args(struct scen_span s, struct scen_args *args, const struct scen_saying *why)
{
    args->count = 0;
    for (;;) {
        const char *comma = memchr(s.at, ',', s.size);
        struct scen_span one = {s.at, comma != NULL ? (size_t)(comma - s.at) : s.size};

        if (args->count == SCEN_ARGS_MAX)
            return scen_say(why, "too many numbers between ( and )");
        if (!read_arg(one, &args->item[args->count++])) {
            one = scen_span_trim(one);
            return scen_say(
                why, "can't read `%.*s` between ( and ); the unit stands once, at the end",
                (int)one.size, one.at);
        }
        if (comma == NULL)
            return true;
        s = (struct scen_span){comma + 1, s.size - one.size - 1};
    }
}

static bool counts(enum scen_law_id law)
{
    return law == SCEN_POISSON_LAW || law == SCEN_NEGATIVE_BINOMIAL || law == SCEN_GEOMETRIC;
}

static bool scale(const struct scen_law_text *in, struct scen_span unit,
                  const struct scen_law_form *form, struct scen_law *law,
                  const struct scen_saying *why)
{
    struct scen_dim dim = in->dim;
    double factor = in->bare_factor;
    char expected[32];

    if (unit.size > 0 && unit.at[0] == '-')
        return scen_say(why, "anything from 2 to 4 is \"uniform(2, 4) %s\" here",
                        scen_dim_text(in->dim, in->currency, expected, sizeof expected));
    if ((unit.size > 0 || !in->bare) && !scen_unit(unit, in->currency, &dim, &factor))
        return scen_say(why, "`%.*s` is not a known unit", (int)unit.size, unit.at);
    if (!scen_dim_equal(dim, in->dim)) {
        scen_dim_text(in->dim, in->currency, expected, sizeof expected);
        return unit.size == 0 ? scen_say(why, "the unit is missing (%s)", expected)
                              : scen_say(why, "`%.*s` can't be turned into %s", (int)unit.size,
                                         unit.at, expected);
    }
    if (counts(form->id) && factor != 1)
        return scen_say(why, "%s counts whole %s; it can't count in `%.*s`", form->name,
                        scen_dim_text(in->dim, in->currency, expected, sizeof expected),
                        (int)unit.size, unit.at);
    law->a *= form->a ? factor : 1;
    law->b *= form->b ? factor : 1;
    law->c *= form->c ? factor : 1;
    for (size_t i = 0; i < law->count; i++)
        law->value[i] *= factor;
    return true;
}

static const struct scen_law_form *find_form(struct scen_span name)
{
    for (const struct scen_law_form *f = scen_law_table; f->name != NULL; f++)
        if (scen_span_is(name, f->name))
            return f;
    return NULL;
}

static bool read_named(const struct scen_law_text *in, struct scen_span s, size_t name_size,
                       struct scen_law *law, const struct scen_saying *why)
{
    const struct scen_law_form *form = find_form((struct scen_span){s.at, name_size});
    struct scen_span rest = skip(s, name_size);
    const char *close = memchr(rest.at, ')', rest.size);
    struct scen_args args;

    args.arena = in->arena;
    if (form == NULL)
        return scen_say(
            why,
            "there is no law `%.*s`; laws are constant, uniform, exponential, normal, "
            "lognormal, gamma, weibull, triangular, points, empirical, poisson, "
            "negative-binomial, geometric",
            (int)name_size, s.at);
    if (rest.size == 0 || rest.at[0] != '(' || close == NULL)
        return scen_say(why, "the numbers of the law must stand between ( and )");
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
    const struct scen_saying saying = {why, why_bytes};
    size_t name = name_at_start(s);

    *law = (struct scen_law){0};
    if (name > 0)
        return read_named(in, s, name, law, &saying);
    if (!scen_number(&s, &law->a))
        return scen_say(&saying, "this is neither a number with a unit nor a law");
    return scale(in, scen_span_trim(s), &scen_law_table[0], law, &saying);
}

/* ---- facts ---- */

static double points_lowest(const struct scen_law *law)
{
    double low = law->value[0];

    for (size_t i = 1; i < law->count; i++)
        low = fmin(low, law->value[i]);
    return low;
}

static double points_mean(const struct scen_law *law)
{
    double sum = 0;

    for (size_t i = 0; i < law->count; i++)
        sum += law->value[i] * (law->upto[i] - (i > 0 ? law->upto[i - 1] : 0));
    return sum;
}

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
    case SCEN_POINTS:
        return points_lowest(law);
    case SCEN_GEOMETRIC:
        return 1;
    case SCEN_NEGATIVE_BINOMIAL:
    case SCEN_WEIBULL:
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
    if (law == NULL)
        return 0;
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
    case SCEN_POINTS:
        return points_mean(law);
    case SCEN_NEGATIVE_BINOMIAL:
    case SCEN_GEOMETRIC:
    case SCEN_WEIBULL:
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

bool scen_law_scale(struct scen_law *law, double times)
{
    const struct scen_law_form *form = scen_law_table;

    while (form->name != NULL && (uint32_t)form->id != law->law)
        form++;
    law->a *= form->a || counts(form->id) ? times : 1;
    law->b *= form->b ? times : 1;
    law->c *= form->c ? times : 1;
    for (size_t i = 0; i < law->count; i++)
        law->value[i] *= times;
    return form->id != SCEN_GEOMETRIC || law->a >= 1;
}
