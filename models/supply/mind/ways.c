/* SPDX-License-Identifier: Apache-2.0 */
/* Orders under way, by way: what is still to come, and what deliveries tell of a partner. */
#include <string.h>

#include "supply/disrupt/plight.h"
#include "supply/mind/verbs.h"
#include "supply/order/sources.h"

static const struct sup_awaited *oldest(const struct sup_way *way)
{
    return &way->order[way->head];
}

/* A ring that is full joins what is ordered with what was ordered last: it is known a little
 * less well how long that took. */
void sup_way_ordered(const struct sup_turn *t, const struct sup_thinker *who, uint32_t way,
                     int64_t quantity)
{
    struct sup_way *w = tw_write(t->ctx, &sup_ways_at(t, who)[way]);
    uint32_t last = (w->head + w->count + SUP_AWAITED - 1) % SUP_AWAITED;

    if (w->count == SUP_AWAITED) {
        w->order[last].quantity += quantity;
        return;
    }
    w->order[(last + 1) % SUP_AWAITED] = (struct sup_awaited){t->now, quantity};
    w->count++;
}

/* Which of the partner's ways is the likeliest: the one whose oldest order should arrive
 * nearest to now. */
static uint32_t likeliest(const struct sup_turn *t, const struct sup_thinker *who,
                          const struct sup_policy *p, tw_lp_id from)
{
    const struct sup_way *ways = sup_ways_at(t, who);
    uint32_t best = SUP_NOBODY;
    int64_t least = INT64_MAX;

    for (uint32_t k = 0; k < who->ways; k++) {
        if (sup_way_of(t, p, k)->lp != from || ways[k].count == 0)
            continue;
        int64_t off = t->now - oldest(&ways[k])->at - sup_ticks(sup_way_of(t, p, k)->days);

        off = off < 0 ? -off : off;
        if (off < least) {
            least = off;
            best = k;
        }
    }
    return best;
}

static void learn(struct sup_thought *m, const struct sup_source *way, int64_t ticks)
{
    double days = (double)ticks / (double)TW_TICKS_PER_DAY;

    sup_happens(m, SUP_SEES_LEAD_TIME, way->lp, days);
    sup_happens(m, SUP_SEES_DELIVERY, way->lp, days <= m->who->lore->as->in_time * way->days);
}

/* Takes `quantity` off the oldest orders; each that is complete tells something. */
static void deliver(struct sup_thought *m, uint32_t k, int64_t quantity)
{
    struct sup_way *way = tw_write(m->t->ctx, &sup_ways_at(m->t, m->who)[k]);

    while (way->count > 0 && quantity > 0) {
        struct sup_awaited *order = &way->order[way->head];
        int64_t part = order->quantity < quantity ? order->quantity : quantity;

        order->quantity -= part;
        quantity -= part;
        if (order->quantity > 0)
            return;
        way->head = (way->head + 1) % SUP_AWAITED;
        way->count--;
        learn(m, sup_way_of(m->t, m->p, k), m->t->now - order->at);
    }
}

uint32_t sup_way_delivers(const struct sup_turn *t, const struct sup_shipment *shipment,
                          tw_lp_id from)
{
    struct sup_thought m = sup_thought_of(t, shipment->slot, NULL, NULL, 0);
    uint32_t way = likeliest(t, m.who, m.p, from);

    m.turn.self = &m;
    if (way == SUP_NOBODY)
        return way;
    deliver(&m, way, shipment->quantity);
    sup_keep_news(&m);
    return way;
}

/* What will never come costs nothing: the budget knows at once. Of what was ordered in an
 * earlier period it is not told. */
static void give_back(const struct sup_turn *t, const struct sup_thinker *who, double price,
                      int64_t quantity)
{
    struct sup_wits *wits = tw_write(t->ctx, sup_wits_at(t, who));
    double amount = price * (double)quantity;

    wits->spent -= amount < wits->spent ? amount : wits->spent;
}

/* What was ordered last is refused first. */
void sup_way_refused(const struct sup_turn *t, uint32_t slot, tw_lp_id from, int64_t quantity)
{
    const struct sup_item *item = sup_item_at(t, slot);
    const struct sup_thinker *who = sup_thinker_of(t, item);

    for (uint32_t k = 0; k < who->ways && quantity > 0; k++) {
        if (sup_way_of(t, sup_policy_of(t, item), k)->lp != from)
            continue;
        struct sup_way *way = tw_write(t->ctx, &sup_ways_at(t, who)[k]);

        while (way->count > 0 && quantity > 0) {
            struct sup_awaited *order = &way->order[(way->head + way->count - 1) % SUP_AWAITED];
            int64_t part = order->quantity < quantity ? order->quantity : quantity;

            order->quantity -= part;
            quantity -= part;
            way->count -= order->quantity == 0;
            if (k > 0)
                give_back(t, who, sup_way_of(t, sup_policy_of(t, item), k)->price, part);
        }
    }
}

bool sup_way_up(const struct sup_turn *t, const struct sup_thinker *who, uint32_t way)
{
    const struct sup_item *item = &t->world->item[who->item];
    const struct sup_policy *p = sup_policy_of(t, item);

    return p->sources > 0 ? sup_is_up(t, p, way) : sup_source_up(t, item);
}

int64_t sup_way_open(const struct sup_turn *t, const struct sup_thinker *who, tw_lp_id site)
{
    const struct sup_policy *p = sup_policy_of(t, &t->world->item[who->item]);
    const struct sup_way *ways = sup_ways_at(t, who);
    int64_t sum = 0;

    for (uint32_t k = 0; k < who->ways; k++)
        for (uint32_t i = 0; sup_way_of(t, p, k)->lp == site && i < ways[k].count; i++)
            sum += ways[k].order[(ways[k].head + i) % SUP_AWAITED].quantity;
    return sum;
}

double sup_way_cost(const struct sup_thought *m, uint32_t way, int64_t quantity)
{
    return sup_way_of(m->t, m->p, way)->price * (double)quantity;
}

/* Does the way come by `site`? */
static bool comes_by(const struct sup_thought *m, uint32_t way, int64_t site)
{
    const struct scenario *scen = m->t->world->scen;
    const struct scen_lane *lane = &scen->lane[sup_way_of(m->t, m->p, way)->lane];
    const struct scen_lane_more *more = scen_lane_more(lane);

    for (size_t i = 0; i < more->legs; i++)
        if (scen->lane[more->leg[i]].to == site)
            return true;
    return false;
}

static bool by_mode(const struct sup_thought *m, uint32_t way, uint32_t mode)
{
    static const char *const name[] = {"", "road", "rail", "sea", "air"};
    const struct scen_lane *lane = &m->t->world->scen->lane[sup_way_of(m->t, m->p, way)->lane];
    const struct scen_lane_more *more = scen_lane_more(lane);

    return more->mode != NULL && strcmp(more->mode, name[mode]) == 0;
}

bool sup_way_fits(const struct sup_thought *m, uint32_t way, const struct sup_wanted_way *want)
{
    return (want->site == SUP_NOBODY || sup_way_of(m->t, m->p, way)->lp == want->site) &&
           (want->mode == SUP_MODE_USUAL || by_mode(m, way, want->mode)) &&
           (want->via < 0 || comes_by(m, way, want->via));
}

uint32_t sup_way_first(const struct sup_thought *m, const struct sup_wanted_way *want)
{
    for (uint32_t k = 0; k < m->who->ways; k++)
        if (sup_way_fits(m, k, want) && sup_way_up(m->t, m->who, k))
            return k;
    return SUP_NOBODY;
}

uint32_t sup_way_quickest(const struct sup_thought *m, const struct sup_wanted_way *want)
{
    uint32_t best = SUP_NOBODY;

    for (uint32_t k = 0; k < m->who->ways; k++)
        if (sup_way_fits(m, k, want) && sup_way_up(m->t, m->who, k) &&
            (best == SUP_NOBODY ||
             sup_way_of(m->t, m->p, k)->days < sup_way_of(m->t, m->p, best)->days))
            best = k;
    return best;
}
