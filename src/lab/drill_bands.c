/* SPDX-License-Identifier: Apache-2.0 */
/* lab/drill_bands.c - curves of all replications together, and how far losses spread. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lab/drill_state.h"
#include "out/rows.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const struct lab_drill_piece *piece_of(struct lab_drill_state *s, uint32_t course,
                                              uint32_t replication)
{
    const struct lab_case what = {.kind = LAB_COURSE, .course = course};

    return lab_drill_piece_at(s, lab_case_unit(s, &what), replication);
}

/* ---- bands ---- */

struct band {
    double mean, best, worst, p05, p95;
};

struct band_row {
    uint32_t course, period;
    double day;
    struct band fill, backlog, loss;
};

/* Of the replications that have a value. */
static struct band band_of(const double *value, size_t n, bool more_is_better)
{
    struct lab_stat all = lab_stat_of(value, 1, n, more_is_better);
    double low = INFINITY, high = -INFINITY;

    if (n == 0)
        return (struct band){NAN, NAN, NAN, NAN, NAN};
    for (size_t i = 0; i < n; i++) {
        low = fmin(low, value[i]);
        high = fmax(high, value[i]);
    }
    return (struct band){.mean = all.mean,
                         .best = more_is_better ? high : low,
                         .worst = more_is_better ? low : high,
                         .p05 = all.quantile[0],
                         .p95 = all.quantile[LAB_QUANTILES - 1]};
}

static struct band fill_band(struct lab_drill_state *s, uint32_t c, uint32_t period,
                             double *value)
{
    size_t n = 0;

    for (uint32_t r = 0; r < s->replications; r++) {
        double fill = lab_drill_fill(s, piece_of(s, c, r)->value, period);
        if (!isnan(fill))
            value[n++] = fill;
    }
    return band_of(value, n, true);
}

static struct band backlog_band(struct lab_drill_state *s, uint32_t c, uint32_t period,
                                double *value)
{
    for (uint32_t r = 0; r < s->replications; r++)
        value[r] = lab_drill_curve(s, piece_of(s, c, r)->value, LAB_BACKLOG)[period];
    return band_of(value, s->replications, false);
}

/* Margin lost in one period of one replication. */
static double loss_in(struct lab_drill_state *s, uint32_t c, uint32_t r, uint32_t period)
{
    const double *now = piece_of(s, c, r)->value, *usual = piece_of(s, 0, r)->value;

    return lab_drill_curve(s, usual, LAB_REVENUE)[period] -
           lab_drill_curve(s, now, LAB_REVENUE)[period] +
           lab_drill_curve(s, now, LAB_COST)[period] -
           lab_drill_curve(s, usual, LAB_COST)[period];
}

static struct band loss_band(struct lab_drill_state *s, uint32_t c, uint32_t period,
                             double *so_far)
{
    if ((period + 1) * s->period > s->warm_up)
        for (uint32_t r = 0; r < s->replications; r++)
            so_far[r] += loss_in(s, c, r, period);
    return band_of(so_far, s->replications, false);
}

#define ENTRY(name, unit, about, offset)   \
    {                                      \
        name, unit, about, OUT_F64, offset \
    }
#define BAND(name, unit, about, field)                                          \
    ENTRY(name "_mean", unit, about ", mean over the replications",             \
          offsetof(struct band_row, field) + offsetof(struct band, mean)),      \
        ENTRY(name "_best", unit, about ", best replication",                   \
              offsetof(struct band_row, field) + offsetof(struct band, best)),  \
        ENTRY(name "_worst", unit, about ", worst replication",                 \
              offsetof(struct band_row, field) + offsetof(struct band, worst)), \
        ENTRY(name "_p05", unit, about ", 5 % of the replications are lower",   \
              offsetof(struct band_row, field) + offsetof(struct band, p05)),   \
        ENTRY(name "_p95", unit, about ", 95 % of the replications are lower",  \
              offsetof(struct band_row, field) + offsetof(struct band, p95))

void lab_drill_bands_write(struct lab_drill_state *s, struct out_h5 *f)
{
    const char *currency = s->base->currency;
    const struct out_column column[] = {
        {"course", "1", "index into /drill/courses", OUT_U32,
         offsetof(struct band_row, course)},
        {"period", "1", "number of the period, from 0", OUT_U32,
         offsetof(struct band_row, period)},
        ENTRY("day", "d", "begin of the period", offsetof(struct band_row, day)),
        BAND("fill_rate", "1", "part of the customers' demand served at once", fill),
        BAND("backlog", "units", "owed at the end of the period", backlog),
        BAND("loss", currency, "margin lost so far against the baseline", loss),
    };
    struct out_rows *table =
        out_rows_open(f, "/results/bands", "one row per course and period: all replications",
                      column, COUNT(column), 2, sizeof(struct band_row));
    double *value = base_array(s->replications, sizeof *value);

    for (uint32_t c = 0; c < s->courses; c++) {
        if (lab_course_lost(s, c))
            continue;
        double *so_far = base_array(s->replications, sizeof *so_far);
        for (uint32_t i = 0; i < s->periods; i++) {
            const struct band_row row = {c,
                                         i,
                                         i * s->period,
                                         fill_band(s, c, i, value),
                                         backlog_band(s, c, i, value),
                                         loss_band(s, c, i, so_far)};
            out_rows_append(table, &row, 1);
        }
        free(so_far);
    }
    free(value);
    out_rows_close(table);
}

/* ---- ripple ---- */

struct ripple_row {
    uint32_t course, site;
    double struck, reached, arrival, dip;
};

static bool strikes_site(const struct lab_drill_state *s, const char *name)
{
    for (size_t i = 0; i < s->struck.disruptions; i++) {
        const struct scen_disruption *d = &s->struck.disruption[i];
        if (d->site != SCEN_NONE && strcmp(s->struck.site[d->site].name, name) == 0)
            return true;
    }
    return false;
}

static struct ripple_row ripple_row(struct lab_drill_state *s, uint32_t course, uint32_t site)
{
    struct ripple_row row = {.course = course, .site = site};
    double n = 0.0;

    for (uint32_t r = 0; r < s->replications; r++) {
        struct lab_ripple one = lab_drill_ripple(s, course, r, site);
        if (!one.reached)
            continue;
        n += 1.0;
        row.arrival += one.arrival;
        row.dip += one.dip;
    }
    row.struck = strikes_site(s, s->base->site[site].name) ? 1.0 : 0.0;
    row.reached = n / s->replications;
    row.arrival = n > 0.0 ? row.arrival / n : NAN;
    row.dip = n > 0.0 ? row.dip / n : NAN;
    return row;
}

void lab_drill_ripple_write(struct lab_drill_state *s, struct out_h5 *f)
{
    static const struct out_column column[] = {
        {"course", "1", "index into /drill/courses", OUT_U32,
         offsetof(struct ripple_row, course)},
        {"site", "1", "index into /model/sites", OUT_U32, offsetof(struct ripple_row, site)},
        {"struck", "1", "1: a disruption is at the site itself", OUT_F64,
         offsetof(struct ripple_row, struck)},
        {"reached", "1", "part of the replications in which its service was lost for a time",
         OUT_F64, offsetof(struct ripple_row, reached)},
        {"arrival", "d", "from the onset to its first loss, mean over those", OUT_F64,
         offsetof(struct ripple_row, arrival)},
        {"dip", "1", "largest missing part of its service, mean over those", OUT_F64,
         offsetof(struct ripple_row, dip)},
    };
    struct out_rows *table =
        out_rows_open(f, "/results/ripple", "one row per course and site: how losses spread",
                      column, COUNT(column), 2, sizeof(struct ripple_row));

    for (uint32_t c = 1; s->maps_sites && c < s->courses; c++)
        for (uint32_t i = 0; !lab_course_lost(s, c) && i < s->base->sites; i++) {
            const struct ripple_row row = ripple_row(s, c, i);
            out_rows_append(table, &row, 1);
        }
    out_rows_close(table);
}
