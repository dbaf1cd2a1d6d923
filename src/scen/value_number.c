/* SPDX-License-Identifier: Apache-2.0 */
/* scen/value_number.c - values that are numbers: units, bounds, laws. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "scen/law.h"
#include "scen/value_read.h"

/* Goods and pure numbers may do without a unit: there is only one. */
static bool unit_is_clear(const struct scen_key *key)
{
    static const struct scen_dim pure, goods = {.power = {[SCEN_GOODS] = 1}};
    return scen_dim_equal(key->dim, pure) || scen_dim_equal(key->dim, goods);
}

static bool is_time(struct scen_dim dim)
{
    static const struct scen_dim time = {.power = {[SCEN_TIME] = 1}};
    return scen_dim_equal(dim, time);
}

/* By weight or volume, where goods are counted. */
static bool is_bulk(struct scen_dim dim, struct scen_dim wanted)
{
    int goods = wanted.power[SCEN_GOODS];

    return goods != 0 && dim.power[SCEN_GOODS] == 0 &&
           (dim.power[SCEN_MASS] == goods || dim.power[SCEN_VOLUME] == goods);
}

static bool read_unit(const struct scen_value *v, struct scen_span unit, double *factor)
{
    struct scen_dim dim;
    char why[160], expected[32];

    if (unit.size == 0 && (v->cell->united || unit_is_clear(v->key))) {
        *factor = v->cell->united ? v->cell->factor : 1;
        return true;
    }
    if (unit.size == 0)
        return scen_value_refuse_kind(v, "the unit is missing");
    if (!scen_unit(unit, v->in->currency, &dim, factor)) {
        snprintf(why, sizeof why, "`%.*s` is not a known unit%s", scen_echo_size(unit), unit.at,
                 is_time(v->key->dim) ? " of time (ms s min h d weeks years)" : "");
        return scen_value_refuse_kind(v, why);
    }
    if (scen_dim_equal(dim, v->key->dim))
        return true;
    scen_dim_text(v->key->dim, v->in->currency, expected, sizeof expected);
    snprintf(why, sizeof why, "`%.*s` can't be turned into %s%s", scen_echo_size(unit), unit.at,
             expected[0] != '\0' ? expected : "a pure number",
             is_bulk(dim, v->key->dim) ? " (goods are counted in units; a unit may be a kg)"
                                       : "");
    return scen_value_refuse_kind(v, why);
}

/* Is `x` (base units) inside the bounds of the key? */
static bool in_range(const struct scen_value *v, double x)
{
    const struct scen_key *key = v->key;
    char unit[32];

    if (x >= key->low && x <= key->high)
        return true;
    scen_dim_text(key->dim, v->in->currency, unit, sizeof unit);
    const char *blank = unit[0] == '\0' ? "" : " ";
    if (x < key->low && key->dim.power[SCEN_TIME] == 1 && key->low > 0)
        return scen_value_refuse(v, "too short; expected more than 0 %s, such as \"%s\"", unit,
                                 key->example);
    if (x < key->low)
        return scen_value_refuse(v, "too small; expected at least %g%s%s", key->low, blank,
                                 unit);
    return scen_value_refuse(v, "too big; expected at most %g%s%s", key->high, blank, unit);
}

static bool read_number(const struct scen_value *v, double *x)
{
    struct scen_span s = v->cell->text;
    double factor = 1;

    *x = 0;
    if (!scen_number(&s, x))
        return scen_value_refuse_kind(v, s.size < v->cell->text.size ? "the number is too big"
                                                                     : "this is not a number");
    if (!read_unit(v, scen_span_trim(s), &factor))
        return false;
    *x *= factor;
    return in_range(v, *x);
}

bool scen_read_quantity(const struct scen_value *v)
{
    double x;
    if (!read_number(v, &x))
        return false;
    memcpy(v->field, &x, sizeof x);
    return true;
}

/* Turns a dimension by mass or volume into that by units, when that is all that parts it from
 * the key's. */
static enum scen_base counted_in(struct scen_dim *dim, struct scen_dim wanted)
{
    static const enum scen_base base[] = {SCEN_MASS, SCEN_VOLUME};

    for (int i = 0; i < 2; i++)
        if (dim->power[SCEN_GOODS] == 0 && dim->power[base[i]] != 0 &&
            dim->power[base[i]] == wanted.power[SCEN_GOODS]) {
            dim->power[SCEN_GOODS] = dim->power[base[i]];
            dim->power[base[i]] = 0;
            return base[i];
        }
    return SCEN_GOODS;
}

/* By units, kg or m3, whichever the text says. */
bool scen_read_amount(const struct scen_value *v)
{
    struct scen_span s = v->cell->text;
    struct scen_amount amount = {.base = SCEN_GOODS, .given = 1};
    struct scen_dim dim = {{0}};
    double factor = 1;

    if (scen_number(&s, &amount.size) && !v->cell->united &&
        scen_unit(scen_span_trim(s), v->in->currency, &dim, &factor))
        amount.base = (int32_t)counted_in(&dim, v->key->dim);
    if (amount.base == SCEN_GOODS && !read_number(v, &amount.size))
        return false;
    if (amount.base != SCEN_GOODS) {
        amount.size *= factor;
        if (!scen_dim_equal(dim, v->key->dim))
            return scen_value_refuse_kind(v, "this unit does not fit");
        if (!in_range(v, amount.size))
            return false;
    }
    memcpy(v->field, &amount, sizeof amount);
    return true;
}

bool scen_read_ticks(const struct scen_value *v)
{
    double days;
    if (!read_number(v, &days))
        return false;
    int64_t ticks = llround(days * SCEN_TICKS_PER_DAY);
    memcpy(v->field, &ticks, sizeof ticks);
    return true;
}

bool scen_read_count(const struct scen_value *v)
{
    double x;
    if (!read_number(v, &x))
        return false;
    uint64_t n = (uint64_t)x;
    if ((double)n < x)
        return scen_value_refuse(v, "expected a whole number such as %s", v->key->example);
    memcpy(v->field, &n, sizeof n);
    return true;
}

bool scen_read_law(const struct scen_value *v)
{
    struct scen_law_text text = {.text = v->cell->text,
                                 .currency = v->in->currency,
                                 .arena = v->in->arena,
                                 .dim = v->key->dim,
                                 .bare = v->cell->united || unit_is_clear(v->key),
                                 .bare_factor = v->cell->united ? v->cell->factor : 1};
    struct scen_law law;
    char why[240];

    if (!scen_law_read(&text, &law, why, sizeof why))
        return scen_value_refuse_kind(v, why);
    if (!in_range(v, scen_law_lowest(&law)))
        return false;
    memcpy(v->field, &law, sizeof law);
    return true;
}

/* Numbers with blanks or commas between them, with or without [ ]: how a cell of a table, or
 * scen/parse.c, writes an array. */
bool scen_read_numbers(const struct scen_value *v)
{
    struct scen_span s = v->cell->text;
    double *value = base_arena_array(v->in->arena, s.size / 2 + 1, sizeof *value);
    struct scen_numbers numbers = {value, 0};

    if (s.size > 1 && s.at[0] == '[' && s.at[s.size - 1] == ']')
        s = (struct scen_span){s.at + 1, s.size - 2};
    for (s = scen_span_trim(s); s.size > 0; s = scen_span_trim(s)) {
        if (!scen_number(&s, &value[numbers.count]))
            return scen_value_refuse_kind(v, "these are not all numbers");
        if (!in_range(v, value[numbers.count++]))
            return false;
        s = scen_span_trim(s);
        if (s.size > 0 && s.at[0] == ',')
            s = (struct scen_span){s.at + 1, s.size - 1};
    }
    if (numbers.count == 0)
        return scen_value_refuse_kind(v, "this is empty");
    memcpy(v->field, &numbers, sizeof numbers);
    return true;
}
