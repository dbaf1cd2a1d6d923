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
 * for silence answers. So when the answer comes follows from the question alone.
 *
 * Flat data without padding. Thread: pure functions. Errors: none.
 */
#pragma once

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

#include "rand/stream.h"
#include "scen/scenario.h"

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
enum sup_block sup_budget_takes(const struct sup_allowance *may, struct sup_spending *spent,
                                int64_t now, struct sup_expense what);

/* Money left in this period; infinite without a bound. */
double sup_money_left(const struct sup_allowance *may, const struct sup_spending *spent,
                      int64_t now);

/* ---- approvals ---- */

enum sup_verdict_by {
    SUP_BY_RECORD,
    SUP_BY_RULE,
    SUP_BY_DELAY,
    SUP_BY_SILENCE,
    SUP_VERDICTS_BY
};

struct sup_verdict {
    int64_t at;     // when the answer comes; INT64_MAX: never
    uint32_t by;    // enum sup_verdict_by
    uint32_t yes;   // is it approved?
    uint32_t level; // those who were asked before and did not answer
    uint32_t pad;
};
static_assert(sizeof(struct sup_verdict) == 24, "no padding");

/* A question of an agent of `site` about `plan`, asked at `now` and put to `table[first]`
 * first. Rules answer at once, recorded decisions when they were made, delays are drawn from
 * `chance`, one for each who is asked. */
struct sup_verdict sup_verdict_on(const struct scen_approval *table, int32_t first,
                                  int32_t site, const char *plan, int64_t now,
                                  struct rand_stream *chance);
