/* SPDX-License-Identifier: Apache-2.0 */
/* bdi/library.h - a plan library as flat tables: what its agents believe, want and can do.
 *
 * Built once, from text (bdi/read.h) or in C, then completed by bdi_library_finish(); constant
 * from then on and shared by all agents and threads. It may hold pointers; agents (bdi/agent.h)
 * do not. Times are ticks of 1 ms, numbers in base units (bdi/belief.h).
 */
#pragma once

#include <stddef.h>

#include "bdi/expr.h"

enum {
    BDI_GOALS = 64,      // most in a library: sets of goals are one word
    BDI_MEANS = 64,      // most plans for one goal: sets of them are one word
    BDI_PARAMS = 6,      // most of a verb
    BDI_DEPTH = 8,       // most goals on top of one another in an intention
    BDI_INTENTIONS = 16, // most that an agent pursues at once
    BDI_BUDGET = 64      // steps and choices in one cycle, unless the library says else
};

/* ---- beliefs ---- */

enum bdi_origin {
    BDI_HEARD,    // perceived, or told by others
    BDI_COMPUTED, // from other beliefs
    BDI_HELD      // what plans set
};

enum bdi_learning {
    BDI_TAKEN,  // the last word counts
    BDI_EMA,    // exponential moving average: value += alpha (x - value)
    BDI_COUNTED // Beta counts of success (1) and failure (0): the mean, and how many
};

struct bdi_belief_kind {
    const char *name;
    enum bdi_type type;
    struct bdi_dim dim;
    enum bdi_origin origin;
    enum bdi_learning learning;
    double alpha;                     // EMA
    double start, start_observations; // believed before anything was heard
    bool known;                       // is `start` knowledge?
    struct bdi_expr is;               // computed
    int32_t percept;                  // of the domain; -1: none
    int32_t party;                    // word: whom the percept is about; -1: the agent itself
    const char *outcome;              // learns whether this plan reaches its goal; NULL: no
    struct bdi_where where;
};

/* ---- goals ---- */

enum bdi_goal_kind {
    BDI_ACHIEVE,  // pursued while `when`, until `until`; without `until` as perform
    BDI_MAINTAIN, // wakes when `hold` no longer holds, satisfied by `until`
    BDI_PERFORM   // adopted when `when` becomes true, done when its plan is done
};

/* Kinny and Georgeff, "Commitment and Effectiveness of Situated Agents", IJCAI 1991; Rao and
 * Georgeff, "Modeling Rational Agents within a BDI-Architecture", KR 1991. */
enum bdi_commitment {
    BDI_SINGLE_MINDED, // until it is satisfied, or must be dropped
    BDI_BOLD,          // looks at neither before the plan that it carries out has ended
    BDI_CAUTIOUS       // single-minded, and thinks again after each `patience` steps
};

struct bdi_goal {
    const char *name;
    enum bdi_goal_kind kind;
    enum bdi_commitment commit;
    uint32_t patience;
    struct bdi_expr when;       // achieve, perform; absent: on request only
    struct bdi_expr hold;       // maintain
    struct bdi_expr until;      // achieve, maintain: satisfied; maintain without it: `hold`
    struct bdi_expr drop;       // impossible, or of no use any more
    int64_t deadline;           // ticks from its adoption; 0: none
    double priority;            // greater first
    uint64_t inhibits;          // goals that rest while this one is pursued
    uint32_t first_plan, plans; // filled by bdi_library_finish()
    struct bdi_mask reads;      // of the conditions; filled
    struct bdi_mask means;      // and of the contexts and scores of its plans; filled
    bool timed;                 // some condition reads the clock; filled
    struct bdi_where where;
};

/* ---- plans ---- */

struct bdi_doing; // what a deed may do: bdi/agent.h
enum bdi_result { BDI_DONE, BDI_FAILED };
typedef enum bdi_result bdi_deed(struct bdi_doing *doing);

enum bdi_step_kind {
    BDI_DO,    // an action of the model
    BDI_AWAIT, // until arg[0], at most `ticks`; without arg[0] until the goal is satisfied
    BDI_SET,   // belief `object` to arg[0]
    BDI_SUB,   // goal `object`
    BDI_CHECK, // goes on if arg[0], else the plan fails
    BDI_FAIL,  // the plan fails
    BDI_CALL   // a deed in C
};

struct bdi_step {
    enum bdi_step_kind kind;
    uint32_t verb;                   // BDI_DO: number of the model's verb
    uint32_t object;                 // belief, goal
    int64_t ticks;                   // 0: no bound
    bool pauses;                     // DO: goes on in the next cycle, behind the action
    bool patient;                    // AWAIT: goes on when the time is up, else the plan fails
    struct bdi_expr arg[BDI_PARAMS]; // absent ones are nan in the action
    bdi_deed *deed;
    struct bdi_where where;
};

struct bdi_plan {
    const char *name;
    uint32_t goal;
    struct bdi_expr when;           // absent: always
    struct bdi_expr score;          // the greatest is chosen, the first among equals; absent: 0
    struct bdi_expr needs_approval; // absent: never
    uint32_t lesson;                // 1 + the belief that learns from its outcome; 0: none
    uint32_t first_step, steps;
    struct bdi_where where;
};

/* ---- guard rails ---- */

struct bdi_invariant { // what must be so when an action is carried out; the model looks
    const char *name;
    struct bdi_expr must;
    uint64_t verbs; // set of the verbs that it concerns, by number
    struct bdi_where where;
};

/* ---- all of it ---- */

struct bdi_words {
    uint32_t first, count; // of library->listed
};

struct bdi_library {
    const char *name;
    struct bdi_belief_kind *belief;
    struct bdi_goal *goal;
    struct bdi_plan *plan; // those of a goal side by side, in the order of the text
    struct bdi_step *step;
    uint32_t beliefs, goals, plans, steps;
    struct bdi_invariant *invariant;
    uint32_t invariants;
    const char **word; // names of others that it speaks of; the model says who they are
    uint32_t words;
    uint32_t *listed;       // words, list after list
    struct bdi_words *list; // arguments of verbs that are lists of them, by number
    uint32_t lists, listeds;
    uint32_t intentions; // room for so many at once
    uint32_t budget;     // steps in one cycle
    bool frozen;         // nothing is learned

    /* filled by bdi_library_finish() */
    uint32_t *computed; // beliefs, each after those that it reads
    uint32_t computeds;
    uint32_t *order;          // goals, greatest priority first
    uint32_t rank[BDI_GOALS]; // position of a goal in it
    uint32_t depth;           // frames of an intention
    bool timed_belief;        // some computed belief reads the clock
    uint64_t timed_goals;     // goals with conditions that read the clock
    uint64_t inhibiting;      // goals that inhibit others
    uint32_t beliefs_at, intentions_at, intention_bytes, bytes; // of an agent's state
};

/* The deed of a library that is *direct*: one goal to perform, whose first plan is
 * unconditional and one deed. There is nothing to choose from and nothing to remember, so that
 * its cycle is `when` and the deed, without state. NULL: it is not. */
bdi_deed *bdi_direct(const struct bdi_library *library);

/* Sorts plans, fills what is derived. False with mistakes: computed beliefs or sub-goals in a
 * circle, more than there is room for. */
bool bdi_library_finish(struct bdi_library *library, struct base_arena *arena,
                        struct base_err *err);
