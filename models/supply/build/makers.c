/* SPDX-License-Identifier: Apache-2.0 */
/* Makers of a product are counted at the site of the first of them. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/mem.h"
#include "supply/build/follow.h"
#include "supply/build/meet.h"

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

struct watching {
    struct sup_notes *n;
    const struct threads *t;
    struct sup_observed *by_product;
    struct sup_closing *closing; // heap: of one maker
    size_t room;
};

/* One maker more is counted, and what closes it is followed. */
static void watch(void *user, uint32_t product, const struct sup_closing *closing,
                  uint32_t count)
{
    const struct watching *k = user;
    const struct sup_observed *by = &k->by_product[product];
    uint32_t scope = sup_new_scope(k->n, by->at, SUP_SCOPE_MAKER, by->pad);

    for (uint32_t i = 0; i < count; i++) {
        k->n->now = closing[i].disruption;
        k->n->struck = closing[i].struck;
        sup_add_note(k->n, by->at, SUP_HARM_WATCHED, scope, 0.0, false);
    }
}

static void watch_maker(struct watching *k, const struct sup_item *maker)
{
    struct sup_world *w = k->n->world;
    uint32_t count = 0;

    for (size_t i = k->t->first[maker->site]; i != SIZE_MAX; i = k->t->next[i]) {
        const struct sup_note *note = &k->n->note[i];

        if (!closes(note, maker))
            continue;
        k->closing = base_grow(k->closing, count, &k->room, sizeof *k->closing);
        k->closing[count++] = (struct sup_closing){note->disruption, note->struck};
    }
    if (w->apart != NULL)
        sup_tell_maker(w, maker, k->by_product[maker->product].at, k->closing, count);
    else
        watch(k, maker->product, k->closing, count);
}

static void watch_makers(struct watching *k)
{
    struct sup_world *w = k->n->world;

    for (size_t i = 0; i < w->scen->stockings; i++)
        if (w->item[i].made_here && sup_is_own(w, w->item[i].site) &&
            k->by_product[w->item[i].product].makers > 0)
            watch_maker(k, &w->item[i]);
    free(k->closing);
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

        if (!item->made_here || !sup_is_own(w, item->site))
            continue;
        if (o->makers++ == 0)
            *o = (struct sup_observed){.product = item->product, .makers = 1, .at = item->site};
        o->pad |= may_close(n, t, item);
    }
}

/* Only what may close is counted. */
static void drop_safe(struct sup_observed *by_product, size_t products)
{
    for (size_t i = 0; i < products; i++)
        if (by_product[i].pad == 0)
            by_product[i].makers = 0;
}

static size_t number_entries(struct sup_world *w, struct sup_observed *by_product,
                             size_t products)
{
    size_t count = 0;

    for (size_t i = 0; i < products; i++)
        if (by_product[i].makers > 0)
            by_product[i].pad = sup_annex_of(w, by_product[i].at)->observed++, count++;
    return count;
}

static void list_observed(struct sup_world *w, const struct sup_observed *by_product,
                          size_t products, size_t count)
{
    w->observed = base_arena_array(w->arena, count + 1, sizeof *w->observed);
    count = 0;
    for (size_t i = 0; i < products; i++)
        if (by_product[i].makers > 0)
            w->observed[count++] = by_product[i];
    if (count > 1)
        qsort(w->observed, count, sizeof *w->observed, by_site);
    for (size_t i = count; i > 0; i--)
        w->place[w->observed[i - 1].at].annex->first_observed = (uint32_t)(i - 1);
}

void sup_watch_makers(struct sup_notes *n)
{
    struct sup_world *w = n->world;

    if (sup_most(w->apart, n->count > 0) == 0)
        return; // nothing goes wrong anywhere
    struct base_arena *scratch = base_arena_new();
    size_t products = w->scen->products;
    struct threads t = thread_notes(n, scratch);
    struct sup_observed *all = base_arena_array(scratch, products + 1, sizeof *all);
    struct watching k = {n, &t, all, NULL, 0};

    find_makers(n, &t, all);
    if (w->apart != NULL)
        sup_join_makers(w, all);
    drop_safe(all, products);
    if (w->apart != NULL) {
        watch_makers(&k); // tells
        sup_keep_counted(w, all);
    }
    size_t count = number_entries(w, all, products);

    if (w->apart != NULL)
        sup_hear_makers(w, watch, &k);
    else
        watch_makers(&k);
    list_observed(w, all, products, count);
    base_arena_free(scratch);
}
