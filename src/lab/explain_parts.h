/* SPDX-License-Identifier: Apache-2.0 */
/* lab/explain_parts.h - what reading, judging and telling share.
 *
 * explain_read.c takes names and one agent's rows from the file and checks every number in
 * them, so that the others need not; explain.c finds what was decided and judges conditions
 * again; explain_say.c and explain_deeds.c make sentences
 * of it, explain_json.c JSON.
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

/* Adds a mistake with the nearest of `names` where there is one near, else with all of them as
 * what was expected. Always false. */
bool lab_explain_unknown(struct lab_explain *e, const char *what, const char *name,
                         const char *const *names, size_t count);

/* One column of a table of /results as it stands, rows first .. first + count - 1, in the
 * arena; NULL on failure. */
void *lab_explain_column(const struct lab_explain *e, const char *table, const char *name,
                         enum out_type type, size_t first, size_t count);
size_t lab_explain_rows(const struct lab_explain *e, const char *path); // 0: no such column

/* ---- explain_deeds.c: what was done, and what guard rails said ---- */

/* The agent's rows; none where the file has no such tables. False: they do not fit. */
bool lab_explain_read_deeds(struct lab_explain *e);

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

/* ---- explain_say.c ---- */

extern const char *const lab_explain_reason[]; // of an option's state

static inline double lab_explain_days(int64_t ticks)
{
    return (double)ticks / 86400000.0;
}

const char *lab_explain_site(const struct lab_explain *e, int64_t site);
const char *lab_explain_plan(const struct lab_explain *e, int32_t plan);

/* Does item `i` belong to the pursuit of the answer's goal? */
bool lab_explain_of_pursuit(const struct lab_explain *e, const struct lab_answer *a, size_t i);

/* NULL: no plan of the goal has this name. */
const struct lab_option *lab_explain_option(const struct lab_explain *e,
                                            const struct lab_answer *a, const char *name);

/* Why the plan that was asked for was not chosen, as sentences. */
void lab_explain_why_not(const struct lab_explain *e, const struct lab_answer *a,
                         struct base_text *out);

void lab_explain_text(const struct lab_explain *e, const struct lab_answer *a,
                      struct base_text *out);

/* ---- explain_json.c ---- */

void lab_explain_json(const struct lab_explain *e, const struct lab_answer *a,
                      struct base_text *out);
