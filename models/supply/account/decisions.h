/* SPDX-License-Identifier: Apache-2.0 */
/* supply/account/decisions.h - why agents did what they did: rows of the decision trace.
 *
 * One row for each thing that happened in an agent's mind (bdi/agent.h, struct bdi_record), and
 * behind it, in a table of their own, the beliefs that it rests on: `reads` of them, in the
 * order of the decisions, so that sums of `reads` tell which belong to which. Goals, plans and
 * beliefs are numbered through all plan libraries of the world, in their order; /model has the
 * names. How much is kept is the scenario's to say (run.decisions); the rest of the results and
 * their digest do not depend on it.
 */
#pragma once

#include "bdi/agent.h"
#include "out/table.h"
#include "tw/model.h"

struct sup_decision_row {
    int32_t product; // SCEN_NONE: the agent keeps no product
    uint32_t book;   // which plan library
    uint32_t goal;
    int32_t plan, runner_up; // -1: none
    uint32_t event, cause;   // enum bdi_event, bdi_cause
    uint32_t intention, frame;
    uint32_t reads;                         // rows of beliefs behind it
    int64_t serial;                         // of the attempt: with site and product it names it
    uint64_t candidates, applicable, tried; // by position among the plans of the goal
    double score, runner_up_score;
};
static_assert(sizeof(struct sup_decision_row) == 88, "no padding");

struct sup_belief_row {
    int32_t product;
    uint32_t belief;
    double value, confidence;
    int64_t known_at; // ms; BDI_NEVER: never heard
    int64_t source;   // BDI_OWN, or the site that said it
};
static_assert(sizeof(struct sup_belief_row) == 40, "no padding");

/* What an agent has learned by the end of the run, of one belief. */
struct sup_learned_row {
    int32_t product;
    uint32_t belief;
    double value, observations;
    int64_t known_at; // ms; BDI_NEVER: nothing was ever observed
};
static_assert(sizeof(struct sup_learned_row) == 32, "no padding");

/* What was done about it: the steps of plans that reach out of the mind. */
enum sup_deed_end {
    SUP_DEED_DONE,
    SUP_DEED_REFUSED, // it can't be done now
    SUP_DEED_BLOCKED, // a guard rail forbids it: /results/approvals
    SUP_DEED_ENDS
};
enum sup_deed_unit {
    SUP_DEED_NOTHING,
    SUP_DEED_UNITS,
    SUP_DEED_DAYS,
    SUP_DEED_NUMBER,
    SUP_DEED_UNITS_KNOWN
};

struct sup_deed_row {
    int32_t product;
    uint32_t verb;        // enum sup_verb
    int32_t plan;         // -1: not known
    int32_t partner;      // site; -1: none, or several
    int32_t lane;         // of the scenario; -1: none
    uint32_t end;         // enum sup_deed_end
    uint32_t why;         // of what was blocked: enum sup_block
    uint32_t unit;        // enum sup_deed_unit
    int64_t serial;       // of the attempt, as in the row of its choice
    double amount, until; // in that unit; days of the run; NaN: none
};
static_assert(sizeof(struct sup_deed_row) == 56, "no padding");

/* Who decides: the turn that it thinks in, and where the numbers of its library begin. */
struct sup_decider {
    struct tw_ctx *ctx;
    const struct bdi_turn *turn;
    int32_t product;
    uint32_t book, first_belief, first_goal, first_plan;
};

/* A record as a row, and what was believed of one belief then. */
struct sup_decision_row sup_decision_of(const struct sup_decider *who,
                                        const struct bdi_record *record);
struct sup_belief_row sup_belief_of(const struct sup_decider *who, uint32_t belief);

/* Writes a record down, as far as the scenario wants it; to be called from the trace hook. */
void sup_decide(const struct sup_decider *who, const struct bdi_record *record);

const struct out_column *sup_decision_columns(size_t *count);
const struct out_column *sup_belief_columns(size_t *count);
const struct out_column *sup_deed_columns(size_t *count);

/* "done", "unit": by their numbers in the rows. */
const char *sup_deed_end_text(enum sup_deed_end end);
const char *sup_deed_unit_text(enum sup_deed_unit unit);
const struct out_column *sup_learned_columns(size_t *count);
