/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/make/craft.h"

#include <math.h>

#include "supply/account/rare.h"
#include "supply/make/make.h"
#include "supply/make/shop.h"
#include "supply/stock/stock.h"

void sup_crafts_open(const struct sup_turn *t, unsigned char *state)
{
    struct sup_craft_state *s =
        (struct sup_craft_state *)(void *)(state + t->place->annex->craft_at);

    for (uint32_t slot = 0; slot < t->place->items; slot++) {
        const struct sup_item *item = sup_item_at(t, slot);
        uint64_t product = t->world->product_key[item->product];

        if ((item->special & SUP_CRAFTED) == 0)
            continue;
        struct sup_craft_state *craft = &s[sup_craft_of(t, slot)->at];

        craft->route = sup_chance(t, SUP_CHANCE_ROUTE, product);
        craft->yield = sup_chance(t, SUP_CHANCE_YIELD, product);
    }
}

uint32_t sup_craft_next(const struct sup_turn *t, uint32_t at)
{
    const struct sup_op *op = sup_op_of(t, at);
    const struct sup_branch *branch = &t->world->branch[op->first_branch];
    uint32_t k = 0;

    if (op->branches == 0)
        return SUP_NO_OP;
    if (branch[0].upto >= 1.0)
        return branch[0].op;
    const struct sup_craft_state *now = sup_craft_at(t, sup_craft_of(t, op->slot));
    struct sup_craft_state *craft = tw_write(t->ctx, now);
    double draw = rand_uniform(&craft->route);

    while (k < op->branches && draw >= branch[k].upto)
        k++;
    return k < op->branches ? branch[k].op : SUP_NO_OP;
}

/* ---- the limit of a period ---- */

static void announce_period(const struct sup_turn *t, uint32_t slot, int64_t begins)
{
    struct sup_shop_event news = {SUP_NEWS_RELEASE, slot, 0, 0};

    sup_send(t, tw_self(t->ctx), begins - t->now, sup_item_at(t, slot)->made_priority,
             SUP_EVENT_SHOP, &news);
}

int64_t sup_craft_allows(const struct sup_turn *t, uint32_t slot, int64_t quantity)
{
    const struct sup_craft *craft = sup_craft_of(t, slot);

    if (craft->limit == SUP_NO_LIMIT)
        return quantity;
    struct sup_craft_state *s = tw_write(t->ctx, sup_craft_at(t, craft));
    int64_t window = t->now / craft->every;

    if (s->window != window) {
        s->window = window;
        s->released = 0;
    }
    int64_t left = craft->limit - s->released, now = quantity < left ? quantity : left;

    s->released += now;
    if (now < quantity && s->announced == 0) {
        s->announced = 1;
        announce_period(t, slot, (window + 1) * craft->every);
    }
    return now;
}

void sup_craft_period(const struct sup_turn *t, uint32_t slot)
{
    struct sup_craft_state *s = tw_write(t->ctx, sup_craft_at(t, sup_craft_of(t, slot)));

    s->announced = 0;
    sup_make_release(t, slot);
}

/* ---- yield ---- */

/* A share that is fixed is kept to the last quantum in the long run; a drawn one is rounded by
 * chance, so that small jobs are neither better nor worse for it. */
static int64_t good_part(const struct sup_craft *craft, struct sup_craft_state *s,
                         int64_t quantity)
{
    if (craft->yield.law == RAND_CONSTANT) {
        double before = (double)s->processed, share = craft->yield.a;

        return (int64_t)(floor((before + (double)quantity) * share + 0.5) -
                         floor(before * share + 0.5));
    }
    double share = rand_draw(&s->yield, &craft->yield);
    double good = (double)quantity * (share < 1.0 ? share : 1.0) + rand_uniform(&s->yield);

    return share > 0.0 ? (int64_t)floor(good < (double)quantity ? good : (double)quantity) : 0;
}

static void give_co_products(const struct sup_turn *t, const struct sup_craft *craft,
                             double before, double after)
{
    for (uint32_t i = craft->first_co; i < craft->first_co + craft->cos; i++) {
        const struct sup_co_product *co = &t->world->co_product[i];
        double more = floor(after * co->per + 0.5) - floor(before * co->per + 0.5);
        struct sup_stock *s = sup_touch(t, co->slot);

        sup_put(t, co->slot, s, (int64_t)more, 0);
        sup_count(t, co->slot, SUP_N_co_made, (int64_t)more);
        sup_fill(t, co->slot, s);
    }
}

int64_t sup_craft_good(const struct sup_turn *t, uint32_t slot, int64_t quantity)
{
    const struct sup_craft *craft = sup_craft_of(t, slot);
    struct sup_craft_state *s = tw_write(t->ctx, sup_craft_at(t, craft));
    int64_t good = craft->yields ? good_part(craft, s, quantity) : quantity;
    double before = (double)s->processed;

    s->processed += quantity;
    if (good < quantity) {
        double price = craft->scrap_price + sup_item_at(t, slot)->price.make;

        sup_count(t, slot, SUP_N_scrapped, quantity - good);
        sup_pay(t, slot, SUP_M_scrap, price * (double)(quantity - good));
    }
    give_co_products(t, craft, before, before + (double)quantity);
    return good;
}

int64_t sup_craft_accepts(const struct sup_turn *t, uint32_t slot, int64_t quantity)
{
    const struct sup_craft *craft = sup_craft_of(t, slot);
    struct sup_craft_state *s = tw_write(t->ctx, sup_craft_at(t, craft));
    int64_t good = good_part(craft, s, quantity);

    s->processed += quantity;
    if (good < quantity) {
        sup_count(t, slot, SUP_N_rejected, quantity - good);
        sup_pay(t, slot, SUP_M_scrap, craft->scrap_price * (double)(quantity - good));
    }
    return good;
}
