/* SPDX-License-Identifier: Apache-2.0 */
/* supply/mind/domain.h - what agents of the supply model perceive and can do: the words of plan
 * libraries besides those of the reasoner itself (bdi/domain.h).
 *
 * An agent keeps one product at one site. Quantities are in units, money in the scenario's
 * currency, times in days. `bullwhip lint --words` prints the tables.
 */
#pragma once

#include "bdi/domain.h"

enum sup_percept {
    SUP_SEES_ON_HAND,
    SUP_SEES_ON_ORDER,
    SUP_SEES_BACKLOG,
    SUP_SEES_POSITION,
    SUP_SEES_ORDERS,
    SUP_SEES_TARGET,
    SUP_SEES_TRIGGER,
    SUP_SEES_BUDGET,
    SUP_SEES_SITE_CLOSED,
    SUP_SEES_CAPACITY,
    SUP_SEES_LOAD,
    SUP_SEES_STORAGE_FREE,
    SUP_SEES_RESERVE,
    SUP_SEES_AIR_COST,
    SUP_SEES_UP,
    SUP_SEES_DELIVERY,
    SUP_SEES_LEAD_TIME,
    SUP_SEES_PRICE,
    SUP_SEES_OPEN,
    SUP_SEES_STOCK,
    SUP_SEES_BIDS,
    SUP_SEES_REVIEW,
    SUP_SEES_ROAD_COST,
    SUP_SEES_RAIL_COST,
    SUP_SEES_SEA_COST,
    SUP_SEES_BID_COST,
    SUP_SEES_OFFERED,
    SUP_SEES_CONFIRMED,
    SUP_SEES_CALLING,
    SUP_SEES_DEMAND,
    SUP_SEES_DELAY,
    SUP_SEES_SHORTAGE,
    SUP_SEES_CLOSURE,
    SUP_SEES_WISHED,
    SUP_SEES_SIGNAL,
    SUP_SEES_VEHICLES_FREE, // from here on what only agents of carriers perceive
    SUP_SEES_LOADS_WAITING,
    SUP_SEES_OLDEST_WAIT,
    SUP_SEES_LOAD_FACTOR,
    SUP_PERCEPTS
};

enum sup_verb { // + BDI_VERBS in actions
    SUP_DO_ORDER,
    SUP_DO_CFP,
    SUP_DO_AWARD,
    SUP_DO_CANCEL,
    SUP_DO_EXPEDITE,
    SUP_DO_CHANGE_MODE,
    SUP_DO_REROUTE,
    SUP_DO_TRANSSHIP,
    SUP_DO_RATION,
    SUP_DO_HOLD_BACK,
    SUP_DO_RELEASE_RESERVE,
    SUP_DO_SET_TARGET,
    SUP_DO_BUILD_AHEAD,
    SUP_DO_OVERTIME,
    SUP_DO_SUBCONTRACT,
    SUP_DO_SUBSTITUTE,
    SUP_DO_TELL,
    SUP_DO_UNTELL,
    SUP_DO_ASK,
    SUP_DO_ACHIEVE,
    SUP_DO_UNACHIEVE,
    SUP_DO_ESCALATE,
    SUP_DO_SIGNAL,
    SUP_DO_RESTOCK,
    SUP_DO_CONSOLIDATE, // from here on what only agents of carriers do
    SUP_DO_QUOTE,
    SUP_DO_DECLINE,
    SUP_VERBS
};

enum sup_mode { SUP_MODE_USUAL, SUP_MODE_ROAD, SUP_MODE_RAIL, SUP_MODE_SEA, SUP_MODE_AIR };
enum sup_award { SUP_AWARD_CHEAPEST, SUP_AWARD_FASTEST, SUP_AWARD_TRUSTED, SUP_AWARD_THOMPSON };

/* What the functions of expressions read: `model` of a turn. */
struct sup_thought;
struct sup_turn;
struct sup_sight {
    double demand;               // units per day
    double position;             // units
    struct sup_thought *thought; // whose they are; NULL: of a carrier, which has neither
    const struct sup_turn *turn;
    uint64_t key; // names the agent's chance at its place
};

/* deeds.c: the rules of replenishment as plans in C. */
enum { SUP_DEEDS = 9 };
extern const struct bdi_deed_kind sup_deeds[SUP_DEEDS];

/* Name and parameters of a verb. */
const struct bdi_verb *sup_verb_kind(enum sup_verb verb);

/* The rule that a deed asks; NULL: that of the stock entry. */
struct bdi_rule;
const struct bdi_rule *sup_deed_rule(bdi_deed *deed);

/* The domain; units are read in `currency`, which is borrowed. */
struct sup_domain {
    struct bdi_domain domain;
    struct bdi_units units;
};
void sup_domain_init(struct sup_domain *out, const char *currency);
