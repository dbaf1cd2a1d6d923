/* SPDX-License-Identifier: Apache-2.0 */
/* When customers come. */
#include "supply/customers/custom.h"

/* The part of a tick that a gap leaves over is carried into the next one. */
static int64_t ticks_of(struct sup_arrivals *a, double gap)
{
    double ticks = gap + a->carry;
    int64_t whole = ticks > 0.0 ? (int64_t)ticks : 0;

    a->carry = ticks - (double)whole;
    return whole;
}

/* ---- once in a period ---- */

static int64_t at_start(const struct sup_visit *v)
{
    return scen_demand_more(v->habit->demand)->start;
}

static int64_t period(const struct sup_visit *v)
{
    return v->stream->period;
}

const struct sup_timing sup_timing_periodic = {"periodic", at_start, period, false};

/* ---- at random: Poisson ---- */

static int64_t random_gap(const struct sup_visit *v)
{
    double mean = v->stream->mean_gap / v->habit->most;

    return ticks_of(v->arrivals, rand_exponential(&v->arrivals->gap, mean));
}

static int64_t first_random(const struct sup_visit *v)
{
    return at_start(v) + random_gap(v);
}

const struct sup_timing sup_timing_poisson = {"poisson", first_random, random_gap, true};

/* ---- after gaps of any law ---- */

static int64_t drawn_gap(const struct sup_visit *v)
{
    return ticks_of(v->arrivals,
                    rand_draw(&v->arrivals->gap, &v->habit->gap) * (double)TW_TICKS_PER_DAY);
}

static int64_t first_drawn(const struct sup_visit *v)
{
    return at_start(v) + drawn_gap(v);
}

const struct sup_timing sup_timing_renewal = {"renewal", first_drawn, drawn_gap, false};

/* ---- as a table says ---- */

static int64_t to_row(const struct sup_visit *v)
{
    const struct scen_demand *d = v->habit->demand;
    const struct scen_demand_more *more = scen_demand_more(d);
    uint64_t row = v->crowd->row;

    return row < more->trace_count ? more->trace[row].at - v->t->now : -1;
}

static int64_t first_row(const struct sup_visit *v)
{
    const struct scen_demand *d = v->habit->demand;
    const struct scen_demand_more *more = scen_demand_more(d);

    while (v->crowd->row < more->trace_count && more->trace[v->crowd->row].at < more->start)
        v->crowd->row++;
    return to_row(v);
}

const struct sup_timing sup_timing_trace = {"trace", first_row, to_row, false};
