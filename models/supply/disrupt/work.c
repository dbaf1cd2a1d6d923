/* SPDX-License-Identifier: Apache-2.0 */
/* Outages and what slows work down. Work that is in process when its site or product goes down
 * stands still and goes on afterwards; at a share of the speed it takes so much longer. */
#include <math.h>

#include "supply/disrupt/harms.h"
#include "supply/move/move.h"
#include "supply/order/order.h"
#include "supply/stock/stock.h"

/* ---- working time ---- */

/* Share of the time that is lost at a scope of a site or of an item. */
static double standstill(const struct sup_turn *t, uint32_t scope)
{
    const struct sup_plight *site = sup_plight_at(t, 0), *own = sup_plight_at(t, scope);

    if (site->down > 0 || own->down > 0)
        return 1.0;
    return 1.0 - (scope == 0 ? site->speed : site->speed * own->speed);
}

static int64_t lost_until_now(const struct sup_turn *t, uint32_t scope)
{
    const struct sup_plight *p = sup_plight_at(t, scope);
    double share = standstill(t, scope);
    int64_t ticks = t->now - p->since;

    if (share <= 0.0)
        return p->lost;
    return p->lost + (share >= 1.0 ? ticks : (int64_t)llround((double)ticks * share));
}

void sup_work_settle(const struct sup_turn *t)
{
    for (uint32_t i = 0; i < t->place->annex->scopes; i++) {
        uint32_t kind = sup_scope_at(t, i)->kind;

        if (kind != SUP_SCOPE_SITE && kind != SUP_SCOPE_ITEM)
            continue;
        int64_t lost = lost_until_now(t, i);
        struct sup_plight *p = sup_plight_write(t, i);

        p->lost = lost;
        p->since = t->now;
    }
}

int64_t sup_lost_time(const struct sup_turn *t, const struct sup_item *item)
{
    return t->place->annex->scopes == 0 ? 0 : lost_until_now(t, item->scope);
}

double sup_speed(const struct sup_turn *t, const struct sup_item *item)
{
    return t->place->annex->scopes == 0 ? 1.0 : 1.0 - standstill(t, item->scope);
}

static bool slows(const struct sup_effect *e, const struct sup_item *item)
{
    return (e->harm == SUP_HARM_DOWN || e->harm == SUP_HARM_SPEED ||
            e->harm == SUP_HARM_BANKRUPT) &&
           (e->scope == 0 || e->scope == item->scope);
}

/* The next time that the makers of the item may become faster. */
static tw_time first_relief(const struct sup_turn *t, const struct sup_item *item)
{
    tw_time first = TW_TIME_MAX;

    for (uint32_t i = 0; i < t->place->annex->effects; i++) {
        const struct sup_effect *e = &t->world->effect[t->place->annex->first_effect + i];
        const struct sup_strike_state *s = sup_strike_state_at(t, e->strike);

        if (slows(e, item) && s->active > 0 && s->ends < first)
            first = s->ends;
    }
    return first;
}

/* How long nothing is made at all, as far as is known. */
static int64_t rest_of_downtime(const struct sup_turn *t, const struct sup_item *item)
{
    tw_time site = sup_last_end(t, 0, SUP_HARM_DOWN);
    tw_time own = sup_last_end(t, item->scope, SUP_HARM_DOWN);

    if (sup_plight_at(t, 0)->bankrupt)
        return tw_horizon(t->ctx) - t->now + 1;
    return (site > own ? site : own) - t->now;
}

int64_t sup_work_wait(const struct sup_turn *t, const struct sup_item *item, int64_t late)
{
    if (late <= 0 || t->place->annex->scopes == 0)
        return late > 0 ? late : 0;
    double share = standstill(t, item->scope);
    tw_time relief = first_relief(t, item);

    if (share <= 0.0)
        return late;
    if (sup_plight_at(t, 0)->down > 0 || sup_plight_at(t, item->scope)->down > 0)
        return late + rest_of_downtime(t, item);
    double ticks = share < 1.0 ? ceil((double)late / (1.0 - share)) : 1e18;
    int64_t until = relief > t->now && relief < TW_TIME_MAX ? relief - t->now : late;

    return ticks < (double)until ? (int64_t)ticks : until;
}

static void change_speed(const struct sup_turn *t, const struct sup_effect *e)
{
    sup_work_settle(t);
    sup_plight_write(t, e->scope)->speed = sup_sizes_product(t, e->scope, SUP_HARM_SPEED);
}

const struct sup_harm sup_harm_speed = {"capacity", false, change_speed, change_speed};

static void change_stretch(const struct sup_turn *t, const struct sup_effect *e)
{
    sup_plight_write(t, e->scope)->stretch = sup_sizes_product(t, e->scope, SUP_HARM_STRETCH);
}

const struct sup_harm sup_harm_stretch = {"lead-time", false, change_stretch, change_stretch};

int64_t sup_stretched(const struct sup_turn *t, const struct sup_item *item,
                      const struct sup_client *client, int64_t ticks)
{
    double factor = sup_plight_at(t, 0)->stretch;

    if (client != NULL)
        factor = sup_lane_factor(t, client->lane) *
                 (client->scope == 0 ? 1.0 : sup_plight_at(t, client->scope)->stretch);
    else if (item->scope != 0)
        factor *= sup_plight_at(t, item->scope)->stretch;
    return factor == 1.0 ? ticks : (int64_t)llround((double)ticks * factor);
}

/* ---- outages ---- */

static void goes_down(const struct sup_turn *t, const struct sup_effect *e)
{
    sup_work_settle(t);
    struct sup_plight *p = sup_plight_write(t, e->scope);

    if (p->down++ == 0)
        p->down_at = t->now;
    if (e->scope == 0) {
        struct sup_site *site = tw_write(t->ctx, t->site);

        site->down = p->down;
    }
}

void sup_resume_item(const struct sup_turn *t, uint32_t slot)
{
    sup_fill(t, slot, sup_touch(t, slot));
    sup_changed(t, slot, tw_write(t->ctx, sup_stock_at(t, slot)));
}

/* First those who waited are served, then the agent looks at what is left. */
static void resume(const struct sup_turn *t, uint32_t scope)
{
    if (scope != 0) {
        sup_resume_item(t, sup_scope_at(t, scope)->slot);
        return;
    }
    for (uint32_t slot = 0; slot < t->place->items; slot++)
        sup_fill(t, slot, sup_touch(t, slot));
    for (uint32_t slot = 0; slot < t->place->items; slot++)
        sup_changed(t, slot, tw_write(t->ctx, sup_stock_at(t, slot)));
    sup_move_resumes(t);
}

static void comes_up(const struct sup_turn *t, const struct sup_effect *e)
{
    sup_work_settle(t);
    struct sup_plight *p = sup_plight_write(t, e->scope);

    p->down--;
    if (e->scope == 0) {
        struct sup_site *site = tw_write(t->ctx, t->site);

        site->down = p->down;
    }
    if (p->down > 0)
        return;
    p->off += t->now - p->down_at;
    resume(t, e->scope);
}

const struct sup_harm sup_harm_down = {"outage", false, goes_down, comes_up};
