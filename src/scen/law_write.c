/* SPDX-License-Identifier: Apache-2.0 */
/* scen/law_write.c - a law as planners write it, so that reading it again gives the same
 * numbers to the last bit. */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "scen/law_forms.h"

enum { NUMBER_BYTES = 32 };

static void add(struct base_text *text, const char *before, double value)
{
    base_text_add(text, "%s", before);
    base_text_json_number(text, value);
}

/* The shortest number that is the same float. */
static void add_float(struct base_text *text, float value)
{
    char shortest[NUMBER_BYTES];

    for (int digits = 1; digits <= FLT_DECIMAL_DIG; digits++) {
        (void)snprintf(shortest, sizeof shortest, "%.*g", digits, (double)value);
        if (fabsf(strtof(shortest, NULL) - value) <= 0)
            break;
    }
    base_text_add(text, "%s", shortest);
}

static void add_up_to_three(struct base_text *text, const struct scen_law *law)
{
    const double rest = 1 - (double)law->p - (double)law->q;

    add(text, "points(", law->a);
    base_text_add(text, " : ");
    add_float(text, law->p);
    add(text, ", ", law->b);
    base_text_add(text, " : ");
    add_float(text, law->q);
    if (rest > SCEN_CHANCE_SLACK || fabs(law->c - law->b) > 0) {
        add(text, ", ", law->c);
        base_text_add(text, " : %.6g", fmax(rest, 0));
    }
}

/* Chances are kept as sums: one that leads from `before` to `upto`, with the fewest digits. */
static void add_step(struct base_text *text, double before, double upto)
{
    char shortest[NUMBER_BYTES];

    for (int digits = 1; digits <= DBL_DECIMAL_DIG; digits++) {
        (void)snprintf(shortest, sizeof shortest, "%.*g", digits, upto - before);
        if (fabs(before + strtod(shortest, NULL) - upto) <= 0)
            break;
    }
    base_text_add(text, " : %s", shortest);
}

/* Each as likely as the others, as `empirical` adds them up? */
static bool is_level(const struct scen_law *law)
{
    double sum = 0;

    for (uint32_t i = 0; i + 1 < law->count; i++) {
        sum += 1 / (double)law->count;
        if (fabs(law->upto[i] - sum) > 0)
            return false;
    }
    return true;
}

static void add_table(struct base_text *text, const struct scen_law *law)
{
    const bool level = is_level(law);

    base_text_add(text, level ? "empirical(" : "points(");
    for (uint32_t i = 0; i < law->count; i++) {
        add(text, i > 0 ? ", " : "", law->value[i]);
        if (!level)
            add_step(text, i > 0 ? law->upto[i - 1] : 0, law->upto[i]);
    }
}

static void add_normal(struct base_text *text, const struct scen_law *law)
{
    add(text, "normal(", law->a);
    add(text, ", ", law->b);
    if (fabs(law->c) > 0)
        add(text, ", min ", law->c);
}

void scen_law_write(const struct scen_law *law, struct base_text *text)
{
    const struct scen_law_form *form = scen_law_table;

    while ((uint32_t)form->id != law->law)
        form++;
    switch (form->id) {
    case SCEN_CONSTANT:
        add(text, "", law->a);
        return;
    case SCEN_EXPONENTIAL:
    case SCEN_POISSON_LAW:
    case SCEN_GEOMETRIC:
        base_text_add(text, "%s", form->name);
        add(text, "(", law->a);
        break;
    case SCEN_NORMAL:
        add_normal(text, law);
        break;
    case SCEN_LOGNORMAL:
        add(text, "lognormal(", law->a);
        add(text, ", cv ", law->b);
        break;
    case SCEN_GAMMA:
        add(text, "gamma(", law->b);
        add(text, ", shape ", law->a);
        break;
    case SCEN_WEIBULL:
    case SCEN_NEGATIVE_BINOMIAL:
        base_text_add(text, "%s", form->name);
        add(text, "(", law->a);
        add(text, ", shape ", law->b);
        break;
    case SCEN_UNIFORM:
    case SCEN_TRIANGULAR:
        base_text_add(text, "%s", form->name);
        add(text, "(", law->a);
        add(text, ", ", law->b);
        if (form->id == SCEN_TRIANGULAR)
            add(text, ", ", law->c);
        break;
    case SCEN_THREE_POINT:
        add_up_to_three(text, law);
        break;
    case SCEN_POINTS:
        add_table(text, law);
        break;
    }
    base_text_add(text, ")");
}
