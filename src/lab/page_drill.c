/* SPDX-License-Identifier: Apache-2.0 */
/* lab/page_drill.c - the page of a drill: how bad it was, how service came back, what playbooks
 * are worth, what it cost.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lab/page_parts.h"

static struct lab_page_courses courses_of(const struct lab_page *p)
{
    struct lab_page_courses c = {0};
    int64_t judged = 1;

    c.name = out_file_strings(p->f, "/drill/courses/name", p->arena, &c.count);
    out_file_integer(p->f, "/drill", "judged", &judged);
    c.judged = c.name && judged > 0 && (size_t)judged < c.count ? (size_t)judged : 0;
    return c;
}

/* ---- measures ---- */

struct sums { // a table of one row per course and measure
    size_t count, measures;
    const char **measure, **unit;
    const double *course, *index, *mean, *low, *high;
};

static bool sums_read(const struct lab_page *p, const char *table, struct sums *s)
{
    size_t units;

    s->count = 0;
    s->measure = out_file_strings(p->f, "/drill/measures/name", p->arena, &s->measures);
    s->unit = out_file_strings(p->f, "/drill/measures/unit", p->arena, &units);
    s->course = lab_page_column(p, table, "course", &s->count);
    s->index = lab_page_column(p, table, "measure", &s->count);
    s->mean = lab_page_column(p, table, "mean", &s->count);
    s->low = lab_page_column(p, table, "ci_low", &s->count);
    s->high = lab_page_column(p, table, "ci_high", &s->count);
    return s->measure && s->unit && units == s->measures && s->course && s->index && s->mean &&
           s->low && s->high;
}

/* The row of a course and a measure; `count` when there is none. */
static size_t row_of(const struct sums *s, size_t course, const char *measure)
{
    for (size_t i = 0; i < s->count; i++)
        if ((size_t)s->course[i] == course && (size_t)s->index[i] < s->measures &&
            strcmp(s->measure[(size_t)s->index[i]], measure) == 0)
            return i;
    return s->count;
}

struct headline {
    const char *measure, *title, *unit; // unit "": as the file says
};

static const struct headline headlines[] = {
    {"survive", "Time to survive", ""},     {"survivable", "Survivable outage", ""},
    {"recover", "Time to recover", ""},     {"tail", "Loss after the disruption", ""},
    {"dip", "Deepest dip of service", "%"}, {"index", "Resilience index", ""},
    {"ripple_sites", "Sites reached", ""},  {"lost_margin", "Lost margin", ""},
    {"lost_units", "Lost sales", ""},       {"revenue_at_risk", "Revenue at risk", ""},
};

static void add_card(struct lab_page *p, const struct sums *s, size_t i,
                     const struct headline *h)
{
    const char *unit = *h->unit ? h->unit : s->unit[(size_t)s->index[i]];
    char text[64], low[64];

    lab_page_add(p,
                 "<div class=\"card\"><h3>%s</h3><p class=\"value\" data-measure=\"%s\" "
                 "data-value=\"%.17g\">%s</p>",
                 h->title, h->measure, s->mean[i], lab_page_say(s->mean[i], unit, text));
    if (!isnan(s->low[i]))
        lab_page_add(p, "<p class=\"interval\">%s to %s</p>",
                     lab_page_say(s->low[i], strcmp(unit, "%") == 0 ? unit : "1", low),
                     lab_page_say(s->high[i], unit, text));
    lab_page_add(p, "</div>");
}

/* The bad end of a loss: value at risk and the mean beyond it. */
static void add_risk(struct lab_page *p, const struct sums *s, size_t i)
{
    size_t n = s->count;
    const double *var = lab_page_column(p, "/summary/measures", "var_95", &n);
    const double *cvar = lab_page_column(p, "/summary/measures", "cvar_95", &n);
    const char *unit = s->unit[(size_t)s->index[i]];
    char at[64], beyond[64];

    if (var && cvar && p->replications >= 20 && !isnan(var[i]))
        lab_page_add(
            p,
            "<p class=\"about\">One drill in twenty loses more than <b "
            "data-value=\"%.17g\">%s</b> of margin (value at risk, 95 %%); the mean of "
            "those is <b data-value=\"%.17g\">%s</b>.</p>",
            var[i], lab_page_say(var[i], unit, at), cvar[i],
            lab_page_say(cvar[i], unit, beyond));
}

static void add_measures(struct lab_page *p, const struct lab_page_courses *c)
{
    struct sums s;

    if (!sums_read(p, "/summary/measures", &s))
        return;
    lab_page_section(p, "How bad was it?",
                     "Means over the replications of the judged course, against the baseline; "
                     "below each, its 95 % confidence interval. The survivable outage is the "
                     "longest that no customer would have noticed: it can be shorter than the "
                     "time to survive, since the pipeline must fill again.");
    lab_page_add(p, "<div class=\"cards\">");
    for (size_t k = 0; k < sizeof headlines / sizeof headlines[0]; k++) {
        size_t i = row_of(&s, c->judged, headlines[k].measure);
        if (i < s.count && !isnan(s.mean[i]))
            add_card(p, &s, i, &headlines[k]);
    }
    lab_page_add(p, "</div>");
    size_t i = row_of(&s, c->judged, "lost_margin");
    if (i < s.count)
        add_risk(p, &s, i);
    lab_page_section_end(p);
}

/* ---- recovery ---- */

/* The rows of one course of /results/bands that have a value. */
static struct lab_page_line band_of(const struct lab_page *p, const char *what,
                                    const char *low_end, const char *high_end, size_t course)
{
    static const char table[] = "/results/bands";
    static const size_t colour[LAB_PAGE_COLOURS] = {0, 2, 1, 3, 4, 5, 6}; // as it is: a warning
    char name[3][40];
    size_t n = 0;
    struct lab_page_line line = {0};

    snprintf(name[0], sizeof name[0], "%s_mean", what);
    snprintf(name[1], sizeof name[1], "%s_%s", what, low_end);
    snprintf(name[2], sizeof name[2], "%s_%s", what, high_end);
    const double *of = lab_page_column(p, table, "course", &n);
    const double *day = lab_page_column(p, table, "day", &n);
    const double *mean = lab_page_column(p, table, name[0], &n);
    const double *low = lab_page_column(p, table, name[1], &n);
    const double *high = lab_page_column(p, table, name[2], &n);
    if (!of || !day || !mean || !low || !high)
        return line;
    double *x = base_arena_array(p->arena, 4 * n + 1, sizeof *x);
    for (size_t i = 0; i < n; i++) {
        if ((size_t)of[i] != course || isnan(mean[i]))
            continue;
        x[line.count] = day[i];
        x[n + line.count] = mean[i];
        x[2 * n + line.count] = fmin(low[i], high[i]);
        x[3 * n + line.count++] = fmax(low[i], high[i]);
    }
    line.x = x;
    line.mean = x + n;
    line.low = x + 2 * n;
    line.high = x + 3 * n;
    line.colour = colour[course % LAB_PAGE_COLOURS];
    return line;
}

static void add_bands(struct lab_page *p, const struct lab_page_courses *c, const char *title,
                      const char *what, const char *unit, size_t first)
{
    struct lab_page_line *line = base_arena_array(p->arena, c->count, sizeof *line);
    size_t lines = 0;
    bool share = strcmp(unit, "%") == 0;

    for (size_t k = first; k < c->count; k++) {
        line[lines] = band_of(p, what, "p05", "p95", k);
        line[lines++].name = c->name[k];
    }
    lab_page_chart(p, &(struct lab_page_chart){.title = title,
                                               .unit = unit,
                                               .x_unit = "d",
                                               .line = line,
                                               .lines = lines,
                                               .to = p->days,
                                               .least = NAN,
                                               .most = share ? 1 : NAN,
                                               .from_zero = true,
                                               .shaded = true});
}

static void add_extremes(struct lab_page *p, const struct lab_page_courses *c, size_t course)
{
    struct lab_page_line line = band_of(p, "fill_rate", "worst", "best", course);

    line.name = c->name[course];
    lab_page_chart(p, &(struct lab_page_chart){.title = "Served at once: worst, mean, best",
                                               .unit = "%",
                                               .x_unit = "d",
                                               .line = &line,
                                               .lines = 1,
                                               .to = p->days,
                                               .least = NAN,
                                               .most = 1,
                                               .from_zero = true,
                                               .shaded = true});
}

static void add_recovery(struct lab_page *p, const struct lab_page_courses *c)
{
    lab_page_section(p, "How service came back",
                     "Lines are means of the replications; 90 % of them lie in the bands. "
                     "Shaded: the disruption.");
    lab_page_add(p, "<div class=\"curves\">");
    add_bands(p, c, "Customers served at once", "fill_rate", "%", 0);
    add_bands(p, c, "Owed to customers and sites", "backlog", "units", 0);
    add_bands(p, c, "Margin lost so far", "loss", p->currency, 1);
    add_extremes(p, c, 1);
    if (c->judged != 1)
        add_extremes(p, c, c->judged);
    lab_page_add(p, "</div>");
    lab_page_section_end(p);
}

/* ---- what playbooks are worth ---- */

static void add_change(struct lab_page *p, const struct sums *s, const double *better, size_t i,
                       const char *unit)
{
    bool good = better && better[i] > 0, sure = s->low[i] * s->high[i] > 0; // NAN: not sure
    const char *sign = good ? "✓ " : sure ? "✗ " : "";
    char text[64], low[64], high[64];

    lab_page_add(p, "<td class=\"%s\" data-value=\"%.17g\"><b>%s%s</b>",
                 good   ? "good"
                 : sure ? "bad"
                        : "",
                 s->mean[i], sign, lab_page_say(s->mean[i], unit, text));
    if (!isnan(s->low[i]))
        lab_page_add(p, "<br><small>%s to %s</small>",
                     lab_page_say(s->low[i], strcmp(unit, "%") == 0 ? unit : "1", low),
                     lab_page_say(s->high[i], strcmp(unit, "%") == 0 ? unit : "1", high));
    lab_page_add(p, "</td>");
}

static void add_cell(struct lab_page *p, const struct sums *s, const double *better,
                     size_t course, const struct headline *h)
{
    size_t i = row_of(s, course, h->measure);

    if (i == s->count || isnan(s->mean[i]))
        lab_page_add(p, "<td>–</td>");
    else
        add_change(p, s, better, i, *h->unit ? h->unit : s->unit[(size_t)s->index[i]]);
}

static void add_mitigation(struct lab_page *p, const struct lab_page_courses *c)
{
    struct sums s;

    if (c->count < 3 || !sums_read(p, "/summary/mitigation", &s) || s.count == 0)
        return;
    size_t n = s.count;
    const double *better = lab_page_column(p, "/summary/mitigation", "better", &n);
    lab_page_section(p, "What the playbooks are worth",
                     "Change against the course without a playbook, pair by pair: all courses "
                     "have the same chance. ✓: surely better, the 95 % interval lies on the "
                     "good side of 0; ✗: surely worse.");
    lab_page_add(p, "<div class=\"wide table\"><table class=\"grid-table\"><tr><th></th>");
    for (size_t k = 2; k < c->count; k++) {
        lab_page_add(p, "<th>");
        lab_page_words(p, c->name[k]);
        lab_page_add(p, "</th>");
    }
    lab_page_add(p, "</tr>");
    for (size_t h = 0; h < sizeof headlines / sizeof headlines[0]; h++) {
        if (row_of(&s, 2, headlines[h].measure) == s.count)
            continue;
        lab_page_add(p, "<tr><th>%s</th>", headlines[h].title);
        for (size_t k = 2; k < c->count; k++)
            add_cell(p, &s, better, k, &headlines[h]);
        lab_page_add(p, "</tr>");
    }
    lab_page_add(p, "</table></div>");
    lab_page_section_end(p);
}

/* ---- costs against the baseline ---- */

/* Mean of a figure over the replications of a course. */
static double figure_mean(const struct lab_page *p, const char *figure, size_t course)
{
    size_t n = 0, rows = 0;
    const double *of = lab_page_column(p, "/results/figures", "course", &n);
    const double *value = lab_page_column(p, "/results/figures", figure, &n);
    double sum = 0;

    for (size_t i = 0; of && value && i < n; i++)
        if ((size_t)of[i] == course) {
            sum += value[i];
            rows++;
        }
    return rows > 0 ? sum / (double)rows : NAN;
}

static size_t cost_steps(const struct lab_page *p, size_t course, struct lab_page_bar *bar)
{
    struct out_names figure = out_file_list(p->f, "/results/figures", p->arena);
    size_t count = 0;

    for (size_t i = 0; i < figure.count; i++) {
        const char *name = lab_page_cost_name(p, figure.name[i]);
        if (!name)
            continue;
        double change =
            figure_mean(p, figure.name[i], course) - figure_mean(p, figure.name[i], 0);
        if (change < 0 || change > 0)
            bar[count++] = (struct lab_page_bar){name, change, ""};
    }
    lab_page_sort(bar, count);
    return count;
}

enum { FALLS_MOST = 4 };

struct falls { // waterfalls of courses, all by the same scale
    struct {
        size_t course, count;
        struct lab_page_bar *bar;
    } item[FALLS_MOST];
    size_t count;
    struct lab_page_fall fall;
};

static void falls_add(struct falls *f, size_t course, struct lab_page_bar *bar, size_t count)
{
    if (count == 0)
        return;
    f->item[f->count].course = course;
    f->item[f->count].bar = bar;
    f->item[f->count++].count = count;
    lab_page_fall_add(&f->fall, bar, count);
}

static void falls_show(struct lab_page *p, const struct lab_page_courses *c,
                       const struct falls *f, const char *sum, const char *unit)
{
    for (size_t i = 0; i < f->count; i++) {
        lab_page_add(p, "<div><h3>");
        lab_page_words(p, c->name[f->item[i].course]);
        lab_page_add(p, "</h3>");
        lab_page_waterfall(p, f->item[i].bar, f->item[i].count, sum, unit, &f->fall);
        lab_page_add(p, "</div>");
    }
}

/* Lost revenue and extra costs make up the lost margin. */
static void add_margins(struct lab_page *p, const struct lab_page_courses *c,
                        const struct sums *s)
{
    struct falls f = {0};

    for (size_t k = 1; k < c->count && k <= FALLS_MOST; k++) {
        size_t revenue = row_of(s, k, "lost_revenue"), cost = row_of(s, k, "extra_cost");
        struct lab_page_bar *bar = base_arena_array(p->arena, 2, sizeof *bar);
        if (revenue == s->count || cost == s->count)
            continue;
        bar[0] = (struct lab_page_bar){"lost revenue", s->mean[revenue], ""};
        bar[1] = (struct lab_page_bar){"extra costs", s->mean[cost], ""};
        falls_add(&f, k, bar, 2);
    }
    falls_show(p, c, &f, "lost margin", p->currency);
}

/* Bars of the cost waterfall, where the drill kept such figures. */
static void add_bars(struct lab_page *p, const struct lab_page_courses *c)
{
    struct out_names figure = out_file_list(p->f, "/results/figures", p->arena);
    struct falls f = {0};
    char unit[40];

    for (size_t k = 1; k < c->count && k <= FALLS_MOST; k++) {
        struct lab_page_bar *bar = base_arena_array(p->arena, figure.count + 1, sizeof *bar);
        falls_add(&f, k, bar, cost_steps(p, k, bar));
    }
    snprintf(unit, sizeof unit, "%.20s/d", p->currency);
    falls_show(p, c, &f, "more than the baseline", unit);
}

/* Did customers pay anything in the baseline? */
static bool has_prices(const struct lab_page *p)
{
    size_t n = 0;
    const double *course = lab_page_column(p, "/results/curves", "course", &n);
    const double *revenue = lab_page_column(p, "/results/curves", "revenue", &n);

    for (size_t i = 0; course && revenue && i < n; i++)
        if (lround(course[i]) == 0 && revenue[i] > 0)
            return true;
    return !course || !revenue;
}

static void add_costs(struct lab_page *p, const struct lab_page_courses *c)
{
    struct sums s;

    if (!sums_read(p, "/summary/measures", &s))
        return;
    lab_page_section(p, "What it cost",
                     "Against the baseline, mean over the replications: red is lost, green is "
                     "won.");
    if (!has_prices(p))
        lab_page_add(p, "<p class=\"about\">No customer pays here, so lost sales cost nothing: "
                        "lost margin and revenue at risk want a <code>price</code> in "
                        "<code>demand</code>.</p>");
    lab_page_add(p, "<div class=\"two\">");
    add_margins(p, c, &s);
    add_bars(p, c);
    lab_page_add(p, "</div>");
    lab_page_section_end(p);
}

/* The disruption of each replication, to shade it. */
static void read_spells(struct lab_page *p)
{
    size_t n = 0;
    const double *course = lab_page_column(p, "/results/measures", "course", &n);
    const double *start = lab_page_column(p, "/results/measures", "onset", &n);
    const double *end = lab_page_column(p, "/results/measures", "end", &n);

    p->spell = base_arena_array(p->arena, n + 1, sizeof *p->spell);
    for (size_t i = 0; course && start && end && i < n; i++)
        if (lround(course[i]) == 1 && start[i] < end[i])
            p->spell[p->spells++] = (struct lab_spell){0, 0, start[i], end[i]};
}

void lab_page_drill(struct lab_page *p)
{
    struct lab_page_courses c = courses_of(p);

    if (!c.name || c.count < 2)
        return;
    read_spells(p);
    lab_page_verdicts(p, &c);
    add_measures(p, &c);
    add_recovery(p, &c);
    add_mitigation(p, &c);
    lab_page_told(p, &c);
    add_costs(p, &c);
    lab_page_ripple(p);
    lab_page_limits(p);
    lab_page_exposure(p);
    lab_page_past(p, p->history);
}
