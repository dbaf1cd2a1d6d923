/* SPDX-License-Identifier: Apache-2.0 */
/* scen/scenario.h - a scenario as plain data: what the text said, checked and in base units.
 *
 * Indices name things (products, sites, lanes): position in their array. Times are ticks of
 * 1 ms, goods are whole quanta of their product, money is in the scenario's currency.
 * Everything lives in the scenario's arena and is constant once loaded. Laws of time (lead
 * times, processing, outages) are `scen_law` in DAYS; laws of quantity are in UNITS.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

enum { SCEN_NONE = -1 };

/* The laws of rand/dist.h, by the same numbers (tests/unit/scen checks it). What there is many
 * of points to its laws, which it shares with its like; NULL: always 0. */
struct scen_law {
    uint32_t law;
    float p, q;
    uint32_t count; // of value and upto
    double a, b, c;
    double *value, *upto; // in the scenario's arena
};

/* So much of any goods, in units, kg or m3 (products say what a unit of theirs weighs), or a
 * price for one of these. */
struct scen_amount {
    double size;
    int32_t base;  // enum scen_base: SCEN_GOODS, SCEN_MASS or SCEN_VOLUME
    int32_t given; // 0: left out
};

struct scen_where { // where it stands in the text, for messages of later checks
    const char *file;
    int line;
};

struct scen_component {
    int32_t product; // input
    double quantity; // units of input per unit of output
};

struct scen_product {
    const char *name;
    double quantum; // units in one quantum: 1 for whole pieces, 1e-6 for "continuous" goods
    double value;   // currency/unit, the standard cost
    double weight, volume;            // kg and m3 of a unit; 0 when not given
    int64_t shelf_life;               // ticks from made or bought to expiry; 0: keeps for ever
    double disposal_cost;             // currency/unit expired
    const struct scen_component *bom; // NULL when it is bought or needs nothing
    size_t bom_count;
    const struct scen_component *co_product; // units of it per unit of output
    size_t co_count;
    struct scen_where where;
};

enum scen_role {
    SCEN_SUPPLIER,
    SCEN_FACTORY,
    SCEN_WAREHOUSE,
    SCEN_MARKET,
    SCEN_PORT, // ports and hubs keep nothing: goods change lanes there
    SCEN_HUB
};

enum scen_dock_use { SCEN_RECEIVING, SCEN_SHIPPING, SCEN_BOTH };

/* What few sites, lanes, stockings and demands say lies behind their `more`, which they share
 * with their like; NULL: nothing of it, all is 0. The function of the same name reads it. */

struct scen_site_more {
    struct scen_amount storage;           // room for all its goods
    struct scen_amount overflow_cost;     // per day, in the base of `storage`
    uint32_t docks;                       // 0: any number of loads at a time, at once
    enum scen_dock_use dock_use;          // where there are docks
    const struct scen_law *dock_time;     // days that a load takes a dock
    const struct scen_law *handling_time; // days that a port or hub needs, for each shipment
};

struct scen_site {
    const char *name;
    const char *region; // "" when none
    double lon, lat;    // degrees; NAN when not given
    enum scen_role role;
    int32_t tier;                      // longest path to a market: 0 for markets
    const struct scen_site_more *more; // by scen_site_more()
    struct scen_where where;
};

/* Who moves goods. With vehicles, each load needs one, there and back. */
struct scen_carrier {
    const char *name;
    uint32_t vehicles; // 0: any number
    int64_t call_time; // ticks until a vehicle that is free is at the load
    struct scen_where where;
};

/* What a lane may do beyond taking time is absent while it is zero. */
struct scen_lane_more {
    const char *mode;                     // NULL: none
    bool watched;                         // keeps books of its own
    bool full;                            // leaves when `capacity` is reached
    bool returns;                         // its vehicles come back as return_time says
    const struct scen_carrier *carrier;   // NULL: none
    const struct scen_lane *alternative;  // NULL: none; what is taken while it is closed
    const int32_t *leg;                   // lanes from site to site on the way
    size_t legs;                          // 0: it is one leg itself
    int64_t departs_every, departs_first; // ticks, a timetable
    int64_t max_wait;                     // ticks after which it leaves anyway; 0: never
    struct scen_amount capacity, min_lot; // of a load; what must wait for one
    const struct scen_law *return_time;   // days
    double cost_per_load, cost_per_kg;    // currency
    double co2_per_unit, co2_per_load, co2_per_kg; // kg
};

/* A path for goods, from -> to. Orders travel against it. */
struct scen_lane {
    int32_t from, to;
    const struct scen_law *lead_time; // days, >= 0; with legs: their means together
    int64_t order_delay;  // ticks that an order needs to travel upstream; 0 = at once
    double cost_per_unit; // currency/unit shipped
    double cost_per_shipment;
    const char *name;                  // NULL: none
    const struct scen_lane_more *more; // by scen_lane_more()
    struct scen_where where;
};

/* A product's own time on a lane. */
struct scen_lane_product {
    int32_t lane, product;
    const struct scen_law *lead_time; // days
};

struct scen_timed {   // an amount at a point in time
    int64_t at;       // ticks
    int64_t quantity; // quanta
};

enum scen_policy { // when and how much is ordered; src/bdi/rules says exactly
    SCEN_NO_POLICY,
    SCEN_BASE_STOCK,
    SCEN_S_S, // (s,S)
    SCEN_R_Q, // (r,Q)
    SCEN_ORDER_UP_TO,
    SCEN_PASS_THROUGH,
    SCEN_MRP,
    SCEN_PLAN,
    SCEN_NEVER
};

enum scen_forecast {
    SCEN_NO_FORECAST,
    SCEN_MEAN,
    SCEN_MOVING_AVERAGE,
    SCEN_SMOOTHING,
    SCEN_AR1
};

enum scen_sourcing { SCEN_SPLIT, SCEN_FIRST_UP, SCEN_CHEAPEST, SCEN_FASTEST, SCEN_CONTINGENT };

struct scen_source {
    int32_t lane;
    double share; // SCEN_SPLIT
};

/* How a stocking orders, beyond policy, levels and review period. */
struct scen_ordering {
    int64_t review_start;                   // ticks to the first review
    int64_t lot;                            // Q of (r,Q), quanta
    bool returns;                           // what is too much goes back to the source
    double smoothing;                       // part of what is missing that is ordered
    int64_t min_order, max_order, multiple; // quanta; max 0: none

    enum scen_forecast forecast;
    double weight;         // alpha of smoothing, rho of AR(1)
    uint32_t window;       // of the moving average, periods
    double forecast_start; // units per review period; NAN: what customers draw on average
    double cover;          // review periods that an order has to cover
    double safety;         // quanta
    int64_t planned_lead;  // ticks from an order to its receipt, for MRP; -1: by the laws
    const struct scen_timed *plan; // SCEN_PLAN
    size_t plans;

    bool echelon;              // counts what is downstream as well
    bool told;                 // by news of the customers' demand, else by orders
    int64_t information_delay; // ticks that the news needs

    const struct scen_source *source; // more than one; source[0].lane = scen_stocking.source
    size_t sources;
    enum scen_sourcing sourcing;
    int64_t reaction;   // ticks until the backup of SCEN_CONTINGENT delivers
    int64_t backup_max; // quanta per order of it

    const int32_t *sibling; // lanes over which siblings help out
    size_t siblings;
    int64_t transship_at;  // net stock at or above which nobody is asked, quanta
    double purchase_price; // currency/unit, paid on receipt
};

enum { SCEN_MIDDLE_PRIORITY = 50 }; // of those who say none; 1 goes first

enum scen_allocation { SCEN_FIFO, SCEN_PROPORTIONAL, SCEN_PRIORITY };

/* How it makes, gives out and begins. */
struct scen_stocking_more {
    int64_t transship_keep;   // quanta that siblings can't ask for
    int64_t contract;         // quanta of its orders per KPI period that are served first
                              // by contract
    size_t first_step, steps; // on lines; 0 steps: made without a limit
    int64_t job_size;         // quanta; 0: a whole order is one job
    bool endless;             // the wip limit of the first line begins the next job
    bool yields;              // not all is good
    bool ship_complete;       // its orders are never split
    enum scen_allocation allocation;   // how stock is given out when it is short
    const struct scen_law *yield;      // good part of each job, batch or receipt, 0 .. 1
    double scrap_cost;                 // currency per unit
    int64_t release_limit;             // quanta begun per period at most; 0: no limit
    int64_t release_every;             // ticks, that period, where there is a limit
    int64_t min_remaining_life;        // ticks; received with less left, goods are refused
    const struct scen_timed *pipeline; // goods under way, or being made, at the start
    const struct scen_timed *order;    // orders in the mail at the start, by arrival there
    size_t pipelines, orders;
};

/* What a site does with one product. */
struct scen_stocking {
    int32_t site, product;
    int64_t initial;       // quanta on hand at the start; negative = backlog
    int64_t reorder_point; // s, quanta; (s,S) only
    int64_t order_up_to;   // S, quanta
    int64_t review_period; // ticks between reviews; 0 = continuous (at each change)
    enum scen_policy policy;
    int32_t source; // lane it is ordered over; SCEN_NONE: made here (factory) or
                    // endless (supplier)
    const struct scen_ordering *ordering;  // NULL: nothing beyond the above
    const struct scen_stocking_more *more; // by scen_stocking_more()
    const struct scen_law *make_time;      // days from release to finished, made-here products
    double holding_cost;                   // currency/unit/day on hand
    double backlog_cost;                   // currency/unit/day owed
    double order_cost;                     // currency per order placed
    double make_cost;  // currency per unit made or, at an endless supplier, bought
    uint8_t priority;  // of this entry where it draws on others, 1 first
    uint8_t customers; // the same, of customers who draw on this one
    struct scen_where where;
};

enum scen_fails { SCEN_FAILS_BUSY, SCEN_FAILS_ALWAYS };

/* Machines of a site that work job by job, first come, first served. */
struct scen_workline {
    const char *name;
    int32_t site;
    uint32_t machines;
    bool breaks; // with `up` and `down`
    enum scen_fails fails;
    struct scen_law up, down; // days, of each machine
    uint32_t crews;           // repairs at a time
    const char *crew;  // "": its own; else shared with the site's lines that say the same
    int64_t room;      // jobs at the line at most; 0: no limit
    int64_t wip_limit; // jobs begun here and not finished at most; 0: no limit
    bool sets_up;
    struct scen_law set_up; // days
    double set_up_cost;
    int64_t promise; // ticks; -1: none
    double overtime; // speed while more than `overtime_above` jobs wait; 1: none
    int64_t overtime_above;
    double overtime_cost; // currency per day
    struct scen_where where;
};

struct scen_next {
    uint32_t step; // within the route
    double chance;
};

/* One step of a route; what no `next` takes is done. */
struct scen_step {
    int32_t line;
    struct scen_law unit_time, job_time; // days
    const struct scen_next *next;
    size_t nexts;
};

/* When customers come: at regular times, at random, after gaps drawn from a law, or when a
 * table says. */
enum scen_arrivals { SCEN_PERIODIC, SCEN_POISSON, SCEN_GAPS, SCEN_TRACE };

/* What customers do who can't be served: wait, go away without what is missing, or go away
 * without anything. */
enum scen_unmet { SCEN_BACKORDER, SCEN_LOST, SCEN_LOST_WHOLE };

/* When they come and what they do when it is missing. What is left 0 is not used. */
struct scen_demand_more {
    const struct scen_timed *trace; // SCEN_TRACE, in the order of time
    size_t trace_count;
    int64_t start, end;     // ticks: they come from `start` on and before `end`; end 0 = always
    double autocorrelation; // of the quantities, in (-1, 1)
    const double *season;   // factors, one for each equal part of season_length
    size_t seasons;
    int64_t season_length; // ticks

    enum scen_unmet unmet;
    bool impatient, limited, promised;
    bool percentiles;                // of waiting times are wanted
    bool paid_ahead;                 // when asked for, else when handed over
    const struct scen_law *patience; // days, impatient: who waits longer withdraws
    double waiting_room;             // units, limited: who finds so much waiting goes away
    int64_t promise;                 // ticks, promised: on time is who has it all by then
    double lost_cost;                // currency/unit that went away unserved
    double late_cost;                // currency/unit served after the promise
    double delivery_cost;            // currency for each customer who gets something
};

/* Demand of customers for one product at a market (or any stocking site). */
struct scen_demand {
    int32_t site, product;
    enum scen_arrivals arrivals;
    uint32_t priority;                   // served from the highest down
    int64_t period;                      // ticks between arrivals, SCEN_PERIODIC
    double rate;                         // arrivals per day, SCEN_POISSON
    const struct scen_law *gap;          // days, SCEN_GAPS
    const struct scen_law *quantity;     // units per arrival, rounded to quanta, cut at 0
    double price;                        // currency/unit
    const struct scen_demand_more *more; // by scen_demand_more()
    struct scen_where where;
};

/* More is wanted for a while, and perhaps less after that. */
struct scen_promotion {
    int32_t product, site;          // site: SCEN_NONE = every site of the region
    const char *region;             // "" = everywhere
    int64_t start, duration, every; // ticks; every 0 = once
    double factor;                  // of the demand during it
    double dip;                     // the same, in the time after it
    int64_t payback;                // ticks, how long that is
    struct scen_where where;
};

enum scen_disruption_kind {
    SCEN_OUTAGE,
    SCEN_CAPACITY,
    SCEN_LEAD_TIME,
    SCEN_DEMAND_SHOCK,
    SCEN_QUALITY,
    SCEN_DESTROY,
    SCEN_INSOLVENCY,
    SCEN_LANE_CLOSED,
    SCEN_COMMUNICATION,
    SCEN_DISRUPTION_KINDS
};

enum scen_timing {
    SCEN_ONCE,    // at `start`
    SCEN_RENEWAL, // `up` and `down` take turns
    SCEN_MARKOV,  // a state drawn at the begin of each period
    SCEN_AFTER    // `delay` after each begin of another disruption, with some chance
};

enum scen_first_state { SCEN_BEGINS_UP, SCEN_BEGINS_DOWN, SCEN_BEGINS_SETTLED };

enum scen_orders {
    SCEN_ORDERS_WAIT,
    SCEN_ORDERS_REFUSED, // placed when it is over
    SCEN_ORDERS_LOST     // as refused, but whoever orders what was asked for has ordered
};

/* Something that goes wrong, at one target: a site, all sites of a region, a lane, or all lanes
 * of a carrier. */
struct scen_disruption {
    const char *name;
    enum scen_disruption_kind kind;
    int32_t site, lane;                 // SCEN_NONE: not this
    int32_t product;                    // of the site or lane; SCEN_NONE: all
    const char *region;                 // NULL: not this
    const struct scen_carrier *carrier; // NULL: not this
    double spread;                      // chance that a site of the region is struck
    double size;                        // share or factor, by kind
    enum scen_orders orders;            // placed there while it lasts

    enum scen_timing timing;
    enum scen_first_state first;       // renewal, Markov
    int64_t start;                     // ticks, once
    struct scen_law up, down;          // days; down: how long it lasts, but for Markov
    double fail_chance, repair_chance; // Markov, per period
    int64_t period;                    // ticks, Markov
    int32_t after;                     // index of the disruption that it follows
    struct scen_law delay;             // days, after
    double chance;                     // after
    struct scen_where where;
};

struct scen_partner { // a name that a plan library speaks of
    const char *name;
    int32_t site;
};

enum scen_commitment { SCEN_AS_WRITTEN, SCEN_SINGLE_MINDED, SCEN_BOLD, SCEN_CAUTIOUS };

struct base_node;

/* Who answers when a plan needs approval: a rung of the escalation table. */
enum scen_approval_rule {
    SCEN_APPROVE_NO,
    SCEN_APPROVE_YES,
    SCEN_APPROVE_RECORD,
    SCEN_APPROVE_DELAY
};

struct scen_verdict { // a row of the decisions file
    int64_t at;       // ticks: answers what was asked before
    int32_t site;     // whose agent asked
    const char *plan; // "": any
    bool yes;
};

struct scen_approval {
    const char *name;
    enum scen_approval_rule rule;
    const struct scen_verdict *verdict; // SCEN_APPROVE_RECORD: in the order of (site, at)
    size_t verdicts;
    struct scen_law delay; // days; SCEN_APPROVE_DELAY
    double chance;         // that the answer is yes
    int64_t after;         // ticks until the question goes on; 0: never
    int32_t to;            // the next rung; SCEN_NONE: nobody
    bool otherwise;        // the answer when nobody answers
    struct scen_where where;
};

/* What an agent learned in an earlier run; the model knows which belief it is. */
struct scen_learned {
    int32_t site, product;
    const char *belief;
    bool counted;               // Beta counts; else a moving average
    double value, observations; // base units; counts with the prior
    struct scen_where where;
};

/* Which stockings decide by a plan library, and how; of several that fit the last one. */
struct scen_agent {
    const char *name;
    const struct base_node *plans; // the library's text as a tree
    struct scen_where plans_where; // where it is named
    int32_t site, product;         // SCEN_NONE: any
    int32_t role;                  // enum scen_role; SCEN_NONE: any
    const char *region;            // "": any
    const struct scen_partner *partner;
    size_t partners;
    enum scen_commitment commitment;
    uint32_t patience; // SCEN_CAUTIOUS: steps
    int32_t carrier;   // it is the agent of this carrier; SCEN_NONE: of stockings
    int32_t superior;  // site; SCEN_NONE: none
    int32_t approval;  // who is asked first; SCEN_NONE: nobody, and the answer is no
    int64_t max_actions, max_orders;    // in a KPI period; -1: no bound
    int64_t look, latency;              // ticks; look 0: by the review
    double noise;                       // standard deviation of a factor
    double in_time;                     // times the expected lead time
    double budget;                      // currency per KPI period; INFINITY: no bound
    double overtime_cost;               // currency per day
    const char *start;                  // "belief = value; ..."; the model reads it
    bool learns, frozen;                // whatever the library says
    const struct scen_learned *learned; // what its agents, and perhaps others, begin with
    size_t learneds;
    struct scen_where learned_where;
    struct scen_where where;
};

/* Who goes first within one tick (the results say which). */
/* How fine the time series are that results hold. */
enum scen_series {
    SCEN_SERIES_AUTO,
    SCEN_SERIES_NONE,
    SCEN_SERIES_NETWORK,
    SCEN_SERIES_SITES,
    SCEN_SERIES_ITEMS
};

/* How much of what agents decide is kept: nothing, their choices, or all that led there. */
enum scen_decisions { SCEN_DECISIONS_NONE, SCEN_DECISIONS_CHOICES, SCEN_DECISIONS_ALL };

/* "none" .. as scenario files spell it. */
const char *scen_decisions_name(enum scen_decisions level);

enum scen_convention { SCEN_CONTINUOUS, SCEN_ORDER_FIRST, SCEN_DEMAND_FIRST };

/* What a figure of the whole network shall be. */
struct scen_criterion {
    const char *text;   // as it was said
    const char *figure; // its name, which the model knows
    const char *unit;   // of the bound; "": not said
    bool at_most;       // else at least
    double bound;
    double confidence; // 0.95: to be sure of it so far; 0: the mean counts
    double within;     // days after a disruption began until it shall be so again; 0: not said
};

struct scen_file {    // one text that the scenario was read from, verbatim; a long one lies in
                      // a file without a name (scen_rest)
    const char *path; // as found
    const char *name; // relative to the scenario's folder
    const char *text;
    size_t bytes;
};

/* "outage" .. as scenario files spell it. */
const char *scen_disruption_kind_name(enum scen_disruption_kind kind);

struct scenario {
    struct base_arena *arena; // what a run may read, but for the tables by site and lane
    struct base_arena *aside; // these; texts; names of sites and lanes; ways to order
    const char *id, *title, *version, *owner, *purpose, *currency;
    const char *const *tags;
    size_t tag_count;
    const struct scen_criterion *criterion;
    size_t criteria;
    struct scen_where criteria_where;

    uint64_t seed;
    uint32_t replications;
    int64_t horizon, warm_up, kpi_period; // ticks; warm_up 0 = none
    int64_t message_delay;                // ticks; between agents, at least
    enum scen_convention convention;
    enum scen_series series;
    enum scen_decisions decisions;
    struct base_mask *mask; // what results shall not tell; NULL: they tell all
    bool events;            // the log of events is wanted; a command's wish, no text says it

    struct scen_product *product;
    struct scen_site *site;
    struct scen_lane *lane;
    struct scen_carrier *carrier;
    struct scen_lane_product *lane_product; // ordered by (lane, product)
    struct scen_workline *line;
    struct scen_step *step;         // those of a route together
    struct scen_stocking *stocking; // ordered by (site, product)
    struct scen_demand *demand;     // ordered by (site, product)
    struct scen_promotion *promotion;
    struct scen_disruption *disruption;
    struct scen_agent *agent;
    const int32_t *agent_of; // by stocking: its agent, SCEN_NONE; NULL: nobody has one
    struct scen_approval *approval;
    size_t products, sites, lanes, carriers, lane_products, lines, steps, stockings, demands,
        promotions, disruptions, agents, approvals;

    const struct scen_file *file; // [0] is the scenario file itself
    size_t files;
    const struct base_arena *lent; // where they lie when somebody else has them; NULL: `aside`
    const char *home; // what else is read for it lies there or below; NULL: anywhere
    size_t spare;     // the last so many of them only variants of it read (scen_hold_more)
    const struct scen_part *part; // of a larger one (scen/part.h); NULL: it is whole
};

extern const struct scen_site_more scen_site_plain;
extern const struct scen_lane_more scen_lane_plain;
extern const struct scen_stocking_more scen_stocking_plain;
extern const struct scen_demand_more scen_demand_plain;

static inline const struct scen_site_more *scen_site_more(const struct scen_site *s)
{
    return s->more != NULL ? s->more : &scen_site_plain;
}

static inline const struct scen_lane_more *scen_lane_more(const struct scen_lane *l)
{
    return l->more != NULL ? l->more : &scen_lane_plain;
}

static inline const struct scen_stocking_more *scen_stocking_more(const struct scen_stocking *s)
{
    return s->more != NULL ? s->more : &scen_stocking_plain;
}

static inline const struct scen_demand_more *scen_demand_more(const struct scen_demand *d)
{
    return d->more != NULL ? d->more : &scen_demand_plain;
}

/* The lanes over which a stocking orders: the k-th, and how many there are. */
static inline size_t scen_sources(const struct scen_stocking *s)
{
    if (s->source == SCEN_NONE)
        return 0;
    return s->ordering != NULL && s->ordering->sources > 0 ? s->ordering->sources : 1;
}

static inline int32_t scen_source_lane(const struct scen_stocking *s, size_t k)
{
    return k == 0 ? s->source : s->ordering->source[k].lane;
}

/* The agent of a stocking; NULL: it follows its policy. */
const struct scen_agent *scen_agent_of(const struct scenario *scen,
                                       const struct scen_stocking *s);

/* Reads and checks a scenario file with its tables. Adds every mistake to `err`, each with
 * file and line; false (and nothing to free) when there is one. */
bool scen_load(const char *path, struct scenario *scen, struct base_err *err);

/* The same; what the texts name has to lie in the home of the file `top` (scen_texts_confine);
 * NULL: anywhere. */
bool scen_load_within(const char *path, const char *top, struct scenario *scen,
                      struct base_err *err);

/* The same with `scen->arena` and `scen->aside` as given, the scenario's from now on, or gone.
 */
bool scen_load_to(const char *path, const char *top, struct scenario *scen,
                  struct base_err *err);

/* Reads the texts only, so that changes can be looked at of a scenario that has mistakes: id,
 * currency and files, nothing else. False (and nothing to free) when even what hangs together
 * is not clear. Mistakes are not told again. */
bool scen_load_texts(const char *path, const char *top, struct scenario *scen);

/* As scen_load() from texts in memory, file[0] the scenario itself: how a results file that
 * holds scenario.file is run again. Nothing is read from the disk. */
bool scen_load_held(const struct scen_file *file, size_t files, struct scenario *scen,
                    struct base_err *err);

/* Reads the file `path`, found from the scenario's folder, for variants that will name it (a
 * plan library, say), unless it is there. False with a mistake at `asked`. */
bool scen_hold_more(struct scenario *scen, const char *path, struct scen_where asked,
                    struct base_err *err);

/* The same for those of `file` that are not there, from memory. */
void scen_hold_rest(struct scenario *scen, const struct scen_file *file, size_t files);

/* Reads texts in memory value by value, and no further: nothing is built or checked that needs
 * more than one of them. False with mistakes. */
bool scen_read_held(const struct scen_file *file, size_t files, struct base_err *err);

/* Customers per day while they come, and units that each wants, both on average over seasons
 * but without promotions. */
double scen_demand_visits(const struct scen_demand *d);
double scen_demand_units(const struct scenario *scen, const struct scen_demand *d);

/* Does the promotion move these customers? */
bool scen_promotes(const struct scenario *scen, const struct scen_promotion *p,
                   const struct scen_demand *d);

/* Long texts leave memory until they are read again. */
void scen_rest(const struct scenario *scen);

void scen_free(struct scenario *scen); // {0} is fine
