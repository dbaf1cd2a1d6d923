/* SPDX-License-Identifier: Apache-2.0 */
/* supply/customers/custom.h - streams of customers that are not plain: what each keeps in the
 * state, and the rules of when they come and how much they want.
 *
 * A rule is one row of operations. Seasons, promotions and demand shocks change every rule in
 * the same way: where customers come at a rate, more or fewer come (thinning: Lewis and
 * Shedler, "Simulation of nonhomogeneous Poisson processes by thinning", Nav. Res. Logist. Q.
 * 26(3), 1979); elsewhere each wants more or less.
 */
#pragma once

#include "supply/site.h"

struct sup_tally { // since the warm-up; goods in quanta
    int64_t customers, asked;
    int64_t served, at_once; // handed over, of it in the tick in which it was asked for
    int64_t lost, withdrawn;
    int64_t judged, on_time; // customers who have all or have gone, who had all in time
    int64_t longest;         // wait of a unit, ticks
    int64_t joined;          // customers who found no room for a place of their own in the line
    double wait;             // quanta x ticks of what was served
    double revenue, lost_margin;
};

struct sup_crowd { // one special stream
    struct rand_stream chance, patience, surge;
    double surge_carry;   // part of a tick that the last gap left over
    double carry;         // part of a quantum that the last quantity left over
    double last;          // AR(1): the last quantity less the mean, units
    double factor;        // of the demand shocks in force
    uint64_t shock;       // number of changes of `factor`
    uint64_t row;         // of the trace, the next one
    uint64_t first, next; // who waits: numbers first .. next - 1 (tally.h)
    struct sup_tally tally;
};

static_assert(sizeof(struct sup_tally) == 13 * sizeof(double), "no padding");
static_assert(sizeof(struct sup_crowd) == 14 * sizeof(double) + sizeof(struct sup_tally),
              "no padding");

/* A stream at one event: all that its rules work with. */
struct sup_visit {
    const struct sup_turn *t;
    const struct sup_stream *stream;
    const struct sup_habit *habit;
    struct sup_arrivals *arrivals; // writable
    struct sup_crowd *crowd;       // writable
    uint32_t index;                // of the stream, within the site
};

struct sup_timing { // when they come, ticks from now; -1: never again
    const char *name;
    int64_t (*first)(const struct sup_visit *v);
    int64_t (*next)(const struct sup_visit *v);
    bool thinned; // comes at the highest rate; the factor is the chance that one is real
};

struct sup_sizing { // how much one wants, quanta, not yet rounded
    const char *name;
    double (*draw)(const struct sup_visit *v);
};

extern const struct sup_timing sup_timing_periodic, sup_timing_poisson, sup_timing_renewal,
    sup_timing_trace;
extern const struct sup_sizing sup_sizing_drawn, sup_sizing_ar1, sup_sizing_trace;

/* Factor of season and promotions at `now`. */
double sup_factor_at(const struct sup_habit *habit, tw_time now);
/* The highest that it is before `horizon`. */
double sup_factor_most(const struct sup_habit *habit, tw_time horizon);

/* A visit of `index` in a handler. */
struct sup_visit sup_visit(const struct sup_turn *t, uint32_t index);

/* The state of a special stream. */
const struct sup_crowd *sup_crowd_at(const struct sup_turn *t, const struct sup_habit *habit);

/* In init: starts stream `index`; `arrivals` and `crowd` are its state, zeroed. */
void sup_custom_open(const struct sup_turn *t, uint32_t index, struct sup_arrivals *arrivals,
                     struct sup_crowd *crowd);

/* Customers of a special stream arrive. */
void sup_custom_demand(const struct sup_turn *t, uint32_t index);
