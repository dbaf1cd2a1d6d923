/* SPDX-License-Identifier: Apache-2.0 */
/* scen/replenish.c - when and how much a stock entry orders. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "scen/entry.h"
#include "scen/timed.h"

#define AT(field) SCEN_STOCK_AT(field)

/* ---- which policy needs which keys ---- */

enum takes { // bits, one for each row of `terms`
    ORDER_UP_TO = 1,
    REORDER_POINT = 2,
    ORDER_QUANTITY = 4,
    FORECAST = 8,
    COVER = 16,
    SAFETY = 32,
    PLAN = 64,
    LEAD = 128,
    FORECAST_START = 256
};

static const struct {
    size_t offset;
    const char *name, *example, *owners;
} terms[] = {
    {AT(order_up_to), "order_up_to", "order_up_to = \"120 units\"",
     "\"base-stock\", \"(s,S)\" and \"echelon base-stock\""},
    {AT(reorder_point), "reorder_point", "reorder_point = \"40 units\"",
     "\"(s,S)\" and \"(r,Q)\""},
    {AT(order_quantity), "order_quantity", "order_quantity = \"50 units\"", "\"(r,Q)\""},
    {AT(forecast), "forecast", "forecast = \"moving-average(5)\"", "\"order-up-to\""},
    {AT(cover), "cover", "cover = 3", "\"order-up-to\""},
    {AT(safety), "safety", "safety = \"25 units\"", "\"order-up-to\" and \"mrp\""},
    {AT(plan), "plan", "plan = \"40 units at 7 d\"", "\"plan\""},
    {AT(planned_lead_time), "planned_lead_time", "planned_lead_time = \"3 d\"", "\"mrp\""},
    {AT(forecast_start), "forecast_start", "forecast_start = \"100 units\"", "\"order-up-to\""},
};
enum { TERMS = sizeof terms / sizeof *terms };

static const struct form {
    const char *name;
    enum scen_policy policy;
    unsigned needs, takes;
    bool echelon, reviewed;
} forms[] = {
    // in the order of the choices of `policy`
    {"base-stock", SCEN_BASE_STOCK, ORDER_UP_TO, 0, false, false},
    {"(s,S)", SCEN_S_S, ORDER_UP_TO | REORDER_POINT, 0, false, false},
    {"(r,Q)", SCEN_R_Q, REORDER_POINT | ORDER_QUANTITY, 0, false, false},
    {"order-up-to", SCEN_ORDER_UP_TO, FORECAST | COVER, SAFETY | FORECAST_START, false, true},
    {"pass-through", SCEN_PASS_THROUGH, 0, 0, false, false},
    {"echelon base-stock", SCEN_BASE_STOCK, ORDER_UP_TO, 0, true, false},
    {"mrp", SCEN_MRP, 0, SAFETY | LEAD, false, true},
    {"plan", SCEN_PLAN, PLAN, 0, false, false},
    {"none", SCEN_NEVER, 0, 0, false, false},
};

static void refuse(const struct scen_entry *e, size_t offset, const char *what, const char *how)
{
    scen_refuse(e->b, SCEN_G_STOCK, e->at, offset, "%s%s", what, how);
}

static void check_terms(const struct scen_entry *e, const struct form *form)
{
    char what[200];

    for (int k = 0; k < TERMS; k++) {
        unsigned bit = 1U << k;
        bool has = scen_entry_given(e, terms[k].offset);

        if (!has && (form->needs & bit) != 0) {
            snprintf(what, sizeof what, "%s has no %s; expected ",
                     k == 0 ? "the policy" : form->name, terms[k].name);
            refuse(e, terms[k].offset, what, terms[k].example);
        }
        if (has && ((form->needs | form->takes) & bit) == 0) {
            snprintf(what, sizeof what, "%s belongs to policy %s, this one is %s",
                     terms[k].name, terms[k].owners, form->name);
            refuse(e, terms[k].offset, what, "");
        }
    }
}

static const struct form *form_of(const struct scen_entry *e)
{
    return &forms[scen_entry_given(e, AT(policy)) ? e->row->policy : 0];
}

void scen_entry_policy(const struct scen_entry *e)
{
    const struct form *form = form_of(e);

    e->out->policy = form->policy;
    if (!scen_entry_given(e, AT(policy))) {
        if (e->site->role == SCEN_MARKET && !scen_entry_given(e, AT(order_up_to)))
            return; // orders what it owes: base-stock with level 0
        scen_refuse(e->b, SCEN_G_STOCK, e->at, AT(policy),
                    "how \"%s\" orders \"%s\" is missing; expected policy = \"base-stock\" or "
                    "another one, see `bullwhip schema`",
                    e->site->name, e->product->name);
    }
    check_terms(e, form);
    if (form->reviewed && e->row->review == 0)
        scen_refuse(e->b, SCEN_G_STOCK, e->at, AT(review),
                    "policy %s looks at one period after the other; expected review = \"1 d\", "
                    "for example",
                    form->name);
}

/* ---- forecasts ---- */

/* "name" or "name(x)"; false when it is neither. */
static bool read_call(struct scen_span s, struct scen_span *name, double *x)
{
    const char *open = memchr(s.at, '(', s.size);

    *name = s;
    *x = NAN;
    if (open == NULL)
        return true;
    if (s.at[s.size - 1] != ')')
        return false;
    struct scen_span inner = {open + 1, (size_t)(s.at + s.size - 1 - (open + 1))};

    *name = scen_span_trim((struct scen_span){s.at, (size_t)(open - s.at)});
    inner = scen_span_trim(inner);
    return scen_number(&inner, x) && scen_span_trim(inner).size == 0;
}

static bool pick_forecast(struct scen_span text, struct scen_ordering *o)
{
    struct scen_span name;
    double x;

    if (!read_call(text, &name, &x))
        return false;
    o->weight = isnan(x) ? 0.0 : x;
    if (scen_span_is(name, "mean") && isnan(x))
        o->forecast = SCEN_MEAN;
    else if (scen_span_is(name, "moving-average") && x >= 1 && x <= 1000 && x == floor(x))
        o->forecast = SCEN_MOVING_AVERAGE;
    else if (scen_span_is(name, "smoothing") && x > 0 && x <= 1)
        o->forecast = SCEN_SMOOTHING;
    else if (scen_span_is(name, "ar1") && x > -1 && x < 1)
        o->forecast = SCEN_AR1;
    o->window = o->forecast == SCEN_MOVING_AVERAGE ? (uint32_t)x : 0;
    return o->forecast != SCEN_NO_FORECAST;
}

static void read_forecast(const struct scen_entry *e, struct scen_ordering *o)
{
    const struct scen_stock_row *row = e->row;

    o->cover = row->cover;
    o->safety = row->safety / e->product->quantum;
    o->forecast_start =
        scen_entry_given(e, AT(forecast_start)) ? row->forecast_start : (double)NAN;
    if (scen_entry_given(e, AT(forecast)) && !pick_forecast(row->forecast, o))
        scen_refuse(
            e->b, SCEN_G_STOCK, e->at, AT(forecast),
            "forecast: \"%.*s\" is none; expected mean, moving-average(5) with 1 to 1000 "
            "periods, smoothing(0.3) with a weight above 0 to 1, or ar1(0.7) between -1 "
            "and 1",
            (int)(row->forecast.size < 60 ? row->forecast.size : 60), row->forecast.at);
}

/* ---- the rest ---- */

static void read_limits(const struct scen_entry *e, struct scen_ordering *o)
{
    const struct scen_stock_row *row = e->row;

    o->returns = row->returns == 1;
    o->smoothing = row->smoothing;
    o->min_order = scen_entry_quanta(e, row->min_order);
    o->max_order = scen_entry_quanta(e, row->max_order);
    o->multiple = scen_entry_quanta(e, row->order_multiple);
    if (o->multiple == 0)
        o->multiple = 1;
    if (o->max_order > 0 &&
        o->max_order < (o->min_order > o->multiple ? o->min_order : o->multiple))
        scen_refuse(e->b, SCEN_G_STOCK, e->at, AT(max_order),
                    "max_order %g is below min_order or order_multiple, so nothing could be "
                    "ordered",
                    row->max_order);
    if (o->returns && e->row->source < 0 && !scen_entry_given(e, AT(sources)))
        scen_refuse(
            e->b, SCEN_G_STOCK, e->at, AT(returns),
            "\"%s\" makes \"%s\", so there is nobody to return it to; expected a source",
            e->site->name, e->product->name);
}

static void read_echelon(const struct scen_entry *e, const struct form *form,
                         struct scen_ordering *o)
{
    const struct scen_stock_row *row = e->row;
    bool levels =
        form->policy == SCEN_BASE_STOCK || form->policy == SCEN_S_S || form->policy == SCEN_R_Q;

    o->echelon = form->echelon || row->echelon == 1;
    o->told = row->information == 0;
    o->information_delay = row->information_delay;
    if (row->echelon == 1 && !levels)
        scen_refuse(
            e->b, SCEN_G_STOCK, e->at, AT(echelon),
            "policy %s does not look at a position; expected base-stock, (s,S) or (r,Q)",
            form->name);
    if (!o->echelon)
        scen_warn_unused(e->b, SCEN_G_STOCK, e->at, AT(information),
                         "where the policy is not about the echelon");
    if (!o->echelon || !o->told)
        scen_warn_unused(e->b, SCEN_G_STOCK, e->at, AT(information_delay),
                         "where no news from downstream is used");
}

void scen_entry_ordering(const struct scen_entry *e, struct scen_ordering *o)
{
    const struct form *form = form_of(e);

    o->review_start = e->row->review_start;
    o->lot = scen_entry_quanta(e, e->row->order_quantity);
    o->purchase_price = e->row->purchase_price;
    o->planned_lead =
        scen_entry_given(e, AT(planned_lead_time)) ? e->row->planned_lead_time : -1;
    read_forecast(e, o);
    read_limits(e, o);
    read_echelon(e, form, o);
    if (form->policy == SCEN_R_Q && scen_entry_given(e, AT(order_quantity)) && o->lot < 1)
        scen_refuse(e->b, SCEN_G_STOCK, e->at, AT(order_quantity),
                    "order_quantity is less than a quantum of \"%s\"", e->product->name);
    if (scen_entry_given(e, AT(plan)))
        o->plans = scen_timed_read(e->b, SCEN_G_STOCK, e->at, AT(plan), "plan", e->row->plan,
                                   e->row->product, &o->plan);
    if (e->row->review == 0)
        scen_warn_unused(e->b, SCEN_G_STOCK, e->at, AT(review_start),
                         "without a review period");
}

bool scen_ordering_matters(const struct scen_stocking *s, const struct scen_ordering *o)
{
    bool plain =
        s->policy == SCEN_NO_POLICY || s->policy == SCEN_BASE_STOCK || s->policy == SCEN_S_S;
    bool free = !o->returns && o->smoothing >= 1 && o->min_order == 0 && o->max_order == 0 &&
                o->multiple == 1;

    return !plain || !free || o->review_start > 0 || o->echelon || o->sources > 0 ||
           o->siblings > 0 || o->purchase_price > 0;
}
