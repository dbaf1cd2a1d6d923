/* SPDX-License-Identifier: Apache-2.0 */
/* scen/override_later.c - values of overrides that name what their own text adds.
 *
 * Overrides come before the sections of their text, for these add to what is left. So a name
 * that nobody bears yet waits until the sections are read; until then, the field holds a
 * position below SCEN_NONE, which all who follow positions pass over. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "scen/override.h"

static int32_t mark_of(size_t turn)
{
    return SCEN_NONE - 1 - (int32_t)turn;
}

int32_t scen_await(struct scen_parse *p, const struct scen_path *path,
                   const struct scen_key *key)
{
    const char *to = path->row->to;
    enum scen_group_id of = scen_reference(key->kind);

    if (to == NULL || to[0] == '\0' || of == SCEN_GROUPS ||
        scen_names_find(&p->in->names[of], scen_span_trim(scen_span_of(to))) >= 0)
        return SCEN_NONE;
    p->awaited = base_grow(p->awaited, p->awaits, &p->await_room, sizeof *p->awaited);
    p->awaited[p->awaits] = (struct scen_awaited){path->rows, key, to, path->row->where};
    return mark_of(p->awaits++);
}

/* The position of the name; false with a mistake. */
static bool find(struct scen_parse *p, const struct scen_awaited *a, int32_t *found)
{
    struct scen_cell cell = {scen_span_of(a->to), a->where.file, a->where.line, false, 1};
    char *row = base_alloc(a->rows->group->row_bytes);

    p->in->group = (enum scen_group_id)(a->rows->group - scen_schema);
    bool ok = scen_value_read(p->in, a->key, &cell, row);
    memcpy(found, row + a->key->offset, sizeof *found);
    free(row);
    return ok;
}

static void put(const struct scen_awaited *a, int32_t mark, int32_t found)
{
    for (size_t i = 0; i < a->rows->count; i++) {
        int32_t at;
        memcpy(&at, (const char *)scen_rows_at(a->rows, i) + a->key->offset, sizeof at);
        if (at == mark)
            memcpy((char *)scen_rows_edit(a->rows, i) + a->key->offset, &found, sizeof found);
    }
}

void scen_override_end(struct scen_parse *p)
{
    for (size_t i = 0; i < p->awaits; i++) {
        int32_t found;
        if (find(p, &p->awaited[i], &found))
            put(&p->awaited[i], mark_of(i), found);
    }
    free(p->awaited);
    p->awaited = NULL;
    p->awaits = p->await_room = 0;
}
