/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/dag.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void scen_dag_init(struct scen_dag *dag, size_t nodes)
{
    *dag = (struct scen_dag){.first = base_array(nodes + 1, sizeof(size_t)),
                             .order = base_array(nodes, sizeof(int32_t))};
}

void scen_dag_begin(struct scen_dag *dag)
{
    dag->first[dag->nodes++] = dag->edges;
}

void scen_dag_edge(struct scen_dag *dag, size_t to, double weight)
{
    dag->to = base_grow(dag->to, dag->edges, &dag->to_capacity, sizeof *dag->to);
    dag->weight =
        base_grow(dag->weight, dag->edges, &dag->weight_capacity, sizeof *dag->weight);
    dag->weight[dag->edges] = weight;
    dag->to[dag->edges++] = (int32_t)to;
}

void scen_dag_end(struct scen_dag *dag)
{
    dag->first[dag->nodes] = dag->edges;
}

void scen_dag_fini(struct scen_dag *dag)
{
    free(dag->first);
    free(dag->to);
    free(dag->weight);
    free(dag->order);
}

struct walk {
    struct scen_dag *dag;
    int32_t *path; // nodes from the root to here
    size_t *next;  // by node: the edge to follow next
    char *state;   // by node
    size_t depth;
};

enum { NEW, OPEN, DONE };

static void enter(struct walk *w, int32_t node)
{
    w->state[node] = OPEN;
    w->next[node] = w->dag->first[node];
    w->path[w->depth++] = node;
}

/* Keeps the part of the path from `back` on: it is the cycle. */
static void keep_cycle(struct walk *w, int32_t back)
{
    size_t start = w->depth;

    while (w->path[start - 1] != back)
        start--;
    w->dag->ordered = w->depth - start + 1;
    memcpy(w->dag->order, w->path + start - 1, w->dag->ordered * sizeof *w->path);
}

static bool walk_from(struct walk *w, int32_t root)
{
    enter(w, root);
    while (w->depth > 0) {
        int32_t node = w->path[w->depth - 1];
        if (w->next[node] == w->dag->first[node + 1]) {
            w->state[node] = DONE;
            w->dag->order[w->dag->ordered++] = node;
            w->depth--;
            continue;
        }
        int32_t to = w->dag->to[w->next[node]++];
        if (w->state[to] == OPEN) {
            keep_cycle(w, to);
            return false;
        }
        if (w->state[to] == NEW)
            enter(w, to);
    }
    return true;
}

bool scen_dag_sort(struct scen_dag *dag)
{
    struct walk w = {dag, base_array(dag->nodes, sizeof(int32_t)),
                     base_array(dag->nodes, sizeof(size_t)), base_array(dag->nodes, 1), 0};
    bool ok = true;

    dag->ordered = 0;
    for (size_t i = 0; i < dag->nodes && ok; i++)
        if (w.state[i] == NEW)
            ok = walk_from(&w, (int32_t)i);
    free(w.path);
    free(w.next);
    free(w.state);
    return ok;
}
