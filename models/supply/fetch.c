/* SPDX-License-Identifier: Apache-2.0 */
/* Networks that don't fit the caches: what an event needs is asked for while the events before
 * it are handled, step by step, for where a thing lies is told by another that must be here
 * first. */
#include "supply/site.h"

static void ask(const void *at, size_t bytes)
{
    const char *line = at;

    for (size_t i = 0; i < bytes; i += 64)
        __builtin_prefetch(line + i, 1);
}

static bool about_an_item(const struct tw_coming *c)
{
    switch (tw_event_kind(c->event)) {
    case SUP_EVENT_RECEIPT:
    case SUP_EVENT_MADE:
    case SUP_EVENT_DEMAND:
    case SUP_EVENT_ORDER:
    case SUP_EVENT_REVIEW:
        return true;
    default:
        return false;
    }
}

static const struct sup_item *item_of(const struct sup_world *w, const struct tw_coming *c)
{
    const struct sup_site *site = c->state;
    const uint32_t *payload = tw_payload(c->event);
    uint32_t first = w->row == NULL ? site->first_item : sup_place_of(w, c->lp)->first_item;

    return &w->item[first + *payload];
}

/* The stock and the first two lines of its item; customers also need their stream. */
static void ask_for_stock(const struct sup_world *w, const struct tw_coming *c)
{
    const struct sup_site *site = c->state;
    const uint32_t *payload = tw_payload(c->event);

    ask((const struct sup_stock *)(const void *)(site + 1) + *payload,
        sizeof(struct sup_stock));
    ask(item_of(w, c), 128);
    if (tw_event_kind(c->event) != SUP_EVENT_DEMAND)
        return;
    const struct sup_place *place = sup_place_of(w, c->lp);
    const unsigned char *state = c->state;

    ask(&w->stream[place->first_stream + payload[1]], sizeof(struct sup_stream));
    ask(state + place->arrivals_at + payload[1] * sizeof(struct sup_arrivals), 40);
}

/* Who draws on the item, and who makes it. */
static void ask_for_clients(const struct sup_world *w, const struct tw_coming *c)
{
    const struct sup_place *place = sup_place_of(w, c->lp);
    const uint32_t *payload = tw_payload(c->event);
    const struct sup_item *item = item_of(w, c);
    const unsigned char *state = c->state;
    uint32_t client = tw_event_kind(c->event) == SUP_EVENT_ORDER ? payload[1] : 0;

    ask(&w->client[item->first_client + client], 8);
    if (tw_event_kind(c->event) == SUP_EVENT_ORDER)
        ask(state + place->client_at +
                (item->first_client - place->first_client + client) *
                    sizeof(struct sup_client_state),
            8);
    if (item->made_here)
        ask(state + place->maker_at + item->make * sizeof(struct sup_maker), 40);
}

void sup_fetch(const void *world, const struct tw_coming coming[TW_COMING])
{
    const struct sup_world *w = world;

    ask(sup_place_of(w, coming[2].lp), sizeof(struct sup_place));
    if (about_an_item(&coming[1]))
        ask_for_stock(w, &coming[1]);
    if (about_an_item(&coming[0]))
        ask_for_clients(w, &coming[0]);
}
