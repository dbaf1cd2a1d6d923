/* SPDX-License-Identifier: Apache-2.0 */
/* lab/explain_parts.h - what reading, judging and telling share.
 *
 * explain_names.c and explain_read.c take names and one agent's rows from the file,
 * explain_who.c finds whose, and they check every number, so that the others need not;
 * explain.c finds what was decided and judges conditions again; explain_say.c with
 * explain_options.c, explain_values.c and explain_deeds.c makes sentences of it, explain_json.c
 * JSON.
 */
#pragma once

#include "bdi/agent.h"
#include "lab/explain.h"
#include "supply/account/decisions.h"
#include "supply/mind/parley/approval.h"

struct lab_known_belief {
    const char *name, *unit, *origin, *is;
    uint32_t book;
};

struct lab_known_goal {
    const char *name, *kind, *commit, *when, *hold, *until, *drop;
    uint32_t book;
};

struct lab_known_plan {
    const char *name, *when, *score, *approval;
    uint32_t book, goal, position;
};

struct lab_decision {
    int64_t at;
    size_t first_belief; // of its `reads` rows
    struct sup_decision_row row;
};

struct lab_deed { // what it did about a decision
    int64_t at;
    struct sup_deed_row row;
};

struct lab_rail { // what guard rails said to it
    int64_t at;
    struct sup_approval_row row;
};

struct lab_explain {
    const struct out_file *f;
    const char *path;
    const struct lab_question *q;
    struct base_arena *arena;
    struct base_err *err;

    const char *currency, *level; // level: how much the file keeps
    int64_t horizon, replications;
    const char **site, **product, **book;
    size_t sites, products, books;
    struct lab_known_belief *belief;
    struct lab_known_goal *goal;
    struct lab_known_plan *plan;
    size_t beliefs, goals, plans;

    uint32_t replication;
    const char **course_name; // of a drill
    size_t courses;           // 0: of a run
    uint32_t course;

    uint32_t self; // the agent's site
    int32_t keeps; // and product; -1: none
    struct lab_decision *item;
    size_t items;
    struct sup_belief_row *read;
    size_t reads;

    /* by the file's own words; older files have none */
    const char **verb, **end, **unit, **blocked, **answered;
    const char **lane;
    size_t verbs, ends, units, blocks, answers, lanes;
    struct lab_deed *deed;
    size_t deeds;
    struct lab_rail *rail;
    size_t rails;
};

/* ---- explain_read.c ---- */

bool lab_explain_read(struct lab_explain *e);

struct lab_explain_keys { // of all rows of a table: whose it is
    const uint32_t *replication, *site;
    const uint32_t *course; // NULL: of a run
    const uint32_t *reads;  // of decisions
    const int32_t *product;
    size_t count;
};

/* Is row `i` of the replication and course that was asked about? */
bool lab_explain_in_course(const struct lab_explain *e, const struct lab_explain_keys *k,
                           size_t i);

/* ---- explain_names.c ---- */

/* Adds a mistake about the file. Always false. */
bool lab_explain_refuse(const struct lab_explain *e, const char *why);

/* Adds a mistake with the nearest of `names` where there is one near, else with all of them as
 * what was expected. Always false. */
bool lab_explain_unknown(struct lab_explain *e, const char *what, const char *name,
                         const char *const *names, size_t count);

bool lab_explain_read_names(struct lab_explain *e);

/* ---- explain_who.c: what was asked about, as numbers ---- */

bool lab_explain_find_replication(struct lab_explain *e); // and the course
bool lab_explain_find_time(struct lab_explain *e);
bool lab_explain_find_agent(struct lab_explain *e, const struct lab_explain_keys *k);

/* ---- explain_deeds.c: what was done, and what guard rails said ---- */

/* Below `title`, a line for each thing that came of the attempt, in their order. */
void lab_explain_say_deeds(const struct lab_explain *e, int64_t serial, const char *title,
                           struct base_text *out);

/* ---- explain.c ---- */

enum lab_option_state { LAB_CHOSEN, LAB_APPLICABLE, LAB_NOT_APPLICABLE, LAB_TRIED };

struct lab_option { // a plan of the goal at a choice
    uint32_t plan;
    enum lab_option_state state;
    double score; // NAN: not known
};

struct lab_clause { // one of the conditions that a text joins by `and`
    const char *text;
    int truth;             // -1: not known
    struct bdi_mask reads; // beliefs, by their number in the agent's library
};

struct lab_answer {
    const struct lab_decision *choice; // NULL: nothing was decided so far
    size_t first, end;                 // items that belong to the pursuit of its goal
    const struct lab_option *option;   // the plans of its goal
    size_t options;
    const struct lab_decision *next; // without a choice: the first that comes
};

/* The clauses of a condition as the choice saw them, in the arena. */
struct lab_clause *lab_explain_clauses(const struct lab_explain *e,
                                       const struct lab_decision *choice, const char *text,
                                       size_t *count);

/* What the agent believed then; NULL: it is not in the row. */
const struct sup_belief_row *lab_explain_believed(const struct lab_explain *e,
                                                  const struct lab_decision *choice,
                                                  uint32_t belief);

/* First belief of the agent's library. */
uint32_t lab_explain_first(const struct lab_explain *e, uint32_t book);

/* ---- explain_values.c ---- */

static inline double lab_explain_days(int64_t ticks)
{
    return (double)ticks / 86400000.0;
}

const char *lab_explain_site(const struct lab_explain *e, int64_t site);
const char *lab_explain_plan(const struct lab_explain *e, int32_t plan);

/* "2.1 d", "true" */
void lab_explain_add_value(struct base_text *out, const struct lab_known_belief *kind,
                           double value);

/* ", as of 3 h before, told by Port" */
void lab_explain_add_origin(const struct lab_explain *e, struct base_text *out,
                            const struct sup_belief_row *b, int64_t now);

/* "cover was 2.1 d and budget was 100 EUR": what a clause read. */
void lab_explain_add_read(const struct lab_explain *e, struct base_text *out,
                          const struct lab_decision *choice, struct bdi_mask reads);

/* ---- explain_options.c ---- */

extern const char *const lab_explain_reason[]; // of an option's state

/* NULL: no plan of the goal has this name. */
const struct lab_option *lab_explain_option(const struct lab_explain *e,
                                            const struct lab_answer *a, const char *name);

/* A line for each plan that was not chosen. */
void lab_explain_say_options(const struct lab_explain *e, const struct lab_answer *a,
                             struct base_text *out);

/* Why the plan that was asked for was not chosen, as sentences. */
void lab_explain_why_not(const struct lab_explain *e, const struct lab_answer *a,
                         struct base_text *out);

/* ---- explain_say.c ---- */

/* Does item `i` belong to the pursuit of the answer's goal? */
bool lab_explain_of_pursuit(const struct lab_explain *e, const struct lab_answer *a, size_t i);

void lab_explain_text(const struct lab_explain *e, const struct lab_answer *a,
                      struct base_text *out);

/* ---- explain_json.c ---- */

void lab_explain_json(const struct lab_explain *e, const struct lab_answer *a,
                      struct base_text *out);
