/* SPDX-License-Identifier: Apache-2.0 */
/* supply/mind/mind.h - agents that decide by plan libraries: what is constant of them, what
 * they remember, and what happens when an event touches their item.
 *
 * Each item (one product at one site) that an entry of `agents` fits has an agent; its number
 * is that of the item in sup_world.item. The reasoner (bdi/agent.h) knows beliefs, goals and
 * plans; here percepts are taken from the model's state (sense.c), and actions are carried out
 * by what the model has for them (verbs.h). An item with an agent has the bits SUP_AGENT and
 * SUP_MINDED: its struct sup_policy knows its sources, siblings and levels.
 *
 * State: struct sup_wits, one struct sup_way per way to get the item, one struct sup_plea per
 * sibling, one word for each level that is seen late or with noise, and the reasoner's own
 * block, all in the site's state.
 */
#pragma once

#include <string.h>

#include "bdi/agent.h"
#include "supply/mind/domain.h"
#include "supply/order/policy.h"

#define SUP_NOBODY SUP_NO_WAY

/* Cycles until it has to wait for the next tick, and what one of them may do. */
enum { SUP_ROUNDS = 8, SUP_ACTIONS = 16 };

static inline int64_t sup_earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static inline bool sup_same(double a, double b) // to the bit: a NaN is itself
{
    uint64_t bits[2];

    memcpy(&bits[0], &a, sizeof a);
    memcpy(&bits[1], &b, sizeof b);
    return bits[0] == bits[1];
}

struct sup_sense { // a belief that comes from a percept
    uint32_t belief;
    uint32_t percept; // enum sup_percept
    int32_t party;    // a word of the library; -1: none
    uint32_t pad;
};

/* An entry of `agents`, understood. */
struct sup_lore {
    const struct scen_agent *as;
    struct bdi_library lib;
    const struct sup_sense *level;     // looked at each time
    const struct sup_sense *happening; // heard when it happens
    uint32_t levels, happenings;
    struct bdi_mask dated;       // beliefs whose age something depends on
    bool counts;                 // it wants to know what was asked for
    bool orders;                 // its plans name partners or modes
    bool holds;                  // its plans ration, or hold stock back
    bool direct;                 // it is a rule and nothing else: its items follow their policy
    const struct bdi_rule *rule; // direct: in place of the entry's own; NULL: that one
    int32_t demand;              // the belief what is asked for per day; -1: none
    uint32_t first_belief, first_goal, first_plan; // numbers in the rows of decisions
};

struct sup_party {    // what a word of a library means to one item
    tw_lp_id site;    // SUP_NOBODY: no site
    uint32_t sibling; // its number among the item's siblings; SUP_NOBODY: none
    int32_t product;  // SCEN_NONE: no product
    uint32_t pad;
    double days, price; // when it makes the item for us: until it is here, currency per quantum
};

struct sup_lesson { // what an agent learned in an earlier run
    uint32_t belief, pad;
    double value, observations;
};

/* The agent of one item. */
struct sup_thinker {
    const struct sup_lore *lore;
    const struct sup_party *party; // by word of the library
    const int32_t *lane;           // ways, then siblings
    const struct sup_lesson *lesson;
    size_t lessons;
    uint32_t item; // in sup_world.item
    uint32_t ways, siblings;
    uint32_t wits_at, ways_at, pleas_at, seen_at, state_at, guard_at; // offsets in the state
    uint32_t quota_at;                                                // the same
    uint32_t quotas; // clients whose contracts are kept account of; 0: nobody has one
    uint32_t spares; // bool: customers who would go away are not rationed
    uint32_t pad;
    int64_t look; // ticks between looks at what was asked for; 0: none
    int64_t rest; // ticks until a sibling that had nothing is asked again
};

/* What it remembers besides what it believes. Times in ticks, INT64_MAX: until further notice.
 */
struct sup_wits {
    int64_t wake;   // of the wake event under way; -1: none
    int64_t busy;   // bool: it thinks
    int64_t asked;  // of flow.demand, in this KPI period, at the last look
    int64_t looked; // when that was
    int64_t trigger, target, levels_until; // in force; quanta
    int64_t reserve, reserve_until;        // held back, quanta
    double share, part;                    // of what is asked for that is served; carried over
    int64_t by;                            // rule of rationing
    int64_t mode, mode_until;              // enum sup_mode
    int64_t via, via_until;                // site that goods should come by, or -1
    double pace;                           // of making beyond the normal, in overtime
    int64_t pace_until;
    double spent;         // in this KPI period
    struct bdi_mask news; // beliefs that changed since it last thought
    struct rand_stream noise;
};
static_assert(sizeof(struct sup_wits) == 184, "no padding");

enum { SUP_AWAITED = 12 };

struct sup_awaited {
    int64_t at, quantity;
};

struct sup_way { // orders over one way that have not come yet, the oldest first
    uint32_t head, count;
    struct sup_awaited order[SUP_AWAITED];
};
static_assert(sizeof(struct sup_way) == 8 + 16 * SUP_AWAITED, "no padding");

struct sup_quota { // before the quanta that each client was given at once in that period
    int64_t period;
};

struct sup_plea {  // what became of asking one sibling
    int64_t asked; // it counts as asked until then
    int64_t no;    // it has nothing until then, as far as is known
};
static_assert(sizeof(struct sup_plea) == 16, "no padding");

struct sup_perceived { // payload of SUP_EVENT_SENSE
    uint32_t slot;
    uint32_t belief;
    double value;
    int64_t at;
};

/* One agent in one event. */
struct sup_thought {
    const struct sup_turn *t;
    uint32_t slot;
    const struct sup_item *item;
    const struct sup_policy *p;
    const struct sup_thinker *who;
    struct sup_stock *s; // settled, writable
    struct sup_sight sight;
    struct bdi_turn turn;
    const struct bdi_action *doing; // what is being carried out
    uint32_t told;                  // rows that tell of it
    uint32_t why;                   // enum sup_block, when a guard rail stops it
};

static inline const struct sup_thinker *sup_thinker_of(const struct sup_turn *t,
                                                       const struct sup_item *item)
{
    return &t->world->thinker[item->thinker];
}

static inline const struct sup_wits *sup_wits_at(const struct sup_turn *t,
                                                 const struct sup_thinker *who)
{
    return sup_part(t, who->wits_at);
}

static inline const struct sup_way *sup_ways_at(const struct sup_turn *t,
                                                const struct sup_thinker *who)
{
    return sup_part(t, who->ways_at);
}

static inline const struct sup_plea *sup_pleas_at(const struct sup_turn *t,
                                                  const struct sup_thinker *who)
{
    return sup_part(t, who->pleas_at);
}

static inline const struct sup_source *sup_way_of(const struct sup_turn *t,
                                                  const struct sup_policy *p, uint32_t way)
{
    return &t->world->source[p->first_source + way];
}

static inline bool sup_minded(const struct sup_item *item)
{
    return __builtin_expect((item->special & SUP_MINDED) != 0, 0);
}

/* produce.c: by what factor the item, and the lines of the site, work faster in overtime. */
double sup_item_pace(const struct sup_turn *t, const struct sup_item *item);
double sup_site_overtime(const struct sup_turn *t);

/* withdraw.c: an order that was placed here is taken back, as far as it was not served. */
void sup_take_withdrawal(const struct sup_turn *t, const struct sup_order *what);

/* ---- think.c: what calls the agent ---- */

/* Fills the state of the site's agents; zeroed. In init. */
void sup_minds_open(const struct sup_turn *t, unsigned char *state);

/* Something about the item has changed. `review`: it is time to decide, too. */
void sup_think(const struct sup_turn *t, uint32_t slot, struct sup_stock *s, bool review);

/* Something about the site has changed: all of its agents look. */
void sup_minds_look(const struct sup_turn *t);

/* The events. */
void sup_wake(const struct sup_turn *t, uint32_t slot);
void sup_perceive(const struct sup_turn *t, const struct sup_perceived *what);

/* Something reaches the agent: `hear` makes of it what it means, then it thinks. */
typedef void sup_hearing(struct sup_thought *m, const void *what);
void sup_think_on(const struct sup_turn *t, uint32_t slot, sup_hearing *hear, const void *what);

/* At the end: what the site's agents have learned. In finish. */
void sup_lessons_close(const struct sup_turn *t);
void sup_lessons_tell(const struct sup_turn *t, const struct sup_lore *lore, int32_t product,
                      const void *mind);

/* The sums of the KPI period are about to start afresh. */
void sup_mind_period(const struct sup_turn *t, const struct sup_item *item,
                     const struct sup_stock *s);

/* Opens a thought; `s` is settled and writable. */
struct sup_thought sup_thought_of(const struct sup_turn *t, uint32_t slot, struct sup_stock *s,
                                  struct bdi_action *action, uint32_t room);

/* What was heard is thought about when it thinks next. */
void sup_keep_news(const struct sup_thought *m);

/* ---- sense.c: what it perceives ---- */

/* Looks at all levels; what has changed since is heard, now or after a while. */
void sup_look(struct sup_thought *m);

/* It happens that `percept` is `value`, of the partner at `site` (SUP_NOBODY: of nobody). */
void sup_happens(struct sup_thought *m, enum sup_percept percept, tw_lp_id site, double value);

/* Is it a level, which can be looked at, or is it told when it happens? */
bool sup_is_level(uint32_t percept);

/* Looks at what was asked for when it is time to. */
void sup_look_at_orders(struct sup_thought *m);

/* ---- ways.c: orders under way ---- */

/* So much was ordered over the way, by a plan or by the policy that a plan calls. */
void sup_way_ordered(const struct sup_turn *t, const struct sup_thinker *who, uint32_t way,
                     int64_t quantity);

/* Goods arrive from `from`: over which way (SUP_NOBODY: none that was ordered over)? What it
 * tells of the partner is heard. Called ahead of the receipt. */
uint32_t sup_way_delivers(const struct sup_turn *t, const struct sup_shipment *shipment,
                          tw_lp_id from);

/* So much that was ordered there will never come. */
void sup_way_refused(const struct sup_turn *t, uint32_t slot, tw_lp_id from, int64_t quantity);

/* Is the way open to orders? What was ordered at the partner and has not come, quanta. */
bool sup_way_up(const struct sup_turn *t, const struct sup_thinker *who, uint32_t way);
int64_t sup_way_open(const struct sup_turn *t, const struct sup_thinker *who, tw_lp_id site);

/* What a way should be like; the first and the quickest of those that are up. */
struct sup_wanted_way {
    tw_lp_id site; // SUP_NOBODY: any
    uint32_t mode; // enum sup_mode; the usual one: any
    int64_t via;   // site that it comes by; < 0: any
};
bool sup_way_fits(const struct sup_thought *m, uint32_t way, const struct sup_wanted_way *want);
uint32_t sup_way_first(const struct sup_thought *m, const struct sup_wanted_way *want);
uint32_t sup_way_quickest(const struct sup_thought *m, const struct sup_wanted_way *want);

/* ---- pleas.c: help from siblings ---- */

/* May the sibling be asked? Not for a while after it had less than it was asked for. */
bool sup_plea_may(const struct sup_thought *m, uint32_t sibling);

/* It is asked; it has said no. */
void sup_plea_asked(const struct sup_thought *m, uint32_t sibling);
void sup_plea_denied(const struct sup_turn *t, uint32_t slot, uint32_t sibling);

/* Has the agent asked any of them lately? Then it has nothing to give away. */
bool sup_plea_open(const struct sup_turn *t, const struct sup_item *item);

/* Currency that so many quanta cost over the way, freight included. */
double sup_way_cost(const struct sup_thought *m, uint32_t way, int64_t quantity);
