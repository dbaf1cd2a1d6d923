/* SPDX-License-Identifier: Apache-2.0 */
/* supply/stock/shelf.h - goods with a shelf life: lots by age, first expired first out.
 *
 * Goods are born when they are made or bought; each lot is told by the moment at which it
 * expires. Lots leave a stock in the order of these moments, whoever takes them, and what
 * expires is disposed of at the very beginning of that tick, before receipts, customers and
 * reviews. Ages travel with shipments: a load of several lots is sent as several shipments of
 * one journey, all but the last with SUP_MORE, and counts as one. Goods that expire on the way,
 * or that have less than the receiver's least life left, are disposed of on receipt. Parts that
 * makers have picked do not age, and what is made of them is born when it is finished.
 *
 * A stock holds its lots in a ring of its own, sized from the expected receipts during a shelf
 * life (build/stores.c). A lot that finds it full joins the lot that expires just before it
 * (or, as the oldest, takes the next one in): nothing is lost, nothing is sold too late, and
 * each case counts in SUP_TOTAL's `merged_lots`. Lots that expire together are one lot anyway.
 * Goods without a shelf life have none of this.
 */
#pragma once

#include "supply/site.h"

struct sup_lot {
    int64_t best_before; // tick at which it expires
    int64_t quantity;    // quanta
};

struct sup_shelf { // before the ring of its lots
    int64_t check; // when the next look for expired lots is due; 0: never
    uint32_t head, lots;
};

static_assert(sizeof(struct sup_lot) == 16, "no padding");
static_assert(sizeof(struct sup_shelf) == 16, "no padding");

/* Times of expiry in shipments: whole stamps of sup_world.age_unit, rounded down, so that 31
 * bits are enough for the run. */
#define SUP_MORE (UINT32_C(1) << 31) // more of the same load follows in this tick

static inline int64_t sup_best_before(const struct sup_world *w, uint32_t stamp)
{
    return (int64_t)(stamp & ~SUP_MORE) * w->age_unit;
}

/* Of goods that are born now. */
static inline int64_t sup_fresh_until(const struct sup_turn *t, const struct sup_item *item)
{
    return (t->now + item->store->shelf_life) / t->world->age_unit * t->world->age_unit;
}

/* Puts a lot on the shelf; the caller counts it into `on_hand`. */
void sup_shelf_put(const struct sup_turn *t, uint32_t slot, struct sup_lot lot);

/* Takes at most `quantity` of the lot that expires first; the caller counts it out of
 * `on_hand`, and knows that there is some. */
struct sup_lot sup_shelf_take(const struct sup_turn *t, const struct sup_item *item,
                              int64_t quantity);

/* In init: `state` is writable and its shelf empty. */
void sup_shelf_open(const struct sup_turn *t, unsigned char *state, uint32_t slot,
                    int64_t quantity);

/* A shipment of goods with a shelf life is here: puts it away, or throws it away. False: more
 * of its load follows, so that nothing is given out yet. */
bool sup_shelf_receive(const struct sup_turn *t, struct sup_stock *s,
                       const struct sup_shipment *shipment);

/* SUP_EVENT_EXPIRE */
void sup_expire(const struct sup_turn *t, uint32_t slot);
