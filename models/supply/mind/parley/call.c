/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/mind/parley/call.h"

#include <stddef.h>

static struct sup_bid *bid_of(struct sup_call *c, uint32_t way)
{
    for (uint32_t i = 0; i < c->bids; i++)
        if (c->bid[i].way == way)
            return &c->bid[i];
    return NULL;
}

bool sup_call_over(const struct sup_call *c, int64_t now)
{
    if (c->id == 0)
        return true;
    for (uint32_t i = 0; i < c->bids; i++)
        if (c->bid[i].state == SUP_BID_AWARDED)
            return false; // its answer is under way
    return c->state == SUP_CALL_AWARDED || now >= c->binding;
}

uint32_t sup_call_place(const struct sup_call call[SUP_CALLS], int64_t now)
{
    uint32_t i = 0;

    while (i < SUP_CALLS && !sup_call_over(&call[i], now))
        i++;
    return i;
}

uint32_t sup_call_find(const struct sup_call call[SUP_CALLS], int64_t id)
{
    uint32_t i = 0;

    while (i < SUP_CALLS && (id == 0 || call[i].id != id))
        i++;
    return i;
}

void sup_call_open(struct sup_call *c, int64_t id, int64_t now, int64_t reply, int64_t quantity)
{
    *c = (struct sup_call){
        .id = id, .quantity = quantity, .close = now + reply, .binding = now + 2 * reply};
}

bool sup_call_invite(struct sup_call *c, uint32_t way)
{
    if (c->bids == SUP_BIDDERS || bid_of(c, way) != NULL)
        return false;
    c->bid[c->bids++] = (struct sup_bid){.way = way, .state = SUP_BID_ASKED};
    return true;
}

enum sup_heard sup_call_answer(struct sup_call *c, uint32_t way, int64_t now,
                               const struct sup_offer *offer)
{
    struct sup_bid *bid = bid_of(c, way);

    if (bid == NULL)
        return SUP_HEARD_STRANGE;
    if (bid->state != SUP_BID_ASKED)
        return SUP_HEARD_AGAIN;
    if (now >= c->close || c->state != SUP_CALL_OPEN)
        return SUP_HEARD_LATE;
    bid->offer = *offer;
    bid->state = offer->quantity > 0 ? SUP_BID_OFFERED : SUP_BID_DECLINED;
    return SUP_HEARD;
}

void sup_call_close(struct sup_call *c)
{
    if (c->state == SUP_CALL_OPEN)
        c->state = SUP_CALL_CLOSED;
}

/* The answer to an award, which comes once. */
static enum sup_heard settle(struct sup_call *c, uint32_t way, enum sup_bid_state now,
                             struct sup_bid **bid)
{
    *bid = bid_of(c, way);
    if (*bid == NULL || (*bid)->state < SUP_BID_AWARDED)
        return SUP_HEARD_STRANGE;
    if ((*bid)->state != SUP_BID_AWARDED)
        return SUP_HEARD_AGAIN;
    (*bid)->state = now;
    return SUP_HEARD;
}

enum sup_heard sup_call_confirm(struct sup_call *c, uint32_t way)
{
    struct sup_bid *bid;

    return settle(c, way, SUP_BID_CONFIRMED, &bid);
}

enum sup_heard sup_call_refuse(struct sup_call *c, uint32_t way, int64_t *open)
{
    struct sup_bid *bid;
    enum sup_heard heard = settle(c, way, SUP_BID_REFUSED, &bid);

    *open = 0;
    if (heard == SUP_HEARD) {
        *open = bid->awarded;
        bid->awarded = 0;
    }
    return heard;
}

uint32_t sup_call_offers(const struct sup_call *c, int64_t now)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < c->bids && now < c->binding; i++)
        count += c->bid[i].state == SUP_BID_OFFERED;
    return count;
}

uint32_t sup_call_missing(const struct sup_call *c)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < c->bids; i++)
        count += c->bid[i].state == SUP_BID_ASKED;
    return count;
}
