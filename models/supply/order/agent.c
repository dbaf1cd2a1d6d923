/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/order/agent.h"

#include <math.h>

#include "supply/account/rare.h"
#include "supply/disrupt/plight.h"
#include "supply/mind/mind.h"
#include "supply/order/act.h"
#include "supply/order/taken.h"
#include "supply/order/transship.h"

static struct sup_mind *mind_of(const struct sup_turn *t, const struct sup_policy *p)
{
    return tw_write(t->ctx, sup_mind_at(t, p));
}

void sup_agents_open(const struct sup_turn *t, unsigned char *state)
{
    for (uint32_t slot = 0; slot < t->place->items; slot++) {
        const struct sup_item *item = sup_item_at(t, slot);

        if (!(item->special & SUP_AGENT))
            continue;
        const struct sup_policy *p = sup_policy_of(t, item);
        struct sup_mind *mind = (struct sup_mind *)(void *)(state + p->mind_at);

        bdi_believe(&p->how, &mind->learned, (double *)(void *)(mind + 1));
        mind->below = p->below;
        mind->sold = item->initial < 0 ? -item->initial : 0;
        mind->lost = -1;
    }
    sup_minds_open(t, state);
}

int64_t sup_first_review(const struct sup_turn *t, const struct sup_item *item)
{
    return item->special & SUP_AGENT ? sup_policy_of(t, item)->review_start : 0;
}

/* ---- what it perceives ---- */

/* Customers of this item take from its echelon and from all upstream of it that want to know.
 * What they went away without does not count: it leaves nothing behind. */
static void notice_customers(const struct sup_turn *t, const struct sup_policy *p,
                             const struct sup_stock *s)
{
    const struct sup_mind *now = sup_mind_at(t, p);
    int64_t sold = now->passed + s->flow.sold + s->owed_customers;

    if (sold == now->sold)
        return;
    struct sup_mind *mind = mind_of(t, p);
    int64_t before = mind->sold;

    mind->sold = sold;
    for (uint32_t i = p->first_tell; i < p->first_tell + p->tells; i++) {
        const struct sup_tell *tell = &t->world->tell[i];
        struct sup_news news = {tell->slot, 0, 0};

        news.quantity = (int64_t)(floor((double)sold * tell->per + 0.5) -
                                  floor((double)before * tell->per + 0.5));
        if (news.quantity != 0)
            sup_send(t, tell->lp, tell->delay, t->world->kind[SUP_EVENT_NEWS].priority,
                     SUP_EVENT_NEWS, &news);
    }
}

/* Requirements until the order after this one could arrive, less those that are past. */
static double required(const struct sup_turn *t, const struct sup_policy *p, int64_t key)
{
    const struct sup_require *list = &t->world->require[p->first_require];
    uint32_t low = 0, high = p->requires;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (list[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? list[low - 1].sum : 0.0;
}

static double needed(const struct sup_turn *t, const struct sup_item *item,
                     const struct sup_policy *p)
{
    int64_t until = t->now + p->lead + item->review;

    return required(t, p, 2 * until) - required(t, p, 2 * t->now + 1) +
           p->needed_rate * (double)(until - t->now);
}

/* Planned orders that are due and were not placed. */
static int64_t due(const struct sup_turn *t, const struct sup_policy *p, int64_t *next)
{
    int64_t sum = 0;

    for (; *next < p->dues; (*next)++) {
        const struct sup_due *one = &t->world->due[p->first_due + (uint32_t)*next];

        if (one->at > t->now)
            break;
        sum += one->quantity;
    }
    return sum;
}

/* The echelon position changes with what customers take and with the item's own orders only. An
 * order from downstream moves goods within the echelon: what the own position loses by it,
 * those below have gained. Without news they are believed to have gained what they lost. */
static int64_t position(const struct sup_turn *t, uint32_t slot, const struct sup_policy *p,
                        const struct sup_mind *mind, const struct sup_stock *s)
{
    struct bdi_holding own = {s->on_hand, s->on_order, s->owed};

    if (sup_hindered(sup_item_at(t, slot)))
        sup_see(t, slot, &own);
    int64_t sum = bdi_position(&own);

    if (p->echelon == SUP_BY_NEWS)
        sum += mind->below + mind->orders + s->flow.demand - s->flow.sales;
    if (p->echelon == SUP_BY_ORDERS)
        sum += p->below;
    return sum;
}

/* What the agent believes as it decides. */
static struct bdi_outlook look(const struct sup_turn *t, uint32_t slot,
                               const struct sup_policy *p, const struct bdi_rule *rule,
                               const struct sup_stock *s)
{
    const struct sup_mind *mind = sup_mind_at(t, p);
    struct bdi_outlook now = {.position = position(t, slot, p, mind, s)};
    int64_t next = mind->next_due;

    if (rule->senses & BDI_ASKED)
        now.asked = s->flow.demand - mind->seen;
    if ((rule->senses & BDI_FORECAST) && p->forecast != NULL)
        now.coming = p->forecast->ahead(&p->how, &mind->learned, p->cover);
    if (rule->senses & BDI_NEEDS)
        now.needed = needed(t, sup_item_at(t, slot), p);
    if (rule->senses & BDI_DUE)
        now.due = due(t, p, &next);
    return now;
}

/* What was asked for, or due, is done with. */
static void settle(const struct sup_turn *t, const struct sup_policy *p,
                   const struct sup_stock *s)
{
    if (!(p->rule->senses & (BDI_ASKED | BDI_DUE)))
        return;
    struct sup_mind *mind = mind_of(t, p);

    if (p->rule->senses & BDI_ASKED)
        mind->seen = s->flow.demand;
    due(t, p, &mind->next_due);
}

/* Demand since the last review, learned. */
static void learn(const struct sup_turn *t, const struct sup_policy *p,
                  const struct sup_stock *s)
{
    struct sup_mind *mind = mind_of(t, p);
    double *window = NULL;

    if (p->how.window > 0)
        window = tw_write_bytes(t->ctx, sup_window_at(t, p), p->how.window * sizeof *window);
    p->forecast->learn(&p->how, &mind->learned, window, (double)(s->flow.demand - mind->seen));
    mind->seen = s->flow.demand;
}

/* ---- what it does ---- */

/* Several sources choose for themselves what to do about one that is down. */
static bool may_order(const struct sup_turn *t, uint32_t slot, const struct sup_policy *p)
{
    const struct sup_item *item = sup_item_at(t, slot);

    if (t->site->down > 0)
        return false;
    if (!sup_hindered(item))
        return true;
    return p->sources > 0 ? !sup_item_down(t, item) : sup_may_order(t, slot);
}

int64_t sup_agent_position(const struct sup_turn *t, uint32_t slot, const struct sup_stock *s)
{
    const struct sup_policy *p = sup_policy_of(t, sup_item_at(t, slot));

    return position(t, slot, p, sup_mind_at(t, p), s);
}

bool sup_agent_may_order(const struct sup_turn *t, uint32_t slot)
{
    return may_order(t, slot, sup_policy_of(t, sup_item_at(t, slot)));
}

int64_t sup_agent_wants(const struct sup_turn *t, uint32_t slot, const struct sup_stock *s,
                        const struct bdi_rule *rule, const struct bdi_levels *levels)
{
    const struct sup_policy *p = sup_policy_of(t, sup_item_at(t, slot));
    struct bdi_outlook now = look(t, slot, p, rule, s);
    struct bdi_terms terms = p->terms;

    terms.trigger = levels->trigger;
    terms.target = levels->target;
    return bdi_limit(&p->limits, rule->want(&terms, &now));
}

void sup_agent_decided(const struct sup_turn *t, uint32_t slot, struct sup_stock *s,
                       int64_t quantity)
{
    const struct sup_policy *p = sup_policy_of(t, sup_item_at(t, slot));

    if (quantity == 0)
        return;
    if (!may_order(t, slot, p)) {
        if (sup_hindered(sup_item_at(t, slot)) && sup_loses_orders(t, sup_item_at(t, slot)))
            settle(t, p, s);
        return;
    }
    settle(t, p, s);
    if (quantity > 0)
        sup_order(t, slot, s, quantity);
    else
        sup_give_back(t, slot, s, -quantity);
}

static void decide(const struct sup_turn *t, uint32_t slot, struct sup_stock *s)
{
    const struct sup_policy *p = sup_policy_of(t, sup_item_at(t, slot));
    struct bdi_outlook now = look(t, slot, p, p->rule, s);

    sup_agent_decided(t, slot, s, bdi_limit(&p->limits, p->rule->want(&p->terms, &now)));
}

void sup_agent_sees(const struct sup_turn *t, uint32_t slot, struct sup_stock *s)
{
    const struct sup_item *item = sup_item_at(t, slot);
    const struct sup_policy *p = sup_policy_of(t, item);

    if (p->tells > 0)
        notice_customers(t, p, s);
    if (p->siblings > 0)
        sup_ask_siblings(t, slot, s);
    if (sup_minded(item))
        sup_think(t, slot, s, item->review == 0);
    else if (item->review == 0)
        decide(t, slot, s);
}

/* Reviews come back after the review period; those of a plan when an order is due. */
static void come_again(const struct sup_turn *t, uint32_t slot, const struct sup_policy *p)
{
    const struct sup_item *item = sup_item_at(t, slot);
    struct sup_index again = {slot, 0};
    int64_t ticks = item->review;

    if (p->rule->senses & BDI_DUE) {
        uint32_t next = 0;

        while (next < p->dues && t->world->due[p->first_due + next].at <= t->now)
            next++;
        if (next == p->dues)
            return;
        ticks = t->world->due[p->first_due + next].at - t->now;
    }
    sup_send(t, tw_self(t->ctx), ticks, item->review_priority, SUP_EVENT_REVIEW, &again);
}

void sup_agent_reviews(const struct sup_turn *t, uint32_t slot)
{
    const struct sup_policy *p = sup_policy_of(t, sup_item_at(t, slot));
    struct sup_stock *s = sup_touch(t, slot);

    come_again(t, slot, p);
    if (p->forecast != NULL)
        learn(t, p, s);
    if (sup_minded(sup_item_at(t, slot)))
        sup_think(t, slot, s, true);
    else
        decide(t, slot, s);
}

void sup_agent_period(const struct sup_turn *t, uint32_t slot, const struct sup_stock *s)
{
    const struct sup_policy *p = sup_policy_of(t, sup_item_at(t, slot));
    struct sup_mind *mind = mind_of(t, p);

    mind->seen -= s->flow.demand;
    mind->passed += s->flow.sold;
    mind->orders += s->flow.demand - s->flow.sales;
    if (sup_minded(sup_item_at(t, slot)))
        sup_mind_period(t, sup_item_at(t, slot), s);
}

void sup_take_news(const struct sup_turn *t, const struct sup_news *news)
{
    const struct sup_item *item = sup_item_at(t, news->slot);
    const struct sup_policy *p = sup_policy_of(t, item);

    mind_of(t, p)->below -= news->quantity;
    if (sup_minded(item))
        sup_think(t, news->slot, sup_touch(t, news->slot), item->review == 0);
    else if (item->review == 0)
        decide(t, news->slot, sup_touch(t, news->slot));
}

void sup_agent_receives(const struct sup_turn *t, const struct sup_shipment *shipment,
                        tw_lp_id from)
{
    const struct sup_policy *p = sup_policy_of(t, sup_item_at(t, shipment->slot));

    uint32_t only = SUP_NOBODY; // the way that they came, where there are several from there

    if (sup_minded(sup_item_at(t, shipment->slot)))
        only = sup_way_delivers(t, shipment, from);
    if (sup_takens(p) > 0)
        sup_taken_note(t, p, shipment, from, only);
    if (p->purchase > 0.0)
        sup_pay(t, shipment->slot, SUP_M_purchase, p->purchase * (double)shipment->quantity);
    for (uint32_t i = p->first_source + 1; i < p->first_source + p->sources; i++) {
        const struct sup_source *source = &t->world->source[i];

        if (source->lp == from && (only == SUP_NOBODY || only == i - p->first_source))
            sup_pay(t, shipment->slot, SUP_M_expedite,
                    source->more_load + source->more_unit * (double)shipment->quantity);
    }
    for (uint32_t i = p->first_sibling; i < p->first_sibling + p->siblings; i++) {
        const struct sup_source *sibling = &t->world->source[i];

        if (sibling->lp == from) {
            mind_of(t, p)->asked_for -= shipment->quantity;
            sup_pay(t, shipment->slot, SUP_M_expedite,
                    sibling->more_load + sibling->more_unit * (double)shipment->quantity);
        }
    }
    if (p->siblings > 0)
        sup_forget_refusals(t, shipment->slot, shipment->quantity);
}

void sup_agent_makes(const struct sup_turn *t, uint32_t slot, int64_t quantity)
{
    if (sup_policy_of(t, sup_item_at(t, slot))->siblings > 0)
        sup_forget_refusals(t, slot, quantity);
}

/* Questions are orders in the mail, and so are answers on their way back. */
void sup_agent_leftover(const struct sup_turn *t, void *state, const struct tw_event *ev)
{
    uint16_t kind = tw_event_kind(ev);
    struct sup_total *total =
        (struct sup_total *)(void *)((unsigned char *)state + t->place->total_at);

    if (kind == SUP_EVENT_ASK || kind == SUP_EVENT_NO) {
        const struct sup_ask *ask = tw_payload(ev);

        total[ask->slot].in_mail += ask->quantity;
    } else if (kind == SUP_EVENT_BACK) {
        const struct sup_news *back = tw_payload(ev);

        sup_rare_in(t, state, back->slot)->count[SUP_N_returning] += back->quantity;
    }
}
