/* SPDX-License-Identifier: Apache-2.0 */
/* Lanes that are not plain: their paths, leg by leg. */
#include <math.h>
#include <string.h>

#include "base/digest.h"
#include "scen/unit.h"
#include "supply/build/paving.h"
#include "supply/build/steps.h"

enum { OTHERS = 4 };

struct paving { // what is needed while the paths are laid
    struct sup_world *world;
    bool *used;    // by lane: a leg of some path
    uint32_t *leg; // by lane
    int32_t *tier; // by site
    size_t hops;   // so far
};

static bool has_fleet(const struct scen_lane *lane)
{
    const struct scen_lane_more *more = scen_lane_more(lane);

    return more->carrier != NULL && more->carrier->vehicles > 0;
}

/* Does the lane do nothing but take time and cost money by unit and shipment? */
static bool is_plain(const struct sup_world *w, const struct scen_lane *l)
{
    const struct scen_lane_more *more = scen_lane_more(l);

    return !more->watched && more->legs == 0 && more->alternative == NULL && !has_fleet(l) &&
           more->departs_every == 0 && !more->capacity.given && !more->min_lot.given &&
           more->cost_per_load == 0.0 && more->cost_per_kg == 0.0 &&
           more->co2_per_unit == 0.0 && more->co2_per_load == 0.0 && more->co2_per_kg == 0.0 &&
           !sup_docks(w, l->to, SCEN_RECEIVING) && !sup_docks(w, l->from, SCEN_SHIPPING);
}

/* ---- which legs there are ---- */

static void use_legs(struct paving *p, const struct scen_lane *lane, int depth)
{
    const struct scen_lane_more *more = scen_lane_more(lane);
    const struct scen_lane *all = p->world->scen->lane;

    for (size_t k = 0; k < more->legs; k++)
        use_legs(p, &all[more->leg[k]], depth);
    if (more->legs == 0)
        p->used[lane - all] = true;
    if (more->alternative != NULL && depth < OTHERS)
        use_legs(p, more->alternative, depth + 1);
}

static size_t find_legs(struct paving *p)
{
    const struct sup_world *w = p->world;
    size_t count = 0;

    for (size_t i = 0; i < w->scen->lanes; i++)
        if (sup_lane_in_use(w, i) && !is_plain(w, &w->scen->lane[i]))
            use_legs(p, &w->scen->lane[i], 0);
    for (size_t i = 0; i < w->scen->lanes; i++)
        count += p->used[i];
    return count;
}

/* ---- legs ---- */

static uint32_t measure_of(const struct scen_lane *lane)
{
    const struct scen_lane_more *more = scen_lane_more(lane);
    int32_t base = more->capacity.given ? more->capacity.base : more->min_lot.base;

    if (!more->capacity.given && !more->min_lot.given)
        return SUP_UNITS;
    return base == SCEN_MASS ? SUP_KG : base == SCEN_VOLUME ? SUP_M3 : SUP_UNITS;
}

static double least_of(const struct scen_lane *lane)
{
    const struct scen_lane_more *more = scen_lane_more(lane);

    if (more->full)
        return more->capacity.size;
    return more->min_lot.given ? more->min_lot.size : 0.0;
}

static struct sup_leg leg_of(const struct paving *p, uint32_t number)
{
    const struct sup_world *w = p->world;
    const struct scen_lane *l = &w->scen->lane[number];
    const struct scen_lane_more *more = scen_lane_more(l);
    bool fleet = has_fleet(l);

    return (struct sup_leg){
        .lane = number,
        .from = (tw_lp_id)l->from,
        .to = (tw_lp_id)l->to,
        .owner = fleet ? sup_fleet_of(w, more->carrier) : (tw_lp_id)l->from,
        .fleet = fleet,
        .alone = more->departs_every == 0 && least_of(l) == 0.0,
        .law = number,
        .back_law = more->returns ? (uint32_t)(w->scen->lanes + w->scen->lane_products + number)
                                  : SUP_NO_LAW,
        .measure = measure_of(l),
        .arrival_priority = sup_receipt_rank(w, p->tier[l->to]),
        .call_priority = sup_receipt_rank(w, w->last_tier),
        .capacity = more->capacity.given ? more->capacity.size : (double)INFINITY,
        .least = least_of(l),
        .every = more->departs_every,
        .first = more->departs_first,
        .max_wait = more->max_wait > 0 ? more->max_wait : -1,
        .call_time = fleet ? more->carrier->call_time : 0,
        .shortest = w->law_least[number],
        .cost_unit = l->cost_per_unit,
        .cost_shipment = l->cost_per_shipment,
        .cost_load = more->cost_per_load,
        .cost_kg = more->cost_per_kg,
        .co2_unit = more->co2_per_unit,
        .co2_load = more->co2_per_load,
        .co2_kg = more->co2_per_kg,
    };
}

/* In the order of the sites where they begin, then of the lanes. */
static void add_legs(struct paving *p)
{
    struct sup_world *w = p->world;

    w->leg = base_arena_array(w->arena, w->legs + 1, sizeof *w->leg);
    for (size_t i = 0; i < w->scen->lanes; i++)
        if (p->used[i])
            w->moving[w->scen->lane[i].from].legs++;
    for (size_t i = 1; i < w->places; i++)
        w->moving[i].first_leg = w->moving[i - 1].first_leg + w->moving[i - 1].legs;
    for (size_t i = 0; i < w->places; i++)
        w->moving[i].legs = 0;
    for (uint32_t i = 0; i < w->scen->lanes; i++)
        if (p->used[i]) {
            struct sup_moving *m = &w->moving[w->scen->lane[i].from];

            p->leg[i] = m->first_leg + m->legs++;
            w->leg[p->leg[i]] = leg_of(p, i);
        }
}

/* ---- hops ---- */

/* Adds a hop; before the table stands, only counts it. */
static uint32_t add_hop(struct paving *p, uint32_t leg, uint32_t next, uint32_t other)
{
    if (p->world->hop != NULL)
        p->world->hop[p->hops] = (struct sup_hop){leg, next, other, 0};
    return (uint32_t)p->hops++;
}

/* The hops of a lane, from the last to the first, which is returned; what follows is `next`.
 */
static uint32_t add_hops(struct paving *p, const struct scen_lane *lane, uint32_t next,
                         int depth)
{
    const struct scen_lane_more *more = scen_lane_more(lane);
    const struct scen_lane *all = p->world->scen->lane;
    uint32_t end = next, other = SUP_NO_HOP;

    for (size_t k = more->legs; k > 1; k--)
        next = add_hops(p, &all[more->leg[k - 1]], next, depth);
    const struct scen_lane *first = more->legs > 0 ? &all[more->leg[0]] : lane;

    if (more->alternative != NULL && depth < OTHERS)
        other = add_hops(p, more->alternative, end, depth + 1);
    else if (scen_lane_more(first)->alternative != NULL && depth < OTHERS)
        other = add_hops(p, scen_lane_more(first)->alternative, next, depth + 1);
    return add_hop(p, p->leg[first - all], next, other);
}

static void add_paths(struct paving *p)
{
    struct sup_world *w = p->world;

    p->hops = 0;
    for (size_t i = 0; i < w->scen->lanes; i++) {
        const struct scen_lane *l = &w->scen->lane[i];
        const struct scen_lane_more *more = scen_lane_more(l);

        w->path[i] = (struct sup_path){.first = SUP_NO_HOP, .book = SUP_NO_BOOK};
        if (!sup_lane_in_use(w, i) || (is_plain(w, l) && !p->used[i]))
            continue;
        w->path[i].first = add_hops(p, l, SUP_NO_HOP, 0);
        if (more->legs > 0) {
            w->path[i].cost_unit = l->cost_per_unit;
            w->path[i].cost_shipment = l->cost_per_shipment;
            w->path[i].cost_kg = more->cost_per_kg;
            w->path[i].co2_unit = more->co2_per_unit;
        }
    }
}

static void add_rates(struct sup_world *w)
{
    for (size_t i = 0; i < w->scen->lanes; i++)
        for (uint32_t h = w->path[i].first; h != SUP_NO_HOP; h = w->hop[h].next)
            w->leg[w->hop[h].leg].day_shipments += w->lane_orders[i];
}

/* ---- the rest ---- */

static uint64_t word_key(const char *word)
{
    return word != NULL ? base_digest_bytes(1, word, strlen(word)) : 0;
}

static void name_lanes(struct sup_world *w)
{
    w->lane_key = base_arena_array(w->aside, w->scen->lanes + 1, sizeof *w->lane_key);
    for (size_t i = 0; i < w->scen->lanes; i++) {
        const struct scen_lane *l = &w->scen->lane[i];

        w->lane_key[i] = base_digest_word(base_digest_word(w->agent[l->from], w->agent[l->to]),
                                          word_key(l->name));
    }
}

/* Ports come between those who ship and those who receive over them. */
static void rank_ports(struct paving *p)
{
    const struct sup_world *w = p->world;

    for (size_t i = 0; i < w->scen->sites; i++)
        p->tier[i] = w->scen->site[i].tier;
    for (size_t i = 0; i < w->scen->lanes; i++) {
        const struct scen_lane *l = &w->scen->lane[i];
        const struct scen_lane_more *more = scen_lane_more(l);

        for (size_t k = 0; sup_lane_in_use(w, i) && k + 1 < more->legs; k++) {
            int32_t *tier = &p->tier[w->scen->lane[more->leg[k]].to];

            if (w->scen->site[l->to].tier > *tier)
                *tier = w->scen->site[l->to].tier;
        }
    }
}

static void pave(struct paving *p)
{
    struct sup_world *w = p->world;

    w->moving = base_arena_array(w->arena, w->places, sizeof *w->moving);
    rank_ports(p);
    sup_weigh_products(w);
    name_lanes(w);
    sup_add_yards(w);
    add_legs(p);
    add_paths(p); // counts
    w->hops = p->hops;
    w->hop = base_arena_array(w->arena, w->hops + 1, sizeof *w->hop);
    add_paths(p);
    add_rates(w);
    sup_add_books(w);
    sup_add_rooms(w);
    sup_add_freight(w);
}

void sup_add_legs(struct sup_world *w)
{
    struct base_arena *scratch = base_arena_new();
    struct paving p = {.world = w};

    p.used = base_arena_array(scratch, w->scen->lanes + 1, sizeof *p.used);
    p.leg = base_arena_array(scratch, w->scen->lanes + 1, sizeof *p.leg);
    p.tier = base_arena_array(scratch, w->scen->sites + 1, sizeof *p.tier);
    w->path = base_arena_array(w->aside, w->scen->lanes + 1, sizeof *w->path);
    for (size_t i = 0; i < w->scen->lanes; i++)
        w->path[i] = (struct sup_path){.first = SUP_NO_HOP, .book = SUP_NO_BOOK};
    sup_find_source_lanes(w);
    w->legs = find_legs(&p);
    if (w->legs > 0)
        pave(&p);
    sup_list_plain(w);
    base_arena_free(scratch);
}
