/* SPDX-License-Identifier: Apache-2.0 */
/* Lanes that are not plain: their paths leg by leg, docks, fleets, and room for what waits. */
#include <math.h>
#include <string.h>

#include "base/digest.h"
#include "scen/unit.h"
#include "supply/account/rare.h"
#include "supply/move/move.h"
#include "supply/order/policy.h"

enum { OTHERS = 4, ROOM_LEAST = 64, ROOM_MOST = 4096, LOAD_MOST = 1024 };

struct paving { // what is needed while the paths are laid
    struct sup_world *world;
    bool *used;    // by lane: a leg of some path
    uint32_t *leg; // by lane
    int32_t *tier; // by site
    size_t hops;   // so far
};

static bool has_fleet(const struct scen_lane *lane)
{
    return lane->carrier != NULL && lane->carrier->vehicles > 0;
}

void sup_count_places(struct sup_world *w)
{
    w->places = w->scen->sites;
    for (size_t i = 0; i < w->scen->carriers; i++)
        w->places += w->scen->carrier[i].vehicles > 0;
}

/* The carrier's own LP. */
static tw_lp_id fleet_of(const struct sup_world *w, const struct scen_carrier *carrier)
{
    size_t at = w->scen->sites;

    for (const struct scen_carrier *c = w->scen->carrier; c < carrier; c++)
        at += c->vehicles > 0;
    return (tw_lp_id)at;
}

static bool docks(const struct sup_world *w, int32_t site, enum scen_dock_use use)
{
    const struct scen_site *s = &w->scen->site[site];

    return s->docks > 0 && (s->dock_use == use || s->dock_use == SCEN_BOTH);
}

/* Does the lane do nothing but take time and cost money by unit and shipment? */
static bool is_plain(const struct sup_world *w, const struct scen_lane *l)
{
    return !l->watched && l->legs == 0 && l->alternative == NULL && !has_fleet(l) &&
           l->departs_every == 0 && !l->capacity.given && !l->min_lot.given &&
           l->cost_per_load == 0.0 && l->cost_per_kg == 0.0 && l->co2_per_unit == 0.0 &&
           l->co2_per_load == 0.0 && l->co2_per_kg == 0.0 && !docks(w, l->to, SCEN_RECEIVING) &&
           !docks(w, l->from, SCEN_SHIPPING);
}

static bool in_use(const struct sup_world *w, size_t lane)
{
    return w->lane_orders[lane] >= 0.0;
}

/* ---- which legs there are ---- */

static void use_legs(struct paving *p, const struct scen_lane *lane, int depth)
{
    const struct scen_lane *all = p->world->scen->lane;

    for (size_t k = 0; k < lane->legs; k++)
        use_legs(p, &all[lane->leg[k]], depth);
    if (lane->legs == 0)
        p->used[lane - all] = true;
    if (lane->alternative != NULL && depth < OTHERS)
        use_legs(p, lane->alternative, depth + 1);
}

static size_t find_legs(struct paving *p)
{
    const struct sup_world *w = p->world;
    size_t count = 0;

    for (size_t i = 0; i < w->scen->lanes; i++)
        if (in_use(w, i) && !is_plain(w, &w->scen->lane[i]))
            use_legs(p, &w->scen->lane[i], 0);
    for (size_t i = 0; i < w->scen->lanes; i++)
        count += p->used[i];
    return count;
}

/* ---- legs ---- */

static uint32_t measure_of(const struct scen_lane *lane)
{
    int32_t base = lane->capacity.given ? lane->capacity.base : lane->min_lot.base;

    if (!lane->capacity.given && !lane->min_lot.given)
        return SUP_UNITS;
    return base == SCEN_MASS ? SUP_KG : base == SCEN_VOLUME ? SUP_M3 : SUP_UNITS;
}

static double least_of(const struct scen_lane *lane)
{
    if (lane->full)
        return lane->capacity.size;
    return lane->min_lot.given ? lane->min_lot.size : 0.0;
}

static struct sup_leg leg_of(const struct paving *p, uint32_t number)
{
    const struct sup_world *w = p->world;
    const struct scen_lane *l = &w->scen->lane[number];
    bool fleet = has_fleet(l);

    return (struct sup_leg){
        .lane = number,
        .from = (tw_lp_id)l->from,
        .to = (tw_lp_id)l->to,
        .owner = fleet ? fleet_of(w, l->carrier) : (tw_lp_id)l->from,
        .fleet = fleet,
        .alone = l->departs_every == 0 && least_of(l) == 0.0,
        .law = number,
        .back_law = l->returns ? (uint32_t)(w->scen->lanes + w->scen->lane_products + number)
                               : SUP_NO_LAW,
        .measure = measure_of(l),
        .arrival_priority = sup_receipt_rank(w, p->tier[l->to]),
        .call_priority = sup_receipt_rank(w, w->last_tier),
        .capacity = l->capacity.given ? l->capacity.size : (double)INFINITY,
        .least = least_of(l),
        .every = l->departs_every,
        .first = l->departs_first,
        .max_wait = l->max_wait > 0 ? l->max_wait : -1,
        .call_time = fleet ? l->carrier->call_time : 0,
        .shortest = sup_lane_least(w, number),
        .cost_unit = l->cost_per_unit,
        .cost_shipment = l->cost_per_shipment,
        .cost_load = l->cost_per_load,
        .cost_kg = l->cost_per_kg,
        .co2_unit = l->co2_per_unit,
        .co2_load = l->co2_per_load,
        .co2_kg = l->co2_per_kg,
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
    const struct scen_lane *all = p->world->scen->lane;
    uint32_t end = next, other = SUP_NO_HOP;

    for (size_t k = lane->legs; k > 1; k--)
        next = add_hops(p, &all[lane->leg[k - 1]], next, depth);
    const struct scen_lane *first = lane->legs > 0 ? &all[lane->leg[0]] : lane;

    if (lane->alternative != NULL && depth < OTHERS)
        other = add_hops(p, lane->alternative, end, depth + 1);
    else if (first->alternative != NULL && depth < OTHERS)
        other = add_hops(p, first->alternative, next, depth + 1);
    return add_hop(p, p->leg[first - all], next, other);
}

static void add_paths(struct paving *p)
{
    struct sup_world *w = p->world;

    p->hops = 0;
    for (size_t i = 0; i < w->scen->lanes; i++) {
        const struct scen_lane *l = &w->scen->lane[i];

        w->path[i] = (struct sup_path){.first = SUP_NO_HOP, .book = SUP_NO_BOOK};
        if (!in_use(w, i) || (is_plain(w, l) && !p->used[i]))
            continue;
        w->path[i].first = add_hops(p, l, SUP_NO_HOP, 0);
        if (l->legs > 0) {
            w->path[i].cost_unit = l->cost_per_unit;
            w->path[i].cost_shipment = l->cost_per_shipment;
            w->path[i].cost_kg = l->cost_per_kg;
            w->path[i].co2_unit = l->co2_per_unit;
        }
    }
}

static void add_rates(struct sup_world *w)
{
    for (size_t i = 0; i < w->scen->lanes; i++)
        for (uint32_t h = w->path[i].first; h != SUP_NO_HOP; h = w->hop[h].next)
            w->leg[w->hop[h].leg].day_shipments += w->lane_orders[i];
}

/* ---- books ---- */

static void count_book(struct sup_world *w, tw_lp_id lp)
{
    w->moving[lp].books++;
    w->books++;
}

static uint32_t place_book(struct sup_world *w, tw_lp_id lp, uint32_t lane, uint32_t leg)
{
    struct sup_moving *m = &w->moving[lp];
    uint32_t at = m->first_book + m->books++;

    w->book[at] = (struct sup_book_place){lane, leg, lp, 0};
    return at;
}

static bool has_stops(const struct sup_world *w, size_t lane)
{
    return w->path[lane].first != SUP_NO_HOP && w->scen->lane[lane].legs > 0;
}

static void add_books(struct sup_world *w)
{
    for (size_t i = 0; i < w->legs; i++)
        count_book(w, w->leg[i].owner);
    for (size_t i = 0; i < w->scen->lanes; i++)
        if (has_stops(w, i))
            count_book(w, (tw_lp_id)w->scen->lane[i].to);
    w->book = base_arena_array(w->arena, w->books + 1, sizeof *w->book);
    for (size_t i = 1; i < w->places; i++)
        w->moving[i].first_book = w->moving[i - 1].first_book + w->moving[i - 1].books;
    for (size_t i = 0; i < w->places; i++)
        w->moving[i].books = 0;
    for (uint32_t i = 0; i < w->legs; i++)
        w->leg[i].book = place_book(w, w->leg[i].owner, w->leg[i].lane, i);
    for (uint32_t i = 0; i < w->scen->lanes; i++)
        if (has_stops(w, i))
            w->path[i].book = place_book(w, (tw_lp_id)w->scen->lane[i].to, i, SUP_NO_LEG);
}

/* ---- docks, fleets, and their room ---- */

static uint32_t limited(double pieces, uint32_t most)
{
    if (pieces < ROOM_LEAST)
        return ROOM_LEAST;
    return pieces < most ? (uint32_t)pieces : most;
}

/* Twice what is expected to wait at the bay; a full load may be of single quanta. */
static uint32_t bay_room(const struct sup_world *w, const struct sup_leg *leg)
{
    double days = (double)(leg->every + (leg->max_wait > 0 ? leg->max_wait : 0)) /
                  (double)TW_TICKS_PER_DAY;
    double pieces = ROOM_LEAST + 2.0 * leg->day_shipments * days, smallest = (double)INFINITY;

    for (size_t i = 0; i < w->scen->products; i++)
        if (w->bulk[i].of[leg->measure] > 0.0 && w->bulk[i].of[leg->measure] < smallest)
            smallest = w->bulk[i].of[leg->measure];
    if (leg->least > 0.0 && leg->least / smallest > pieces)
        pieces = leg->least / smallest;
    return limited(pieces, LOAD_MOST);
}

static void set_docks(struct sup_world *w, size_t site)
{
    const struct scen_site *s = &w->scen->site[site];
    struct sup_moving *m = &w->moving[site];
    bool stop = s->role == SCEN_PORT || s->role == SCEN_HUB;

    m->servers = s->docks;
    m->docks_receive = docks(w, (int32_t)site, SCEN_RECEIVING);
    m->docks_ship = docks(w, (int32_t)site, SCEN_SHIPPING);
    m->dock_law = sup_law(&s->dock_time);
    m->handling_law = sup_law(&s->handling_time);
    m->handles = stop && sup_law_ticks(&m->handling_law) != 0;
    m->yard = s->docks > 0 || m->handles;
    m->knock = sup_ticks(rand_mean(&m->dock_law));
}

static void set_fleets(struct sup_world *w)
{
    size_t at = w->scen->sites;

    for (uint32_t i = 0; i < w->scen->carriers; i++)
        if (w->scen->carrier[i].vehicles > 0)
            w->moving[at++] = (struct sup_moving){
                .servers = w->scen->carrier[i].vehicles, .carrier = i, .yard = 1, .fleet = 1};
}

/* A yard must hold the biggest load that may come, and many more. */
static void set_rooms(struct sup_world *w)
{
    for (size_t i = 0; i < w->legs; i++) {
        struct sup_leg *leg = &w->leg[i];
        tw_lp_id at[] = {leg->from, leg->to, leg->owner};

        leg->bay_room = bay_room(w, leg);
        for (int k = 0; k < 3; k++) {
            struct sup_moving *m = &w->moving[at[k]];
            double pieces = 4.0 * leg->bay_room + 2.0 * leg->day_shipments;

            if (m->servers > 0)
                m->yard_room = limited(m->yard_room + pieces, 2 * ROOM_MOST);
        }
    }
    for (size_t i = 0; i < w->places; i++) {
        struct sup_moving *m = &w->moving[i];
        int32_t tier = i < w->scen->sites ? w->scen->site[i].tier : w->last_tier;

        m->cargo_priority = sup_receipt_rank(w, tier);
        if (m->knock < TW_TICKS_PER_DAY / 1440)
            m->knock = TW_TICKS_PER_DAY / (m->fleet ? 24 : 1440);
    }
}

/* ---- the rest ---- */

static void weigh_products(struct sup_world *w)
{
    const struct scenario *scen = w->scen;

    w->bulk = base_arena_array(w->arena, scen->products + 1, sizeof *w->bulk);
    for (size_t i = 0; i < scen->products; i++) {
        const struct scen_product *p = &scen->product[i];

        w->bulk[i].of[SUP_UNITS] = p->quantum;
        w->bulk[i].of[SUP_KG] = p->quantum * p->weight;
        w->bulk[i].of[SUP_M3] = p->quantum * p->volume;
    }
}

static uint64_t word_key(const char *word)
{
    return word != NULL ? base_digest_bytes(1, word, strlen(word)) : 0;
}

static void name_lanes(struct sup_world *w)
{
    w->lane_key = base_arena_array(w->arena, w->scen->lanes + 1, sizeof *w->lane_key);
    for (size_t i = 0; i < w->scen->lanes; i++) {
        const struct scen_lane *l = &w->scen->lane[i];

        w->lane_key[i] =
            base_digest_word(base_digest_word(w->place[l->from].agent, w->place[l->to].agent),
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

        for (size_t k = 0; in_use(w, i) && k + 1 < l->legs; k++) {
            int32_t *tier = &p->tier[w->scen->lane[l->leg[k]].to];

            if (w->scen->site[l->to].tier > *tier)
                *tier = w->scen->site[l->to].tier;
        }
    }
}

static double freight(const struct sup_world *w, uint32_t lane, double cost)
{
    return w->path[lane].first == SUP_NO_HOP ? cost : 0.0;
}

/* Goods on these lanes carry what they cost: nothing is paid for on receipt beside that. */
static void set_prices(struct sup_world *w)
{
    for (size_t i = 0; i < w->scen->stockings; i++) {
        struct sup_item *item = &w->item[i];

        if (item->made_here)
            continue;
        uint32_t lane = sup_lane_of(w, item);

        item->price.freight_unit = freight(w, lane, item->price.freight_unit);
        item->price.freight_load = freight(w, lane, item->price.freight_load);
        if (!(item->special & SUP_AGENT))
            continue;
        const struct sup_policy *p = &w->policy[item->policy];

        for (uint32_t k = 0; k < p->sources + p->siblings; k++) {
            struct sup_source *s =
                &w->source[k < p->sources ? p->first_source + k
                                          : p->first_sibling + k - p->sources];
            const struct scen_lane *l = &w->scen->lane[s->lane];

            s->more_unit = freight(w, s->lane, l->cost_per_unit * item->quantum) -
                           item->price.freight_unit;
            s->more_load = freight(w, s->lane, l->cost_per_shipment) - item->price.freight_load;
        }
    }
}

static void mark_clients(struct sup_world *w)
{
    for (size_t i = 0; i < w->clients; i++) {
        struct sup_client *c = &w->client[i];

        if (c->kind != SUP_LANE || w->path[c->lane].first == SUP_NO_HOP)
            continue;
        c->moved = 1;
        sup_keep_rare(w, c->lp);
    }
}

uint32_t sup_lane_of(const struct sup_world *w, const struct sup_item *item)
{
    const struct sup_item *from =
        &w->item[w->place[item->source_lp].first_item + item->source_slot];

    return w->client[from->first_client + item->source_client].lane;
}

/* Plain lanes in use, by receiver. */
static void list_plain(struct sup_world *w)
{
    const struct scenario *scen = w->scen;

    w->plain_into = base_arena_array(w->arena, w->places + 2, sizeof *w->plain_into);
    w->plain_lane = base_arena_array(w->arena, scen->lanes + 1, sizeof *w->plain_lane);
    for (size_t i = 0; i < scen->lanes; i++)
        if (in_use(w, i) && w->path[i].first == SUP_NO_HOP)
            w->plain_into[scen->lane[i].to + 2]++;
    for (size_t i = 2; i < w->places + 2; i++)
        w->plain_into[i] += w->plain_into[i - 1];
    for (uint32_t i = 0; i < scen->lanes; i++)
        if (in_use(w, i) && w->path[i].first == SUP_NO_HOP)
            w->plain_lane[w->plain_into[scen->lane[i].to + 1]++] = i;
}

static void pave(struct paving *p)
{
    struct sup_world *w = p->world;

    w->moving = base_arena_array(w->arena, w->places, sizeof *w->moving);
    rank_ports(p);
    weigh_products(w);
    name_lanes(w);
    for (size_t i = 0; i < w->scen->sites; i++)
        set_docks(w, i);
    set_fleets(w);
    add_legs(p);
    add_paths(p); // counts
    w->hops = p->hops;
    w->hop = base_arena_array(w->arena, w->hops + 1, sizeof *w->hop);
    add_paths(p);
    add_rates(w);
    add_books(w);
    set_rooms(w);
    mark_clients(w);
    set_prices(w);
}

void sup_add_legs(struct sup_world *w)
{
    struct base_arena *scratch = base_arena_new();
    struct paving p = {.world = w};

    p.used = base_arena_array(scratch, w->scen->lanes + 1, sizeof *p.used);
    p.leg = base_arena_array(scratch, w->scen->lanes + 1, sizeof *p.leg);
    p.tier = base_arena_array(scratch, w->scen->sites + 1, sizeof *p.tier);
    w->path = base_arena_array(w->arena, w->scen->lanes + 1, sizeof *w->path);
    for (size_t i = 0; i < w->scen->lanes; i++)
        w->path[i] = (struct sup_path){.first = SUP_NO_HOP, .book = SUP_NO_BOOK};
    w->legs = find_legs(&p);
    if (w->legs > 0)
        pave(&p);
    list_plain(w);
    base_arena_free(scratch);
}
