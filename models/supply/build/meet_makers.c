/* SPDX-License-Identifier: Apache-2.0 */
/* Who counts the makers of a product, where they have several owners. */
#include <stdlib.h>

#include "base/mem.h"
#include "supply/build/meet.h"

/* ---- who counts ---- */

struct first_maker { // of one rank's makers of a product
    uint32_t product, makers;
    uint32_t site;   // of the whole: the first of them
    uint32_t closes; // bool: any of them may
};

static void join(struct sup_observed *o, const struct first_maker *f)
{
    if (o->makers == 0 || f->site < o->at)
        o->at = f->site;
    o->product = f->product;
    o->makers += f->makers;
    o->pad |= f->closes;
}

void sup_join_makers(struct sup_world *w, struct sup_observed *by_product)
{
    struct sup_apart *a = w->apart;
    size_t bytes;

    for (size_t i = 0; i < w->scen->products; i++) {
        struct sup_observed *o = &by_product[i];
        struct first_maker mine = {o->product, o->makers, 0, o->pad};

        if (o->makers > 0)
            mine.site = a->part->site[o->at];
        for (uint32_t r = 0; r < a->meet->ranks && o->makers > 0; r++)
            sup_say(a, r, &mine, sizeof mine);
        *o = (struct sup_observed){0};
    }
    struct first_maker *all = sup_exchange(a, &bytes);

    for (size_t i = 0; i < bytes / sizeof *all; i++)
        join(&by_product[all[i].product], &all[i]);
    free(all);
}

/* ---- what is counted ---- */

struct maker { // so many struct sup_closing follow
    uint32_t site, product, closings, pad;
};

void sup_tell_maker(struct sup_world *w, const struct sup_item *maker, uint32_t at,
                    const struct sup_closing *closing, uint32_t count)
{
    struct sup_apart *a = w->apart;
    struct maker word = {a->part->site[maker->site], maker->product, count, 0};
    uint32_t rank = a->meet->owner[at];

    sup_say(a, rank, &word, sizeof word);
    sup_say(a, rank, closing, count * sizeof *closing);
}

void sup_keep_counted(struct sup_world *w, struct sup_observed *by_product)
{
    const struct sup_apart *a = w->apart;

    for (size_t i = 0; i < w->scen->products; i++) {
        struct sup_observed *o = &by_product[i];

        if (o->makers > 0 && a->meet->owner[o->at] == a->meet->rank)
            o->at = sup_site_here(a, o->at);
        else
            o->makers = 0;
    }
}

static int by_site(const void *x, const void *y)
{
    const struct maker *const *a = x, *const *b = y;

    if ((*a)->site != (*b)->site)
        return (*a)->site < (*b)->site ? -1 : 1;
    return ((*a)->product > (*b)->product) - ((*a)->product < (*b)->product);
}

void sup_hear_makers(struct sup_world *w,
                     void (*watch)(void *user, uint32_t product,
                                   const struct sup_closing *closing, uint32_t count),
                     void *user)
{
    size_t bytes, count = 0, room = 0;
    char *came = sup_exchange(w->apart, &bytes);
    const struct maker **all = NULL;

    for (size_t at = 0; at < bytes;) {
        const struct maker *m = (const struct maker *)(const void *)(came + at);

        all = base_grow(all, count, &room, sizeof(const struct maker *));
        all[count++] = m;
        at += sizeof *m + m->closings * sizeof(struct sup_closing);
    }
    if (count > 1)
        qsort(all, count, sizeof(const struct maker *), by_site);
    for (size_t i = 0; i < count; i++)
        watch(user, all[i]->product, (const struct sup_closing *)(all[i] + 1),
              all[i]->closings);
    free(all);
    free(came);
}
