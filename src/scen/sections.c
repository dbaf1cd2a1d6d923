/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/sections.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "scen/parse_state.h"

static void refuse_unknown(struct scen_parse *p, const struct scen_sections *s,
                           const config_setting_t *setting)
{
    const char *name = config_setting_name(setting);
    const char **known = base_array(s->groups, sizeof *known);
    struct scen_where where = scen_parse_where(p, setting);

    for (size_t g = 0; g < s->groups; g++)
        known[g] = s->group[g].name;
    const char *guess = scen_nearest(scen_span_of(name), known, s->groups);
    base_err_add(p->in->err, where.file, where.line, "a %s has no section `%s`%s%s%s", s->what,
                 name, guess != NULL ? "; did you mean `" : "", guess != NULL ? guess : "",
                 guess != NULL ? "`?" : "");
    p->in->holes++;
    free(known);
}

static bool known(const struct scen_sections *s, const char *name)
{
    for (size_t g = 0; g < s->groups; g++)
        if (strcmp(s->group[g].name, name) == 0)
            return true;
    return false;
}

static void read_section(struct scen_parse *p, const struct scen_sections *s, size_t g,
                         const config_setting_t *root)
{
    const struct scen_group *group = &s->group[g];
    const config_setting_t *setting = config_setting_get_member(root, group->name);
    const struct scen_where top = {p->texts->file[0]->path, 1};
    size_t holes = p->in->holes;

    s->rows[g] = (struct scen_rows){.group = group};
    if (setting != NULL)
        scen_group_read(p, setting, &s->rows[g]);
    if (group->need == SCEN_REQUIRED && s->rows[g].count == 0 && p->in->holes == holes)
        scen_parse_hole(p->in, setting != NULL ? scen_parse_where(p, setting) : top,
                        setting != NULL ? "%s: this is empty; expected at least one %s"
                                        : "the section `%s` is missing; expected a %s",
                        group->name, group->item);
}

void scen_sections_read(struct scen_texts *texts, const char *name, struct scen_reading *in,
                        const struct scen_sections *s)
{
    struct scen_doc doc;
    struct scen_parse p = {.doc = &doc, .texts = texts, .in = in, .name = name};

    for (size_t g = 0; g < s->groups; g++)
        s->rows[g] = (struct scen_rows){.group = &s->group[g]};
    if (!scen_doc_open(&doc, texts, name, (struct scen_where){0}, in->err)) {
        in->holes++;
        scen_doc_close(&doc);
        return;
    }
    const config_setting_t *root = config_root_setting(&doc.config);
    for (int i = 0; i < config_setting_length(root); i++) {
        const config_setting_t *setting = config_setting_get_elem(root, (unsigned)i);
        if (!known(s, config_setting_name(setting)))
            refuse_unknown(&p, s, setting);
    }
    for (size_t g = 0; g < s->groups; g++)
        read_section(&p, s, g, root);
    scen_doc_close(&doc);
}

void scen_sections_refuse(struct scen_reading *in, const struct scen_rows *rows, size_t i,
                          size_t offset, const char *format, ...)
{
    struct scen_where where = scen_rows_where(rows, i, scen_key_at(rows->group, offset));
    char text[400];
    va_list list;

    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    base_err_add(in->err, where.file, where.line, "%s", text);
}

bool scen_sections_given(const struct scen_rows *rows, size_t i, size_t offset)
{
    return scen_rows_given(rows, i, scen_key_at(rows->group, offset));
}

bool scen_sections_drop_bad(struct scen_rows *rows)
{
    bool *bad = base_array(rows->count, sizeof *bad), any = false;

    for (size_t i = 0; i < rows->count; i++)
        any = (bad[i] = scen_rows_bad(rows, i)) || any;
    if (any)
        scen_rows_drop(rows, bad);
    free(bad);
    return any;
}

void scen_sections_default(const struct scen_texts *texts, struct scen_reading *in,
                           struct scen_rows *rows)
{
    const struct scen_where where = {texts->file[0]->path, 1};

    if (rows->count > 0)
        return;
    char *model = base_alloc(rows->group->row_bytes);
    scen_row_model(in, rows->group, model);
    memcpy(scen_rows_add(rows, model), &where, sizeof where);
    free(model);
}
