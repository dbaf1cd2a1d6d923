/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/make/rate.h"

#include <math.h>

#include "rand/dist.h"
#include "supply/make/shop_state.h"

double sup_op_rate(const struct sup_craft *craft, const struct sup_op *op)
{
    double job = craft->job_size > 0 ? (double)craft->job_size : 1.0;
    double days = rand_mean(&op->unit_time) * craft->quantum + rand_mean(&op->job_time) / job;

    return days > 0.0 ? 1.0 / (days * (double)TW_TICKS_PER_DAY) : (double)INFINITY;
}

static void narrow(struct sup_rate *least, double per_tick, double load)
{
    if (per_tick < least->per_tick)
        *least = (struct sup_rate){per_tick, load};
}

static void narrow_by_shop(const struct sup_turn *t, const struct sup_craft *craft, uint32_t op,
                           struct sup_rate *least)
{
    uint32_t number = sup_op_of(t, op)->shop;
    const struct sup_shop *shop = sup_shop_of(t, number);
    const struct sup_shop_state *now = sup_shop_at(t, number);
    double jobs = (double)now->here + (double)now->queue[SUP_GATE].jobs;
    double up = t->site->down > 0 ? 0.0 : (double)(shop->machines - now->down) * now->pace;

    narrow(least, up > 0.0 ? up * sup_op_rate(craft, sup_op_of(t, op)) : 0.0,
           jobs / (double)shop->machines);
}

static void narrow_by_limit(const struct sup_turn *t, const struct sup_craft *craft,
                            struct sup_rate *least)
{
    const struct sup_craft_state *now = sup_craft_at(t, craft);
    bool fresh = now->window != t->now / craft->every;

    narrow(least, (double)craft->limit / (double)craft->every,
           fresh ? 0.0 : (double)now->released / (double)craft->limit);
}

bool sup_rate_now(const struct sup_turn *t, uint32_t slot, struct sup_rate *out)
{
    *out = (struct sup_rate){(double)INFINITY, 0.0};
    if ((sup_item_at(t, slot)->special & SUP_CRAFTED) == 0)
        return false;
    const struct sup_craft *craft = sup_craft_of(t, slot);

    for (uint32_t op = craft->op; op < craft->op + craft->ops; op++)
        narrow_by_shop(t, craft, op, out);
    if (craft->limit != SUP_NO_LIMIT)
        narrow_by_limit(t, craft, out);
    return isfinite(out->per_tick);
}
