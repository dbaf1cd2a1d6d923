/* SPDX-License-Identifier: Apache-2.0 */
/* supply/disrupt/plight.h - what disruptions have in force: state, and the looks at it that
 * the rest of the model takes.
 *
 * A scope (enum sup_scope_kind) is what can be struck on its own: the site, a product here, a
 * product on its way to a receiver, the source of an item. Its plight tells what is in force.
 * Disruptions that overlap at a scope nest: it is down while any of them lasts, and factors
 * multiply. One and the same disruption that begins again before it has ended is prolonged.
 * Sites without disruptions have no scope, and items that only their site's outages can hinder
 * have no SUP_HINDERED bit: for these no function below looks further than the site's header.
 */
#pragma once

#include "supply/site.h"

struct sup_clock { // of a cause
    struct rand_stream time;
    int64_t rest; // how long the first one lasts that was on before the start; 0: drawn
};

struct sup_strike_state {
    struct rand_stream spread;
    int64_t active; // begun and not ended
    int64_t ends;   // of these: the last end
};

struct sup_plight {
    uint32_t down;   // outages in force
    uint32_t closed; // closures of a lane; SUP_SCOPE_SOURCE: of `down`, those that lose orders
    uint32_t silent; // communication outages
    uint32_t bankrupt; // 1: closed for ever
    double speed;      // share of the capacity that is left, but for `down`
    double stretch;    // factor on times
    double demand;     // factor on what customers want
    double loss;       // share lost of what is made or received
    double loss_part;  // part of a quantum that the last rounding left over
    int64_t since;     // `lost` is settled up to here
    int64_t lost;      // working time that was lost, ticks
    int64_t down_at;   // begin of the present downtime
    int64_t off;       // downtime before it, since the warm-up
    int64_t waiting;   // SUP_SCOPE_SOURCE: 1 while an order waits for the source
};

/* What a site without news believes of an item, and what it ordered since. */
struct sup_silence {
    int64_t on_hand, on_order, owed;
    int64_t mail; // ordered from elsewhere, and not yet sent
};

/* How many makers of a product are up; ticks[up] follow, summed since the warm-up. */
struct sup_watch {
    int64_t since;
    int64_t up;
};

static_assert(sizeof(struct sup_clock) == 24, "no padding");
static_assert(sizeof(struct sup_strike_state) == 32, "no padding");
static_assert(sizeof(struct sup_plight) == 96, "no padding");
static_assert(sizeof(struct sup_silence) == 32, "no padding");
static_assert(sizeof(struct sup_watch) == 16, "no padding");

static inline const struct sup_plight *sup_plight_at(const struct sup_turn *t, uint32_t scope)
{
    return (const struct sup_plight *)sup_part(t, t->place->annex->plight_at) + scope;
}

static inline const struct sup_silence *sup_silence_at(const struct sup_turn *t, uint32_t slot)
{
    return (const struct sup_silence *)sup_part(t, t->place->annex->silence_at) + slot;
}

static inline bool sup_hindered(const struct sup_item *item)
{
    return __builtin_expect((item->special & SUP_HINDERED) != 0, 0);
}

static inline bool sup_item_down(const struct sup_turn *t, const struct sup_item *item)
{
    return sup_plight_at(t, item->scope)->down > 0;
}

/* May goods of the item leave its shelf now? */
static inline bool sup_gives_out(const struct sup_turn *t, const struct sup_item *item)
{
    return t->site->down == 0 && !(sup_hindered(item) && sup_item_down(t, item));
}

/* ---- work ---- */

/* Working time that the makers of the item lost so far: all of a downtime, and what is missing
 * at reduced speed. */
int64_t sup_lost_time(const struct sup_turn *t, const struct sup_item *item);

/* The share of its capacity at which the item is made now. */
double sup_speed(const struct sup_turn *t, const struct sup_item *item);

/* Ticks until `late` ticks of work may be done, looked at again then: as far as is known now
 * nothing is over earlier. 0: at once. */
int64_t sup_work_wait(const struct sup_turn *t, const struct sup_item *item, int64_t late);

/* `ticks` of make time or of the way to `client` (NULL: make time), stretched. */
int64_t sup_stretched(const struct sup_turn *t, const struct sup_item *item,
                      const struct sup_client *client, int64_t ticks);

/* ---- goods ---- */

/* Of `quantity` quanta made or received: how many are bad. Fractions are carried over. */
int64_t sup_spoiled(const struct sup_turn *t, const struct sup_item *item, int64_t quantity);

/* Is a lane closed that begins here, to all goods or to those for one receiver? When does it
 * open, as far as is known? By what factor does the way over it take longer? */
bool sup_lane_shut(const struct sup_turn *t, uint32_t lane);
bool sup_lane_closed(const struct sup_turn *t, const struct sup_client *to);
tw_time sup_lane_opens(const struct sup_turn *t, uint32_t lane);
double sup_lane_factor(const struct sup_turn *t, uint32_t lane);

/* Takes goods for a closed lane: true when they wait, as an event to this site. */
bool sup_waits_for_lane(const struct sup_turn *t, const struct sup_item *item, uint32_t client,
                        const struct sup_shipment *goods);

/* ---- orders ---- */

/* Do no news get through to the site now? */
bool sup_silent(const struct sup_turn *t);

/* What the agent sees of the item, when it sees no news. */
struct bdi_holding;
void sup_see(const struct sup_turn *t, uint32_t slot, struct bdi_holding *now);

/* May the item be ordered now? Remembers an order that has to wait for its source. */
bool sup_may_order(const struct sup_turn *t, uint32_t slot);

/* Is the source that the item is ordered from up, as one who wants to order there finds out? */
bool sup_source_up(const struct sup_turn *t, const struct sup_item *item);

/* Is an order that may not be placed now never placed, for one who orders what was asked for or
 * what was planned? */
bool sup_loses_orders(const struct sup_turn *t, const struct sup_item *item);

/* Keeps back an order for a site elsewhere: true while no news get through. */
bool sup_keeps_back(const struct sup_turn *t, uint32_t slot, int64_t quantity);

/* An order that arrives and finds no ear, or nobody: true when it was dealt with. */
bool sup_turns_away(const struct sup_turn *t, const struct sup_order *order);

/* Customers who find a site closed for ever: true when they were dealt with. */
bool sup_sends_away(const struct sup_turn *t, uint32_t slot, int64_t quantity);
