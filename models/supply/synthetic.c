/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/synthetic.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rand/stream.h"
#include "scen/write.h"

/* Who there is. Sites of one kind are numbered from 0; region of each is its number modulo
 * `regions`. Product p is made by the factories f with f % products == p % factories, or the
 * other way round, so that each factory makes something and each product is made somewhere. */
struct plan {
    uint64_t suppliers, factories, warehouses, markets;
    uint64_t products, regions;
    struct rand_stream dice;
};

/* Something a site keeps, with the demand per day that it must serve. */
struct keep {
    uint32_t site, product, source; // numbers in their own kinds
    double rate;
};

struct keeps {
    struct keep *item;
    size_t count, capacity;
};

struct link { // a lane, by numbers in their own kinds
    uint32_t from, to;
};

struct network {
    struct plan plan;
    struct keeps market, warehouse, factory, part, supplier;
    const char *folder;
    struct base_err *err;
};

enum { PARTS = 2, WEEK = 7 };

/* ---- planning, from customers upstream ---- */

static void keep(struct keeps *keeps, uint64_t site, uint64_t product, uint64_t source,
                 double rate)
{
    keeps->item = base_grow(keeps->item, keeps->count, &keeps->capacity, sizeof *keeps->item);
    keeps->item[keeps->count++] =
        (struct keep){(uint32_t)site, (uint32_t)product, (uint32_t)source, rate};
}

static int by_site(const void *x, const void *y)
{
    const struct keep *a = x, *b = y;

    if (a->site != b->site)
        return a->site < b->site ? -1 : 1;
    if (a->product != b->product)
        return a->product < b->product ? -1 : 1;
    return (a->source > b->source) - (a->source < b->source);
}

/* One entry for each (site, product), with the sum of the rates; the first source stays. */
static void merge(struct keeps *keeps)
{
    size_t kept = 0;

    if (keeps->count == 0)
        return;
    qsort(keeps->item, keeps->count, sizeof *keeps->item, by_site);
    for (size_t i = 1; i < keeps->count; i++) {
        struct keep *last = &keeps->item[kept], *now = &keeps->item[i];
        if (now->site == last->site && now->product == last->product)
            last->rate += now->rate;
        else
            keeps->item[++kept] = *now;
    }
    keeps->count = kept + 1;
}

/* One of `count` in the region, or now and then in any region. */
static uint64_t pick(struct plan *p, uint64_t count, uint64_t region, uint32_t away_percent)
{
    uint64_t here = region < count ? (count - region + p->regions - 1) / p->regions : 0;

    if (here == 0 || rand_below(&p->dice, 100) < away_percent)
        return rand_below(&p->dice, (uint32_t)count);
    return region + p->regions * rand_below(&p->dice, (uint32_t)here);
}

/* The products of factory `f`: first, first + step, ... */
static uint64_t first_product(const struct plan *p, uint64_t f, uint64_t *step)
{
    *step = p->factories;
    return f % p->products;
}

/* A market buys at the warehouse of its number what that warehouse keeps. */
static void plan_markets(struct network *n)
{
    struct plan *p = &n->plan;
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
static uint64_t maker(struct plan *p, uint64_t product, uint64_t region)
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

static void plan_warehouses(struct network *n)
{
    struct plan *p = &n->plan;

    for (size_t i = 0; i < n->market.count; i++) {
        const struct keep *m = &n->market.item[i];
        keep(&n->warehouse, m->source, m->product, 0, m->rate);
    }
    merge(&n->warehouse);
    for (size_t i = 0; i < n->warehouse.count; i++) {
        struct keep *w = &n->warehouse.item[i];
        w->source = (uint32_t)maker(p, w->product, w->site % p->regions);
    }
}

/* Products share parts with their neighbours, as families do. */
static uint64_t part_of(const struct plan *p, uint64_t product, uint64_t k)
{
    return (product + k) % (p->products + 1);
}

static void plan_factories(struct network *n)
{
    struct plan *p = &n->plan;

    for (size_t i = 0; i < n->warehouse.count; i++) {
        const struct keep *w = &n->warehouse.item[i];
        keep(&n->factory, w->source, w->product, 0, w->rate);
    }
    merge(&n->factory);
    for (size_t i = 0; i < n->factory.count; i++) {
        const struct keep *f = &n->factory.item[i];
        for (uint64_t k = 0; k < PARTS; k++)
            keep(&n->part, f->site, part_of(p, f->product, k), 0, f->rate * (double)(k + 1));
    }
    merge(&n->part);
    for (size_t i = 0; i < n->part.count; i++) {
        struct keep *c = &n->part.item[i];
        c->source = (uint32_t)pick(p, p->suppliers, c->site % p->regions, 20);
        keep(&n->supplier, c->source, c->product, 0, c->rate);
    }
    merge(&n->supplier);
}

/* ---- writing ---- */

static void write_head(FILE *out, const struct network *n)
{
    const struct plan *p = &n->plan;

    fprintf(
        out,
        "# An invented network for trying scale: no number in it comes from anywhere.\n"
        "# %" PRIu64 " suppliers -> %" PRIu64 " factories -> %" PRIu64 " warehouses -> %" PRIu64
        " markets in %" PRIu64 " regions.\n"
        "# Most lanes stay inside a region. Levels cover the mean demand of the time until\n"
        "# goods arrive plus a safety of 1.6 standard deviations.\n\n"
        "scenario = {\n"
        "  id      = \"synthetic\";\n"
        "  title   = \"Invented network, %" PRIu64 " sites, %" PRIu64 " products\";\n"
        "  purpose = \"Trying scale.\";\n"
        "  tags    = [\"synthetic\"];\n"
        "};\n\n"
        "run = { horizon = \"90 d\"; warm_up = \"0 d\"; kpi_period = \"30 d\"; "
        "replications = 1; seed = 1; };\n\n",
        p->suppliers, p->factories, p->warehouses, p->markets, p->regions,
        p->suppliers + p->factories + p->warehouses + p->markets, p->products);
    fprintf(out, "products    = { table = \"products.csv\"; };\n"
                 "sites       = { table = \"sites.csv\"; };\n"
                 "lanes       = { table = \"lanes.csv\"; };\n"
                 "stock       = { table = \"stock.csv\"; };\n"
                 "demand      = { table = \"demand.csv\"; };\n"
                 "disruptions = { table = \"disruptions.csv\"; };\n");
}

static void write_config(FILE *out, struct network *n)
{
    write_head(out, n);
}

static void write_products(FILE *out, struct network *n)
{
    const struct plan *p = &n->plan;

    fprintf(out, "name,value [EUR/unit],bom\n");
    for (uint64_t i = 0; i < p->products; i++)
        fprintf(out, "P%05" PRIu64 ",%" PRIu64 ",1 C%05" PRIu64 " + 2 C%05" PRIu64 "\n", i,
                20 + i % 80, part_of(p, i, 0), part_of(p, i, 1));
    for (uint64_t c = 0; c <= p->products; c++)
        fprintf(out, "C%05" PRIu64 ",%" PRIu64 ",\n", c, 2 + c % 9);
}

static void write_site_kind(FILE *out, const struct plan *p, char letter, uint64_t count,
                            const char *role)
{
    for (uint64_t i = 0; i < count; i++)
        fprintf(out, "%c%06" PRIu64 ",%s,R%03" PRIu64 "\n", letter, i, role, i % p->regions);
}

static void write_sites(FILE *out, struct network *n)
{
    const struct plan *p = &n->plan;

    fprintf(out, "name,role,region\n");
    write_site_kind(out, p, 'S', p->suppliers, "supplier");
    write_site_kind(out, p, 'F', p->factories, "factory");
    write_site_kind(out, p, 'W', p->warehouses, "warehouse");
    write_site_kind(out, p, 'M', p->markets, "market");
}

static int by_ends(const void *x, const void *y)
{
    const struct link *a = x, *b = y;

    if (a->to != b->to)
        return a->to < b->to ? -1 : 1;
    return (a->from > b->from) - (a->from < b->from);
}

static void write_lane(FILE *out, const struct plan *p, char from, char to, struct link l)
{
    bool near_by = l.from % p->regions == l.to % p->regions;

    fprintf(out, "%c%06" PRIu32 ",%c%06" PRIu32 ",%s,%s\n", from, l.from, to, l.to,
            near_by ? "\"triangular(0.5, 1, 3) d\"" : "\"triangular(5, 8, 20) d\"",
            near_by ? "0.2" : "0.9");
}

/* The lanes that `keeps` order over, each once. */
static void write_lanes_of(FILE *out, const struct plan *p, const struct keeps *keeps,
                           const char ends[2])
{
    struct link *link = base_array(keeps->count, sizeof *link);

    for (size_t i = 0; i < keeps->count; i++)
        link[i] = (struct link){keeps->item[i].source, keeps->item[i].site};
    if (keeps->count > 1)
        qsort(link, keeps->count, sizeof *link, by_ends);
    for (size_t i = 0; i < keeps->count; i++)
        if (i == 0 || by_ends(&link[i - 1], &link[i]) != 0)
            write_lane(out, p, ends[0], ends[1], link[i]);
    free(link);
}

static void write_lanes(FILE *out, struct network *n)
{
    fprintf(out, "from,to,lead_time,cost_per_unit [EUR/unit]\n");
    write_lanes_of(out, &n->plan, &n->part, "SF");
    write_lanes_of(out, &n->plan, &n->warehouse, "FW");
    write_lanes_of(out, &n->plan, &n->market, "WM");
}

/* What covers `days` of demand: the mean and a safety. */
static double cover(double rate, double days)
{
    return ceil(rate * days + 1.6 * sqrt(2 * rate * days));
}

static void write_stock(FILE *out, struct network *n)
{
    fprintf(out, "site,product,source,policy,order_up_to,reorder_point,review,make_time,"
                 "holding_cost [EUR/unit/d],order_cost [EUR],make_cost [EUR/unit]\n");
    for (size_t i = 0; i < n->supplier.count; i++)
        fprintf(out, "S%06" PRIu32 ",C%05" PRIu32 ",,,,,,\"gamma(4, cv 0.5) d\",,,3\n",
                n->supplier.item[i].site, n->supplier.item[i].product);
    for (size_t i = 0; i < n->part.count; i++) {
        const struct keep *c = &n->part.item[i];
        double s = cover(c->rate, 10);
        fprintf(out,
                "F%06" PRIu32 ",C%05" PRIu32 ",S%06" PRIu32
                ",\"(s,S)\",%.0f,%.0f,,,0.002,20,\n",
                c->site, c->product, c->source, s + ceil(c->rate * WEEK), s);
    }
    for (size_t i = 0; i < n->factory.count; i++) {
        const struct keep *f = &n->factory.item[i];
        fprintf(out, "F%06" PRIu32 ",P%05" PRIu32 ",,base-stock,%.0f,,1 d,2 d,0.01,,8\n",
                f->site, f->product, cover(f->rate, 4));
    }
    for (size_t i = 0; i < n->market.count; i++) {
        const struct keep *m = &n->market.item[i];
        fprintf(out,
                "M%06" PRIu32 ",P%05" PRIu32 ",W%06" PRIu32 ",base-stock,%.0f,,1 d,,0.02,,\n",
                m->site, m->product, m->source, cover(m->rate, 4));
    }
    for (size_t i = 0; i < n->warehouse.count; i++) {
        const struct keep *w = &n->warehouse.item[i];
        double s = cover(w->rate, 5);
        fprintf(out,
                "W%06" PRIu32 ",P%05" PRIu32 ",F%06" PRIu32
                ",\"(s,S)\",%.0f,%.0f,,,0.015,40,\n",
                w->site, w->product, w->source, s + ceil(w->rate * WEEK), s);
    }
}

static void write_demand(FILE *out, struct network *n)
{
    fprintf(out, "site,product,every [d],rate [/d],quantity [units]\n");
    for (size_t i = 0; i < n->market.count; i++) {
        const struct keep *m = &n->market.item[i];
        fprintf(out, "M%06" PRIu32 ",P%05" PRIu32, m->site, m->product);
        if (i % 2 == 0)
            fprintf(out, ",,%.3f,1\n", m->rate);
        else
            fprintf(out, ",1,,\"normal(%.3f, cv 0.4)\"\n", m->rate);
    }
}

/* One factory in fifty, at least one, breaks down now and then. */
static void write_disruptions(FILE *out, struct network *n)
{
    uint64_t last = UINT64_MAX;

    fprintf(out, "name,site,up,down\n");
    for (size_t i = 0; i < n->factory.count; i++) {
        uint64_t f = n->factory.item[i].site;
        if (f % 50 == 0 && f != last)
            fprintf(out,
                    "breakdown %" PRIu64 ",F%06" PRIu64
                    ",exponential(60) d,\"lognormal(3, cv 0.5) d\"\n",
                    f, f);
        last = f;
    }
}

static bool write_file(struct network *n, const char *name,
                       void (*content)(FILE *out, struct network *n))
{
    struct scen_writer w;

    if (!scen_writer_open(&w, n->folder, name, n->err))
        return false;
    content(w.out, n);
    return scen_writer_close(&w, n->err);
}

static bool write_all(struct network *n)
{
    return scen_folder_make(n->folder, n->err) &&
           write_file(n, "products.csv", write_products) &&
           write_file(n, "sites.csv", write_sites) && write_file(n, "lanes.csv", write_lanes) &&
           write_file(n, "stock.csv", write_stock) &&
           write_file(n, "demand.csv", write_demand) &&
           write_file(n, "disruptions.csv", write_disruptions) &&
           write_file(n, "scenario.cfg", write_config);
}

static struct plan make_plan(uint64_t sites, uint64_t products, uint64_t seed)
{
    struct plan p = {.suppliers = sites / 10 > 0 ? sites / 10 : 1,
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
    struct network n = {
        .plan = make_plan(sites, products, seed), .folder = out_dir, .err = err};
    plan_markets(&n);
    plan_warehouses(&n);
    plan_factories(&n);
    bool ok = write_all(&n);
    free(n.market.item);
    free(n.warehouse.item);
    free(n.factory.item);
    free(n.part.item);
    free(n.supplier.item);
    return ok;
}
