/* SPDX-License-Identifier: Apache-2.0 */
/* scen/demand.c - customers: when they come, what they want, what they do when it is missing.
 */
#include <stdlib.h>
#include <string.h>

#include "scen/build.h"
#include "scen/law.h"
#include "scen/trace.h"

#define ROW(field) offsetof(struct scen_demand_row, field)

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int compare_demand(const void *x, const void *y)
{
    const struct scen_demand *a = x, *b = y;
    int site = compare(a->site, b->site), product = compare(a->product, b->product);

    if (site != 0 || product != 0)
        return site != 0 ? site : product;
    int file = strcmp(a->where.file, b->where.file);
    return file != 0 ? file : compare(a->where.line, b->where.line);
}

static bool given(const struct scen_build *b, size_t i, size_t offset)
{
    return scen_given(b, SCEN_G_DEMAND, i, offset);
}

#define REFUSE(b, i, field, ...) scen_refuse(b, SCEN_G_DEMAND, i, ROW(field), __VA_ARGS__)

static void check_times(struct scen_build *b, size_t i, const struct scen_demand_row *row)
{
    bool every = given(b, i, ROW(every)), rate = given(b, i, ROW(rate)),
         trace = given(b, i, ROW(trace));

    if (every + rate + trace != 1)
        REFUSE(
            b, i, rate,
            "this demand has %s; expected either every = \"1 d\" or rate = \"4 /d\" or trace "
            "= \"orders.csv\"",
            every && rate && trace ? "every, rate and trace"
            : every && rate        ? "both every and rate"
            : every && trace       ? "both every and trace"
            : rate && trace        ? "both rate and trace"
                                   : "neither every nor rate nor trace");
    if (every && !(scen_law_mean(&row->every) > 0))
        REFUSE(b, i, every, "every is too short; expected more than 0 d, such as \"1 d\"");
    if (trace && given(b, i, ROW(quantity)))
        REFUSE(b, i, quantity, "a trace has its own quantities; leave quantity out");
    if (trace && given(b, i, ROW(autocorrelation)))
        REFUSE(b, i, autocorrelation,
               "a trace has its own quantities; leave autocorrelation out");
    if (given(b, i, ROW(end)) && row->end <= row->start)
        REFUSE(b, i, end, "end is not after start, so they never come");
    if (row->start >= b->scen->horizon && b->scen->horizon > 0)
        scen_warn_at(b, "demands start after the horizon", row->where,
                     "these customers start to come after the horizon, so they never do");
}

static void check_season(struct scen_build *b, size_t i, const struct scen_demand_row *row)
{
    double sum = 0;

    for (size_t k = 0; k < row->season.count; k++)
        sum += row->season.value[k];
    if (row->season.count > 0 && !(sum > 0))
        REFUSE(b, i, season, "season: all factors are 0; expected one above 0");
    if (given(b, i, ROW(season_length)) && row->season.count == 0)
        REFUSE(b, i, season_length,
               "season_length without season; expected season = [0.8, 1.2], for example");
    if (row->season.count > 0 && row->season_length < (int64_t)row->season.count)
        REFUSE(b, i, season_length, "season_length is too short for %zu parts",
               row->season.count);
}

static void check_unmet(struct scen_build *b, size_t i, const struct scen_demand_row *row)
{
    if (row->unmet != SCEN_BACKORDER && given(b, i, ROW(patience)))
        REFUSE(
            b, i, patience,
            "patience is for those who wait; expected unmet = \"backorder\", or no patience");
    if (row->unmet != SCEN_BACKORDER && given(b, i, ROW(waiting_room)))
        REFUSE(b, i, waiting_room,
               "waiting_room is for those who wait; expected unmet = \"backorder\", or no "
               "waiting_room");
    if (row->unmet == SCEN_LOST_WHOLE && b->scen->convention == SCEN_DEMAND_FIRST)
        REFUSE(b, i, unmet,
               "lost-whole is judged when the customer asks, but with convention = "
               "\"demand-first\" receipts come after that; expected unmet = \"lost\"");
    if (given(b, i, ROW(late_cost)) && !given(b, i, ROW(promise)))
        REFUSE(b, i, late_cost,
               "late_cost without a promise; expected promise = \"2 d\", for "
               "example");
    if (given(b, i, ROW(paid)) && !given(b, i, ROW(price)))
        REFUSE(b, i, paid,
               "paid without a price; expected price = \"25 EUR/unit\", for example");
}

static void check_demand(struct scen_build *b, size_t i, const struct scen_demand_row *row)
{
    check_times(b, i, row);
    check_season(b, i, row);
    check_unmet(b, i, row);
    if (b->scen->site[row->site].role == SCEN_SUPPLIER)
        REFUSE(b, i, site,
               "customers can't buy at \"%s\", a supplier; expected a market, warehouse or "
               "factory",
               b->scen->site[row->site].name);
}

static void set_times(struct scen_build *b, size_t i, const struct scen_demand_row *row,
                      struct scen_demand *d)
{
    bool regular = scen_law_is(&row->every, row->every.a);

    if (given(b, i, ROW(trace))) {
        d->arrivals = SCEN_TRACE;
    } else if (given(b, i, ROW(rate))) {
        d->arrivals = SCEN_POISSON;
        d->rate = row->rate;
    } else if (regular) {
        d->arrivals = SCEN_PERIODIC;
        d->period = (int64_t)(row->every.a * SCEN_TICKS_PER_DAY + 0.5);
    } else {
        d->arrivals = SCEN_GAPS;
        d->gap = scen_keep_law(b, &row->every);
    }
}

/* What means nothing alone stays 0. */
static void set_more(struct scen_build *b, size_t i, const struct scen_demand_row *row,
                     struct scen_demand_more *d)
{
    d->start = row->start;
    d->end = row->end;
    d->autocorrelation = row->autocorrelation;
    d->season = row->season.value;
    d->seasons = row->season.count;
    d->season_length = d->seasons > 0 ? row->season_length : 0;
    d->unmet = (enum scen_unmet)row->unmet;
    d->impatient = given(b, i, ROW(patience));
    d->patience = scen_keep_law(b, &row->patience);
    d->limited = given(b, i, ROW(waiting_room));
    d->waiting_room = row->waiting_room;
    d->promised = given(b, i, ROW(promise));
    d->promise = row->promise;
    d->percentiles = row->waits != 0;
    d->paid_ahead = row->paid != 0;
    d->lost_cost = row->lost_cost;
    d->late_cost = row->late_cost;
    d->delivery_cost = row->delivery_cost;
}

static void build_demand(struct scen_build *b, size_t i)
{
    const struct scen_demand_row *row = scen_rows_at(&b->raw->rows[SCEN_G_DEMAND], i);
    struct scen_demand *d = &b->scen->demand[i];
    struct scen_demand_more more = {.start = 0};

    *d = (struct scen_demand){.site = row->site,
                              .product = row->product,
                              .priority = (uint32_t)row->priority,
                              .quantity = scen_keep_law(b, &row->quantity),
                              .price = row->price,
                              .where = row->where};
    set_times(b, i, row, d);
    set_more(b, i, row, &more);
    if (!scen_rows_bad(&b->raw->rows[SCEN_G_DEMAND], i)) {
        check_demand(b, i, row);
        if (d->arrivals == SCEN_TRACE)
            scen_trace_read(b, i, row->trace, d, &more);
    }
    d->more = scen_keep_demand(b, &more);
}

/* ---- on average ---- */

static double mean_season(const struct scen_demand *demand)
{
    const struct scen_demand_more *d = scen_demand_more(demand);
    double sum = 0;

    for (size_t i = 0; i < d->seasons; i++)
        sum += d->season[i];
    return d->seasons > 0 ? sum / (double)d->seasons : 1;
}

static double trace_visits(const struct scen_demand *demand)
{
    const struct scen_demand_more *d = scen_demand_more(demand);
    int64_t last = d->trace_count > 0 ? d->trace[d->trace_count - 1].at : 0;
    double days = (double)last / SCEN_TICKS_PER_DAY;

    return (double)d->trace_count / (days > 1 ? days : 1);
}

double scen_demand_visits(const struct scen_demand *d)
{
    switch (d->arrivals) {
    case SCEN_POISSON:
        return d->rate * mean_season(d);
    case SCEN_GAPS:
        return 1 / scen_law_mean(d->gap);
    case SCEN_TRACE:
        return trace_visits(d);
    case SCEN_PERIODIC:
        break;
    }
    return d->period > 0 ? (double)SCEN_TICKS_PER_DAY / (double)d->period : 0;
}

double scen_demand_units(const struct scenario *scen, const struct scen_demand *d)
{
    double sum = 0;

    if (d->arrivals == SCEN_POISSON)
        return scen_law_mean(d->quantity);
    if (d->arrivals != SCEN_TRACE)
        return scen_law_mean(d->quantity) * mean_season(d);
    const struct scen_demand_more *more = scen_demand_more(d);
    for (size_t i = 0; i < more->trace_count; i++)
        sum += (double)more->trace[i].quantity;
    return sum / (double)more->trace_count * scen->product[d->product].quantum * mean_season(d);
}

/* ---- all of them ---- */

void scen_build_demand(struct scen_build *b)
{
    struct scenario *scen = b->scen;

    scen->demands = b->raw->rows[SCEN_G_DEMAND].count;
    scen->demand = base_arena_array(scen->aside, scen->demands, sizeof *scen->demand);
    for (size_t i = 0; i < scen->demands; i++)
        build_demand(b, i);
    if (scen->demands > 1)
        qsort(scen->demand, scen->demands, sizeof *scen->demand, compare_demand);
}
