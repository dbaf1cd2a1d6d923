/* SPDX-License-Identifier: Apache-2.0 */
/* Random little networks, and their parts for owners that are random as well: the scenarios
 * that scen/part.h makes of the rows that each rank needs, here put together by hand. */
#pragma once

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rand/dist.h"
#include "rand/stream.h"
#include "scen/part.h"
#include "scen/unit.h"
#include "supply/world.h"

enum { NET_SITES = 40, NET_PRODUCTS = 4, NET_ROWS = 200 };

struct net {
    struct scenario scen;
    struct scen_part part; // where it is one
    struct scen_product product[NET_PRODUCTS];
    struct scen_component component[NET_PRODUCTS];
    struct scen_site site[NET_SITES];
    struct scen_site_more site_more[NET_SITES];
    struct scen_lane lane[NET_ROWS];
    struct scen_stocking stock[NET_ROWS];
    struct scen_ordering ordering[NET_ROWS];
    struct scen_stocking_more more[NET_ROWS];
    struct scen_demand demand[NET_ROWS];
    struct scen_demand_more demand_more[NET_ROWS];
    struct scen_disruption disruption[12];
    struct scen_promotion promotion[2];
    struct scen_timed timed[2];
    struct scen_law law[8];
    char name[NET_SITES][8];
    uint32_t site_number[NET_SITES], lane_number[NET_ROWS];
    uint8_t kin[NET_SITES];
    uint32_t level[NET_SITES]; // suppliers 3, factories 2, warehouses 1, markets 0
};

/* ---- the whole ---- */

static inline bool net_chance(struct rand_stream *dice, double p)
{
    return rand_uniform(dice) < p;
}

static inline const struct scen_law *net_law(struct net *n, struct rand_stream *dice)
{
    return &n->law[rand_below(dice, 6)];
}

static inline void net_products(struct net *n, struct rand_stream *dice)
{
    static const char *const name[NET_PRODUCTS] = {"ore", "oil", "car", "toy"};

    for (int i = 0; i < NET_PRODUCTS; i++)
        n->product[i] = (struct scen_product){
            .name = name[i],
            .quantum = i == 1 ? 0.25 : 1.0,
            .value = 3.0 + i,
            .shelf_life = net_chance(dice, 0.25) ? 20 * TW_TICKS_PER_DAY : 0,
            .disposal_cost = 0.5,
            .weight = 2.0,
            .volume = 0.5};
    for (int i = 0; i < 4; i++)
        n->component[i] = (struct scen_component){i % 2, 1.0 + 0.3 * i};
    n->product[2].bom = &n->component[0];
    n->product[2].bom_count = 2;
    n->product[3].bom = &n->component[2];
    n->product[3].bom_count = 1 + rand_below(dice, 2);
    if (net_chance(dice, 0.3)) {
        n->product[2].co_product = &n->component[1];
        n->product[2].co_count = 1;
    }
    n->scen.products = NET_PRODUCTS;
}

static inline void net_sites(struct net *n, struct rand_stream *dice)
{
    static const enum scen_role role[] = {SCEN_MARKET, SCEN_WAREHOUSE, SCEN_FACTORY,
                                          SCEN_SUPPLIER};
    static const char *const region[] = {"", "east", "west"};

    n->scen.sites = 14 + rand_below(dice, NET_SITES - 14);
    for (uint32_t i = 0; i < n->scen.sites; i++) {
        uint32_t pick = rand_below(dice, 10);

        n->level[i] = i < 4 ? 3 - i : pick < 5 ? 0 : pick < 8 ? 1 : pick - 6;
        snprintf(n->name[i], sizeof n->name[i], "s%u", i);
        n->site[i] = (struct scen_site){.name = n->name[i],
                                        .region = region[rand_below(dice, 3)],
                                        .role = role[n->level[i]]};
        if (net_chance(dice, 0.2)) {
            n->site_more[i].storage = (struct scen_amount){500.0, SCEN_VOLUME, 1};
            n->site[i].more = &n->site_more[i];
        }
    }
}

/* A lane to `to` from a site upstream that keeps the product; warehouses also order from
 * warehouses that stand before them. */
static inline int32_t net_source(struct net *n, struct rand_stream *dice, int32_t to,
                                 int32_t product)
{
    uint32_t up = n->level[to] + 1;
    int32_t from;

    do {
        from = (int32_t)rand_below(dice, (uint32_t)n->scen.sites);
    } while (!(n->level[from] == (product < 2 && up == 2 ? 3 : up) ||
               (n->level[to] == 1 && n->level[from] == 1 && from < to)) ||
             (product < 2 && n->level[from] == 2));
    for (size_t i = 0; i < n->scen.lanes; i++)
        if (n->lane[i].from == from && n->lane[i].to == to)
            return (int32_t)i;
    n->lane[n->scen.lanes] =
        (struct scen_lane){.from = from,
                           .to = to,
                           .lead_time = net_law(n, dice),
                           .order_delay = net_chance(dice, 0.3) ? TW_TICKS_PER_DAY / 2 : 0,
                           .cost_per_unit = rand_uniform(dice),
                           .cost_per_shipment = rand_uniform(dice)};
    return (int32_t)n->scen.lanes++;
}

static inline void net_order(struct net *n, struct rand_stream *dice, size_t i)
{
    struct scen_stocking *s = &n->stock[i];
    uint32_t pick = rand_below(dice, 5);

    s->policy = pick == 0   ? SCEN_S_S
                : pick == 1 ? SCEN_R_Q
                : pick == 2 ? SCEN_ORDER_UP_TO
                            : SCEN_BASE_STOCK;
    s->review_period = pick > 2 && net_chance(dice, 0.5) ? 0 : TW_TICKS_PER_DAY;
    s->order_up_to = 20 + rand_below(dice, 50);
    s->reorder_point = 10;
    s->initial = net_chance(dice, 0.1) ? -3 : (int64_t)rand_below(dice, 60);
    if (pick != 1 && pick != 2)
        return;
    n->ordering[i] =
        (struct scen_ordering){.lot = 5,
                               .smoothing = 1.0,
                               .multiple = 1,
                               .forecast = pick == 2 ? SCEN_SMOOTHING : SCEN_NO_FORECAST,
                               .weight = 0.2,
                               .forecast_start = (double)NAN,
                               .cover = 3.0,
                               .planned_lead = -1,
                               .returns = net_chance(dice, 0.5)};
    s->ordering = &n->ordering[i];
}

static inline void net_special(struct net *n, struct rand_stream *dice, size_t i)
{
    struct scen_stocking *s = &n->stock[i];
    struct scen_stocking_more *more = &n->more[i];

    if (net_chance(dice, 0.6))
        return;
    s->more = more;
    more->allocation = (enum scen_allocation)rand_below(dice, 3);
    more->ship_complete = net_chance(dice, 0.3);
    more->min_remaining_life = TW_TICKS_PER_DAY;
    if (s->source == SCEN_NONE && net_chance(dice, 0.5)) {
        more->release_limit = 100;
        more->release_every = TW_TICKS_PER_DAY;
        more->yields = net_chance(dice, 0.5);
        more->yield = &n->law[6];
    }
    if (net_chance(dice, 0.5)) {
        more->pipeline = n->timed;
        more->pipelines = 1 + rand_below(dice, 2);
    }
    if (s->source != SCEN_NONE && net_chance(dice, 0.5)) {
        more->order = n->timed;
        more->orders = 1 + rand_below(dice, 2);
    }
}

static inline bool net_keeps(const struct net *n, uint32_t site, int32_t product)
{
    bool basic = product < 2;

    return n->level[site] == 3 ? basic : n->level[site] == 2 || !basic;
}

static inline void net_stocks(struct net *n, struct rand_stream *dice)
{
    for (int32_t site = 0; site < (int32_t)n->scen.sites; site++)
        for (int32_t p = 0; p < NET_PRODUCTS; p++) {
            uint32_t level = n->level[site];
            size_t i = n->scen.stockings;
            struct scen_stocking *s = &n->stock[i];

            if (!net_keeps(n, (uint32_t)site, p) || (level == 0 && net_chance(dice, 0.4)))
                continue;
            bool makes = level == 3 || (level == 2 && p >= 2);
            *s = (struct scen_stocking){.site = site,
                                        .product = p,
                                        .source =
                                            makes ? SCEN_NONE : net_source(n, dice, site, p),
                                        .make_time = makes ? net_law(n, dice) : NULL,
                                        .holding_cost = rand_uniform(dice),
                                        .backlog_cost = rand_uniform(dice),
                                        .order_cost = rand_uniform(dice),
                                        .make_cost = rand_uniform(dice),
                                        .priority = (uint8_t)(1 + rand_below(dice, 4)),
                                        .customers = (uint8_t)(1 + rand_below(dice, 4))};
            if (level < 3)
                net_order(n, dice, i);
            net_special(n, dice, i);
            n->scen.stockings++;
        }
}

static inline void net_customers(struct net *n, struct rand_stream *dice)
{
    for (size_t i = 0; i < n->scen.stockings; i++) {
        const struct scen_stocking *s = &n->stock[i];

        if (n->level[s->site] == 3 || !net_chance(dice, n->level[s->site] == 0 ? 0.9 : 0.2))
            continue;
        for (uint32_t k = rand_below(dice, 2) + 1; k > 0; k--) {
            size_t d = n->scen.demands++;
            bool poisson = net_chance(dice, 0.5);

            n->demand[d] =
                (struct scen_demand){.site = s->site,
                                     .product = s->product,
                                     .arrivals = poisson ? SCEN_POISSON : SCEN_PERIODIC,
                                     .rate = poisson ? 0.1 + 5.0 * rand_uniform(dice) : 0.0,
                                     .period = poisson ? 0 : TW_TICKS_PER_DAY,
                                     .quantity = net_law(n, dice),
                                     .priority = rand_below(dice, 3),
                                     .price = net_chance(dice, 0.3) ? 9.0 : 0.0};
            if (net_chance(dice, 0.6))
                continue;
            n->demand[d].more = &n->demand_more[d];
            n->demand_more[d].unmet = (enum scen_unmet)rand_below(dice, 3);
            n->demand_more[d].percentiles = net_chance(dice, 0.5);
            n->demand_more[d].start = net_chance(dice, 0.5) ? TW_TICKS_PER_DAY : 0;
        }
    }
}

/* At a site, a region or a lane; of a kind that there is for it. */
static inline void net_strike(struct net *n, struct rand_stream *dice, size_t i)
{
    static const char *const name[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
    static const enum scen_disruption_kind at_lane[] = {SCEN_LEAD_TIME, SCEN_LANE_CLOSED};
    struct scen_disruption *d = &n->disruption[i];
    uint32_t target = rand_below(dice, 4);

    *d = (struct scen_disruption){
        .name = name[i],
        .kind = target == 3
                    ? at_lane[rand_below(dice, 2)]
                    : (enum scen_disruption_kind)rand_below(dice, SCEN_DISRUPTION_KINDS),
        .site = target < 2 ? (int32_t)rand_below(dice, (uint32_t)n->scen.sites) : SCEN_NONE,
        .lane = target == 3 ? (int32_t)rand_below(dice, (uint32_t)n->scen.lanes) : SCEN_NONE,
        .region = target == 2 ? (net_chance(dice, 0.5) ? "east" : "west") : NULL,
        .product = net_chance(dice, 0.3) ? (int32_t)rand_below(dice, 4) : SCEN_NONE,
        .size = 0.25 + rand_uniform(dice),
        .spread = 0.7,
        .orders = (enum scen_orders)rand_below(dice, 3),
        .timing = SCEN_RENEWAL,
        .up = {.law = RAND_EXPONENTIAL, .a = 30.0},
        .down = {.law = RAND_EXPONENTIAL, .a = 3.0},
        .after = SCEN_NONE,
        .chance = 1.0};
    if (i > 0 && net_chance(dice, 0.3)) {
        d->timing = SCEN_AFTER;
        d->after = (int32_t)rand_below(dice, (uint32_t)i);
    }
}

/* Longest ways down to those on whom nobody draws, by going over all until nothing changes. */
static inline void net_tiers(struct net *n)
{
    int32_t depth[NET_ROWS] = {0};
    bool changed = true;

    while (changed) {
        changed = false;
        for (size_t i = 0; i < n->scen.stockings; i++)
            for (size_t k = 0; k < n->scen.stockings; k++) {
                const struct scen_stocking *by = &n->stock[i], *from = &n->stock[k];
                bool over = by->source != SCEN_NONE && by->product == from->product &&
                            n->lane[by->source].from == from->site;
                bool part = false;

                for (size_t c = 0; by->source == SCEN_NONE && n->level[by->site] == 2 &&
                                   c < n->product[by->product].bom_count;
                     c++)
                    part |= by->site == from->site &&
                            n->product[by->product].bom[c].product == from->product;
                if ((over || part) && depth[k] < depth[i] + over) {
                    depth[k] = depth[i] + over;
                    changed = true;
                }
            }
    }
    for (size_t i = 0; i < n->scen.stockings; i++) {
        int32_t *tier = &n->site[n->stock[i].site].tier;

        *tier = depth[i] > *tier ? depth[i] : *tier;
    }
}

static inline void net_new(struct net *n, struct rand_stream *dice)
{
    memset(n, 0, sizeof *n);
    n->scen = (struct scenario){.id = "net",
                                .kpi_period = TW_TICKS_PER_DAY,
                                .horizon = 60 * TW_TICKS_PER_DAY,
                                .convention = (enum scen_convention)rand_below(dice, 3),
                                .product = n->product,
                                .site = n->site,
                                .lane = n->lane,
                                .stocking = n->stock,
                                .demand = n->demand,
                                .disruption = n->disruption,
                                .promotion = n->promotion};
    for (int i = 0; i < 6; i++)
        n->law[i] = (struct scen_law){.law = i % 2 == 0 ? RAND_CONSTANT : RAND_EXPONENTIAL,
                                      .a = 1.0 + i};
    n->law[6] = (struct scen_law){.law = RAND_UNIFORM, .a = 0.8, .b = 1.0};
    n->timed[0] = (struct scen_timed){TW_TICKS_PER_DAY, 4};
    n->timed[1] = (struct scen_timed){2 * TW_TICKS_PER_DAY, 5};
    if (net_chance(dice, 0.3)) // so many periods that it matters for series how many items
        n->scen.kpi_period = TW_TICKS_PER_DAY / (50 + rand_below(dice, 700));
    net_products(n, dice);
    net_sites(n, dice);
    net_stocks(n, dice);
    net_customers(n, dice);
    n->scen.disruptions = rand_below(dice, 8);
    for (size_t i = 0; i < n->scen.disruptions; i++)
        net_strike(n, dice, i);
    n->promotion[0] = (struct scen_promotion){.product = 2,
                                              .site = SCEN_NONE,
                                              .region = "east",
                                              .start = TW_TICKS_PER_DAY,
                                              .duration = TW_TICKS_PER_DAY,
                                              .factor = 2.0,
                                              .dip = 1.0};
    n->scen.promotions = rand_below(dice, 2);
    net_tiers(n);
}

/* ---- a part ---- */

static inline void net_kin(const struct net *whole, const uint32_t *owner, uint32_t rank,
                           int kin[NET_SITES])
{
    const struct scenario *scen = &whole->scen;

    for (size_t i = 0; i < scen->sites; i++)
        kin[i] = owner[i] == rank ? SCEN_OWN : -1;
    for (size_t i = 0; i < scen->lanes; i++)
        if (kin[scen->lane[i].from] == SCEN_OWN && kin[scen->lane[i].to] < 0)
            kin[scen->lane[i].to] = SCEN_CLIENT;
    for (size_t i = 0; i < scen->lanes; i++)
        if ((kin[scen->lane[i].to] == SCEN_OWN || kin[scen->lane[i].to] == SCEN_CLIENT) &&
            kin[scen->lane[i].from] < 0)
            kin[scen->lane[i].from] = SCEN_EDGE;
    for (size_t i = 0; i < scen->disruptions; i++) {
        const struct scen_disruption *d = &scen->disruption[i];
        int32_t pin[3] = {d->site, SCEN_NONE, SCEN_NONE};

        if (d->lane != SCEN_NONE) {
            pin[1] = scen->lane[d->lane].from;
            pin[2] = scen->lane[d->lane].to;
        }
        for (int k = 0; k < 3; k++)
            if (pin[k] != SCEN_NONE && kin[pin[k]] < 0)
                kin[pin[k]] = SCEN_EDGE;
    }
}

static inline bool net_named(const struct scenario *scen, int32_t lane)
{
    bool named = false;

    for (size_t i = 0; i < scen->disruptions; i++)
        named = named || scen->disruption[i].lane == lane;
    return named;
}

/* What is left of a stock that is cut off. */
static inline struct scen_stocking net_cut_off(const struct scen_stocking *s)
{
    return (struct scen_stocking){.site = s->site,
                                  .product = s->product,
                                  .source = SCEN_NONE,
                                  .holding_cost = s->holding_cost};
}

static inline void net_cut(const struct net *whole, const uint32_t *owner, uint32_t rank,
                           struct net *n)
{
    const struct scenario *scen = &whole->scen;
    int kin[NET_SITES];
    int32_t here[NET_SITES], lane_here[NET_ROWS];

    memset(n, 0, sizeof *n);
    n->scen = *scen;
    n->scen.sites = n->scen.lanes = n->scen.stockings = n->scen.demands = 0;
    n->scen.site = n->site;
    n->scen.lane = n->lane;
    n->scen.stocking = n->stock;
    n->scen.demand = n->demand;
    n->scen.disruption = n->disruption;
    net_kin(whole, owner, rank, kin);
    for (uint32_t i = 0; i < scen->sites; i++) {
        size_t at = n->scen.sites;

        if (kin[i] < 0)
            continue;
        here[i] = (int32_t)at;
        n->kin[at] = (uint8_t)kin[i];
        n->site_number[at] = i;
        n->site[at] = scen->site[i];
        n->site[at].tier = -77;
        if (kin[i] == SCEN_EDGE) {
            n->site[at].role = SCEN_SUPPLIER;
            n->site[at].more = NULL;
        }
        n->scen.sites++;
    }
    for (uint32_t i = 0; i < scen->lanes; i++) {
        const struct scen_lane *l = &scen->lane[i];
        bool wanted = kin[l->to] == SCEN_OWN || kin[l->to] == SCEN_CLIENT;

        lane_here[i] = SCEN_NONE;
        if (!wanted && !net_named(scen, (int32_t)i))
            continue;
        lane_here[i] = (int32_t)n->scen.lanes;
        n->lane_number[n->scen.lanes] = i;
        n->lane[n->scen.lanes] = *l;
        n->lane[n->scen.lanes].from = here[l->from];
        n->lane[n->scen.lanes++].to = here[l->to];
    }
    for (size_t i = 0; i < scen->stockings; i++) {
        const struct scen_stocking *s = &scen->stocking[i];
        struct scen_stocking *to = &n->stock[n->scen.stockings];

        if (kin[s->site] < 0)
            continue;
        *to = kin[s->site] == SCEN_EDGE ? net_cut_off(s) : *s;
        to->site = here[s->site];
        to->source = to->source == SCEN_NONE ? SCEN_NONE : lane_here[to->source];
        n->scen.stockings++;
    }
    for (size_t i = 0; i < scen->demands; i++)
        if (kin[scen->demand[i].site] == SCEN_OWN || kin[scen->demand[i].site] == SCEN_CLIENT) {
            n->demand[n->scen.demands] = scen->demand[i];
            n->demand[n->scen.demands++].site = here[scen->demand[i].site];
        }
    for (size_t i = 0; i < scen->disruptions; i++) {
        struct scen_disruption *d = &n->disruption[i];

        *d = scen->disruption[i];
        d->site = d->site == SCEN_NONE ? SCEN_NONE : here[d->site];
        d->lane = d->lane == SCEN_NONE ? SCEN_NONE : lane_here[d->lane];
    }
    n->part = (struct scen_part){(uint32_t)scen->sites, (uint32_t)scen->lanes, n->site_number,
                                 n->lane_number, n->kin};
    n->scen.part = &n->part;
}
