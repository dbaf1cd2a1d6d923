/* SPDX-License-Identifier: Apache-2.0 */
/* Where everything lies in the states of the sites, and how much room open orders get. */
#include <math.h>

#include "supply/account/bins.h"
#include "supply/account/rare.h"
#include "supply/build/plans.h"
#include "supply/build/steps.h"
#include "supply/customers/tally.h"
#include "supply/disrupt/plight.h"
#include "supply/move/move.h"
#include "supply/order/taken.h"
#include "supply/stock/ration.h"
#include "supply/stock/room.h"
#include "supply/stock/shelf.h"

enum { EXTRA_LEAST = 16, QUEUE = 256, EXTRA_QUEUED = 512, EXTRA_MOST = 4096 };

/* Mean days from an order of this item to its receipt, when the source has stock. */
static double replenishment_days(const struct sup_world *w, const struct sup_item *item)
{
    double wait = (double)(item->order_delay + item->review) / (double)TW_TICKS_PER_DAY;

    if (item->made_here)
        return wait + rand_mean(item->make_law);
    const struct sup_place *source = &w->place[item->source_lp];
    const struct sup_item *from = &w->item[source->first_item + item->source_slot];
    const struct sup_client *us = &w->client[from->first_client + item->source_client];

    return wait + rand_mean(w->lane_law[us->lane]);
}

/* Days that the longest disruption is likely to last: orders pile up meanwhile. */
static double longest_disruption(const struct scenario *scen)
{
    double longest = 0.0;

    for (size_t i = 0; i < scen->disruptions; i++) {
        const struct scen_disruption *d = &scen->disruption[i];
        struct rand_dist down = sup_law(&d->down);
        double days = rand_mean(&down) + 3.0 * rand_sd(&down);

        if (d->timing == SCEN_MARKOV)
            days = 3.0 * (double)d->period / (double)TW_TICKS_PER_DAY / d->repair_chance;
        longest = days > longest ? days : longest;
    }
    return fmin(longest, (double)scen->horizon / (double)TW_TICKS_PER_DAY);
}

/* Lines beyond one per client: twice what is expected to come in during one replenishment and
 * the longest disruption of the scenario. With one kind of client that is counted and not
 * shipped to, no line is ever needed. */
static uint32_t extra_lines(const struct sup_world *w, const struct sup_item *item,
                            double longest)
{
    if (item->clients == 1 || (item->special & SUP_RATIONS))
        return 0;
    bool queues =
        (item->special & SUP_CRAFTED) != 0; // it may take far longer than its make time
    double lines =
        (queues ? EXTRA_QUEUED : EXTRA_LEAST) +
        2.0 * sup_expected_of(w, item)->draws * (replenishment_days(w, item) + longest);

    return lines < EXTRA_MOST ? (uint32_t)lines : EXTRA_MOST;
}

uint32_t sup_state_room(uint64_t *end, size_t count, size_t bytes)
{
    uint64_t at = *end;

    *end += count * bytes;
    if (*end > UINT32_MAX)
        base_die("a site's state needs more than 4 GiB");
    return (uint32_t)at;
}

static void lay_out_lines(struct sup_world *w, const struct sup_place *p, double longest,
                          uint64_t *end)
{
    for (uint32_t slot = 0; slot < p->items; slot++) {
        struct sup_item *item = &w->item[p->first_item + slot];

        item->line_extra = extra_lines(w, item, longest);
        item->line_capacity = item->clients + item->line_extra;
        item->lines_at = sup_state_room(end, item->line_capacity, sizeof(struct sup_line));
    }
}

static void lay_out_stores(struct sup_world *w, struct sup_place *p, uint64_t *end)
{
    if (p->annex->rooms > 0)
        p->annex->room_at = sup_state_room(end, 1, sizeof(struct sup_room));
    for (uint32_t slot = 0; slot < p->items; slot++) {
        struct sup_item *item = &w->item[p->first_item + slot];

        if (item->special & SUP_AGES) {
            item->store->shelf_at = sup_state_room(end, 1, sizeof(struct sup_shelf));
            sup_state_room(end, item->store->lot_capacity, sizeof(struct sup_lot));
        }
        if (item->special & SUP_RATIONS) {
            item->store->claim_at = sup_state_room(end, 1, sizeof(struct sup_ration));
            sup_state_room(end, item->clients, sizeof(struct sup_claim));
        }
    }
}

static void lay_out_disruptions(struct sup_world *w, struct sup_annex *p, uint64_t *end)
{
    if (p == w->no_annex)
        return;
    p->cause_at = sup_state_room(end, p->causes, sizeof(struct sup_clock));
    p->strike_at = sup_state_room(end, p->strikes, sizeof(struct sup_strike_state));
    p->plight_at = sup_state_room(end, p->scopes, sizeof(struct sup_plight));
    p->silence_at = sup_state_room(end, p->silences, sizeof(struct sup_silence));
    for (uint32_t i = 0; i < p->observed; i++) {
        struct sup_observed *o = &w->observed[p->first_observed + i];

        o->at = sup_state_room(end, 1, sizeof(struct sup_watch));
        sup_state_room(end, o->makers + 1, sizeof(int64_t));
    }
}

/* Does any item leave the common path? */
static bool special(const struct sup_world *w, const struct sup_place *p)
{
    for (uint32_t slot = 0; slot < p->items; slot++)
        if (w->item[p->first_item + slot].special != SUP_PLAIN)
            return true;
    return false;
}

static void lay_out_minds(struct sup_world *w, const struct sup_place *p, uint64_t *end)
{
    for (uint32_t slot = 0; slot < p->items; slot++) {
        struct sup_policy *policy = sup_policy_to_plan(w, p->first_item + slot);

        if (policy == NULL)
            continue;
        policy->mind_at = sup_state_room(end, 1, sizeof(struct sup_mind));
        sup_state_room(end, policy->how.window + policy->sources, sizeof(int64_t));
        sup_state_room(end, sup_takens(policy), sizeof(struct sup_taken));
        if (w->item[p->first_item + slot].special & SUP_MINDED)
            sup_lay_out_mind(w, &w->item[p->first_item + slot], end);
    }
    for (uint32_t slot = 0; slot < p->items; slot++)
        sup_lay_out_talk(w, p->first_item + slot, end);
}

/* Places in the line of a special stream: enough for twice those who come during one
 * replenishment; where each one's wait matters, for a queue as well. */
static uint32_t line_places(const struct sup_world *w, const struct sup_item *item,
                            const struct scen_demand *d)
{
    const struct scen_demand_more *more = scen_demand_more(d);
    bool matters = more->percentiles || more->promised || more->impatient;
    double places = (matters ? QUEUE : EXTRA_LEAST) +
                    2.0 * scen_demand_visits(d) * replenishment_days(w, item);

    return places < EXTRA_MOST ? (uint32_t)places : EXTRA_MOST;
}

static void lay_out_customers(struct sup_world *w, struct sup_place *p, uint64_t *end)
{
    if (p->annex->habits > 0)
        p->annex->crowd_at = sup_state_room(end, p->annex->habits, sizeof(struct sup_crowd));
    for (uint32_t i = 0; i < p->streams; i++) {
        const struct sup_stream *s = &w->stream[p->first_stream + i];
        struct sup_habit *h = &w->habit[s->habit];

        if ((s->special & SUP_TALLY) == 0)
            continue;
        h->line_capacity = line_places(w, &w->item[p->first_item + s->slot], h->demand);
        h->line_at = sup_state_room(end, h->line_capacity, sizeof(struct sup_waiting));
        if (scen_demand_more(h->demand)->percentiles)
            h->waits_at = sup_state_room(end, SUP_BINS, sizeof(double));
    }
}

static void lay_out_moving(struct sup_world *w, size_t place, uint64_t *end)
{
    struct sup_moving *m = w->moving != NULL ? &w->moving[place] : NULL;

    if (m == NULL)
        return;
    for (uint32_t i = m->first_leg; i < m->first_leg + m->legs; i++) {
        w->leg[i].bay_at = sup_state_room(end, 1, sizeof(struct sup_bay));
        sup_state_room(end, w->leg[i].bay_room, sizeof(struct sup_cargo));
    }
    for (uint32_t i = m->first_book; i < m->first_book + m->books; i++)
        w->book[i].at = sup_state_room(end, 1, sizeof(struct sup_book));
    m->yard_at = sup_state_room(end, m->yard, sizeof(struct sup_yard));
    sup_state_room(end, m->yard_room, sizeof(struct sup_cargo));
    sup_lay_out_hauler(w, place, end);
}

void sup_lay_out(struct sup_world *w)
{
    double longest = longest_disruption(w->scen);

    for (size_t i = 0; i < w->places; i++) {
        struct sup_place *p = &w->place[i];
        uint64_t end = sizeof(struct sup_site) + p->items * sizeof(struct sup_stock);

        if (special(w, p))
            sup_keep_rare(w, (uint32_t)i);
        p->arrivals_at = sup_state_room(&end, p->streams, sizeof(struct sup_arrivals));
        lay_out_customers(w, p, &end);
        p->maker_at = sup_state_room(&end, p->makers, sizeof(struct sup_maker));
        p->picked_at = sup_state_room(&end, p->needs, sizeof(int64_t));
        p->client_at = sup_state_room(&end, p->clients, sizeof(struct sup_client_state));
        lay_out_lines(w, p, longest, &end);
        lay_out_stores(w, p, &end);
        sup_lay_out_shops(w, i, &end);
        p->total_at = sup_state_room(&end, p->items, sizeof(struct sup_total));
        if (p->annex->rares > 0)
            p->annex->rare_at = sup_state_room(&end, p->annex->rares, sizeof(struct sup_rare));
        lay_out_disruptions(w, p->annex, &end);
        lay_out_minds(w, p, &end);
        lay_out_moving(w, i, &end);
        p->bytes = end;
        p->number = p->first_item;
        p->tier = i < w->scen->sites ? w->scen->site[i].tier : 0;
        w->state_bytes += end;
    }
}
