/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/make/shop.h"

#include "base/digest.h"
#include "supply/account/rare.h"
#include "supply/disrupt/plight.h"
#include "supply/make/craft.h"
#include "supply/make/machine.h"
#include "supply/make/make.h"
#include "supply/make/queue.h"
#include "supply/make/tally.h"

struct sup_line_up sup_shop_line_up(const struct sup_turn *t, uint32_t shop,
                                    enum sup_queue_kind kind)
{
    struct sup_shop_state *s = tw_write(t->ctx, sup_shop_at(t, shop));

    return (struct sup_line_up){t, sup_shop_of(t, shop), &s->queue[kind], kind};
}

struct sup_shop_state *sup_shop_touch(const struct sup_turn *t, uint32_t shop)
{
    struct sup_shop_state *s = tw_write(t->ctx, sup_shop_at(t, shop));

    if (s->since < t->now)
        sup_tally_settle(t, shop, s);
    return s;
}

/* ---- speed ---- */

bool sup_shop_overtime(const struct sup_turn *t, uint32_t shop)
{
    const struct sup_shop *spec = sup_shop_of(t, shop);
    const struct sup_shop_state *s = sup_shop_at(t, shop);

    return spec->overtime > 1.0 &&
           s->queue[SUP_QUEUE].jobs + s->queue[SUP_GATE].jobs > spec->overtime_above;
}

void sup_shops_look(const struct sup_turn *t)
{
    for (uint32_t i = 0; i < t->place->annex->shops; i++) {
        sup_machines_pace(t, i);
        sup_shop_dispatch(t, i);
    }
}

/* ---- from the queue to the machines ---- */

static void note_wait(const struct sup_turn *t, struct sup_shop_state *s,
                      const struct sup_run *job)
{
    if (job->arrived < (double)t->site->measured_since)
        return;
    s->tally.waits++;
    s->tally.waited += (double)t->now > job->arrived;
    s->tally.wait_sum += (double)t->now - job->arrived;
}

void sup_shop_dispatch(const struct sup_turn *t, uint32_t shop)
{
    const struct sup_shop_state *now = sup_shop_at(t, shop);

    while (now->queue[SUP_QUEUE].jobs > 0 && now->idle != 0 && now->pace > 0.0) {
        struct sup_shop_state *s = sup_shop_touch(t, shop);
        struct sup_line_up queue = sup_shop_line_up(t, shop, SUP_QUEUE);
        struct sup_run job = sup_queue_pop(&queue);

        note_wait(t, s, &job);
        sup_machine_starts(t, s->idle, &job);
    }
    if (sup_shop_overtime(t, shop) != (now->in_overtime != 0))
        sup_machines_pace(t, shop);
}

void sup_shop_enter(const struct sup_turn *t, uint32_t shop, struct sup_run run)
{
    struct sup_shop_state *s = sup_shop_touch(t, shop);
    struct sup_line_up queue = sup_shop_line_up(t, shop, SUP_QUEUE);

    run.arrived = (double)t->now;
    s->here += run.jobs;
    s->tally.arrived += run.jobs;
    sup_queue_push(&queue, &run);
}

/* ---- out of the machines ---- */

static void free_machine(const struct sup_turn *t, uint32_t number)
{
    struct sup_machine *m = tw_write(t->ctx, sup_machine_at(t, number));
    struct sup_shop_state *s = sup_shop_touch(t, m->shop);

    m->phase = SUP_IDLE;
    m->op = SUP_NO_OP;
    s->here--;
    if (m->health == SUP_UP)
        sup_machine_rests(t, number);
}

static struct sup_run job_of(const struct sup_machine *m, uint32_t op)
{
    return (struct sup_run){op, 0, 1, m->quantity, 0, m->entered};
}

/* A place is free at the shop: first for those who hold a job for it, then for new work. */
static void fill_room(const struct sup_turn *t, uint32_t shop)
{
    const struct sup_shop_state *now = sup_shop_at(t, shop);

    while (now->blocked_first != 0 && sup_shop_has_room(t, shop)) {
        uint32_t number = now->blocked_first;
        const struct sup_machine *m = sup_machine_at(t, number);
        struct sup_shop_state *s = sup_shop_touch(t, shop);
        uint32_t from = m->shop;

        s->blocked_first = m->next;
        if (s->blocked_first == 0)
            s->blocked_last = 0;
        sup_shop_touch(t, from)->blocked--;
        sup_shop_enter(t, shop, job_of(m, m->op));
        free_machine(t, number);
        sup_shop_dispatch(t, from);
        fill_room(t, from);
    }
    sup_shop_let_in(t, shop);
}

static void block(const struct sup_turn *t, uint32_t number, uint32_t op)
{
    struct sup_machine *m = tw_write(t->ctx, sup_machine_at(t, number));
    struct sup_shop_state *to = sup_shop_touch(t, sup_op_of(t, op)->shop);

    m->phase = SUP_BLOCKED;
    m->op = op;
    m->next = 0;
    sup_shop_touch(t, m->shop)->blocked++;
    if (to->blocked_last != 0)
        ((struct sup_machine *)tw_write(t->ctx, sup_machine_at(t, to->blocked_last)))->next =
            number;
    else
        to->blocked_first = number;
    to->blocked_last = number;
}

static void note_done(const struct sup_turn *t, const struct sup_machine *m)
{
    struct sup_shop_state *s = sup_shop_touch(t, m->shop);
    double since = (double)t->site->measured_since, now = (double)t->now;

    s->working--;
    s->tally.done++;
    if (m->started >= t->site->measured_since) {
        s->tally.services++;
        s->tally.service_sum += (double)(t->now - m->started);
    }
    if (m->arrived < since)
        return;
    sup_tally_sojourn(t, m->shop, now - m->arrived);
}

/* The job leaves its route: another may begin. */
static void end_route(const struct sup_turn *t, uint32_t slot, double entered)
{
    uint32_t shop = sup_op_of(t, sup_craft_of(t, slot)->op)->shop;
    struct sup_shop_state *s = sup_shop_touch(t, shop);

    s->wip--;
    if (entered >= (double)t->site->measured_since) {
        s->tally.flows++;
        s->tally.flow_sum += (double)t->now - entered;
    }
    sup_shop_let_in(t, shop);
    sup_shop_add_endless(t, shop);
}

static void finish_job(const struct sup_turn *t, uint32_t number)
{
    struct sup_machine job = *sup_machine_at(t, number);
    uint32_t slot = sup_op_of(t, job.op)->slot;

    free_machine(t, number);
    sup_shop_dispatch(t, job.shop);
    fill_room(t, job.shop);
    end_route(t, slot, job.entered);
    sup_make_done(t, slot, job.quantity);
}

void sup_shop_step_done(const struct sup_turn *t, uint32_t number)
{
    const struct sup_machine *m = sup_machine_at(t, number);
    uint32_t from = m->shop, next = sup_craft_next(t, m->op);

    note_done(t, m);
    if (next == SUP_NO_OP) {
        finish_job(t, number);
        return;
    }
    uint32_t to = sup_op_of(t, next)->shop;

    if (to != from && !sup_shop_has_room(t, to)) {
        block(t, number, next);
        return;
    }
    struct sup_run job = job_of(m, next);

    free_machine(t, number);
    sup_shop_enter(t, to, job);
    sup_shop_dispatch(t, to);
    sup_shop_dispatch(t, from);
    fill_room(t, from);
}

/* ---- the start, and events ---- */

void sup_shops_open(const struct sup_turn *t, unsigned char *state)
{
    struct sup_shop_state *s =
        (struct sup_shop_state *)(void *)(state + t->place->annex->shop_at);
    struct sup_crew_state *crew =
        (struct sup_crew_state *)(void *)(state + t->place->annex->crew_at);
    struct sup_machine *m = (struct sup_machine *)(void *)(state + t->place->annex->machine_at);
    struct sup_shop_event start = {SUP_NEWS_START, 0, 0, 0};

    for (uint32_t i = 0; i < t->place->annex->shops; i++) {
        const struct sup_shop *shop = sup_shop_of(t, i);

        s[i].pace = 1.0;
        crew[shop->crew].free = shop->crews;
        for (uint32_t k = shop->first_machine; k < shop->first_machine + shop->machines; k++) {
            m[k].chance = sup_chance(t, SUP_CHANCE_MACHINE,
                                     base_digest_word(shop->key, k - shop->first_machine));
            m[k].shop = i;
            sup_machine_open(t, k + 1, &m[k]);
        }
    }
    if (t->place->annex->shops > 0)
        sup_send(t, tw_self(t->ctx), 0, t->world->kind[SUP_EVENT_START].priority,
                 SUP_EVENT_SHOP, &start);
}

static void start(const struct sup_turn *t)
{
    for (uint32_t i = 0; i < t->place->annex->shops; i++) {
        const struct sup_shop *shop = sup_shop_of(t, i);

        for (uint32_t k = shop->machines; k > 0; k--)
            if (sup_machine_at(t, shop->first_machine + k)->health == SUP_UP)
                sup_machine_rests(t, shop->first_machine + k);
    }
    for (uint32_t i = 0; i < t->place->annex->shops; i++)
        sup_shop_add_endless(t, i);
}

void sup_shop_event(const struct sup_turn *t, const struct sup_shop_event *news)
{
    switch ((enum sup_shop_news)news->what) {
    case SUP_NEWS_START:
        start(t);
        break;
    case SUP_NEWS_STEP:
        sup_machine_step(t, news->index, news->stamp);
        break;
    case SUP_NEWS_BREAKS:
        sup_machine_breaks(t, news->index);
        break;
    case SUP_NEWS_REPAIRED:
        sup_machine_repaired(t, news->index);
        break;
    case SUP_NEWS_RELEASE:
        sup_craft_period(t, news->index);
        break;
    }
}
