/* SPDX-License-Identifier: Apache-2.0 */
/* What flows where, as far as one can tell before the run: demand of the customers carried
 * upstream item by item (Kahn, "Topological sorting of large networks", CACM 5(11), 1962).
 * It sizes the rings of open orders and weighs the graph for placement. */
#include "supply/build/meet.h"
#include "supply/build/steps.h"
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
    size_t queued, next;
};

static const struct sup_policy *policy_of(const struct sup_world *w, const struct sup_item *i)
{
    return i->special & SUP_AGENT ? &w->policy[i->policy] : (const struct sup_policy *)NULL;
}

/* Several sources: each its share, or as if the first got all. */
static double share_at(const struct sup_policy *p, const struct sup_source *from, uint32_t n)
{
    return p->sourcing == &sup_split ? from->share : (double)(n == 0);
}

/* The part of its orders that an item places as this client of this source; siblings help now
 * and then. */
static double share_of(const struct sup_world *w, const struct sup_item *by,
                       const struct sup_item *source, uint32_t client)
{
    const struct sup_policy *p = policy_of(w, by);

    if (p == NULL)
        return 1.0;
    for (uint32_t n = 0; n < p->sources; n++) {
        const struct sup_source *from = &w->source[p->first_source + n];

        if (from->client == client &&
            &w->item[w->place[from->lp].first_item + from->slot] == source)
            return share_at(p, from, n);
    }
    return p->sources == 0 && by->source_client == client && by->source_lp == source->site
               ? 1.0
               : 0.0;
}

static void add_client(struct sup_world *w, uint32_t i, uint32_t number)
{
    const struct sup_item *item = &w->item[i];
    const struct sup_client *c = &w->client[item->first_client + number];
    struct sup_expected *day = &w->expected[i];

    if (c->kind == SUP_MAKER) {
        const struct sup_expected *by = &w->expected[w->place[item->site].first_item + c->slot];

        day->units += by->units * w->need[c->need].per;
        day->draws += by->orders;
    } else if (c->kind == SUP_LANE) {
        uint32_t by = w->place[c->lp].first_item + c->slot;
        double share = share_of(w, &w->item[by], item, number);

        day->units += w->expected[by].units * share;
        day->draws += w->expected[by].orders * share;
    }
}

/* In the order of its clients' numbers, in which order soever they became known: sums are the
 * same however the network is walked. */
static void add_up(struct sup_world *w, uint32_t i)
{
    for (uint32_t number = 1; number < w->item[i].clients; number++)
        add_client(w, i, number);
    w->expected[i].orders = orders_per_day(&w->item[i], &w->expected[i]);
}

static void pass(struct walk *k, uint32_t to)
{
    if (--k->waiting[to] == 0)
        k->queue[k->queued++] = to;
}

/* Those it draws on know one client more. */
static void pass_upstream(struct walk *k, uint32_t i)
{
    struct sup_world *w = k->world;
    const struct sup_item *item = &w->item[i];
    const struct sup_policy *p = policy_of(w, item);

    for (uint32_t n = item->first_need; n < item->first_need + item->needs; n++)
        pass(k, w->place[item->site].first_item + w->need[n].slot);
    for (uint32_t n = 0; p != NULL && n < p->sources; n++) {
        const struct sup_source *from = &w->source[p->first_source + n];

        pass(k, w->place[from->lp].first_item + from->slot);
    }
    if (!item->made_here && (p == NULL || p->sources == 0))
        pass(k, w->place[item->source_lp].first_item + item->source_slot);
}

/* From each item whose clients are all known. */
static void walk(struct walk *k)
{
    struct sup_world *w = k->world;

    for (; k->next < k->queued; k->next++) {
        add_up(w, k->queue[k->next]);
        if (w->apart != NULL)
            sup_tell_flow(w, k->queue[k->next]);
        pass_upstream(k, k->queue[k->next]);
    }
}

static void known_elsewhere(void *user, uint32_t i)
{
    pass_upstream(user, i);
}

/* Others' items in a part of the network are waited for as long as it takes. */
static size_t begin(struct walk *k)
{
    const struct sup_world *w = k->world;
    size_t items = 0;

    for (uint32_t i = 0; i < w->scen->stockings; i++) {
        bool own = sup_is_own(w, w->item[i].site);

        k->waiting[i] = own ? w->item[i].clients - 1 - w->item[i].helps // customers, siblings
                            : UINT32_MAX;
        if (k->waiting[i] == 0)
            k->queue[k->queued++] = i;
        items += own;
    }
    return items;
}

/* ---- what lanes carry ---- */

static void add_orders(struct sup_world *w, size_t lane, double orders)
{
    double before = w->lane_orders[lane] > 0.0 ? w->lane_orders[lane] : 0.0;

    w->lane_orders[lane] = before + orders;
}

static void load_lanes(struct sup_world *w)
{
    for (size_t i = 0; i < w->scen->stockings; i++) {
        const struct sup_item *item = &w->item[i];
        const struct sup_policy *p = policy_of(w, item);
        double orders = w->expected[i].orders;

        for (uint32_t n = 0; p != NULL && n < p->sources; n++) {
            const struct sup_source *from = &w->source[p->first_source + n];

            add_orders(w, from->lane, orders * share_at(p, from, n));
        }
        for (uint32_t n = 0; p != NULL && n < p->siblings; n++)
            add_orders(w, w->source[p->first_sibling + n].lane, 0.0);
        if (!item->made_here && (p == NULL || p->sources == 0))
            add_orders(w, (size_t)w->scen->stocking[i].source, orders);
    }
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

/* Each customer, order, receipt or batch, review and period is an event. */
static double count_events(const struct sup_world *w)
{
    double period = (double)w->scen->kpi_period / (double)TW_TICKS_PER_DAY, sites = 0.0;

    for (size_t i = 0; i < w->scen->sites; i++)
        sites += sup_is_own(w, i);
    double daily = sites / period;

    for (size_t i = 0; i < w->scen->demands; i++)
        if (sup_is_own(w, (size_t)w->scen->demand[i].site))
            daily += w->stream[i].poisson
                         ? w->scen->demand[i].rate
                         : (double)TW_TICKS_PER_DAY / (double)w->stream[i].period;
    for (size_t i = 0; i < w->scen->stockings; i++) {
        const struct sup_item *item = &w->item[i];

        if (!sup_is_own(w, item->site))
            continue;
        daily += w->expected[i].orders * (item->made_here ? 1 : 2);
        if (item->review > 0)
            daily += (double)TW_TICKS_PER_DAY / (double)item->review;
    }
    return w->apart == NULL ? daily : sup_sum_double(w->apart, daily);
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
    items = begin(&k);
    walk(&k);
    while (w->apart != NULL && sup_hear_flows(w, known_elsewhere, &k))
        walk(&k);
    bool straight = k.queued == items;

    if (!straight && w->apart == NULL)
        complain(&k, err);
    straight = sup_agree(w->apart, straight);
    if (straight) {
        load_lanes(w);
        w->day_events = count_events(w);
    }
    base_arena_free(scratch);
    return straight;
}

double sup_expected_events(const struct sup_world *w)
{
    return w->day_events;
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

/* Of one site, as its own tables tell: who orders knows how often, so his edge stands for that
 * of the goods as well. */
static size_t edges_of(const struct sup_world *w, tw_lp_id lp, struct tw_edge *edge)
{
    const struct sup_place *p = sup_place_of(w, lp);
    size_t count = 0;

    for (uint32_t i = p->first_item; i < p->first_item + p->items; i++) {
        const struct sup_item *item = &w->item[i];

        if (!item->made_here && edge != NULL)
            edge[count] = (struct tw_edge){lp, item->source_lp, 2.0F * w->day_orders[i],
                                           item->order_delay};
        count += !item->made_here;
    }
    for (uint32_t i = p->first_client; i < p->first_client + p->clients; i++) {
        const struct sup_client *c = &w->client[i];

        if (c->kind == SUP_LANE && edge != NULL)
            edge[count] = (struct tw_edge){lp, c->lp, 0.0F, w->law_least[c->law]};
        count += c->kind == SUP_LANE;
    }
    return count;
}

size_t sup_edges(const void *world, struct tw_edge *edge)
{
    const struct sup_world *w = world;
    size_t count = 0;

    if (w->row != NULL) {
        for (tw_lp_id i = 0; i < w->places; i++)
            count += edges_of(w, i, edge != NULL ? &edge[count] : NULL);
        return count;
    }
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
