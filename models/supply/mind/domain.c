/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/mind/domain.h"

#include <string.h>

#include "scen/outline.h"
#include "supply/mind/parley/bandit.h"
#include "supply/mind/verbs.h"

#define DAYS  \
    {         \
        {     \
            1 \
        }     \
    }
#define UNITS    \
    {            \
        {        \
            0, 1 \
        }        \
    }
#define MONEY       \
    {               \
        {           \
            0, 0, 1 \
        }           \
    }
#define PRICE        \
    {                \
        {            \
            0, -1, 1 \
        }            \
    }
#define PURE  \
    {         \
        {     \
            0 \
        }     \
    }

static const struct bdi_percept percept[SUP_PERCEPTS] = {
    [SUP_SEES_ON_HAND] = {"on_hand", BDI_NUMBER, UNITS, false, "units in stock"},
    [SUP_SEES_ON_ORDER] = {"on_order", BDI_NUMBER, UNITS, false, "ordered, not yet received"},
    [SUP_SEES_BACKLOG] = {"backlog", BDI_NUMBER, UNITS, false, "owed to those who draw on it"},
    [SUP_SEES_POSITION] = {"position", BDI_NUMBER, UNITS, false,
                           "on_hand + on_order - backlog, of the echelon where it counts"},
    [SUP_SEES_ORDERS] =
        {"orders", BDI_NUMBER, {{-1, 1}}, false, "asked for, per day, since it last looked"},
    [SUP_SEES_TARGET] = {"target", BDI_NUMBER, UNITS, false, "the level to order up to"},
    [SUP_SEES_TRIGGER] = {"trigger", BDI_NUMBER, UNITS, false, "the level to order at"},
    [SUP_SEES_BUDGET] = {"budget", BDI_NUMBER, MONEY, false, "money left in this period"},
    [SUP_SEES_SITE_CLOSED] = {"site_closed", BDI_TRUTH, PURE, false, "this site is down"},
    [SUP_SEES_CAPACITY] =
        {"capacity",
         BDI_NUMBER,
         {{-1, 1}},
         false,
         "units of it that its lines can make per day as they are now, at the narrowest step; "
         "not known where it is not made, or any number side by side; of a carrier what its "
         "vehicles can carry when they are full"},
    [SUP_SEES_LOAD] =
        {"load", BDI_NUMBER, PURE, false,
         "jobs at that step for each of its machines: below 1 some are idle, above 1 jobs "
         "wait; of a limit per period the part that is taken; of a carrier loads for "
         "each vehicle"},
    [SUP_SEES_STORAGE_FREE] = {"storage_free", BDI_NUMBER, UNITS, false, "room in store"},
    [SUP_SEES_RESERVE] = {"reserve", BDI_NUMBER, UNITS, false, "stock that is held back"},
    [SUP_SEES_AIR_COST] = {"air_cost", BDI_NUMBER, MONEY, false,
                           "what it costs to order by air what is missing to the target"},
    [SUP_SEES_UP] = {"up", BDI_TRUTH, PURE, true, "the partner, and the way from it, work"},
    [SUP_SEES_DELIVERY] = {"delivery", BDI_TRUTH, PURE, true,
                           "the last delivery of the partner was in time"},
    [SUP_SEES_LEAD_TIME] = {"lead_time", BDI_NUMBER, DAYS, true, "of its last delivery"},
    [SUP_SEES_PRICE] = {"price", BDI_NUMBER, PRICE, true, "its price, freight included"},
    [SUP_SEES_OPEN] = {"open", BDI_NUMBER, UNITS, true, "ordered there, not yet received"},
    [SUP_SEES_STOCK] = {"stock", BDI_NUMBER, UNITS, true, "what it says it has"},
    [SUP_SEES_REVIEW] = {"review", BDI_TRUTH, PURE, false,
                         "it is time to decide: at a review, or at any change where stock is "
                         "watched continuously"},
    [SUP_SEES_BIDS] = {"bids", BDI_NUMBER, PURE, false,
                       "offers to the last call that can be awarded"},
    [SUP_SEES_ROAD_COST] = {"road_cost", BDI_NUMBER, MONEY, false, "the same by road"},
    [SUP_SEES_RAIL_COST] = {"rail_cost", BDI_NUMBER, MONEY, false, "the same by rail"},
    [SUP_SEES_SEA_COST] = {"sea_cost", BDI_NUMBER, MONEY, false, "the same by sea"},
    [SUP_SEES_BID_COST] = {"bid_cost", BDI_NUMBER, MONEY, false,
                           "what it costs to award the last call to the cheapest who offered"},
    [SUP_SEES_OFFERED] = {"offered", BDI_NUMBER, UNITS, false,
                          "units that they offer together"},
    [SUP_SEES_CONFIRMED] = {"confirmed", BDI_NUMBER, UNITS, false,
                            "of the last call: awarded, and confirmed by the bidders"},
    [SUP_SEES_CALLING] = {"calling", BDI_TRUTH, PURE, false,
                          "bids to the last call still count: not all invited have answered, "
                          "and there is time"},
    [SUP_SEES_DEMAND] =
        {"demand", BDI_NUMBER, {{-1, 1}}, true, "what it says is asked of it, per day"},
    [SUP_SEES_DELAY] = {"delay", BDI_NUMBER, DAYS, true, "by how much it says it is behind"},
    [SUP_SEES_SHORTAGE] = {"shortage", BDI_TRUTH, PURE, true, "it says that it is short"},
    [SUP_SEES_CLOSURE] = {"closure", BDI_TRUTH, PURE, true, "it says that it is closed"},
    [SUP_SEES_WISHED] = {"wished", BDI_NUMBER, UNITS, true, "the target that it tells"},
    [SUP_SEES_VEHICLES_FREE] = {"vehicles_free", BDI_NUMBER, PURE, false,
                                "of a carrier: vehicles that wait for a load"},
    [SUP_SEES_LOADS_WAITING] = {"loads_waiting", BDI_NUMBER, PURE, false,
                                "of a carrier: loads that wait for a vehicle"},
    [SUP_SEES_OLDEST_WAIT] = {"oldest_wait", BDI_NUMBER, DAYS, false,
                              "of a carrier: how long the first of them has waited"},
    [SUP_SEES_LOAD_FACTOR] = {"load_factor", BDI_NUMBER, PURE, false,
                              "of a carrier: how full its loads were, on average"},
    [SUP_SEES_SIGNAL] = {"signal", BDI_NUMBER, PURE, true,
                         "the last signal of the partner: its number, or what it bears"},
};

#define TO                                                \
    {                                                     \
        "to", BDI_P_PARTIES, PURE, NULL, true, "partners" \
    }
#define FROM                                                \
    {                                                       \
        "from", BDI_P_PARTIES, PURE, NULL, true, "partners" \
    }
#define MAY_TO                                                                       \
    {                                                                                \
        "to", BDI_P_PARTIES, PURE, NULL, false, "partners; left out: the usual ones" \
    }
#define QTY                                                                       \
    {                                                                             \
        "qty", BDI_P_NUMBER, UNITS, NULL, false, "units; left out: to the target" \
    }
#define SHARE                                             \
    {                                                     \
        "share", BDI_P_NUMBER, PURE, NULL, true, "0 to 1" \
    }
#define FOR                                                                                \
    {                                                                                      \
        "for", BDI_P_NUMBER, DAYS, NULL, false, "how long; left out: until further notice" \
    }
#define MODES "usual|road|rail|sea|air"
#define MODE                                                       \
    {                                                              \
        "mode", BDI_P_CHOICE, PURE, MODES, false, "how it travels" \
    }
#define ABOUT                                                                             \
    {                                                                                     \
        "about", BDI_P_CHOICE, PURE, "stock|demand|delay|shortage|closure|target", false, \
            "what is said; left out: shortage"                                            \
    }
#define VALUE                                                                        \
    {                                                                                \
        "value", BDI_P_NUMBER, PURE, NULL, false, "what is told; left out: as it is" \
    }
#define TOLD_UNITS                                                                  \
    {                                                                               \
        "qty", BDI_P_NUMBER, UNITS, NULL, false, "the same, of a stock or a target" \
    }
#define TOLD_DAYS                                                       \
    {                                                                   \
        "days", BDI_P_NUMBER, DAYS, NULL, false, "the same, of a delay" \
    }

static const struct bdi_verb verb[SUP_VERBS] = {
    [SUP_DO_ORDER] = {"order", {MAY_TO, QTY, MODE}, 3, "order from partners"},
    [SUP_DO_CFP] = {"cfp",
                    {TO, QTY, {"reply_by", BDI_P_NUMBER, DAYS, NULL, true, "from now"}},
                    3,
                    "call for bids",
                    true},
    [SUP_DO_AWARD] = {"award",
                      {{"rule", BDI_P_CHOICE, PURE, "cheapest|fastest|trusted|thompson", true,
                        "who gets it"},
                       {"split", BDI_P_NUMBER, PURE, NULL, false,
                        "share of the best bid, the rest for the next"},
                       {"margin", BDI_P_NUMBER, PURE, NULL, false,
                        "share by which another must be better than the last winner"}},
                      3,
                      "accept bids of the last call",
                      true},
    [SUP_DO_CANCEL] = {"cancel", {FROM, QTY}, 2, "take back orders that were not shipped"},
    [SUP_DO_EXPEDITE] = {"expedite", {MAY_TO, QTY}, 2, "hasten what is on order"},
    [SUP_DO_CHANGE_MODE] = {"change_mode",
                            {MAY_TO,
                             {"mode", BDI_P_CHOICE, PURE, MODES, true, "from now on"},
                             FOR},
                            3,
                            "order by another mode"},
    [SUP_DO_REROUTE] = {"reroute",
                        {{"via", BDI_P_PARTIES, PURE, NULL, true, "ports or hubs"}, FOR},
                        2,
                        "send goods another way"},
    [SUP_DO_TRANSSHIP] = {"transship", {FROM, QTY}, 2, "ask siblings for stock"},
    [SUP_DO_RATION] = {"ration",
                       {SHARE,
                        {"by", BDI_P_CHOICE, PURE, "equal|priority|contract", false, "rule"}},
                       2,
                       "serve only a share of what is asked for"},
    [SUP_DO_HOLD_BACK] = {"hold_back", {QTY, FOR}, 2, "keep stock for later"},
    [SUP_DO_RELEASE_RESERVE] = {"release_reserve", {QTY}, 1, "use stock that was kept"},
    [SUP_DO_SET_TARGET] = {"set_target",
                           {{"to", BDI_P_NUMBER, UNITS, NULL, true, "the new level"}, FOR},
                           2,
                           "raise or lower the level to order up to"},
    [SUP_DO_BUILD_AHEAD] = {"build_ahead", {QTY}, 1, "make before it is asked for"},
    [SUP_DO_OVERTIME] = {"overtime",
                         {SHARE, {"for", BDI_P_NUMBER, DAYS, NULL, true, "how long"}},
                         2,
                         "more capacity for a while, dearer"},
    [SUP_DO_SUBCONTRACT] = {"subcontract", {TO, QTY}, 2, "have it made by others"},
    [SUP_DO_SUBSTITUTE] = {"substitute",
                           {{"by", BDI_P_PARTIES, PURE, NULL, true, "products"}, SHARE},
                           2,
                           "serve with another product"},
    [SUP_DO_TELL] = {"tell", {TO, ABOUT, VALUE, TOLD_UNITS, TOLD_DAYS}, 5, "inform others"},
    [SUP_DO_UNTELL] = {"untell", {TO, ABOUT}, 2, "take back what was told"},
    [SUP_DO_ASK] = {"ask", {TO, ABOUT}, 2, "ask others what they know"},
    [SUP_DO_ACHIEVE] = {"request",
                        {TO, {"what", BDI_P_PARTIES, PURE, NULL, true, "a goal of theirs"}},
                        2,
                        "ask others to pursue a goal"},
    [SUP_DO_UNACHIEVE] = {"release",
                          {TO, {"what", BDI_P_PARTIES, PURE, NULL, true, "a goal of theirs"}},
                          2,
                          "take the request back"},
    [SUP_DO_SIGNAL] = {"signal", {TO, VALUE}, 2, "let others know that something happens"},
    [SUP_DO_RESTOCK] = {"restock",
                        {QTY},
                        1,
                        "order from the usual sources as the policy would; less than 0: give "
                        "back"},
    [SUP_DO_CONSOLIDATE] = {"consolidate",
                            {{"share", BDI_P_NUMBER, PURE, NULL, true,
                              "how full vehicles must be to leave, 0 to 1"},
                             {"at_most", BDI_P_NUMBER, DAYS, NULL, false,
                              "how long a load waits for that; left out: a day"},
                             FOR},
                            3,
                            "of a carrier: loads for the same lane go together"},
    [SUP_DO_QUOTE] = {"quote",
                      {{"share", BDI_P_NUMBER, PURE, NULL, true,
                        "of the freight, beyond it; less than 0: a rebate"},
                       FOR},
                      2,
                      "of a carrier: ask for more or less, in bids and for loads"},
    [SUP_DO_DECLINE] = {"decline", {FOR}, 1, "of a carrier: offer nothing to those who ask"},
    [SUP_DO_ESCALATE] = {"escalate", {MAY_TO, ABOUT}, 2, "tell those above that it needs help"},
};

const struct bdi_verb *sup_verb_kind(enum sup_verb which)
{
    return &verb[which];
}

enum sup_deed_unit sup_param_unit(const struct bdi_param *param)
{
    static const struct bdi_dim days = DAYS, units = UNITS;

    if (memcmp(&param->dim, &days, sizeof days) == 0)
        return SUP_DEED_DAYS;
    return memcmp(&param->dim, &units, sizeof units) == 0 ? SUP_DEED_UNITS : SUP_DEED_NUMBER;
}

/* What is missing to a position that covers so many days of demand. */
static double order_up_to(const struct bdi_view *view, const double *arg)
{
    const struct sup_sight *sight = view->model;
    double missing = sight->demand * arg[0] - sight->position;

    return missing > 0.0 ? missing : 0.0;
}

static const struct bdi_function function[] = {
    {.name = "ucb",
     .args = 3,
     .type = BDI_NUMBER,
     .dim = PURE,
     .arg_dim = {PURE, PURE, PURE},
     .call = sup_ucb},
    {.name = "thompson",
     .args = 2,
     .type = BDI_NUMBER,
     .dim = PURE,
     .arg_dim = {PURE, PURE},
     .call = sup_thompson},
    {.name = "order_up_to",
     .args = 1,
     .type = BDI_NUMBER,
     .dim = UNITS,
     .arg_dim = {DAYS},
     .call = order_up_to},
};

static bool read_unit(const void *self, const char *text, size_t size, struct bdi_dim *dim,
                      double *factor)
{
    return scen_outline_unit(self, text, size, dim->power, factor);
}

static const char *say_unit(const void *self, struct bdi_dim dim, char *text, size_t bytes)
{
    return scen_outline_unit_text(self, dim.power, text, bytes);
}

void sup_domain_init(struct sup_domain *out, const char *currency)
{
    out->units = (struct bdi_units){.self = currency, .read = read_unit, .say = say_unit};
    out->domain = (struct bdi_domain){
        .percept = percept,
        .percepts = SUP_PERCEPTS,
        .function = function,
        .functions = sizeof function / sizeof function[0],
        .verb = verb,
        .verbs = SUP_VERBS,
        .deed = sup_deeds,
        .deeds = SUP_DEEDS,
        .units = &out->units,
    };
}
