/* SPDX-License-Identifier: Apache-2.0 */
/* What stocks do beyond first come, first served: shelf lives, limited storage, rules of
 * allocation, orders that are not split; and what is under way when a run begins. */
#include "scen/unit.h"
#include "supply/account/rare.h"
#include "supply/build/steps.h"
#include "supply/stock/ration.h"
#include "supply/stock/shelf.h"

enum { LOTS_LEAST = 16, LOTS_MOST = 4096, FINE_AGE = 1000, COARSE_AGE = 60000 };

/* The stocking that draws on an item as this client; NULL: customers. */
static const struct scen_stocking *drawn_by(const struct sup_world *w,
                                            const struct sup_item *item,
                                            const struct sup_client *client)
{
    if (client->kind == SUP_CUSTOMERS)
        return NULL;
    tw_lp_id site = client->kind == SUP_LANE ? client->lp : (tw_lp_id)item->site;

    return &w->scen->stocking[w->place[site].first_item + client->slot];
}

static void know_clients(const struct sup_world *w, struct sup_item *item)
{
    for (uint32_t i = item->first_client; i < item->first_client + item->clients; i++) {
        struct sup_client *c = &w->client[i];
        bool outside = c->kind == SUP_CUSTOMERS;
        const struct scen_stocking *by =
            outside ? &w->scen->stocking[item - w->item] : drawn_by(w, item, c);

        c->rank = outside ? by->customers : by->priority;
        c->whole = !outside && scen_stocking_more(by)->ship_complete;
        if (c->whole)
            item->special |= SUP_WHOLE;
    }
}

/* What sites have a contract about, where any has; customers and makers have none. */
static void know_contracts(struct sup_world *w)
{
    int64_t *contract = NULL;

    for (size_t i = 0; i < w->scen->stockings; i++) {
        const struct sup_item *item = &w->item[i];

        for (uint32_t c = item->first_client; c < item->first_client + item->clients; c++) {
            if (w->client[c].kind != SUP_LANE ||
                scen_stocking_more(drawn_by(w, item, &w->client[c]))->contract == 0)
                continue;
            if (contract == NULL)
                contract = base_arena_array(w->arena, w->clients + 1, sizeof *contract);
            contract[c] = scen_stocking_more(drawn_by(w, item, &w->client[c]))->contract;
        }
    }
    w->contract = contract;
}

struct sup_store *sup_store_of(struct sup_world *w, struct sup_item *item)
{
    if (item->store == NULL)
        item->store = base_arena_take(w->aside, sizeof *item->store);
    return item->store;
}

/* Lots: twice the replenishments that come in while one lot lasts. */
static uint32_t lots_of(const struct sup_world *w, const struct sup_item *item)
{
    double days = (double)item->store->shelf_life / (double)TW_TICKS_PER_DAY;
    double lots = LOTS_LEAST + 2.0 * sup_expected_of(w, item)->orders * days;

    return lots < LOTS_MOST ? (uint32_t)lots : LOTS_MOST;
}

static void know_goods(struct sup_world *w, struct sup_item *item)
{
    const struct scen_product *product = &w->scen->product[item->product];
    const struct scen_stocking *s = &w->scen->stocking[item - w->item];
    const struct scen_stocking_more *more = scen_stocking_more(s);

    if (product->shelf_life > 0) {
        struct sup_store *store = sup_store_of(w, item);

        item->special |= SUP_AGES;
        store->disposal = product->disposal_cost * item->quantum;
        store->shelf_life = product->shelf_life;
        store->least_life = more->min_remaining_life;
        store->lot_capacity = lots_of(w, item);
    }
    if (more->allocation != SCEN_FIFO) {
        item->special |= SUP_RATIONS;
        sup_store_of(w, item)->allocation = &sup_allocations[more->allocation];
    }
}

static double size_of(const struct scen_product *product, int32_t base)
{
    if (base == SCEN_MASS)
        return product->weight;
    return base == SCEN_VOLUME ? product->volume : 1.0;
}

static void know_room(struct sup_world *w, struct sup_item *item)
{
    const struct scen_site *site = &w->scen->site[item->site];
    const struct scen_site_more *more = scen_site_more(site);
    struct sup_annex *p;

    if (!more->storage.given)
        return;
    item->special |= SUP_ROOMED;
    sup_store_of(w, item)->size =
        size_of(&w->scen->product[item->product], more->storage.base) * item->quantum;
    p = sup_annex_of(w, item->site);
    p->rooms = 1;
    p->room = more->storage.size;
    p->overflow = more->overflow_cost.size / (double)TW_TICKS_PER_DAY;
}

/* One second is fine enough for ages, unless the run is so long that 31 bits do not reach. */
static void choose_age_unit(struct sup_world *w)
{
    int64_t longest = 0;

    for (size_t i = 0; i < w->scen->products; i++)
        if (w->scen->product[i].shelf_life > longest)
            longest = w->scen->product[i].shelf_life;
    bool fine = (w->scen->horizon + longest) / FINE_AGE < (int64_t)SUP_MORE;

    w->age_unit = fine ? FINE_AGE : COARSE_AGE;
}

/* ---- what is under way at the start ---- */

static size_t count_early(const struct scen_stocking *s)
{
    const struct scen_stocking_more *more = scen_stocking_more(s);

    return more->pipelines + more->orders;
}

static void add_early(struct sup_world *w, tw_lp_id site, struct sup_early early)
{
    struct sup_annex *p = w->place[site].annex;

    w->early[p->first_early + p->earlies++] = early;
}

/* As the source's client says it. */
static uint16_t receipt_priority(const struct sup_world *w, const struct sup_item *item)
{
    const struct sup_place *source = &w->place[item->source_lp];
    const struct sup_item *from = &w->item[source->first_item + item->source_slot];

    return w->client[from->first_client + item->source_client].receipt_priority;
}

static void add_pipeline(struct sup_world *w, struct sup_item *item,
                         const struct scen_stocking *s)
{
    const struct scen_stocking_more *more = scen_stocking_more(s);
    uint16_t kind = item->made_here ? SUP_EVENT_MADE : SUP_EVENT_RECEIPT;
    uint16_t priority = item->made_here ? 0 : receipt_priority(w, item);

    for (size_t k = 0; k < more->pipelines; k++) {
        add_early(w, item->site,
                  (struct sup_early){more->pipeline[k].at, more->pipeline[k].quantity,
                                     sup_slot_of(w, item), 0, kind, priority, 0});
        item->on_order += more->pipeline[k].quantity;
    }
    if (more->pipelines > 0)
        sup_keep_rare(w, item->site);
}

/* Orders in the mail lie with the site that will get them. */
static void add_mail(struct sup_world *w, struct sup_item *item, const struct scen_stocking *s)
{
    const struct scen_stocking_more *more = scen_stocking_more(s);

    for (size_t k = 0; k < more->orders; k++) {
        add_early(w, item->source_lp,
                  (struct sup_early){more->order[k].at, more->order[k].quantity,
                                     item->source_slot, item->source_client, SUP_EVENT_ORDER, 0,
                                     0});
        item->on_order += more->order[k].quantity;
    }
}

static void add_all_early(struct sup_world *w)
{
    size_t all = 0;

    for (size_t i = 0; i < w->scen->stockings; i++) {
        const struct scen_stocking *s = &w->scen->stocking[i];
        const struct scen_stocking_more *more = scen_stocking_more(s);

        if (more->pipelines > 0) // counts for now
            sup_annex_of(w, (size_t)s->site)->first_early += (uint32_t)more->pipelines;
        if (more->orders > 0)
            sup_annex_of(w, w->item[i].source_lp)->first_early += (uint32_t)more->orders;
        all += count_early(s);
    }
    w->early = base_arena_array(w->arena, all + 1, sizeof *w->early);
    uint32_t next = 0;

    for (size_t i = 0; i < w->scen->sites; i++) {
        uint32_t count = w->place[i].annex->first_early;

        if (count > 0)
            w->place[i].annex->first_early = next;
        next += count;
    }
    for (size_t i = 0; i < w->scen->stockings; i++) {
        add_pipeline(w, &w->item[i], &w->scen->stocking[i]);
        add_mail(w, &w->item[i], &w->scen->stocking[i]);
    }
}

void sup_stores(struct sup_world *w)
{
    choose_age_unit(w);
    for (size_t i = 0; i < w->scen->stockings; i++) {
        know_goods(w, &w->item[i]);
        know_room(w, &w->item[i]);
        know_clients(w, &w->item[i]);
    }
    know_contracts(w);
    add_all_early(w);
}
