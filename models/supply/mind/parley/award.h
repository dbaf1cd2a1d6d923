/* SPDX-License-Identifier: Apache-2.0 */
/* supply/mind/parley/award.h - who gets a contract: bids put in order by a rule, and what was
 * called for shared out among them.
 *
 *  cheapest   least price
 *  fastest    shortest time
 *  trusted    greatest trust: the mean of a Beta distribution over deliveries in time
 *  thompson   greatest draw from it (Thompson, "On the Likelihood that One Unknown Probability
 *             Exceeds Another in View of the Evidence of Two Samples", Biometrika 25, 1933):
 *             who is little known is tried now and then
 *
 * Equals go by their place among the caller's partners. A newcomer must be better than the
 * incumbent, who was awarded most the last time, by `margin`: without it two equals take turns
 * with each fluctuation of their figures, and each turn makes the figures fluctuate.
 * Thread: pure but for the stream. Errors: none.
 */
#pragma once

#include "rand/stream.h"
#include "supply/mind/parley/call.h"

enum sup_award_rule { SUP_BY_PRICE, SUP_BY_TIME, SUP_BY_TRUST, SUP_BY_DRAW };

struct sup_trust { // Beta counts of deliveries in time, prior included; 0 and 0: unknown
    double good, bad;
};
static_assert(sizeof(struct sup_trust) == 16, "no padding");

struct sup_awarding {
    enum sup_award_rule rule;
    double split;                  // of what is called for that goes to the best, 0 .. 1
    double margin;                 // by which the incumbent may be worse, 0 .. 1
    uint32_t incumbent;            // way; SUP_NO_WAY: none
    const struct sup_trust *trust; // by position of the bid; rules by trust only
    struct rand_stream *chance;    // SUP_BY_DRAW: one Beta for each bid, in their order
};

/* The mean of the distribution, and a draw from it: X / (X + Y) of two gammas. */
double sup_trust_mean(const struct sup_trust *trust);
double sup_trust_draw(const struct sup_trust *trust, struct rand_stream *chance);

/* Awards the call: the best gets `split` of `quantity`, as far as its offer goes, the next the
 * rest, as far as theirs go; what is left goes round again. Bids without an award are rejected
 * unless `again`: then `quantity` was refused by one and goes to offers that were turned down.
 * Returns what was awarded now; `fresh` is the set of bids, by position, that are to be told.
 */
int64_t sup_call_award(struct sup_call *c, const struct sup_awarding *how, int64_t quantity,
                       bool again, int64_t now, uint32_t *fresh);

/* What the cheapest offers for all that is called for cost together, currency. */
double sup_call_cost(const struct sup_call *c, int64_t now);

/* The way that was awarded most; SUP_NO_WAY: nobody was. */
uint32_t sup_call_winner(const struct sup_call *c);
