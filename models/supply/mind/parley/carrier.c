/* SPDX-License-Identifier: Apache-2.0 */
/* Carriers with vehicles of their own have a say in bids: a supplier whose goods would go by
 * one hands its offer on, and the carrier completes it with the time until a vehicle is free,
 * or withdraws it when none goes. In the contract net that is a contractor who asks his own. */
#include <math.h>

#include "rand/dist.h"
#include "supply/mind/haul.h"
#include "supply/mind/parley/talk.h"
#include "supply/move/move.h"

const struct sup_leg *sup_talk_fleet(const struct sup_world *w, uint32_t lane)
{
    if (w->path == NULL || w->legs == 0 || w->path[lane].first == SUP_NO_HOP)
        return NULL;
    const struct sup_leg *leg = &w->leg[w->hop[w->path[lane].first].leg];

    return leg->fleet ? leg : (const struct sup_leg *)NULL;
}

/* Ticks that a vehicle is away. */
static double round_trip(const struct sup_world *w, const struct sup_leg *leg)
{
    double out = rand_mean(w->lane_law[leg->law]);
    double back = leg->back_law != SUP_NO_LAW ? rand_mean(w->lane_law[leg->back_law]) : out;

    return (out + back) * (double)TW_TICKS_PER_DAY;
}

/* Until all loads that wait, and one more, have found a vehicle. */
static int64_t wait(const struct sup_turn *t, const struct sup_leg *leg)
{
    const struct sup_yard *y = sup_yard_at(t);
    double servers = sup_moving_at(t)->servers;
    double ahead = (double)y->waiting + 1.0 - (servers - (double)y->busy);

    return ahead > 0.0 && servers > 0.0
               ? (int64_t)ceil(ahead / servers * round_trip(t->world, leg))
               : 0;
}

void sup_carrier_hears(const struct sup_turn *t, const struct sup_letter *offer)
{
    const struct sup_world *w = t->world;
    const struct sup_item *caller = &w->item[offer->caller];
    const struct sup_leg *leg = sup_talk_fleet(w, sup_talk_way(w, caller, offer->way)->lane);
    struct sup_letter bid = *offer;

    bid.slot = sup_slot_of(w, caller);
    bid.at += wait(t, leg);
    bid.value += sup_haul_quote(t) * (leg->cost_unit * caller->quantum +
                                      leg->cost_kg * w->bulk[caller->product].of[SUP_KG]);
    if (t->site->down > 0 || sup_haul_declines(t))
        bid.quantity = 0;
    sup_send(t, caller->site, sup_talker_of(w, caller)->way_delay[offer->way],
             w->kind[SUP_EVENT_LETTER].priority, SUP_EVENT_LETTER, &bid);
}
