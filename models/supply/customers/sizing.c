/* SPDX-License-Identifier: Apache-2.0 */
/* How much customers want. */
#include "supply/customers/custom.h"

static double drawn(const struct sup_visit *v)
{
    if (v->stream->quantity >= 0)
        return (double)v->stream->quantity;
    return rand_draw(&v->arrivals->size, v->stream->law) * v->stream->units_to_quanta;
}

const struct sup_sizing sup_sizing_drawn = {"drawn", drawn};

/* D' - m = rho (D - m) + e: Box and Jenkins, Time Series Analysis, 1970. */
static double ar1(const struct sup_visit *v)
{
    double off = rand_draw(&v->arrivals->size, v->stream->law) - v->habit->wanted;

    v->crowd->last = scen_demand_more(v->habit->demand)->autocorrelation * v->crowd->last + off;
    return (v->habit->wanted + v->crowd->last) * v->stream->units_to_quanta;
}

const struct sup_sizing sup_sizing_ar1 = {"ar1", ar1};

static double next_row(const struct sup_visit *v)
{
    return (double)scen_demand_more(v->habit->demand)->trace[v->crowd->row++].quantity;
}

const struct sup_sizing sup_sizing_trace = {"trace", next_row};
