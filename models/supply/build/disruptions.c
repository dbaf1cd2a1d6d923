/* SPDX-License-Identifier: Apache-2.0 */
/* What each kind of disruption does, and at which sites. */
#include <string.h>

#include "supply/build/follow.h"
#include "supply/customers/surge.h"
#include "supply/order/policy.h"

/* ---- scopes ---- */

static uint32_t item_scope(struct sup_notes *n, struct sup_item *item)
{
    item->special |= SUP_HINDERED;
    if (item->scope == 0)
        item->scope = sup_new_scope(n, item->site, SUP_SCOPE_ITEM, sup_slot_of(n->world, item));
    return item->scope;
}

static uint32_t source_scope(struct sup_notes *n, struct sup_item *item)
{
    item->special |= SUP_HINDERED;
    if (item->source_scope == 0)
        item->source_scope =
            sup_new_scope(n, item->site, SUP_SCOPE_SOURCE, sup_slot_of(n->world, item));
    return item->source_scope;
}

static uint32_t client_scope(struct sup_notes *n, struct sup_item *from,
                             struct sup_client *client)
{
    from->special |= SUP_HINDERED;
    if (client->scope == 0) {
        uint32_t scope =
            sup_new_scope(n, from->site, SUP_SCOPE_LANE, sup_slot_of(n->world, from));

        if (scope > UINT16_MAX)
            base_die("disruptions tell more than 65535 lanes apart at one site");
        client->scope = (uint16_t)scope;
    }
    return client->scope;
}

/* ---- what each kind does, and where ---- */

static void note(struct sup_notes *n, uint32_t lp, uint32_t harm, uint32_t scope, bool at_home)
{
    sup_add_note(n, lp, harm, scope, sup_noted(n)->size, at_home);
}

/* The size tells whether orders are lost meanwhile. */
static void note_source(struct sup_notes *n, const struct sup_item *item, uint32_t scope)
{
    double lost = sup_noted(n)->orders == SCEN_ORDERS_LOST ? 1.0 : 0.0;

    sup_add_note(n, item->site, SUP_HARM_SOURCE, scope, lost, false);
}

static bool concerns(const struct sup_notes *n, const struct sup_item *item)
{
    return sup_noted(n)->product == SCEN_NONE ||
           (uint32_t)sup_noted(n)->product == item->product;
}

/* At the site itself, or at one product there. */
static void at_site(struct sup_notes *n, uint32_t harm)
{
    struct sup_world *w = n->world;
    uint32_t lp = (uint32_t)n->struck;
    const struct sup_place *p = &w->place[lp];

    if (sup_noted(n)->product == SCEN_NONE) {
        note(n, lp, harm, sup_new_scope(n, lp, SUP_SCOPE_SITE, 0), true);
        if (harm != SUP_HARM_DOWN)
            for (uint32_t i = p->first_item; i < p->first_item + p->items; i++)
                w->item[i].special |= SUP_HINDERED;
        return;
    }
    for (uint32_t i = p->first_item; i < p->first_item + p->items; i++)
        if (concerns(n, &w->item[i]))
            note(n, lp, harm, item_scope(n, &w->item[i]), true);
}

/* The source of a policy that the client stands for; NULL: the only one of its item, or a
 * sibling. */
static struct sup_source *choice_of(const struct sup_notes *n, const struct sup_item *item,
                                    tw_lp_id from, uint32_t client)
{
    if (!(item->special & SUP_AGENT))
        return NULL;
    const struct sup_policy *p = &n->world->policy[item->policy];

    for (uint32_t k = p->first_source; k < p->first_source + p->sources; k++) {
        struct sup_source *source = &n->world->source[k];
        const struct sup_place *place = &n->world->place[source->lp];

        if (source->lp == from &&
            n->world->item[place->first_item + source->slot].first_client + source->client ==
                client)
            return source;
    }
    return NULL;
}

static bool is_sibling(const struct sup_notes *n, const struct sup_item *item,
                       const struct sup_client *client)
{
    return !item->made_here &&
           client->lane != (uint32_t)n->world->scen->stocking[item - n->world->item].source;
}

/* One who orders as client `c` of `from` finds nobody there. Who has a choice of sources finds
 * out in any case. */
static void at_orderer(struct sup_notes *n, tw_lp_id from, uint32_t c, bool refused)
{
    struct sup_world *w = n->world;
    const struct sup_client *client = &w->client[c];
    struct sup_item *item = &w->item[w->place[client->lp].first_item + client->slot];
    struct sup_source *choice = choice_of(n, item, from, c);

    if (!concerns(n, item))
        return;
    if (choice == NULL) {
        if (refused && !is_sibling(n, item, client))
            note_source(n, item, source_scope(n, item));
        return;
    }
    item->special |= SUP_HINDERED;
    if (choice->scope == 0)
        choice->scope = sup_new_scope(n, item->site, SUP_SCOPE_SOURCE, sup_slot_of(w, item));
    note_source(n, item, choice->scope);
}

/* Those who order there find nobody. */
static void at_orderers(struct sup_notes *n, bool refused)
{
    const struct sup_place *p = &n->world->place[n->struck];

    for (uint32_t c = p->first_client; c < p->first_client + p->clients; c++)
        if (n->world->client[c].kind == SUP_LANE)
            at_orderer(n, (tw_lp_id)n->struck, c, refused);
}

static bool at_lane_home(const struct sup_notes *n, int32_t lane)
{
    return n->struck == SCEN_NONE || n->world->scen->lane[lane].from == n->struck;
}

/* What leaves over the lane looks whether it can. */
static void hinder_senders(struct sup_notes *n, int32_t lane)
{
    const struct sup_place *p = &n->world->place[n->world->scen->lane[lane].from];

    for (uint32_t i = p->first_item; i < p->first_item + p->items; i++) {
        struct sup_item *item = &n->world->item[i];

        for (uint32_t c = item->first_client; c < item->first_client + item->clients; c++)
            if (n->world->client[c].kind == SUP_LANE &&
                n->world->client[c].lane == (uint32_t)lane)
                item->special |= SUP_HINDERED;
    }
}

/* The product alone. */
static void on_lane_of(struct sup_notes *n, struct sup_item *from, int32_t lane, uint32_t harm)
{
    for (uint32_t c = from->first_client; c < from->first_client + from->clients; c++) {
        struct sup_client *client = &n->world->client[c];

        if (client->kind == SUP_LANE && client->lane == (uint32_t)lane)
            note(n, from->site, harm, client_scope(n, from, client), at_lane_home(n, lane));
    }
}

/* Who has a choice of sources sees that no goods come over the lane. */
static void at_choosers(struct sup_notes *n, int32_t lane)
{
    uint32_t from = (uint32_t)n->world->scen->lane[lane].from;
    const struct sup_place *p = &n->world->place[from];

    for (uint32_t c = p->first_client; c < p->first_client + p->clients; c++)
        if (n->world->client[c].kind == SUP_LANE && n->world->client[c].lane == (uint32_t)lane)
            at_orderer(n, from, c, false);
}

static void on_lane(struct sup_notes *n, int32_t lane, uint32_t harm)
{
    struct sup_world *w = n->world;
    uint32_t from = (uint32_t)w->scen->lane[lane].from;
    const struct sup_place *p = &w->place[from];

    if (harm == SUP_HARM_CLOSED)
        at_choosers(n, lane);
    if (sup_noted(n)->product != SCEN_NONE) {
        for (uint32_t i = p->first_item; i < p->first_item + p->items; i++)
            if (concerns(n, &w->item[i]))
                on_lane_of(n, &w->item[i], lane, harm);
        return;
    }
    if (w->lane_scope[lane] == 0) {
        w->lane_scope[lane] = sup_new_scope(n, from, SUP_SCOPE_LANE, 0);
        hinder_senders(n, lane);
    }
    note(n, from, harm, w->lane_scope[lane], at_lane_home(n, lane));
}

/* The lane that is named, those of the carrier, or all that begin or end at the site. */
static void on_lanes(struct sup_notes *n, uint32_t harm)
{
    const struct scenario *scen = n->world->scen;

    if (n->struck == SCEN_NONE && sup_noted(n)->carrier == NULL) {
        on_lane(n, sup_noted(n)->lane, harm);
        return;
    }
    if (n->struck != SCEN_NONE) {
        for (size_t i = n->first_lane[n->struck]; i < n->first_lane[n->struck + 1]; i++)
            on_lane(n, n->lane_of[i], harm);
        return;
    }
    for (size_t i = 0; i < scen->lanes; i++)
        if (scen_lane_more(&scen->lane[i])->carrier == sup_noted(n)->carrier)
            on_lane(n, (int32_t)i, harm);
}

static void lane_closed(struct sup_notes *n)
{
    on_lanes(n, SUP_HARM_CLOSED);
    if (n->struck != SCEN_NONE)
        at_site(n, SUP_HARM_CLOSED); // to write it down there, whoever ships
}

/* Ports and hubs keep nothing: while one is down, goods neither come nor go. */
static bool only_forwards(const struct sup_notes *n)
{
    enum scen_role role = n->world->scen->site[n->struck].role;

    return role == SCEN_PORT || role == SCEN_HUB;
}

static void outage(struct sup_notes *n)
{
    if (n->struck == SCEN_NONE) {
        on_lanes(n, SUP_HARM_CLOSED);
        return;
    }
    if (only_forwards(n)) {
        lane_closed(n);
        return;
    }
    at_site(n, SUP_HARM_DOWN);
    at_orderers(n, sup_noted(n)->orders != SCEN_ORDERS_WAIT);
}

static void capacity(struct sup_notes *n)
{
    at_site(n, SUP_HARM_SPEED);
}

static void lead_time(struct sup_notes *n)
{
    on_lanes(n, SUP_HARM_STRETCH);
    if (n->struck != SCEN_NONE)
        at_site(n, SUP_HARM_STRETCH);
}

static void demand(struct sup_notes *n)
{
    const struct sup_world *w = n->world;
    const struct sup_place *p = &w->place[n->struck];

    at_site(n, SUP_HARM_DEMAND);
    for (uint32_t i = p->first_stream; i < p->first_stream + p->streams; i++)
        if (concerns(n, &w->item[p->first_item + w->stream[i].slot]))
            sup_expect_shocks(n->world, i);
}

static void quality(struct sup_notes *n)
{
    at_site(n, SUP_HARM_LOSS);
}

static void destroy(struct sup_notes *n)
{
    at_site(n, SUP_HARM_DESTROY);
}

static void insolvency(struct sup_notes *n)
{
    at_site(n, SUP_HARM_BANKRUPT);
    at_orderers(n, true);
}

static void communication(struct sup_notes *n)
{
    at_site(n, SUP_HARM_SILENT);
    sup_annex_of(n->world, (size_t)n->struck)->silences = n->world->place[n->struck].items;
}

static void (*const effects_of[SCEN_DISRUPTION_KINDS])(struct sup_notes *) = {
    [SCEN_OUTAGE] = outage,
    [SCEN_CAPACITY] = capacity,
    [SCEN_LEAD_TIME] = lead_time,
    [SCEN_DEMAND_SHOCK] = demand,
    [SCEN_QUALITY] = quality,
    [SCEN_DESTROY] = destroy,
    [SCEN_INSOLVENCY] = insolvency,
    [SCEN_LANE_CLOSED] = lane_closed,
    [SCEN_COMMUNICATION] = communication,
};

static void note_disruption(struct sup_notes *n)
{
    const struct scenario *scen = n->world->scen;
    const struct scen_disruption *d = sup_noted(n);

    n->struck = d->site;
    if (d->region == NULL) {
        effects_of[d->kind](n);
        return;
    }
    for (size_t i = 0; i < scen->sites; i++)
        if (strcmp(scen->site[i].region, d->region) == 0) {
            n->struck = (int32_t)i;
            effects_of[d->kind](n);
        }
}

void sup_note_disruptions(struct sup_notes *n)
{
    for (n->now = 0; n->now < n->world->scen->disruptions; n->now++)
        note_disruption(n);
}
