/* SPDX-License-Identifier: Apache-2.0 */
/* supply/site.h - the state of one site, and what every handler of it works with.
 *
 * A state is one block without pointers: struct sup_site, then arrays whose places
 * struct sup_place tells. An event touches the header, the stocks that change, and little
 * else, so that a site with a thousand products costs per event what one with ten costs.
 */
#pragma once

#include "rand/stream.h"
#include "supply/world.h"

/* The header. Right behind it lie the stocks, so that one product's stock and the header of its
 * site fill four cache lines. `first_item` and `items` repeat what struct sup_place says, to
 * find the stock and its item without waiting for another line from memory. */
struct sup_site {
    int64_t period_start;   // of the present KPI period
    int64_t measured_since; // 0, or the end of the warm-up
    uint32_t period;        // number of the present KPI period
    uint32_t down;          // outages in force: they nest
    uint32_t first_item;    // number in the whole network
    uint32_t items;
};

/* What passed at one item: summed from the start of the present KPI period. Times in ticks,
 * goods in quanta, areas in quanta x ticks. */
struct sup_flow {
    double on_hand_area;
    double backlog_area;          // owed to customers and sites downstream
    double lacking_area;          // owed to makers here: components that work waits for
    double transit_area;          // of shipments that arrived: quantity x time on the way
    int64_t ready;                // time without backlog
    int64_t demand, at_once;      // asked for by all clients; served in the tick it was asked
    int64_t sales, sales_at_once; // the same, customers only
    int64_t shipped, sold, used;  // left over lanes, to customers, into products
    int64_t received, receipts;   // came over the lane; replenishments, made ones included
    int64_t made;                 // finished or bought here
    int64_t ordered, orders;      // quantity ordered (or released to make), number of orders
};

struct sup_stock {
    int64_t on_hand;
    int64_t owed;                            // to all clients
    int64_t on_order;                        // ordered or in production, not yet here
    int64_t since;                           // the areas in `flow` are settled up to here
    int64_t tick;                            // when `fresh` was asked for
    int64_t fresh;                           // of `owed`: asked for in this very tick
    int64_t owed_customers, fresh_customers; // of `owed` and `fresh`: by customers
    int64_t owed_makers;                     // of `owed`: by makers at this site
    uint32_t head, lines;                    // ring of open order lines
    uint32_t extra;                          // lines beyond the first of each client
    uint32_t short_cycles;                   // replenishments that found something owed
    struct sup_flow flow;
};

struct sup_line { // an open order, oldest first
    uint32_t client;
    uint32_t pad;
    int64_t quantity;
};

struct sup_client_state {
    struct rand_stream lead; // of the lane to it
    uint32_t lines;          // it has in the ring
    uint32_t newest;         // place of its newest line, while it has one
};

struct sup_maker {    // production of one item; the counts only grow
    int64_t ordered;  // quanta to make, ever
    int64_t released; // of these: with all components, begun
    int64_t in_process;
    struct rand_stream time;
};

struct sup_arrivals {
    struct rand_stream gap, size;
    double carry; // part of a tick that the last gap left over
};

struct sup_spread { // Welford's running mean and sum of squares
    double n, mean, m2;
};

/* Cold sums of one item, touched at the ends of periods only. */
struct sup_total {
    struct sup_flow kept;                        // since the end of the warm-up
    struct sup_spread demand, orders;            // per full KPI period since then
    int64_t initial;                             // on hand at the start of the run
    int64_t shipped, sold, used, received, made; // since the start of the run
    int64_t in_transit, transit_loads;           // under way to here at the horizon
    int64_t in_mail;                             // ordered from here, order still under way
    int64_t short_cycles;                        // since the end of the warm-up
    int64_t merged; // lines that found the ring full, since then (stock/stock.h)
};

static_assert(sizeof(struct sup_site) == 32, "no padding");
static_assert(sizeof(struct sup_flow) == 136, "no padding");
static_assert(sizeof(struct sup_stock) == 224, "no padding");
static_assert(sizeof(struct sup_client_state) == 24, "no padding");
static_assert(sizeof(struct sup_maker) == 40, "no padding");
static_assert(sizeof(struct sup_arrivals) == 40, "no padding");
static_assert(sizeof(struct sup_total) == 272, "no padding");

/* One event at one site: what each function below the handlers works with. */
struct sup_turn {
    struct tw_ctx *ctx;
    const struct sup_world *world;
    const struct sup_place *place;
    const struct sup_site *site;
    tw_time now;
};

static inline const void *sup_part(const struct sup_turn *t, uint32_t at)
{
    return (const unsigned char *)t->site + at;
}

static inline const struct sup_item *sup_item_at(const struct sup_turn *t, uint32_t slot)
{
    // the state tells before the place is here, but it counts in the whole network
    uint32_t first = t->world->row == NULL ? t->site->first_item : t->place->first_item;

    return &t->world->item[first + slot];
}

static inline const struct sup_stock *sup_stock_at(const struct sup_turn *t, uint32_t slot)
{
    return (const struct sup_stock *)(const void *)(t->site + 1) + slot;
}

static inline const struct sup_total *sup_total_at(const struct sup_turn *t, uint32_t slot)
{
    return (const struct sup_total *)sup_part(t, t->place->total_at) + slot;
}

static inline const struct sup_client_state *
sup_client_at(const struct sup_turn *t, const struct sup_item *item, uint32_t client)
{
    uint32_t at = item->first_client - t->place->first_client + client;

    return (const struct sup_client_state *)sup_part(t, t->place->client_at) + at;
}

static inline const struct sup_maker *sup_maker_at(const struct sup_turn *t, uint32_t maker)
{
    return (const struct sup_maker *)sup_part(t, t->place->maker_at) + maker;
}

/* Components picked for `need` (index into sup_world.need), ever. */
static inline const int64_t *sup_picked_at(const struct sup_turn *t, uint32_t need)
{
    return (const int64_t *)sup_part(t, t->place->picked_at) + (need - t->place->first_need);
}

/* Owed outside: to customers and sites downstream. */
static inline int64_t sup_backlog(const struct sup_stock *s)
{
    return s->owed - s->owed_makers;
}

/* Asks for the memory that an event about `slot` will need, all at once. */
static inline void sup_fetch_early(const struct sup_turn *t, uint32_t slot)
{
    const char *stock = (const char *)sup_stock_at(t, slot);

    __builtin_prefetch(sup_item_at(t, slot));
    for (size_t line = 0; line < sizeof(struct sup_stock); line += 64)
        __builtin_prefetch(stock + line, 1);
}

/* Brings the areas of a stock up to `now`, before one of its levels changes. */
static inline void sup_settle(struct sup_stock *s, tw_time now)
{
    int64_t ticks = now - s->since, backlog = sup_backlog(s);

    s->flow.on_hand_area += (double)s->on_hand * (double)ticks;
    s->flow.backlog_area += (double)backlog * (double)ticks;
    s->flow.lacking_area += (double)s->owed_makers * (double)ticks;
    s->flow.ready += backlog == 0 ? ticks : 0;
    s->since = now;
}

/* The stock, writable and settled. */
static inline struct sup_stock *sup_touch(const struct sup_turn *t, uint32_t slot)
{
    struct sup_stock *s = tw_write(t->ctx, sup_stock_at(t, slot));

    sup_settle(s, t->now);
    return s;
}

/* Sends at `priority` of a later tick; within this tick just after its cause when that is
 * later. A cascade too long for the priorities of one tick goes on in the next. */
static inline void sup_send(const struct sup_turn *t, tw_lp_id to, tw_time delay,
                            uint16_t priority, enum sup_event kind, const void *payload)
{
    if (delay == 0) {
        uint16_t now = tw_now_priority(t->ctx);

        if (now == UINT16_MAX)
            delay = 1;
        else if (priority <= now)
            priority = (uint16_t)(now + 1);
    }
    tw_send_priority(t->ctx, to, delay, priority, (uint16_t)kind, payload);
}

/* The handlers: tw_lp_type of a site. */
void sup_site_init(struct tw_ctx *ctx, void *state);
void sup_site_handle(struct tw_ctx *ctx, const void *state, const struct tw_event *ev);
void sup_site_leftover(struct tw_ctx *ctx, void *state, const struct tw_event *ev);
void sup_site_finish(struct tw_ctx *ctx, void *state);

/* tw_model.fetch, for big networks. */
void sup_fetch(const void *world, const struct tw_coming coming[TW_COMING]);

/* What chance is for; with the names of site and product it names a stream. */
enum sup_purpose {
    SUP_CHANCE_GAP = 1,
    SUP_CHANCE_SIZE,
    SUP_CHANCE_LEAD,
    SUP_CHANCE_MAKE,
    SUP_CHANCE_OUTAGE,
    SUP_CHANCE_STRUCK,
    SUP_CHANCE_THIN,
    SUP_CHANCE_PATIENCE,
    SUP_CHANCE_SURGE,
    SUP_CHANCE_LEG, // of a lane that is not plain: out, and back
    SUP_CHANCE_RETURN,
    SUP_CHANCE_DOCK,
    SUP_CHANCE_HANDLING,
    SUP_CHANCE_MACHINE,
    SUP_CHANCE_ROUTE,
    SUP_CHANCE_YIELD,
    SUP_CHANCE_NOISE,
    SUP_CHANCE_AWARD,
    SUP_CHANCE_PLAN,
    SUP_CHANCE_APPROVAL
};

/* The stream of this site for `purpose` about `key`. In init. */
struct rand_stream sup_chance(const struct sup_turn *t, enum sup_purpose purpose, uint64_t key);
