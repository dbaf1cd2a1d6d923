/* SPDX-License-Identifier: Apache-2.0 */
/* Who follows which disruption, and what it does there. Each site that anything of a disruption
 * concerns follows it by itself (disrupt/disrupt.h), so no message tells of it: the site that
 * is struck, those who may not order there, who ships over a closed lane, who counts the makers
 * of a product that are up. First these concerns are collected as notes, then sorted by site.
 */
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/mem.h"
#include "supply/order/policy.h"

struct note { // one effect, or with harm SUP_HARMS: only follows
    uint32_t lp, disruption;
    int32_t struck; // site; SCEN_NONE: a lane
    uint32_t at_home;
    uint32_t harm, scope;
    double size;
    size_t turn;
};

struct notes {
    struct sup_world *world;
    struct note *note; // heap
    size_t count, capacity;
    struct { // of scopes: heap, in the order of their making
        uint32_t lp, number;
        struct sup_scope scope;
    } * made;
    size_t scopes, scope_capacity;
    size_t *first_lane; // of each site: lanes that begin or end there, in `lane_of`
    int32_t *lane_of;
    uint32_t now;   // the disruption that is looked at
    int32_t struck; // and the site that it strikes
};

static const struct scen_disruption *present(const struct notes *n)
{
    return &n->world->scen->disruption[n->now];
}

/* ---- notes and scopes ---- */

static uint32_t new_scope(struct notes *n, uint32_t lp, enum sup_scope_kind kind, uint32_t slot)
{
    struct sup_place *p = &n->world->place[lp];

    if (n->scopes + 2 > n->scope_capacity) {
        n->scope_capacity = n->scope_capacity == 0 ? 64 : 2 * n->scope_capacity;
        n->made = base_resize(n->made, n->scope_capacity, sizeof *n->made);
    }
    if (p->scopes == 0) {
        n->made[n->scopes].lp = lp;
        n->made[n->scopes].number = p->scopes++;
        n->made[n->scopes++].scope = (struct sup_scope){SUP_SCOPE_SITE, 0};
    }
    if (kind == SUP_SCOPE_SITE)
        return 0;
    n->made[n->scopes].lp = lp;
    n->made[n->scopes].number = p->scopes;
    n->made[n->scopes++].scope = (struct sup_scope){kind, slot};
    return p->scopes++;
}

static void add_note(struct notes *n, uint32_t lp, uint32_t harm, uint32_t scope, bool at_home)
{
    if (n->count == n->capacity) {
        n->capacity = n->capacity == 0 ? 64 : 2 * n->capacity;
        n->note = base_resize(n->note, n->capacity, sizeof *n->note);
    }
    n->note[n->count] = (struct note){.lp = lp,
                                      .disruption = n->now,
                                      .struck = n->struck,
                                      .at_home = at_home,
                                      .harm = harm,
                                      .scope = scope,
                                      .size = present(n)->size,
                                      .turn = n->count};
    n->count++;
}

static uint32_t item_scope(struct notes *n, struct sup_item *item)
{
    item->special |= SUP_HINDERED;
    if (item->scope == 0)
        item->scope = new_scope(n, item->site, SUP_SCOPE_ITEM, sup_slot_of(n->world, item));
    return item->scope;
}

static uint32_t source_scope(struct notes *n, struct sup_item *item)
{
    item->special |= SUP_HINDERED;
    if (item->source_scope == 0)
        item->source_scope =
            new_scope(n, item->site, SUP_SCOPE_SOURCE, sup_slot_of(n->world, item));
    return item->source_scope;
}

static uint32_t client_scope(struct notes *n, struct sup_item *from, struct sup_client *client)
{
    from->special |= SUP_HINDERED;
    if (client->scope == 0) {
        uint32_t scope = new_scope(n, from->site, SUP_SCOPE_LANE, sup_slot_of(n->world, from));

        if (scope > UINT16_MAX)
            base_die("disruptions tell more than 65535 lanes apart at one site");
        client->scope = (uint16_t)scope;
    }
    return client->scope;
}

/* ---- what each kind does, and where ---- */

static bool concerns(const struct notes *n, const struct sup_item *item)
{
    return present(n)->product == SCEN_NONE || (uint32_t)present(n)->product == item->product;
}

/* At the site itself, or at one product there. */
static void at_site(struct notes *n, uint32_t harm)
{
    struct sup_world *w = n->world;
    uint32_t lp = (uint32_t)n->struck;
    const struct sup_place *p = &w->place[lp];

    if (present(n)->product == SCEN_NONE) {
        add_note(n, lp, harm, new_scope(n, lp, SUP_SCOPE_SITE, 0), true);
        if (harm != SUP_HARM_DOWN)
            for (uint32_t i = p->first_item; i < p->first_item + p->items; i++)
                w->item[i].special |= SUP_HINDERED;
        return;
    }
    for (uint32_t i = p->first_item; i < p->first_item + p->items; i++)
        if (concerns(n, &w->item[i]))
            add_note(n, lp, harm, item_scope(n, &w->item[i]), true);
}

/* The source of a policy that the client stands for; NULL: the only one of its item, or a
 * sibling. */
static struct sup_source *choice_of(const struct notes *n, const struct sup_item *item,
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

static bool is_sibling(const struct notes *n, const struct sup_item *item,
                       const struct sup_client *client)
{
    return !item->made_here &&
           client->lane != (uint32_t)n->world->scen->stocking[item - n->world->item].source;
}

/* One who orders as client `c` of `from` finds nobody there. Who has a choice of sources finds
 * out in any case. */
static void at_orderer(struct notes *n, tw_lp_id from, uint32_t c, bool refused)
{
    struct sup_world *w = n->world;
    const struct sup_client *client = &w->client[c];
    struct sup_item *item = &w->item[w->place[client->lp].first_item + client->slot];
    struct sup_source *choice = choice_of(n, item, from, c);

    if (!concerns(n, item))
        return;
    if (choice == NULL) {
        if (refused && !is_sibling(n, item, client))
            add_note(n, item->site, SUP_HARM_SOURCE, source_scope(n, item), false);
        return;
    }
    item->special |= SUP_HINDERED;
    if (choice->scope == 0)
        choice->scope = new_scope(n, item->site, SUP_SCOPE_SOURCE, sup_slot_of(w, item));
    add_note(n, item->site, SUP_HARM_SOURCE, choice->scope, false);
}

/* Those who order there find nobody. */
static void at_orderers(struct notes *n, bool refused)
{
    const struct sup_place *p = &n->world->place[n->struck];

    for (uint32_t c = p->first_client; c < p->first_client + p->clients; c++)
        if (n->world->client[c].kind == SUP_LANE)
            at_orderer(n, (tw_lp_id)n->struck, c, refused);
}

static bool at_lane_home(const struct notes *n, int32_t lane)
{
    return n->struck == SCEN_NONE || n->world->scen->lane[lane].from == n->struck;
}

/* What leaves over the lane looks whether it can. */
static void hinder_senders(struct notes *n, int32_t lane)
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
static void on_lane_of(struct notes *n, struct sup_item *from, int32_t lane, uint32_t harm)
{
    for (uint32_t c = from->first_client; c < from->first_client + from->clients; c++) {
        struct sup_client *client = &n->world->client[c];

        if (client->kind == SUP_LANE && client->lane == (uint32_t)lane)
            add_note(n, from->site, harm, client_scope(n, from, client), at_lane_home(n, lane));
    }
}

/* Who has a choice of sources sees that no goods come over the lane. */
static void at_choosers(struct notes *n, int32_t lane)
{
    uint32_t from = (uint32_t)n->world->scen->lane[lane].from;
    const struct sup_place *p = &n->world->place[from];

    for (uint32_t c = p->first_client; c < p->first_client + p->clients; c++)
        if (n->world->client[c].kind == SUP_LANE && n->world->client[c].lane == (uint32_t)lane)
            at_orderer(n, from, c, false);
}

static void on_lane(struct notes *n, int32_t lane, uint32_t harm)
{
    struct sup_world *w = n->world;
    uint32_t from = (uint32_t)w->scen->lane[lane].from;
    const struct sup_place *p = &w->place[from];

    if (harm == SUP_HARM_CLOSED)
        at_choosers(n, lane);
    if (present(n)->product != SCEN_NONE) {
        for (uint32_t i = p->first_item; i < p->first_item + p->items; i++)
            if (concerns(n, &w->item[i]))
                on_lane_of(n, &w->item[i], lane, harm);
        return;
    }
    if (w->lane_scope[lane] == 0) {
        w->lane_scope[lane] = new_scope(n, from, SUP_SCOPE_LANE, 0);
        hinder_senders(n, lane);
    }
    add_note(n, from, harm, w->lane_scope[lane], at_lane_home(n, lane));
}

/* The lane that is named, those of the carrier, or all that begin or end at the site. */
static void on_lanes(struct notes *n, uint32_t harm)
{
    const struct scenario *scen = n->world->scen;

    if (n->struck == SCEN_NONE && present(n)->carrier == NULL) {
        on_lane(n, present(n)->lane, harm);
        return;
    }
    if (n->struck != SCEN_NONE) {
        for (size_t i = n->first_lane[n->struck]; i < n->first_lane[n->struck + 1]; i++)
            on_lane(n, n->lane_of[i], harm);
        return;
    }
    for (size_t i = 0; i < scen->lanes; i++)
        if (scen->lane[i].carrier == present(n)->carrier)
            on_lane(n, (int32_t)i, harm);
}

static void outage(struct notes *n)
{
    if (n->struck == SCEN_NONE) {
        on_lanes(n, SUP_HARM_CLOSED);
        return;
    }
    at_site(n, SUP_HARM_DOWN);
    at_orderers(n, present(n)->orders != SCEN_ORDERS_WAIT);
}

static void capacity(struct notes *n)
{
    at_site(n, SUP_HARM_SPEED);
}

static void lead_time(struct notes *n)
{
    on_lanes(n, SUP_HARM_STRETCH);
    if (n->struck != SCEN_NONE)
        at_site(n, SUP_HARM_STRETCH);
}

static void demand(struct notes *n)
{
    at_site(n, SUP_HARM_DEMAND);
}

static void quality(struct notes *n)
{
    at_site(n, SUP_HARM_LOSS);
}

static void destroy(struct notes *n)
{
    at_site(n, SUP_HARM_DESTROY);
}

static void insolvency(struct notes *n)
{
    at_site(n, SUP_HARM_BANKRUPT);
    at_orderers(n, true);
}

static void lane_closed(struct notes *n)
{
    on_lanes(n, SUP_HARM_CLOSED);
    if (n->struck != SCEN_NONE)
        at_site(n, SUP_HARM_CLOSED); // to write it down there, whoever ships
}

static void communication(struct notes *n)
{
    struct sup_place *p = &n->world->place[n->struck];

    at_site(n, SUP_HARM_SILENT);
    p->silences = p->items;
}

static void (*const effects_of[SCEN_DISRUPTION_KINDS])(struct notes *) = {
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

static void note_disruption(struct notes *n)
{
    const struct scenario *scen = n->world->scen;
    const struct scen_disruption *d = present(n);

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

/* ---- makers of a product, counted at the first of them ---- */

static bool closes(const struct note *note, const struct sup_item *item)
{
    return (note->harm == SUP_HARM_DOWN || note->harm == SUP_HARM_BANKRUPT) &&
           (note->scope == 0 || note->scope == item->scope);
}

/* The notes about each site, one behind the other. */
struct threads {
    size_t *first, *next; // SIZE_MAX ends
};

static struct threads thread_notes(const struct notes *n, struct base_arena *scratch)
{
    size_t sites = n->world->scen->sites;
    struct threads t = {base_arena_array(scratch, sites, sizeof(size_t)),
                        base_arena_array(scratch, n->count + 1, sizeof(size_t))};

    for (size_t i = 0; i < sites; i++)
        t.first[i] = SIZE_MAX;
    for (size_t i = n->count; i > 0; i--) {
        t.next[i - 1] = t.first[n->note[i - 1].lp];
        t.first[n->note[i - 1].lp] = i - 1;
    }
    return t;
}

static bool may_close(const struct notes *n, const struct threads *t,
                      const struct sup_item *maker)
{
    for (size_t i = t->first[maker->site]; i != SIZE_MAX; i = t->next[i])
        if (closes(&n->note[i], maker))
            return true;
    return false;
}

static void watch_maker(struct notes *n, const struct threads *t, const struct sup_item *maker,
                        const struct sup_observed *by)
{
    uint32_t scope = new_scope(n, by->at, SUP_SCOPE_MAKER, by->pad);

    for (size_t i = t->first[maker->site]; i != SIZE_MAX; i = t->next[i])
        if (closes(&n->note[i], maker)) {
            n->now = n->note[i].disruption;
            n->struck = n->note[i].struck;
            add_note(n, by->at, SUP_HARM_WATCHED, scope, false);
        }
}

static int by_site(const void *x, const void *y)
{
    const struct sup_observed *a = x, *b = y;

    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return (a->product > b->product) - (a->product < b->product);
}

/* One entry for each product with makers, at the site of its first maker. `pad` says that any
 * of them may close, then which of the site's entries it is. */
static void find_makers(const struct notes *n, const struct threads *t,
                        struct sup_observed *observed)
{
    const struct sup_world *w = n->world;

    for (size_t i = 0; i < w->scen->stockings; i++) {
        const struct sup_item *item = &w->item[i];
        struct sup_observed *o = &observed[item->product];

        if (!item->made_here)
            continue;
        if (o->makers++ == 0)
            *o = (struct sup_observed){.product = item->product, .makers = 1, .at = item->site};
        o->pad |= may_close(n, t, item);
    }
}

static void watch_products(struct notes *n)
{
    struct sup_world *w = n->world;
    struct base_arena *scratch = base_arena_new();
    size_t products = n->count > 0 ? w->scen->products : 0, count = 0;
    struct threads t = thread_notes(n, scratch);
    struct sup_observed *all = base_arena_array(scratch, products + 1, sizeof *all);

    if (products > 0)
        find_makers(n, &t, all);
    for (size_t i = 0; i < products; i++)
        if (all[i].pad != 0)
            all[i].pad = w->place[all[i].at].observed++, count++;
        else
            all[i].makers = 0;
    for (size_t i = 0; i < (products > 0 ? w->scen->stockings : 0); i++)
        if (w->item[i].made_here && all[w->item[i].product].makers > 0)
            watch_maker(n, &t, &w->item[i], &all[w->item[i].product]);
    w->observed = base_arena_array(w->arena, count + 1, sizeof *w->observed);
    count = 0;
    for (size_t i = 0; i < products; i++)
        if (all[i].makers > 0)
            w->observed[count++] = all[i];
    if (count > 1)
        qsort(w->observed, count, sizeof *w->observed, by_site);
    for (size_t i = count; i > 0; i--)
        w->place[w->observed[i - 1].at].first_observed = (uint32_t)(i - 1);
    base_arena_free(scratch);
}

/* ---- chains ---- */

/* Who follows a disruption follows the one that it comes after as well. */
static void follow_chains(struct notes *n)
{
    for (size_t i = 0; i < n->count; i++) {
        struct note note = n->note[i];
        int32_t first = n->world->scen->disruption[note.disruption].after;

        if (first == SCEN_NONE)
            continue;
        n->now = (uint32_t)first;
        n->struck = SCEN_NONE;
        add_note(n, note.lp, SUP_HARMS, 0, false);
    }
}

/* ---- lanes of each site ---- */

static void sort_lanes(struct notes *n, struct base_arena *scratch)
{
    const struct scenario *scen = n->world->scen;
    size_t *next = base_arena_array(scratch, scen->sites + 2, sizeof *next);

    n->first_lane = next;
    n->lane_of = base_arena_array(scratch, 2 * scen->lanes + 1, sizeof *n->lane_of);
    for (size_t i = 0; i < scen->lanes; i++) {
        next[scen->lane[i].from + 2]++;
        next[scen->lane[i].to + 2]++;
    }
    for (size_t i = 2; i < scen->sites + 2; i++)
        next[i] += next[i - 1];
    for (size_t i = 0; i < scen->lanes; i++) {
        n->lane_of[next[scen->lane[i].from + 1]++] = (int32_t)i;
        n->lane_of[next[scen->lane[i].to + 1]++] = (int32_t)i;
    }
}

/* ---- from notes to tables ---- */

static int by_place(const void *x, const void *y)
{
    const struct note *a = x, *b = y;

    if (a->lp != b->lp)
        return a->lp < b->lp ? -1 : 1;
    if (a->disruption != b->disruption)
        return a->disruption < b->disruption ? -1 : 1;
    if ((a->harm == SUP_HARMS) != (b->harm == SUP_HARMS))
        return a->harm == SUP_HARMS ? -1 : 1;
    if (a->struck != b->struck)
        return a->struck < b->struck ? -1 : 1;
    return (a->turn > b->turn) - (a->turn < b->turn);
}

/* Outages of a site have always been told apart by their number there, all else by name. */
static void name_clock(const struct sup_world *w, struct sup_cause *cause)
{
    const struct scen_disruption *d = &w->scen->disruption[cause->disruption];

    if (d->kind != SCEN_OUTAGE || d->site == SCEN_NONE || d->product != SCEN_NONE) {
        cause->agent = base_digest_bytes(1, d->name, strlen(d->name));
        return;
    }
    cause->agent = w->place[d->site].agent;
    for (uint32_t i = 0; i < cause->disruption; i++)
        cause->key += w->scen->disruption[i].kind == SCEN_OUTAGE &&
                      w->scen->disruption[i].site == d->site &&
                      w->scen->disruption[i].product == SCEN_NONE;
}

static void fill_tables(struct notes *n)
{
    struct sup_world *w = n->world;
    uint32_t causes = 0, strikes = 0, effects = 0;

    for (size_t i = 0; i < n->count; i++) {
        const struct note *note = &n->note[i];
        struct sup_place *p = &w->place[note->lp];
        bool first = i == 0 || note[-1].lp != note->lp;

        if (first) {
            p->first_cause = causes;
            p->first_strike = strikes;
            p->first_effect = effects;
        }
        if (first || note[-1].disruption != note->disruption) {
            w->cause[causes] =
                (struct sup_cause){.disruption = note->disruption, .first_strike = strikes};
            name_clock(w, &w->cause[causes++]);
            p->causes++;
        }
        if (note->harm == SUP_HARMS)
            continue;
        struct sup_cause *cause = &w->cause[causes - 1];

        if (cause->strikes == 0 || note[-1].struck != note->struck) {
            w->strike[strikes++] = (struct sup_strike){
                .cause = p->causes - 1, .struck = note->struck, .first_effect = effects};
            cause->strikes++;
            p->strikes++;
        }
        struct sup_strike *strike = &w->strike[strikes - 1];

        strike->at_home |= note->at_home;
        strike->effects++;
        w->effect[effects++] = (struct sup_effect){.harm = note->harm,
                                                   .scope = note->scope,
                                                   .strike = p->strikes - 1,
                                                   .size = note->size};
        p->effects++;
    }
}

static void fill_scopes(struct notes *n)
{
    struct sup_world *w = n->world;
    uint32_t next = 0;

    for (size_t i = 0; i < w->scen->sites; i++) {
        w->place[i].first_scope = next;
        next += w->place[i].scopes;
    }
    for (size_t i = 0; i < n->scopes; i++)
        w->scope[w->place[n->made[i].lp].first_scope + n->made[i].number] = n->made[i].scope;
}

/* Who comes after whom, within each site. */
static void fill_next(struct sup_world *w)
{
    uint32_t next = 0;

    for (size_t s = 0; s < w->scen->sites; s++) {
        const struct sup_place *p = &w->place[s];
        struct sup_cause *cause = &w->cause[p->first_cause];

        for (uint32_t i = 0; i < p->causes; i++) {
            cause[i].first_next = next;
            for (uint32_t k = 0; k < p->causes; k++)
                if (w->scen->disruption[cause[k].disruption].after ==
                    (int32_t)cause[i].disruption) {
                    w->next[next++] = k;
                    cause[i].nexts++;
                }
        }
    }
}

/* All factors below 1 that can be in force at who ships, at once: for lookahead. */
static void find_haste(struct sup_world *w)
{
    for (size_t i = 0; i < w->scen->lanes; i++) {
        const struct sup_place *p = &w->place[w->scen->lane[i].from];
        double least = 1.0;

        for (uint32_t e = p->first_effect; e < p->first_effect + p->effects; e++)
            if (w->effect[e].harm == SUP_HARM_STRETCH && w->effect[e].size < 1.0)
                least *= w->effect[e].size;
        w->lane_haste[i] = least < 1.0 ? least * (1.0 - 1e-9) : 1.0;
    }
}

void sup_add_disruptions(struct sup_world *w)
{
    struct notes n = {.world = w};
    struct base_arena *scratch = base_arena_new();

    w->lane_scope = base_arena_array(w->arena, w->scen->lanes + 1, sizeof *w->lane_scope);
    if (w->scen->disruptions > 0)
        sort_lanes(&n, scratch);
    for (; n.now < w->scen->disruptions; n.now++)
        note_disruption(&n);
    watch_products(&n);
    follow_chains(&n);
    if (n.count > 1)
        qsort(n.note, n.count, sizeof *n.note, by_place);
    w->cause = base_arena_array(w->arena, n.count + 1, sizeof *w->cause);
    w->strike = base_arena_array(w->arena, n.count + 1, sizeof *w->strike);
    w->effect = base_arena_array(w->arena, n.count + 1, sizeof *w->effect);
    w->next = base_arena_array(w->arena, n.count + 1, sizeof *w->next);
    w->scope = base_arena_array(w->arena, n.scopes + 1, sizeof *w->scope);
    w->lane_haste = base_arena_array(w->arena, w->scen->lanes + 1, sizeof *w->lane_haste);
    fill_tables(&n);
    fill_scopes(&n);
    fill_next(w);
    find_haste(w);
    base_arena_free(scratch);
    free(n.note);
    free(n.made);
}
