/* SPDX-License-Identifier: Apache-2.0 */
/* supply/world.h - the constant tables that handlers read: a scenario with every name resolved
 * to an index, every unit converted, every choice that does not change during a run made.
 *
 * Words. An *item* is one product kept at one site (a stocking of the scenario; same index).
 * A *slot* is an item's place among the items of its site. A *client* is one who draws on an
 * item: customers at the site, a lane to an item downstream, or a product made here that needs
 * it. Clients of an item are numbered from 0 within the item. A *need* is one component of a
 * made item. Handlers index these tables directly; nothing is searched during a run.
 */
#pragma once

#include <assert.h>

#include "base/arena.h"
#include "bdi/restock.h"
#include "rand/dist.h"
#include "supply/disrupt/plight_world.h"
#include "supply/events.h"
#include "supply/make/shop_world.h"
#include "supply/move/lane_world.h"
#include "supply/supply.h"

enum sup_client_kind { SUP_CUSTOMERS, SUP_LANE, SUP_MAKER };

struct sup_client {
    uint8_t kind;   // enum sup_client_kind
    uint8_t moved;  // SUP_LANE: 1 when the lane is not plain (move/move.h)
    uint16_t scope; // SUP_LANE: where disruptions of its product on the lane are told; 0: none
    tw_lp_id lp;    // SUP_LANE: who receives
    uint32_t slot;  // SUP_LANE: slot there; SUP_MAKER: slot of the made item here
    union {
        uint32_t need; // SUP_MAKER: which need of the made item, index into sup_world.need
        uint32_t law;  // SUP_LANE: of the time under way, index into sup_world.lane_law
    };
    int64_t lead;              // SUP_LANE: ticks on the way; -1: drawn from that law
    uint32_t lane;             // SUP_LANE
    uint16_t receipt_priority; // of its receipts within a tick
    uint8_t rank;              // who goes first where stock is shared out by priority
    uint8_t whole;             // 1: its orders are never split
};

struct sup_need {
    uint32_t slot;   // the component, at the same site
    uint32_t client; // the maker's number among the component's clients
    double per;      // quanta of the component in one quantum of the product
};

/* What a quantum of an item costs, currency. */
struct sup_price {
    double holding, backlog;           // per quantum and tick
    double transit;                    // per quantum and tick on the way here: the shipper's
    double order;                      // per order placed
    double make;                       // per quantum made or bought
    double freight_unit, freight_load; // per quantum, per shipment on the way here
};

/* What an item does that most items don't: one look at `special` keeps the common path
 * short. Each bit is set while the world is built and read where the rule would act. */
enum sup_special {
    SUP_PLAIN = 0,
    SUP_AGES = 1 << 0,     // goods have a shelf life (stock/shelf.h)
    SUP_ROOMED = 1 << 1,   // the site's storage is limited (stock/room.h)
    SUP_RATIONS = 1 << 2,  // stock is given out by a rule other than in turn (stock/ration.h)
    SUP_WHOLE = 1 << 3,    // some clients take whole orders only
    SUP_HINDERED = 1 << 4, // disruptions may do more than close its site (disrupt/plight.h)
    SUP_CRAFTED = 1 << 5,  // a route over lines, a yield, co-products, a limit (make/craft.h)
    SUP_AGENT = 1 << 8,    // its replenishment has a policy (order/policy.h)
    SUP_MINDED = 1 << 9,   // it has an agent with a plan library (mind/mind.h)
    SUP_HELD = 1 << 10,    // that may hold stock back (stock/held.h)
    SUP_TALLIED = 1 << 12, // who waits for it is known one by one (customers/tally.h)
    SUP_LOGGED = 1 << 16,  // changes of its stock are written down (account/log.h)
};

struct bdi_rule;
struct sup_lore;
struct sup_thinker;
struct sup_hauler;
struct sup_talker;

/* What one who is asked for bids can do beyond what is in stock. */
struct sup_bidder {
    int64_t limit; // quanta
    double rate;   // quanta per tick; 0: as many as one likes
    int64_t wait;  // ticks until what it makes or orders is there
    double price;  // of making, currency per quantum
};
struct sup_policy;
struct sup_source;
struct sup_tell;
struct sup_require;
struct sup_due;

/* What an item with a shelf life, a limited storage, an order of those who wait, or something
 * to keep back from its siblings has beside. */
struct sup_store {
    int64_t shelf_life;                        // ticks; SUP_AGES
    int64_t least_life;                        // received with less left is refused
    double disposal;                           // currency per quantum expired
    double size;                               // room that a quantum takes; SUP_ROOMED
    const struct sup_allocation *allocation;   // SUP_RATIONS
    uint32_t shelf_at, lot_capacity, claim_at; // byte offsets in the state
    uint32_t pad;
    int64_t keep; // quanta that siblings can't ask for
};

struct sup_expected { // of an item, per day
    double units;     // quanta drawn
    double draws;     // orders and customers
    double orders;    // placed
};

struct sup_item { // what most events need fills the first cache line
    _Alignas(64) struct bdi_levels goal;
    int64_t review;      // ticks between reviews; 0: decided at each change
    int64_t order_delay; // ticks to the source
    tw_lp_id source_lp;  // who is ordered from; itself when made here
    uint32_t source_slot, source_client;
    uint16_t order_priority, review_priority, made_priority;
    uint8_t made_here;              // 1: made or bought here, 0: ordered over a lane
    uint8_t bought;                 // 1: comes from outside the network (supplier)
    uint32_t first_client, clients; // in sup_world.client
    uint32_t special;               // enum sup_special: what leaves the common path
    uint32_t first_need, needs;     // in sup_world.need
    uint32_t lines_at;              // the ring of open order lines: byte offset in the state
    uint32_t line_capacity, line_extra; // slots; of them beyond one per client
    uint32_t craft;                     // in sup_world.craft; SUP_CRAFTED
    uint32_t make;                      // which of the site's makers, when made here
    int64_t make_ticks;                 // -1: drawn from make_law
    const struct rand_dist *make_law;   // days; kept (sup_keep_law)
    struct sup_price price;
    int64_t initial, on_order; // quanta at the start
    double quantum;            // units
    uint32_t product, site;
    struct sup_store *store; // NULL: none
    uint32_t source_lane;    // not when made here
    uint16_t allocate_priority, pad;
    uint32_t first_stream, streams; // in sup_world.stream
    uint32_t scope, source_scope;   // where its disruptions are told (sup_scope); 0: the site's
    uint32_t policy;                // in sup_world.policy, with SUP_AGENT
    uint32_t thinker;               // in sup_world.thinker, with SUP_MINDED
    uint32_t helps;                 // clients that are siblings
};

static_assert(sizeof(struct sup_item) == 256, "four cache lines");

/* What a stream of customers does that most don't. */
enum sup_manner {
    SUP_CUSTOM = 1,  // comes or wants in a way of its own (customers/custom.h)
    SUP_TALLY = 2,   // is known one by one (customers/tally.h)
    SUP_SHOCKED = 4, // demand shocks strike it (customers/surge.h)
};

struct sup_stream { // demand of customers
    uint32_t slot;
    uint32_t special; // enum sup_manner; 0: all that follows is all there is to it
    uint32_t habit;   // in sup_world.habit, when special
    uint32_t poisson; // 1: gaps are exponential
    int64_t period;   // ticks, periodic
    double mean_gap;  // ticks, Poisson
    int64_t quantity; // quanta; -1: drawn from the law
    double units_to_quanta;
    const struct rand_dist *law; // units; kept
    uint64_t purpose;            // names its chance
};

struct sup_early { // what is under way to a site when the run begins
    int64_t at, quantity;
    uint32_t slot;     // here
    uint32_t client;   // of an order
    uint16_t kind;     // SUP_EVENT_RECEIPT, _MADE or _ORDER
    uint16_t priority; // of a RECEIPT within its tick
    uint32_t pad;
};

struct sup_plain { // a plain lane in use
    uint32_t lane;
    int32_t carrier; // SCEN_NONE: none
    int64_t ticks;   // all goods take so long; -1: it varies
    double cost_per_unit, cost_per_shipment;
};

struct sup_timing; // rules, each a table of operations: customers/custom.h
struct sup_sizing;
struct sup_unmet; // customers/unmet.h

/* The cold side of a special stream. */
struct sup_habit {
    const struct scen_demand *demand; // a copy
    const struct sup_timing *timing;
    const struct sup_sizing *sizing;
    const struct sup_unmet *unmet;
    const struct scen_promotion *const *promotion;
    size_t promotions;
    tw_time end;   // none come at or after it
    double most;   // highest factor of season and promotions
    double wanted; // mean quantity, quanta
    int64_t room;  // quanta that may wait before one goes away
    int64_t promise;
    struct rand_dist gap, patience; // days
    uint32_t impatient;
    uint32_t number;                 // of the demand in the scenario
    uint32_t line_at, line_capacity; // who waits: byte offset in the state, entries
    uint32_t waits_at;               // histogram of waiting times; 0: none
};

/* What few sites have: more than stocks, plain lanes and customers who come and go. The others
 * share one that is all zeros. */
struct sup_annex {
    uint32_t first_habit, habits;
    uint32_t first_cause, causes;
    uint32_t first_strike, strikes;
    uint32_t first_effect, effects;
    uint32_t first_scope, scopes; // 0 scopes: nothing goes wrong here
    uint32_t first_observed, observed;
    uint32_t silences; // 0: news always come through, else = items
    uint32_t first_early, earlies;
    uint32_t first_shop, shops, first_op, ops; // lines of machines, steps of routes
    uint32_t machines, crews, crafts;
    uint32_t rares;    // 0: the site counts nothing rare, else = items
    uint32_t thinkers; // agents with plan libraries
    uint32_t crowd_at, rare_at, cause_at, strike_at, plight_at, silence_at; // bytes
    uint32_t shop_at, machine_at, crew_at, op_at, craft_at;
    uint32_t rooms, room_at; // rooms 1: storage is limited to `room`
    uint32_t pad;
    double room;     // in the measure of the scenario's site
    double overflow; // currency for one of it and tick
};

/* One site: where its things are in the tables and in its state. */
struct sup_place {
    uint32_t first_item, items;
    uint32_t first_client, clients; // all items together
    uint32_t first_need, needs;
    uint32_t first_stream, streams;
    uint32_t first_plain, plains; // lanes that end here
    uint32_t makers;
    uint32_t total_at, client_at, maker_at, picked_at, arrivals_at; // bytes
    struct sup_annex *annex; // sup_world.no_annex: none of its own
    uint64_t bytes;          // of the whole state
    int32_t tier;            // of the scenario's site
    uint32_t number;         // of its first item in the whole network
};

/* Laws are few, what has one is much: each is kept once and pointed to. */
struct sup_kept_law {
    struct rand_dist law; // first
    uint32_t number;      // from 0 on
};

struct sup_laws { // open addressing, in `aside`; used while the world is built
    struct sup_kept_law **slot;
    uint32_t room, count;
};

struct sup_apart;

struct sup_world {
    const struct scenario *scen;
    struct sup_apart *apart;  // while a part is built (build/meet.h); NULL: all of it is here
    struct base_arena *arena; // what handlers read, but for the tables by site and lane
    struct base_arena *aside; // these, and what is done with before the run
    uint32_t *row;            // by LP: its place in `place`; NULL: the same, the world is whole
    uint64_t *part_bytes; // by LP: of its state, where others' places are not here; else NULL
    struct sup_place *place;
    struct sup_annex *no_annex; // in `arena`: all zeros, never written
    struct sup_item *item;
    struct sup_expected *expected; // by item; not in parts of a world
    const float *day_orders;       // by item of such a part: expected, as placed; else NULL
    uint64_t *ordered;       // by item of the whole network, a bit each: it comes over a lane
    const int64_t *contract; // by client: quanta per KPI period; NULL: nobody has any
    struct sup_client *client;
    struct sup_need *need;
    struct sup_stream *stream;
    struct sup_habit *habit;
    size_t habits;
    struct sup_cause *cause;
    struct sup_shop *shop;
    struct sup_op *op;
    struct sup_branch *branch;
    struct sup_craft *craft;
    struct sup_co_product *co_product;
    struct sup_early *early;
    struct sup_strike *strike;
    struct sup_effect *effect;
    struct sup_scope *scope;
    struct sup_observed *observed;
    uint32_t *next;
    uint32_t *lane_scope; // per lane: where at its sender its disruptions are told; 0: none
    double *lane_haste;   // per lane: what disruptions can at most shorten its way to, <= 1
    struct sup_laws laws;
    const struct rand_dist **lane_law; // days: per lane, lane product, way back over a lane
    int64_t *law_least;    // by law, but for ways back: ticks that its lane takes at least
    uint64_t *product_key; // names chance
    uint64_t *agent;       // by LP: names its chance
    const struct sup_lore *lore; // by entry of `agents`
    struct sup_minds minds;      // the same for readers of results
    struct sup_thinker *thinker; // in the order of their items
    size_t thinkers;
    struct sup_hauler *hauler;       // agents of carriers; NULL: none
    const struct bdi_rule **rule;    // by item: what a library has instead; NULL: its own
    struct sup_talker *talker;       // by thinker; NULL, as the next, when nobody speaks
    const struct sup_bidder *bidder; // by item
    uint32_t *desk_at;               // by item: byte offset in the state; 0: nobody asks it
    struct tw_edge *talk_edge;       // the ways of letters
    size_t talk_edges;
    const struct sup_policy *policy;
    struct sup_source *source;         // of all policies: sources, then siblings
    const struct sup_tell *tell;       // of all policies
    const struct sup_require *require; // of all policies
    const struct sup_due *due;         // of all policies
    uint32_t *downstream_first;        // all items, clients before those they draw on
    struct tw_edge *news_edge;         // for news, beside the lanes
    size_t news_edges;
    double *lane_orders;     // expected orders per day over each lane; < 0: not in use
    struct sup_path *path;   // by lane
    struct sup_plain *plain; // by receiver
    struct sup_leg *leg;     // NULL, as all below, when all lanes are plain
    struct sup_hop *hop;
    struct sup_bulk *bulk;       // by product
    struct sup_moving *moving;   // by place
    struct sup_book_place *book; // in the order of the places
    uint64_t *lane_key;          // names chance
    size_t sites, places; // of the whole network; places: sites, then carriers with vehicles
    size_t legs, hops, books;
    size_t clients, needs;
    uint64_t state_bytes; // of all places
    double day_events;    // expected a day, of all places
    int32_t last_tier;
    enum scen_series series; // never SCEN_SERIES_AUTO
    int64_t age_unit;        // ticks between two stamps of shipments with a shelf life
    struct tw_kind kind[SUP_EVENT_COUNT];
    struct tw_channel channel[SUP_CHANNEL_COUNT];
};

/* The place of an LP that is here. A rank of several may have those only that it owns, and of
 * items, clients, needs, streams and plain lanes what belongs to them (share.h). */
static inline struct sup_place *sup_place_of(const struct sup_world *world, tw_lp_id lp)
{
    return &world->place[world->row != NULL ? world->row[lp] : lp];
}

/* How many words hold `count` bits. */
static inline size_t sup_bit_words(size_t count)
{
    return (count + 63) / 64;
}

/* Quanta that its siblings can't ask for. */
static inline int64_t sup_kept_back(const struct sup_item *item)
{
    return item->store != NULL ? item->store->keep : 0;
}

static inline const struct sup_expected *sup_expected_of(const struct sup_world *world,
                                                         const struct sup_item *item)
{
    return &world->expected[item - world->item];
}

/* Their own, made when there are none yet. While the world is built. */
struct sup_store *sup_store_of(struct sup_world *world, struct sup_item *item);
struct sup_annex *sup_annex_of(struct sup_world *world, size_t lp);

/* Days of a law as ticks, to the nearest. */
static inline int64_t sup_ticks(double days)
{
    return days > 0.0 ? (int64_t)(days * (double)TW_TICKS_PER_DAY + 0.5) : 0;
}

struct rand_dist sup_law(const struct scen_law *law); // NULL: always 0

/* build/laws.c: the same, kept in `aside` with its like. While the world is built. */
const struct rand_dist *sup_keep_law(struct sup_world *world, const struct scen_law *law);

/* The ticks of a constant law, -1 for one that is drawn. */
int64_t sup_law_ticks(const struct rand_dist *law);

/* The item of `product` at `site`; NULL when the site does not keep it. */
const struct sup_item *sup_find_item(const struct sup_world *world, int32_t site,
                                     int32_t product);
uint32_t sup_slot_of(const struct sup_world *world, const struct sup_item *item);

/* world.c: all steps; `apart` NULL: of a whole world. */
struct sup_world *sup_world_build(const struct scenario *scen, struct base_arena *arena,
                                  struct base_arena *aside, struct sup_apart *apart,
                                  struct base_err *err);

/* tw_model.edges, of a world that is whole or built as a part; build/flows.c. */
size_t sup_edges(const void *world, struct tw_edge *edge);
