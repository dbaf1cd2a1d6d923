/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/order/transship.h"

#include "supply/account/rare.h"
#include "supply/mind/mind.h"
#include "supply/order/agent.h"
#include "supply/order/order.h"
#include "supply/order/policy.h"
#include "supply/stock/stock.h"

/* What a policy does by itself takes as long as an order. Agents write letters, which take
 * their time. */
static int64_t post(const struct sup_turn *t, const struct sup_source *whom, bool alone)
{
    int64_t letter = alone ? t->world->scen->message_delay : 0;

    return whom->order_delay > letter ? whom->order_delay : letter;
}

static void ask(const struct sup_turn *t, uint32_t slot, uint32_t number, int64_t quantity,
                bool alone)
{
    const struct sup_item *item = sup_item_at(t, slot);
    const struct sup_policy *p = sup_policy_of(t, item);
    const struct sup_source *whom = &t->world->source[p->first_sibling + number];
    struct sup_ask question = {whom->slot, t->place->first_item + slot, number, alone,
                               quantity};

    sup_send(t, whom->lp, post(t, whom, alone), item->order_priority, SUP_EVENT_ASK, &question);
}

/* What all refused is not asked for again, until less is missing than that. */
void sup_ask_siblings(const struct sup_turn *t, uint32_t slot, struct sup_stock *s)
{
    const struct sup_policy *p = sup_policy_of(t, sup_item_at(t, slot));
    const struct sup_mind *now = sup_mind_at(t, p);
    int64_t lacks = p->transship_at - (s->on_hand - s->owed);
    int64_t refused = now->refused;

    if (lacks < 0)
        lacks = 0;
    if (refused > lacks)
        refused = lacks;
    lacks -= refused + now->asked_for;
    if (t->site->down > 0 || (lacks <= 0 && refused == now->refused))
        return;
    struct sup_mind *mind = tw_write(t->ctx, now);

    mind->refused = refused;
    if (lacks <= 0)
        return;
    mind->asked_for += lacks;
    s->on_order += lacks;
    ask(t, slot, 0, lacks, false);
}

void sup_ask_sibling(const struct sup_turn *t, uint32_t slot, struct sup_stock *s,
                     uint32_t number, int64_t quantity)
{
    const struct sup_policy *p = sup_policy_of(t, sup_item_at(t, slot));
    struct sup_mind *mind = tw_write(t->ctx, sup_mind_at(t, p));

    mind->asked_for += quantity;
    s->on_order += quantity;
    ask(t, slot, number, quantity, true);
}

/* Those who were refused help are served now: who comes after them may find it. */
void sup_forget_refusals(const struct sup_turn *t, uint32_t slot, int64_t quantity)
{
    const struct sup_policy *p = sup_policy_of(t, sup_item_at(t, slot));
    const struct sup_mind *now = sup_mind_at(t, p);
    const struct sup_stock *s = sup_stock_at(t, slot);
    int64_t lacks = p->transship_at - (s->on_hand + quantity - s->owed);

    if (now->refused == 0 || now->refused <= lacks)
        return;
    struct sup_mind *mind = tw_write(t->ctx, now);

    mind->refused = lacks > 0 ? lacks : 0;
}

/* What it does not keep for itself; who asks for help below a level keeps that much, or it
 * would have to ask for what it gives away. */
static int64_t to_spare(const struct sup_turn *t, const struct sup_item *item,
                        const struct sup_stock *now)
{
    int64_t keep = sup_kept_back(item);

    if (t->site->down > 0 || now->owed > 0 || (sup_minded(item) && sup_plea_open(t, item)))
        return 0;
    if ((item->special & SUP_AGENT) && sup_policy_of(t, item)->siblings > 0 &&
        sup_policy_of(t, item)->transship_at > keep)
        keep = sup_policy_of(t, item)->transship_at;
    return now->on_hand > keep ? now->on_hand - keep : 0;
}

void sup_take_ask(const struct sup_turn *t, const struct sup_ask *question)
{
    const struct sup_item *item = sup_item_at(t, question->slot);
    const struct sup_item *who = &t->world->item[question->item];
    const struct sup_policy *p = sup_policy_of(t, who);
    const struct sup_source *me = &t->world->source[p->first_sibling + question->number];
    const struct sup_stock *now = sup_stock_at(t, question->slot);
    int64_t spare = to_spare(t, item, now);
    int64_t gives = spare < question->quantity ? spare : question->quantity;

    if (gives > 0) {
        struct sup_stock *s = sup_touch(t, question->slot);

        gives = sup_send_off(t, question->slot, s, me->client, gives);
        sup_count(t, question->slot, SUP_N_transshipped, gives);
        sup_changed(t, question->slot, s);
    }
    if (gives < question->quantity) {
        struct sup_ask no = *question;

        no.slot = question->item - t->world->place[who->site].first_item;
        no.quantity -= gives;
        sup_send(t, who->site, post(t, me, no.alone != 0), who->order_priority, SUP_EVENT_NO,
                 &no);
    }
}

/* The last one could not help either: then it is as if nobody had been asked. */
void sup_take_no(const struct sup_turn *t, const struct sup_ask *no)
{
    const struct sup_policy *p = sup_policy_of(t, sup_item_at(t, no->slot));

    if (!no->alone && no->number + 1 < p->siblings) {
        ask(t, no->slot, no->number + 1, no->quantity, false);
        return;
    }
    struct sup_stock *s = sup_touch(t, no->slot);
    struct sup_mind *mind = tw_write(t->ctx, sup_mind_at(t, p));

    s->on_order -= no->quantity;
    mind->asked_for -= no->quantity;
    mind->refused += no->alone ? 0 : no->quantity;
    if (no->alone && sup_minded(sup_item_at(t, no->slot)))
        sup_plea_denied(t, no->slot, no->number);
    sup_changed(t, no->slot, s);
}
