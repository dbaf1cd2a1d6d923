/* SPDX-License-Identifier: Apache-2.0 */
#include "tw/place.h"

#include <metis.h>
#include <stdlib.h>

#include "base/mem.h"
#include "comm/comm.h"

#define TEXT(x) #x
#define VERSION(major, minor, patch) TEXT(major) "." TEXT(minor) "." TEXT(patch)

const char *tw_place_library(void)
{
    return VERSION(METIS_VER_MAJOR, METIS_VER_MINOR, METIS_VER_SUBMINOR);
}

struct graph { // compressed rows, both directions, parallel edges joined
    idx_t *first, *to, *edge_weight, *vertex_weight;
};

struct half { // one direction of an edge
    tw_lp_id from, to;
    float rate;
};

static int by_ends(const void *pa, const void *pb)
{
    const struct half *a = pa, *b = pb;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return a->to < b->to ? -1 : a->to > b->to;
}

static size_t both_directions(const struct tw_edge *edge, size_t count, struct half *half)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        if (edge[i].from == edge[i].to)
            continue;
        half[n++] = (struct half){edge[i].from, edge[i].to, edge[i].rate};
        half[n++] = (struct half){edge[i].to, edge[i].from, edge[i].rate};
    }
    qsort(half, n, sizeof *half, by_ends);
    return n;
}

/* Weights are whole numbers for METIS: the busiest edge weighs 1000, or less where all together
 * would not fit its 32 bits, which it adds up. */
static double scale_of(const struct half *half, size_t count)
{
    const double most = 1 << 29;
    double busiest = 1e-9, sum = 1e-9;

    for (size_t i = 0; i < count; i++) {
        double rate = (double)half[i].rate;

        busiest = rate > busiest ? rate : busiest;
        sum += rate;
    }
    return 1000.0 / busiest < most / sum ? 1000.0 / busiest : most / sum;
}

static struct graph graph_of(tw_lp_id lps, const struct half *half, size_t count)
{
    struct graph g = {base_array((size_t)lps + 1, sizeof(idx_t)),
                      base_array(count + 1, sizeof(idx_t)),
                      base_array(count + 1, sizeof(idx_t)), base_array(lps, sizeof(idx_t))};
    double scale = scale_of(half, count);
    size_t n = 0;

    for (tw_lp_id v = 0, i = 0; v < lps; v++) {
        g.first[v] = (idx_t)n;
        g.vertex_weight[v] = 1;
        for (; i < count && half[i].from == v; i++) {
            idx_t weight = 1 + (idx_t)((double)half[i].rate * scale);
            g.vertex_weight[v] += weight;
            if (n > (size_t)g.first[v] && g.to[n - 1] == (idx_t)half[i].to) {
                g.edge_weight[n - 1] += weight;
                continue;
            }
            g.to[n] = (idx_t)half[i].to;
            g.edge_weight[n++] = weight;
        }
    }
    g.first[lps] = (idx_t)n;
    return g;
}

static void graph_free(struct graph *g)
{
    free(g->first);
    free(g->to);
    free(g->edge_weight);
    free(g->vertex_weight);
}

static bool by_metis(tw_lp_id lps, const struct tw_edge *edge, size_t edges, uint32_t workers,
                     uint32_t *part)
{
    struct half *half = base_array(2 * edges + 1, sizeof *half);
    struct graph g = graph_of(lps, half, both_directions(edge, edges, half));
    idx_t *metis_part = base_array(lps, sizeof *metis_part);
    idx_t n = (idx_t)lps, constraints = 1, parts = (idx_t)workers, cut;
    idx_t option[METIS_NOPTIONS];

    METIS_SetDefaultOptions(option);
    option[METIS_OPTION_SEED] = 1;
    int done = METIS_PartGraphKway(&n, &constraints, g.first, g.to, g.vertex_weight, NULL,
                                   g.edge_weight, &parts, NULL, NULL, option, &cut, metis_part);
    for (tw_lp_id i = 0; done == METIS_OK && i < lps; i++)
        part[i] = (uint32_t)metis_part[i];
    free(half);
    free(metis_part);
    graph_free(&g);
    return done == METIS_OK;
}

static void in_blocks(tw_lp_id lps, uint32_t workers, uint32_t *part)
{
    for (tw_lp_id i = 0; i < lps; i++)
        part[i] = (uint32_t)((uint64_t)i * workers / lps);
}

static void in_turn(tw_lp_id lps, uint32_t workers, uint32_t *part)
{
    for (tw_lp_id i = 0; i < lps; i++)
        part[i] = i % workers;
}

static tw_time shortest_cut(const struct tw_edge *edge, size_t edges, const uint32_t *part)
{
    tw_time least = -1;
    for (size_t i = 0; i < edges; i++)
        if (part[edge[i].from] != part[edge[i].to] && (least < 0 || edge[i].delay < least))
            least = edge[i].delay;
    return least;
}

static void decide(const struct tw_model *m, enum tw_placement how, uint32_t workers,
                   const struct tw_edge *edge, size_t edges, uint32_t *part)
{
    bool graph = how == TW_PLACE_METIS || (how == TW_PLACE_AUTO && edges > 0);

    if (how == TW_PLACE_ROUND_ROBIN)
        in_turn(m->lps, workers, part);
    else if (workers == 1 || !graph || m->lps < 2 * workers ||
             !by_metis(m->lps, edge, edges, workers, part))
        in_blocks(m->lps, workers, part);
}

bool tw_place(const struct tw_model *m, enum tw_placement how, uint32_t workers, bool shared,
              uint32_t *part, tw_time *lookahead, struct base_err *err)
{
    if (how == TW_PLACE_METIS && !m->edges) {
        base_err_add(err, NULL, 0,
                     "placement metis: model %s has no communication graph; expected block, "
                     "round-robin or auto",
                     m->name);
        return false;
    }
    size_t edges = m->edges ? m->edges(m->world, NULL) : 0;
    struct tw_edge *edge = base_array(edges + 1, sizeof *edge);
    if (edges > 0)
        m->edges(m->world, edge);

    if (!shared || comm_rank() == 0)
        decide(m, how, workers, edge, edges, part);
    if (shared)
        comm_broadcast(part, m->lps * sizeof *part, 0);
    if (workers == 1)
        *lookahead = -1;
    else
        *lookahead = m->edges ? shortest_cut(edge, edges, part) : m->lookahead;
    free(edge);
    return true;
}
