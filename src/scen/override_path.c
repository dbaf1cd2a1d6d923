/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/override.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "scen/said.h"

enum { NEAREST_MAX = 2000, ECHO_MAX = 80 };

bool scen_path_refuse(struct scen_work *w, const struct scen_path *path, const char *what)
{
    const struct scen_where *where = &path->row->where;

    base_err_add(w->p->in->err, where->file, where->line, "at = \"%.*s\": %s", ECHO_MAX,
                 path->row->at, what);
    w->p->in->holes++;
    return false;
}

/* ---- names of entries ---- */

bool scen_is_identity(const struct scen_key *key)
{
    return key->need == SCEN_REQUIRED && scen_reference(key->kind) != SCEN_GROUPS;
}

static const struct scen_key *name_key(const struct scen_group *group)
{
    for (size_t k = 0; k < group->keys; k++)
        if (group->key[k].kind == SCEN_NAME)
            return &group->key[k];
    return NULL;
}

const char *scen_name_of(const struct scen_raw *raw, enum scen_group_id g, int32_t at)
{
    const char *name = NULL;
    const struct scen_key *key = name_key(&scen_schema[g]);

    if (raw->said != NULL && g == SCEN_G_SITES && at >= 0)
        return raw->said->site[at];
    if (at >= 0 && (size_t)at < raw->rows[g].count && key != NULL)
        memcpy(&name, (const char *)scen_rows_at(&raw->rows[g], (size_t)at) + key->offset,
               sizeof name);
    return name != NULL ? name : "?";
}

const char *scen_identity(const struct scen_raw *raw, const struct scen_rows *rows, size_t i,
                          bool own_name, char text[SCEN_IDENTITY_MAX])
{
    const struct scen_group *group = rows->group;
    const char *row = scen_rows_at(rows, i);
    size_t used = 0;

    text[0] = '\0';
    if (own_name) {
        const struct scen_key *key = name_key(group);
        const char *name = NULL;
        if (key != NULL)
            memcpy(&name, row + key->offset, sizeof name);
        return name != NULL ? name : text;
    }
    for (size_t k = 0; k < group->keys && used < SCEN_IDENTITY_MAX; k++) {
        int32_t at;
        if (!scen_is_identity(&group->key[k]))
            continue;
        memcpy(&at, row + group->key[k].offset, sizeof at);
        used +=
            (size_t)snprintf(text + used, SCEN_IDENTITY_MAX - used, "%s%s", used > 0 ? "." : "",
                             scen_name_of(raw, scen_reference(group->key[k].kind), at));
    }
    return text;
}

/* Does `text` fit the pattern, in which '*' stands for anything? */
static bool fits(struct scen_span pattern, const char *text)
{
    size_t i = 0, star = SIZE_MAX;
    const char *at = text, *mark = text;

    while (*at != '\0') {
        if (i < pattern.size && pattern.at[i] == '*') {
            star = i++;
            mark = at;
        } else if (i < pattern.size && pattern.at[i] == *at) {
            i++;
            at++;
        } else if (star != SIZE_MAX) { // let the last star take one more
            i = star + 1;
            at = ++mark;
        } else {
            return false;
        }
    }
    while (i < pattern.size && pattern.at[i] == '*')
        i++;
    return i == pattern.size;
}

bool scen_path_fits(const struct scen_work *w, const struct scen_path *path, size_t i)
{
    char text[SCEN_IDENTITY_MAX];

    if (path->rows->group->shape == SCEN_ONE)
        return true;
    return fits(path->name, scen_identity(w->p->raw, path->rows, i, true, text)) ||
           fits(path->name, scen_identity(w->p->raw, path->rows, i, false, text));
}

void scen_path_refuse_name(struct scen_work *w, const struct scen_path *path)
{
    size_t count = path->rows->count < NEAREST_MAX ? path->rows->count : NEAREST_MAX;
    const char **known = base_array(count, sizeof *known);
    char text[SCEN_IDENTITY_MAX], what[2 * SCEN_IDENTITY_MAX];

    for (size_t i = 0; i < count; i++) {
        const char *own = scen_identity(w->p->raw, path->rows, i, true, text);
        known[i] = base_arena_string(
            w->p->in->arena,
            own[0] != '\0' ? own : scen_identity(w->p->raw, path->rows, i, false, text));
    }
    const char *guess = scen_nearest(path->name, known, count);
    int size = (int)(path->name.size < ECHO_MAX ? path->name.size : ECHO_MAX);
    if (guess != NULL)
        snprintf(what, sizeof what,
                 "nothing that is inherited in %s is called \"%.*s\"; did "
                 "you mean \"%s\"?",
                 path->rows->group->name, size, path->name.at, guess);
    else
        snprintf(what, sizeof what,
                 "nothing that is inherited in %s is called \"%.*s\"; "
                 "expected a name such as \"%s\"",
                 path->rows->group->name, size, path->name.at, count > 0 ? known[0] : "*");
    scen_path_refuse(w, path, what);
    free(known);
}

/* ---- paths ---- */

static bool find_section(struct scen_work *w, struct scen_path *path, struct scen_span name)
{
    const char *known[SCEN_GROUPS];
    char what[120];

    for (size_t g = 0; g < SCEN_G_OVERRIDE; g++) {
        known[g] = scen_schema[g].name;
        if (scen_span_is(name, known[g])) {
            path->rows = &w->p->raw->rows[g];
            return true;
        }
    }
    const char *guess = scen_nearest(name, known, SCEN_G_OVERRIDE);
    snprintf(what, sizeof what, "there is no such section; %s%s%s",
             guess != NULL ? "did you mean `" : "expected a path such as ",
             guess != NULL ? guess : "stock.Lyon.lamp.order_up_to", guess != NULL ? "`?" : "");
    return scen_path_refuse(w, path, what);
}

static const char *last_dot(struct scen_span s)
{
    for (size_t i = s.size; i-- > 0;)
        if (s.at[i] == '.')
            return s.at + i;
    return NULL;
}

bool scen_path_read(struct scen_work *w, struct scen_path *path)
{
    struct scen_span s = scen_span_of(path->row->at);
    const char *dot = memchr(s.at, '.', s.size);

    if (dot == NULL)
        return scen_path_refuse(w, path,
                                "expected a path such as \"stock.Lyon.lamp.order_up_to\"");
    if (!find_section(w, path, (struct scen_span){s.at, (size_t)(dot - s.at)}))
        return false;
    path->name = (struct scen_span){dot + 1, s.size - (size_t)(dot + 1 - s.at)};
    if (path->row->remove)
        return true;
    path->key = path->name;
    dot = last_dot(path->name);
    if (path->rows->group->shape == SCEN_ONE) {
        path->name.size = 0;
        return true;
    }
    if (dot == NULL)
        return scen_path_refuse(w, path, "expected section.name.setting");
    size_t size = (size_t)(dot - path->name.at);
    path->key = (struct scen_span){dot + 1, path->name.size - size - 1};
    path->name.size = size;
    return true;
}
