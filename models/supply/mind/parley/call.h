/* SPDX-License-Identifier: Apache-2.0 */
/* supply/mind/parley/call.h - calls for bids, as the one who calls remembers them.
 *
 * The contract net protocol (Smith, "The Contract Net Protocol: High-Level Communication and
 * Control in a Distributed Problem Solver", IEEE Trans. Computers C-29(12), 1980), with the
 * deadline, the refusals and the confirmation of FIPA's Contract Net Interaction Protocol
 * (SC00029H, 2002):
 *
 *   caller                                  bidder
 *   cfp: quantity, reply by      ------>
 *                                <------    offer: quantity, time, price; or decline
 *   award: quantity; or reject   ------>
 *                                <------    confirm; or refuse
 *
 * A call counts what arrives before `close` and nothing after; bids bind until `binding`, and
 * what was not awarded by then is as if nobody had called. Each message moves a bid forward one
 * way only (enum sup_bid_state), so that one that comes twice, or late, changes nothing; and
 * each call ends by the clock, whoever keeps silent: nobody can wait for ever.
 *
 * Flat data without padding, for the state of an LP. Quanta, ticks, currency per quantum.
 * Thread: pure functions. Errors: none; what was heard tells how it was taken.
 */
#pragma once

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    SUP_CALLS = 4,  // of one agent at once
    SUP_BIDDERS = 8 // of one call
};

#define SUP_NO_WAY UINT32_MAX

struct sup_offer {
    int64_t quantity; // 0: declined
    int64_t ticks;    // from the award to the receipt
    double price;     // freight included
};
static_assert(sizeof(struct sup_offer) == 24, "no padding");

enum sup_bid_state { // in this order, and never back
    SUP_BID_ASKED,
    SUP_BID_DECLINED,
    SUP_BID_OFFERED,
    SUP_BID_REJECTED,
    SUP_BID_AWARDED,
    SUP_BID_CONFIRMED,
    SUP_BID_REFUSED
};

struct sup_bid {
    struct sup_offer offer;
    int64_t awarded; // quanta, of those offered
    uint32_t way;    // which of the caller's partners
    uint32_t state;  // enum sup_bid_state
};
static_assert(sizeof(struct sup_bid) == 40, "no padding");

enum sup_call_state {
    SUP_CALL_OPEN,   // bids count
    SUP_CALL_CLOSED, // they no longer do; bids bind
    SUP_CALL_AWARDED
};

struct sup_call {
    int64_t id;       // the conversation; 0: nobody calls
    int64_t quantity; // called for
    int64_t close;    // bids count before it
    int64_t binding;  // and bind until it
    int64_t plan;     // who called: the attempt of a plan (bdi_handle)
    uint32_t intention, frame;
    uint32_t state, bids; // enum sup_call_state; invited
    struct sup_bid bid[SUP_BIDDERS];
};
static_assert(sizeof(struct sup_call) == 56 + SUP_BIDDERS * 40, "no padding");

/* How a message was taken. */
enum sup_heard {
    SUP_HEARD,         // it is news
    SUP_HEARD_AGAIN,   // was said before
    SUP_HEARD_LATE,    // the deadline has passed
    SUP_HEARD_STRANGE, // no such conversation, or not with this one
    SUP_HEARDS
};

/* A place for one more call; SUP_CALLS: all are taken. */
uint32_t sup_call_place(const struct sup_call call[SUP_CALLS], int64_t now);

/* The place of a conversation; SUP_CALLS: none. */
uint32_t sup_call_find(const struct sup_call call[SUP_CALLS], int64_t id);

/* Begins a conversation about `quantity` > 0, with bids until `now` + `reply` that bind for as
 * long again. Who called is for the caller to fill. */
void sup_call_open(struct sup_call *c, int64_t id, int64_t now, int64_t reply,
                   int64_t quantity);

/* Invites one; false when there is no room for it, or it was invited before. */
bool sup_call_invite(struct sup_call *c, uint32_t way);

/* A bid, or with quantity 0 the answer that there will be none. */
enum sup_heard sup_call_answer(struct sup_call *c, uint32_t way, int64_t now,
                               const struct sup_offer *offer);

/* No more bids. Again: nothing. */
void sup_call_close(struct sup_call *c);

/* What a bidder says to its award. `open` is what is to be awarded again: > 0 on a refusal. */
enum sup_heard sup_call_confirm(struct sup_call *c, uint32_t way);
enum sup_heard sup_call_refuse(struct sup_call *c, uint32_t way, int64_t *open);

/* Offers that can still be awarded; bidders who have not answered. */
uint32_t sup_call_offers(const struct sup_call *c, int64_t now);
uint32_t sup_call_missing(const struct sup_call *c);

/* Is it done with, so that its place is free? */
bool sup_call_over(const struct sup_call *c, int64_t now);
