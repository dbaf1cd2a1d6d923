/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/make/make.h"

#include <math.h>

#include "supply/disrupt/plight.h"
#include "supply/make/craft.h"
#include "supply/make/shop.h"
#include "supply/mind/mind.h"
#include "supply/order/agent.h"
#include "supply/order/order.h"
#include "supply/stock/stock.h"

int64_t sup_need_of(const struct sup_need *need, int64_t quantity)
{
    return (int64_t)floor((double)quantity * need->per + 0.5);
}

/* The most of the product that `picked` of one component is enough for. */
static int64_t enough_for(const struct sup_need *need, int64_t picked)
{
    int64_t most = (int64_t)floor(((double)picked + 0.5) / need->per);

    while (sup_need_of(need, most) > picked)
        most--;
    return most;
}

static void finish(const struct sup_turn *t, uint32_t slot, int64_t quantity)
{
    int64_t good = quantity;

    if (__builtin_expect(sup_item_at(t, slot)->special & SUP_CRAFTED, 0))
        good = sup_craft_good(t, slot, quantity);
    if (__builtin_expect((sup_item_at(t, slot)->special & SUP_AGENT) != 0, 0))
        sup_agent_makes(t, slot, good);
    struct sup_stock *s = sup_touch(t, slot);

    s->on_order -= quantity;
    s->flow.made += good;
    sup_put(t, slot, s, good, 0);
    sup_cycle_ends(s);
    if (sup_hindered(sup_item_at(t, slot)))
        sup_throw_out(t, slot, s, good);
    sup_fill(t, slot, s);
    if (good < quantity)
        sup_changed(t, slot, s);
    else if (sup_minded(sup_item_at(t, slot)))
        sup_think(t, slot, s, false);
}

static void begin(const struct sup_turn *t, uint32_t slot, struct sup_maker *maker,
                  int64_t quantity)
{
    const struct sup_item *item = sup_item_at(t, slot);
    int64_t ticks = item->make_ticks;

    if (__builtin_expect(item->special & SUP_CRAFTED, 0) && sup_craft_of(t, slot)->ops > 0) {
        maker->in_process += quantity;
        sup_shop_take(t, slot, quantity);
        return;
    }
    if (ticks < 0)
        ticks = sup_ticks(rand_draw(&maker->time, item->make_law));
    if (sup_minded(item))
        ticks = (int64_t)((double)ticks / sup_item_pace(t, item));
    if (sup_hindered(item))
        ticks = sup_stretched(t, item, NULL, ticks);
    if (ticks == 0) {
        finish(t, slot, quantity);
        return;
    }
    struct sup_batch batch = {slot, 0, quantity, sup_lost_time(t, item)};

    maker->in_process += quantity;
    sup_send(t, tw_self(t->ctx), ticks, item->made_priority, SUP_EVENT_MADE, &batch);
}

/* How much can be released by now. Looks from the last component, because they are asked for
 * from the first: while an order is being asked for, one look shows that it is not complete. */
static int64_t releasable(const struct sup_turn *t, const struct sup_item *item,
                          const struct sup_maker *maker)
{
    int64_t least = maker->ordered;

    for (uint32_t i = item->first_need + item->needs; i > item->first_need; i--) {
        int64_t enough = enough_for(&t->world->need[i - 1], *sup_picked_at(t, i - 1));

        if (enough <= maker->released)
            return maker->released;
        if (enough < least)
            least = enough;
    }
    return least;
}

/* Turns the components of the quanta `from` .. `to` into work. */
static void use_components(const struct sup_turn *t, const struct sup_item *item, int64_t from,
                           int64_t to)
{
    for (uint32_t i = item->first_need; i < item->first_need + item->needs; i++) {
        const struct sup_need *need = &t->world->need[i];
        int64_t *used = tw_write(t->ctx, &sup_stock_at(t, need->slot)->flow.used);

        *used += sup_need_of(need, to) - sup_need_of(need, from);
    }
}

void sup_make_release(const struct sup_turn *t, uint32_t slot)
{
    const struct sup_item *item = sup_item_at(t, slot);
    const struct sup_maker *now = sup_maker_at(t, item->make);
    int64_t from = now->released;
    int64_t to = releasable(t, item, now);

    if (to > from && __builtin_expect(item->special & SUP_CRAFTED, 0))
        to = from + sup_craft_allows(t, slot, to - from);
    if (to <= from)
        return;
    struct sup_maker *maker = tw_write(t->ctx, now);

    maker->released = to;
    use_components(t, item, from, to);
    begin(t, slot, maker, to - from);
}

void sup_make(const struct sup_turn *t, uint32_t slot, int64_t quantity)
{
    const struct sup_item *item = sup_item_at(t, slot);
    struct sup_maker *maker = tw_write(t->ctx, sup_maker_at(t, item->make));
    int64_t from = maker->ordered;

    maker->ordered += quantity;
    for (uint32_t i = item->first_need; i < item->first_need + item->needs; i++) {
        const struct sup_need *need = &t->world->need[i];
        int64_t wanted = sup_need_of(need, from + quantity) - sup_need_of(need, from);

        if (wanted > 0) {
            struct sup_stock *s = sup_want(t, need->slot, need->client, wanted);

            sup_changed(t, need->slot, s);
        }
    }
    sup_make_release(t, slot);
}

void sup_pick(const struct sup_turn *t, uint32_t slot, uint32_t need, int64_t quantity)
{
    int64_t *picked = tw_write(t->ctx, sup_picked_at(t, need));

    *picked += quantity;
    sup_make_release(t, slot);
}

/* Outages since the batch began have put it off by as much working time as was lost. */
void sup_made(const struct sup_turn *t, const struct sup_batch *batch)
{
    const struct sup_item *item = sup_item_at(t, batch->slot);
    int64_t late = sup_lost_time(t, item) - batch->down_seen;

    if (late > 0) {
        int64_t wait = sup_work_wait(t, item, late);
        struct sup_batch again = *batch;

        again.down_seen += wait;
        sup_send(t, tw_self(t->ctx), wait, item->made_priority, SUP_EVENT_MADE, &again);
        return;
    }
    struct sup_maker *maker = tw_write(t->ctx, sup_maker_at(t, item->make));

    maker->in_process -= batch->quantity;
    finish(t, batch->slot, batch->quantity);
}

void sup_make_done(const struct sup_turn *t, uint32_t slot, int64_t quantity)
{
    struct sup_maker *maker = tw_write(t->ctx, sup_maker_at(t, sup_item_at(t, slot)->make));

    maker->in_process -= quantity;
    finish(t, slot, quantity);
}

void sup_make_elsewhere(const struct sup_turn *t, uint32_t slot, struct sup_stock *s,
                        int64_t quantity, int64_t ticks)
{
    const struct sup_item *item = sup_item_at(t, slot);
    struct sup_maker *maker = tw_write(t->ctx, sup_maker_at(t, item->make));
    struct sup_batch batch = {slot, 0, quantity, sup_lost_time(t, item)};

    s->on_order += quantity;
    s->flow.ordered += quantity;
    s->flow.orders++;
    maker->in_process += quantity;
    sup_send(t, tw_self(t->ctx), ticks > 0 ? ticks : 1, item->made_priority, SUP_EVENT_MADE,
             &batch);
}

void sup_make_more(const struct sup_turn *t, uint32_t slot, int64_t quantity)
{
    struct sup_stock *s = sup_touch(t, slot);

    s->on_order += quantity;
    s->flow.ordered += quantity;
    s->flow.orders++;
    sup_make(t, slot, quantity);
}

int64_t sup_unreleased(const struct sup_turn *t, uint32_t slot)
{
    const struct sup_maker *maker = sup_maker_at(t, sup_item_at(t, slot)->make);

    return maker->ordered - maker->released;
}
