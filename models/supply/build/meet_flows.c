/* SPDX-License-Identifier: Apache-2.0 */
/* Expected flows and tiers over lanes that lead to other ranks. Who owns an item walks it; what
 * it draws on elsewhere hears of it in the next round, as many rounds as there are such lanes
 * one behind the other. */
#include <stdlib.h>

#include "base/mem.h"
#include "supply/build/meet.h"

struct drawn {           // what an item draws a day on its source
    uint32_t site, slot; // of the whole
    int32_t depth, pad;
    double units, orders;
};

/* Its parts are drawn on at the same site, one step of the network less far. */
static bool draws_parts(const struct sup_world *w, const struct sup_item *item)
{
    return w->scen->site[item->site].role == SCEN_FACTORY ||
           scen_stocking_more(&w->scen->stocking[item - w->item])->steps > 0;
}

/* How many sites there are at most from here down to one on which nobody draws. */
static int32_t depth_of(const struct sup_world *w, const struct sup_item *item)
{
    const struct sup_client *c = &w->client[item->first_client];
    int32_t depth = 0;

    for (uint32_t n = 1; n < item->clients; n++) {
        bool away = c[n].kind == SUP_LANE;
        tw_lp_id site = away ? c[n].lp : (tw_lp_id)item->site;
        const struct sup_item *by = &w->item[w->place[site].first_item + c[n].slot];
        int32_t far = w->apart->depth[by - w->item] + away;

        if (far > depth && (away || draws_parts(w, by)))
            depth = far;
    }
    return depth;
}

void sup_tell_flow(struct sup_world *w, uint32_t i)
{
    struct sup_apart *a = w->apart;
    const struct sup_item *item = &w->item[i];

    a->depth[i] = depth_of(w, item);
    if (item->made_here || sup_is_own(w, item->source_lp))
        return;
    struct drawn drawn = {a->part->site[item->site], sup_slot_of(w, item), a->depth[i], 0,
                          w->expected[i].units,      w->expected[i].orders};

    sup_say(a, sup_owner(a, item->source_lp), &drawn, sizeof drawn);
}

static bool anything_waits(const struct sup_apart *a)
{
    size_t bytes = 0;

    for (uint32_t r = 0; r < a->meet->ranks; r++)
        bytes += a->post[r].count;
    return bytes > 0;
}

bool sup_hear_flows(struct sup_world *w, void (*known)(void *user, uint32_t item), void *user)
{
    struct sup_apart *a = w->apart;
    size_t bytes;

    if (sup_most(a, anything_waits(a)) == 0)
        return false;
    struct drawn *drawn = sup_exchange(a, &bytes);

    for (size_t i = 0; i < bytes / sizeof *drawn; i++) {
        uint32_t item = w->place[sup_site_here(a, drawn[i].site)].first_item + drawn[i].slot;

        w->expected[item].units = drawn[i].units;
        w->expected[item].orders = drawn[i].orders;
        a->depth[item] = drawn[i].depth;
        known(user, item);
    }
    free(drawn);
    return true;
}

/* ---- tiers ---- */

struct tier {
    uint32_t site; // of the whole
    int32_t tier;
};

/* Own sites are as far as their items. */
static void set_own(struct sup_world *w)
{
    for (size_t i = 0; i < w->scen->sites; i++) {
        const struct sup_place *p = &w->place[i];
        int32_t tier = 0;

        for (uint32_t k = p->first_item; k < p->first_item + p->items; k++)
            if (sup_is_own(w, i) && w->apart->depth[k] > tier)
                tier = w->apart->depth[k];
        w->scen->site[i].tier = tier;
    }
}

/* Whoever ships to a site ranks its receipts. */
static void tell_senders(struct sup_world *w)
{
    struct sup_apart *a = w->apart;

    for (size_t i = 0; i < w->scen->lanes; i++) {
        const struct scen_lane *lane = &w->scen->lane[i];
        struct tier word = {a->part->site[lane->to], w->scen->site[lane->to].tier};

        if (sup_is_own(w, (size_t)lane->to) && !sup_is_own(w, (size_t)lane->from))
            sup_say(a, sup_owner(a, (size_t)lane->from), &word, sizeof word);
    }
}

void sup_hear_tiers(struct sup_world *w)
{
    struct sup_apart *a = w->apart;
    size_t bytes;

    set_own(w);
    tell_senders(w);
    struct tier *word = sup_exchange(a, &bytes);

    for (size_t i = 0; i < bytes / sizeof *word; i++)
        w->scen->site[sup_site_here(a, word[i].site)].tier = word[i].tier;
    free(word);
}
