/* SPDX-License-Identifier: Apache-2.0 */
/* Makers of a product are counted at the site of the first of them. */
#include <stdlib.h>

#include "base/arena.h"
#include "supply/build/follow.h"

static bool closes(const struct sup_note *note, const struct sup_item *item)
{
    return (note->harm == SUP_HARM_DOWN || note->harm == SUP_HARM_BANKRUPT) &&
           (note->scope == 0 || note->scope == item->scope);
}

/* The notes about each site, one behind the other. */
struct threads {
    size_t *first, *next; // SIZE_MAX ends
};

static struct threads thread_notes(const struct sup_notes *n, struct base_arena *scratch)
{
    size_t sites = n->world->scen->sites;
    struct threads t = {base_arena_array(scratch, sites, sizeof(size_t)),
                        base_arena_array(scratch, n->count + 1, sizeof(size_t))};

    for (size_t i = 0; i < sites; i++)
        t.first[i] = SIZE_MAX;
    for (size_t i = n->count; i > 0; i--) {
        t.next[i - 1] = t.first[n->note[i - 1].lp];
        t.first[n->note[i - 1].lp] = i - 1;
    }
    return t;
}

static bool may_close(const struct sup_notes *n, const struct threads *t,
                      const struct sup_item *maker)
{
    for (size_t i = t->first[maker->site]; i != SIZE_MAX; i = t->next[i])
        if (closes(&n->note[i], maker))
            return true;
    return false;
}

static void watch_maker(struct sup_notes *n, const struct threads *t,
                        const struct sup_item *maker, const struct sup_observed *by)
{
    uint32_t scope = sup_new_scope(n, by->at, SUP_SCOPE_MAKER, by->pad);

    for (size_t i = t->first[maker->site]; i != SIZE_MAX; i = t->next[i])
        if (closes(&n->note[i], maker)) {
            n->now = n->note[i].disruption;
            n->struck = n->note[i].struck;
            sup_add_note(n, by->at, SUP_HARM_WATCHED, scope, 0.0, false);
        }
}

static int by_site(const void *x, const void *y)
{
    const struct sup_observed *a = x, *b = y;

    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return (a->product > b->product) - (a->product < b->product);
}

/* One entry for each product with makers, at the site of its first maker. `pad` says that any
 * of them may close, then which of the site's entries it is. */
static void find_makers(const struct sup_notes *n, const struct threads *t,
                        struct sup_observed *observed)
{
    const struct sup_world *w = n->world;

    for (size_t i = 0; i < w->scen->stockings; i++) {
        const struct sup_item *item = &w->item[i];
        struct sup_observed *o = &observed[item->product];

        if (!item->made_here)
            continue;
        if (o->makers++ == 0)
            *o = (struct sup_observed){.product = item->product, .makers = 1, .at = item->site};
        o->pad |= may_close(n, t, item);
    }
}

void sup_watch_makers(struct sup_notes *n)
{
    struct sup_world *w = n->world;
    struct base_arena *scratch = base_arena_new();
    size_t products = n->count > 0 ? w->scen->products : 0, count = 0;
    struct threads t = thread_notes(n, scratch);
    struct sup_observed *all = base_arena_array(scratch, products + 1, sizeof *all);

    if (products > 0)
        find_makers(n, &t, all);
    for (size_t i = 0; i < products; i++)
        if (all[i].pad != 0)
            all[i].pad = sup_annex_of(w, all[i].at)->observed++, count++;
        else
            all[i].makers = 0;
    for (size_t i = 0; i < (products > 0 ? w->scen->stockings : 0); i++)
        if (w->item[i].made_here && all[w->item[i].product].makers > 0)
            watch_maker(n, &t, &w->item[i], &all[w->item[i].product]);
    w->observed = base_arena_array(w->arena, count + 1, sizeof *w->observed);
    count = 0;
    for (size_t i = 0; i < products; i++)
        if (all[i].makers > 0)
            w->observed[count++] = all[i];
    if (count > 1)
        qsort(w->observed, count, sizeof *w->observed, by_site);
    for (size_t i = count; i > 0; i--)
        w->place[w->observed[i - 1].at].annex->first_observed = (uint32_t)(i - 1);
    base_arena_free(scratch);
}
