/* SPDX-License-Identifier: Apache-2.0 */
/* Orders that are taken back: a message to the source, which answers with what it had not
 * served yet, as it does when it refuses orders. */
#include "supply/disrupt/disrupt.h"
#include "supply/disrupt/harms.h"
#include "supply/mind/verbs.h"
#include "supply/order/order.h"
#include "supply/stock/stock.h"

static void send(const struct sup_thought *m, uint32_t way, int64_t quantity)
{
    const struct sup_source *source = sup_way_of(m->t, m->p, way);
    struct sup_order what = {source->slot, source->client, quantity};

    sup_send(m->t, source->lp, source->order_delay, m->item->order_priority, SUP_EVENT_WITHDRAW,
             &what);
}

static int64_t open_over(const struct sup_thought *m, uint32_t way)
{
    const struct sup_way *w = &sup_ways_at(m->t, m->who)[way];
    int64_t sum = 0;

    for (uint32_t i = 0; i < w->count; i++)
        sum += w->order[(w->head + i) % SUP_AWAITED].quantity;
    return sum;
}

/* From each partner what is open there, until it is enough. */
bool sup_do_cancel(struct sup_thought *m, const struct bdi_action *a)
{
    struct bdi_words whom = sup_arg_words(m, a->arg[0]);
    int64_t left = sup_arg_quanta(m, a->arg[1], INT64_MAX);
    bool any = false;

    if (m->item->made_here || !sup_may_act(m))
        return false;
    for (uint32_t n = 0; n < whom.count; n++)
        for (uint32_t k = 0; k < m->who->ways && left > 0; k++) {
            int64_t open = open_over(m, k), part = open < left ? open : left;

            if (sup_way_of(m->t, m->p, k)->lp != sup_arg_party(m, whom, n)->site || part <= 0)
                continue;
            send(m, k, part);
            sup_did_over(m, sup_way_of(m->t, m->p, k), part);
            left -= part;
            any = true;
        }
    return any;
}

/* Who hears nothing hears it later, as orders are. */
static bool is_deaf(const struct sup_turn *t, const struct sup_order *what)
{
    if (!sup_hindered(sup_item_at(t, what->slot)) || !sup_silent(t))
        return false;
    sup_send(t, tw_self(t->ctx), sup_last_end(t, 0, SUP_HARM_SILENT) - t->now,
             t->world->kind[SUP_EVENT_WITHDRAW].priority, SUP_EVENT_WITHDRAW, what);
    return true;
}

void sup_take_withdrawal(const struct sup_turn *t, const struct sup_order *what)
{
    if (is_deaf(t, what))
        return;
    struct sup_stock *s = sup_touch(t, what->slot);
    int64_t gone = sup_take_back_order(t, what->slot, s, what->client, what->quantity);

    if (gone == 0)
        return;
    sup_refuse(t, what->slot, what->client, gone);
    sup_changed(t, what->slot, s);
}
