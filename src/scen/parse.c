/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "scen/cut.h"
#include "scen/parse_state.h"
#include "scen/said.h"

#define EXTENDS "extends"

enum { EXTENDS_MAX = 8 }; // texts that extend each other

struct scen_where scen_parse_where(const struct scen_parse *p, const config_setting_t *setting)
{
    const struct scen_line *line = scen_doc_line(p->doc, setting);
    return (struct scen_where){line->file, line->line};
}

void scen_parse_hole(struct scen_reading *in, struct scen_where where, const char *format,
                     const char *a, const char *b)
{
    char text[300];

    snprintf(text, sizeof text, format, a, b);
    base_err_add(in->err, where.file, where.line, "%s", text);
    in->holes++;
}

/* Are the rows of this group for others to read? */
static bool is_cut(const struct scen_reading *in, enum scen_group_id g)
{
    return in->cut != NULL && scen_cut_deals(g);
}

static void read_table(struct scen_parse *p, const config_setting_t *setting,
                       struct scen_rows *rows, const char *model)
{
    const config_setting_t *path = config_setting_get_elem(setting, 0);
    struct scen_where where = scen_parse_where(p, setting);

    if (config_setting_length(setting) != 1 ||
        strcmp(config_setting_name(path), "table") != 0 || scen_setting_text(path) == NULL) {
        scen_parse_hole(p->in, where,
                        "%s: expected a list ( { ... }, ... ) or { table = \"%s.csv\"; }",
                        rows->group->name, rows->group->name);
        return;
    }
    where = scen_parse_where(p, path);
    const char *name =
        scen_texts_resolve(p->texts, scen_texts_at(p->texts, where.file),
                           scen_span_of(scen_setting_text(path)), where, p->in->err);
    const struct scen_file *file =
        name != NULL ? scen_texts_get(p->texts, name, where, p->in->err) : NULL;
    if (file == NULL)
        p->in->holes++;
    else if (is_cut(p->in, p->in->group))
        scen_cut_scan(p->in->cut, p->in->group, file);
    else if (p->in->said != NULL && scen_cut_deals(p->in->group))
        p->in->said->table[p->in->group] = file;
    else
        scen_table_read(file, p->in, rows, model);
    base_arena_rest(p->texts->bytes);
}

static void read_list(struct scen_parse *p, const config_setting_t *setting,
                      struct scen_rows *rows, const char *model)
{
    for (int i = 0; i < config_setting_length(setting); i++) {
        const config_setting_t *entry = config_setting_get_elem(setting, (unsigned)i);
        if (config_setting_is_group(entry))
            scen_row_read(p, entry, rows, model);
        else if (scen_setting_text(entry) == NULL || scen_setting_text(entry)[0] != '\0')
            scen_parse_hole(p->in, scen_parse_where(p, entry),
                            "%s: expected entries in braces, { %s = ...; }", rows->group->name,
                            rows->group->key[0].name);
        else
            p->in->holes++;
    }
}

void scen_group_read(struct scen_parse *p, const config_setting_t *setting,
                     struct scen_rows *rows)
{
    const struct scen_group *group = rows->group;
    char *model = base_alloc(group->row_bytes);

    scen_row_model(p->in, group, model);
    if (group->shape == SCEN_ONE && config_setting_is_group(setting))
        scen_row_read(p, setting, rows, model);
    else if (group->shape == SCEN_ONE)
        scen_parse_hole(p->in, scen_parse_where(p, setting),
                        "%s: expected a group, %s = { ... };", group->name, group->name);
    else if (config_setting_is_group(setting))
        read_table(p, setting, rows, model);
    else if (config_setting_is_list(setting) ||
             (config_setting_is_array(setting) && config_setting_length(setting) == 0))
        read_list(p, setting, rows, model);
    else
        scen_parse_hole(p->in, scen_parse_where(p, setting),
                        "%s: expected a list ( { ... }, ... ) or { table = \"%s.csv\"; }",
                        group->name, group->name);
    free(model);
}

/* ---- one text ---- */

static bool is_known(const char *name)
{
    for (size_t g = 0; g < SCEN_GROUPS; g++)
        if (strcmp(name, scen_schema[g].name) == 0)
            return true;
    return strcmp(name, EXTENDS) == 0;
}

static void refuse_unknown(struct scen_parse *p, const config_setting_t *root)
{
    const char *known[SCEN_GROUPS + 1] = {EXTENDS};

    for (size_t g = 0; g < SCEN_GROUPS; g++)
        known[g + 1] = scen_schema[g].name;
    for (int i = 0; i < config_setting_length(root); i++) {
        const config_setting_t *setting = config_setting_get_elem(root, (unsigned)i);
        const char *name = config_setting_name(setting);
        if (is_known(name))
            continue;
        const char *guess = scen_nearest(scen_span_of(name), known, SCEN_GROUPS + 1);
        if (guess != NULL)
            scen_parse_hole(p->in, scen_parse_where(p, setting),
                            "a scenario has no section `%s`; did you mean `%s`?", name, guess);
        else
            scen_parse_hole(p->in, scen_parse_where(p, setting),
                            "a scenario has no section `%s`; see `bullwhip schema`%s", name,
                            "");
    }
}

static bool is_currency(const char *name)
{
    struct scen_span span = scen_span_of(name);
    struct scen_dim dim;
    double factor;

    return span.size > 0 && span.size <= 8 && strpbrk(name, "/ \t0123456789") == NULL &&
           !scen_unit(span, "\n", &dim, &factor);
}

/* Money can be read once its name is known; a text that extends another keeps its money. */
static void learn_currency(struct scen_parse *p, bool extends)
{
    const struct scen_rows *rows = &p->raw->rows[SCEN_G_SCENARIO];
    const struct scen_scenario_row *row = rows->count > 0 ? scen_rows_at(rows, 0) : NULL;

    if (row == NULL || row->currency == NULL)
        return;
    struct scen_where where = scen_rows_where(
        rows, 0, scen_key_at(rows->group, offsetof(struct scen_scenario_row, currency)));
    if (extends && strcmp(row->currency, p->in->currency) != 0)
        base_err_add(p->in->err, where.file, where.line,
                     "currency = \"%.20s\": what this text extends counts in %s; expected the "
                     "same",
                     row->currency, p->in->currency);
    else if (is_currency(row->currency))
        p->in->currency = row->currency;
    else
        base_err_add(p->in->err, where.file, where.line,
                     "currency = \"%.20s\": expected a short name such as \"EUR\"",
                     row->currency);
}

/* Has it to have entries? A part may have nothing of what is dealt out. */
static bool needs_entries(const struct scen_reading *in, enum scen_group_id g)
{
    return scen_schema[g].need == SCEN_REQUIRED &&
           !(scen_cut_deals(g) && (in->part || in->cut != NULL || in->said != NULL));
}

static void read_section(struct scen_parse *p, const config_setting_t *root,
                         enum scen_group_id g)
{
    const struct scen_group *group = &scen_schema[g];
    const config_setting_t *setting = config_setting_get_member(root, group->name);
    size_t holes = p->in->holes;

    if (setting == NULL)
        return;
    p->seen[g] = true;
    p->in->group = g;
    if (p->in->cut != NULL && !scen_cut_may(p->in->cut, g, config_setting_is_group(setting)))
        return;
    scen_group_read(p, setting, &p->raw->rows[g]);
    if (needs_entries(p->in, g) && p->raw->rows[g].count == 0 && p->in->holes == holes)
        scen_parse_hole(p->in, scen_parse_where(p, setting),
                        "%s: this is empty; expected at least one %s", group->name,
                        group->item);
}

/* What has such a section is not scanned in vain. */
static void look_ahead(struct scen_parse *p, const config_setting_t *root)
{
    for (enum scen_group_id g = 0; p->in->cut != NULL && g < SCEN_GROUPS; g++) {
        const config_setting_t *setting = config_setting_get_member(root, scen_schema[g].name);

        if (setting != NULL)
            scen_cut_may(p->in->cut, g, config_setting_is_group(setting));
    }
}

static void read_sections(struct scen_parse *p, const config_setting_t *root, bool extends)
{
    look_ahead(p, root);
    for (enum scen_group_id g = 0; g < SCEN_GROUPS; g++) {
        if (g != SCEN_G_OVERRIDE)
            read_section(p, root, g);
        if (g == SCEN_G_SCENARIO)
            learn_currency(p, extends);
    }
}

/* ---- extends ---- */

static bool read_text(struct scen_parse *p, struct scen_where asked);

static bool in_circle(struct scen_parse *p, struct scen_where asked, const char *name)
{
    size_t depth = 0;

    for (const struct scen_parse *at = p; at != NULL; at = at->above, depth++)
        if (strcmp(at->name, name) == 0 || depth == EXTENDS_MAX) {
            base_err_add(p->in->err, asked.file, asked.line,
                         depth == EXTENDS_MAX
                             ? "too many texts extend each other before \"%s\""
                             : "texts extend each other in a circle: \"%s\" is met again",
                         name);
            return true;
        }
    return false;
}

/* Reads what this text extends; false when it can't be read. */
static bool read_base(struct scen_parse *p, const config_setting_t *setting)
{
    struct scen_where asked = scen_parse_where(p, setting);
    const char *path = scen_setting_text(setting), *root = p->texts->root;

    if (path == NULL || path[0] == '\0') {
        scen_parse_hole(p->in, asked, "%s: expected the path of a scenario such as \"%s\"",
                        EXTENDS, "../base.cfg");
        return false;
    }
    const char *name = scen_texts_resolve_base(p->texts, scen_texts_at(p->texts, asked.file),
                                               scen_span_of(path), asked, p->in->err);
    if (name == NULL || in_circle(p, asked, name))
        return false;
    struct scen_parse base = {.texts = p->texts,
                              .in = p->in,
                              .raw = p->raw,
                              .above = p,
                              .name = name,
                              .seen = p->seen};
    p->texts->root = scen_texts_folder(p->texts, name);
    bool ok = read_text(&base, asked);
    p->texts->root = root;
    p->gap = p->gap || base.gap;
    return ok;
}

/* Results bear the id: two scenarios must not share one by accident. */
static void ask_for_id(struct scen_parse *p, const config_setting_t *root,
                       const config_setting_t *extends)
{
    const config_setting_t *head = config_setting_get_member(root, "scenario");

    if (head == NULL || !config_setting_is_group(head) ||
        config_setting_get_member(head, "id") == NULL)
        scen_parse_hole(p->in, scen_parse_where(p, extends),
                        "a text that extends another needs an id of its own; expected "
                        "scenario = { id = \"%s\"; };%s",
                        "port_closed", "");
}

static void read_overrides(struct scen_parse *p, const config_setting_t *root, bool extends)
{
    const config_setting_t *setting = config_setting_get_member(root, "override");
    struct scen_rows *rows = &p->raw->rows[SCEN_G_OVERRIDE];
    size_t first = rows->count;

    if (setting == NULL)
        return;
    if (!extends) {
        scen_parse_hole(p->in, scen_parse_where(p, setting),
                        "%s: nothing is inherited here; expected %s = \"base.cfg\"; as well",
                        "override", EXTENDS);
        return;
    }
    read_section(p, root, SCEN_G_OVERRIDE);
    scen_override(p, first);
}

static void read_root(struct scen_parse *p, const config_setting_t *root)
{
    const config_setting_t *extends = config_setting_get_member(root, EXTENDS);

    refuse_unknown(p, root);
    if (extends != NULL) {
        ask_for_id(p, root, extends);
        if (!read_base(p, extends)) { // all that follows may build on it
            p->in->holes++;
            p->gap = true;
            return;
        }
    }
    if (!p->gap)
        read_overrides(p, root, extends != NULL);
    read_sections(p, root, extends != NULL);
    scen_override_end(p);
}

static bool read_text(struct scen_parse *p, struct scen_where asked)
{
    struct scen_doc doc;

    p->doc = &doc;
    bool ok = scen_doc_open(&doc, p->texts, p->name, asked, p->in->err);
    if (ok) {
        p->gap = doc.merged.gap;
        read_root(p, config_root_setting(&doc.config));
    }
    scen_doc_close(&doc);
    p->doc = NULL;
    return ok;
}

static void ask_for_sections(struct scen_parse *p)
{
    for (size_t g = 0; g < SCEN_GROUPS; g++)
        if (scen_schema[g].need == SCEN_REQUIRED && !p->seen[g])
            scen_parse_hole(p->in, (struct scen_where){p->texts->file[0]->path, 1},
                            "the section `%s` is missing; expected %s = ...;",
                            scen_schema[g].name, scen_schema[g].name);
}

void scen_parse(struct scen_texts *texts, const char *name, struct scen_reading *in,
                struct scen_raw *raw)
{
    bool seen[SCEN_GROUPS] = {false};
    struct scen_parse p = {.texts = texts, .in = in, .raw = raw, .name = name, .seen = seen};

    scen_raw_init(raw);
    if (!read_text(&p, (struct scen_where){0}) || p.gap)
        in->holes++;
    else
        ask_for_sections(&p);
}
