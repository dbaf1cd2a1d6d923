/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/stock/room.h"

#include "supply/account/rare.h"

static const struct sup_room *room_at(const struct sup_turn *t)
{
    return sup_part(t, t->place->annex->room_at);
}

static void settle(const struct sup_turn *t, struct sup_room *room)
{
    double over = room->used - t->place->annex->room;

    if (over > 0.0)
        room->over += over * (double)(t->now - room->since);
    room->since = t->now;
}

void sup_room_change(const struct sup_turn *t, const struct sup_item *item, int64_t quanta)
{
    struct sup_room *room = tw_write(t->ctx, room_at(t));

    settle(t, room);
    room->used += item->store->size * (double)quanta;
}

double sup_room_free(const struct sup_turn *t)
{
    return t->place->annex->room - room_at(t)->used;
}

void sup_room_open(const struct sup_turn *t, unsigned char *state, const struct sup_item *item,
                   int64_t quanta)
{
    struct sup_room *room = (struct sup_room *)(void *)(state + t->place->annex->room_at);

    room->used += item->store->size * (double)quanta;
}

/* Room x ticks that an item took in this period so far. */
static double taken(const struct sup_turn *t, uint32_t slot)
{
    const struct sup_stock *s = sup_stock_at(t, slot);
    double area = s->flow.on_hand_area + (double)s->on_hand * (double)(t->now - s->since);

    return area * sup_item_at(t, slot)->store->size;
}

void sup_room_share(const struct sup_turn *t)
{
    if (t->place->annex->rooms == 0)
        return;
    struct sup_room *room = tw_write(t->ctx, room_at(t));
    double all = 0.0;

    settle(t, room);
    if (room->over <= 0.0)
        return;
    for (uint32_t slot = 0; slot < t->place->items; slot++)
        all += taken(t, slot);
    for (uint32_t slot = 0; slot < t->place->items; slot++)
        sup_pay(t, slot, SUP_M_overflow,
                t->place->annex->overflow * room->over * (taken(t, slot) / all));
    room->over = 0.0;
}
