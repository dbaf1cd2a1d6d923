/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/value.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scen/law.h"

enum { ECHO_MAX = 60, GUESSES_MAX = 300, TEXT_MAX = 400, NAME_MAX_BYTES = 120 };

struct value { // one value on its way into a row
    struct scen_reading *in;
    const struct scen_key *key;
    const struct scen_cell *cell;
    void *field;
};

/* ---- messages ---- */

const char *scen_value_wanted(const struct scen_key *key, const char *currency, char *text,
                              size_t bytes)
{
    char unit[32];
    scen_dim_text(key->dim, currency, unit, sizeof unit);

    switch (key->kind) {
    case SCEN_TICKS:
        snprintf(text, bytes, "a span of time");
        break;
    case SCEN_QUANTITY:
        snprintf(text, bytes, unit[0] != '\0' ? "a number of %s" : "a number%s", unit);
        break;
    case SCEN_AMOUNT:
        snprintf(text, bytes, "a number of %s, or by kg or m3", unit);
        break;
    case SCEN_LAW:
        snprintf(text, bytes, "a law in %s", unit);
        break;
    case SCEN_COUNT:
        snprintf(text, bytes, "a whole number");
        break;
    case SCEN_CHOICE:
        snprintf(text, bytes, "one of %s", key->choices);
        break;
    case SCEN_SITE:
        snprintf(text, bytes, "the name of a site");
        break;
    case SCEN_PRODUCT:
        snprintf(text, bytes, "the name of a product");
        break;
    case SCEN_NAME:
        snprintf(text, bytes, "a name");
        break;
    case SCEN_PARTS:
        snprintf(text, bytes, "a list of parts");
        break;
    case SCEN_TAGS:
        snprintf(text, bytes, "a list of words");
        break;
    case SCEN_TEXT:
        snprintf(text, bytes, "text");
        break;
    }
    return text;
}

static int echo_size(struct scen_span s)
{
    return (int)(s.size < ECHO_MAX ? s.size : ECHO_MAX);
}

/* Adds `key = "text": <why>`. */
static bool refuse(const struct value *v, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bool refuse(const struct value *v, const char *format, ...)
{
    char why[TEXT_MAX];
    va_list list;

    va_start(list, format);
    vsnprintf(why, sizeof why, format, list);
    va_end(list);
    base_err_add(v->in->err, v->cell->file, v->cell->line, "%s = \"%.*s\": %s", v->key->name,
                 echo_size(v->cell->text), v->cell->text.at, why);
    return false;
}

static bool refuse_kind(const struct value *v, const char *why)
{
    char wanted[120];

    scen_value_wanted(v->key, v->in->currency, wanted, sizeof wanted);
    return refuse(v, "%s; expected %s such as \"%s\"", why, wanted, v->key->example);
}

/* ---- numbers ---- */

/* Goods and pure numbers may do without a unit: there is only one. */
static bool unit_is_clear(const struct scen_key *key)
{
    static const struct scen_dim pure, goods = {.power = {[SCEN_GOODS] = 1}};
    return scen_dim_equal(key->dim, pure) || scen_dim_equal(key->dim, goods);
}

static bool read_unit(const struct value *v, struct scen_span unit, double *factor)
{
    struct scen_dim dim;
    char why[160], expected[32];

    if (unit.size == 0 && (v->cell->united || unit_is_clear(v->key))) {
        *factor = v->cell->united ? v->cell->factor : 1;
        return true;
    }
    if (unit.size == 0)
        return refuse_kind(v, "the unit is missing");
    if (!scen_unit(unit, v->in->currency, &dim, factor)) {
        snprintf(why, sizeof why, "`%.*s` is not a known unit", echo_size(unit), unit.at);
        return refuse_kind(v, why);
    }
    if (scen_dim_equal(dim, v->key->dim))
        return true;
    scen_dim_text(v->key->dim, v->in->currency, expected, sizeof expected);
    snprintf(why, sizeof why, "`%.*s` can't be turned into %s", echo_size(unit), unit.at,
             expected[0] != '\0' ? expected : "a pure number");
    return refuse_kind(v, why);
}

/* Is `x` (base units) inside the bounds of the key? */
static bool in_range(const struct value *v, double x)
{
    const struct scen_key *key = v->key;
    char unit[32];

    if (x >= key->low && x <= key->high)
        return true;
    scen_dim_text(key->dim, v->in->currency, unit, sizeof unit);
    const char *blank = unit[0] == '\0' ? "" : " ";
    if (x < key->low && key->dim.power[SCEN_TIME] == 1 && key->low > 0)
        return refuse(v, "too short; expected more than 0 %s, such as \"%s\"", unit,
                      key->example);
    if (x < key->low)
        return refuse(v, "too small; expected at least %g%s%s", key->low, blank, unit);
    return refuse(v, "too big; expected at most %g%s%s", key->high, blank, unit);
}

static bool read_number(const struct value *v, double *x)
{
    struct scen_span s = v->cell->text;
    double factor = 1;

    *x = 0;
    if (!scen_number(&s, x))
        return refuse_kind(v, s.size < v->cell->text.size ? "the number is too big"
                                                          : "this is not a number");
    if (!read_unit(v, scen_span_trim(s), &factor))
        return false;
    *x *= factor;
    return in_range(v, *x);
}

static bool read_quantity(const struct value *v)
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
static bool read_amount(const struct value *v)
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
            return refuse_kind(v, "this unit does not fit");
        if (!in_range(v, amount.size))
            return false;
    }
    memcpy(v->field, &amount, sizeof amount);
    return true;
}

static bool read_ticks(const struct value *v)
{
    double days;
    if (!read_number(v, &days))
        return false;
    int64_t ticks = llround(days * SCEN_TICKS_PER_DAY);
    memcpy(v->field, &ticks, sizeof ticks);
    return true;
}

static bool read_count(const struct value *v)
{
    double x;
    if (!read_number(v, &x))
        return false;
    uint64_t n = (uint64_t)x;
    if ((double)n < x)
        return refuse(v, "expected a whole number such as %s", v->key->example);
    memcpy(v->field, &n, sizeof n);
    return true;
}

static bool read_law(const struct value *v)
{
    struct scen_law_text text = {.text = v->cell->text,
                                 .currency = v->in->currency,
                                 .dim = v->key->dim,
                                 .bare = v->cell->united || unit_is_clear(v->key),
                                 .bare_factor = v->cell->united ? v->cell->factor : 1};
    struct scen_law law;
    char why[240];

    if (!scen_law_read(&text, &law, why, sizeof why))
        return refuse_kind(v, why);
    if (!in_range(v, scen_law_lowest(&law)))
        return false;
    memcpy(v->field, &law, sizeof law);
    return true;
}

/* ---- names ---- */

static bool read_text(const struct value *v)
{
    char *copy = base_arena_take(v->in->arena, v->cell->text.size + 1);

    memcpy(copy, v->cell->text.at, v->cell->text.size);
    memcpy(v->field, &copy, sizeof copy);
    return true;
}

/* A name is told among those of its own group, a reference among those of another. */
static struct scen_names *names_of(struct scen_reading *in, const struct scen_key *key)
{
    if (key->kind == SCEN_PRODUCT)
        return &in->names[SCEN_G_PRODUCTS];
    return &in->names[key->kind == SCEN_SITE ? SCEN_G_SITES : in->group];
}

/* '+' parts a bill of materials; control characters and quotes spoil tables. */
static bool name_is_plain(struct scen_span s)
{
    for (size_t i = 0; i < s.size; i++)
        if ((unsigned char)s.at[i] < ' ' || s.at[i] == '+' || s.at[i] == '"')
            return false;
    return s.size > 0 && s.size <= NAME_MAX_BYTES;
}

static bool read_name(const struct value *v)
{
    const char *name;

    if (!name_is_plain(v->cell->text))
        return refuse(v, "expected a name of 1 to %d bytes without + and quotes",
                      NAME_MAX_BYTES);
    read_text(v);
    memcpy(&name, v->field, sizeof name);
    if (!scen_names_add(names_of(v->in, v->key), name))
        return refuse(v, "this name is taken already; expected another one");
    return true;
}

static bool read_reference(const struct value *v)
{
    const struct scen_names *names = names_of(v->in, v->key);
    const char *what = v->key->kind == SCEN_SITE ? "site" : "product";
    int32_t found = scen_names_find(names, v->cell->text);

    if (found >= 0) {
        memcpy(v->field, &found, sizeof found);
        return true;
    }
    if (names->count == 0) // their group was refused, which is enough to say
        return false;
    const char *guess =
        v->in->guesses++ < GUESSES_MAX ? scen_names_nearest(names, v->cell->text) : NULL;
    if (guess != NULL)
        return refuse(v, "there is no such %s; did you mean \"%s\"?", what, guess);
    return refuse(v, "there is no such %s; expected a name from %ss", what, what);
}

static bool read_choice(const struct value *v)
{
    const char *at = v->key->choices;
    const char *word[8];
    char store[8][24];
    size_t n = 0;

    for (; n < 8; n++) {
        size_t size = strcspn(at, "|");
        snprintf(store[n], sizeof store[n], "%.*s", (int)size, at);
        word[n] = store[n];
        if (scen_span_is(v->cell->text, store[n])) {
            int32_t choice = (int32_t)n;
            memcpy(v->field, &choice, sizeof choice);
            return true;
        }
        if (at[size] == '\0')
            break;
        at += size + 1;
    }
    const char *guess = scen_nearest(v->cell->text, word, n + 1);
    if (guess != NULL)
        return refuse(v, "expected one of %s; did you mean \"%s\"?", v->key->choices, guess);
    return refuse(v, "expected one of %s", v->key->choices);
}

static bool read_parts(const struct value *v)
{
    char *copy = base_arena_take(v->in->arena, v->cell->text.size + 1);
    struct scen_span kept = {copy, v->cell->text.size};

    memcpy(copy, v->cell->text.at, kept.size);
    memcpy(v->field, &kept, sizeof kept);
    return true;
}

static bool read_value(const struct value *v)
{
    switch (v->key->kind) {
    case SCEN_TEXT:
        return read_text(v);
    case SCEN_NAME:
        return read_name(v);
    case SCEN_CHOICE:
        return read_choice(v);
    case SCEN_COUNT:
        return read_count(v);
    case SCEN_QUANTITY:
        return read_quantity(v);
    case SCEN_AMOUNT:
        return read_amount(v);
    case SCEN_TICKS:
        return read_ticks(v);
    case SCEN_LAW:
        return read_law(v);
    case SCEN_PRODUCT:
    case SCEN_SITE:
        return read_reference(v);
    case SCEN_PARTS:
        return read_parts(v);
    case SCEN_TAGS:
        return refuse_kind(v, "this is one text"); // lists come through scen/parse.c
    }
    return false;
}

/* A refused number leaves a gap that nothing else depends on; other refusals leave a hole. */
static bool is_figure(enum scen_kind kind)
{
    return kind == SCEN_COUNT || kind == SCEN_QUANTITY || kind == SCEN_TICKS ||
           kind == SCEN_LAW || kind == SCEN_AMOUNT;
}

bool scen_value_read(struct scen_reading *in, const struct scen_key *key,
                     const struct scen_cell *cell, void *row)
{
    struct scen_cell trimmed = *cell;
    const struct value v = {in, key, &trimmed, (char *)row + key->offset};

    trimmed.text = scen_span_trim(cell->text);
    bool ok = read_value(&v);
    in->holes += !ok && !is_figure(key->kind);
    return ok;
}
