/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/override.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static void mark_gone(struct scen_work *w, size_t g, size_t i)
{
    if (w->gone[g] == NULL)
        w->gone[g] = base_array(w->p->raw->rows[g].count, sizeof(bool));
    w->gone[g][i] = true;
}

void scen_remove(struct scen_work *w, const struct scen_path *path)
{
    size_t g = (size_t)(path->rows->group - scen_schema);
    bool any = false;

    if (path->rows->group->shape == SCEN_ONE) {
        scen_path_refuse(w, path, "this section can't be removed");
        return;
    }
    for (size_t i = 0; i < path->rows->count; i++)
        if (scen_path_fits(w, path, i)) {
            mark_gone(w, g, i);
            any = true;
        }
    if (!any)
        scen_path_refuse_name(w, path);
}

/* A value that names what goes: its entry goes along when it can't be without. */
static void follow_reference(struct scen_work *w, size_t g, size_t i, size_t k)
{
    const struct scen_rows *rows = &w->p->raw->rows[g];
    const struct scen_key *key = &rows->group->key[k];
    enum scen_group_id of = scen_reference(key->kind);
    int32_t at;

    if (of == SCEN_GROUPS || w->gone[of] == NULL || (w->gone[g] != NULL && w->gone[g][i]))
        return;
    memcpy(&at, (const char *)scen_rows_at(rows, i) + key->offset, sizeof at);
    if (at < 0 || !w->gone[of][at])
        return;
    if (scen_is_identity(key)) {
        mark_gone(w, g, i);
        return;
    }
    struct scen_where where = scen_rows_where(rows, i, k);
    base_err_add(w->p->in->err, where.file, where.line,
                 "%s = \"%s\": this %s is removed by an override; expected one that changes "
                 "this value as well",
                 key->name, scen_name_of(w->p->raw, of, at), scen_schema[of].item);
    w->p->in->holes++;
}

/* Groups refer only to groups before them, or to their own. */
void scen_remove_along(struct scen_work *w)
{
    for (size_t g = 0; g < SCEN_G_OVERRIDE; g++)
        for (size_t i = 0; i < w->p->raw->rows[g].count; i++)
            for (size_t k = 0; k < scen_schema[g].keys; k++)
                follow_reference(w, g, i, k);
}

static int32_t *new_positions(const bool *gone, size_t count)
{
    int32_t *now = base_array(count, sizeof *now), next = 0;

    for (size_t i = 0; i < count; i++)
        now[i] = gone[i] ? SCEN_NONE : next++;
    return now;
}

static void renumber(struct scen_raw *raw, enum scen_group_id of, const int32_t *now)
{
    for (size_t g = 0; g < SCEN_G_OVERRIDE; g++)
        for (size_t k = 0; k < scen_schema[g].keys; k++) {
            if (scen_reference(scen_schema[g].key[k].kind) != of)
                continue;
            for (size_t i = 0; i < raw->rows[g].count; i++) {
                const size_t offset = scen_schema[g].key[k].offset;
                int32_t at;
                memcpy(&at, (const char *)scen_rows_at(&raw->rows[g], i) + offset, sizeof at);
                if (at < 0 || now[at] == at)
                    continue;
                memcpy((char *)scen_rows_edit(&raw->rows[g], i) + offset, &now[at], sizeof at);
            }
        }
}

/* The names of what is left, in the order of the rows. */
static void rename_group(struct scen_work *w, enum scen_group_id g)
{
    struct scen_names *names = &w->p->in->names[g];

    if (names->count == 0)
        return;
    scen_names_fini(names);
    *names = (struct scen_names){0};
    for (size_t i = 0; i < w->p->raw->rows[g].count; i++)
        scen_names_add(names, scen_name_of(w->p->raw, g, (int32_t)i));
}

void scen_remove_end(struct scen_work *w)
{
    struct scen_raw *raw = w->p->raw;
    int32_t *now[SCEN_GROUPS] = {NULL};

    for (size_t g = 0; g < SCEN_GROUPS; g++) {
        if (w->gone[g] == NULL)
            continue;
        now[g] = new_positions(w->gone[g], raw->rows[g].count);
        scen_rows_drop(&raw->rows[g], w->gone[g]);
        rename_group(w, (enum scen_group_id)g);
    }
    for (size_t g = 0; g < SCEN_GROUPS; g++) {
        if (now[g] != NULL)
            renumber(raw, (enum scen_group_id)g, now[g]);
        free(now[g]);
        free(w->gone[g]);
    }
}
