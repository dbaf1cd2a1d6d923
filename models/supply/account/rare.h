/* SPDX-License-Identifier: Apache-2.0 */
/* supply/account/rare.h - what happens to some items only: goods that are lost, expire or come
 * back, and money beyond holding, backlog and plain freight.
 *
 * Each kind of count or money is one line of the lists below; its columns in the results, its
 * place in the cost waterfall and its terms in the proof of conservation follow from that line.
 * The sums lie in a cold block of the state, which only sites have that may need it
 * (sup_keep_rare): others spend neither memory nor time. Like the common sums they start afresh
 * with each KPI period and after the warm-up.
 */
#pragma once

#include "supply/site.h"

/* X(name, unit, item, shipment, order, back, about): goods that enter the balance; `unit` is
 * goods or plain. The terms:
 *   item      +1 goods came to the stock of the item, -1 goods left it
 *   shipment  +1 shipped to here, and never received nor under way any more
 *   order     +1 answers open orders of those who ordered here, like goods under way
 *   back      +1 goods returned upstream, -1 taken back there or on the way at the end */
#define SUP_BALANCED_LIST(X)                                                       \
    X(expired, goods, -1, 0, 0, 0, "Went past its shelf life")                     \
    X(destroyed, goods, -1, 0, 0, 0, "Destroyed in stock")                         \
    X(rejected, goods, -1, 0, 0, 0, "Thrown away from stock or on receipt as bad") \
    X(co_made, goods, 1, 0, 0, 0, "Came along with making other products")         \
    X(handed_back, goods, 1, 0, 0, 0, "Handed back by customers")                  \
    X(returned, goods, -1, 0, 0, 1, "Returned to the source")                      \
    X(taken_back, goods, 1, 0, 0, -1, "Taken back from sites that returned it")    \
    X(returning, goods, 0, 0, 0, -1, "On the way back to here at the end")         \
    X(lost_in_transit, goods, 0, 1, 0, 0, "Lost on the way to here")               \
    X(under_way, goods, 0, -1, 0, 0, "On the way to here at the start")            \
    X(refused, goods, 0, 0, 1, 0, "Orders refused, news of it on the way at the end")

/* The same, without terms: what only informs. */
#define SUP_INFORMING_LIST(X)                                                             \
    X(lost, goods, 0, 0, 0, 0, "Demand that went away at once, unserved")                 \
    X(cancelled, goods, 0, 0, 0, 0, "Demand that waited and then was withdrawn")          \
    X(scrapped, goods, 0, 0, 0, 0, "Begun to be made here and turned out bad")            \
    X(transshipped, goods, 0, 0, 0, 0, "Of what was shipped: to sites of the same tier")  \
    X(expedited, goods, 0, 0, 0, 0, "Of what was ordered: by a faster, dearer way")       \
    X(merged_lots, plain, 0, 0, 0, 0, "Lots that found the shelf's list full, joined")    \
    X(put_off, plain, 0, 0, 0, 0, "Orders that had to wait because the source took none") \
    X(promised, plain, 0, 0, 0, 0, "Customers with a promise who have all or have gone")  \
    X(on_time, plain, 0, 0, 0, 0, "Of the promised: had all of it in time")               \
    X(set_ups, plain, 0, 0, 0, 0, "Changes of a line to this product")

/* X(name, about): bars of the cost waterfall, in the scenario's currency. */
#define SUP_COST_LIST(X)                                   \
    X(set_up, "Of setting lines up")                       \
    X(overtime, "Of capacity beyond the normal")           \
    X(purchase, "Of goods paid for on receipt")            \
    X(transport, "Of loads, tonnes and handling on lanes") \
    X(expedite, "Premium of faster or other supply")       \
    X(overflow, "Of storage beyond the site's own room")   \
    X(disposal, "Of getting rid of goods")                 \
    X(scrap, "Of goods that turned out bad")               \
    X(lost_sales, "Penalty for demand that went away")     \
    X(late, "Penalty for demand served after its promise")

/* X(name, unit, about): what else is summed. */
#define SUP_EARNED_LIST(X)                                                  \
    X(revenue, "currency", "Paid by customers")                             \
    X(lost_margin, "currency", "Price less value of demand that went away") \
    X(co2e, "kg", "Greenhouse gases as CO2 equivalent")

#define SUP_RARE_COUNT_ENUM(name, unit, item, shipment, order, back, about) SUP_N_##name,
#define SUP_RARE_COST_ENUM(name, about) SUP_M_##name,
#define SUP_RARE_EARNED_ENUM(name, unit, about) SUP_M_##name,
enum sup_count {
    SUP_BALANCED_LIST(SUP_RARE_COUNT_ENUM) SUP_BALANCED, // so many enter the balance
    SUP_RARE_BEFORE_INFORMING = SUP_BALANCED - 1,
    SUP_INFORMING_LIST(SUP_RARE_COUNT_ENUM) SUP_COUNTS
};
enum sup_money {
    SUP_COST_LIST(SUP_RARE_COST_ENUM) SUP_RARE_COSTS, // so many are costs
    SUP_RARE_BEFORE_EARNED = SUP_RARE_COSTS - 1,
    SUP_EARNED_LIST(SUP_RARE_EARNED_ENUM) SUP_MONEYS
};

struct sup_count_kind {
    const char *name, *about;
    bool goods;                         // else a plain number
    int8_t item, shipment, order, back; // see the list
};

extern const struct sup_count_kind sup_count_kind[SUP_COUNTS];

/* The cold block of one item. */
struct sup_rare {
    int64_t count[SUP_COUNTS], kept_count[SUP_COUNTS]; // of the KPI period; since the warm-up
    int64_t ever[SUP_BALANCED];                        // before this period, in the whole run
    double money[SUP_MONEYS], kept_money[SUP_MONEYS];
};

static_assert(sizeof(struct sup_rare) == 16 * SUP_COUNTS + 8 * SUP_BALANCED + 16 * SUP_MONEYS,
              "no padding");

/* While the world is built, before its states are laid out: this site will count what is rare.
 * Items with any `special` bit do so anyway. */
void sup_keep_rare(struct sup_world *world, uint32_t site);

/* The block of an item; NULL where the site keeps none. */
const struct sup_rare *sup_rare_at(const struct sup_turn *t, uint32_t slot);

/* What one of a count is in units, or just one. */
static inline double sup_count_size(int what, double quantum)
{
    return sup_count_kind[what].goods ? quantum : 1.0;
}

/* In handlers: adds to the item's sums. The site keeps them, else the run ends. */
void sup_count(const struct sup_turn *t, uint32_t slot, enum sup_count what, int64_t quanta);

/* Customers of an item who go away unserved wanted it all the same; what becomes of it (lost,
 * and for whom) is counted by the caller. */
struct sup_stock *sup_unserved(const struct sup_turn *t, uint32_t slot, int64_t quantity);
void sup_pay(const struct sup_turn *t, uint32_t slot, enum sup_money what, double amount);

/* In `leftover` and `finish`, where the state itself is writable. */
struct sup_rare *sup_rare_in(const struct sup_turn *t, void *state, uint32_t slot);

/* Costs of the sums `money`, all bars together. */
double sup_money_cost(const double *money);

/* The end of a KPI period: its sums join those of the run. At the end of the warm-up what was
 * kept so far is forgotten, but not what proves conservation. */
void sup_rare_passes(struct sup_rare *rare);
void sup_rare_forget(struct sup_rare *rare);
