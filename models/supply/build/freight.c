/* SPDX-License-Identifier: Apache-2.0 */
/* What goods weigh, who sends them over which lane, and what that costs. */
#include <math.h>

#include "supply/account/rare.h"
#include <stdlib.h>

#include "base/mem.h"
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
        uint32_t lane = item->source_lane;

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

/* Of each item that comes over one. */
void sup_find_source_lanes(struct sup_world *w)
{
    for (size_t i = 0; i < w->scen->stockings; i++) {
        struct sup_item *item = &w->item[i];
        const struct sup_item *from =
            &w->item[w->place[item->source_lp].first_item + item->source_slot];

        if (!item->made_here)
            item->source_lane = w->client[from->first_client + item->source_client].lane;
    }
}

/* The ticks that all goods take over each plain lane; -1 when these are not the same for all.
 */
static int64_t *time_lanes(const struct sup_world *w)
{
    int64_t *ticks = base_array(w->scen->lanes + 1, sizeof *ticks);

    for (size_t i = 0; i < w->scen->lanes; i++)
        ticks[i] = sup_law_ticks(w->lane_law[i]);
    for (size_t i = 0; i < w->clients; i++) {
        const struct sup_client *c = &w->client[i];

        if (c->kind != SUP_LANE)
            continue;
        if (c->scope != 0 || w->lane_scope[c->lane] != 0 || c->lead != ticks[c->lane])
            ticks[c->lane] = -1;
    }
    return ticks;
}

static bool is_plain(const struct sup_world *w, size_t lane)
{
    return sup_lane_in_use(w, lane) && w->path[lane].first == SUP_NO_HOP;
}

static struct sup_plain plain_of(const struct scenario *scen, uint32_t lane, int64_t ticks)
{
    const struct scen_lane *l = &scen->lane[lane];
    const struct scen_lane_more *more = scen_lane_more(l);
    int32_t carrier =
        more->carrier != NULL ? (int32_t)(more->carrier - scen->carrier) : SCEN_NONE;

    return (struct sup_plain){lane, carrier, ticks, l->cost_per_unit, l->cost_per_shipment};
}

/* Plain lanes in use, by receiver. */
void sup_list_plain(struct sup_world *w)
{
    const struct scenario *scen = w->scen;
    int64_t *ticks = time_lanes(w);
    uint32_t next = 0;

    for (size_t i = 0; i < scen->lanes; i++)
        w->place[scen->lane[i].to].plains += is_plain(w, i);
    for (size_t i = 0; i < w->places; i++) {
        w->place[i].first_plain = next;
        next += w->place[i].plains;
        w->place[i].plains = 0;
    }
    w->plain = base_arena_array(w->aside, next + 1, sizeof *w->plain);
    for (uint32_t i = 0; i < scen->lanes; i++) {
        struct sup_place *to = &w->place[scen->lane[i].to];

        if (is_plain(w, i))
            w->plain[to->first_plain + to->plains++] = plain_of(scen, i, ticks[i]);
    }
    free(ticks);
}
