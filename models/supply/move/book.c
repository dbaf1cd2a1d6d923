/* SPDX-License-Identifier: Apache-2.0 */
/* What is remembered of lanes, docks and fleets, and what is still under way at the end. */
#include <math.h>

#include "supply/account/bins.h"
#include "supply/account/ledger.h"
#include "supply/move/move.h"

void sup_book_piece(struct sup_book *book, double units, int64_t wait, int64_t lead)
{
    book->wait += units * (double)wait;
    book->lead_area += units * (double)lead;
    if (book->units == 0.0 || lead < book->least)
        book->least = lead;
    if (lead > book->most)
        book->most = lead;
    book->units += units;
    book->bin[sup_bin_of(lead)] += units;
}

double sup_book_quantile(const struct sup_book *book, double part)
{
    double ticks = sup_bin_quantile(book->bin, part); // NAN stays NAN

    return isnan(ticks) ? ticks : fmin(fmax(ticks, (double)book->least), (double)book->most);
}

/* ---- the start ---- */

static uint64_t lane_key(const struct sup_turn *t, uint32_t leg)
{
    const struct sup_leg *l = &t->world->leg[leg];

    return t->world->lane_key[l->lane];
}

static void open_books(const struct sup_turn *t, unsigned char *state)
{
    const struct sup_moving *m = sup_moving_at(t);

    for (uint32_t i = m->first_book; i < m->first_book + m->books; i++) {
        const struct sup_book_place *p = &t->world->book[i];
        struct sup_book *book = (struct sup_book *)(void *)(state + p->at);

        if (p->leg == SUP_NO_LEG)
            continue;
        book->lead = sup_chance(t, SUP_CHANCE_LEG, lane_key(t, p->leg));
        book->back = sup_chance(t, SUP_CHANCE_RETURN, lane_key(t, p->leg));
    }
}

void sup_move_open(const struct sup_turn *t, unsigned char *state)
{
    const struct sup_world *w = t->world;

    if (w->moving == NULL)
        return;
    const struct sup_moving *m = sup_moving_at(t);

    open_books(t, state);
    if (m->yard) {
        struct sup_yard *y = (struct sup_yard *)(void *)(state + m->yard_at);

        y->service = sup_chance(t, SUP_CHANCE_DOCK, 0);
        y->handling = sup_chance(t, SUP_CHANCE_HANDLING, 0);
    }
    for (uint32_t i = m->first_leg; i < m->first_leg + m->legs; i++) {
        struct sup_index what = {i, 0};

        if (w->leg[i].every > 0)
            sup_send(t, tw_self(t->ctx), w->leg[i].first, w->kind[SUP_EVENT_DEPARTURE].priority,
                     SUP_EVENT_DEPARTURE, &what);
    }
}

void sup_move_warmed_up(const struct sup_turn *t)
{
    if (t->world->moving == NULL)
        return;
    const struct sup_moving *m = sup_moving_at(t);

    for (uint32_t i = m->first_book; i < m->first_book + m->books; i++) {
        struct sup_book *book = tw_write(t->ctx, sup_book_at(t, i));

        *book = (struct sup_book){.lead = book->lead, .back = book->back};
    }
    for (uint32_t i = m->first_leg; i < m->first_leg + m->legs; i++) {
        struct sup_bay *bay = tw_write(t->ctx, sup_bay_at(t, &t->world->leg[i]));

        bay->joined = 0;
    }
    if (m->yard) {
        struct sup_yard *y = tw_write(t->ctx, sup_yard_at(t));

        y->waiting_area = y->busy_area = y->wait_ticks = 0.0;
        y->loads = y->waited = y->knocks = 0;
        y->most = y->waiting;
        y->since = t->now;
    }
}

/* ---- the end: what is under way ---- */

static void count_cargo(const struct sup_turn *t, unsigned char *state,
                        const struct sup_cargo *cargo)
{
    const struct sup_item *item = sup_cargo_item(t, cargo);
    const struct sup_client *to = &t->world->client[cargo->client];
    int64_t since = cargo->shipped_at > t->site->measured_since ? cargo->shipped_at
                                                                : t->site->measured_since;
    double area = (double)cargo->quantity * (double)(tw_horizon(t->ctx) - since);

    if (to->lp == tw_self(t->ctx)) {
        struct sup_total *total = (struct sup_total *)(void *)(state + t->place->total_at);
        struct sup_stock *s = (struct sup_stock *)(void *)(state + sizeof(struct sup_site));
        struct sup_rare *rare = sup_rare_in(t, state, to->slot);

        total[to->slot].in_transit += cargo->quantity;
        total[to->slot].transit_loads++;
        s[to->slot].flow.transit_area += area;
        rare->money[SUP_M_transport] += cargo->cost;
        rare->money[SUP_M_co2e] += cargo->co2;
        return;
    }
    struct sup_underway_row row = {
        .item = (uint32_t)(item - t->world->item),
        .product = item->product,
        .quantity = cargo->quantity,
        .since = sup_days((double)cargo->shipped_at),
        .mean = area / (double)(tw_horizon(t->ctx) - t->site->measured_since),
        .cost = cargo->cost,
        .co2e = cargo->co2,
    };

    tw_emit(t->ctx, SUP_UNDERWAY, &row);
}

void sup_move_leftover(const struct sup_turn *t, unsigned char *state,
                       const struct sup_cargo *cargo)
{
    count_cargo(t, state, cargo);
}

static void count_ring(const struct sup_turn *t, unsigned char *state,
                       const struct sup_cargo *ring, uint32_t head, uint32_t count,
                       uint32_t room)
{
    for (uint32_t i = 0; i < count; i++)
        count_cargo(t, state, &ring[(head + i) % room]);
}

void sup_move_count(const struct sup_turn *t, unsigned char *state)
{
    if (t->world->moving == NULL)
        return;
    const struct sup_moving *m = sup_moving_at(t);

    if (m->yard) {
        const struct sup_yard *y = sup_yard_at(t);

        count_ring(t, state, (const struct sup_cargo *)(const void *)(y + 1), y->head, y->count,
                   m->yard_room);
    }
    for (uint32_t i = m->first_leg; i < m->first_leg + m->legs; i++) {
        const struct sup_bay *bay = sup_bay_at(t, &t->world->leg[i]);

        count_ring(t, state, (const struct sup_cargo *)(const void *)(bay + 1), bay->head,
                   bay->count, t->world->leg[i].bay_room);
    }
}
