/* SPDX-License-Identifier: Apache-2.0 */
/* lab/page_minds.h - what results say of agents that decide by plan libraries, read for a page.
 *
 * Of a run all replications; of a drill one replication of each course. Thread: one.
 */
#pragma once

#include "lab/page_parts.h"

struct lab_page_names {
    const char **name;
    size_t count;
};

struct lab_page_minds {
    struct lab_page_decided { // rows of /results/decisions
        size_t count;
        const double *course; // NULL: of a run
        const double *replication, *time, *site, *product, *what, *why, *goal, *plan, *serial,
            *reads;
    } decided;
    struct lab_page_done { // of /results/decision_actions; an older file has none
        size_t count;
        const double *course, *replication, *time, *site, *product, *serial, *verb, *end, *why,
            *partner, *lane, *amount, *unit;
    } done;
    struct lab_page_asked { // of /results/approvals
        size_t count;
        const double *course, *replication, *time, *site, *product, *serial, *what, *why;
    } asked;
    struct lab_page_names what, why, plan, goal, site, product, belief, belief_unit, goal_hold,
        goal_when, plan_when, verb, end, unit, lane, approval, answered, blocked;
    size_t *alike; // by plan: the first of its name; each agent's library has its own
};

/* False: nothing was decided, or nothing was kept. */
bool lab_page_minds_read(const struct lab_page *p, struct lab_page_minds *m);

/* The name that an index stands for; "" for one that stands for none. */
const char *lab_page_named(const struct lab_page_names *names, double index);

/* Is this what happens in a row of the decisions? */
bool lab_page_decided_is(const struct lab_page_minds *m, size_t row, const char *what);

/* Which plan is chosen in this row, of those with different names; plan.count: none is. */
size_t lab_page_chosen(const struct lab_page_minds *m, size_t row);

/* Whose rows: of this course, all replications; of a run: of all courses. */
enum { LAB_PAGE_ANY = -1 };

/* ---- page_deeds.c ---- */

/* A table of what was done, one column for each course (NULL: of a run, per replication). */
void lab_page_deeds(struct lab_page *p, const struct lab_page_minds *m,
                    const struct lab_page_courses *c);

/* ---- page_story.c ---- */

/* What agents of a course (LAB_PAGE_ANY: of the first replication of a run) did from day
 * `since` on that they had not done before, or half as often at most: one item for each agent
 * and plan. False: there is nothing. */
bool lab_page_story(struct lab_page *p, const struct lab_page_minds *m, int course,
                    double since);
