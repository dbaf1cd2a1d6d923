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

/* Weights are whole numbers for METIS: the busiest edge weighs 1000, or less where all together
 * would not fit its 32 bits, which it adds up. */
static double scale_of(const struct tw_edge *edge, size_t count)
{
    const double most = 1 << 29;
    double busiest = 1e-9, sum = 1e-9;

    for (size_t i = 0; i < count; i++) {
        double rate = (double)edge[i].rate;

        busiest = rate > busiest ? rate : busiest;
        sum += 2.0 * rate;
    }
    return 1000.0 / busiest < most / sum ? 1000.0 / busiest : most / sum;
}

/* Counting sort: first[v] is where the row of v ends while rows are filled from behind. */
static void fill_rows(const struct graph *g, tw_lp_id lps, const struct tw_edge *edge,
                      size_t count)
{
    double scale = scale_of(edge, count);

    for (size_t i = 0; i < count; i++)
        if (edge[i].from != edge[i].to) {
            g->first[edge[i].from]++;
            g->first[edge[i].to]++;
        }
    for (tw_lp_id v = 0; v < lps; v++)
        g->first[v + 1] += g->first[v];
    for (size_t i = count; i-- > 0;) {
        idx_t weight = 1 + (idx_t)((double)edge[i].rate * scale);

        if (edge[i].from == edge[i].to)
            continue;
        idx_t out = --g->first[edge[i].from], in = --g->first[edge[i].to];

        g->to[out] = (idx_t)edge[i].to;
        g->to[in] = (idx_t)edge[i].from;
        g->edge_weight[out] = g->edge_weight[in] = weight;
    }
}

/* Parallel edges of a row become one: `seen` says by LP where the row has it, from 1 on. Rows
 * move up to `next`; returns where the next one goes. */
static idx_t join_row(const struct graph *g, idx_t from, idx_t end, idx_t next, idx_t *seen)
{
    idx_t begin = next;

    for (idx_t i = from; i < end; i++) {
        idx_t to = g->to[i], weight = g->edge_weight[i];

        if (seen[to] > begin) {
            g->edge_weight[seen[to] - 1] += weight;
            continue;
        }
        g->to[next] = to;
        g->edge_weight[next++] = weight;
        seen[to] = next;
    }
    return next;
}

static struct graph graph_of(tw_lp_id lps, const struct tw_edge *edge, size_t count)
{
    struct graph g = {base_array((size_t)lps + 1, sizeof(idx_t)),
                      base_array(2 * count + 1, sizeof(idx_t)),
                      base_array(2 * count + 1, sizeof(idx_t)), base_array(lps, sizeof(idx_t))};
    idx_t *seen = base_array(lps, sizeof *seen), next = 0;

    fill_rows(&g, lps, edge, count);
    for (tw_lp_id v = 0; v < lps; v++) {
        idx_t from = g.first[v];

        g.first[v] = next;
        g.vertex_weight[v] = 1;
        for (idx_t i = from; i < g.first[v + 1]; i++)
            g.vertex_weight[v] += g.edge_weight[i];
        next = join_row(&g, from, g.first[v + 1], next, seen);
    }
    g.first[lps] = next;
    free(seen);
    return g;
}

static void graph_free(struct graph *g)
{
    free(g->first);
    free(g->to);
    free(g->edge_weight);
    free(g->vertex_weight);
}

/* The graph of the model; its edges are let go before METIS needs memory of its own. */
static struct graph graph_of_model(const struct tw_model *m, size_t edges)
{
    struct tw_edge *edge = base_array(edges + 1, sizeof *edge);

    m->edges(m->world, edge);
    struct graph g = graph_of(m->lps, edge, edges);

    free(edge);
    return g;
}

static bool by_metis(const struct tw_model *m, size_t edges, uint32_t workers, uint32_t *part)
{
    struct graph g = graph_of_model(m, edges);
    idx_t *metis_part = base_array(m->lps, sizeof *metis_part);
    idx_t n = (idx_t)m->lps, constraints = 1, parts = (idx_t)workers, cut;
    idx_t option[METIS_NOPTIONS];

    METIS_SetDefaultOptions(option);
    option[METIS_OPTION_SEED] = 1;
    int done = METIS_PartGraphKway(&n, &constraints, g.first, g.to, g.vertex_weight, NULL,
                                   g.edge_weight, &parts, NULL, NULL, option, &cut, metis_part);
    for (tw_lp_id i = 0; done == METIS_OK && i < m->lps; i++)
        part[i] = (uint32_t)metis_part[i];
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

static void decide(const struct tw_model *m, enum tw_placement how, uint32_t workers,
                   uint32_t *part)
{
    size_t edges = m->edges != NULL ? m->edges(m->world, NULL) : 0;
    bool graph = how == TW_PLACE_METIS || (how == TW_PLACE_AUTO && edges > 0);

    if (how == TW_PLACE_ROUND_ROBIN)
        in_turn(m->lps, workers, part);
    else if (workers == 1 || !graph || m->lps < 2 * workers ||
             !by_metis(m, edges, workers, part))
        in_blocks(m->lps, workers, part);
}

tw_time tw_place_lookahead(const struct tw_model *m, const uint32_t *part)
{
    if (m->edges == NULL)
        return m->lookahead;
    size_t edges = m->edges(m->world, NULL);
    struct tw_edge *edge = base_array(edges + 1, sizeof *edge);
    tw_time least = -1;

    m->edges(m->world, edge);
    for (size_t i = 0; i < edges; i++)
        if (part[edge[i].from] != part[edge[i].to] && (least < 0 || edge[i].delay < least))
            least = edge[i].delay;
    free(edge);
    return least;
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
    if (!shared || comm_rank() == 0)
        decide(m, how, workers, part);
    if (shared)
        comm_broadcast(part, m->lps * sizeof *part, 0);
    if (lookahead != NULL)
        *lookahead = workers == 1 ? -1 : tw_place_lookahead(m, part);
    return true;
}
