/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/customers/custom.h"

#include <math.h>

#include "supply/customers/unmet.h"

const struct sup_crowd *sup_crowd_at(const struct sup_turn *t, const struct sup_habit *habit)
{
    uint32_t at = (uint32_t)(habit - t->world->habit) - t->place->annex->first_habit;

    return (const struct sup_crowd *)sup_part(t, t->place->annex->crowd_at) + at;
}

struct sup_visit sup_visit(const struct sup_turn *t, uint32_t index)
{
    const struct sup_stream *stream = &t->world->stream[t->place->first_stream + index];
    const struct sup_habit *habit = &t->world->habit[stream->habit];
    const struct sup_arrivals *arrivals = sup_part(t, t->place->arrivals_at);

    return (struct sup_visit){.t = t,
                              .stream = stream,
                              .habit = habit,
                              .arrivals = tw_write(t->ctx, &arrivals[index]),
                              .crowd = tw_write(t->ctx, sup_crowd_at(t, habit)),
                              .index = index};
}

static void come(const struct sup_visit *v, int64_t ticks)
{
    const struct sup_turn *t = v->t;
    struct sup_customers next = {v->stream->slot, v->index};

    if (ticks >= 0 && ticks < v->habit->end - t->now)
        sup_send(t, tw_self(t->ctx), ticks, t->world->kind[SUP_EVENT_DEMAND].priority,
                 SUP_EVENT_DEMAND, &next);
}

void sup_custom_open(const struct sup_turn *t, uint32_t index, struct sup_arrivals *arrivals,
                     struct sup_crowd *crowd)
{
    const struct sup_stream *stream = &t->world->stream[t->place->first_stream + index];
    const struct sup_habit *habit = &t->world->habit[stream->habit];
    const struct sup_visit v = {t, stream, habit, arrivals, crowd, index};
    double rho = scen_demand_more(habit->demand)->autocorrelation;

    crowd->chance = sup_chance(t, SUP_CHANCE_THIN, stream->purpose);
    crowd->patience = sup_chance(t, SUP_CHANCE_PATIENCE, stream->purpose);
    crowd->surge = sup_chance(t, SUP_CHANCE_SURGE, stream->purpose);
    crowd->factor = 1.0;
    if (rho < 0.0 || rho > 0.0) // as if it had gone on for ever
        crowd->last = (rand_draw(&arrivals->size, stream->law) - rand_mean(stream->law)) /
                      sqrt(1.0 - rho * rho);
    come(&v, habit->timing->first(&v));
}

/* Whole quanta. What is scaled carries its rounding on, so that the mean is exact. */
static int64_t whole(struct sup_crowd *c, double quanta, double scale)
{
    if (scale >= 1.0 && scale <= 1.0)
        return quanta > 0.0 ? (int64_t)floor(quanta + 0.5) : 0;
    double exact = (quanta > 0.0 ? quanta * scale : 0.0) + c->carry;
    double rounded = fmax(floor(exact + 0.5), 0.0);

    c->carry = exact - rounded;
    return (int64_t)rounded;
}

/* How much the one who comes now wants; 0 when nobody comes after all. */
static int64_t how_much(const struct sup_visit *v)
{
    struct sup_crowd *c = v->crowd;
    double quanta = v->habit->sizing->draw(v);
    double factor = sup_factor_at(v->habit, v->t->now);

    if (!v->habit->timing->thinned)
        return whole(c, quanta, factor * c->factor);
    double chance = factor / v->habit->most * fmin(c->factor, 1.0);

    if (chance < 1.0 && rand_uniform(&c->chance) >= chance)
        return 0;
    return whole(c, quanta, 1.0);
}

void sup_custom_demand(const struct sup_turn *t, uint32_t index)
{
    struct sup_visit v = sup_visit(t, index);
    int64_t quantity = how_much(&v), ticks = v.habit->timing->next(&v);

    come(&v, ticks);
    if (quantity > 0)
        sup_ask(&v, quantity);
}
