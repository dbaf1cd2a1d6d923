/* SPDX-License-Identifier: Apache-2.0 */
/* What disruptions do to goods: bad ones, destroyed ones, closed lanes; and to what customers
 * want. Goods on the way go on, whatever befalls where they came from or go to. */
#include <math.h>

#include "supply/account/rare.h"
#include "supply/customers/surge.h"
#include "supply/disrupt/disrupt.h"
#include "supply/disrupt/harms.h"
#include "supply/move/move.h"
#include "supply/order/order.h"
#include "supply/stock/stock.h"

/* `share` of `quantity` with what the last time left over; the fraction stays in `part`. */
static int64_t whole_part(double quantity, double share, double *part)
{
    double sum = quantity * share + *part;
    double whole = floor(sum + 1e-9);

    *part = sum - whole;
    return (int64_t)whole;
}

/* ---- demand ---- */

/* The factor on the demand for an item: of the whole site and its own. */
static double demand_for(const struct sup_turn *t, const struct sup_item *item)
{
    double factor = sup_plight_at(t, 0)->demand;

    return item->scope != 0 ? factor * sup_plight_at(t, item->scope)->demand : factor;
}

static void change_demand(const struct sup_turn *t, const struct sup_effect *e)
{
    sup_plight_write(t, e->scope)->demand = sup_sizes_product(t, e->scope, SUP_HARM_DEMAND);
    for (uint32_t i = 0; i < t->place->streams; i++) {
        const struct sup_stream *stream = &t->world->stream[t->place->first_stream + i];
        const struct sup_item *item = sup_item_at(t, stream->slot);

        if ((stream->special & SUP_SHOCKED) != 0 && (e->scope == 0 || e->scope == item->scope))
            sup_shock(t, i, demand_for(t, item));
    }
}

const struct sup_harm sup_harm_demand = {"demand", false, change_demand, change_demand};

/* ---- quality ---- */

static void change_loss(const struct sup_turn *t, const struct sup_effect *e)
{
    sup_plight_write(t, e->scope)->loss = 1.0 - sup_rests_product(t, e->scope, SUP_HARM_LOSS);
}

const struct sup_harm sup_harm_loss = {"quality", false, change_loss, change_loss};

int64_t sup_spoiled(const struct sup_turn *t, const struct sup_item *item, int64_t quantity)
{
    double good = 1.0 - sup_plight_at(t, 0)->loss;

    if (item->scope != 0)
        good *= 1.0 - sup_plight_at(t, item->scope)->loss;
    if (good == 1.0)
        return 0;
    return whole_part((double)quantity, 1.0 - good,
                      &sup_plight_write(t, item->scope)->loss_part);
}

/* ---- destroyed stock ---- */

static void destroy_item(const struct sup_turn *t, uint32_t slot, double share)
{
    struct sup_stock *s = sup_touch(t, slot);
    int64_t gone = sup_take_off(t, slot, s, (int64_t)llround((double)s->on_hand * share));

    if (gone == 0)
        return;
    sup_count(t, slot, SUP_N_destroyed, gone);
    sup_changed(t, slot, s);
}

static void destroy(const struct sup_turn *t, const struct sup_effect *e)
{
    if (e->scope != 0) {
        destroy_item(t, sup_scope_at(t, e->scope)->slot, e->size);
        return;
    }
    for (uint32_t slot = 0; slot < t->place->items; slot++)
        destroy_item(t, slot, e->size);
}

const struct sup_harm sup_harm_destroy = {"destroy", true, destroy, NULL};

/* ---- closed lanes ---- */

static void close_lane(const struct sup_turn *t, const struct sup_effect *e)
{
    sup_plight_write(t, e->scope)->closed++;
    sup_lane_turns(t, e->scope);
}

static void open_lane(const struct sup_turn *t, const struct sup_effect *e)
{
    sup_plight_write(t, e->scope)->closed--;
    sup_lane_turns(t, e->scope);
}

const struct sup_harm sup_harm_closed = {"lane-closed", false, close_lane, open_lane};

static const struct sup_plight *lane_plight(const struct sup_turn *t, uint32_t lane)
{
    uint32_t scope = t->world->lane_scope[lane];

    return scope != 0 ? sup_plight_at(t, scope) : NULL;
}

bool sup_lane_shut(const struct sup_turn *t, uint32_t lane)
{
    const struct sup_plight *p = lane_plight(t, lane);

    return p != NULL && p->closed > 0;
}

bool sup_lane_closed(const struct sup_turn *t, const struct sup_client *to)
{
    return sup_lane_shut(t, to->lane) ||
           (to->scope != 0 && sup_plight_at(t, to->scope)->closed > 0);
}

tw_time sup_lane_opens(const struct sup_turn *t, uint32_t lane)
{
    uint32_t scope = t->world->lane_scope[lane];

    return scope != 0 ? sup_last_end(t, scope, SUP_HARM_CLOSED) : t->now;
}

double sup_lane_factor(const struct sup_turn *t, uint32_t lane)
{
    const struct sup_plight *p = lane_plight(t, lane);

    return p != NULL ? p->stretch : 1.0;
}

/* When it may be tried again. */
static tw_time opens(const struct sup_turn *t, const struct sup_client *to)
{
    tw_time all = sup_lane_opens(t, to->lane);
    tw_time own = to->scope != 0 ? sup_last_end(t, to->scope, SUP_HARM_CLOSED) : t->now;

    return all > own ? all : own;
}

bool sup_waits_for_lane(const struct sup_turn *t, const struct sup_item *item, uint32_t client,
                        const struct sup_shipment *goods)
{
    const struct sup_client *to = &t->world->client[item->first_client + client];

    if (!sup_lane_closed(t, to))
        return false;
    struct sup_departure waiting = {sup_slot_of(t->world, item), client, *goods};

    sup_send(t, tw_self(t->ctx), opens(t, to) - t->now,
             t->world->kind[SUP_EVENT_DEPART].priority, SUP_EVENT_DEPART, &waiting);
    return true;
}

void sup_depart(const struct sup_turn *t, const struct sup_departure *waiting)
{
    sup_send_on(t, sup_item_at(t, waiting->slot), waiting->client, &waiting->goods);
}
