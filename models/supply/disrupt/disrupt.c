/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/disrupt/disrupt.h"

#include "supply/account/ledger.h"
#include "supply/order/order.h"
#include "supply/stock/stock.h"

static void announce(const struct sup_turn *t, enum sup_event kind, uint32_t index,
                     int64_t ticks)
{
    struct sup_index what = {index, 0};

    sup_send(t, tw_self(t->ctx), ticks, t->world->kind[kind].priority, kind, &what);
}

static const struct sup_cause *cause_at(const struct sup_turn *t, uint32_t index)
{
    return &t->world->cause[t->place->first_cause + index];
}

static int64_t drawn(const struct sup_turn *t, uint32_t index, const struct rand_dist *law)
{
    const struct sup_cause_state *causes = sup_part(t, t->place->cause_at);
    struct sup_cause_state *c = tw_write(t->ctx, &causes[index]);

    return sup_ticks(rand_draw(&c->time, law));
}

void sup_disrupt_open(const struct sup_turn *t, struct sup_cause_state *causes)
{
    for (uint32_t i = 0; i < t->place->causes; i++) {
        const struct sup_cause *cause = cause_at(t, i);
        int64_t start = cause->start;

        causes[i].time = sup_chance(t, SUP_CHANCE_OUTAGE, i);
        if (cause->random)
            start = sup_ticks(rand_draw(&causes[i].time, &cause->up));
        announce(t, SUP_EVENT_OUTAGE_BEGINS, i, start);
    }
}

void sup_outage_begins(const struct sup_turn *t, uint32_t index)
{
    const struct sup_cause *cause = cause_at(t, index);
    int64_t ticks = cause->random ? drawn(t, index, &cause->down) : cause->duration;
    struct sup_site *site = tw_write(t->ctx, t->site);
    struct sup_downtime *d = tw_write(t->ctx, sup_downtime_at(t));
    struct sup_outage_row row = {
        .cause = cause->outage,
        .random = cause->random,
        .start = (double)t->now / (double)TW_TICKS_PER_DAY,
        .duration = (double)ticks / (double)TW_TICKS_PER_DAY,
    };

    if (site->down++ == 0)
        d->since = t->now;
    if (t->now + ticks > d->until)
        d->until = t->now + ticks;
    tw_emit(t->ctx, SUP_OUTAGE, &row);
    announce(t, SUP_EVENT_OUTAGE_ENDS, index, ticks);
}

/* First those who waited are served, then the agent looks at what is left. */
static void resume(const struct sup_turn *t)
{
    for (uint32_t slot = 0; slot < t->place->items; slot++)
        sup_fill(t, slot, sup_touch(t, slot));
    for (uint32_t slot = 0; slot < t->place->items; slot++)
        sup_changed(t, slot, tw_write(t->ctx, sup_stock_at(t, slot)));
}

void sup_outage_ends(const struct sup_turn *t, uint32_t index)
{
    const struct sup_cause *cause = cause_at(t, index);
    struct sup_site *site = tw_write(t->ctx, t->site);

    if (--site->down == 0) {
        struct sup_downtime *d = tw_write(t->ctx, sup_downtime_at(t));

        d->total += t->now - d->since;
        resume(t);
    }
    if (cause->random) {
        int64_t up = drawn(t, index, &cause->up);

        announce(t, SUP_EVENT_OUTAGE_BEGINS, index, up > 0 ? up : 1);
    }
}
