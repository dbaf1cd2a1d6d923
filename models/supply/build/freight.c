/* SPDX-License-Identifier: Apache-2.0 */
/* What goods weigh, who sends them over which lane, and what that costs. */
#include <math.h>

#include "supply/account/rare.h"
#include "supply/build/paving.h"
#include "supply/order/policy.h"

void sup_weigh_products(struct sup_world *w)
{
    const struct scenario *scen = w->scen;

    w->bulk = base_arena_array(w->arena, scen->products + 1, sizeof *w->bulk);
    for (size_t i = 0; i < scen->products; i++) {
        const struct scen_product *p = &scen->product[i];

        w->bulk[i].of[SUP_UNITS] = p->quantum;
        w->bulk[i].of[SUP_KG] = p->quantum * p->weight;
        w->bulk[i].of[SUP_M3] = p->quantum * p->volume;
    }
}

static double freight(const struct sup_world *w, uint32_t lane, double cost)
{
    return w->path[lane].first == SUP_NO_HOP ? cost : 0.0;
}

/* Goods on these lanes carry what they cost: nothing is paid for on receipt beside that. */
static void set_prices(struct sup_world *w)
{
    for (size_t i = 0; i < w->scen->stockings; i++) {
        struct sup_item *item = &w->item[i];

        if (item->made_here)
            continue;
        uint32_t lane = sup_lane_of(w, item);

        item->price.freight_unit = freight(w, lane, item->price.freight_unit);
        item->price.freight_load = freight(w, lane, item->price.freight_load);
        if (!(item->special & SUP_AGENT))
            continue;
        const struct sup_policy *p = &w->policy[item->policy];

        for (uint32_t k = 0; k < p->sources + p->siblings; k++) {
            struct sup_source *s =
                &w->source[k < p->sources ? p->first_source + k
                                          : p->first_sibling + k - p->sources];
            const struct scen_lane *l = &w->scen->lane[s->lane];

            s->more_unit = freight(w, s->lane, l->cost_per_unit * item->quantum) -
                           item->price.freight_unit;
            s->more_load = freight(w, s->lane, l->cost_per_shipment) - item->price.freight_load;
        }
    }
}

static void mark_clients(struct sup_world *w)
{
    for (size_t i = 0; i < w->clients; i++) {
        struct sup_client *c = &w->client[i];

        if (c->kind != SUP_LANE || w->path[c->lane].first == SUP_NO_HOP)
            continue;
        c->moved = 1;
        sup_keep_rare(w, c->lp);
    }
}

void sup_add_freight(struct sup_world *w)
{
    mark_clients(w);
    set_prices(w);
}

uint32_t sup_lane_of(const struct sup_world *w, const struct sup_item *item)
{
    const struct sup_item *from =
        &w->item[w->place[item->source_lp].first_item + item->source_slot];

    return w->client[from->first_client + item->source_client].lane;
}

/* The ticks that all goods take over each plain lane, when these are the same for all of them.
 */
static void time_plain(struct sup_world *w)
{
    w->plain_ticks = base_arena_array(w->arena, w->scen->lanes + 1, sizeof *w->plain_ticks);
    for (size_t i = 0; i < w->scen->lanes; i++)
        w->plain_ticks[i] = sup_law_ticks(&w->lane_law[i]);
    for (size_t i = 0; i < w->clients; i++) {
        const struct sup_client *c = &w->client[i];

        if (c->kind != SUP_LANE)
            continue;
        if (c->scope != 0 || w->lane_scope[c->lane] != 0 || c->lead != w->plain_ticks[c->lane])
            w->plain_ticks[c->lane] = -1;
    }
}

/* Plain lanes in use, by receiver. */
void sup_list_plain(struct sup_world *w)
{
    const struct scenario *scen = w->scen;

    w->plain_into = base_arena_array(w->arena, w->places + 2, sizeof *w->plain_into);
    w->plain_lane = base_arena_array(w->arena, scen->lanes + 1, sizeof *w->plain_lane);
    for (size_t i = 0; i < scen->lanes; i++)
        if (sup_lane_in_use(w, i) && w->path[i].first == SUP_NO_HOP)
            w->plain_into[scen->lane[i].to + 2]++;
    for (size_t i = 2; i < w->places + 2; i++)
        w->plain_into[i] += w->plain_into[i - 1];
    for (uint32_t i = 0; i < scen->lanes; i++)
        if (sup_lane_in_use(w, i) && w->path[i].first == SUP_NO_HOP)
            w->plain_lane[w->plain_into[scen->lane[i].to + 1]++] = i;
    time_plain(w);
}
