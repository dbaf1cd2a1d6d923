/* SPDX-License-Identifier: Apache-2.0 */
/* scen/parse_row.c - one entry: its settings by the keys of the schema. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "scen/parse_state.h"

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
    const char *article = strchr("aeiou", group->item[0]) != NULL ? "an" : "a";
    int size = (int)(name.size < 60 ? name.size : 60);
    if (guess != NULL)
        base_err_add(in->err, where.file, where.line,
                     "%s %s has no %s `%.*s`; did you mean `%s`?", article, group->item, kind,
                     size, name.at, guess);
    else
        base_err_add(in->err, where.file, where.line,
                     "%s %s has no %s `%.*s`; see `bullwhip schema`", article, group->item,
                     kind, size, name.at);
    in->holes++;
    return NULL;
}

void scen_row_model(struct scen_reading *in, const struct scen_group *group, char *model)
{
    const int32_t none = SCEN_NONE;

    memset(model, 0, group->row_bytes);
    for (size_t k = 0; k < group->keys; k++) {
        const struct scen_key *key = &group->key[k];
        if (scen_reference(key->kind) != SCEN_GROUPS)
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
        if (key->unless != NULL &&
            scen_rows_given(rows, last, scen_key_named(group, key->unless)))
            continue;
        base_err_add(in->err, where->file, where->line,
                     "this %s has no %s; expected %s = \"%s\", for example", group->item,
                     key->name, key->name, key->example);
        scen_rows_spoil(rows, last);
        in->holes++;
    }
    if (group->key[0].kind != SCEN_NAME) // perhaps not even a group of the schema
        return;
    struct scen_names *names = &in->names[group - scen_schema];
    if ((size_t)names->count == rows->count)
        return;
    char *stand_in = base_arena_take(in->arena, 32);
    snprintf(stand_in, 32, "\n%zu", rows->count);
    scen_names_add(names, stand_in);
}

static bool read_tags(struct scen_parse *p, const config_setting_t *setting,
                      const struct scen_key *key, char *row)
{
    int count = config_setting_length(setting);
    struct scen_words words = {base_arena_array(p->in->arena, (size_t)count, sizeof(char *)),
                               0};

    for (int i = 0; i < count; i++) {
        const char *word = config_setting_get_string_elem(setting, i);
        if (word == NULL) {
            scen_parse_hole(p->in, scen_parse_where(p, setting),
                            "%s: expected words such as %s", key->name, key->example);
            return false;
        }
        words.word[words.count++] = base_arena_string(p->in->arena, word);
    }
    memcpy(row + key->offset, &words, sizeof words);
    return true;
}

/* An array of numbers as one text with blanks between them. */
static const char *join_numbers(struct scen_parse *p, const config_setting_t *setting)
{
    int count = config_setting_length(setting);
    size_t bytes = 1, used = 0;

    for (int i = 0; i < count; i++) {
        const char *word = config_setting_get_string_elem(setting, i);
        bytes += word != NULL ? strlen(word) + 1 : 2;
    }
    char *text = base_arena_take(p->in->arena, bytes);
    for (int i = 0; i < count; i++) {
        const char *word = config_setting_get_string_elem(setting, i);
        used += (size_t)snprintf(text + used, bytes - used, i > 0 ? " %s" : "%s",
                                 word != NULL ? word : "?");
    }
    return text;
}

const char *scen_setting_text(const config_setting_t *setting)
{
    if (config_setting_type(setting) == CONFIG_TYPE_STRING)
        return config_setting_get_string(setting);
    if (config_setting_type(setting) == CONFIG_TYPE_BOOL)
        return config_setting_get_bool(setting) ? "true" : "false";
    return NULL;
}

static bool read_setting(struct scen_parse *p, const config_setting_t *setting,
                         const struct scen_key *key, char *row)
{
    const struct scen_line *at = scen_doc_line(p->doc, setting);
    const char *text = scen_setting_text(setting);

    if ((key->kind == SCEN_TAGS || key->kind == SCEN_PATH) &&
        (config_setting_is_array(setting) || config_setting_is_list(setting)))
        return read_tags(p, setting, key, row);
    if (key->kind == SCEN_NUMBERS && config_setting_is_array(setting))
        text = join_numbers(p, setting);
    if (text == NULL) {
        scen_parse_hole(p->in, scen_parse_where(p, setting),
                        "%s: expected one value such as \"%s\"", key->name, key->example);
        return false;
    }
    if (text[0] == '\0' && at->refused) { // scen/merge.c has said why
        scen_value_lost(p->in, key);
        return false;
    }
    struct scen_cell cell = {scen_span_of(text), at->file, at->line, false, 1};
    return scen_value_read(p->in, key, &cell, row);
}

void scen_row_read(struct scen_parse *p, const config_setting_t *group_setting,
                   struct scen_rows *rows, const char *model)
{
    const struct scen_group *group = rows->group;
    struct scen_where where = scen_parse_where(p, group_setting);

    if (group->shape == SCEN_MANY || rows->count == 0)
        memcpy(scen_rows_add(rows, model), &where, sizeof where);
    size_t at = rows->count - 1;
    char *row = scen_rows_edit(rows, at);
    for (int i = 0; i < config_setting_length(group_setting); i++) {
        const config_setting_t *setting = config_setting_get_elem(group_setting, (unsigned)i);
        struct scen_where here = scen_parse_where(p, setting);
        const struct scen_key *key = scen_key_find(
            p->in, group, scen_span_of(config_setting_name(setting)), here, "setting");
        if (key == NULL) {
            scen_rows_spoil(rows, at);
            continue;
        }
        scen_rows_mark(rows, at, (size_t)(key - group->key), here);
        if (!read_setting(p, setting, key, row))
            scen_rows_spoil(rows, at);
    }
    scen_row_end(p->in, rows);
}
