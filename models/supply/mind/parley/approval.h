/* SPDX-License-Identifier: Apache-2.0 */
/* supply/mind/parley/approval.h - guard rails at work: what is blocked, what waits for an
 * approval, and the rows that tell of it (/results/approvals).
 *
 * Before an action is carried out it must keep the invariants of the library and fit into what
 * the agent may do in a KPI period (parley/guard.h). A plan that needs approval waits for an
 * event that bears the verdict; one that comes when the plan is given up changes nothing.
 */
#pragma once

#include "out/table.h"
#include "supply/mind/mind.h"
#include "supply/mind/parley/guard.h"

struct sup_guard { // in the state of each agent
    struct sup_spending spent;
    struct rand_stream chance; // of those who answer
};
static_assert(sizeof(struct sup_guard) == sizeof(struct sup_spending) + 16, "no padding");

struct sup_answer { // payload of SUP_EVENT_VERDICT
    uint32_t slot;
    uint32_t intention, frame; // with serial: who asked
    uint32_t plan;
    int64_t serial;
    int64_t asked; // when
    struct sup_verdict verdict;
};
static_assert(sizeof(struct sup_answer) == 56, "no padding");

enum sup_approval_event {
    SUP_APPROVAL_ASKED,
    SUP_APPROVAL_GIVEN,
    SUP_APPROVAL_DENIED,
    SUP_APPROVAL_TOO_LATE, // given or denied, but the plan had been given up
    SUP_APPROVAL_BLOCKED,  // an action, by a guard rail
    SUP_APPROVAL_EVENTS
};

struct sup_approval_row {
    int32_t product;
    int32_t plan;   // numbered through the libraries of all entries of `agents`; -1: not known
    uint32_t event; // enum sup_approval_event
    uint32_t why;   // of verdicts: enum sup_verdict_by; of what is blocked: enum sup_block
    uint32_t level; // of verdicts: who were asked in vain
    uint32_t verb;  // of what is blocked: BDI_VERBS + enum sup_verb; else 0
    int64_t serial; // of the attempt
    double asked;   // days; when the question was asked, or the action blocked
};
static_assert(sizeof(struct sup_approval_row) == 40, "no padding");

const struct out_column *sup_approval_columns(size_t *count);

/* "approved", "by rule", "over budget": by their numbers in the rows. */
const char *sup_approval_text(enum sup_approval_event event);
const char *sup_verdict_text(enum sup_verdict_by by);
const char *sup_block_text(enum sup_block why);

/* In init. */
void sup_guard_open(const struct sup_turn *t, const struct sup_thinker *who,
                    unsigned char *state, uint64_t product_key);

/* May the action be carried out? Then it counts; else it is told why not. */
bool sup_guard_allows(struct sup_thought *m, const struct bdi_action *a);

/* A guard rail stops it: counted, and told. */
void sup_blocked(struct sup_thought *m, const struct bdi_action *a, enum sup_block why);

/* Puts the question whether a plan may be carried out. False: it can't be put. */
bool sup_ask_approval(struct sup_thought *m, const struct bdi_action *a);

/* The event: the answer comes. */
void sup_take_verdict(const struct sup_turn *t, const struct sup_answer *answer);
