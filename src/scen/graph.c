/* SPDX-License-Identifier: Apache-2.0 */
/* scen/graph.c - does the network hang together? */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "scen/build.h"
#include "scen/dag.h"
#include "scen/law.h"

enum { CYCLE_SHOWN = 8 };

static bool made_here(const struct scenario *scen, const struct scen_stocking *at)
{
    return at->source == SCEN_NONE &&
           (scen->site[at->site].role == SCEN_FACTORY || scen_stocking_more(at)->steps > 0);
}

/* ---- bills of materials ---- */

/* "a -> b -> a" of the cycle that `dag` found. */
static void cycle_text(const struct scen_dag *dag, const char *(*name)(const void *, int32_t),
                       const void *of, char *text, size_t bytes)
{
    size_t used = 0, shown = dag->ordered < CYCLE_SHOWN ? dag->ordered : CYCLE_SHOWN;

    for (size_t i = 0; i < shown && used < bytes; i++)
        used +=
            (size_t)snprintf(text + used, bytes - used, "\"%s\" -> ", name(of, dag->order[i]));
    if (used < bytes)
        snprintf(text + used, bytes - used, "%s\"%s\"", shown < dag->ordered ? "... -> " : "",
                 name(of, dag->order[0]));
}

static const char *product_name(const void *of, int32_t product)
{
    const struct scenario *scen = of;
    return scen->product[product].name;
}

static bool check_bom(struct scen_build *b)
{
    const struct scenario *scen = b->scen;
    struct scen_dag dag;
    char text[600];

    scen_dag_init(&dag, scen->products);
    for (size_t i = 0; i < scen->products; i++) {
        scen_dag_begin(&dag);
        for (size_t k = 0; k < scen->product[i].bom_count; k++)
            scen_dag_edge(&dag, (size_t)scen->product[i].bom[k].product, 1);
    }
    scen_dag_end(&dag);
    bool ok = scen_dag_sort(&dag);
    if (!ok) {
        const struct scen_product *first = &scen->product[dag.order[0]];
        cycle_text(&dag, product_name, scen, text, sizeof text);
        base_err_add(b->err, first->where.file, first->where.line,
                     "bom: a product is part of itself: %s", text);
    }
    scen_dag_fini(&dag);
    return ok;
}

/* ---- where goods come from ---- */

/* The stocking at the other end of a lane; SIZE_MAX with a mistake. */
static size_t other_end(struct scen_build *b, const struct scen_stocking *at, int32_t lane)
{
    const struct scenario *scen = b->scen;
    int32_t from = scen->lane[lane].from;
    size_t source = scen_stocking_of(scen, from, at->product);

    if (source == SIZE_MAX)
        base_err_add(
            b->err, at->where.file, at->where.line,
            "\"%s\" orders \"%s\" from \"%s\", which does not keep it; expected a stock "
            "entry there: { site = \"%s\"; product = \"%s\"; ... }",
            scen->site[at->site].name, scen->product[at->product].name, scen->site[from].name,
            scen->site[from].name, scen->product[at->product].name);
    return source;
}

/* Each of several sources may get all the orders, for all that is known here; siblings help out
 * both ways, so they are no part of the order from customers upstream. */
static bool link_sources(struct scen_build *b, const struct scen_stocking *at,
                         struct scen_dag *dag)
{
    const struct scen_ordering *o = at->ordering;
    bool ok = true;

    for (size_t k = 0; k < scen_sources(at); k++) {
        size_t source = other_end(b, at, scen_source_lane(at, k));
        bool split = o != NULL && o->sources > 0 && o->sourcing == SCEN_SPLIT;

        if (source != SIZE_MAX)
            scen_dag_edge(dag, source, split ? o->source[k].share : k == 0);
        ok = ok && source != SIZE_MAX;
    }
    for (size_t k = 0; o != NULL && k < o->siblings; k++)
        ok = other_end(b, at, o->sibling[k]) != SIZE_MAX && ok;
    return ok;
}

static bool link_parts(struct scen_build *b, const struct scen_stocking *at,
                       struct scen_dag *dag)
{
    const struct scenario *scen = b->scen;
    const struct scen_product *made = &scen->product[at->product];
    bool ok = true;

    for (size_t k = 0; k < made->bom_count; k++) {
        size_t part = scen_stocking_of(scen, at->site, made->bom[k].product);
        if (part != SIZE_MAX) {
            scen_dag_edge(dag, part, made->bom[k].quantity);
            continue;
        }
        base_err_add(b->err, at->where.file, at->where.line,
                     "\"%s\" makes \"%s\" but does not keep its part \"%s\"; expected a stock "
                     "entry for it there",
                     scen->site[at->site].name, made->name,
                     scen->product[made->bom[k].product].name);
        ok = false;
    }
    return ok;
}

static bool link_stock(struct scen_build *b, struct scen_dag *dag)
{
    const struct scenario *scen = b->scen;
    bool ok = true;

    scen_dag_init(dag, scen->stockings);
    for (size_t i = 0; i < scen->stockings; i++) {
        const struct scen_stocking *at = &scen->stocking[i];
        scen_dag_begin(dag);
        if (at->source != SCEN_NONE)
            ok = link_sources(b, at, dag) && ok;
        else if (made_here(scen, at))
            ok = link_parts(b, at, dag) && ok;
    }
    scen_dag_end(dag);
    return ok;
}

static const char *stocking_site(const void *of, int32_t stocking)
{
    const struct scenario *scen = of;
    return scen->site[scen->stocking[stocking].site].name;
}

static void refuse_sourcing_cycle(struct scen_build *b, const struct scen_dag *dag)
{
    const struct scenario *scen = b->scen;
    const struct scen_stocking *first = &scen->stocking[dag->order[0]];
    char text[600];

    cycle_text(dag, stocking_site, scen, text, sizeof text);
    base_err_add(b->err, first->where.file, first->where.line,
                 "\"%s\" is ordered in a circle, so nobody makes it: %s",
                 scen->product[first->product].name, text);
}

/* ---- customers ---- */

static bool check_customers(struct scen_build *b)
{
    const struct scenario *scen = b->scen;
    bool ok = true;

    for (size_t i = 0; i < scen->demands; i++) {
        const struct scen_demand *demand = &scen->demand[i];
        if (scen_stocking_of(scen, demand->site, demand->product) != SIZE_MAX)
            continue;
        base_err_add(b->err, demand->where.file, demand->where.line,
                     "customers want \"%s\" at \"%s\", which does not keep it; expected a "
                     "stock entry there",
                     scen->product[demand->product].name, scen->site[demand->site].name);
        ok = false;
    }
    return ok;
}

/* ---- tiers and flows ---- */

/* The part of the run in which these customers come. */
static double part_of_run(const struct scenario *scen, const struct scen_demand *demand)
{
    const struct scen_demand_more *more = scen_demand_more(demand);
    int64_t end = more->end > 0 && more->end < scen->horizon ? more->end : scen->horizon;

    return end > more->start ? (double)(end - more->start) / (double)scen->horizon : 0;
}

static void add_customers(struct scen_build *b)
{
    for (size_t i = 0; i < b->scen->demands; i++) {
        const struct scen_demand *demand = &b->scen->demand[i];
        size_t at = scen_stocking_of(b->scen, demand->site, demand->product);
        b->needed[at] = true;
        b->flow[at] += scen_demand_visits(demand) * scen_demand_units(b->scen, demand) *
                       part_of_run(b->scen, demand);
    }
}

/* From customers upstream: how far each stocking is from them, and how much they draw on it. */
static void rank(struct scen_build *b, const struct scen_dag *dag)
{
    struct scenario *scen = b->scen;
    int32_t *depth = base_array(scen->stockings, sizeof *depth);

    for (size_t i = dag->ordered; i-- > 0;) {
        int32_t at = dag->order[i];
        struct scen_site *site = &scen->site[scen->stocking[at].site];
        site->tier = depth[at] > site->tier ? depth[at] : site->tier;
        for (size_t e = dag->first[at]; e < dag->first[at + 1]; e++) {
            int32_t source = dag->to[e];
            int32_t far = depth[at] + (scen->stocking[source].site != scen->stocking[at].site);
            depth[source] = far > depth[source] ? far : depth[source];
            b->needed[source] = b->needed[source] || b->needed[at];
            b->flow[source] += b->flow[at] * dag->weight[e];
        }
    }
    free(depth);
}

void scen_check_graph(struct scen_build *b)
{
    struct scen_dag dag;
    bool bom_ok = check_bom(b), linked = link_stock(b, &dag), served = check_customers(b);

    if (bom_ok && linked && !scen_dag_sort(&dag))
        refuse_sourcing_cycle(b, &dag);
    else if (bom_ok && linked && served) {
        b->flow = base_array(b->scen->stockings, sizeof *b->flow);
        b->needed = base_array(b->scen->stockings, sizeof *b->needed);
        add_customers(b);
        rank(b, &dag);
    }
    scen_dag_fini(&dag);
}
