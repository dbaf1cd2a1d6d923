/* SPDX-License-Identifier: Apache-2.0 */
/* scen/override.c - changes to what a scenario inherits, each addressed by a path.
 *
 * All changes of values come first, then all removals at once, so that their order does not
 * matter. */
#include "scen/override.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "scen/law.h"

/* Base units; whole ticks and counts are rounded. */
static bool multiply(const struct scen_key *key, double times, char *field)
{
    struct scen_law law;
    int64_t ticks;
    double x;

    switch (key->kind) {
    case SCEN_QUANTITY:
        memcpy(&x, field, sizeof x);
        x *= times;
        memcpy(field, &x, sizeof x);
        return x >= key->low && x <= key->high;
    case SCEN_AMOUNT: {
        struct scen_amount amount;
        memcpy(&amount, field, sizeof amount);
        amount.size *= times;
        memcpy(field, &amount, sizeof amount);
        return amount.size >= key->low && amount.size <= key->high;
    }
    case SCEN_TICKS:
        memcpy(&ticks, field, sizeof ticks);
        x = (double)ticks * times;
        ticks = llround(x);
        memcpy(field, &ticks, sizeof ticks);
        x /= SCEN_TICKS_PER_DAY;
        return x >= key->low && x <= key->high;
    case SCEN_LAW:
        memcpy(&law, field, sizeof law);
        if (!scen_law_scale(&law, times))
            return false;
        memcpy(field, &law, sizeof law);
        return scen_law_lowest(&law) >= key->low;
    default:
        return false;
    }
}

static bool is_number(enum scen_kind kind)
{
    return kind == SCEN_QUANTITY || kind == SCEN_AMOUNT || kind == SCEN_TICKS ||
           kind == SCEN_LAW;
}

/* "": the value is left out again. What another key can stand for is missed later, if at all.
 */
static bool take_away(struct scen_work *w, const struct scen_path *path,
                      const struct scen_key *key, size_t i)
{
    struct scen_rows *rows = path->rows;
    const struct scen_group *group = rows->group;
    size_t end = group->row_bytes;

    if (key->need == SCEN_REQUIRED && key->unless == NULL)
        return scen_path_refuse(w, path, "this value is needed; expected another one");
    for (size_t k = 0; k < group->keys; k++) // up to the next field
        if (group->key[k].offset > key->offset && group->key[k].offset < end)
            end = group->key[k].offset;
    char *model = base_alloc(group->row_bytes);
    scen_row_model(w->p->in, group, model);
    memcpy((char *)scen_rows_edit(rows, i) + key->offset, model + key->offset,
           end - key->offset);
    free(model);
    scen_rows_unmark(rows, i, (size_t)(key - group->key));
    return true;
}

static bool change(struct scen_work *w, const struct scen_path *path,
                   const struct scen_key *key, size_t i)
{
    struct scen_rows *rows = path->rows;
    size_t k = (size_t)(key - rows->group->key);
    const char *to = path->row->to;
    char *row = scen_rows_edit(rows, i);
    const struct scen_where *here = &path->row->where;

    if (to != NULL && to[0] == '\0')
        return take_away(w, path, key, i);
    if (path->later != SCEN_NONE) {
        memcpy(row + key->offset, &path->later, sizeof path->later);
    } else if (to != NULL) {
        struct scen_cell cell = {scen_span_of(to), here->file, here->line, false, 1};
        w->p->in->group = (enum scen_group_id)(rows->group - scen_schema);
        if (!scen_value_read(w->p->in, key, &cell, row)) {
            scen_rows_spoil(rows, i);
            return false;
        }
    } else if (!scen_rows_given(rows, i, k) && key->fallback == NULL) {
        return scen_path_refuse(w, path,
                                "nothing is said there that could be multiplied; expected to");
    } else if (!multiply(key, path->row->times, row + key->offset)) {
        return scen_path_refuse(w, path, "times this factor, the value is out of its range");
    }
    scen_rows_mark(rows, i, k, *here);
    return true;
}

static bool key_fits(struct scen_work *w, const struct scen_path *path,
                     const struct scen_key *key)
{
    if (key->kind == SCEN_NAME)
        return scen_path_refuse(w, path,
                                "names can't be changed; remove the entry and add another");
    if (key->kind == SCEN_TAGS)
        return scen_path_refuse(
            w, path, "a list can't be changed by path; say it in the section itself");
    if (path->row->to == NULL && !is_number(key->kind))
        return scen_path_refuse(w, path, "times needs a number there; expected to");
    return true;
}

static void change_all(struct scen_work *w, struct scen_path *path)
{
    const struct scen_key *key =
        scen_key_find(w->p->in, path->rows->group, path->key, path->row->where, "setting");
    bool any = false, ok = key != NULL && key_fits(w, path, key);

    path->later = ok ? scen_await(w->p, path, key) : SCEN_NONE;
    for (size_t i = 0; ok && i < path->rows->count; i++) {
        if (!scen_path_fits(w, path, i))
            continue;
        any = true;
        ok = change(w, path, key, i); // one message for all
    }
    if (ok && !any)
        scen_path_refuse_name(w, path);
}

/* ---- all of them ---- */

static bool says_one_thing(struct scen_work *w, const struct scen_path *path, bool times)
{
    int said = (path->row->to != NULL) + times + (path->row->remove != 0);

    return said == 1 ||
           scen_path_refuse(w, path,
                            said == 0 ? "what shall be there? expected to, times or remove"
                                      : "expected only one of to, times and remove");
}

void scen_override(struct scen_parse *p, size_t first)
{
    const struct scen_rows *all = &p->raw->rows[SCEN_G_OVERRIDE];
    size_t times = scen_key_at(all->group, offsetof(struct scen_override_row, times));
    struct scen_work w = {.p = p};

    if (p->in->holes > 0) // what is inherited is not whole
        return;
    for (size_t i = first; i < all->count; i++) {
        struct scen_path path = {.row = scen_rows_at(all, i)};
        if (scen_rows_bad(all, i) ||
            !says_one_thing(&w, &path, scen_rows_given(all, i, times)) ||
            !scen_path_read(&w, &path))
            continue;
        if (path.row->remove)
            scen_remove(&w, &path);
        else
            change_all(&w, &path);
    }
    scen_remove_along(&w);
    scen_remove_end(&w);
}
