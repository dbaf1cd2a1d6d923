/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/customers/surge.h"

#include <math.h>

#include "supply/customers/custom.h"
#include "supply/customers/unmet.h"

void sup_expect_shocks(struct sup_world *world, size_t stream)
{
    world->stream[stream].special |= SUP_SHOCKED;
}

static void come_on_top(const struct sup_visit *v)
{
    const struct sup_turn *t = v->t;
    struct sup_crowd *c = v->crowd;
    struct sup_ticket ticket = {v->stream->slot, v->index, c->shock};
    double mean = v->stream->mean_gap / v->habit->most / (c->factor - 1.0);
    double gap = rand_exponential(&c->surge, mean) + c->surge_carry;
    int64_t ticks = (int64_t)fmin(gap, (double)TW_TIME_MAX);

    c->surge_carry = gap - (double)ticks;
    if (t->now < scen_demand_more(v->habit->demand)->start)
        ticks += scen_demand_more(v->habit->demand)->start - t->now;
    if (ticks < v->habit->end - t->now)
        sup_send(t, tw_self(t->ctx), ticks, t->world->kind[SUP_EVENT_SURGE].priority,
                 SUP_EVENT_SURGE, &ticket);
}

/* Exponential gaps have no memory, so those who come on top begin afresh at each change. */
void sup_shock(const struct sup_turn *t, uint32_t index, double factor)
{
    struct sup_visit v = sup_visit(t, index);

    v.crowd->factor = factor;
    v.crowd->shock++;
    v.crowd->surge_carry = 0.0;
    if (v.habit->timing->thinned && factor > 1.0)
        come_on_top(&v);
}

void sup_surge(const struct sup_turn *t, const struct sup_ticket *ticket)
{
    struct sup_visit v = sup_visit(t, ticket->stream);

    if (ticket->number != v.crowd->shock)
        return;
    struct rand_stream *usual = &v.arrivals->size, kept = *usual;

    *usual = v.crowd->surge; // sizes of their own, so that the usual ones stay as they are
    double quanta = v.habit->sizing->draw(&v);
    v.crowd->surge = *usual;
    *usual = kept;
    double chance = sup_factor_at(v.habit, t->now) / v.habit->most;
    bool real = chance >= 1.0 || rand_uniform(&v.crowd->surge) < chance;

    come_on_top(&v);
    if (real && quanta >= 0.5)
        sup_ask(&v, (int64_t)floor(quanta + 0.5));
}
