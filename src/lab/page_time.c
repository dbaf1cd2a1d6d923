/* SPDX-License-Identifier: Apache-2.0 */
/* lab/page_time.c - what happened over time: curves with bands, and when something was wrong.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/page_parts.h"
#include "lab/stat.h"

#define NETWORK "/results/kpi_network/"

/* ---- curves ---- */

struct series { // replications x periods of one measure of the network
    size_t periods, replications;
    size_t whole;  // periods that are as long as the first: the last one may be cut short
    double *value; // by period, then replication
    double *day;   // of each period: its middle
};

static double *column(const struct lab_page *p, const char *name, size_t *count)
{
    char path[120];

    snprintf(path, sizeof path, NETWORK "%s", name);
    return out_file_doubles(p->f, path, p->arena, count);
}

/* `part` over `whole` (NULL: over 1) by period and replication; false when there is none. */
static bool series_of(const struct lab_page *p, const char *part, const char *whole,
                      struct series *s)
{
    size_t n = 0, m;
    double *replication = column(p, "replication", &n), *value = column(p, part, &m);
    double *of = whole ? column(p, whole, &m) : NULL;
    double *time = column(p, "time", &m), *days = column(p, "days", &m);

    if (!replication || !value || !time || !days || (whole && !of) || m != n || n == 0 ||
        p->replications == 0)
        return false;
    *s = (struct series){.periods = n / p->replications, .replications = p->replications};
    s->value = base_arena_array(p->arena, n, sizeof *s->value);
    s->day = base_arena_array(p->arena, s->periods, sizeof *s->day);
    if (s->periods * s->replications != n)
        return false;
    for (size_t i = 0; i < n; i++) { // rows are ordered by replication, then period
        size_t period = i % s->periods, r = i / s->periods;
        s->value[period * s->replications + r] = of ? value[i] / of[i] : value[i];
        if (r == 0)
            s->day[period] = time[i] / 86400000.0 - days[i] / 2;
    }
    s->whole = s->periods - (s->periods > 1 && days[s->periods - 1] < days[0]);
    return true;
}

/* Mean, and from the 5 % to the 95 % quantile, of the replications; nothing asked for: gaps. */
static void draw(struct lab_page *p, const struct series *s, struct lab_page_chart c)
{
    double *mean = base_arena_array(p->arena, s->periods, sizeof *mean);
    double *low = base_arena_array(p->arena, s->periods, sizeof *low);
    double *high = base_arena_array(p->arena, s->periods, sizeof *high);
    double *day = base_arena_array(p->arena, s->periods, sizeof *day);
    size_t count = 0;

    for (size_t i = 0; i < s->whole; i++) {
        struct lab_stat stat =
            lab_stat_of(s->value + i * s->replications, 1, s->replications, false);
        if (isnan(stat.mean))
            continue;
        day[count] = s->day[i];
        mean[count] = stat.mean;
        low[count] = stat.quantile[0];
        high[count++] = stat.quantile[LAB_QUANTILES - 1];
    }
    const struct lab_page_line line = {NULL, 1, day, mean, low, high, count};
    c.line = &line;
    c.lines = 1;
    lab_page_chart(p, &c);
}

static void curve(struct lab_page *p, const char *title, const char *part, const char *whole,
                  const char *unit)
{
    bool share = strcmp(unit, "%") == 0;
    struct series s;

    if (series_of(p, part, whole, &s))
        draw(p, &s,
             (struct lab_page_chart){.title = title,
                                     .unit = unit,
                                     .x_unit = "d",
                                     .to = p->days,
                                     .least = NAN,
                                     .most = share ? 1 : NAN,
                                     .from_zero = true,
                                     .shaded = true});
}

void lab_page_curves(struct lab_page *p)
{
    struct series s;

    lab_page_section(
        p, "Over time",
        "The line is the mean of the replications; 90 % of them lie in the band. Shaded: "
        "something was wrong somewhere, the darker the more often.");
    lab_page_add(p, "<div class=\"curves\">");
    if (!series_of(p, "demand", NULL, &s))
        lab_page_add(p, "<p>The run kept no time series; run.series asks for them.</p>");
    curve(p, "Customers served at once", "sales_at_once", "sales", "%");
    curve(p, "All demand served at once", "at_once", "demand", "%");
    curve(p, "Value of stock", "stock_value", NULL, p->currency);
    curve(p, "Owed to customers and sites", "backlog", NULL, "units");
    curve(p, "Ordered in the network", "ordered", NULL, "units per period");
    curve(p, "Cost", "cost", "days", "per day");
    lab_page_add(p, "</div>");
    lab_page_section_end(p);
}

/* ---- disruptions ---- */

enum { ROW = 26, NAME = 190, CHART = 1000, AXIS = 22 };

static double day_x(const struct lab_page *p, double day)
{
    return NAME + (CHART - NAME - 12) * fmin(day, p->days) / p->days;
}

static bool struck(const struct lab_page *p, size_t cause)
{
    for (size_t i = 0; i < p->spells; i++)
        if (p->spell[i].cause == cause)
            return true;
    return false;
}

static void draw_spells(struct lab_page *p, size_t cause, double y)
{
    double strength = fmax(0.9 / (double)p->replications, 0.05);

    for (size_t i = 0; i < p->spells; i++) {
        const struct lab_spell *s = &p->spell[i];
        if (s->cause != cause)
            continue;
        double x = day_x(p, s->start), wide = fmax(day_x(p, s->end) - x, 1);
        lab_page_add(
            p,
            "<rect class=\"wrong\" opacity=\"%.2f\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
            "height=\"%d\" rx=\"2\"/>",
            strength, x, y + 4, wide, ROW - 8);
    }
}

static void draw_days(struct lab_page *p, double high)
{
    for (int i = 0; i <= 4; i++) {
        double day = p->days * i / 4, x = day_x(p, day);
        lab_page_add(p, "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"0\" y2=\"%.0f\"/>",
                     x, x, high);
        lab_page_add(p, "<text class=\"tick %s\" x=\"%.1f\" y=\"%.0f\">%.0f d</text>",
                     i == 4 ? "end" : "mid", x, high + 15, day);
    }
}

void lab_page_disruptions(struct lab_page *p)
{
    enum { MOST = 30 };
    size_t rows = 0;
    double y = 0;

    for (size_t c = 0; c < p->causes; c++)
        rows += struck(p, c) && rows < MOST;
    if (rows == 0)
        return;
    lab_page_section(
        p, "What went wrong, and when",
        "One row for each disruption of the scenario, all replications on top of each "
        "other: what is pale happened in few of them.");
    lab_page_add(p,
                 "<div class=\"wide\"><svg viewBox=\"0 0 %d %zu\" role=\"img\" "
                 "aria-label=\"disruptions over time\">",
                 CHART, rows * ROW + AXIS);
    draw_days(p, (double)(rows * ROW));
    for (size_t c = 0; c < p->causes && rows > 0; c++) {
        if (!struck(p, c))
            continue;
        lab_page_add(p, "<text class=\"label\" x=\"0\" y=\"%.0f\">", y + 17);
        lab_page_words(p, p->cause[c]);
        lab_page_add(p, "</text>");
        draw_spells(p, c, y);
        y += ROW;
        rows--;
    }
    lab_page_add(p, "</svg></div>");
    lab_page_section_end(p);
}
