/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/parts.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/mem.h"
#include "base/text.h"
#include "comm/comm.h"
#include "supply/part.h"
#include "supply/supply.h"
#include "tw/place.h"

/* ---- who owns which site ---- */

/* Nobody knows yet how much goes over a lane. */
static size_t lanes_as_edges(const void *world, struct tw_edge *edge)
{
    const struct scen_cut_net *net = world;

    for (size_t i = 0; edge != NULL && i < net->lanes; i++)
        edge[i] = (struct tw_edge){net->from[i], net->to[i], 1.0F, 0};
    return net->lanes;
}

static unsigned threads_of(const struct tw_options *tw)
{
    return tw->threads > 0 ? tw->threads : 1;
}

static bool by_graph(const struct tw_options *tw)
{
    return tw->placement == TW_PLACE_AUTO || tw->placement == TW_PLACE_METIS;
}

/* Rank 0 places the LPs of `model`, which only it needs; all learn where they go. */
static void share_placement(struct lab_parts *p, const struct tw_options *tw,
                            const struct tw_model *model)
{
    uint32_t workers = (uint32_t)comm_size() * threads_of(tw);
    struct base_err none = {0};

    if (comm_rank() == 0) // it has a graph, so nothing can be said against it
        tw_place(model, tw->placement, workers, false, p->worker, NULL, &none);
    comm_broadcast(p->worker, p->sites * sizeof *p->worker, 0);
    for (uint32_t i = 0; i < p->sites; i++)
        p->owner[i] = p->worker[i] / threads_of(tw);
}

/* Rank 0 has scanned the texts: the others learn of the sites, and where they go. */
static void share_out(struct lab_parts *p, const struct tw_options *tw)
{
    comm_broadcast(&p->sites, sizeof p->sites, 0);
    p->worker = base_array(p->sites, sizeof *p->worker);
    p->owner = base_array(p->sites, sizeof *p->owner);
    p->key = base_array(p->sites, sizeof *p->key);
    if (comm_rank() == 0)
        memcpy(p->key, scen_cut_net(p->cut)->key, p->sites * sizeof *p->key);
    comm_broadcast(p->key, p->sites * sizeof *p->key, 0);
    share_placement(p, tw,
                    &(struct tw_model){.name = "lanes",
                                       .world = p->cut != NULL ? scen_cut_net(p->cut) : NULL,
                                       .lps = p->sites,
                                       .edges = lanes_as_edges});
}

/* ---- the rows ---- */

struct own { // what rank 0 deals itself
    struct base_text bytes;
    size_t next;
};

/* It comes in pieces of some size, so they go as they are. */
static void put(void *user, uint32_t rank, const void *data, size_t bytes)
{
    struct own *own = user;

    if (rank == 0)
        base_text_put(&own->bytes, data, bytes);
    else
        comm_send((int)rank, data, bytes);
}

static void get(void *user, void *data, size_t bytes)
{
    struct own *own = user;

    if (comm_rank() != 0) {
        comm_receive(0, data, bytes);
        return;
    }
    memcpy(data, own->bytes.at + own->next, bytes);
    own->next += bytes;
}

/* Do all ranks say the same? */
static bool of_one_mind(const struct base_err *told)
{
    uint64_t mine = told->count, first;

    for (size_t i = 0; i < told->count; i++)
        mine = base_digest_bytes(mine, told->item[i].text, strlen(told->item[i].text));
    first = mine;
    comm_broadcast(&first, sizeof first, 0);
    return comm_all_true(mine == first);
}

static bool load(const struct lab_parts *p, struct scenario *scen, struct base_err *told)
{
    struct own own = {.next = 0};

    if (comm_rank() == 0)
        scen_cut_deal(p->cut, p->owner, (uint32_t)comm_size(), put, &own);
    bool good = scen_part_load(get, &own, scen, told);

    base_text_fini(&own.bytes);
    bool everywhere = comm_all_true(good) && of_one_mind(told);
    if (good && !everywhere)
        scen_free(scen);
    else if (everywhere && comm_rank() == 0)
        scen_cut_lend(p->cut, scen);
    return everywhere;
}

/* ---- the world ---- */

static void *swap(void *user, const void *data, const size_t *bytes, size_t *came)
{
    (void)user;
    return comm_swap(data, bytes, came);
}

static uint64_t most(void *user, uint64_t mine)
{
    (void)user;
    comm_max_u64(&mine, 1);
    return mine;
}

static bool all(void *user, bool mine)
{
    (void)user;
    return comm_all_true(mine);
}

/* The shortest way between any two workers. */
static tw_time lookahead_of(const struct sup_world *world, const uint32_t *worker)
{
    struct tw_model model = sup_model(world);
    tw_time mine = tw_place_lookahead(&model, worker);
    uint64_t turned = UINT64_MAX - (mine < 0 ? UINT64_MAX : (uint64_t)mine);

    comm_max_u64(&turned, 1);
    return turned == 0 ? -1 : (tw_time)(UINT64_MAX - turned);
}

static struct sup_world *build(const struct lab_parts *p, const struct scenario *scen)
{
    const struct sup_meet meet = {.rank = (uint32_t)comm_rank(),
                                  .ranks = (uint32_t)comm_size(),
                                  .owner = p->owner,
                                  .key = p->key,
                                  .swap = swap,
                                  .most = most,
                                  .all = all};

    return sup_part_new(scen, &meet);
}

static bool read_and_build(struct lab_parts *p, const struct lab_parts_ask *ask,
                           struct scenario *scen, struct base_err *told)
{
    if (!load(p, scen, told))
        return false;
    if (comm_all_true(ask->adjust(ask->user, scen)))
        p->world = build(p, scen);
    if (p->world == NULL)
        scen_free(scen);
    return p->world != NULL;
}

/* ---- placed again, once it is known how much goes over each lane ---- */

struct graph {
    struct tw_edge *edge; // heap
    size_t edges;
};

static size_t edges_of(const void *world, struct tw_edge *edge)
{
    const struct graph *g = world;

    if (edge != NULL)
        memcpy(edge, g->edge, g->edges * sizeof *edge);
    return g->edges;
}

static struct graph own_edges(const struct sup_world *world)
{
    struct tw_model model = sup_model(world);
    struct graph g = {.edges = model.edges(world, NULL)};

    g.edge = base_array(g.edges, sizeof *g.edge);
    model.edges(world, g.edge);
    return g;
}

/* How much more than its share the busiest worker has to do, by what goes over its lanes. */
static double excess(const struct lab_parts *p, const struct graph *own, size_t workers)
{
    double *load = base_array(workers, sizeof *load), sum = 0.0, most = 0.0;

    for (size_t i = 0; i < own->edges; i++) {
        load[p->worker[own->edge[i].from]] += (double)own->edge[i].rate;
        load[p->worker[own->edge[i].to]] += (double)own->edge[i].rate;
    }
    comm_sum_double(load, workers);
    for (size_t i = 0; i < workers; i++) {
        sum += load[i];
        most = load[i] > most ? load[i] : most;
    }
    free(load);
    return sum > 0.0 ? most * (double)workers / sum : 1.0;
}

/* The edges of all on rank 0, in place of its own. */
static void gather_edges(struct graph *g)
{
    size_t ranks = (size_t)comm_size();
    size_t *bytes = base_array(2 * ranks, sizeof *bytes), *came = bytes + ranks;

    bytes[0] = g->edges * sizeof *g->edge;
    struct tw_edge *all = comm_swap(g->edge, bytes, came);

    free(g->edge);
    *g = (struct graph){.edge = all};
    for (size_t r = 0; r < ranks; r++)
        g->edges += came[r] / sizeof *all;
    free(bytes);
}

/* Was it worth placing again? Then it is placed so, and nobody has a world. */
static bool place_again(struct lab_parts *p, const struct lab_parts_ask *ask,
                        struct scenario *scen)
{
    const double ENOUGH = 1.1;
    uint32_t workers = (uint32_t)comm_size() * threads_of(&ask->tw);
    struct graph g = own_edges(p->world);
    uint64_t all = g.edges;

    comm_sum_u64(&all, 1);
    bool again = by_graph(&ask->tw) && all < INT_MAX / sizeof *g.edge && // rank 0 gets all
                 excess(p, &g, workers) > ENOUGH;

    if (again) {
        gather_edges(&g);
        sup_world_free(p->world);
        p->world = NULL;
        scen_free(scen);
        share_placement(
            p, &ask->tw,
            &(struct tw_model){
                .name = "network", .world = &g, .lps = p->sites, .edges = edges_of});
    }
    free(g.edge);
    return again;
}

static bool make(struct lab_parts *p, const struct lab_parts_ask *ask, struct scenario *scen,
                 struct base_err *err)
{
    struct base_err told = {0}, again = {0}; // the same
    bool good = read_and_build(p, ask, scen, &told) &&
                (!place_again(p, ask, scen) || read_and_build(p, ask, scen, &again));

    for (size_t i = 0; good && i < told.count; i++)
        base_err_warn(err, told.item[i].file, told.item[i].line, "%s", told.item[i].text);
    base_err_fini(&told);
    base_err_fini(&again);
    return good;
}

bool lab_parts_make(struct lab_parts *p, const struct lab_parts_ask *ask, struct scenario *scen,
                    struct base_err *err)
{
    bool good = true;

    *p = (struct lab_parts){.scen = scen};
    if (comm_size() == 1 || ask->tw.engine == TW_SERIAL)
        return false;
    if (comm_rank() == 0) {
        p->cut = scen_cut_open(ask->path, ask->top);
        p->sites = p->cut != NULL ? scen_cut_net(p->cut)->sites : 0;
        good = p->cut != NULL && p->sites >= ask->least;
    }
    comm_barrier_idle(); // scanning may take a while
    comm_broadcast(&good, sizeof good, 0);
    if (good)
        share_out(p, &ask->tw);
    good = good && make(p, ask, scen, err);
    free(p->owner);
    free(p->key);
    p->owner = NULL;
    p->key = NULL;
    if (good)
        p->lookahead = lookahead_of(p->world, p->worker);
    else
        lab_parts_end(p);
    return good;
}

struct sup_world *lab_parts_take(struct lab_parts *p, struct tw_options *tw)
{
    struct sup_world *world = p->world;

    p->world = NULL;
    tw->part = p->worker;
    tw->part_lookahead = p->lookahead;
    return world;
}

void lab_parts_settle(struct lab_parts *p)
{
    scen_part_settle(p->scen);
    if (p->cut != NULL)
        scen_cut_forget(p->cut);
}

void lab_parts_end(struct lab_parts *p)
{
    sup_world_free(p->world);
    scen_cut_free(p->cut);
    free(p->worker);
    free(p->owner);
    free(p->key);
    *p = (struct lab_parts){0};
}
