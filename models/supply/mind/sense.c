/* SPDX-License-Identifier: Apache-2.0 */
/* What agents perceive: a table of functions, one for each percept that is a level; others are
 * told when they happen. */
#include <math.h>

#include "supply/disrupt/plight.h"
#include "supply/make/rate.h"
#include "supply/mind/verbs.h"
#include "supply/order/agent.h"
#include "supply/stock/room.h"

/* NaN: there is nothing to be seen. `site`: of the partner. */
typedef double see_it(const struct sup_thought *m, tw_lp_id site);

static double units(const struct sup_thought *m, int64_t quanta)
{
    return (double)quanta * m->item->quantum;
}

static double see_on_hand(const struct sup_thought *m, tw_lp_id site)
{
    (void)site;
    return units(m, m->s->on_hand);
}

static double see_on_order(const struct sup_thought *m, tw_lp_id site)
{
    (void)site;
    return units(m, m->s->on_order);
}

static double see_backlog(const struct sup_thought *m, tw_lp_id site)
{
    (void)site;
    return units(m, m->s->owed);
}

static double see_position(const struct sup_thought *m, tw_lp_id site)
{
    (void)site;
    return units(m, sup_agent_position(m->t, m->slot, m->s));
}

static double see_target(const struct sup_thought *m, tw_lp_id site)
{
    (void)site;
    return units(m, sup_wits_at(m->t, m->who)->target);
}

static double see_trigger(const struct sup_thought *m, tw_lp_id site)
{
    (void)site;
    return units(m, sup_wits_at(m->t, m->who)->trigger);
}

static double see_reserve(const struct sup_thought *m, tw_lp_id site)
{
    (void)site;
    return units(m, sup_wits_at(m->t, m->who)->reserve);
}

static double see_budget(const struct sup_thought *m, tw_lp_id site)
{
    (void)site;
    return m->who->lore->as->budget - sup_wits_at(m->t, m->who)->spent;
}

static double see_site_closed(const struct sup_thought *m, tw_lp_id site)
{
    (void)site;
    return m->t->site->down > 0 || (sup_hindered(m->item) && sup_item_down(m->t, m->item));
}

static double see_storage_free(const struct sup_thought *m, tw_lp_id site)
{
    (void)site;
    return m->item->special & SUP_ROOMED
               ? sup_room_free(m->t) / m->item->store->size * m->item->quantum
               : (double)INFINITY;
}

/* Nothing is to be seen where it is not made, or without any bound. */
static double see_capacity(const struct sup_thought *m, tw_lp_id site)
{
    struct sup_rate rate;

    (void)site;
    return sup_rate_now(m->t, m->slot, &rate)
               ? rate.per_tick * (double)TW_TICKS_PER_DAY * m->item->quantum
               : (double)NAN;
}

static double see_load(const struct sup_thought *m, tw_lp_id site)
{
    struct sup_rate rate;

    (void)site;
    return sup_rate_now(m->t, m->slot, &rate) ? rate.load : (double)NAN;
}

/* What is missing to the target, over the quickest way of that mode. */
static double cost_by(const struct sup_thought *m, enum sup_mode mode)
{
    int64_t missing =
        sup_wits_at(m->t, m->who)->target - sup_agent_position(m->t, m->slot, m->s);
    struct sup_wanted_way by_mode = {SUP_NOBODY, mode, -1};
    uint32_t way = sup_way_quickest(m, &by_mode);

    if (way == SUP_NOBODY)
        return (double)INFINITY;
    return missing > 0 ? sup_way_cost(m, way, missing) : 0.0;
}

static double see_air_cost(const struct sup_thought *m, tw_lp_id site)
{
    (void)site;
    return cost_by(m, SUP_MODE_AIR);
}

static double see_road_cost(const struct sup_thought *m, tw_lp_id site)
{
    (void)site;
    return cost_by(m, SUP_MODE_ROAD);
}

static double see_rail_cost(const struct sup_thought *m, tw_lp_id site)
{
    (void)site;
    return cost_by(m, SUP_MODE_RAIL);
}

static double see_sea_cost(const struct sup_thought *m, tw_lp_id site)
{
    (void)site;
    return cost_by(m, SUP_MODE_SEA);
}

static double see_up(const struct sup_thought *m, tw_lp_id site)
{
    double known = (double)NAN;

    for (uint32_t k = 0; k < m->who->ways; k++) {
        if (sup_way_of(m->t, m->p, k)->lp != site)
            continue;
        if (sup_way_up(m->t, m->who, k))
            return 1.0;
        known = 0.0;
    }
    return known;
}

static double see_open(const struct sup_thought *m, tw_lp_id site)
{
    return units(m, sup_way_open(m->t, m->who, site));
}

/* Of the cheapest way from there. */
static double see_price(const struct sup_thought *m, tw_lp_id site)
{
    double least = (double)NAN;

    for (uint32_t k = 0; k < m->who->ways; k++) {
        const struct sup_source *way = sup_way_of(m->t, m->p, k);
        double price = way->price / m->item->quantum;

        if (way->lp == site && !(least <= price))
            least = price;
    }
    return least;
}

static const struct {
    see_it *see;
    bool counted; // by people, who may be wrong
} levels[SUP_PERCEPTS] = {
    [SUP_SEES_ON_HAND] = {see_on_hand, true},
    [SUP_SEES_ON_ORDER] = {see_on_order, true},
    [SUP_SEES_BACKLOG] = {see_backlog, true},
    [SUP_SEES_POSITION] = {see_position, true},
    [SUP_SEES_TARGET] = {see_target, false},
    [SUP_SEES_TRIGGER] = {see_trigger, false},
    [SUP_SEES_BUDGET] = {see_budget, false},
    [SUP_SEES_SITE_CLOSED] = {see_site_closed, false},
    [SUP_SEES_CAPACITY] = {see_capacity, false},
    [SUP_SEES_LOAD] = {see_load, true},
    [SUP_SEES_STORAGE_FREE] = {see_storage_free, true},
    [SUP_SEES_RESERVE] = {see_reserve, false},
    [SUP_SEES_AIR_COST] = {see_air_cost, false},
    [SUP_SEES_ROAD_COST] = {see_road_cost, false},
    [SUP_SEES_RAIL_COST] = {see_rail_cost, false},
    [SUP_SEES_SEA_COST] = {see_sea_cost, false},
    [SUP_SEES_UP] = {see_up, false},
    [SUP_SEES_PRICE] = {see_price, false},
    [SUP_SEES_OPEN] = {see_open, true},
};

bool sup_is_level(uint32_t percept)
{
    return levels[percept].see != NULL;
}

/* ---- hearing ---- */

/* Now, or after a while. */
static void hear(struct sup_thought *m, uint32_t belief, double value)
{
    struct sup_perceived what = {m->slot, belief, value, m->t->now};

    if (m->who->lore->as->latency == 0)
        bdi_hear(&m->turn, belief, value, m->t->now, 1.0, BDI_OWN);
    else
        sup_send(m->t, tw_self(m->t->ctx), m->who->lore->as->latency, m->item->review_priority,
                 SUP_EVENT_SENSE, &what);
}

static double blur(const struct sup_thought *m, double value)
{
    struct rand_dist law = {.law = RAND_NORMAL, .a = 1.0, .b = m->who->lore->as->noise};

    return value * rand_draw(&sup_wits_write(m)->noise, &law);
}

/* What is seen late or with noise is compared with what was seen last, not with what is
 * believed. */
static void see_through_fog(struct sup_thought *m, uint32_t k, double value)
{
    const struct sup_sense *sense = &m->who->lore->level[k];
    const double *last = (const double *)sup_part(m->t, m->who->seen_at) + k;

    if (sup_same(*last, value))
        return;
    *(double *)tw_write(m->t->ctx, last) = value;
    if (levels[sense->percept].counted && m->who->lore->as->noise > 0.0)
        value = blur(m, value);
    hear(m, sense->belief, value);
}

/* What is as it was is no news, unless it matters how old it is. */
static void see_clearly(struct sup_thought *m, const struct sup_sense *sense, double value)
{
    const struct bdi_belief *held = &bdi_beliefs(&m->turn)[sense->belief];

    if (held->at == BDI_NEVER || !sup_same(held->value, value) ||
        bdi_mask_has(m->who->lore->dated, sense->belief))
        bdi_hear(&m->turn, sense->belief, value, m->t->now, 1.0, BDI_OWN);
}

static tw_lp_id whose(const struct sup_thought *m, const struct sup_sense *sense)
{
    return sense->party >= 0 ? m->who->party[sense->party].site : SUP_NOBODY;
}

/* What it believes is asked for per day, as far as it knows; else what is to be expected. */
static double demand(const struct sup_thought *m)
{
    int32_t b = m->who->lore->demand;

    if (b >= 0 && bdi_beliefs(&m->turn)[b].at != BDI_NEVER)
        return bdi_beliefs(&m->turn)[b].value;
    return sup_expected_of(m->t->world, m->item)->units * m->item->quantum;
}

void sup_look(struct sup_thought *m)
{
    const struct sup_lore *lore = m->who->lore;
    bool fog = lore->as->latency > 0 || lore->as->noise > 0.0;

    m->sight.position = units(m, sup_agent_position(m->t, m->slot, m->s));
    m->sight.demand = demand(m);
    if (sup_silent(m->t))
        return;
    for (uint32_t k = 0; k < lore->levels; k++) {
        const struct sup_sense *sense = &lore->level[k];
        double value = levels[sense->percept].see(m, whose(m, sense));

        if (value != value)
            continue;
        if (fog)
            see_through_fog(m, k, value);
        else
            see_clearly(m, sense, value);
    }
}

/* What happens to the agent itself (a review) it knows at once. */
void sup_happens(struct sup_thought *m, enum sup_percept percept, tw_lp_id site, double value)
{
    const struct sup_lore *lore = m->who->lore;

    for (uint32_t k = 0; k < lore->happenings; k++) {
        const struct sup_sense *sense = &lore->happening[k];

        if (sense->percept != percept || whose(m, sense) != site)
            continue;
        if (percept == SUP_SEES_REVIEW)
            bdi_hear(&m->turn, sense->belief, value, m->t->now, 1.0, BDI_OWN);
        else if (!sup_silent(m->t))
            hear(m, sense->belief, value);
    }
}

void sup_look_at_orders(struct sup_thought *m)
{
    const struct sup_wits *now = sup_wits_at(m->t, m->who);
    int64_t since = m->t->now - now->looked;

    if (since < m->who->look)
        return;
    struct sup_wits *wits = sup_wits_write(m);
    double rate =
        units(m, m->s->flow.demand - wits->asked) * (double)TW_TICKS_PER_DAY / (double)since;

    wits->asked = m->s->flow.demand;
    wits->looked = m->t->now;
    sup_happens(m, SUP_SEES_ORDERS, SUP_NOBODY, rate);
}
