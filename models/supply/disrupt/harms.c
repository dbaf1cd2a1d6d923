/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/disrupt/harms.h"

#include "supply/make/shop.h"

static const struct sup_harm *const harms[SUP_HARMS] = {
    [SUP_HARM_DOWN] = &sup_harm_down,         [SUP_HARM_SPEED] = &sup_harm_speed,
    [SUP_HARM_STRETCH] = &sup_harm_stretch,   [SUP_HARM_DEMAND] = &sup_harm_demand,
    [SUP_HARM_LOSS] = &sup_harm_loss,         [SUP_HARM_DESTROY] = &sup_harm_destroy,
    [SUP_HARM_BANKRUPT] = &sup_harm_bankrupt, [SUP_HARM_CLOSED] = &sup_harm_closed,
    [SUP_HARM_SILENT] = &sup_harm_silent,     [SUP_HARM_SOURCE] = &sup_harm_source,
    [SUP_HARM_WATCHED] = &sup_harm_watched,
};

void sup_harms_open(const struct sup_turn *t, unsigned char *state)
{
    struct sup_plight *plight =
        (struct sup_plight *)(void *)(state + t->place->annex->plight_at);

    for (uint32_t i = 0; i < t->place->annex->scopes; i++) {
        plight[i].speed = 1.0;
        plight[i].stretch = 1.0;
        plight[i].demand = 1.0;
    }
    for (uint32_t i = 0; i < t->place->annex->observed; i++) {
        const struct sup_observed *o = &t->world->observed[t->place->annex->first_observed + i];

        ((struct sup_watch *)(void *)(state + o->at))->up = o->makers;
    }
}

static const struct sup_effect *effect_at(const struct sup_turn *t, uint32_t index)
{
    return &t->world->effect[t->place->annex->first_effect + index];
}

void sup_harms_begin(const struct sup_turn *t, const struct sup_strike *strike, bool first)
{
    for (uint32_t i = 0; i < strike->effects; i++) {
        const struct sup_effect *e = &t->world->effect[strike->first_effect + i];

        if (first || harms[e->harm]->each_time)
            harms[e->harm]->begin(t, e);
    }
    sup_shops_look(t);
}

void sup_harms_end(const struct sup_turn *t, const struct sup_strike *strike)
{
    for (uint32_t i = 0; i < strike->effects; i++) {
        const struct sup_effect *e = &t->world->effect[strike->first_effect + i];

        if (harms[e->harm]->end != NULL)
            harms[e->harm]->end(t, e);
    }
    sup_shops_look(t);
}

/* ---- what is in force ---- */

static bool in_force(const struct sup_turn *t, const struct sup_effect *e, uint32_t scope,
                     enum sup_harm_kind harm)
{
    return e->scope == scope && e->harm == harm &&
           sup_strike_state_at(t, e->strike)->active > 0;
}

double sup_sizes_product(const struct sup_turn *t, uint32_t scope, enum sup_harm_kind harm)
{
    double product = 1.0;

    for (uint32_t i = 0; i < t->place->annex->effects; i++)
        if (in_force(t, effect_at(t, i), scope, harm))
            product *= effect_at(t, i)->size;
    return product;
}

double sup_rests_product(const struct sup_turn *t, uint32_t scope, enum sup_harm_kind harm)
{
    double product = 1.0;

    for (uint32_t i = 0; i < t->place->annex->effects; i++)
        if (in_force(t, effect_at(t, i), scope, harm))
            product *= 1.0 - effect_at(t, i)->size;
    return product;
}

tw_time sup_last_end(const struct sup_turn *t, uint32_t scope, enum sup_harm_kind harm)
{
    tw_time last = t->now;

    for (uint32_t i = 0; i < t->place->annex->effects; i++)
        if (in_force(t, effect_at(t, i), scope, harm)) {
            tw_time ends = sup_strike_state_at(t, effect_at(t, i)->strike)->ends;

            last = ends > last ? ends : last;
        }
    return last;
}
