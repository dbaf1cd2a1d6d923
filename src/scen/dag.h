/* SPDX-License-Identifier: Apache-2.0 */
/* scen/dag.h - who depends on whom: order what has no cycle, name a cycle where there is one.
 *
 * Depth-first search with a stack of its own, so deep chains do not exhaust the call stack.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct scen_dag {
    size_t nodes;
    size_t *first;  // heap: edges of node i are to[first[i]] .. to[first[i + 1] - 1]
    int32_t *to;    // heap
    double *weight; // heap: by edge, what one unit of the node draws from `to`
    size_t edges, to_capacity, weight_capacity;
    int32_t *order; // heap: each node after all it leads to; or the cycle, last leads to first
    size_t ordered;
};

/* Nodes are added in turn: begin, then edges, begin, ... `nodes` times, then end. */
void scen_dag_init(struct scen_dag *dag, size_t nodes);
void scen_dag_begin(struct scen_dag *dag);
void scen_dag_edge(struct scen_dag *dag, size_t to, double weight);
void scen_dag_end(struct scen_dag *dag);
void scen_dag_fini(struct scen_dag *dag);

/* Fills `order`; false when there is a cycle, which is there then. */
bool scen_dag_sort(struct scen_dag *dag);
