/* SPDX-License-Identifier: Apache-2.0 */
/* bdi/rule.h - rules of replenishment: from what an agent believes to what it wants to order.
 *
 * Each rule is one file below rules/ and one row of the table in rule.c. A rule knows levels
 * and beliefs only; what an order then may be (limits) is bdi_limit(), and from whom it comes
 * and how it is carried out is the model's business. All quantities are in quanta.
 *
 * Words: the *position* is on hand + on order - owed, of the item itself or of its echelon: the
 * item and all that is downstream of it (Clark and Scarf, "Optimal Policies for a Multi-Echelon
 * Inventory Problem", Management Science 6(4), 1960; Axsater and Rosling, "Installation vs.
 * Echelon Stock Policies for Multilevel Inventory Control", Management Science 39(10), 1993).
 * Thread: pure functions. Errors: none.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* What an agent believes when it decides about one item. */
struct bdi_outlook {
    int64_t position;
    int64_t asked; // of it since it last decided
    double coming; // demand forecast for the time that an order has to cover
    double needed; // requirements known for that time
    int64_t due;   // planned orders that are due and were not placed yet
};

/* The parameters of a rule; those it does not know are 0. */
struct bdi_terms {
    int64_t trigger, target; // s and S
    int64_t lot;             // Q
    double safety;           // on top of what is coming or needed
};

/* What an agent must come to believe before it asks the rule. */
enum bdi_sense {
    BDI_POSITION = 0,
    BDI_ASKED = 1,
    BDI_FORECAST = 2,
    BDI_NEEDS = 4,
    BDI_DUE = 8
};

struct bdi_rule {
    const char *name;
    uint32_t senses; // enum bdi_sense, or-ed
    /* What is wanted: > 0 more, < 0 less than there is, 0 nothing. */
    int64_t (*want)(const struct bdi_terms *terms, const struct bdi_outlook *now);
};

enum bdi_rule_id { // positions in bdi_rules
    BDI_NONE,
    BDI_BASE_STOCK,
    BDI_S_S,
    BDI_R_Q,
    BDI_ORDER_UP_TO,
    BDI_PASS_THROUGH,
    BDI_TIME_PHASED,
    BDI_TIMED,
    BDI_RULES
};
extern const struct bdi_rule *const bdi_rules[BDI_RULES];

/* What an order may be. */
struct bdi_limits {
    double part;       // of what is wanted that is ordered at once, 0 .. 1
    int64_t least;     // smallest order; less is rounded up to it
    int64_t most;      // biggest order; 0: no bound
    int64_t multiple;  // orders are whole multiples of it; 1: any
    int64_t give_back; // 1: what is too much goes back, 0: it stays
};

/* The order that is allowed when `want` is wanted; < 0: so much is given back. */
int64_t bdi_limit(const struct bdi_limits *limits, int64_t want);
