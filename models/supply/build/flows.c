/* SPDX-License-Identifier: Apache-2.0 */
/* What flows where, as far as one can tell before the run: demand of the customers carried
 * upstream item by item (Kahn, "Topological sorting of large networks", CACM 5(11), 1962).
 * It sizes the rings of open orders and weighs the graph for placement. */
#include "supply/order/policy.h"

/* How often the item orders, given how often and how much is drawn on it. */
static double orders_per_day(const struct sup_item *item, const struct sup_expected *day)
{
    double often = day->draws;
    double batch = (double)(item->goal.target - item->goal.trigger);

    if (batch > 1.0 && day->units / batch < often)
        often = day->units / batch;
    if (item->review > 0 && (double)TW_TICKS_PER_DAY / (double)item->review < often)
        often = (double)TW_TICKS_PER_DAY / (double)item->review;
    return often;
}

static void add_customers(struct sup_world *w)
{
    for (size_t i = 0; i < w->scen->demands; i++) {
        const struct scen_demand *d = &w->scen->demand[i];
        const struct sup_stream *s = &w->stream[i];
        struct sup_expected *day = &w->expected[w->place[d->site].first_item + s->slot];
        double often = scen_demand_visits(d);
        double units = scen_demand_units(w->scen, d) * s->units_to_quanta;

        day->draws += often;
        day->units += units > 0.0 ? often * units : 0.0;
    }
}

struct walk {
    struct sup_world *world;
    uint32_t *waiting; // clients of an item that are not yet known
    uint32_t *queue;
    size_t queued;
};

static void pass(struct walk *k, uint32_t to, double units, double draws)
{
    struct sup_expected *day = &k->world->expected[to];

    day->units += units;
    day->draws += draws;
    if (--k->waiting[to] == 0)
        k->queue[k->queued++] = to;
}

/* Over the lane `lane`, of which the item is a client at `lp`. */
static void pass_over(struct walk *k, const struct sup_item *item, tw_lp_id lp, uint32_t slot,
                      size_t lane, double share)
{
    struct sup_world *w = k->world;
    const struct sup_expected *day = sup_expected_of(w, item);
    double before = w->lane_orders[lane] > 0.0 ? w->lane_orders[lane] : 0.0;

    w->lane_orders[lane] = before + day->orders * share;
    pass(k, w->place[lp].first_item + slot, day->units * share, day->orders * share);
}

/* Several sources: each its share, or as if the first got all. Siblings help now and then. */
static void pass_to_policy(struct walk *k, const struct sup_item *item,
                           const struct sup_policy *p)
{
    struct sup_world *w = k->world;

    for (uint32_t n = 0; n < p->sources; n++) {
        const struct sup_source *from = &w->source[p->first_source + n];
        double share = p->sourcing == &sup_split ? from->share : (double)(n == 0);

        pass_over(k, item, from->lp, from->slot, from->lane, share);
    }
    for (uint32_t n = p->first_sibling; n < p->first_sibling + p->siblings; n++)
        if (w->lane_orders[w->source[n].lane] < 0.0)
            w->lane_orders[w->source[n].lane] = 0.0;
}

/* Hands the item's own orders on to those it draws on. */
static void pass_upstream(struct walk *k, uint32_t i)
{
    struct sup_world *w = k->world;
    const struct sup_item *item = &w->item[i];
    struct sup_expected *day = &w->expected[i];
    uint32_t here = w->place[item->site].first_item;
    const struct sup_policy *p = item->special & SUP_AGENT ? &w->policy[item->policy] : NULL;

    day->orders = orders_per_day(item, day);
    for (uint32_t n = item->first_need; n < item->first_need + item->needs; n++)
        pass(k, here + w->need[n].slot, day->units * w->need[n].per, day->orders);
    if (p != NULL)
        pass_to_policy(k, item, p);
    if (!item->made_here && (p == NULL || p->sources == 0))
        pass_over(k, item, item->source_lp, item->source_slot,
                  (size_t)w->scen->stocking[i].source, 1.0);
}

static void complain(const struct walk *k, struct base_err *err)
{
    const struct scenario *scen = k->world->scen;
    size_t i = 0;

    while (k->waiting[i] == 0)
        i++;
    base_err_add(
        err, scen->stocking[i].where.file, scen->stocking[i].where.line,
        "\"%s\" at \"%s\" is ordered in a circle that leads back to it; expected an end "
        "at a supplier or a factory",
        scen->product[scen->stocking[i].product].name, scen->site[scen->stocking[i].site].name);
}

bool sup_estimate(struct sup_world *w, struct base_err *err)
{
    size_t items = w->scen->stockings;
    struct base_arena *scratch = base_arena_new();
    struct walk k = {.world = w};

    k.waiting = base_arena_array(scratch, items + 1, sizeof *k.waiting);
    k.queue = base_arena_array(w->aside, items + 1, sizeof *k.queue);
    w->downstream_first = k.queue;
    w->expected = base_arena_array(w->aside, items + 1, sizeof *w->expected);
    w->lane_orders = base_arena_array(w->aside, w->scen->lanes + 1, sizeof *w->lane_orders);
    for (size_t i = 0; i < w->scen->lanes; i++)
        w->lane_orders[i] = -1.0;
    add_customers(w);
    for (uint32_t i = 0; i < items; i++) {
        k.waiting[i] = w->item[i].clients - 1 - w->item[i].helps; // all but customers, siblings
        if (k.waiting[i] == 0)
            k.queue[k.queued++] = i;
    }
    for (size_t next = 0; next < k.queued; next++)
        pass_upstream(&k, k.queue[next]);
    bool straight = k.queued == items;

    if (!straight)
        complain(&k, err);
    base_arena_free(scratch);
    return straight;
}

/* Each customer, order, receipt or batch, review and period is an event. */
double sup_expected_events(const struct sup_world *w)
{
    double period = (double)w->scen->kpi_period / (double)TW_TICKS_PER_DAY;
    double daily = (double)w->scen->sites / period;

    for (size_t i = 0; i < w->scen->demands; i++)
        daily += w->stream[i].poisson ? w->scen->demand[i].rate
                                      : (double)TW_TICKS_PER_DAY / (double)w->stream[i].period;
    for (size_t i = 0; i < w->scen->stockings; i++) {
        const struct sup_item *item = &w->item[i];
        daily += w->expected[i].orders * (item->made_here ? 1 : 2);
        if (item->review > 0)
            daily += (double)TW_TICKS_PER_DAY / (double)item->review;
    }
    return daily;
}

/* ---- the graph ---- */

/* Shipments may take less than their mean: what counts is the shortest time they can take. */
static int64_t shortest(const struct rand_dist *law)
{
    return sup_ticks(rand_lowest(law));
}

/* A lane takes at least as long as the quickest product on it, hastened. */
void sup_time_lanes(struct sup_world *w)
{
    size_t lanes = w->scen->lanes, own = w->scen->lane_products;
    int64_t *least = base_arena_array(w->aside, lanes + own + 1, sizeof *least);

    for (size_t i = 0; i < lanes; i++)
        least[i] = shortest(w->lane_law[i]);
    for (size_t i = 0; i < own; i++) {
        int64_t *lane = &least[w->scen->lane_product[i].lane];
        int64_t ticks = shortest(w->lane_law[lanes + i]);

        *lane = ticks < *lane ? ticks : *lane;
    }
    for (size_t i = 0; i < lanes; i++)
        least[i] = (int64_t)((double)least[i] * w->lane_haste[i]);
    for (size_t i = 0; i < own; i++)
        least[lanes + i] = least[w->scen->lane_product[i].lane];
    w->law_least = least;
}

/* Goods over one leg, perhaps by way of the carrier. */
static size_t leg_edges(const struct sup_leg *leg, struct tw_edge *edge)
{
    float rate = (float)leg->day_shipments;

    if (edge != NULL && leg->fleet) {
        edge[0] = (struct tw_edge){leg->from, leg->owner, rate, leg->call_time};
        edge[1] = (struct tw_edge){leg->owner, leg->to, rate, leg->shortest};
    } else if (edge != NULL) {
        edge[0] = (struct tw_edge){leg->from, leg->to, rate, leg->shortest};
    }
    return leg->fleet ? 2 : 1;
}

size_t sup_edges(const void *world, struct tw_edge *edge)
{
    const struct sup_world *w = world;
    size_t count = 0;

    for (size_t i = 0; i < w->scen->lanes; i++) {
        const struct scen_lane *lane = &w->scen->lane[i];

        if (w->lane_orders[i] < 0.0)
            continue;
        if (edge != NULL) {
            tw_lp_id from = (tw_lp_id)lane->from, to = (tw_lp_id)lane->to;
            float rate = (float)w->lane_orders[i];

            edge[count] = (struct tw_edge){to, from, rate, lane->order_delay};
            edge[count + 1] = (struct tw_edge){from, to, rate, w->law_least[i]};
        }
        count += 2;
    }
    for (size_t i = 0; edge != NULL && i < w->news_edges; i++)
        edge[count + i] = w->news_edge[i];
    count += w->news_edges;
    for (size_t i = 0; edge != NULL && i < w->talk_edges; i++)
        edge[count + i] = w->talk_edge[i];
    count += w->talk_edges;
    for (size_t i = 0; i < w->legs; i++)
        count += leg_edges(&w->leg[i], edge != NULL ? &edge[count] : NULL);
    return count;
}
