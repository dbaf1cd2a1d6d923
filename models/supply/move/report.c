/* SPDX-License-Identifier: Apache-2.0 */
/* The rows about lanes, docks and fleets, at the end. */
#include <math.h>

#include "supply/account/ledger.h"
#include "supply/move/move.h"
#include "supply/order/taken.h"

static int32_t carrier_of(const struct sup_world *w, uint32_t lane)
{
    const struct scen_carrier *carrier = scen_lane_more(&w->scen->lane[lane])->carrier;

    return carrier != NULL ? (int32_t)(carrier - w->scen->carrier) : SCEN_NONE;
}

static double per(double sum, double n)
{
    return n > 0.0 ? sum / n : (double)NAN;
}

static double measured(const struct sup_turn *t)
{
    return (double)(t->now - t->site->measured_since);
}

/* What only lanes with a leg of their own know. */
static void fill_leg(const struct sup_turn *t, const struct sup_leg *leg,
                     const struct sup_book *book, struct sup_lane_row *row)
{
    row->loads = (double)book->loads;
    row->wait_mean = sup_days(per(book->wait, book->units));
    if (isfinite(leg->capacity))
        row->fill = per(book->fill, (double)book->loads);
    if (!leg->fleet) {
        row->joined = (double)sup_bay_at(t, leg)->joined;
        return;
    }
    row->joined = (double)NAN; // goods wait at the site, not with its carrier
    row->vehicle_wait_mean = sup_days(per(book->vehicle_wait, (double)book->loads));
    row->vehicles_mean = per(book->out, measured(t));
}

static void report_book(const struct sup_turn *t, uint32_t number)
{
    const struct sup_book_place *p = &t->world->book[number];
    const struct sup_book *book = sup_book_at(t, number);
    struct sup_lane_row row = {
        .lane = p->lane,
        .carrier = carrier_of(t->world, p->lane),
        .days = sup_days(measured(t)),
        .shipments = (double)book->shipments,
        .units = book->units,
        .cost = book->cost,
        .co2e = book->co2,
        .lead_mean = sup_days(per(book->lead_area, book->units)),
        .lead_p50 = sup_days(sup_book_quantile(book, 0.50)),
        .lead_p90 = sup_days(sup_book_quantile(book, 0.90)),
        .lead_p95 = sup_days(sup_book_quantile(book, 0.95)),
        .lead_p99 = sup_days(sup_book_quantile(book, 0.99)),
        .loads = (double)NAN,
        .fill = (double)NAN,
        .wait_mean = (double)NAN,
        .vehicle_wait_mean = (double)NAN,
        .vehicles_mean = (double)NAN,
        .joined = (double)NAN,
    };

    if (p->leg != SUP_NO_LEG)
        fill_leg(t, &t->world->leg[p->leg], book, &row);
    tw_emit(t->ctx, SUP_LANE_SUMS, &row);
}

static void report_yard(const struct sup_turn *t, const struct sup_moving *m)
{
    const struct sup_yard *y = sup_yard_at(t);
    double ticks = measured(t), rest = (double)(t->now - y->since);
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
 * time that is drawn. Its mean follows from the goods on the way (Little 1961). */
static void report_plain(const struct sup_turn *t, const struct sup_plain *l)
{
    int64_t fixed = l->ticks;
    double days = fixed >= 0 ? sup_days((double)fixed) : (double)NAN, area = 0.0;
    struct sup_lane_row row = {.lane = l->lane, .carrier = l->carrier};

    for (uint32_t slot = 0; slot < t->place->items; slot++) {
        struct sup_taken taken = sup_taken_over(t, slot, l->lane);

        row.shipments += (double)taken.shipments;
        row.units += (double)taken.quantity * sup_item_at(t, slot)->quantum;
        area += taken.area * sup_item_at(t, slot)->quantum;
    }
    row.days = sup_days(measured(t));
    row.cost = l->cost_per_unit * row.units + l->cost_per_shipment * row.shipments;
    row.loads = row.shipments;
    row.fill = row.vehicle_wait_mean = row.vehicles_mean = (double)NAN;
    row.lead_mean = fixed >= 0 ? days : sup_days(per(area, row.units));
    row.lead_p50 = row.lead_p90 = row.lead_p95 = row.lead_p99 = days;
    tw_emit(t->ctx, SUP_LANE_SUMS, &row);
}

void sup_move_report(const struct sup_turn *t)
{
    const struct sup_place *p = t->place;

    for (uint32_t i = p->first_plain; i < p->first_plain + p->plains; i++)
        report_plain(t, &t->world->plain[i]);
    if (t->world->moving == NULL)
        return;
    const struct sup_moving *m = sup_moving_at(t);

    for (uint32_t i = m->first_book; i < m->first_book + m->books; i++)
        report_book(t, i);
    if (m->yard && m->servers > 0)
        report_yard(t, m);
}
