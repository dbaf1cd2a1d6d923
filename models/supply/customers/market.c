/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/customers/market.h"

#include <math.h>

#include "supply/customers/custom.h"
#include "supply/disrupt/plight.h"
#include "supply/make/shop.h"
#include "supply/order/order.h"
#include "supply/stock/stock.h"

/* The part of a tick that a gap leaves over is carried into the next gap, so that the rate of
 * arrivals is that of the law although the clock is counted in whole ticks. */
static void come_again(const struct sup_turn *t, struct sup_arrivals *a, uint32_t index)
{
    const struct sup_stream *stream = &t->world->stream[t->place->first_stream + index];
    struct sup_customers next = {stream->slot, index};
    int64_t ticks = stream->period;

    if (stream->poisson) {
        double gap = rand_exponential(&a->gap, stream->mean_gap) + a->carry;

        ticks = (int64_t)gap;
        a->carry = gap - (double)ticks;
    }
    sup_send(t, tw_self(t->ctx), ticks, t->world->kind[SUP_EVENT_DEMAND].priority,
             SUP_EVENT_DEMAND, &next);
}

void sup_market_open(const struct sup_turn *t, struct sup_arrivals *arrivals,
                     struct sup_crowd *crowds)
{
    uint16_t priority = t->world->kind[SUP_EVENT_DEMAND].priority;

    for (uint32_t i = 0; i < t->place->streams; i++) {
        const struct sup_stream *stream = &t->world->stream[t->place->first_stream + i];
        struct sup_customers first = {stream->slot, i};

        arrivals[i].gap = sup_chance(t, SUP_CHANCE_GAP, stream->purpose);
        arrivals[i].size = sup_chance(t, SUP_CHANCE_SIZE, stream->purpose);
        if (stream->special != 0)
            sup_custom_open(t, i, &arrivals[i],
                            &crowds[stream->habit - t->place->annex->first_habit]);
        else if (stream->poisson)
            come_again(t, &arrivals[i], i);
        else
            sup_send(t, tw_self(t->ctx), 0, priority, SUP_EVENT_DEMAND, &first);
    }
}

static int64_t how_much(const struct sup_stream *stream, struct sup_arrivals *a)
{
    if (stream->quantity >= 0)
        return stream->quantity;
    double quanta = rand_draw(&a->size, stream->law) * stream->units_to_quanta;

    return quanta > 0.0 ? (int64_t)floor(quanta + 0.5) : 0;
}

void sup_demand(const struct sup_turn *t, const struct sup_customers *customers)
{
    uint32_t index = customers->stream;
    const struct sup_stream *stream = &t->world->stream[t->place->first_stream + index];
    const struct sup_arrivals *arrivals = sup_part(t, t->place->arrivals_at);

    if (__builtin_expect(stream->special != 0, 0)) {
        sup_custom_demand(t, index);
        return;
    }
    struct sup_arrivals *a = tw_write(t->ctx, &arrivals[index]);
    int64_t quantity = how_much(stream, a);

    come_again(t, a, index);
    if (sup_hindered(sup_item_at(t, customers->slot)) &&
        sup_sends_away(t, customers->slot, quantity))
        return;
    if (__builtin_expect(sup_item_at(t, customers->slot)->special & SUP_CRAFTED, 0) &&
        sup_shop_sends_away(t, customers->slot, quantity))
        return;
    if (quantity > 0) {
        struct sup_stock *s = sup_want(t, customers->slot, 0, quantity);

        sup_changed(t, customers->slot, s);
    }
}
