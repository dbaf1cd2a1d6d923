/* SPDX-License-Identifier: Apache-2.0 */
/* What is remembered of lanes, docks and fleets, and what is still under way at the end. */
#include <math.h>

#include "supply/account/ledger.h"
#include "supply/move/move.h"

/* ---- time under way, in bins whose width grows with the time: eight to an octave of 1.024 s,
 * as in HdrHistogram (G. Tene); whole numbers only, so every machine agrees ---- */

enum { FINE = 3, UNIT = 10 }; // 2^3 bins to an octave; ticks are counted by 2^10

static unsigned bin_of(int64_t ticks)
{
    uint64_t v = (uint64_t)ticks >> UNIT;

    if (v < (1U << FINE))
        return (unsigned)v;
    unsigned octave = 63U - (unsigned)__builtin_clzll(v);
    unsigned bin = ((octave - FINE + 1) << FINE) +
                   (unsigned)((v >> (octave - FINE)) & ((1U << FINE) - 1U));

    return bin < SUP_BINS ? bin : SUP_BINS - 1;
}

static double bin_begin(unsigned bin)
{
    if (bin < (1U << FINE))
        return ldexp((double)bin, UNIT);
    unsigned octave = (bin >> FINE) + FINE - 1, fine = bin & ((1U << FINE) - 1U);

    return ldexp((double)((1U << FINE) + fine), (int)(octave - FINE + UNIT));
}

void sup_book_piece(struct sup_book *book, double units, int64_t wait, int64_t lead)
{
    book->units += units;
    book->wait += units * (double)wait;
    book->lead_area += units * (double)lead;
    if (book->bin_units == 0.0 || lead < book->least)
        book->least = lead;
    if (lead > book->most)
        book->most = lead;
    book->bin_units += units;
    book->bin[bin_of(lead)] += units;
}

double sup_book_quantile(const struct sup_book *book, double part)
{
    double rest = part * book->bin_units, ticks = (double)book->most;

    if (book->bin_units <= 0.0)
        return (double)NAN;
    for (unsigned i = 0; i < SUP_BINS; i++) {
        if (rest <= book->bin[i]) {
            double at = book->bin[i] > 0.0 ? rest / book->bin[i] : 0.0;

            ticks = bin_begin(i) + at * (bin_begin(i + 1) - bin_begin(i));
            break;
        }
        rest -= book->bin[i];
    }
    return fmin(fmax(ticks, (double)book->least), (double)book->most);
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

/* ---- the end: rows ---- */

static int32_t carrier_of(const struct sup_world *w, uint32_t lane)
{
    const struct scen_carrier *carrier = w->scen->lane[lane].carrier;

    return carrier != NULL ? (int32_t)(carrier - w->scen->carrier) : SCEN_NONE;
}

static double per(double sum, double n)
{
    return n > 0.0 ? sum / n : (double)NAN;
}

static void report_book(const struct sup_turn *t, uint32_t number)
{
    const struct sup_book_place *p = &t->world->book[number];
    const struct sup_book *y = sup_book_at(t, number);
    double ticks = (double)(t->now - t->site->measured_since);
    struct sup_lane_row row = {
        .lane = p->lane,
        .carrier = carrier_of(t->world, p->lane),
        .days = sup_days(ticks),
        .shipments = (double)y->shipments,
        .units = y->units,
        .cost = y->cost,
        .co2e = y->co2,
        .lead_mean = sup_days(per(y->lead_area, y->units)),
        .lead_p50 = sup_days(sup_book_quantile(y, 0.50)),
        .lead_p90 = sup_days(sup_book_quantile(y, 0.90)),
        .lead_p95 = sup_days(sup_book_quantile(y, 0.95)),
        .lead_p99 = sup_days(sup_book_quantile(y, 0.99)),
        .loads = (double)NAN,
        .fill = (double)NAN,
        .wait_mean = (double)NAN,
        .vehicle_wait_mean = (double)NAN,
        .vehicles_mean = (double)NAN,
    };

    if (p->leg != SUP_NO_LEG) {
        const struct sup_leg *leg = &t->world->leg[p->leg];

        row.loads = (double)y->loads;
        row.wait_mean = sup_days(per(y->wait, y->units));
        if (isfinite(leg->capacity))
            row.fill = per(y->fill, (double)y->loads);
        if (leg->fleet) {
            row.vehicle_wait_mean = sup_days(per(y->vehicle_wait, (double)y->loads));
            row.vehicles_mean = per(y->out, ticks);
        }
    }
    tw_emit(t->ctx, SUP_LANE_SUMS, &row);
}

static void report_yard(const struct sup_turn *t, const struct sup_moving *m)
{
    const struct sup_yard *y = sup_yard_at(t);
    double ticks = (double)(t->now - t->site->measured_since);
    double rest = (double)(t->now - y->since);
    double busy = y->busy_area + (double)y->busy * rest;
    double waiting = y->waiting_area + (double)y->waiting * rest;
    struct sup_yard_row row = {
        .carrier = m->fleet ? (int32_t)m->carrier : SCEN_NONE,
        .servers = m->servers,
        .days = sup_days(ticks),
        .loads = (double)y->loads,
        .wait_mean = sup_days(per(y->wait_ticks, (double)y->loads)),
        .waited = per((double)y->waited, (double)y->loads),
        .waiting_mean = per(waiting, ticks),
        .waiting_most = (double)y->most,
        .busy_mean = per(busy, ticks),
        .utilisation = per(busy, ticks * (double)m->servers),
        .knocks = (double)y->knocks,
    };

    tw_emit(t->ctx, SUP_YARD, &row);
}

/* Plain lanes keep no books: the receiver's own tell the same, but for the spread of a lead
 * time that is drawn. */
static void report_plain(const struct sup_turn *t, uint32_t lane)
{
    const struct sup_world *w = t->world;
    double ticks = (double)(t->now - t->site->measured_since), area = 0.0;
    struct sup_lane_row row = {.lane = lane, .carrier = carrier_of(w, lane)};

    for (uint32_t slot = 0; slot < t->place->items; slot++) {
        const struct sup_item *item = sup_item_at(t, slot);
        const struct sup_flow *f = &sup_total_at(t, slot)->kept;
        const struct sup_total *total = sup_total_at(t, slot);
        double units = (double)(f->received + total->in_transit) * item->quantum;
        double shipments = (double)(f->receipts + total->transit_loads);

        if (item->made_here || sup_lane_of(w, item) != lane)
            continue;
        row.shipments += shipments;
        row.units += units;
        row.cost += item->price.freight_unit * units / item->quantum +
                    item->price.freight_load * shipments;
        area += f->transit_area * item->quantum;
    }
    int64_t fixed = sup_law_ticks(&w->lane_law[lane]);
    double days = fixed >= 0 ? sup_days((double)fixed) : (double)NAN;

    row.days = sup_days(ticks);
    row.loads = row.shipments;
    row.fill = row.vehicle_wait_mean = row.vehicles_mean = (double)NAN;
    row.lead_mean = fixed >= 0 ? days : sup_days(per(area, row.units));
    row.lead_p50 = row.lead_p90 = row.lead_p95 = row.lead_p99 = days;
    tw_emit(t->ctx, SUP_LANE_SUMS, &row);
}

void sup_move_report(const struct sup_turn *t)
{
    const struct sup_world *w = t->world;
    tw_lp_id self = tw_self(t->ctx);

    for (uint32_t i = w->plain_into[self]; i < w->plain_into[self + 1]; i++)
        report_plain(t, w->plain_lane[i]);
    if (w->moving == NULL)
        return;
    const struct sup_moving *m = sup_moving_at(t);

    for (uint32_t i = m->first_book; i < m->first_book + m->books; i++)
        report_book(t, i);
    if (m->yard && m->servers > 0)
        report_yard(t, m);
}
