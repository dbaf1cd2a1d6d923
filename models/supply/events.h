/* SPDX-License-Identifier: Apache-2.0 */
/* supply/events.h - what happens at sites: the kinds of events, and what each carries.
 *
 * Payloads have no holes: their bytes are part of what ranks compare. Slots are those at the
 * receiver, times are ticks, quantities whole quanta.
 */
#pragma once

#include <stdint.h>

enum sup_event {
    SUP_EVENT_PERIOD,            // to self: a KPI period ends
    SUP_EVENT_WARM_UP,           // to self: measuring starts afresh
    SUP_EVENT_DISRUPTION_ENDS,   // to self: for one thing that it struck
    SUP_EVENT_DISRUPTION_BEGINS, // to self
    SUP_EVENT_EXPIRE,            // to self: goods reach the end of their shelf life
    SUP_EVENT_START,             // to self, once: first orders of items reviewed continuously
    SUP_EVENT_RECEIPT,           // a shipment arrives
    SUP_EVENT_MADE,              // to self: a batch is finished
    SUP_EVENT_DEMAND,            // to self: customers arrive
    SUP_EVENT_ORDER,             // an order arrives from downstream
    SUP_EVENT_REVIEW,            // to self: a periodic review of one item
    SUP_EVENT_SHOP,              // to self: of lines of machines (make/shop.h)
    SUP_EVENT_ALLOCATE,          // to self: stock is shared out among those who wait
    SUP_EVENT_DEPART,            // to self: goods that waited for a lane to open
    SUP_EVENT_REFUSAL,           // news from a source: so much of an order is cancelled
    SUP_EVENT_NEWS,              // what customers downstream took
    SUP_EVENT_ASK,               // a site of the same tier asks for help
    SUP_EVENT_NO,                // it gets less than it asked for
    SUP_EVENT_BACK,              // goods come back from downstream
    SUP_EVENT_SURGE,             // to self: one of those who come on top in a demand shock
    SUP_EVENT_GIVE_UP,           // to self: a customer's patience ends
    SUP_EVENT_CARGO,             // goods on a lane that is not plain come by (move/)
    SUP_EVENT_FREE,              // to self: a dock or a vehicle is free again
    SUP_EVENT_DEPARTURE,         // to self: the timetable of a leg
    SUP_EVENT_OVERDUE,           // to self: goods have waited long enough for their load
    SUP_EVENT_WAKE,              // to self: a deadline or time-out of an agent (mind/mind.h)
    SUP_EVENT_WITHDRAW,          // an order from downstream is taken back, as far as it is open
    SUP_EVENT_SENSE,             // to self: an agent comes to know what happened earlier
    SUP_EVENT_LETTER,            // from agent to agent (mind/parley/talk.h)
    SUP_EVENT_BELL,              // to self: the deadline of a call for bids
    SUP_EVENT_VERDICT,           // to self: the answer to a question for approval
    SUP_EVENT_COUNT
};

struct sup_order {   // payload of SUP_EVENT_ORDER, _WITHDRAW and, without a client, of _REFUSAL
    uint32_t slot;   // at the receiver
    uint32_t client; // of that item
    int64_t quantity;
};

struct sup_shipment {     // payload of SUP_EVENT_RECEIPT
    uint32_t slot;        // at the receiver
    uint32_t best_before; // stamp of goods with a shelf life, else 0; SUP_MORE (stock/shelf.h)
    int64_t quantity;
    int64_t shipped_at;
};

struct sup_batch { // payload of SUP_EVENT_MADE
    uint32_t slot;
    uint32_t pad;
    int64_t quantity;
    int64_t down_seen; // the site's downtime that `at` already takes into account
};

struct sup_customers { // payload of SUP_EVENT_DEMAND
    uint32_t slot;
    uint32_t stream; // within the site
};

struct sup_ticket { // payload of GIVE_UP and SURGE
    uint32_t slot;
    uint32_t stream; // within the site
    uint64_t number; // of the customer; of the shock
};

struct sup_news {  // payload of SUP_EVENT_NEWS and SUP_EVENT_BACK
    uint32_t slot; // at the receiver
    uint32_t pad;
    int64_t quantity; // quanta there
};

struct sup_ask {     // payload of SUP_EVENT_ASK and SUP_EVENT_NO
    uint32_t slot;   // at the receiver
    uint32_t item;   // who asks, in sup_world.item
    uint32_t number; // who is asked: which of its siblings
    uint32_t alone;  // bool: nobody else is asked after it
    int64_t quantity;
};

struct sup_index { // payload of REVIEW, EXPIRE, ALLOCATE, WAKE (slot), and of DISRUPTION_BEGINS
                   // (cause within the site) and _ENDS (strike within the site)
    uint32_t index;
    uint32_t pad;
};

struct sup_departure { // payload of SUP_EVENT_DEPART
    uint32_t slot;
    uint32_t client; // of that item
    struct sup_shipment goods;
};
