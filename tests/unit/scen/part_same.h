/* SPDX-License-Identifier: Apache-2.0 */
/* Is a part of a scenario the same as the whole, but for numbers? Include "support/test.h"
 * first. */
#pragma once

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "scen/part.h"

/* ---- what is the same ---- */

static inline void same_law(const struct scen_law *a, const struct scen_law *b)
{
    assert_int_equal(a == NULL, b == NULL);
    if (a == NULL || b == NULL)
        return;
    assert_int_equal(a->law, b->law);
    assert_true(a->a == b->a && a->b == b->b && a->c == b->c && a->p == b->p && a->q == b->q);
    assert_int_equal(a->count, b->count);
    assert_memory_equal(a->value, b->value, a->count * sizeof *a->value);
}

static inline void same_number(double a, double b)
{
    assert_true(a == b || (isnan(a) && isnan(b)));
}

static inline void same_amount(const struct scen_amount *a, const struct scen_amount *b)
{
    same_number(a->size, b->size);
    assert_int_equal(a->base, b->base);
    assert_int_equal(a->given, b->given);
}

static inline void same_timed(const struct scen_timed *a, size_t as, const struct scen_timed *b,
                              size_t bs)
{
    assert_int_equal(as, bs);
    if (as > 0)
        assert_memory_equal(a, b, as * sizeof *a);
}

struct pair {
    const struct scenario *whole, *part;
};

static inline size_t site_of(const struct pair *p, int32_t site)
{
    return p->part->part->site[site];
}

static inline enum scen_kin kin_of(const struct pair *p, int32_t site)
{
    return (enum scen_kin)p->part->part->kin[site];
}

static inline void same_lane_number(const struct pair *p, int32_t whole, int32_t part)
{
    assert_int_equal(whole, part == SCEN_NONE ? SCEN_NONE : (int32_t)p->part->part->lane[part]);
}

static inline void same_site(const struct pair *p, size_t s)
{
    const struct scen_site *b = &p->part->site[s], *a = &p->whole->site[site_of(p, (int32_t)s)];
    const struct scen_site_more *am = scen_site_more(a), *bm = scen_site_more(b);

    assert_string_equal(a->name, b->name);
    assert_string_equal(a->region, b->region);
    same_number(a->lon, b->lon);
    same_number(a->lat, b->lat);
    if (kin_of(p, (int32_t)s) == SCEN_EDGE) {
        assert_int_equal(b->role, SCEN_SUPPLIER);
        return;
    }
    assert_int_equal(a->role, b->role);
    same_amount(&am->storage, &bm->storage);
    same_amount(&am->overflow_cost, &bm->overflow_cost);
    assert_int_equal(am->docks, bm->docks);
    assert_int_equal(am->dock_use, bm->dock_use);
    same_law(am->dock_time, bm->dock_time);
    same_law(am->handling_time, bm->handling_time);
}

static inline void same_lane(const struct pair *p, size_t l)
{
    const struct scen_lane *b = &p->part->lane[l], *a = &p->whole->lane[p->part->part->lane[l]];
    const struct scen_lane_more *am = scen_lane_more(a), *bm = scen_lane_more(b);

    assert_int_equal(a->from, site_of(p, b->from));
    assert_int_equal(a->to, site_of(p, b->to));
    same_law(a->lead_time, b->lead_time);
    assert_int_equal(a->order_delay, b->order_delay);
    same_number(a->cost_per_unit, b->cost_per_unit);
    same_number(a->cost_per_shipment, b->cost_per_shipment);
    assert_int_equal(a->name == NULL, b->name == NULL);
    if (a->name != NULL)
        assert_string_equal(a->name, b->name);
    assert_int_equal(am->watched, bm->watched);
    assert_int_equal(am->full, bm->full);
    assert_int_equal(am->departs_every, bm->departs_every);
    assert_int_equal(am->departs_first, bm->departs_first);
    assert_int_equal(am->max_wait, bm->max_wait);
    same_amount(&am->capacity, &bm->capacity);
    same_amount(&am->min_lot, &bm->min_lot);
    same_number(am->cost_per_load, bm->cost_per_load);
    same_number(am->cost_per_kg, bm->cost_per_kg);
    same_number(am->co2_per_unit, bm->co2_per_unit);
    same_number(am->co2_per_load, bm->co2_per_load);
    same_number(am->co2_per_kg, bm->co2_per_kg);
}

static inline void same_ordering(const struct scen_ordering *a, const struct scen_ordering *b)
{
    assert_int_equal(a == NULL, b == NULL);
    if (a == NULL || b == NULL)
        return;
    assert_int_equal(a->review_start, b->review_start);
    assert_int_equal(a->lot, b->lot);
    assert_int_equal(a->returns, b->returns);
    same_number(a->smoothing, b->smoothing);
    assert_int_equal(a->min_order, b->min_order);
    assert_int_equal(a->max_order, b->max_order);
    assert_int_equal(a->multiple, b->multiple);
    assert_int_equal(a->forecast, b->forecast);
    same_number(a->weight, b->weight);
    same_number(a->forecast_start, b->forecast_start);
    same_number(a->cover, b->cover);
    same_number(a->safety, b->safety);
    assert_int_equal(a->planned_lead, b->planned_lead);
    same_timed(a->plan, a->plans, b->plan, b->plans);
    same_number(a->purchase_price, b->purchase_price);
}

static inline void same_stocking(const struct pair *p, const struct scen_stocking *a,
                                 const struct scen_stocking *b)
{
    const struct scen_stocking_more *am = scen_stocking_more(a), *bm = scen_stocking_more(b);

    assert_int_equal(a->site, site_of(p, b->site));
    assert_int_equal(a->product, b->product);
    same_number(a->holding_cost, b->holding_cost);
    if (kin_of(p, b->site) == SCEN_EDGE) {
        assert_int_equal(b->source, SCEN_NONE);
        return;
    }
    assert_int_equal(a->initial, b->initial);
    assert_int_equal(a->reorder_point, b->reorder_point);
    assert_int_equal(a->order_up_to, b->order_up_to);
    assert_int_equal(a->review_period, b->review_period);
    assert_int_equal(a->policy, b->policy);
    same_lane_number(p, a->source, b->source);
    same_ordering(a->ordering, b->ordering);
    same_law(a->make_time, b->make_time);
    same_number(a->backlog_cost, b->backlog_cost);
    same_number(a->order_cost, b->order_cost);
    same_number(a->make_cost, b->make_cost);
    assert_int_equal(a->priority, b->priority);
    assert_int_equal(a->customers, b->customers);
    assert_int_equal(am->allocation, bm->allocation);
    assert_int_equal(am->release_limit, bm->release_limit);
    same_timed(am->pipeline, am->pipelines, bm->pipeline, bm->pipelines);
    same_timed(am->order, am->orders, bm->order, bm->orders);
}

static inline void same_demand(const struct pair *p, const struct scen_demand *a,
                               const struct scen_demand *b)
{
    const struct scen_demand_more *am = scen_demand_more(a), *bm = scen_demand_more(b);

    assert_int_equal(a->site, site_of(p, b->site));
    assert_int_equal(a->product, b->product);
    assert_int_equal(a->arrivals, b->arrivals);
    assert_int_equal(a->priority, b->priority);
    assert_int_equal(a->period, b->period);
    same_number(a->rate, b->rate);
    same_law(a->gap, b->gap);
    same_law(a->quantity, b->quantity);
    same_number(a->price, b->price);
    assert_int_equal(am->start, bm->start);
    assert_int_equal(am->end, bm->end);
    assert_int_equal(am->unmet, bm->unmet);
    assert_int_equal(am->promise, bm->promise);
    assert_int_equal(am->seasons, bm->seasons);
    same_law(am->patience, bm->patience);
}

/* ---- who has what ---- */

/* What a rank has of a site, as scen/part.h says it; -1: nothing. */
static inline int *kin_by_rule(const struct scenario *whole, const uint32_t *owner,
                               uint32_t rank)
{
    int *kin = base_array(whole->sites, sizeof *kin);

    for (size_t s = 0; s < whole->sites; s++)
        kin[s] = owner[s] == rank ? SCEN_OWN : -1;
    for (size_t i = 0; i < whole->lanes; i++)
        if (kin[whole->lane[i].from] == SCEN_OWN && kin[whole->lane[i].to] < 0)
            kin[whole->lane[i].to] = SCEN_CLIENT;
    for (size_t i = 0; i < whole->lanes; i++) {
        int to = kin[whole->lane[i].to];

        if ((to == SCEN_OWN || to == SCEN_CLIENT) && kin[whole->lane[i].from] < 0)
            kin[whole->lane[i].from] = SCEN_EDGE;
    }
    return kin;
}

static inline void pin(int *kin, int32_t site)
{
    if (site != SCEN_NONE && kin[site] < 0)
        kin[site] = SCEN_EDGE;
}

static inline void pin_all(const struct scenario *whole, int *kin, bool *lane)
{
    for (size_t i = 0; i < whole->disruptions; i++) {
        const struct scen_disruption *d = &whole->disruption[i];

        pin(kin, d->site);
        if (d->lane == SCEN_NONE)
            continue;
        lane[d->lane] = true;
        pin(kin, whole->lane[d->lane].from);
        pin(kin, whole->lane[d->lane].to);
    }
    for (size_t i = 0; i < whole->promotions; i++)
        pin(kin, whole->promotion[i].site);
}

static inline void check_kin(const struct pair *p, const uint32_t *owner, uint32_t rank)
{
    int *kin = kin_by_rule(p->whole, owner, rank);
    bool *lane = base_array(p->whole->lanes + 1, sizeof *lane);
    size_t next = 0;

    for (size_t i = 0; i < p->whole->lanes; i++)
        lane[i] =
            kin[p->whole->lane[i].to] == SCEN_OWN || kin[p->whole->lane[i].to] == SCEN_CLIENT;
    pin_all(p->whole, kin, lane);
    for (size_t s = 0; s < p->whole->sites; s++) {
        if (kin[s] < 0)
            continue;
        assert_true(next < p->part->sites);
        assert_int_equal(p->part->part->site[next], s);
        assert_int_equal(p->part->part->kin[next++], kin[s]);
    }
    assert_int_equal(next, p->part->sites);
    next = 0;
    for (size_t i = 0; i < p->whole->lanes; i++)
        if (lane[i])
            assert_int_equal(p->part->part->lane[next++], i);
    assert_int_equal(next, p->part->lanes);
    free(kin);
    free(lane);
}

/* The position here of a site of the whole; SCEN_NONE: it is not here, or cut off when those
 * don't count. */
static inline int32_t here(const struct pair *p, int32_t site, bool edges)
{
    for (size_t s = 0; s < p->part->sites; s++)
        if (p->part->part->site[s] == (uint32_t)site)
            return edges || kin_of(p, (int32_t)s) != SCEN_EDGE ? (int32_t)s : SCEN_NONE;
    return SCEN_NONE;
}

static inline void check_part(const struct pair *p)
{
    size_t next = 0;

    assert_int_equal(p->part->part->sites, p->whole->sites);
    assert_int_equal(p->part->part->lanes, p->whole->lanes);
    for (size_t s = 0; s < p->part->sites; s++)
        same_site(p, s);
    for (size_t l = 0; l < p->part->lanes; l++)
        same_lane(p, l);
    for (size_t i = 0; i < p->whole->stockings; i++) {
        const struct scen_stocking *a = &p->whole->stocking[i];
        int32_t at = here(p, a->site, true);
        bool cut_off = at != SCEN_NONE && kin_of(p, at) == SCEN_EDGE;

        // what only follows from demand is not here where the site is cut off
        if (at != SCEN_NONE &&
            !(cut_off && (next == p->part->stockings || p->part->stocking[next].site != at)))
            same_stocking(p, a, &p->part->stocking[next++]);
    }
    assert_int_equal(next, p->part->stockings);
    next = 0;
    for (size_t i = 0; i < p->whole->demands; i++)
        if (here(p, p->whole->demand[i].site, false) != SCEN_NONE)
            same_demand(p, &p->whole->demand[i], &p->part->demand[next++]);
    assert_int_equal(next, p->part->demands);
}

static inline void same_disruptions(const struct pair *p)
{
    assert_int_equal(p->whole->disruptions, p->part->disruptions);
    for (size_t i = 0; i < p->whole->disruptions; i++) {
        const struct scen_disruption *a = &p->whole->disruption[i],
                                     *b = &p->part->disruption[i];

        assert_string_equal(a->name, b->name);
        assert_int_equal(a->site, b->site == SCEN_NONE ? SCEN_NONE : (int)site_of(p, b->site));
        same_lane_number(p, a->lane, b->lane);
    }
    assert_int_equal(p->whole->promotions, p->part->promotions);
    for (size_t i = 0; i < p->whole->promotions; i++) {
        int32_t site = p->part->promotion[i].site;

        assert_int_equal(p->whole->promotion[i].site,
                         site == SCEN_NONE ? SCEN_NONE : (int)site_of(p, site));
    }
    assert_int_equal(p->whole->products, p->part->products);
}
