/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/mind/mind.h"

#include <string.h>

#include "supply/mind/parley/approval.h"
#include "supply/mind/told.h"
#include "supply/mind/verbs.h"

/* Cycles in one event: what an agent did may change what it believes, and so what it does. What
 * is not settled by then goes on in the next tick. */
/* ---- at the start ---- */

static void open_mind(const struct sup_turn *t, unsigned char *state, uint32_t slot)
{
    const struct sup_item *item = sup_item_at(t, slot);
    const struct sup_thinker *who = sup_thinker_of(t, item);
    struct sup_wits *wits = (struct sup_wits *)(void *)(state + who->wits_at);

    *wits = (struct sup_wits){
        .wake = -1,
        .trigger = item->goal.trigger,
        .target = item->goal.target,
        .levels_until = INT64_MAX,
        .reserve_until = INT64_MAX,
        .share = 1.0,
        .mode_until = INT64_MAX,
        .via = -1,
        .via_until = INT64_MAX,
        .pace_until = INT64_MAX,
        .noise = sup_chance(t, SUP_CHANCE_NOISE, t->world->product_key[item->product])};
    sup_guard_open(t, who, state, t->world->product_key[item->product]);
    bdi_open(&who->lore->lib, state + who->state_at, t->now);
    for (size_t k = 0; k < who->lessons; k++)
        bdi_recall(&who->lore->lib, state + who->state_at, who->lesson[k].belief,
                   who->lesson[k].value, who->lesson[k].observations, t->now);
}

void sup_minds_open(const struct sup_turn *t, unsigned char *state)
{
    for (uint32_t slot = 0; slot < t->place->items; slot++)
        if (sup_minded(sup_item_at(t, slot)))
            open_mind(t, state, slot);
}

/* ---- one thought ---- */

static void touch(void *self, const void *part, size_t bytes)
{
    const struct sup_thought *m = self;

    tw_write_bytes(m->t->ctx, part, bytes);
}

struct sup_thought sup_thought_of(const struct sup_turn *t, uint32_t slot, struct sup_stock *s,
                                  struct bdi_action *action, uint32_t room)
{
    const struct sup_item *item = sup_item_at(t, slot);
    const struct sup_thinker *who = sup_thinker_of(t, item);

    return (struct sup_thought){
        .t = t,
        .slot = slot,
        .item = item,
        .p = sup_policy_of(t, item),
        .who = who,
        .s = s,
        .turn = {.lib = &who->lore->lib,
                 .state = sup_part(t, who->state_at),
                 .now = t->now,
                 .agent = who->item,
                 .touch = touch,
                 .trace = sup_mind_tells(t) ? sup_mind_told : NULL,
                 .action = action,
                 .room = room},
    };
}

void sup_keep_news(const struct sup_thought *m)
{
    struct sup_wits *wits = sup_wits_write(m);

    wits->news = bdi_mask_join(wits->news, m->turn.changed);
}

/* The thought stays where it is from here on. */
static void begin(struct sup_thought *m)
{
    m->turn.self = m;
    m->turn.model = &m->sight;
    m->sight.thought = m;
    m->sight.turn = m->t;
    m->sight.key = m->t->world->product_key[m->item->product];
    struct sup_wits *wits = sup_wits_write(m);

    wits->busy = 1;
    m->turn.changed = wits->news;
    wits->news = (struct bdi_mask){{0, 0}};
}

/* What was for a while only, and is over. */
static void expire(struct sup_thought *m)
{
    const struct sup_wits *now = sup_wits_at(m->t, m->who);
    tw_time at = m->t->now;

    if (now->levels_until > at && now->mode_until > at && now->via_until > at &&
        now->reserve_until > at && now->pace_until > at)
        return;
    struct sup_wits *wits = sup_wits_write(m);

    if (wits->levels_until <= at) {
        wits->target = m->item->goal.target;
        wits->trigger = m->item->goal.trigger;
        wits->levels_until = INT64_MAX;
    }
    if (wits->mode_until <= at) {
        wits->mode = SUP_MODE_USUAL;
        wits->mode_until = INT64_MAX;
    }
    if (wits->via_until <= at) {
        wits->via = -1;
        wits->via_until = INT64_MAX;
    }
    if (wits->pace_until <= at)
        sup_end_overtime(m);
    if (wits->reserve_until <= at)
        sup_release(m, wits->reserve);
}

/* When it has to think again if nothing happens. */
static int64_t next_time(const struct sup_thought *m)
{
    const struct sup_wits *now = sup_wits_at(m->t, m->who);
    int64_t next = m->turn.more ? m->t->now + 1 : m->turn.wake;

    next = sup_earlier(next, sup_earlier(now->levels_until, now->mode_until));
    next = sup_earlier(next, sup_earlier(now->via_until, now->reserve_until));
    next = sup_earlier(next, now->pace_until);
    if (m->who->look > 0)
        next = sup_earlier(next, now->looked + m->who->look);
    return next;
}

static void set_alarm(const struct sup_thought *m)
{
    int64_t under_way = sup_wits_at(m->t, m->who)->wake, next = next_time(m);
    struct sup_index what = {m->slot, 0};

    if (next >= tw_horizon(m->t->ctx) || (under_way >= 0 && under_way <= next))
        return;
    if (next <= m->t->now)
        next = m->t->now + 1;
    sup_wits_write(m)->wake = next;
    sup_send(m->t, tw_self(m->t->ctx), next - m->t->now, m->item->review_priority,
             SUP_EVENT_WAKE, &what);
}

static bool do_one(struct sup_thought *m, const struct bdi_action *a)
{
    if (a->verb == BDI_ASK_APPROVAL)
        return sup_ask_approval(m, a);
    sup_carry_out *verb = sup_verbs[a->verb - BDI_VERBS];

    return verb != NULL && sup_guard_allows(m, a) && verb(m, a);
}

/* Carries out what was decided; what can't be done now is refused. Did anything come of it? */
static bool carry_out(struct sup_thought *m)
{
    for (uint32_t i = 0; i < m->turn.actions; i++) {
        const struct bdi_action *a = &m->turn.action[i];

        int64_t before = m->s->on_order;

        sup_deed_begins(m, a);
        bool good = do_one(m, a);

        sup_deed_ends(m, good, m->s->on_order - before);
        if (!good)
            bdi_refuse(&m->turn, a->by);
    }
    return m->turn.actions > 0;
}

/* Thinks and acts until it has nothing more to do. */
static void deliberate(struct sup_thought *m)
{
    for (int round = 0; round < SUP_ROUNDS; round++) {
        m->turn.actions = 0;
        m->turn.steps = 0;
        m->turn.more = 0;
        bdi_cycle(&m->turn);
        bool acted = carry_out(m);

        if (!acted && !m->turn.more)
            return;
        sup_look(m);
    }
    m->turn.more = 1;
}

static void think(struct sup_thought *m, bool review)
{
    expire(m);
    if (m->who->lore->counts)
        sup_look_at_orders(m);
    sup_look(m);
    if (review)
        sup_happens(m, SUP_SEES_REVIEW, SUP_NOBODY, 1.0);
    deliberate(m);
    if (review) {
        sup_happens(m, SUP_SEES_REVIEW, SUP_NOBODY, 0.0);
        deliberate(m);
    }
    set_alarm(m);
    struct sup_wits *wits = sup_wits_write(m);

    wits->busy = 0;
    wits->news = m->turn.changed;
}

void sup_think(const struct sup_turn *t, uint32_t slot, struct sup_stock *s, bool review)
{
    struct bdi_action action[SUP_ACTIONS];
    struct sup_thought m = sup_thought_of(t, slot, s, action, SUP_ACTIONS);

    if (sup_wits_at(t, m.who)->busy) // its own doing brought this about; it will look
        return;
    begin(&m);
    think(&m, review);
}

void sup_minds_look(const struct sup_turn *t)
{
    for (uint32_t slot = 0; t->place->annex->thinkers > 0 && slot < t->place->items; slot++)
        if (sup_minded(sup_item_at(t, slot)))
            sup_think(t, slot, sup_touch(t, slot), false);
}

/* ---- events ---- */

/* One that was overtaken by an earlier one finds nothing to do. */
void sup_wake(const struct sup_turn *t, uint32_t slot)
{
    const struct sup_thinker *who = sup_thinker_of(t, sup_item_at(t, slot));
    const struct sup_wits *now = sup_wits_at(t, who);

    if (now->wake != t->now)
        return;
    ((struct sup_wits *)tw_write(t->ctx, now))->wake = -1;
    sup_think(t, slot, sup_touch(t, slot), false);
}

void sup_perceive(const struct sup_turn *t, const struct sup_perceived *what)
{
    struct bdi_action action[SUP_ACTIONS];
    struct sup_thought m =
        sup_thought_of(t, what->slot, sup_touch(t, what->slot), action, SUP_ACTIONS);

    begin(&m);
    bdi_hear(&m.turn, what->belief, what->value, what->at, 1.0, BDI_OWN);
    think(&m, false);
}

void sup_think_on(const struct sup_turn *t, uint32_t slot, sup_hearing *hear, const void *what)
{
    struct bdi_action action[SUP_ACTIONS];
    struct sup_thought m = sup_thought_of(t, slot, sup_touch(t, slot), action, SUP_ACTIONS);

    begin(&m);
    hear(&m, what);
    think(&m, false);
}

void sup_mind_period(const struct sup_turn *t, const struct sup_item *item,
                     const struct sup_stock *s)
{
    struct sup_wits *wits = tw_write(t->ctx, sup_wits_at(t, sup_thinker_of(t, item)));

    wits->asked -= s->flow.demand;
    wits->spent = 0.0;
}
