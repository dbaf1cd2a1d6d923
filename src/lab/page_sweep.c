/* SPDX-License-Identifier: Apache-2.0 */
/* lab/page_sweep.c - the page of a study: what each factor does to each outcome, which factors
 * matter, all points.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/page_parts.h"
#include "lab/stat.h"

enum { OUTCOMES_MOST = 6, FACTORS_MOST = 8, BINS = 12, POINTS_SHOWN = 40 };

struct study {
    size_t factors, outcomes, points;
    const char **factor, **factor_unit, **outcome, **outcome_unit, **status;
    const double *value[FACTORS_MOST]; // by point; NULL: words
    const char **level[FACTORS_MOST];  // as written
    double *mean[OUTCOMES_MOST];       // by point; NAN: none
    double *low[OUTCOMES_MOST], *high[OUTCOMES_MOST];
};

static void factors_read(const struct lab_page *p, struct study *s)
{
    for (size_t k = 0; k < s->factors; k++) {
        char path[200];
        size_t n = s->points, words = 0;
        bool number = false;
        s->value[k] = lab_page_column(p, "/study/design", s->factor[k], &n);
        snprintf(path, sizeof path, "/study/levels/%s", s->factor[k]);
        s->level[k] = out_file_strings(p->f, path, p->arena, &words);
        for (size_t i = 0; s->value[k] && i < s->points; i++)
            number = number || !isnan(s->value[k][i]);
        if (!number)
            s->value[k] = NULL;
        if (words != s->points)
            s->level[k] = NULL;
    }
}

static void means_read(const struct lab_page *p, struct study *s)
{
    static const char table[] = "/summary/points";
    size_t n = 0;
    const double *point = lab_page_column(p, table, "point", &n);
    const double *outcome = lab_page_column(p, table, "outcome", &n);
    const double *mean = lab_page_column(p, table, "mean", &n);
    const double *low = lab_page_column(p, table, "ci_low", &n);
    const double *high = lab_page_column(p, table, "ci_high", &n);

    for (size_t k = 0; k < s->outcomes; k++) {
        double *all = base_arena_array(p->arena, 3 * s->points + 1, sizeof *all);
        for (size_t i = 0; i < 3 * s->points; i++)
            all[i] = NAN;
        s->mean[k] = all;
        s->low[k] = all + s->points;
        s->high[k] = all + 2 * s->points;
    }
    for (size_t i = 0; point && outcome && mean && low && high && i < n; i++) {
        if (point[i] < 0 || point[i] >= (double)s->points || outcome[i] < 0 ||
            outcome[i] >= (double)s->outcomes)
            continue;
        size_t k = (size_t)outcome[i], at = (size_t)point[i];
        s->mean[k][at] = mean[i];
        s->low[k][at] = low[i];
        s->high[k][at] = high[i];
    }
}

static bool study_read(const struct lab_page *p, struct study *s)
{
    size_t n, k;

    *s = (struct study){0};
    s->factor = out_file_strings(p->f, "/study/factors/name", p->arena, &s->factors);
    s->factor_unit = out_file_strings(p->f, "/study/factors/unit", p->arena, &n);
    s->outcome = out_file_strings(p->f, "/study/outcomes/name", p->arena, &s->outcomes);
    s->outcome_unit = out_file_strings(p->f, "/study/outcomes/unit", p->arena, &k);
    s->status = out_file_strings(p->f, "/study/points/status", p->arena, &s->points);
    if (!s->factor || !s->factor_unit || !s->outcome || !s->outcome_unit || !s->status ||
        n != s->factors || k != s->outcomes)
        return false;
    s->factors = s->factors < FACTORS_MOST ? s->factors : FACTORS_MOST;
    s->outcomes = s->outcomes < OUTCOMES_MOST ? s->outcomes : OUTCOMES_MOST;
    factors_read(p, s);
    means_read(p, s);
    return true;
}

/* "total_cost" as people write it. */
static const char *spaced(const struct lab_page *p, const char *name)
{
    char *text = base_arena_string(p->arena, name);

    for (char *at = text; *at; at++)
        if (*at == '_')
            *at = ' ';
    return text;
}

/* ---- what a factor does ---- */

struct pair {
    double x, y;
};

static int by_x(const void *pa, const void *pb)
{
    const struct pair *a = pa, *b = pb;

    return (a->x > b->x) - (a->x < b->x);
}

static size_t pairs_of(const struct study *s, size_t outcome, size_t factor, struct pair *pair)
{
    size_t n = 0;

    for (size_t i = 0; i < s->points; i++)
        if (!isnan(s->mean[outcome][i]) && !isnan(s->value[factor][i]))
            pair[n++] = (struct pair){s->value[factor][i], s->mean[outcome][i]};
    if (n > 1)
        qsort(pair, n, sizeof *pair, by_x);
    return n;
}

/* Equal values stay together; else a dozen groups of equal size. */
static size_t group_end(const struct pair *pair, size_t n, size_t start, size_t levels)
{
    size_t end = start + 1, size = levels <= BINS ? 1 : (n + BINS - 1) / BINS;

    while (end < n && (end - start < size || !(pair[end].x > pair[end - 1].x)))
        end++;
    return end;
}

static struct lab_page_line effect_of(const struct lab_page *p, const struct pair *pair,
                                      size_t n)
{
    double *x = base_arena_array(p->arena, 4 * n + 1, sizeof *x),
           *y = base_arena_array(p->arena, n + 1, sizeof *y);
    struct lab_page_line line = {
        .colour = 1, .x = x, .mean = x + n, .low = x + 2 * n, .high = x + 3 * n};
    size_t levels = 1;

    for (size_t i = 1; i < n; i++)
        levels += pair[i].x > pair[i - 1].x;
    for (size_t start = 0, end; start < n; start = end) {
        end = group_end(pair, n, start, levels);
        double sum = 0;
        for (size_t i = start; i < end; i++) {
            sum += pair[i].x;
            y[i - start] = pair[i].y;
        }
        struct lab_stat stat = lab_stat_of(y, 1, end - start, false);
        size_t at = line.count++;
        x[at] = sum / (double)(end - start);
        x[n + at] = stat.mean;
        x[2 * n + at] = stat.quantile[0];
        x[3 * n + at] = stat.quantile[LAB_QUANTILES - 1];
    }
    return line;
}

static void add_effect(struct lab_page *p, const struct study *s, size_t outcome, size_t factor)
{
    struct pair *pair = base_arena_array(p->arena, s->points + 1, sizeof *pair);
    size_t n = pairs_of(s, outcome, factor, pair);
    char title[160];

    if (n < 2)
        return;
    struct lab_page_line line = effect_of(p, pair, n);
    snprintf(title, sizeof title, "%.60s by %.60s", spaced(p, s->outcome[outcome]),
             s->factor[factor]);
    bool unitless = strcmp(s->factor_unit[factor], "1") == 0;
    lab_page_chart(p, &(struct lab_page_chart){.title = title,
                                               .unit = s->outcome_unit[outcome],
                                               .x_unit = unitless ? "" : s->factor_unit[factor],
                                               .line = &line,
                                               .lines = 1,
                                               .from = line.x[0],
                                               .to = line.x[line.count - 1],
                                               .least = NAN,
                                               .most = NAN});
}

/* A factor of words: the mean of each of its levels. */
static void add_levels(struct lab_page *p, const struct study *s, size_t outcome, size_t factor)
{
    struct lab_page_bar bar[BINS];
    size_t count[BINS], bars = 0;

    for (size_t i = 0; s->level[factor] && i < s->points; i++) {
        size_t k = 0;
        while (k < bars && strcmp(bar[k].name, s->level[factor][i]) != 0)
            k++;
        if (isnan(s->mean[outcome][i]) || k == BINS)
            continue;
        if (k == bars) {
            bar[bars] = (struct lab_page_bar){s->level[factor][i], 0, ""};
            count[bars++] = 0;
        }
        bar[k].value += s->mean[outcome][i];
        count[k]++;
    }
    for (size_t k = 0; k < bars; k++)
        bar[k].value /= (double)count[k];
    lab_page_add(p, "<div><h3>%s by ", spaced(p, s->outcome[outcome]));
    lab_page_words(p, s->factor[factor]);
    lab_page_add(p, "</h3>");
    lab_page_bars(p, bar, bars, s->outcome_unit[outcome]);
    lab_page_add(p, "</div>");
}

static void add_effects(struct lab_page *p, const struct study *s)
{
    lab_page_section(p, "What each factor does",
                     "Mean over all points with this value, whatever the other factors are; "
                     "90 % of those points lie in the band.");
    for (size_t k = 0; k < s->outcomes; k++) {
        lab_page_add(p, "<div class=\"curves\">");
        for (size_t i = 0; i < s->factors; i++)
            if (s->value[i])
                add_effect(p, s, k, i);
            else
                add_levels(p, s, k, i);
        lab_page_add(p, "</div>");
    }
    lab_page_section_end(p);
}

/* ---- which factors matter ---- */

static void add_indices(struct lab_page *p, const struct study *s, const char *table,
                        const char *value, const char *beside, const char *title,
                        const char *about)
{
    size_t n = 0;
    char end[60];
    const double *outcome = lab_page_column(p, table, "outcome", &n);
    const double *factor = lab_page_column(p, table, "factor", &n);
    const double *index = lab_page_column(p, table, value, &n);
    const double *other = lab_page_column(p, table, beside, &n);
    snprintf(end, sizeof end, "%s_low", value);
    const double *low = lab_page_column(p, table, end, &n);
    snprintf(end, sizeof end, "%s_high", value);
    const double *high = lab_page_column(p, table, end, &n);

    if (!outcome || !factor || !index || !other || !low || !high || n == 0)
        return;
    lab_page_section(p, title, about);
    lab_page_add(p, "<div class=\"two\">");
    for (size_t k = 0; k < s->outcomes; k++) {
        struct lab_page_bar bar[FACTORS_MOST];
        size_t bars = 0;
        for (size_t i = 0; i < n && bars < FACTORS_MOST; i++) {
            char note[160], from[64], to[64], text[64];
            if ((size_t)outcome[i] != k || factor[i] < 0 || factor[i] >= (double)s->factors)
                continue;
            snprintf(note, sizeof note, "%s to %s · %s %s", lab_page_say(low[i], "1", from),
                     lab_page_say(high[i], "1", to), beside, lab_page_say(other[i], "1", text));
            bar[bars++] = (struct lab_page_bar){s->factor[(size_t)factor[i]], index[i],
                                                base_arena_string(p->arena, note)};
        }
        lab_page_sort(bar, bars);
        lab_page_add(p, "<div><h3>%s</h3>", spaced(p, s->outcome[k]));
        lab_page_bars(p, bar, bars, "1");
        lab_page_add(p, "</div>");
    }
    lab_page_add(p, "</div>");
    lab_page_section_end(p);
}

/* ---- the best, and all points ---- */

static void add_selection(struct lab_page *p, const struct study *s)
{
    size_t n = 0;
    const double *point = lab_page_column(p, "/summary/selection", "point", &n);
    const double *best = lab_page_column(p, "/summary/selection", "best", &n);

    for (size_t i = 0; point && best && i < n; i++) {
        if (!(best[i] > 0) || point[i] < 0 || point[i] >= (double)s->points)
            continue;
        size_t at = (size_t)point[i];
        lab_page_section(p, "The best point", "");
        lab_page_add(p, "<p class=\"banner good\" data-best=\"%zu\">Point %zu <span>", at, at);
        for (size_t k = 0; k < s->factors; k++) {
            lab_page_words(p, s->factor[k]);
            lab_page_add(p, " ");
            lab_page_words(p, s->level[k] ? s->level[k][at] : "");
            lab_page_add(p, k + 1 < s->factors ? ", " : "");
        }
        lab_page_add(p, "</span></p>");
        lab_page_section_end(p);
    }
}

static void add_point(struct lab_page *p, const struct study *s, size_t i)
{
    char text[64], low[64], high[64];

    lab_page_add(p, "<tr><th>%zu</th>", i);
    for (size_t k = 0; k < s->factors; k++) {
        lab_page_add(p, "<td>");
        if (s->value[k])
            lab_page_words(p, lab_page_say(s->value[k][i], s->factor_unit[k], text));
        else
            lab_page_words(p, s->level[k] ? s->level[k][i] : "");
        lab_page_add(p, "</td>");
    }
    if (strcmp(s->status[i], "done") != 0) {
        lab_page_add(p, "<td colspan=\"%zu\" class=\"bad\">", s->outcomes);
        lab_page_words(p, s->status[i]);
        lab_page_add(p, "</td></tr>");
        return;
    }
    for (size_t k = 0; k < s->outcomes; k++) {
        lab_page_add(p, "<td data-point=\"%zu\" data-outcome=\"%s\" data-value=\"%.17g\">%s", i,
                     s->outcome[k], s->mean[k][i],
                     lab_page_say(s->mean[k][i], s->outcome_unit[k], text));
        if (!isnan(s->low[k][i]))
            lab_page_add(p, "<br><small>%s to %s</small>", lab_page_say(s->low[k][i], "1", low),
                         lab_page_say(s->high[k][i], "1", high));
        lab_page_add(p, "</td>");
    }
    lab_page_add(p, "</tr>");
}

static void add_points(struct lab_page *p, const struct study *s)
{
    size_t shown = s->points < POINTS_SHOWN ? s->points : POINTS_SHOWN;
    char about[160];

    snprintf(about, sizeof about,
             "Means with their 95 %% confidence intervals%s. %zu of %zu points.",
             s->points > shown ? "; the rest is in the results file" : "", shown, s->points);
    lab_page_section(p, "The points", about);
    lab_page_add(p, "<div class=\"wide table\"><table class=\"grid-table\"><tr><th></th>");
    for (size_t k = 0; k < s->factors; k++) {
        lab_page_add(p, "<th>");
        lab_page_words(p, s->factor[k]);
        lab_page_add(p, "</th>");
    }
    for (size_t k = 0; k < s->outcomes; k++)
        lab_page_add(p, "<th>%s</th>", spaced(p, s->outcome[k]));
    lab_page_add(p, "</tr>");
    for (size_t i = 0; i < shown; i++)
        add_point(p, s, i);
    lab_page_add(p, "</table></div>");
    lab_page_section_end(p);
}

void lab_page_sweep(struct lab_page *p)
{
    struct study s;

    if (!study_read(p, &s))
        return;
    add_selection(p, &s);
    add_indices(p, &s, "/summary/sobol", "total", "first", "Which factors matter",
                "Sobol indices: the part of the variance that goes with the factor, alone and "
                "together with others (total, with its 95 % interval), and that would be gone "
                "if the factor were known (first).");
    add_indices(p, &s, "/summary/morris", "mu_star", "sigma", "Which factors matter",
                "Elementary effects over the whole range of a factor: mean size with its 95 % "
                "interval, and how much it depends on the others (sigma).");
    add_effects(p, &s);
    add_points(p, &s);
}
