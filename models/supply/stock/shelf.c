/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/stock/shelf.h"

#include "supply/account/rare.h"
#include "supply/order/order.h"
#include "supply/stock/stock.h"

static const struct sup_shelf *shelf_at(const struct sup_turn *t, const struct sup_item *item)
{
    return sup_part(t, item->store->shelf_at);
}

static const struct sup_lot *lot_at(const struct sup_turn *t, const struct sup_item *item,
                                    uint32_t place)
{
    const struct sup_lot *ring = (const struct sup_lot *)(shelf_at(t, item) + 1);

    return &ring[place < item->store->lot_capacity ? place : place - item->store->lot_capacity];
}

/* Asks to be woken when the first lot expires, unless that is settled already. */
static void look_again(const struct sup_turn *t, uint32_t slot, const struct sup_item *item,
                       struct sup_shelf *shelf)
{
    struct sup_index what = {slot, 0};

    if (shelf->lots == 0)
        return;
    int64_t first = lot_at(t, item, shelf->head)->best_before;

    if (shelf->check != 0 && shelf->check <= first)
        return;
    shelf->check = first;
    sup_send(t, tw_self(t->ctx), first - t->now, t->world->kind[SUP_EVENT_EXPIRE].priority,
             SUP_EVENT_EXPIRE, &what);
}

/* Moves the lots from `place` on by one and writes `lot` there. */
static void insert(const struct sup_turn *t, const struct sup_item *item,
                   struct sup_shelf *shelf, uint32_t place, struct sup_lot lot)
{
    for (uint32_t i = shelf->head + shelf->lots; i > shelf->head + place; i--) {
        struct sup_lot *to = tw_write(t->ctx, lot_at(t, item, i));

        *to = *lot_at(t, item, i - 1);
    }
    struct sup_lot *here = tw_write(t->ctx, lot_at(t, item, shelf->head + place));

    *here = lot;
    shelf->lots++;
}

/* Adds `lot` to the one at `place`, at the earlier of their dates. */
static void join(const struct sup_turn *t, const struct sup_item *item,
                 const struct sup_shelf *shelf, uint32_t place, struct sup_lot lot)
{
    struct sup_lot *here = tw_write(t->ctx, lot_at(t, item, shelf->head + place));

    here->quantity += lot.quantity;
    if (lot.best_before < here->best_before)
        here->best_before = lot.best_before;
}

/* How many lots expire before `at` does; new goods mostly expire last. */
static uint32_t earlier(const struct sup_turn *t, const struct sup_item *item,
                        const struct sup_shelf *shelf, int64_t at)
{
    uint32_t place = shelf->lots;

    while (place > 0 && lot_at(t, item, shelf->head + place - 1)->best_before >= at)
        place--;
    return place;
}

void sup_shelf_put(const struct sup_turn *t, uint32_t slot, struct sup_lot lot)
{
    const struct sup_item *item = sup_item_at(t, slot);
    struct sup_shelf *shelf = tw_write(t->ctx, shelf_at(t, item));
    uint32_t place = earlier(t, item, shelf, lot.best_before);

    if (place < shelf->lots &&
        lot_at(t, item, shelf->head + place)->best_before == lot.best_before) {
        join(t, item, shelf, place, lot);
    } else if (shelf->lots < item->store->lot_capacity) {
        insert(t, item, shelf, place, lot);
    } else {
        join(t, item, shelf, place > 0 ? place - 1 : 0, lot);
        sup_count(t, slot, SUP_N_merged_lots, 1);
    }
    look_again(t, slot, item, shelf);
}

static void drop_first(const struct sup_item *item, struct sup_shelf *shelf)
{
    shelf->head = shelf->head + 1 < item->store->lot_capacity ? shelf->head + 1 : 0;
    shelf->lots--;
}

struct sup_lot sup_shelf_take(const struct sup_turn *t, const struct sup_item *item,
                              int64_t quantity)
{
    struct sup_shelf *shelf = tw_write(t->ctx, shelf_at(t, item));
    struct sup_lot *first = tw_write(t->ctx, lot_at(t, item, shelf->head));
    struct sup_lot taken = *first;

    base_assert(shelf->lots > 0);
    if (taken.quantity > quantity)
        taken.quantity = quantity;
    first->quantity -= taken.quantity;
    if (first->quantity == 0)
        drop_first(item, shelf);
    return taken;
}

void sup_shelf_open(const struct sup_turn *t, unsigned char *state, uint32_t slot,
                    int64_t quantity)
{
    const struct sup_item *item = sup_item_at(t, slot);
    struct sup_shelf *shelf = (struct sup_shelf *)(void *)(state + item->store->shelf_at);

    if (quantity <= 0)
        return;
    *(struct sup_lot *)(void *)(shelf + 1) =
        (struct sup_lot){sup_fresh_until(t, item), quantity};
    shelf->lots = 1;
    look_again(t, slot, item, shelf);
}

/* `quantity` quanta are gone for good; what is paid to get rid of them. */
static void dispose(const struct sup_turn *t, uint32_t slot, enum sup_count why,
                    int64_t quantity)
{
    sup_count(t, slot, why, quantity);
    sup_pay(t, slot, SUP_M_disposal, sup_item_at(t, slot)->store->disposal * (double)quantity);
}

bool sup_shelf_receive(const struct sup_turn *t, struct sup_stock *s,
                       const struct sup_shipment *shipment)
{
    const struct sup_item *item = sup_item_at(t, shipment->slot);
    int64_t until = sup_best_before(t->world, shipment->best_before);

    if (until <= t->now)
        dispose(t, shipment->slot, SUP_N_expired, shipment->quantity);
    else if (until - t->now < item->store->least_life)
        dispose(t, shipment->slot, SUP_N_rejected, shipment->quantity);
    else
        sup_put(t, shipment->slot, s, shipment->quantity, until);
    return (shipment->best_before & SUP_MORE) == 0;
}

void sup_expire(const struct sup_turn *t, uint32_t slot)
{
    const struct sup_item *item = sup_item_at(t, slot);
    const struct sup_shelf *now = shelf_at(t, item);
    int64_t quantity = 0;

    if (now->check != t->now) // settled by an earlier look
        return;
    struct sup_shelf *shelf = tw_write(t->ctx, now);

    while (shelf->lots > 0 && lot_at(t, item, shelf->head)->best_before <= t->now) {
        quantity += lot_at(t, item, shelf->head)->quantity;
        drop_first(item, shelf);
    }
    shelf->check = 0;
    look_again(t, slot, item, shelf);
    if (quantity == 0)
        return;
    struct sup_stock *s = sup_touch(t, slot);

    sup_leave(t, item, s, quantity);
    dispose(t, slot, SUP_N_expired, quantity);
    sup_changed(t, slot, s);
}
