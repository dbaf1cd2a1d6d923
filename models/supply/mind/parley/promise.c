/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/mind/parley/promise.h"

#include <math.h>

uint32_t sup_promise_find(const struct sup_promise p[SUP_PROMISES], uint32_t caller,
                          uint32_t way, int64_t talk)
{
    uint32_t i = 0;

    while (i < SUP_PROMISES &&
           (talk == 0 || p[i].talk != talk || p[i].caller != caller || p[i].way != way))
        i++;
    return i;
}

/* Conversations are remembered until what was promised in them has lapsed. */
uint32_t sup_promise_place(const struct sup_promise p[SUP_PROMISES], int64_t now)
{
    uint32_t i = 0;

    while (i < SUP_PROMISES && p[i].talk != 0 && now < p[i].until)
        i++;
    return i;
}

int64_t sup_promised(const struct sup_promise p[SUP_PROMISES], int64_t now, uint32_t caller,
                     int64_t talk)
{
    int64_t sum = 0;

    for (uint32_t i = 0; i < SUP_PROMISES; i++)
        if (p[i].talk != 0 && p[i].state == SUP_PROMISED && now < p[i].until &&
            (p[i].talk != talk || p[i].caller != caller))
            sum += p[i].quantity;
    return sum;
}

bool sup_promise_award(struct sup_promise *p, int64_t now, int64_t quantity, int64_t spare,
                       bool *again)
{
    *again = p->state == SUP_PROMISE_KEPT;
    if (*again || now >= p->until || quantity > p->quantity || quantity > spare)
        return false;
    p->state = SUP_PROMISE_KEPT;
    return true;
}

void sup_promise_reject(struct sup_promise *p)
{
    if (p->state == SUP_PROMISED)
        p->state = SUP_PROMISE_RELEASED;
}

/* ---- what can be offered ---- */

int64_t sup_spare(const struct sup_standing *now)
{
    int64_t spare = now->on_hand - now->owed - now->promised - now->kept;

    return spare > 0 ? spare : 0;
}

static int64_t queue_ticks(const struct sup_standing *now, int64_t quantity)
{
    double ahead = (double)(now->owed + now->promised + now->kept + quantity - now->on_hand);

    return now->rate > 0.0 ? (int64_t)ceil(ahead / now->rate) : 0;
}

struct sup_offer sup_offer_of(const struct sup_standing *now, int64_t quantity)
{
    struct sup_offer offer = {.ticks = now->way, .price = now->price};
    int64_t spare = sup_spare(now);

    if (now->shut || now->calls_too)
        return offer;
    offer.quantity = spare < quantity ? spare : quantity;
    if (spare >= quantity || now->limit <= 0)
        return offer;
    int64_t more = quantity - spare < now->limit ? quantity - spare : now->limit;

    offer.quantity += more;
    offer.ticks += now->wait + queue_ticks(now, offer.quantity);
    return offer;
}
