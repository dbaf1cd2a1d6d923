/* SPDX-License-Identifier: Apache-2.0 */
/* scen/holdups.c - lines with limited room that pass jobs round among them. When all of them
 * are full, each waits for the next one, and nothing is ever made again (Coffman, Elphick,
 * Shoshani, "System Deadlocks", Computing Surveys 3(2), 1971: circular wait). */
#include <stdio.h>

#include "scen/build.h"
#include "scen/dag.h"

/* Where jobs of line `i` may be held up: only lines with room for so many hold up others. */
static void add_edges(const struct scenario *scen, size_t i, struct scen_dag *dag)
{
    for (size_t s = 0; scen->line[i].room > 0 && s < scen->stockings; s++) {
        const struct scen_step *route =
            &scen->step[scen_stocking_more(&scen->stocking[s])->first_step];

        for (size_t k = 0; k < scen_stocking_more(&scen->stocking[s])->steps; k++) {
            for (size_t n = 0; route[k].line == (int32_t)i && n < route[k].nexts; n++) {
                int32_t to = route[route[k].next[n].step].line;

                if (to >= 0 && to != (int32_t)i && scen->line[to].room > 0)
                    scen_dag_edge(dag, (size_t)to, 1);
            }
        }
    }
}

void scen_check_holdups(struct scen_build *b)
{
    const struct scenario *scen = b->scen;
    struct scen_dag dag;

    if (scen->lines == 0)
        return;
    scen_dag_init(&dag, scen->lines);
    for (size_t i = 0; i < scen->lines; i++) {
        scen_dag_begin(&dag);
        add_edges(scen, i, &dag);
    }
    scen_dag_end(&dag);
    if (!scen_dag_sort(&dag) && dag.ordered > 1) {
        const struct scen_workline *one = &scen->line[dag.order[0]];
        const struct scen_workline *other = &scen->line[dag.order[1]];

        scen_warn_at(b, "lines may hold each other up", one->where,
                     "jobs go round between \"%s\" and \"%s\", which both have limited room: "
                     "once both are full they wait for each other for ever; expected one of "
                     "them without room, or a wip_limit below it",
                     one->name, other->name);
    }
    scen_dag_fini(&dag);
}
