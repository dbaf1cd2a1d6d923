/* SPDX-License-Identifier: Apache-2.0 */
/* supply/stock/ration.h - giving out stock by a rule other than first come, first served.
 *
 * Here no one is served at once. Whoever asks joins the claims of its client, and within the
 * same tick, once its orders and receipts are all in (build/rank.c), the stock is shared out:
 * by rank, and within a rank in proportion to what is open. Shares are whole quanta: the claims
 * are lined up and each gets what the rounded running sum has grown by, so the shares add up
 * exactly and each is within one quantum of its due. That line begins one client further on
 * with each sharing out, so that no one gains by standing first. A rule is one row of
 * sup_allocations.
 *
 *   proportional  all clients have one rank
 *   priority      ranks are those of the clients; the smallest goes first
 *
 * A client takes its own orders in turn; one with `ship_complete` leaves its share in stock
 * until it is enough for all that it claims. A rank gets nothing before those ahead of it have
 * all that they claim. No queue of lines is needed, so nothing ever overflows.
 */
#pragma once

#include "supply/site.h"

struct sup_claim { // what one client has open
    int64_t open;
    int64_t fresh; // of it: asked for in `tick`
    int64_t tick;
};

struct sup_ration {  // before the claims of the item's clients
    int64_t planned; // tick for which sharing out is under way
    uint32_t turn;   // who stands first next time
    uint32_t pad;
};

static_assert(sizeof(struct sup_claim) == 24, "no padding");
static_assert(sizeof(struct sup_ration) == 16, "no padding");

struct sup_allocation {
    const char *name;                              // as scenario files spell it
    uint8_t (*rank)(const struct sup_client *who); // who goes first; smaller ranks do
};

/* By enum scen_allocation; the row of "fifo" has no function (stock.c does it). */
extern const struct sup_allocation sup_allocations[];

/* `client` claims `quantity`; `s` is settled, its counts are kept by the caller. */
void sup_ration_want(const struct sup_turn *t, uint32_t slot, struct sup_stock *s,
                     uint32_t client, int64_t quantity);

/* There may be something to share out: does so within this tick. */
void sup_ration_plan(const struct sup_turn *t, uint32_t slot);

/* The client withdraws `quantity` of what it claims, or as much as that is: so much. */
int64_t sup_ration_withdraw(const struct sup_turn *t, const struct sup_item *item,
                            uint32_t client, int64_t quantity);

/* SUP_EVENT_ALLOCATE */
void sup_ration_out(const struct sup_turn *t, uint32_t slot);

/* In init: customers claim `quantity` from the start. */
void sup_ration_open(const struct sup_turn *t, unsigned char *state, uint32_t slot,
                     int64_t quantity);

/* Strikes out what the client claims, which it never gets: so much. */
int64_t sup_ration_drop(const struct sup_turn *t, const struct sup_item *item, uint32_t client);

/* Claims of all clients that are lanes. */
int64_t sup_ration_lanes(const struct sup_turn *t, const struct sup_item *item);
