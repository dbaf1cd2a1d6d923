/* SPDX-License-Identifier: Apache-2.0 */
/* lab/drill_measure.c - what a course lost against the baseline, replication by replication. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lab/drill_state.h"
#include "lab/resilience.h"

const char *const lab_curve_name[LAB_CURVES] = {
    "sales", "sales_at_once", "sold", "backlog", "backlog_mean", "cost", "revenue"};

const struct lab_measure_info lab_measure[LAB_MEASURES] = {
    [LAB_M_SURVIVE] =
        {"survive", "d",
         "Time from the onset to the first loss of service; to the end when there "
         "is none",
         true},
    [LAB_M_RECOVER] = {"recover", "d",
                       "Time from the onset until service is back and holds; 0 without loss; "
                       "until the end, at least, when it is not back by then",
                       false},
    [LAB_M_RECOVERED] = {"recovered", "1", "1: service was back before the end, or never lost",
                         true},
    [LAB_M_DIP] = {"dip", "1", "Largest part of the baseline's fill rate that was missing",
                   false},
    [LAB_M_DIP_AT] = {"dip_at", "d", "When that was, from the onset", false},
    [LAB_M_TAIL] = {"tail", "d", "Time of loss after the end of the disruptions", false},
    [LAB_M_AREA] = {"area", "d", "Resilience triangle: missing part of the fill rate over time",
                    false},
    [LAB_M_INDEX] = {"index", "1", "1 - area / time to recover; 1 without loss", true},
    [LAB_M_LOST_UNITS] = {"lost_units", "units",
                          "Handed to customers less than in the baseline, up to the end",
                          false},
    [LAB_M_LATE_UNITS] = {"late_units", "units",
                          "Served at once less than in the baseline, up to the end", false},
    [LAB_M_BACKLOG_AREA] = {"backlog_area", "units*d",
                            "Owed more than in the baseline, over time, up to the end", false},
    [LAB_M_BACKLOG_PEAK] = {"backlog_peak", "units",
                            "Owed more than in the baseline at the end of a period, at most",
                            false},
    [LAB_M_LOST_REVENUE] = {"lost_revenue", "currency", "Revenue less than in the baseline",
                            false},
    [LAB_M_EXTRA_COST] = {"extra_cost", "currency", "Costs more than in the baseline", false},
    [LAB_M_LOST_MARGIN] = {"lost_margin", "currency", "Lost revenue and extra costs together",
                           false},
    [LAB_M_REVENUE_AT_RISK] = {"revenue_at_risk", "currency",
                               "Baseline's revenue of each period times the part of the fill "
                               "rate that is missing, until recovery",
                               false},
    [LAB_M_RIPPLE_SITES] = {"ripple_sites", "1", "Sites whose service was lost for a time",
                            false},
    [LAB_M_SURVIVABLE] = {"survivable", "d",
                          "Longest duration of the disruption without loss of service, among "
                          "those that were tried; NaN: not sought",
                          true},
    [LAB_M_RIPPLE_TIERS] = {"ripple_tiers", "1", "Tiers of the network with such sites", false},
};

const double *lab_drill_curve(const struct lab_drill_state *s, const double *value,
                              enum lab_curve curve)
{
    return value + 2 + s->figures + (size_t)curve * s->periods;
}

double lab_drill_fill(const struct lab_drill_state *s, const double *value, size_t i)
{
    const double *asked = lab_drill_curve(s, value, LAB_SALES);
    const double *served = lab_drill_curve(s, value, LAB_SALES_AT_ONCE);
    size_t window = (size_t)fmax(ceil(s->window / s->period - 1e-9), 1.0);
    double all = 0.0, at_once = 0.0;

    for (size_t k = i + 1 > window ? i + 1 - window : 0; k <= i; k++) {
        all += asked[k];
        at_once += served[k];
    }
    return all > 0.0 ? at_once / all : NAN;
}

/* ---- one replication against the baseline ---- */

struct pair {
    struct lab_drill_state *s;
    const struct lab_drill_piece *now, *usual;
    double *fill_now, *fill_usual; // heap
    double *mark;
};

static struct lab_strike strike_of(const struct pair *p, double tolerance)
{
    return (struct lab_strike){.onset = p->now->value[0],
                               .end = p->now->value[1],
                               .tolerance = tolerance,
                               .hold = p->s->hold};
}

/* Service: time to survive and to recover, dip, triangle, index, tail. */
static void measure_service(struct pair *p)
{
    const struct lab_curves curves = {p->fill_now, p->fill_usual, p->s->periods, p->s->period,
                                      true};
    const struct lab_strike strike = strike_of(p, p->s->tolerance);
    struct lab_resilience r = lab_resilience_of(&curves, &strike);
    const double *revenue = lab_drill_curve(p->s, p->usual->value, LAB_REVENUE);
    double end = strike.onset + r.recover, at_risk = 0.0;

    p->mark[LAB_M_SURVIVE] = r.survive;
    p->mark[LAB_M_RECOVER] = r.lost ? r.recover : 0.0;
    p->mark[LAB_M_RECOVERED] = r.recovered ? 1.0 : 0.0;
    p->mark[LAB_M_DIP] = r.dip;
    p->mark[LAB_M_DIP_AT] = r.dip_at;
    p->mark[LAB_M_TAIL] = r.tail;
    p->mark[LAB_M_AREA] = r.area;
    p->mark[LAB_M_INDEX] = r.index;
    for (size_t i = 0; i < p->s->periods; i++)
        if (((double)i + 1.0) * p->s->period > strike.onset && (double)i * p->s->period < end)
            at_risk += revenue[i] * fmax(lab_shortfall(&curves, i), 0.0);
    p->mark[LAB_M_REVENUE_AT_RISK] = r.lost ? at_risk : 0.0;
}

/* The sum after the warm-up of a curve, and of the baseline's, their difference. */
static double more(const struct pair *p, enum lab_curve curve)
{
    const struct lab_drill_state *s = p->s;
    const double *now = lab_drill_curve(s, p->now->value, curve);
    const double *usual = lab_drill_curve(s, p->usual->value, curve);
    double sum = 0.0;

    for (size_t i = (size_t)floor(s->warm_up / s->period); i < s->periods; i++)
        sum += now[i] - usual[i];
    return sum;
}

static double backlog_peak(const struct pair *p)
{
    const double *now = lab_drill_curve(p->s, p->now->value, LAB_BACKLOG);
    const double *usual = lab_drill_curve(p->s, p->usual->value, LAB_BACKLOG);
    double peak = 0.0;

    for (size_t i = (size_t)floor(p->s->warm_up / p->s->period); i < p->s->periods; i++)
        peak = fmax(peak, now[i] - usual[i]);
    return peak;
}

static void measure_sums(struct pair *p)
{
    double revenue = -more(p, LAB_REVENUE), cost = more(p, LAB_COST);

    p->mark[LAB_M_LOST_UNITS] = -more(p, LAB_SOLD);
    p->mark[LAB_M_LATE_UNITS] = -more(p, LAB_SALES_AT_ONCE);
    p->mark[LAB_M_BACKLOG_AREA] = more(p, LAB_BACKLOG_MEAN) * p->s->period;
    p->mark[LAB_M_BACKLOG_PEAK] = backlog_peak(p);
    p->mark[LAB_M_LOST_REVENUE] = revenue;
    p->mark[LAB_M_EXTRA_COST] = cost;
    p->mark[LAB_M_LOST_MARGIN] = revenue + cost;
}

static double back_after(const struct pair *p, const struct scen_criterion *c)
{
    bool fill = !c->at_most;
    const struct lab_curves curves = {fill ? p->fill_now
                                           : lab_drill_curve(p->s, p->now->value, LAB_BACKLOG),
                                      NULL, p->s->periods, p->s->period, fill};
    const struct lab_strike strike = strike_of(p, 0.0);

    return lab_back_after(&curves, c->bound, &strike);
}

/* ---- sites ---- */

/* By site and period; NULL: unknown. */
static const float *served_of(const struct lab_drill_state *s,
                              const struct lab_drill_piece *piece)
{
    const void *served = piece->more;

    return piece->more_bytes == s->base->sites * s->periods * sizeof(float) ? served : NULL;
}

static struct lab_ripple ripple_of(const struct lab_drill_state *s,
                                   const struct lab_drill_piece *now,
                                   const struct lab_drill_piece *usual, size_t site)
{
    struct lab_ripple r = {.arrival = NAN, .dip = NAN};
    const float *a = served_of(s, now) + site * s->periods;
    const float *b = served_of(s, usual) + site * s->periods;
    double onset = now->value[0];

    for (size_t i = (size_t)fmax(floor(onset / s->period), 0.0); i < s->periods; i++) {
        double missing = b[i] > 0.0F ? 1.0 - (double)a[i] / (double)b[i] : 0.0;

        if (isnan(missing) || missing <= s->tolerance)
            continue;
        if (!r.reached)
            r = (struct lab_ripple){true, fmax((double)i * s->period - onset, 0.0), missing};
        r.dip = fmax(r.dip, missing);
    }
    return r;
}

static void measure_ripple(struct pair *p)
{
    const struct scenario *base = p->s->base;
    bool *tier = base_array(base->sites + 1, sizeof *tier);

    p->mark[LAB_M_RIPPLE_SITES] = p->mark[LAB_M_RIPPLE_TIERS] = NAN;
    p->mark[LAB_M_SURVIVABLE] = NAN;
    if (served_of(p->s, p->now) != NULL && served_of(p->s, p->usual) != NULL) {
        p->mark[LAB_M_RIPPLE_SITES] = p->mark[LAB_M_RIPPLE_TIERS] = 0.0;
        for (size_t i = 0; i < base->sites; i++)
            if (ripple_of(p->s, p->now, p->usual, i).reached) {
                size_t at = (size_t)base->site[i].tier;
                p->mark[LAB_M_RIPPLE_SITES] += 1.0;
                p->mark[LAB_M_RIPPLE_TIERS] += tier[at] ? 0.0 : 1.0;
                tier[at] = true;
            }
    }
    free(tier);
}

/* ---- all of it ---- */

static struct lab_drill_piece *baseline(struct lab_drill_state *s, uint32_t replication)
{
    const struct lab_case what = {.kind = LAB_COURSE};

    return lab_drill_piece_at(s, lab_case_unit(s, &what), replication);
}

static void measure(struct pair *p)
{
    struct lab_drill_state *s = p->s;

    p->fill_now = base_array(s->periods, sizeof *p->fill_now);
    p->fill_usual = base_array(s->periods, sizeof *p->fill_usual);
    for (size_t i = 0; i < s->periods; i++) {
        p->fill_now[i] = lab_drill_fill(s, p->now->value, i);
        p->fill_usual[i] = lab_drill_fill(s, p->usual->value, i);
    }
    measure_service(p);
    measure_sums(p);
    measure_ripple(p);
    memcpy(p->mark + LAB_MEASURES, p->now->value + 2, s->figures * sizeof *p->mark);
    for (size_t i = 0; i < s->backs; i++)
        p->mark[LAB_MEASURES + s->figures + i] = back_after(p, s->back[i]);
    free(p->fill_now);
    free(p->fill_usual);
}

const double *lab_drill_marks(struct lab_drill_state *s, size_t unit, uint32_t replication)
{
    struct lab_drill_piece *now = lab_drill_piece_at(s, unit, replication);
    struct pair p = {.s = s, .now = now, .usual = baseline(s, replication)};

    base_assert(now != NULL && p.usual != NULL);
    if (now->mark != NULL)
        return now->mark;
    p.mark = base_array(s->marks, sizeof *p.mark);
    measure(&p);
    now->mark = p.mark;
    if (s->unit[unit].what.kind != LAB_COURSE) { // curves are told of courses only
        free(now->value);
        now->value = NULL;
    }
    return now->mark;
}

struct lab_ripple lab_drill_ripple(struct lab_drill_state *s, uint32_t course,
                                   uint32_t replication, size_t site)
{
    const struct lab_case what = {.kind = LAB_COURSE, .course = course};
    const struct lab_drill_piece *now =
        lab_drill_piece_at(s, lab_case_unit(s, &what), replication);

    return ripple_of(s, now, baseline(s, replication), site);
}
