/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/resolve.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/mem.h"
#include "scen/index.h"
#include "scen/law.h"
#include "scen/override.h"
#include "scen/parse_state.h"
#include "scen/said.h"

struct met { // names of a group's entries by their hash, and how many bear each
    struct scen_index names;
    uint32_t *count; // heap, by number of a name
    size_t room;
};

struct resolving {
    const struct scenario *scen;
    const struct scen_raw *raw;
    const char *currency;
    struct base_text *text, lines; // the present entry's; `text` is `lines`
    struct met met;                // of the present group
    struct scen_reading *in;       // for rows that pass by
    size_t sites;                  // in->said->sites before they did
    void (*put)(void *user, const char *lines, size_t bytes);
    void *user;
};

/* ---- values ---- */

static void add_unit(struct resolving *r, struct scen_dim dim)
{
    char unit[32];

    scen_dim_text(dim, r->currency, unit, sizeof unit);
    if (unit[0] != '\0')
        base_text_add(r->text, " %s", unit);
}

static void add_number(struct resolving *r, double value, struct scen_dim dim)
{
    base_text_json_number(r->text, value);
    add_unit(r, dim);
}

static void add_amount(struct resolving *r, const struct scen_amount *amount,
                       struct scen_dim dim)
{
    dim.power[amount->base] = (int16_t)(dim.power[amount->base] + dim.power[SCEN_GOODS]);
    if (amount->base != SCEN_GOODS)
        dim.power[SCEN_GOODS] = 0;
    add_number(r, amount->size, dim);
}

static void add_choice(struct resolving *r, const char *choices, int32_t chosen)
{
    const char *at = choices;

    for (int32_t i = 0; i < chosen && *at != '\0'; i++) {
        at += strcspn(at, "|");
        at += *at == '|';
    }
    base_text_put(r->text, at, strcspn(at, "|"));
}

static void add_words(struct resolving *r, const struct scen_words *words, const char *between)
{
    for (size_t i = 0; i < words->count; i++)
        base_text_add(r->text, "%s%s", i > 0 ? between : "", words->word[i]);
}

static void add_numbers(struct resolving *r, const struct scen_numbers *numbers)
{
    for (size_t i = 0; i < numbers->count; i++) {
        base_text_add(r->text, "%s", i > 0 ? " " : "");
        base_text_json_number(r->text, numbers->value[i]);
    }
}

static void add_text(struct resolving *r, const char *field)
{
    const char *text;

    memcpy(&text, field, sizeof text);
    base_text_add(r->text, "%s", text != NULL ? text : "");
}

/* A field of a row as the struct that it holds; rows are aligned for it. */
#define FIELD(type) (*(const type *)(const void *)field)

static void add_value(struct resolving *r, const struct scen_key *key, const char *field)
{
    switch (key->kind) {
    case SCEN_TEXT:
    case SCEN_NAME:
        add_text(r, field);
        break;
    case SCEN_CHOICE:
        add_choice(r, key->choices, FIELD(int32_t));
        break;
    case SCEN_COUNT:
        base_text_add(r->text, "%llu", (unsigned long long)FIELD(uint64_t));
        break;
    case SCEN_QUANTITY:
        add_number(r, FIELD(double), key->dim);
        break;
    case SCEN_AMOUNT:
        add_amount(r, &FIELD(struct scen_amount), key->dim);
        break;
    case SCEN_TICKS:
        add_number(r, (double)FIELD(int64_t) / SCEN_TICKS_PER_DAY, key->dim);
        break;
    case SCEN_LAW:
        scen_law_write(&FIELD(struct scen_law), r->text);
        add_unit(r, key->dim);
        break;
    case SCEN_PRODUCT:
    case SCEN_SITE:
    case SCEN_LINE:
        base_text_add(r->text, "%s",
                      scen_name_of(r->raw, scen_reference(key->kind), FIELD(int32_t)));
        break;
    case SCEN_PHRASE:
    case SCEN_PARTS:
        base_text_put(r->text, FIELD(struct scen_span).at, FIELD(struct scen_span).size);
        break;
    case SCEN_TAGS:
        add_words(r, &FIELD(struct scen_words), " ");
        break;
    case SCEN_PATH:
        add_words(r, &FIELD(struct scen_words), " > ");
        break;
    case SCEN_NUMBERS:
        add_numbers(r, &FIELD(struct scen_numbers));
        break;
    }
}

/* ---- lines ---- */

/* How many entries had this name before. */
static uint32_t met_before(struct met *m, const char *name)
{
    uint64_t key = base_digest_bytes(1, name, strlen(name));
    uint32_t at = scen_index_find(&m->names, key);

    if (at != SCEN_NOT_IN_INDEX && m->count != NULL)
        return m->count[at]++;
    m->count = base_grow(m->count, m->names.count, &m->room, sizeof *m->count);
    m->count[m->names.count] = 1;
    scen_index_add(&m->names, key);
    return 0;
}

static void forget_met(struct met *m)
{
    scen_index_fini(&m->names);
    free(m->count);
    *m = (struct met){0};
}

static void add_row(struct resolving *r, const struct scen_rows *rows, size_t i)
{
    const struct scen_group *group = rows->group;
    const char *row = scen_rows_at(rows, i);
    char room[SCEN_IDENTITY_MAX], twice[16] = "";
    const char *name = scen_identity(r->raw, rows, i, true, room);

    if (name[0] == '\0')
        name = scen_identity(r->raw, rows, i, false, room);
    uint32_t before = met_before(&r->met, name);
    if (before > 0)
        snprintf(twice, sizeof twice, "#%u", before + 1);
    for (size_t k = 0; k < group->keys; k++) {
        if (!scen_rows_given(rows, i, k) && group->shape == SCEN_MANY)
            continue;
        base_text_add(r->text, "%s.%s%s%s%s = ", group->name, name, twice,
                      name[0] != '\0' || twice[0] != '\0' ? "." : "", group->key[k].name);
        add_value(r, &group->key[k], row + group->key[k].offset);
        base_text_add(r->text, "\n");
    }
}

static void pass_row(struct resolving *r, const struct scen_rows *rows, size_t i)
{
    add_row(r, rows, i);
    r->put(r->user, base_text_get(r->text), r->text->length);
    r->text->length = 0;
}

static void add_group(struct resolving *r, const struct scen_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        pass_row(r, rows, i);
}

/* ---- tables that pass by ---- */

enum { ROWS_HELD = 2048 };

/* Rows, their words, and the text that they stood in. */
static void forget_rows(struct resolving *r, struct scen_rows *rows)
{
    const struct scen_group *group = rows->group;

    scen_rows_fini(rows);
    *rows = (struct scen_rows){.group = group};
    scen_names_fini(&r->in->names[r->in->group]);
    r->in->names[r->in->group] = (struct scen_names){0};
    base_arena_free(r->in->arena);
    r->in->arena = base_arena_new();
    memset(r->in->lately, 0, sizeof r->in->lately);
    scen_rest(r->scen);
}

static void take_row(void *user, struct scen_rows *rows)
{
    struct resolving *r = user;

    pass_row(r, rows, rows->count - 1);
    r->in->said->sites = r->sites;
    if (rows->count == ROWS_HELD)
        forget_rows(r, rows);
}

static void pass_table(struct resolving *r, const struct scen_file *file,
                       struct scen_rows *rows)
{
    struct base_arena *arena = r->in->arena;
    char *model = base_alloc(rows->group->row_bytes);

    scen_row_model(r->in, rows->group, model);
    r->sites = r->in->said->sites;
    r->in->said->row = take_row;
    r->in->said->user = r;
    r->in->arena = base_arena_new();
    scen_table_read(file, r->in, rows, model);
    forget_rows(r, rows);
    base_arena_free(r->in->arena);
    r->in->arena = arena;
    r->in->said->row = NULL;
    free(model);
}

static void pass_group(struct resolving *r, struct scen_raw *raw, enum scen_group_id g)
{
    const struct scen_file *file = r->in->said != NULL ? r->in->said->table[g] : NULL;

    r->in->group = g;
    if (file != NULL)
        pass_table(r, file, &raw->rows[g]);
    else
        add_group(r, &raw->rows[g]);
    forget_met(&r->met);
}

/* What a command may have changed since the texts were read. */
static void put_in_force(struct scen_raw *raw, const struct scenario *scen)
{
    struct scen_rows *rows = &raw->rows[SCEN_G_RUN];

    if (rows->count == 0)
        return;
    struct scen_run_row *run = scen_rows_edit(rows, 0);
    run->horizon = scen->horizon;
    run->warm_up = scen->warm_up;
    run->kpi_period = scen->kpi_period;
    run->message_delay = scen->message_delay;
    run->replications = scen->replications;
    run->seed = scen->seed;
}

void scen_resolve_to(const struct scenario *scen,
                     void (*put)(void *user, const char *lines, size_t bytes), void *user)
{
    struct base_err err = {0};
    struct scen_texts texts;
    struct scen_raw raw;
    struct scen_said said = {0};

    const char *name = scen_texts_hold(&texts, base_arena_new(), scen->file, scen->files);
    texts.borrow = true;
    struct scen_reading in = {.arena = texts.arena,
                              .err = &err,
                              .currency = "EUR",
                              .said = scen->part != NULL ? &said : NULL};
    scen_parse(&texts, name, &in, &raw);
    raw.said = in.said;
    put_in_force(&raw, scen);
    struct resolving r = {.scen = scen, .raw = &raw, .in = &in, .put = put, .user = user};
    r.currency = in.currency;
    r.text = &r.lines;
    for (enum scen_group_id g = 0; g < SCEN_G_OVERRIDE; g++)
        pass_group(&r, &raw, g);
    base_text_fini(&r.lines);
    free(said.site);
    scen_raw_fini(&raw);
    for (size_t g = 0; g < SCEN_GROUPS; g++)
        scen_names_fini(&in.names[g]);
    scen_texts_fini(&texts);
    base_arena_free(texts.arena);
    base_err_fini(&err);
}

static void add(void *user, const char *lines, size_t bytes)
{
    base_text_put(user, lines, bytes);
}

void scen_resolve(const struct scenario *scen, struct base_text *text)
{
    scen_resolve_to(scen, add, text);
}
