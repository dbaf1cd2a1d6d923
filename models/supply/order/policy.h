/* SPDX-License-Identifier: Apache-2.0 */
/* supply/order/policy.h - replenishment off the common path: tables, and what agents remember.
 *
 * An item with the SUP_AGENT bit has a policy: a rule and a forecast of src/bdi with their
 * parameters, sources, siblings, and whom it tells of its customers. All of it is constant;
 * what its agent remembers from one event to the next is a struct sup_mind in the site's state,
 * with the window of its forecast and what each source was given right behind it.
 */
#pragma once

#include "bdi/forecast.h"
#include "bdi/rule.h"
#include "supply/site.h"

struct sup_sourcing;

struct sup_source {
    tw_lp_id lp;
    uint32_t slot, client; // the item there, and this one among its clients
    uint32_t lane;         // of the scenario
    uint32_t scope;        // where it is told whether it is up; 0: it always is
    int64_t order_delay;   // ticks
    double share;          // of what is ordered, where orders are split
    double price;          // currency per quantum: freight, and making where it is endless
    double days;           // mean lead time
    double more_unit, more_load; // freight beyond that of the first source
};

struct sup_tell { // news of the customers' demand for an echelon upstream
    tw_lp_id lp;
    uint32_t slot;
    int64_t delay;
    double per; // quanta there for one quantum here
};

struct sup_require { // known requirements of an item, in the order of `key`
    int64_t key;     // 2 x ticks; odd: reviews of the same tick come before it
    double sum;      // quanta, up to here
};

struct sup_due { // a planned order
    int64_t at, quantity;
};

enum sup_echelon { SUP_LOCAL, SUP_BY_ORDERS, SUP_BY_NEWS };

struct sup_policy {
    const struct bdi_rule *rule;
    const struct bdi_forecast *forecast; // NULL: none
    const struct sup_sourcing *sourcing; // NULL: one source, or made here
    struct bdi_terms terms;
    struct bdi_limits limits;
    struct bdi_how how;
    double cover;         // review periods
    int64_t review_start; // ticks
    int64_t lead;         // ticks from an order to its receipt, as planned
    double
        needed_rate;  // quanta per tick that customers are expected to take, besides `require`
    uint32_t echelon; // enum sup_echelon
    uint32_t mind_at; // byte offset in the state
    int64_t below;    // echelon position without the item's own, at the start
    int64_t transship_at;
    int64_t reaction, backup_max;
    double purchase;                // currency per quantum, on receipt
    uint32_t first_source, sources; // 0: as struct sup_item says
    uint32_t first_sibling, siblings;
    uint32_t first_tell, tells;
    uint32_t first_require, requires;
    uint32_t first_due, dues;
};

struct sup_mind {
    struct bdi_learned learned; // of demand per review period
    int64_t seen;               // of flow.demand, in this KPI period
    int64_t sold;               // sold or owed to customers, ever, as far as it was noticed
    int64_t passed;             // sold to customers before this KPI period
    int64_t orders;             // asked for by sites and makers before this KPI period
    int64_t below;              // echelon position without the item's own, by news alone
    int64_t asked_for;          // of siblings, not yet here
    int64_t refused;            // missing here and refused by all siblings
    int64_t next_due;           // the first planned order that was not placed
    int64_t lost;               // the first source is down since; -1: it is up
};

static_assert(sizeof(struct sup_mind) == 96, "no padding");

/* By the rule of several sources: how much each of them gets of `quantity`. */
struct sup_sourcing {
    const char *name;
    void (*award)(const struct sup_turn *t, const struct sup_policy *p, int64_t quantity,
                  int64_t *award);
};
extern const struct sup_sourcing sup_split, sup_first_up, sup_cheapest, sup_fastest,
    sup_contingent;

#define SUP_NO_WAY UINT32_MAX
enum { SUP_SOURCES_MAX = 64 };

static inline const struct sup_policy *sup_policy_of(const struct sup_turn *t,
                                                     const struct sup_item *item)
{
    return &t->world->policy[item->policy];
}

static inline const struct sup_mind *sup_mind_at(const struct sup_turn *t,
                                                 const struct sup_policy *p)
{
    return sup_part(t, p->mind_at);
}

/* Behind the mind: the window of the forecast, then what each source was given so far. */
static inline const double *sup_window_at(const struct sup_turn *t, const struct sup_policy *p)
{
    return (const double *)(const void *)(sup_mind_at(t, p) + 1);
}

static inline const int64_t *sup_given_at(const struct sup_turn *t, const struct sup_policy *p)
{
    return (const int64_t *)(const void *)(sup_window_at(t, p) + p->how.window);
}
