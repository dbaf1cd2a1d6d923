/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "scen/doc.h"

struct parse {
    struct scen_doc *doc;
    struct scen_texts *texts;
    struct scen_reading *in;
    struct scen_raw *raw;
};

static struct scen_where where_of(const struct parse *p, const config_setting_t *setting)
{
    const struct scen_line *line = scen_doc_line(p->doc, setting);
    return (struct scen_where){line->file, line->line};
}

/* A mistake that leaves a hole. */
static void hole(struct scen_reading *in, struct scen_where where, const char *format,
                 const char *a, const char *b)
{
    char text[300];

    snprintf(text, sizeof text, format, a, b);
    base_err_add(in->err, where.file, where.line, "%s", text);
    in->holes++;
}

/* ---- keys ---- */

const struct scen_key *scen_key_find(struct scen_reading *in, const struct scen_group *group,
                                     struct scen_span name, struct scen_where where,
                                     const char *kind)
{
    const char *known[SCEN_KEYS_MAX];

    for (size_t k = 0; k < group->keys; k++) {
        if (scen_span_is(name, group->key[k].name))
            return &group->key[k];
        known[k] = group->key[k].name;
    }
    const char *guess = scen_nearest(name, known, group->keys);
    int size = (int)(name.size < 60 ? name.size : 60);
    if (guess != NULL)
        base_err_add(in->err, where.file, where.line,
                     "a %s has no %s `%.*s`; did you mean `%s`?", group->item, kind, size,
                     name.at, guess);
    else
        base_err_add(in->err, where.file, where.line,
                     "a %s has no %s `%.*s`; see `bullwhip schema`", group->item, kind, size,
                     name.at);
    in->holes++;
    return NULL;
}

/* Reads the group's defaults into `model`. */
static void make_model(struct scen_reading *in, const struct scen_group *group, char *model)
{
    const int32_t none = SCEN_NONE;

    memset(model, 0, group->row_bytes);
    for (size_t k = 0; k < group->keys; k++) {
        const struct scen_key *key = &group->key[k];
        if (key->kind == SCEN_PRODUCT || key->kind == SCEN_SITE || key->kind == SCEN_LINE)
            memcpy(model + key->offset, &none, sizeof none);
        if (key->fallback == NULL)
            continue;
        struct scen_cell cell = {scen_span_of(key->fallback), "schema", 0, true, 1};
        base_assert(scen_value_read(in, key, &cell, model));
    }
}

void scen_row_end(struct scen_reading *in, struct scen_rows *rows)
{
    const struct scen_group *group = rows->group;
    size_t last = rows->count - 1;
    const struct scen_where *where = scen_rows_at(rows, last);

    for (size_t k = 0; k < group->keys; k++) {
        const struct scen_key *key = &group->key[k];
        if (key->need != SCEN_REQUIRED || scen_rows_given(rows, last, k))
            continue;
        base_err_add(in->err, where->file, where->line,
                     "this %s has no %s; expected %s = \"%s\", for example", group->item,
                     key->name, key->name, key->example);
        rows->bad[last] = true;
        in->holes++;
    }
    struct scen_names *names = &in->names[group - scen_schema];
    if (group->key[0].kind != SCEN_NAME || (size_t)names->count == rows->count)
        return;
    char *stand_in = base_arena_take(in->arena, 32);
    snprintf(stand_in, 32, "\n%zu", rows->count);
    scen_names_add(names, stand_in);
}

/* ---- settings ---- */

static bool read_tags(struct parse *p, const config_setting_t *setting,
                      const struct scen_key *key, char *row)
{
    int count = config_setting_length(setting);
    struct scen_words words = {base_arena_array(p->in->arena, (size_t)count, sizeof(char *)),
                               0};

    for (int i = 0; i < count; i++) {
        const char *word = config_setting_get_string_elem(setting, i);
        if (word == NULL) {
            hole(p->in, where_of(p, setting), "%s: expected words such as %s", key->name,
                 key->example);
            return false;
        }
        words.word[words.count++] = base_arena_string(p->in->arena, word);
    }
    memcpy(row + key->offset, &words, sizeof words);
    return true;
}

/* The text of a single value; NULL for groups and lists. */
static const char *value_text(const config_setting_t *setting)
{
    if (config_setting_type(setting) == CONFIG_TYPE_STRING)
        return config_setting_get_string(setting);
    if (config_setting_type(setting) == CONFIG_TYPE_BOOL)
        return config_setting_get_bool(setting) ? "true" : "false";
    return NULL;
}

static bool read_setting(struct parse *p, const config_setting_t *setting,
                         const struct scen_key *key, char *row)
{
    const struct scen_line *at = scen_doc_line(p->doc, setting);
    const char *text = value_text(setting);

    if (key->kind == SCEN_TAGS &&
        (config_setting_is_array(setting) || config_setting_is_list(setting)))
        return read_tags(p, setting, key, row);
    if (text == NULL) {
        hole(p->in, where_of(p, setting), "%s: expected one value such as \"%s\"", key->name,
             key->example);
        return false;
    }
    if (text[0] == '\0' && at->refused) // scen/merge.c has said why
        return false;
    struct scen_cell cell = {scen_span_of(text), at->file, at->line, false, 1};
    return scen_value_read(p->in, key, &cell, row);
}

static void read_row(struct parse *p, const config_setting_t *group_setting,
                     struct scen_rows *rows, const char *model)
{
    const struct scen_group *group = rows->group;
    char *row = scen_rows_add(rows, model);
    size_t at = rows->count - 1;
    struct scen_where where = where_of(p, group_setting);

    memcpy(row, &where, sizeof where);
    for (int i = 0; i < config_setting_length(group_setting); i++) {
        const config_setting_t *setting = config_setting_get_elem(group_setting, (unsigned)i);
        struct scen_where here = where_of(p, setting);
        const struct scen_key *key = scen_key_find(
            p->in, group, scen_span_of(config_setting_name(setting)), here, "setting");
        if (key == NULL)
            continue;
        rows->line[at * group->keys + (size_t)(key - group->key)] = here.line;
        if (!read_setting(p, setting, key, row))
            rows->bad[at] = true;
    }
    scen_row_end(p->in, rows);
}

/* ---- groups ---- */

static void read_table(struct parse *p, const config_setting_t *setting, struct scen_rows *rows,
                       const char *model)
{
    const config_setting_t *path = config_setting_get_elem(setting, 0);
    struct scen_where where = where_of(p, setting);
    const struct scen_file from = {.name = p->texts->file[0]->name};

    if (config_setting_length(setting) != 1 ||
        strcmp(config_setting_name(path), "table") != 0 || value_text(path) == NULL) {
        hole(p->in, where, "%s: expected a list ( { ... }, ... ) or { table = \"%s.csv\"; }",
             rows->group->name, rows->group->name);
        return;
    }
    where = where_of(p, path);
    const char *name =
        scen_texts_resolve(p->texts, &from, scen_span_of(value_text(path)), where, p->in->err);
    const struct scen_file *file =
        name != NULL ? scen_texts_get(p->texts, name, where, p->in->err) : NULL;
    if (file == NULL)
        p->in->holes++;
    else
        scen_table_read(file, p->in, rows, model);
}

static void read_list(struct parse *p, const config_setting_t *setting, struct scen_rows *rows,
                      const char *model)
{
    for (int i = 0; i < config_setting_length(setting); i++) {
        const config_setting_t *entry = config_setting_get_elem(setting, (unsigned)i);
        if (config_setting_is_group(entry))
            read_row(p, entry, rows, model);
        else if (value_text(entry) == NULL || value_text(entry)[0] != '\0')
            hole(p->in, where_of(p, entry), "%s: expected entries in braces, { %s = ...; }",
                 rows->group->name, rows->group->key[0].name);
        else
            p->in->holes++;
    }
}

static void read_group(struct parse *p, const config_setting_t *setting, struct scen_rows *rows)
{
    const struct scen_group *group = rows->group;
    char *model = base_alloc(group->row_bytes);

    make_model(p->in, group, model);
    if (group->shape == SCEN_ONE && config_setting_is_group(setting))
        read_row(p, setting, rows, model);
    else if (group->shape == SCEN_ONE)
        hole(p->in, where_of(p, setting), "%s: expected a group, %s = { ... };", group->name,
             group->name);
    else if (config_setting_is_group(setting))
        read_table(p, setting, rows, model);
    else if (config_setting_is_list(setting) ||
             (config_setting_is_array(setting) && config_setting_length(setting) == 0))
        read_list(p, setting, rows, model);
    else
        hole(p->in, where_of(p, setting),
             "%s: expected a list ( { ... }, ... ) or { table = \"%s.csv\"; }", group->name,
             group->name);
    free(model);
}

static void refuse_unknown(struct parse *p, const config_setting_t *root)
{
    const char *known[SCEN_GROUPS];

    for (size_t g = 0; g < SCEN_GROUPS; g++)
        known[g] = scen_schema[g].name;
    for (int i = 0; i < config_setting_length(root); i++) {
        const config_setting_t *setting = config_setting_get_elem(root, (unsigned)i);
        const char *name = config_setting_name(setting);
        bool found = false;
        for (size_t g = 0; g < SCEN_GROUPS; g++)
            found = found || strcmp(name, known[g]) == 0;
        if (found)
            continue;
        const char *guess = scen_nearest(scen_span_of(name), known, SCEN_GROUPS);
        if (guess != NULL)
            hole(p->in, where_of(p, setting),
                 "a scenario has no section `%s`; did you mean `%s`?", name, guess);
        else
            hole(p->in, where_of(p, setting),
                 "a scenario has no section `%s`; see `bullwhip schema`%s", name, "");
    }
}

/* Money can be read once its name is known. */
static void learn_currency(struct scen_reading *in, const struct scen_rows *rows)
{
    const struct scen_scenario_row *row = rows->count > 0 ? scen_rows_at(rows, 0) : NULL;
    struct scen_dim dim;
    double factor;

    if (row == NULL || row->currency == NULL)
        return;
    struct scen_span name = scen_span_of(row->currency);
    if (name.size > 0 && name.size <= 8 && strpbrk(row->currency, "/ \t0123456789") == NULL &&
        !scen_unit(name, "\n", &dim, &factor)) {
        in->currency = row->currency;
        return;
    }
    base_err_add(
        in->err, row->where.file,
        scen_rows_line(rows, 0,
                       scen_key_at(rows->group, offsetof(struct scen_scenario_row, currency))),
        "currency = \"%.20s\": expected a short name such as \"EUR\"", row->currency);
}

static void read_groups(struct parse *p, const config_setting_t *root)
{
    for (size_t g = 0; g < SCEN_GROUPS; g++) {
        const struct scen_group *group = &scen_schema[g];
        const config_setting_t *setting = config_setting_get_member(root, group->name);

        p->in->group = (enum scen_group_id)g;
        size_t holes = p->in->holes;
        if (setting != NULL)
            read_group(p, setting, &p->raw->rows[g]);
        if (setting != NULL && group->need == SCEN_REQUIRED && p->raw->rows[g].count == 0 &&
            p->in->holes == holes)
            hole(p->in, where_of(p, setting), "%s: this is empty; expected at least one %s",
                 group->name, group->item);
        else if (setting == NULL && p->doc->merged.gap)
            p->in->holes++; // the include that can't be read may have it
        else if (setting == NULL && group->need == SCEN_REQUIRED)
            hole(p->in, (struct scen_where){p->texts->file[0]->path, 1},
                 "the section `%s` is missing; expected %s = ...;", group->name, group->name);
        if (g == SCEN_G_SCENARIO)
            learn_currency(p->in, &p->raw->rows[g]);
    }
}

void scen_parse(struct scen_texts *texts, const char *name, struct scen_reading *in,
                struct scen_raw *raw)
{
    struct scen_doc doc;
    struct parse p = {&doc, texts, in, raw};

    scen_raw_init(raw);
    if (scen_doc_open(&doc, texts, name, in->err)) {
        const config_setting_t *root = config_root_setting(&doc.config);
        refuse_unknown(&p, root);
        read_groups(&p, root);
    } else {
        in->holes++;
    }
    scen_doc_close(&doc);
}
