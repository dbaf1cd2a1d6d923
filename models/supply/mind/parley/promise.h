/* SPDX-License-Identifier: Apache-2.0 */
/* supply/mind/parley/promise.h - the other side of a call for bids: what a bidder can offer as
 * it stands, and what it has promised so that it does not promise it twice.
 *
 * A bid binds until the time that the call names. An award within it is kept if it is for no
 * more than was promised and, where goods are sold from stock only, is still there. Everything
 * else is refused, and what was said before changes nothing (parley/call.h).
 *
 * Flat data without padding. Quanta, ticks, currency per quantum. Thread: pure functions.
 * Errors: none.
 */
#pragma once

#include "supply/mind/parley/call.h"

enum { SUP_PROMISES = 16 }; // of one bidder at once

enum sup_promise_state { SUP_PROMISED, SUP_PROMISE_RELEASED, SUP_PROMISE_KEPT };

struct sup_promise {
    int64_t talk;     // the caller's conversation; 0: none
    int64_t until;    // binds before it
    int64_t quantity; // offered; 0: declined
    uint32_t caller;  // who calls, in sup_world.item
    uint16_t way;     // and over which way of its own
    uint16_t state;   // enum sup_promise_state
};
static_assert(sizeof(struct sup_promise) == 32, "no padding");

/* Its place; SUP_PROMISES: none, or all are taken by what still binds. */
uint32_t sup_promise_find(const struct sup_promise p[SUP_PROMISES], uint32_t caller,
                          uint32_t way, int64_t talk);
uint32_t sup_promise_place(const struct sup_promise p[SUP_PROMISES], int64_t now);

/* What is promised and not yet awarded, rejected or lapsed; but not to `caller` in the
 * conversation `talk`, who may choose between several ways (0: to anybody). */
int64_t sup_promised(const struct sup_promise p[SUP_PROMISES], int64_t now, uint32_t caller,
                     int64_t talk);

/* An award of `quantity` comes to a bidder who has `spare` beside all other promises, or can
 * do without (INT64_MAX): is it kept? False for one that was kept before as well; `*again` says
 * so. */
bool sup_promise_award(struct sup_promise *p, int64_t now, int64_t quantity, int64_t spare,
                       bool *again);

void sup_promise_reject(struct sup_promise *p);

/* ---- what can be offered ---- */

struct sup_standing { // of the bidder, as it is
    int64_t on_hand;  // in stock
    int64_t owed;     // to those who wait already
    int64_t promised; // in other bids
    int64_t kept;     // held back for its own customers
    int64_t limit;    // most that it takes on beyond stock; 0: sells from stock only
    double rate;      // quanta per tick that it can make; 0: as many as one likes
    int64_t wait;     // ticks until goods that it lacks are here: made or bought
    int64_t way;      // ticks from here to the caller, order included
    double price;     // freight included
    bool shut;        // down, bankrupt, or the way from it is closed
    bool calls_too;   // for the same goods: who is short itself sells to nobody
};

/* The bid that is true to it. What is in stock goes the way alone; what is not waits for all
 * who were first, at the rate of the bidder. Declined: quantity 0. */
struct sup_offer sup_offer_of(const struct sup_standing *now, int64_t quantity);

/* In stock and free. */
int64_t sup_spare(const struct sup_standing *now);
