/* SPDX-License-Identifier: Apache-2.0 */
/* Those who call for bids: the verbs cfp and award, and what comes back. */
#include <math.h>
#include <stddef.h>

#include "supply/mind/parley/talk.h"
#include "supply/mind/verbs.h"
#include "supply/order/act.h"

static struct sup_parley *parley_write_head(const struct sup_thought *m)
{
    return tw_write_bytes(m->t->ctx, sup_parley_at(m), offsetof(struct sup_parley, call));
}

static struct sup_call *call_write(const struct sup_thought *m, uint32_t place)
{
    return tw_write(m->t->ctx, &sup_parley_at(m)->call[place]);
}

static uint32_t ways_of(const struct sup_thought *m)
{
    return m->who->ways + m->who->siblings;
}

/* ---- what the agent comes to know of its calls ---- */

static void know(struct sup_thought *m, const struct sup_call *c)
{
    int64_t offered = 0, sure = 0;

    for (uint32_t i = 0; i < c->bids; i++) {
        offered += c->bid[i].state == SUP_BID_OFFERED ? c->bid[i].offer.quantity : 0;
        sure += c->bid[i].state == SUP_BID_CONFIRMED ? c->bid[i].awarded : 0;
    }
    sup_happens(m, SUP_SEES_BIDS, SUP_NOBODY, sup_call_offers(c, m->t->now));
    sup_happens(m, SUP_SEES_OFFERED, SUP_NOBODY, (double)offered * m->item->quantum);
    if (c->state != SUP_CALL_AWARDED)
        sup_happens(m, SUP_SEES_BID_COST, SUP_NOBODY, sup_call_cost(c, m->t->now));
    sup_happens(m, SUP_SEES_CONFIRMED, SUP_NOBODY, (double)sure * m->item->quantum);
    sup_happens(m, SUP_SEES_CALLING, SUP_NOBODY, c->state == SUP_CALL_OPEN);
}

/* ---- cfp ---- */

static void invite(struct sup_thought *m, struct sup_call *c, struct bdi_words whom)
{
    for (uint32_t k = 0; k < whom.count; k++)
        for (uint32_t way = 0; way < ways_of(m); way++) {
            const struct sup_source *source = sup_talk_way(m->t->world, m->item, way);

            if (source->lp == sup_arg_party(m, whom, k)->site && !sup_call_invite(c, way))
                sup_spoken(m->t, m->slot)->no_room += c->bids == SUP_BIDDERS;
        }
}

static uint32_t item_at(const struct sup_thought *m, uint32_t way)
{
    const struct sup_source *source = sup_talk_way(m->t->world, m->item, way);

    return m->t->world->place[source->lp].first_item + source->slot;
}

static void write_to(const struct sup_thought *m, const struct sup_call *c, uint32_t way,
                     enum sup_act act, int64_t quantity)
{
    struct sup_letter letter = {.act = (uint16_t)act,
                                .caller = m->who->item,
                                .way = way,
                                .talk = c->id,
                                .quantity = quantity,
                                .at = c->binding};

    sup_post(m->t, m->slot, item_at(m, way),
             sup_talker_of(m->t->world, m->item)->way_delay[way], &letter);
}

static void set_bell(const struct sup_thought *m, const struct sup_call *c)
{
    struct sup_bell bell = {m->slot, 0, c->id};

    sup_send(m->t, tw_self(m->t->ctx), c->close - m->t->now,
             m->t->world->kind[SUP_EVENT_BELL].priority, SUP_EVENT_BELL, &bell);
}

static void call(struct sup_thought *m, const struct sup_call *c)
{
    sup_spoken(m->t, m->slot)->calls++;
    for (uint32_t i = 0; i < c->bids; i++)
        write_to(m, c, c->bid[i].way, SUP_ACT_CFP, c->quantity);
    set_bell(m, c);
    know(m, c);
}

bool sup_do_cfp(struct sup_thought *m, const struct bdi_action *a)
{
    int64_t quantity = sup_arg_quanta(m, a->arg[1], sup_missing(m));
    int64_t reply = sup_ticks(a->arg[2]);
    uint32_t place = sup_call_place(sup_parley_at(m)->call, m->t->now);
    struct sup_call c;

    if (place == SUP_CALLS)
        sup_spoken(m->t, m->slot)->no_room++;
    if (place == SUP_CALLS || quantity <= 0 || reply <= 0)
        return false;
    sup_call_open(&c, sup_parley_at(m)->last + 1, m->t->now, reply, quantity);
    c.plan = a->by.serial;
    c.intention = a->by.intention;
    c.frame = a->by.frame;
    invite(m, &c, sup_arg_words(m, a->arg[0]));
    if (c.bids == 0)
        return false;
    parley_write_head(m)->last++;
    *call_write(m, place) = c;
    call(m, &c);
    return true;
}

/* ---- award ---- */

/* The last call of this very attempt; SUP_CALLS: none that can still be awarded. */
static uint32_t call_of(const struct sup_thought *m, const struct bdi_action *a)
{
    const struct sup_call *call = sup_parley_at(m)->call;
    uint32_t last = SUP_CALLS;

    for (uint32_t i = 0; i < SUP_CALLS; i++)
        if (call[i].id != 0 && call[i].plan == a->by.serial &&
            call[i].state != SUP_CALL_AWARDED &&
            (last == SUP_CALLS || call[i].id > call[last].id))
            last = i;
    return last;
}

/* What the agent has counted of each bidder's deliveries in time. */
static void look_up_trust(const struct sup_thought *m, const struct sup_call *c,
                          struct sup_trust *trust)
{
    const int32_t *belief = sup_talker_of(m->t->world, m->item)->trust;

    for (uint32_t i = 0; i < c->bids; i++) {
        trust[i] = (struct sup_trust){0.0, 0.0};
        if (belief[c->bid[i].way] < 0)
            continue;
        const struct bdi_belief *held = &bdi_beliefs(&m->turn)[belief[c->bid[i].way]];

        trust[i].good = held->value * held->confidence;
        trust[i].bad = (1.0 - held->value) * held->confidence;
    }
}

/* The usual way is free of the budget, as orders over it are. */
static double price_of(const struct sup_call *c, uint32_t fresh)
{
    double sum = 0.0;

    for (uint32_t i = 0; i < c->bids; i++)
        if ((fresh >> i & 1) != 0 && c->bid[i].way != 0)
            sum += c->bid[i].offer.price * (double)c->bid[i].awarded;
    return sum;
}

static void order(struct sup_thought *m, uint32_t way, int64_t quantity)
{
    sup_ordered(m->s, quantity);
    if (!sup_talk_sibling(m->t->world, m->item, way)) {
        sup_way_ordered(m->t, m->who, way, quantity);
        return;
    }
    struct sup_mind *mind = tw_write(m->t->ctx, sup_mind_at(m->t, m->p));

    mind->asked_for += quantity;
}

static void announce(struct sup_thought *m, const struct sup_call *c, uint32_t fresh)
{
    for (uint32_t i = 0; i < c->bids; i++) {
        const struct sup_bid *bid = &c->bid[i];

        if ((fresh >> i & 1) == 0)
            continue;
        if (bid->awarded > 0) {
            order(m, bid->way, bid->awarded);
            sup_did_over(m, sup_talk_way(m->t->world, m->item, bid->way), bid->awarded);
        }
        write_to(m, c, bid->way, bid->awarded > 0 ? SUP_ACT_AWARD : SUP_ACT_REJECT,
                 bid->awarded);
    }
}

/* False: nobody gets it, or it is too dear; the call stays as it was, but closed. */
static bool award(struct sup_thought *m, uint32_t place, const struct sup_awarding *by,
                  int64_t quantity, bool again)
{
    struct sup_call c = sup_parley_at(m)->call[place];
    struct sup_trust trust[SUP_BIDDERS];
    struct sup_parley *head = parley_write_head(m);
    struct sup_awarding how = *by;
    uint32_t fresh;

    look_up_trust(m, &c, trust);
    how.trust = trust;
    how.chance = &head->chance;
    how.incumbent = head->incumbent;
    int64_t given = sup_call_award(&c, &how, quantity, again, m->t->now, &fresh);
    double price = price_of(&c, fresh);

    if (given == 0 || !sup_spend(m, price)) {
        sup_call_close(call_write(m, place));
        return false;
    }
    *call_write(m, place) = c;
    if (!again)
        head->incumbent = sup_call_winner(&c);
    announce(m, &c, fresh);
    know(m, &c);
    return given == quantity || !again;
}

bool sup_do_award(struct sup_thought *m, const struct bdi_action *a)
{
    struct sup_awarding how = {
        .rule = (enum sup_award_rule)sup_arg_choice(a->arg[0], SUP_BY_PRICE),
        .split = a->arg[1] == a->arg[1] ? fmin(fmax(a->arg[1], 0.0), 1.0) : 1.0,
        .margin = a->arg[2] == a->arg[2] ? fmin(fmax(a->arg[2], 0.0), 1.0) : 0.0,
    };
    uint32_t place = call_of(m, a);

    if (!sup_may_act(m) || place == SUP_CALLS)
        return false;
    if (award(m, place, &how, sup_parley_at(m)->call[place].quantity, false))
        return true;
    sup_spoken(m->t, m->slot)->failed++;
    return false;
}

/* ---- what comes back ---- */

static void count(const struct sup_thought *m, enum sup_heard heard)
{
    sup_spoken(m->t, m->slot)->heard[heard]++;
}

static void take_bid(struct sup_thought *m, uint32_t place, const struct sup_letter *letter)
{
    struct sup_offer offer = {letter->quantity, letter->at, letter->value};
    struct sup_call *c = call_write(m, place);
    enum sup_heard heard = sup_call_answer(c, letter->way, m->t->now, &offer);

    count(m, heard);
    if (heard == SUP_HEARD_LATE && offer.quantity > 0)
        write_to(m, c, letter->way, SUP_ACT_REJECT, 0);
    if (heard != SUP_HEARD)
        return;
    if (sup_call_missing(c) == 0)
        sup_call_close(c);
    know(m, c);
}

static void take_confirmation(struct sup_thought *m, uint32_t place,
                              const struct sup_letter *letter)
{
    enum sup_heard heard = sup_call_confirm(call_write(m, place), letter->way);

    count(m, heard);
    if (heard == SUP_HEARD)
        know(m, &sup_parley_at(m)->call[place]);
}

static void order_back(struct sup_thought *m, const struct sup_letter *letter)
{
    const struct sup_source *way = sup_talk_way(m->t->world, m->item, letter->way);

    m->s->on_order -= letter->quantity;
    if (!sup_talk_sibling(m->t->world, m->item, letter->way)) {
        sup_way_refused(m->t, m->slot, way->lp, letter->quantity);
        return;
    }
    struct sup_mind *mind = tw_write(m->t->ctx, sup_mind_at(m->t, m->p));

    mind->asked_for -= letter->quantity;
}

/* What one refused goes to those who also offered, the cheapest first; when there is none the
 * plan that called has failed. */
static void take_refusal(struct sup_thought *m, uint32_t place, const struct sup_letter *letter)
{
    struct sup_awarding how = {.rule = SUP_BY_PRICE, .split = 1.0};
    struct sup_call *c = call_write(m, place);
    struct bdi_handle by = {c->plan, c->intention, c->frame};
    int64_t open;
    enum sup_heard heard = sup_call_refuse(c, letter->way, &open);

    count(m, heard);
    if (heard != SUP_HEARD)
        return;
    order_back(m, letter);
    struct bdi_action again = sup_deed_of(m, by, SUP_DO_AWARD);

    sup_deed_begins(m, &again);
    if (!sup_may_act(m) || !award(m, place, &how, open, true)) {
        sup_spoken(m->t, m->slot)->failed++;
        bdi_refuse(&m->turn, by);
    }
    m->doing = NULL;
}

static void hear(struct sup_thought *m, const void *what)
{
    const struct sup_letter *letter = what;
    uint32_t place = sup_call_find(sup_parley_at(m)->call, letter->talk);

    if (place == SUP_CALLS)
        count(m, SUP_HEARD_STRANGE);
    else if (letter->act == SUP_ACT_BID)
        take_bid(m, place, letter);
    else if (letter->act == SUP_ACT_CONFIRM)
        take_confirmation(m, place, letter);
    else
        take_refusal(m, place, letter);
}

void sup_caller_hears(const struct sup_turn *t, const struct sup_letter *letter)
{
    sup_think_on(t, letter->slot, hear, letter);
}

/* ---- the deadline ---- */

static void hear_bell(struct sup_thought *m, const void *what)
{
    const struct sup_bell *bell = what;
    uint32_t place = sup_call_find(sup_parley_at(m)->call, bell->talk);

    if (place == SUP_CALLS || sup_parley_at(m)->call[place].state != SUP_CALL_OPEN)
        return;
    sup_call_close(call_write(m, place));
    know(m, &sup_parley_at(m)->call[place]);
}

void sup_bell_rings(const struct sup_turn *t, const struct sup_bell *bell)
{
    sup_think_on(t, bell->slot, hear_bell, bell);
}
