/* SPDX-License-Identifier: Apache-2.0 */
/* Echelons: an item with all that is downstream of it. Sums go from customers upstream, in the
 * order in which flows were estimated; each quantum downstream counts as many quanta of an item
 * as go into it (Rosling, "Optimal Inventory Policies for Assembly Systems under Random
 * Demands", Operations Research 37(4), 1989). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "supply/build/plans.h"

void sup_for_each_draw(const struct sup_world *w, uint32_t i, sup_seen *see, void *of)
{
    const struct sup_item *item = &w->item[i];
    const struct sup_policy *p = item->special & SUP_AGENT ? &w->policy[item->policy] : NULL;

    for (uint32_t n = item->first_need; n < item->first_need + item->needs; n++)
        see(of, i, w->place[item->site].first_item + w->need[n].slot, w->need[n].per);
    if (item->made_here)
        return;
    if (p == NULL || p->sourcing != &sup_split) {
        see(of, i, w->place[item->source_lp].first_item + item->source_slot, 1.0);
        return;
    }
    for (uint32_t k = p->first_source; k < p->first_source + p->sources; k++)
        see(of, i, w->place[w->source[k].lp].first_item + w->source[k].slot,
            w->source[k].share);
}

/* ---- positions at the start ---- */

struct positions {
    const struct sup_world *world;
    double *below; // by item: the positions of those who draw on it
    double of_one; // the position that is passed on
};

static void pass_position(void *of, uint32_t from, uint32_t to, double per)
{
    struct positions *k = of;

    (void)from;
    k->below[to] += k->of_one * per;
}

/* Orders in the mail at the start are on order downstream, but no goods yet. */
static void subtract_mail(const struct sup_world *w, double *below)
{
    for (size_t i = 0; i < w->scen->stockings; i++) {
        const struct scen_stocking *s = &w->scen->stocking[i];
        const struct scen_stocking_more *more = scen_stocking_more(s);
        const struct sup_item *item = &w->item[i];

        for (size_t k = 0; k < more->orders; k++)
            below[w->place[item->source_lp].first_item + item->source_slot] -=
                (double)more->order[k].quantity;
    }
}

static void sum_positions(struct sup_world *w)
{
    struct positions k = {w, base_array(w->scen->stockings + 1, sizeof *k.below), 0.0};

    subtract_mail(w, k.below);
    for (size_t n = 0; n < w->scen->stockings; n++) {
        uint32_t i = w->downstream_first[n];
        struct sup_policy *p = sup_policy_to_plan(w, i);

        if (p != NULL)
            p->below = llround(k.below[i]);
        k.of_one = (double)(w->item[i].initial + w->item[i].on_order) + k.below[i];
        sup_for_each_draw(w, i, pass_position, &k);
    }
    free(k.below);
}

/* ---- who tells whom ---- */

struct reach { // what lies upstream of one item
    const struct sup_world *world;
    const uint32_t *rank; // by item: its place in downstream_first
    double *per;          // by item: quanta of it for one quantum here; 0: not reached
    uint32_t *found;      // ranks of the items reached
    size_t count;
};

static void find_more(void *of, uint32_t from, uint32_t to, double per)
{
    struct reach *r = of;

    (void)from;
    (void)per;
    if (r->per[to] != 0.0)
        return;
    r->per[to] = -1.0; // found, not weighed
    r->found[r->count++] = r->rank[to];
}

static void weigh(void *of, uint32_t from, uint32_t to, double per)
{
    struct reach *r = of;

    if (r->per[to] < 0.0)
        r->per[to] = 0.0;
    r->per[to] += r->per[from] * per;
}

static int by_rank(const void *x, const void *y)
{
    const uint32_t *a = x, *b = y;

    return (*a > *b) - (*a < *b);
}

/* All that is upstream of item `i`, weighed; found[0] is the item itself. */
static void reach_up(struct reach *r, uint32_t i)
{
    const uint32_t *item = r->world->downstream_first;

    r->count = 0;
    find_more(r, i, i, 1.0);
    for (size_t n = 0; n < r->count; n++)
        sup_for_each_draw(r->world, item[r->found[n]], find_more, r);
    qsort(r->found, r->count, sizeof *r->found, by_rank);
    r->per[i] = 1.0;
    for (size_t n = 0; n < r->count; n++)
        sup_for_each_draw(r->world, item[r->found[n]], weigh, r);
}

struct tells {
    struct sup_tell *tell; // heap, then in the arena
    struct tw_edge *edge;
    size_t count, room, edges;
};

static void tell(struct sup_world *w, struct tells *all, uint32_t from, uint32_t to, double per)
{
    const struct sup_item *item = &w->item[to];
    int64_t delay = w->scen->stocking[to].ordering->information_delay;
    struct sup_tell one = {item->site, sup_slot_of(w, item), delay, per};

    all->tell = base_grow(all->tell, all->count, &all->room, sizeof *all->tell);
    all->tell[all->count++] = one;
    if (w->item[from].site != item->site)
        w->news_edge[w->news_edges++] = (struct tw_edge){w->item[from].site, item->site,
                                                         (float)w->expected[from].draws, delay};
}

/* The item tells all above it, and itself not: it sees its own customers. */
static void tell_echelons(struct sup_world *w, struct reach *r, uint32_t i, struct tells *all)
{
    struct sup_policy *p = sup_policy_to_plan(w, i);

    reach_up(r, i);
    p->first_tell = (uint32_t)all->count;
    for (size_t n = 0; n < r->count; n++) {
        uint32_t to = w->downstream_first[r->found[n]];
        const struct sup_policy *above = sup_policy_to_plan(w, to);

        if (to != i && above != NULL && above->echelon == SUP_BY_NEWS)
            tell(w, all, i, to, r->per[to]);
        r->per[to] = 0.0;
    }
    p->tells = (uint32_t)all->count - p->first_tell;
}

static size_t echelons(const struct sup_world *w)
{
    size_t count = 0;

    for (size_t i = 0; i < w->scen->stockings; i++)
        count += (w->item[i].special & SUP_AGENT) &&
                 w->policy[w->item[i].policy].echelon == SUP_BY_NEWS;
    return count;
}

static void add_tells(struct sup_world *w)
{
    size_t items = w->scen->stockings;
    uint32_t *rank = base_array(items + 1, sizeof *rank);
    struct reach r = {w, rank, base_array(items + 1, sizeof *r.per),
                      base_array(items + 1, sizeof *r.found), 0};
    struct tells all = {0};

    for (uint32_t n = 0; n < items; n++)
        rank[w->downstream_first[n]] = n;
    w->news_edge =
        base_arena_array(w->aside, w->scen->demands * echelons(w) + 1, sizeof *w->news_edge);
    for (size_t k = 0; k < w->scen->demands; k++) {
        const struct scen_demand *d = &w->scen->demand[k];
        uint32_t i = (uint32_t)(sup_find_item(w, d->site, d->product) - w->item);
        const struct sup_policy *p = sup_policy_to_plan(w, i);

        if (p != NULL && p->tells == 0)
            tell_echelons(w, &r, i, &all);
    }
    struct sup_tell *kept = base_arena_array(w->arena, all.count + 1, sizeof *kept);

    if (all.count > 0)
        memcpy(kept, all.tell, all.count * sizeof *kept);
    w->tell = kept;
    free(all.tell);
    free(r.per);
    free(r.found);
    free(rank);
}

void sup_plan_echelons(struct sup_world *w)
{
    bool any = false;

    for (size_t i = 0; i < w->scen->stockings; i++)
        any = any || ((w->item[i].special & SUP_AGENT) &&
                      w->policy[w->item[i].policy].echelon != SUP_LOCAL);
    if (!any)
        return;
    sum_positions(w);
    if (echelons(w) > 0)
        add_tells(w);
}
