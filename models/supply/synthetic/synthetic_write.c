/* SPDX-License-Identifier: Apache-2.0 */
/* supply/synthetic_write.c - the tables and the text of an invented network. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "scen/write.h"
#include "supply/synthetic/synthetic_net.h"

enum { WEEK = 7 };

struct link { // a lane, by numbers in their own kinds
    uint32_t from, to;
};

static void write_head(FILE *out, const struct sup_network *n)
{
    const struct sup_plan *p = &n->plan;

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

static void write_config(FILE *out, const struct sup_network *n)
{
    write_head(out, n);
}

static void write_products(FILE *out, const struct sup_network *n)
{
    const struct sup_plan *p = &n->plan;

    fprintf(out, "name,value [EUR/unit],bom\n");
    for (uint64_t i = 0; i < p->products; i++)
        fprintf(out, "P%05" PRIu64 ",%" PRIu64 ",1 C%05" PRIu64 " + 2 C%05" PRIu64 "\n", i,
                20 + i % 80, sup_part_of(p, i, 0), sup_part_of(p, i, 1));
    for (uint64_t c = 0; c <= p->products; c++)
        fprintf(out, "C%05" PRIu64 ",%" PRIu64 ",\n", c, 2 + c % 9);
}

static void write_site_kind(FILE *out, const struct sup_plan *p, char letter, uint64_t count,
                            const char *role)
{
    for (uint64_t i = 0; i < count; i++)
        fprintf(out, "%c%06" PRIu64 ",%s,R%03" PRIu64 "\n", letter, i, role, i % p->regions);
}

static void write_sites(FILE *out, const struct sup_network *n)
{
    const struct sup_plan *p = &n->plan;

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

static void write_lane(FILE *out, const struct sup_plan *p, char from, char to, struct link l)
{
    bool near_by = l.from % p->regions == l.to % p->regions;

    fprintf(out, "%c%06" PRIu32 ",%c%06" PRIu32 ",%s,%s\n", from, l.from, to, l.to,
            near_by ? "\"triangular(0.5, 1, 3) d\"" : "\"triangular(5, 8, 20) d\"",
            near_by ? "0.2" : "0.9");
}

/* The lanes that `keeps` order over, each once. */
static void write_lanes_of(FILE *out, const struct sup_plan *p, const struct sup_keeps *keeps,
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

static void write_lanes(FILE *out, const struct sup_network *n)
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

static void write_stock(FILE *out, const struct sup_network *n)
{
    fprintf(out, "site,product,source,policy,order_up_to,reorder_point,review,make_time,"
                 "holding_cost [EUR/unit/d],order_cost [EUR],make_cost [EUR/unit]\n");
    for (size_t i = 0; i < n->supplier.count; i++)
        fprintf(out, "S%06" PRIu32 ",C%05" PRIu32 ",,,,,,\"gamma(4, cv 0.5) d\",,,3\n",
                n->supplier.item[i].site, n->supplier.item[i].product);
    for (size_t i = 0; i < n->part.count; i++) {
        const struct sup_keep *c = &n->part.item[i];
        double s = cover(c->rate, 10);
        fprintf(out,
                "F%06" PRIu32 ",C%05" PRIu32 ",S%06" PRIu32
                ",\"(s,S)\",%.0f,%.0f,,,0.002,20,\n",
                c->site, c->product, c->source, s + ceil(c->rate * WEEK), s);
    }
    for (size_t i = 0; i < n->factory.count; i++) {
        const struct sup_keep *f = &n->factory.item[i];
        fprintf(out, "F%06" PRIu32 ",P%05" PRIu32 ",,base-stock,%.0f,,1 d,2 d,0.01,,8\n",
                f->site, f->product, cover(f->rate, 4));
    }
    for (size_t i = 0; i < n->market.count; i++) {
        const struct sup_keep *m = &n->market.item[i];
        fprintf(out,
                "M%06" PRIu32 ",P%05" PRIu32 ",W%06" PRIu32 ",base-stock,%.0f,,1 d,,0.02,,\n",
                m->site, m->product, m->source, cover(m->rate, 4));
    }
    for (size_t i = 0; i < n->warehouse.count; i++) {
        const struct sup_keep *w = &n->warehouse.item[i];
        double s = cover(w->rate, 5);
        fprintf(out,
                "W%06" PRIu32 ",P%05" PRIu32 ",F%06" PRIu32
                ",\"(s,S)\",%.0f,%.0f,,,0.015,40,\n",
                w->site, w->product, w->source, s + ceil(w->rate * WEEK), s);
    }
}

static void write_demand(FILE *out, const struct sup_network *n)
{
    fprintf(out, "site,product,every [d],rate [/d],quantity [units]\n");
    for (size_t i = 0; i < n->market.count; i++) {
        const struct sup_keep *m = &n->market.item[i];
        fprintf(out, "M%06" PRIu32 ",P%05" PRIu32, m->site, m->product);
        if (i % 2 == 0)
            fprintf(out, ",,%.3f,1\n", m->rate);
        else
            fprintf(out, ",1,,\"normal(%.3f, cv 0.4)\"\n", m->rate);
    }
}

/* One factory in fifty, at least one, breaks down now and then. */
static void write_disruptions(FILE *out, const struct sup_network *n)
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

static bool write_file(const struct sup_network *n, const char *name,
                       void (*content)(FILE *out, const struct sup_network *n))
{
    struct scen_writer w;

    if (!scen_writer_open(&w, n->folder, name, n->err))
        return false;
    content(w.out, n);
    return scen_writer_close(&w, n->err);
}

bool sup_network_write(const struct sup_network *n)
{
    return scen_folder_make(n->folder, n->err) &&
           write_file(n, "products.csv", write_products) &&
           write_file(n, "sites.csv", write_sites) && write_file(n, "lanes.csv", write_lanes) &&
           write_file(n, "stock.csv", write_stock) &&
           write_file(n, "demand.csv", write_demand) &&
           write_file(n, "disruptions.csv", write_disruptions) &&
           write_file(n, "scenario.cfg", write_config);
}
