/* SPDX-License-Identifier: Apache-2.0 */
/* supply/mind/parley/guard.h - guard rails: what an agent may spend, and who decides where it
 * may not decide alone.
 *
 * Budgets are per period, counted from the start of the run; they are not carried over. What
 * does not fit is blocked as a whole, counted by its reason, and costs nothing.
 *
 * A plan that needs approval waits for a verdict: one that was recorded (a row of the decisions
 * file), one by a fixed rule, or one by chance after a delay. Whoever does not answer in time
 * is passed over: the question goes up the escalation table, and above its last row the rule
 * for silence answers. So each question is answered, at a time that is known when it is asked.
 *
 * Flat data without padding. Thread: pure functions. Errors: none.
 */
#pragma once

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

/* ---- budgets ---- */

enum sup_block { // why an action was blocked
    SUP_NOT_BLOCKED,
    SUP_BLOCK_STEPS,
    SUP_BLOCK_ORDERS,
    SUP_BLOCK_MONEY,
    SUP_BLOCK_INVARIANT, // it would break one
    SUP_BLOCK_APPROVAL,  // not approved
    SUP_BLOCK_SILENCE,   // no news get through
    SUP_BLOCK_ROOM,      // too many conversations or questions at once
    SUP_BLOCK_PARTNER,   // nobody of that name that it could deal with
    SUP_BLOCKS
};

struct sup_allowance {
    int64_t period;        // ticks; 0: the whole run
    int64_t steps, orders; // actions; of them orders and awards; < 0: no bound
    double money;          // < 0: no bound
};

struct sup_spending {
    int64_t period; // which one
    int64_t steps, orders;
    double money;
    uint64_t blocked[SUP_BLOCKS]; // since the start
};
static_assert(sizeof(struct sup_spending) == 32 + 8 * SUP_BLOCKS, "no padding");

/* What one action takes of it. */
struct sup_expense {
    int64_t orders; // 0 or 1
    double money;
};

/* May it be? Then it is spent; else `now` is only told that a new period has begun. */
enum sup_block sup_spend(const struct sup_allowance *may, struct sup_spending *spent,
                         int64_t now, struct sup_expense what);

/* Money left in this period; infinite without a bound. */
double sup_money_left(const struct sup_allowance *may, const struct sup_spending *spent,
                      int64_t now);

/* ---- approvals ---- */

enum sup_verdict_by { SUP_BY_RECORD, SUP_BY_RULE, SUP_BY_DELAY, SUP_BY_SILENCE };

struct sup_recorded { // a row of the decisions file
    int64_t at;       // when it was decided: it answers questions asked before
    uint32_t agent;   // in the caller's numbers
    uint32_t plan;    // of the agent's library; UINT32_MAX: any
    uint32_t yes;
    uint32_t level; // who decided: a rung of the escalation table; 0: the agent's own superior
};

struct sup_rung {  // of the escalation table
    int64_t after; // ticks that the one on this rung has to answer
};

struct sup_verdict {
    int64_t at;      // when the answer comes
    uint32_t by;     // enum sup_verdict_by
    uint32_t yes;    // is it approved?
    uint32_t level;  // rungs that were passed over
    uint32_t record; // row of the file; UINT32_MAX: none
};
static_assert(sizeof(struct sup_verdict) == 24, "no padding");

/* The first recorded answer to a question that is asked at `now`: the row with the least time
 * not before it, that the one who decided was still, or already, asked about. False: none of
 * `rows` before `until`. Rows lie in the order of (agent, at). */
bool sup_recorded_answer(const struct sup_recorded *row, uint32_t rows, uint32_t agent,
                         uint32_t plan, int64_t now, int64_t until, uint32_t *found);

/* How many rungs a question has passed `waited` ticks after it was asked. */
uint32_t sup_rungs_passed(const struct sup_rung *rung, uint32_t rungs, int64_t waited);

/* When the last rung is passed, from the question on. */
int64_t sup_patience(const struct sup_rung *rung, uint32_t rungs);
