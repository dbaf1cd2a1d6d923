/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/synthetic/synthetic.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/mem.h"
#include "supply/synthetic/synthetic_net.h"

static void keep(struct sup_keeps *keeps, uint64_t site, uint64_t product, uint64_t source,
                 double rate)
{
    keeps->item = base_grow(keeps->item, keeps->count, &keeps->capacity, sizeof *keeps->item);
    keeps->item[keeps->count++] =
        (struct sup_keep){(uint32_t)site, (uint32_t)product, (uint32_t)source, rate};
}

static int by_site(const void *x, const void *y)
{
    const struct sup_keep *a = x, *b = y;

    if (a->site != b->site)
        return a->site < b->site ? -1 : 1;
    if (a->product != b->product)
        return a->product < b->product ? -1 : 1;
    if (a->source != b->source)
        return a->source < b->source ? -1 : 1;
    return (a->rate > b->rate) - (a->rate < b->rate); // so that sums are the same anywhere
}

/* One entry for each (site, product), with the sum of the rates; the first source stays. */
static void merge(struct sup_keeps *keeps)
{
    size_t kept = 0;

    if (keeps->count == 0)
        return;
    qsort(keeps->item, keeps->count, sizeof *keeps->item, by_site);
    for (size_t i = 1; i < keeps->count; i++) {
        struct sup_keep *last = &keeps->item[kept], *now = &keeps->item[i];
        if (now->site == last->site && now->product == last->product)
            last->rate += now->rate;
        else
            keeps->item[++kept] = *now;
    }
    keeps->count = kept + 1;
}

/* One of `count` in the region, or now and then in any region. */
static uint64_t pick(struct sup_plan *p, uint64_t count, uint64_t region, uint32_t away_percent)
{
    uint64_t here = region < count ? (count - region + p->regions - 1) / p->regions : 0;

    if (here == 0 || rand_below(&p->dice, 100) < away_percent)
        return rand_below(&p->dice, (uint32_t)count);
    return region + p->regions * rand_below(&p->dice, (uint32_t)here);
}

/* The products of factory `f`: first, first + step, ... */
static uint64_t first_product(const struct sup_plan *p, uint64_t f, uint64_t *step)
{
    *step = p->factories;
    return f % p->products;
}

/* A market buys at the warehouse of its number what that warehouse keeps. */
static void plan_markets(struct sup_network *n)
{
    struct sup_plan *p = &n->plan;
    uint64_t step;

    for (uint64_t m = 0; m < p->markets; m++) {
        uint64_t w = m % p->warehouses, f = w % p->factories;
        for (uint64_t i = first_product(p, f, &step); i < p->products; i += step)
            keep(&n->market, m, i, w, 0.5 + 9.5 * rand_uniform(&p->dice));
        if (rand_below(&p->dice, 3) == 0)
            keep(&n->market, m, rand_below(&p->dice, (uint32_t)p->products), w, 2);
    }
    merge(&n->market);
}

/* A factory that makes `product`, near by if there is one. */
static uint64_t maker(struct sup_plan *p, uint64_t product, uint64_t region)
{
    uint64_t first = product % p->factories;
    uint64_t count = product < p->factories ? (p->factories - first - 1) / p->products + 1 : 1;
    uint64_t pickable = rand_below(&p->dice, (uint32_t)count);

    for (uint64_t tries = 0; tries < 4 && p->products < p->factories; tries++) {
        uint64_t f = first + p->products * pickable;
        if (f % p->regions == region)
            return f;
        pickable = rand_below(&p->dice, (uint32_t)count);
    }
    return first + (count > 1 ? p->products * pickable : 0);
}

static void plan_warehouses(struct sup_network *n)
{
    struct sup_plan *p = &n->plan;

    for (size_t i = 0; i < n->market.count; i++) {
        const struct sup_keep *m = &n->market.item[i];
        keep(&n->warehouse, m->source, m->product, 0, m->rate);
    }
    merge(&n->warehouse);
    for (size_t i = 0; i < n->warehouse.count; i++) {
        struct sup_keep *w = &n->warehouse.item[i];
        w->source = (uint32_t)maker(p, w->product, w->site % p->regions);
    }
}

static void plan_factories(struct sup_network *n)
{
    struct sup_plan *p = &n->plan;

    for (size_t i = 0; i < n->warehouse.count; i++) {
        const struct sup_keep *w = &n->warehouse.item[i];
        keep(&n->factory, w->source, w->product, 0, w->rate);
    }
    merge(&n->factory);
    for (size_t i = 0; i < n->factory.count; i++) {
        const struct sup_keep *f = &n->factory.item[i];
        for (uint64_t k = 0; k < SUP_PARTS; k++)
            keep(&n->part, f->site, sup_part_of(p, f->product, k), 0,
                 f->rate * (double)(k + 1));
    }
    merge(&n->part);
    for (size_t i = 0; i < n->part.count; i++) {
        struct sup_keep *c = &n->part.item[i];
        c->source = (uint32_t)pick(p, p->suppliers, c->site % p->regions, 20);
        keep(&n->supplier, c->source, c->product, 0, c->rate);
    }
    merge(&n->supplier);
}

static struct sup_plan make_plan(uint64_t sites, uint64_t products, uint64_t seed)
{
    struct sup_plan p = {.suppliers = sites / 10 > 0 ? sites / 10 : 1,
                         .factories = sites / 10 > 0 ? sites / 10 : 1,
                         .warehouses = sites / 5 > 0 ? sites / 5 : 1,
                         .products = products,
                         .regions = sites / 100 > 0 ? sites / 100 : 1,
                         .dice = rand_stream_at(seed, 1)};

    p.markets = sites - p.suppliers - p.factories - p.warehouses;
    p.regions = p.regions < 400 ? p.regions : 400;
    return p;
}

bool sup_synthetic(uint64_t sites, uint64_t products, uint64_t seed, const char *out_dir,
                   struct base_err *err)
{
    if (sites < 4 || sites > 10000000 || products < 1 || products > 1000000) {
        base_err_add(err, NULL, 0,
                     "expected 4 to 10000000 sites and 1 to 1000000 products, got %" PRIu64
                     " and %" PRIu64,
                     sites, products);
        return false;
    }
    struct sup_network n = {
        .plan = make_plan(sites, products, seed), .folder = out_dir, .err = err};
    plan_markets(&n);
    plan_warehouses(&n);
    plan_factories(&n);
    bool ok = sup_network_write(&n);
    free(n.market.item);
    free(n.warehouse.item);
    free(n.factory.item);
    free(n.part.item);
    free(n.supplier.item);
    return ok;
}
