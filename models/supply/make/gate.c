/* SPDX-License-Identifier: Apache-2.0 */
/* In front of a shop: what its room and its wip limit let in, and whom they send away. */
#include "supply/account/rare.h"
#include "supply/make/craft.h"
#include "supply/make/make.h"
#include "supply/make/shop.h"

bool sup_shop_has_room(const struct sup_turn *t, uint32_t shop)
{
    return sup_shop_at(t, shop)->here < sup_shop_of(t, shop)->room;
}

static bool lets_in(const struct sup_turn *t, uint32_t shop)
{
    return sup_shop_has_room(t, shop) &&
           sup_shop_at(t, shop)->wip < sup_shop_of(t, shop)->wip_limit;
}

static void begin_route(const struct sup_turn *t, uint32_t shop, struct sup_run run)
{
    struct sup_shop_state *s = sup_shop_touch(t, shop);

    run.entered = (double)t->now;
    s->wip += run.jobs;
    sup_shop_enter(t, shop, run);
}

void sup_shop_add_endless(const struct sup_turn *t, uint32_t shop)
{
    const struct sup_shop *spec = sup_shop_of(t, shop);
    const struct sup_shop_state *s = sup_shop_at(t, shop);

    if (spec->endless == 0)
        return;
    uint32_t slot = spec->endless - 1;
    int64_t size = sup_craft_of(t, slot)->job_size;

    while (s->wip + s->queue[SUP_GATE].jobs + sup_unreleased(t, slot) / size < spec->wip_limit)
        sup_make_more(t, slot, size);
}

void sup_shop_let_in(const struct sup_turn *t, uint32_t shop)
{
    const struct sup_shop_state *s = sup_shop_at(t, shop);

    while (s->queue[SUP_GATE].jobs > 0 && lets_in(t, shop)) {
        struct sup_line_up gate = sup_shop_line_up(t, shop, SUP_GATE);

        sup_shop_touch(t, shop);
        begin_route(t, shop, sup_queue_pop(&gate));
    }
    sup_shop_dispatch(t, shop);
}

static bool limited(const struct sup_shop *shop)
{
    return shop->room != SUP_NO_LIMIT || shop->wip_limit != SUP_NO_LIMIT;
}

static void take_jobs(const struct sup_turn *t, uint32_t op, int64_t jobs, int64_t quanta)
{
    uint32_t shop = sup_op_of(t, op)->shop;
    struct sup_run run = {op, 0, jobs, quanta, (double)t->now, (double)t->now};

    if (jobs == 0)
        return;
    if (!limited(sup_shop_of(t, shop))) {
        begin_route(t, shop, run);
        return;
    }
    struct sup_line_up gate = sup_shop_line_up(t, shop, SUP_GATE);

    sup_shop_touch(t, shop);
    sup_queue_push(&gate, &run);
}

void sup_shop_take(const struct sup_turn *t, uint32_t slot, int64_t quantity)
{
    const struct sup_craft *craft = sup_craft_of(t, slot);
    int64_t size = craft->job_size > 0 ? craft->job_size : quantity;
    int64_t whole = quantity / size;

    take_jobs(t, craft->op, whole, whole * size);
    take_jobs(t, craft->op, quantity > whole * size, quantity - whole * size);
    sup_shop_let_in(t, sup_op_of(t, craft->op)->shop);
}

bool sup_shop_refuses(const struct sup_turn *t, uint32_t slot, int64_t quantity)
{
    const struct sup_craft *craft = sup_craft_of(t, slot);
    const struct sup_stock *stock = sup_stock_at(t, slot);

    if (craft->ops == 0 || (stock->lines == 0 && stock->on_hand >= quantity))
        return false;
    uint32_t shop = sup_op_of(t, craft->op)->shop;
    const struct sup_shop_state *s = sup_shop_at(t, shop);
    int64_t size = craft->job_size > 0 ? craft->job_size : quantity;
    int64_t jobs = (quantity + size - 1) / size;

    if (s->here + s->queue[SUP_GATE].jobs + jobs <= sup_shop_of(t, shop)->room)
        return false;
    sup_shop_touch(t, shop)->tally.refused += jobs;
    return true;
}

bool sup_shop_sends_away(const struct sup_turn *t, uint32_t slot, int64_t quantity)
{
    if (quantity == 0 || !sup_shop_refuses(t, slot, quantity))
        return false;
    sup_unserved(t, slot, quantity);
    sup_count(t, slot, SUP_N_lost, quantity);
    return true;
}
