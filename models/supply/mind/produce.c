/* SPDX-License-Identifier: Apache-2.0 */
/* Verbs about making: ahead, faster, elsewhere, or another product in its place. */
#include <math.h>

#include "supply/account/rare.h"
#include "supply/make/make.h"
#include "supply/make/shop.h"
#include "supply/mind/verbs.h"
#include "supply/order/order.h"
#include "supply/stock/held.h"
#include "supply/stock/stock.h"

bool sup_do_build_ahead(struct sup_thought *m, const struct bdi_action *a)
{
    int64_t quantity = sup_arg_quanta(m, a->arg[0], sup_missing(m));

    if (!m->item->made_here || !sup_may_act(m))
        return false;
    if (quantity > 0) {
        sup_place(m->t, m->slot, m->s, quantity);
        sup_did(m, SUP_NOBODY, -1, quantity);
    }
    return true;
}

/* ---- overtime ---- */

double sup_item_pace(const struct sup_turn *t, const struct sup_item *item)
{
    return 1.0 + sup_wits_at(t, sup_thinker_of(t, item))->pace;
}

/* Lines are shared: they work as long as the longest of those who need them. */
double sup_site_overtime(const struct sup_turn *t)
{
    double most = 0.0;

    for (uint32_t slot = 0; slot < t->place->items; slot++) {
        const struct sup_item *item = sup_item_at(t, slot);

        if (sup_minded(item) && item->special & SUP_CRAFTED)
            most = fmax(most, sup_item_pace(t, item) - 1.0);
    }
    return 1.0 + most;
}

void sup_end_overtime(struct sup_thought *m)
{
    struct sup_wits *wits = sup_wits_write(m);

    wits->pace = 0.0;
    wits->pace_until = INT64_MAX;
    if (m->item->special & SUP_CRAFTED)
        sup_shops_look(m->t);
}

/* Who works longer is paid at once, for all of the time. What was begun without lines takes the
 * time that it would have taken. */
bool sup_do_overtime(struct sup_thought *m, const struct bdi_action *a)
{
    double share = a->arg[0], days = a->arg[1];
    double cost = days * m->who->lore->as->overtime_cost;

    if (!m->item->made_here || !(share > 0.0) || !(days > 0.0) || !sup_spend(m, cost))
        return false;
    struct sup_wits *wits = sup_wits_write(m);

    wits->pace = share;
    wits->pace_until = sup_arg_until(m, days);
    sup_pay(m->t, m->slot, SUP_M_overtime, cost);
    if (m->item->special & SUP_CRAFTED)
        sup_shops_look(m->t);
    return true;
}

/* ---- by others ---- */

static bool make_at(struct sup_thought *m, const struct sup_party *party, int64_t quantity)
{
    double cost = party->price * (double)quantity;

    if (!(party->days > 0.0) || !sup_spend(m, cost))
        return false;
    sup_pay(m->t, m->slot, SUP_M_purchase, cost);
    sup_make_elsewhere(m->t, m->slot, m->s, quantity, sup_ticks(party->days));
    sup_did(m, party->site, -1, quantity);
    return true;
}

/* Who orders it over a lane anyway orders it there. */
bool sup_do_subcontract(struct sup_thought *m, const struct bdi_action *a)
{
    struct bdi_words whom = sup_arg_words(m, a->arg[0]);
    int64_t quantity = sup_arg_quanta(m, a->arg[1], sup_missing(m));
    bool good = whom.count > 0;

    if (!sup_may_act(m))
        return false;
    if (!m->item->made_here)
        return quantity <= 0 || sup_order_from(m, whom, SUP_MODE_USUAL, quantity);
    for (uint32_t k = 0; k < whom.count && quantity > 0; k++) {
        int64_t part = quantity / whom.count + ((int64_t)k < quantity % whom.count);

        good = (part == 0 || make_at(m, sup_arg_party(m, whom, k), part)) && good;
    }
    return good;
}

/* ---- another product ---- */

/* Takes at most `units` of what the site has to spare of the other product; the amount. */
static int64_t take_other(const struct sup_turn *t, uint32_t slot, double units)
{
    struct sup_stock *s = sup_touch(t, slot);
    const struct sup_item *item = sup_item_at(t, slot);
    int64_t spare = item->special & SUP_HELD ? sup_free(t, item, s) : s->on_hand;
    int64_t quantity = (int64_t)floor(units / item->quantum);

    if (s->owed > 0 || spare <= 0 || quantity <= 0)
        return 0;
    quantity = sup_take_off(t, slot, s, quantity < spare ? quantity : spare);
    s->flow.used += quantity;
    return quantity;
}

static double substitute(struct sup_thought *m, int32_t product, double units)
{
    for (uint32_t slot = 0; slot < m->t->place->items; slot++) {
        const struct sup_item *item = sup_item_at(m->t, slot);

        if (slot == m->slot || item->product != (uint32_t)product)
            continue;
        int64_t taken = take_other(m->t, slot, units);

        if (taken > 0)
            sup_changed(m->t, slot, sup_touch(m->t, slot));
        return (double)taken * item->quantum;
    }
    return 0.0;
}

/* So much of what is owed is served with units of other products, as if they had been made into
 * this one. */
bool sup_do_substitute(struct sup_thought *m, const struct bdi_action *a)
{
    struct bdi_words by = sup_arg_words(m, a->arg[0]);
    double share = a->arg[1] < 1.0 ? a->arg[1] : 1.0;
    double wanted = (double)m->s->owed * m->item->quantum * share, found = 0.0;

    if (!sup_may_act(m))
        return false;
    for (uint32_t k = 0; k < by.count && found < wanted; k++)
        if (sup_arg_party(m, by, k)->product >= 0)
            found += substitute(m, sup_arg_party(m, by, k)->product, wanted - found);
    int64_t quantity = (int64_t)floor(found / m->item->quantum + 1e-9);

    if (quantity == 0)
        return false;
    sup_settle(m->s, m->t->now);
    sup_count(m->t, m->slot, SUP_N_co_made, quantity);
    sup_put(m->t, m->slot, m->s, quantity, 0);
    sup_did(m, SUP_NOBODY, -1, quantity);
    sup_fill(m->t, m->slot, m->s);
    return true;
}
