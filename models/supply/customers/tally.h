/* SPDX-License-Identifier: Apache-2.0 */
/* supply/customers/tally.h - customers who are known one by one: in which order they wait, how
 * long, and what they pay.
 *
 * What is owed to the customers of an item lies in the item's ring of open orders as one
 * client's (stock.h), which decides when goods come to them; here lies who gets them. Each
 * stream of the item has its own line, a ring of struct sup_waiting; who comes gets the next
 * number, and number n stands at place n modulo the capacity. Of all lines, the one of the
 * highest priority is served first, then the one whose first customer came first.
 * When a line is full, one who comes joins its last place: nothing is lost and the mean wait
 * stays exact, but such customers have one patience and one completion together; SUP_CUSTOMER
 * rows tell how many.
 */
#pragma once

#include "supply/customers/custom.h"

static const uint64_t SUP_NO_NUMBER = UINT64_MAX;

struct sup_waiting {    // one place in the line
    tw_time at;         // when asked for; the mean of those who joined
    int64_t left;       // quanta not yet handed over; 0: gone
    uint32_t customers; // here
    uint32_t lacking;   // 1: a part of what was wanted was lost already
};

static_assert(sizeof(struct sup_waiting) == 24, "no padding");

/* A customer asks for `quantity` and buys so much of it. */
void sup_tally_asked(const struct sup_visit *v, int64_t quantity, int64_t buys);

/* A customer goes away without `quantity`; `waited`: after having waited for it. */
void sup_tally_lost(const struct sup_visit *v, int64_t quantity, bool waited);

/* One who buys `quantity` lines up, before the goods are handed over. The number of the place;
 * SUP_NO_NUMBER when it is shared. */
uint64_t sup_line_up(const struct sup_visit *v, int64_t quantity, bool in_full);

/* Takes what is left of place `number` out of the line: so much, and so much that customers of
 * the item are owed is served before it. 0 when nobody waits there any more. */
int64_t sup_leave_line(const struct sup_visit *v, uint64_t number, int64_t *ahead);

/* Goods are handed to the customers of a tallied item, in turn. */
void sup_hand_over(const struct sup_turn *t, const struct sup_item *item, int64_t quantity);

/* All who wait for a tallied item are told that nothing will come; what is owed to them is
 * taken off the stock's books elsewhere. */
void sup_send_home(const struct sup_turn *t, const struct sup_item *item);

/* Priority of who waits first; 0 when nobody does or the item is not tallied. */
uint32_t sup_customer_priority(const struct sup_turn *t, const struct sup_item *item);

/* In init: negative stock at the start is owed to those who were here first. */
void sup_line_open(const struct sup_turn *t, void *state, const struct sup_item *item);

/* At the end of the warm-up. */
void sup_customers_forget(const struct sup_turn *t);

/* In finish: a row for each tallied stream. */
void sup_customers_close(const struct sup_turn *t);

struct out_column;
const struct out_column *sup_customer_columns(size_t *count);

struct sup_customer_row {
    uint32_t demand, product; // demand of the scenario, by site and product
    int64_t customers, asked, served, at_once, lost, withdrawn, waiting; // quanta but customers
    int64_t judged, on_time, joined;
    double wait_mean, wait_p50, wait_p90, wait_p95, wait_p99, wait_longest; // d
    double on_time_in_full, revenue, lost_margin;
};

static_assert(sizeof(struct sup_customer_row) == 8 + 10 * 8 + 9 * 8, "no padding");
