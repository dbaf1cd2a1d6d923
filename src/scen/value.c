/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/value.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "scen/cut.h"
#include "scen/said.h"
#include "scen/value_read.h"

enum {
    ECHO_MAX = 60,
    GUESSES_MAX = 300,
    TEXT_MAX = 400,
    NAME_MAX_BYTES = 120,
    CHOICES_MAX = 24
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
    case SCEN_LINE:
        snprintf(text, bytes, "the name of a line");
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
    case SCEN_PATH:
        snprintf(text, bytes, "a list of names");
        break;
    case SCEN_TAGS:
        snprintf(text, bytes, "a list of words");
        break;
    case SCEN_PHRASE:
    case SCEN_TEXT:
        snprintf(text, bytes, "text");
        break;
    case SCEN_NUMBERS:
        snprintf(text, bytes, "a list of numbers");
        break;
    }
    return text;
}

int scen_echo_size(struct scen_span s)
{
    return (int)(s.size < ECHO_MAX ? s.size : ECHO_MAX);
}

bool scen_value_refuse(const struct scen_value *v, const char *format, ...)
{
    char why[TEXT_MAX];
    va_list list;

    va_start(list, format);
    vsnprintf(why, sizeof why, format, list);
    va_end(list);
    base_err_add(v->in->err, v->cell->file, v->cell->line, "%s = \"%.*s\": %s", v->key->name,
                 scen_echo_size(v->cell->text), v->cell->text.at, why);
    return false;
}

bool scen_value_refuse_kind(const struct scen_value *v, const char *why)
{
    char wanted[120];

    scen_value_wanted(v->key, v->in->currency, wanted, sizeof wanted);
    return scen_value_refuse(v, "%s; expected %s such as \"%s\"", why, wanted, v->key->example);
}

/* ---- names ---- */

/* Words that only reading and results need lie aside. */
static struct base_arena *arena_for_words(const struct scen_reading *in)
{
    switch (in->group) {
    case SCEN_G_SITES:
    case SCEN_G_LANES:
    case SCEN_G_LANE_PRODUCTS:
    case SCEN_G_STOCK:
    case SCEN_G_DEMAND:
        return in->aside != NULL ? in->aside : in->arena;
    default:
        return in->arena;
    }
}

/* A text is kept once in each arena, if it was seen lately. */
static bool read_text(const struct scen_value *v)
{
    const struct scen_span text = v->cell->text;
    uint64_t hash = base_digest_mix(base_digest_bytes(0, text.at, text.size));
    struct base_arena *arena = arena_for_words(v->in);
    const char **kept = &v->in->lately[hash % SCEN_TEXTS_LATELY].text;
    const struct base_arena **of = &v->in->lately[hash % SCEN_TEXTS_LATELY].of;

    if (*of != arena || !scen_span_is(text, *kept)) {
        *kept = memcpy(base_arena_take(arena, text.size + 1), text.at, text.size);
        *of = arena;
    }
    memcpy(v->field, kept, sizeof *kept);
    return true;
}

enum scen_group_id scen_reference(enum scen_kind kind)
{
    return kind == SCEN_PRODUCT ? SCEN_G_PRODUCTS
           : kind == SCEN_SITE  ? SCEN_G_SITES
           : kind == SCEN_LINE  ? SCEN_G_LINES
                                : SCEN_GROUPS;
}

/* A name is told among those of its own group, a reference among those of another. */
static struct scen_names *names_of(struct scen_reading *in, const struct scen_key *key)
{
    enum scen_group_id of = scen_reference(key->kind);
    return &in->names[of != SCEN_GROUPS ? of : in->group];
}

/* '+' parts a bill of materials; control characters and quotes spoil tables. */
static bool name_is_plain(struct scen_span s)
{
    for (size_t i = 0; i < s.size; i++)
        if ((unsigned char)s.at[i] < ' ' || s.at[i] == '+' || s.at[i] == '"')
            return false;
    return s.size > 0 && s.size <= NAME_MAX_BYTES;
}

static bool read_name(const struct scen_value *v)
{
    const char *name;

    if (!name_is_plain(v->cell->text))
        return scen_value_refuse(v, "expected a name of 1 to %d bytes without + and quotes",
                                 NAME_MAX_BYTES);
    read_text(v);
    memcpy(&name, v->field, sizeof name);
    if (!scen_names_add(names_of(v->in, v->key), name))
        return scen_value_refuse(v, "this name is taken already; expected another one");
    return true;
}

static bool read_reference(const struct scen_value *v)
{
    const struct scen_names *names = names_of(v->in, v->key);
    const char *what = scen_schema[scen_reference(v->key->kind)].item;
    int32_t found = SCEN_NONE;

    if (v->in->cut != NULL && v->key->kind == SCEN_SITE)
        found = scen_cut_pin(v->in->cut, v->cell->text);
    else if (v->in->said != NULL && v->key->kind == SCEN_SITE)
        found = scen_said_site(v->in, v->cell->text);
    else
        found = scen_names_find(names, v->cell->text);
    if (found >= 0) {
        memcpy(v->field, &found, sizeof found);
        return true;
    }
    if (names->count == 0 && v->key->kind == SCEN_LINE)
        return scen_value_refuse(v,
                                 "there is no line at all; expected one in the section lines");
    if (names->count == 0) // their group was refused, which is enough to say
        return false;
    const char *guess =
        v->in->guesses++ < GUESSES_MAX ? scen_names_nearest(names, v->cell->text) : NULL;
    if (guess != NULL)
        return scen_value_refuse(v, "there is no such %s; did you mean \"%s\"?", what, guess);
    return scen_value_refuse(v, "there is no such %s; expected a name from %ss", what, what);
}

static bool refuse_choice(const struct scen_value *v)
{
    const char *at = v->key->choices;
    const char *word[CHOICES_MAX];
    char store[CHOICES_MAX][32];
    size_t n = 0;

    for (; n < CHOICES_MAX; n++) {
        size_t size = strcspn(at, "|");
        snprintf(store[n], sizeof store[n], "%.*s", (int)size, at);
        word[n] = store[n];
        if (at[size] == '\0')
            break;
        at += size + 1;
    }
    const char *guess = scen_nearest(v->cell->text, word, n + 1);
    if (guess != NULL)
        return scen_value_refuse(v, "expected one of %s; did you mean \"%s\"?", v->key->choices,
                                 guess);
    return scen_value_refuse(v, "expected one of %s", v->key->choices);
}

static bool read_choice(const struct scen_value *v)
{
    const struct scen_span text = v->cell->text;
    const char *at = v->key->choices;

    for (int32_t choice = 0;; choice++) {
        size_t size = strcspn(at, "|");
        if (size == text.size && memcmp(at, text.at, size) == 0) {
            memcpy(v->field, &choice, sizeof choice);
            return true;
        }
        if (at[size] == '\0')
            return refuse_choice(v);
        at += size + 1;
    }
}

static bool read_parts(const struct scen_value *v)
{
    char *copy = base_arena_take(arena_for_words(v->in), v->cell->text.size + 1);
    struct scen_span kept = {copy, v->cell->text.size};

    memcpy(copy, v->cell->text.at, kept.size);
    memcpy(v->field, &kept, sizeof kept);
    return true;
}

/* "A > B" */
static bool read_path(const struct scen_value *v)
{
    struct scen_span rest = v->cell->text;
    struct scen_words path = {base_arena_array(v->in->arena, rest.size / 2 + 1, sizeof(char *)),
                              0};

    while (rest.size > 0) {
        const char *next = memchr(rest.at, '>', rest.size);
        size_t size = next != NULL ? (size_t)(next - rest.at) : rest.size;
        struct scen_span one = scen_span_trim((struct scen_span){rest.at, size});
        char *name = base_arena_take(v->in->arena, one.size + 1);

        memcpy(name, one.at, one.size);
        path.word[path.count++] = name;
        rest = next != NULL ? (struct scen_span){next + 1, rest.size - size - 1}
                            : (struct scen_span){NULL, 0};
    }
    memcpy(v->field, &path, sizeof path);
    return true;
}

static bool read_value(const struct scen_value *v)
{
    switch (v->key->kind) {
    case SCEN_TEXT:
        return read_text(v);
    case SCEN_NAME:
        return read_name(v);
    case SCEN_CHOICE:
        return read_choice(v);
    case SCEN_COUNT:
        return scen_read_count(v);
    case SCEN_QUANTITY:
        return scen_read_quantity(v);
    case SCEN_AMOUNT:
        return scen_read_amount(v);
    case SCEN_TICKS:
        return scen_read_ticks(v);
    case SCEN_LAW:
        return scen_read_law(v);
    case SCEN_PRODUCT:
    case SCEN_SITE:
    case SCEN_LINE:
        return read_reference(v);
    case SCEN_NUMBERS:
        return scen_read_numbers(v);
    case SCEN_PHRASE:
    case SCEN_PARTS:
        return read_parts(v);
    case SCEN_PATH:
        return read_path(v);
    case SCEN_TAGS:
        return scen_value_refuse_kind(v, "this is one text"); // lists come through scen/parse.c
    }
    return false;
}

/* A refused number leaves a gap that nothing else depends on; other refusals leave a hole. */
static bool is_figure(enum scen_kind kind)
{
    return kind == SCEN_COUNT || kind == SCEN_QUANTITY || kind == SCEN_TICKS ||
           kind == SCEN_LAW || kind == SCEN_AMOUNT || kind == SCEN_NUMBERS;
}

void scen_value_lost(struct scen_reading *in, const struct scen_key *key)
{
    in->holes += !is_figure(key->kind);
}

bool scen_value_read(struct scen_reading *in, const struct scen_key *key,
                     const struct scen_cell *cell, void *row)
{
    struct scen_cell trimmed = *cell;
    const struct scen_value v = {in, key, &trimmed, (char *)row + key->offset};

    trimmed.text = scen_span_trim(cell->text);
    bool ok = read_value(&v);
    if (!ok)
        scen_value_lost(in, key);
    return ok;
}
