/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct unit {
    const char *name;
    enum scen_base base; // SCEN_BASES: a pure number
    double factor;       // base units in one
};

static const struct unit units[] = {
    {"d", SCEN_TIME, 1},
    {"day", SCEN_TIME, 1},
    {"days", SCEN_TIME, 1},
    {"h", SCEN_TIME, 1.0 / 24},
    {"hour", SCEN_TIME, 1.0 / 24},
    {"hours", SCEN_TIME, 1.0 / 24},
    {"min", SCEN_TIME, 1.0 / 1440},
    {"s", SCEN_TIME, 1.0 / 86400},
    {"ms", SCEN_TIME, 1.0 / SCEN_TICKS_PER_DAY},
    {"w", SCEN_TIME, 7},
    {"week", SCEN_TIME, 7},
    {"weeks", SCEN_TIME, 7},
    {"year", SCEN_TIME, 365},
    {"years", SCEN_TIME, 365},
    {"unit", SCEN_GOODS, 1},
    {"units", SCEN_GOODS, 1},
    {"piece", SCEN_GOODS, 1},
    {"pieces", SCEN_GOODS, 1},
    {"kg", SCEN_MASS, 1},
    {"g", SCEN_MASS, 0.001},
    {"t", SCEN_MASS, 1000},
    {"m3", SCEN_VOLUME, 1},
    {"l", SCEN_VOLUME, 0.001},
    {"km", SCEN_LENGTH, 1},
    {"%", SCEN_BASES, 0.01},
};

struct scen_span scen_span_of(const char *text)
{
    return (struct scen_span){text, strlen(text)};
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct scen_span scen_span_trim(struct scen_span s)
{
    while (s.size > 0 && is_blank(s.at[0])) {
        s.at++;
        s.size--;
    }
    while (s.size > 0 && is_blank(s.at[s.size - 1]))
        s.size--;
    return s;
}

bool scen_span_is(struct scen_span s, const char *text)
{
    return strncmp(s.at, text, s.size) == 0 && text[s.size] == '\0';
}

static size_t digits_at(struct scen_span s, size_t i)
{
    size_t n = 0;
    while (i + n < s.size && s.at[i + n] >= '0' && s.at[i + n] <= '9')
        n++;
    return n;
}

/* Where the parts of a decimal number are. */
struct decimal {
    size_t start, whole, part, size; // digits before and after the point, characters in all
    bool exponent;
};

static bool find_decimal(struct scen_span s, struct decimal *d)
{
    size_t i = s.size > 0 && (s.at[0] == '-' || s.at[0] == '+');

    *d = (struct decimal){.start = i, .whole = digits_at(s, i)};
    i += d->whole;
    if (i < s.size && s.at[i] == '.') {
        d->part = digits_at(s, i + 1);
        i += 1 + d->part;
    }
    if (d->whole + d->part == 0)
        return false;
    if (i < s.size && (s.at[i] == 'e' || s.at[i] == 'E')) {
        size_t sign = i + 1 < s.size && (s.at[i + 1] == '-' || s.at[i + 1] == '+');
        size_t n = digits_at(s, i + 1 + sign);
        d->exponent = n > 0;
        i += n > 0 ? 1 + sign + n : 0;
    }
    d->size = i;
    return true;
}

/* Up to 15 digits and a power of ten up to 22 are exact in a double, so one division rounds
 * right (Clinger, "How to read floating point numbers accurately", PLDI 1990). Big tables
 * are read a few times faster so than by strtod. */
static double short_decimal(const char *at, const struct decimal *d)
{
    static const double power[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    int64_t digits = 0;

    for (size_t i = d->start; i < d->size; i++)
        if (at[i] != '.')
            digits = digits * 10 + (at[i] - '0');
    double value = (double)digits / power[d->part & 15];
    return at[0] == '-' ? -value : value;
}

static double long_decimal(const char *at, size_t size)
{
    char text[400];

    if (size >= sizeof text)
        return (double)INFINITY;
    memcpy(text, at, size);
    text[size] = '\0';
    return strtod(text, NULL);
}

bool scen_number(struct scen_span *s, double *value)
{
    struct decimal d;

    if (!find_decimal(*s, &d))
        return false;
    *value = !d.exponent && d.whole + d.part <= 15 ? short_decimal(s->at, &d)
                                                   : long_decimal(s->at, d.size);
    s->at += d.size;
    s->size -= d.size;
    return isfinite(*value);
}

static const struct unit *find_unit(struct scen_span name)
{
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (scen_span_is(name, units[i].name))
            return &units[i];
    return NULL;
}

static bool one_unit(struct scen_span name, const char *currency, int power,
                     struct scen_dim *dim, double *factor)
{
    const struct unit *unit = find_unit(name);

    if (unit == NULL && !scen_span_is(name, currency))
        return false;
    enum scen_base base = unit != NULL ? unit->base : SCEN_MONEY;
    if (base < SCEN_BASES)
        dim->power[base] = (int16_t)(dim->power[base] + power);
    if (unit != NULL)
        *factor = power > 0 ? *factor * unit->factor : *factor / unit->factor;
    return true;
}

bool scen_unit(struct scen_span s, const char *currency, struct scen_dim *dim, double *factor)
{
    struct scen_span rest = scen_span_trim(s);

    *dim = (struct scen_dim){0};
    *factor = 1;
    for (int term = 0; term < 5; term++) {
        const char *slash = memchr(rest.at, '/', rest.size);
        size_t size = slash != NULL ? (size_t)(slash - rest.at) : rest.size;
        struct scen_span name = scen_span_trim((struct scen_span){rest.at, size});
        bool absent = name.size == 0 && term == 0; // "/d", and ""

        if (!absent && !one_unit(name, currency, term == 0 ? 1 : -1, dim, factor))
            return false;
        if (slash == NULL)
            return true;
        rest = (struct scen_span){slash + 1, rest.size - size - 1};
    }
    return false;
}

bool scen_dim_equal(struct scen_dim a, struct scen_dim b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

const char *scen_dim_text(struct scen_dim dim, const char *currency, char *text, size_t bytes)
{
    const char *name[SCEN_BASES] = {[SCEN_TIME] = "d",
                                    [SCEN_GOODS] = "unit",
                                    [SCEN_MASS] = "kg",
                                    [SCEN_VOLUME] = "m3",
                                    [SCEN_LENGTH] = "km"};
    static const enum scen_base order[SCEN_BASES] = {SCEN_MONEY, SCEN_MASS,   SCEN_VOLUME,
                                                     SCEN_GOODS, SCEN_LENGTH, SCEN_TIME};
    size_t used = 0;

    name[SCEN_MONEY] = currency;
    text[0] = '\0';
    for (int below = 0; below < 2; below++)
        for (int i = 0; i < SCEN_BASES && used < bytes; i++) {
            int power = dim.power[order[i]];
            if (below ? power < 0 : power > 0)
                used += (size_t)snprintf(text + used, bytes - used, "%s%s", below ? "/" : "",
                                         name[order[i]]);
        }
    if (strcmp(text, "unit") == 0)
        snprintf(text, bytes, "units");
    return text;
}
