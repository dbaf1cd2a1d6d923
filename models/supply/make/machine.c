/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/make/machine.h"
#include "supply/mind/mind.h"

#include <math.h>

#include "supply/account/rare.h"
#include "supply/disrupt/plight.h"

static void announce(const struct sup_turn *t, uint32_t number, enum sup_shop_news what,
                     int64_t ticks)
{
    const struct sup_machine *m = sup_machine_at(t, number);
    struct sup_shop_event news = {what, number, m->stamp, 0};
    uint16_t priority = (uint16_t)sup_shop_of(t, m->shop)->priority;

    sup_send(t, tw_self(t->ctx), ticks, priority, SUP_EVENT_SHOP, &news);
}

/* A time that a machine lasts or takes: never none, or events would turn on the spot. */
static int64_t drawn(struct sup_machine *m, const struct rand_dist *law)
{
    int64_t ticks = sup_ticks(rand_draw(&m->chance, law));

    return ticks > 0 ? ticks : 1;
}

void sup_machine_open(const struct sup_turn *t, uint32_t number, struct sup_machine *m)
{
    const struct sup_shop *shop = sup_shop_of(t, m->shop);

    m->op = SUP_NO_OP;
    if (!shop->breaks)
        return;
    int64_t ticks = drawn(m, &shop->up);

    if (shop->always)
        announce(t, number, SUP_NEWS_BREAKS, ticks);
    else
        m->up_left = ticks;
}

/* ---- the idle list ---- */

void sup_machine_rests(const struct sup_turn *t, uint32_t number)
{
    struct sup_machine *m = tw_write(t->ctx, sup_machine_at(t, number));
    struct sup_shop_state *s = tw_write(t->ctx, sup_shop_at(t, m->shop));

    m->next = s->idle;
    m->before = 0;
    if (s->idle != 0) {
        struct sup_machine *first = tw_write(t->ctx, sup_machine_at(t, s->idle));

        first->before = number;
    }
    s->idle = number;
}

static void leave_idle(const struct sup_turn *t, struct sup_machine *m,
                       struct sup_shop_state *s)
{
    if (m->next != 0)
        ((struct sup_machine *)tw_write(t->ctx, sup_machine_at(t, m->next)))->before =
            m->before;
    if (m->before != 0)
        ((struct sup_machine *)tw_write(t->ctx, sup_machine_at(t, m->before)))->next = m->next;
    else
        s->idle = m->next;
    m->next = m->before = 0;
}

/* ---- work ---- */

static bool runs(const struct sup_machine *m)
{
    return m->health == SUP_UP && (m->phase == SUP_WORKING || m->phase == SUP_SETTING_UP);
}

/* Speed of the machine now: that of its shop, unless its very product is disrupted. */
static double pace_of(const struct sup_turn *t, const struct sup_machine *m)
{
    const struct sup_item *item = sup_item_at(t, sup_op_of(t, m->op)->slot);
    double pace = sup_shop_at(t, m->shop)->pace;

    if (!sup_hindered(item) || item->scope == 0)
        return pace;
    return sup_item_down(t, item) ? 0.0 : pace * sup_plight_at(t, item->scope)->speed;
}

/* From now on: the end of the phase, or a breakdown before it. */
static void go_on(const struct sup_turn *t, uint32_t number, struct sup_machine *m)
{
    const struct sup_shop *shop = sup_shop_of(t, m->shop);

    m->stamp++;
    m->since = t->now;
    if (!runs(m))
        return;
    m->pace = pace_of(t, m);
    if (!(m->pace > 0.0))
        return;
    int64_t ticks = m->pace == 1.0 ? m->left : (int64_t)ceil((double)m->left / m->pace);

    if (shop->breaks && !shop->always && m->up_left < ticks)
        ticks = m->up_left;
    announce(t, number, SUP_NEWS_STEP, ticks);
}

/* Brings the work of a running machine up to now. */
static void catch_up(const struct sup_turn *t, struct sup_machine *m)
{
    int64_t ticks = t->now - m->since;

    m->since = t->now;
    if (!runs(m) || !(m->pace > 0.0))
        return;
    m->left -= m->pace == 1.0 ? ticks : llround((double)ticks * m->pace);
    if (m->left < 0) // the last tick did more than was left
        m->left = 0;
    m->up_left -= ticks;
}

static int64_t work_of(const struct sup_turn *t, const struct sup_machine *m)
{
    const struct sup_op *op = sup_op_of(t, m->op);
    const struct sup_item *item = sup_item_at(t, op->slot);
    struct rand_stream *chance = tw_write(t->ctx, &sup_maker_at(t, item->make)->time);
    double days = rand_draw(chance, &op->unit_time) * ((double)m->quantity * item->quantum);

    int64_t ticks = sup_ticks(days + rand_draw(chance, &op->job_time));

    return sup_hindered(item) ? sup_stretched(t, item, NULL, ticks) : ticks;
}

static void begin_work(const struct sup_turn *t, struct sup_machine *m,
                       struct sup_shop_state *s)
{
    m->phase = SUP_WORKING;
    m->left = work_of(t, m);
    s->working++;
}

static void begin_set_up(const struct sup_turn *t, struct sup_machine *m,
                         struct sup_shop_state *s, uint32_t slot)
{
    const struct sup_shop *shop = sup_shop_of(t, m->shop);

    m->phase = SUP_SETTING_UP;
    m->left = sup_ticks(rand_draw(&m->chance, &shop->set_up));
    s->setting_up++;
    s->tally.set_ups++;
    sup_count(t, slot, SUP_N_set_ups, 1);
    sup_pay(t, slot, SUP_M_set_up, shop->set_up_cost);
}

void sup_machine_starts(const struct sup_turn *t, uint32_t number, const struct sup_run *job)
{
    struct sup_machine *m = tw_write(t->ctx, sup_machine_at(t, number));
    struct sup_shop_state *s = sup_shop_touch(t, m->shop);
    uint32_t slot = sup_op_of(t, job->op)->slot;
    bool strange = m->set_for != 0 && m->set_for != slot + 1;

    leave_idle(t, m, s);
    m->op = job->op;
    m->quantity = job->quanta;
    m->arrived = job->arrived;
    m->entered = job->entered;
    m->started = t->now;
    m->set_for = slot + 1;
    if (strange && sup_shop_of(t, m->shop)->sets_up)
        begin_set_up(t, m, s, slot);
    else
        begin_work(t, m, s);
    go_on(t, number, m);
}

/* ---- breakdowns ---- */

static void repair(const struct sup_turn *t, uint32_t number, struct sup_machine *m)
{
    m->health = SUP_IN_REPAIR;
    announce(t, number, SUP_NEWS_REPAIRED, drawn(m, &sup_shop_of(t, m->shop)->down));
}

static void call_crew(const struct sup_turn *t, uint32_t number, struct sup_machine *m)
{
    struct sup_crew_state *crew =
        tw_write(t->ctx, sup_crew_at(t, sup_shop_of(t, m->shop)->crew));

    if (crew->free > 0) {
        crew->free--;
        repair(t, number, m);
        return;
    }
    struct sup_shop_state *s = tw_write(t->ctx, sup_shop_at(t, m->shop));

    m->health = SUP_WAITS_FOR_CREW;
    m->next_broken = 0;
    s->crew_waits++;
    if (crew->last != 0)
        ((struct sup_machine *)tw_write(t->ctx, sup_machine_at(t, crew->last)))->next_broken =
            number;
    else
        crew->first = number;
    crew->last = number;
}

static void breaks(const struct sup_turn *t, uint32_t number, struct sup_machine *m)
{
    struct sup_shop_state *s = sup_shop_touch(t, m->shop);

    if (m->phase == SUP_IDLE)
        leave_idle(t, m, s);
    s->working -= m->phase == SUP_WORKING;
    s->setting_up -= m->phase == SUP_SETTING_UP;
    s->down++;
    s->tally.breakdowns++;
    m->stamp++;
    call_crew(t, number, m);
}

void sup_machine_breaks(const struct sup_turn *t, uint32_t number)
{
    struct sup_machine *m = tw_write(t->ctx, sup_machine_at(t, number));

    catch_up(t, m);
    breaks(t, number, m);
}

/* The crew goes to the machine that has waited longest. */
static void free_crew(const struct sup_turn *t, uint32_t at)
{
    struct sup_crew_state *crew = tw_write(t->ctx, sup_crew_at(t, at));
    uint32_t number = crew->first;

    if (number == 0) {
        crew->free++;
        return;
    }
    struct sup_machine *m = tw_write(t->ctx, sup_machine_at(t, number));

    crew->first = m->next_broken;
    if (crew->first == 0)
        crew->last = 0;
    sup_shop_touch(t, m->shop)->crew_waits--;
    repair(t, number, m);
}

void sup_machine_repaired(const struct sup_turn *t, uint32_t number)
{
    struct sup_machine *m = tw_write(t->ctx, sup_machine_at(t, number));
    const struct sup_shop *shop = sup_shop_of(t, m->shop);
    struct sup_shop_state *s = sup_shop_touch(t, m->shop);
    int64_t lasts = drawn(m, &shop->up);

    m->health = SUP_UP;
    m->up_left = lasts;
    s->down--;
    s->working += m->phase == SUP_WORKING;
    s->setting_up += m->phase == SUP_SETTING_UP;
    if (shop->always)
        announce(t, number, SUP_NEWS_BREAKS, lasts);
    if (m->phase == SUP_IDLE)
        sup_machine_rests(t, number);
    else
        go_on(t, number, m);
    free_crew(t, shop->crew);
    sup_shop_dispatch(t, m->shop);
}

/* ---- the end of a phase ---- */

void sup_machine_step(const struct sup_turn *t, uint32_t number, uint32_t stamp)
{
    if (sup_machine_at(t, number)->stamp != stamp)
        return;
    struct sup_machine *m = tw_write(t->ctx, sup_machine_at(t, number));
    struct sup_shop_state *s = sup_shop_touch(t, m->shop);

    catch_up(t, m);
    if (m->left > 0) {
        const struct sup_shop *shop = sup_shop_of(t, m->shop);

        if (shop->breaks && !shop->always && m->up_left <= 0)
            breaks(t, number, m);
        else
            go_on(t, number, m); // speed is rounded to ticks
    } else if (m->phase == SUP_SETTING_UP) {
        s->setting_up--;
        begin_work(t, m, s);
        go_on(t, number, m);
    } else {
        m->stamp++;
        sup_shop_step_done(t, number);
    }
}

static double site_pace(const struct sup_turn *t)
{
    if (t->site->down > 0)
        return 0.0;
    double pace = t->place->annex->thinkers > 0 ? sup_site_overtime(t) : 1.0;

    return t->place->annex->scopes > 0 ? pace * sup_plight_at(t, 0)->speed : pace;
}

void sup_machines_pace(const struct sup_turn *t, uint32_t shop)
{
    const struct sup_shop *spec = sup_shop_of(t, shop);
    struct sup_shop_state *s = sup_shop_touch(t, shop);
    uint32_t first = spec->first_machine + 1;

    s->in_overtime = sup_shop_overtime(t, shop);
    s->pace = site_pace(t) * (s->in_overtime ? spec->overtime : 1.0);
    for (uint32_t i = first; i < first + spec->machines; i++)
        if (runs(sup_machine_at(t, i))) {
            struct sup_machine *m = tw_write(t->ctx, sup_machine_at(t, i));

            catch_up(t, m);
            go_on(t, i, m);
        }
}
