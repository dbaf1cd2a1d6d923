/* SPDX-License-Identifier: Apache-2.0 */
/* lab/page_run.c - the page of a run: is it good enough, the headline figures, what to beware
 * of.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lab/page_parts.h"

/* ---- criteria and headline figures ---- */

static void add_criteria(struct lab_page *p)
{
    size_t n, k, m;
    const char **text = out_file_strings(p->f, "/criteria/criterion", p->arena, &n);
    const double *met = out_file_doubles(p->f, "/criteria/met", p->arena, &k);
    const double *reached = out_file_doubles(p->f, "/criteria/reached", p->arena, &m);

    if (!text || !met || !reached || n == 0 || k != n || m != n)
        return;
    lab_page_section(p, "Is it good enough?", "");
    lab_page_add(p, "<ul class=\"verdicts\">");
    for (size_t i = 0; i < n; i++) {
        bool good = met[i] > 0;
        char said[64];
        lab_page_add(p, "<li class=\"%s\"><b>%s</b> ", good ? "good" : "bad",
                     good ? "✓ met" : "✗ not met");
        lab_page_words(p, text[i]);
        lab_page_add(p, " <span data-value=\"%.17g\">reached %s</span></li>", reached[i],
                     lab_page_say(reached[i], lab_page_bound_unit(p, text[i]), said));
    }
    lab_page_add(p, "</ul>");
    lab_page_section_end(p);
}

struct headline {
    const char *figure, *title, *unit; // unit "": as the file says
};

static const struct headline headlines[] = {
    {"fill_rate", "Customers served at once", "%"},
    {"ready", "Time without backlog", "%"},
    {"total_cost", "Cost per day", ""},
    {"profit", "Profit per day", ""},
    {"stock_value", "Value of stock", ""},
    {"days_of_supply", "Days of supply", ""},
    {"customer_backlog_mean", "Owed to customers", ""},
    {"order_variance_ratio", "Bullwhip: variance of orders over demand", "x"},
};

struct summary {
    size_t count;
    const char **figure, **unit;
    const double *mean, *low, *high;
};

static bool summary_read(const struct lab_page *p, struct summary *s)
{
    size_t n[5];

    s->figure = out_file_strings(p->f, "/summary/figure", p->arena, &n[0]);
    s->unit = out_file_strings(p->f, "/summary/unit", p->arena, &n[1]);
    s->mean = out_file_doubles(p->f, "/summary/mean", p->arena, &n[2]);
    s->low = out_file_doubles(p->f, "/summary/ci_low", p->arena, &n[3]);
    s->high = out_file_doubles(p->f, "/summary/ci_high", p->arena, &n[4]);
    s->count = n[0];
    return s->figure && s->unit && s->mean && s->low && s->high && n[1] == n[0] &&
           n[2] == n[0] && n[3] == n[0] && n[4] == n[0];
}

static void add_card(struct lab_page *p, const struct summary *s, const struct headline *h)
{
    char text[64], low[64], high[64];
    size_t i = 0;

    while (i < s->count && strcmp(s->figure[i], h->figure) != 0)
        i++;
    if (i == s->count || isnan(s->mean[i]))
        return;
    if (strcmp(h->figure, "profit") == 0 && -s->mean[i] >= s->mean[i]) // no revenue is told
        return;
    const char *unit = *h->unit ? h->unit : s->unit[i];
    lab_page_add(p,
                 "<div class=\"card\"><h3>%s</h3><p class=\"value\" data-figure=\"%s\" "
                 "data-value=\"%.17g\">",
                 h->title, h->figure, s->mean[i]);
    lab_page_words(p, lab_page_say(s->mean[i], unit, text));
    lab_page_add(p, "</p>");
    if (!isnan(s->low[i]))
        lab_page_add(
            p, "<p class=\"interval\" data-low=\"%.17g\" data-high=\"%.17g\">%s to %s</p>",
            s->low[i], s->high[i],
            lab_page_say(s->low[i], strcmp(unit, "%") == 0 ? unit : "1", low),
            lab_page_say(s->high[i], unit, high));
    lab_page_add(p, "</div>");
}

static void add_cards(struct lab_page *p, const struct summary *s)
{
    lab_page_section(
        p, "At a glance",
        p->replications > 1
            ? "Means over the replications; below each, its 95 % confidence interval."
            : "One replication: how sure these are is not known.");
    lab_page_add(p, "<div class=\"cards\">");
    for (size_t i = 0; i < sizeof headlines / sizeof headlines[0]; i++)
        add_card(p, s, &headlines[i]);
    lab_page_add(p, "</div>");
    lab_page_section_end(p);
}

/* ---- what to beware of ---- */

static double figure_of(const struct summary *s, const char *name)
{
    for (size_t i = 0; i < s->count; i++)
        if (strcmp(s->figure[i], name) == 0)
            return s->mean[i];
    return NAN;
}

static void add_warnings(struct lab_page *p, const struct summary *s)
{
    bool dirty = strstr(lab_page_word(p, "/", "software_version"), "dirty") != NULL;
    double merged = figure_of(s, "merged_lines"), lots = figure_of(s, "merged_lots");

    if (p->replications > 1 && !(merged > 0) && !(lots > 0) && !dirty)
        return;
    lab_page_section(p, "To keep in mind", "");
    lab_page_add(p, "<ul class=\"mind\">");
    if (p->replications < 2)
        lab_page_add(p, "<li>There is one replication only: chance may have made all of this. "
                        "Ask for 20 or more.</li>");
    if (merged > 0)
        lab_page_add(p,
                     "<li>%.3g order lines found their list full and were joined with others: "
                     "these were not served strictly in turn.</li>",
                     merged);
    if (lots > 0)
        lab_page_add(
            p,
            "<li>%.3g lots found the shelf's list full and were joined: their ages are "
            "those of their neighbours.</li>",
            lots);
    if (dirty)
        lab_page_add(
            p, "<li>The program had changes that are in no commit: its version alone does "
               "not tell how to build it again.</li>");
    lab_page_add(p, "</ul>");
    lab_page_section_end(p);
}

/* ---- the page ---- */

static void read_spells(struct lab_page *p)
{
    enum { MOST = 20000 }; // a page must stay small
    size_t n, k, m, l;
    const double *start = out_file_doubles(p->f, "/results/disruptions/start", p->arena, &n);
    const double *end = out_file_doubles(p->f, "/results/disruptions/end", p->arena, &k);
    const double *cause = out_file_doubles(p->f, "/results/disruptions/cause", p->arena, &m);
    const double *r = out_file_doubles(p->f, "/results/disruptions/replication", p->arena, &l);

    p->cause = out_file_strings(p->f, "/model/disruptions/name", p->arena, &p->causes);
    if (!start || !end || !cause || !r || k != n || m != n || l != n || !p->cause)
        return;
    p->spell = base_arena_array(p->arena, n + 1, sizeof *p->spell);
    for (size_t i = 0; i < n && p->spells < MOST; i++)
        if (cause[i] >= 0 && start[i] < p->days)
            p->spell[p->spells++] =
                (struct lab_spell){(size_t)r[i], (size_t)cause[i], start[i], end[i]};
}

void lab_page_run(struct lab_page *p)
{
    struct summary s;

    if (!summary_read(p, &s))
        return;
    read_spells(p);
    add_criteria(p);
    add_cards(p, &s);
    add_warnings(p, &s);
    lab_page_curves(p);
    lab_page_disruptions(p);
    lab_page_ranking(p);
    lab_page_decisions(p);
    lab_page_costs(p);
    lab_page_network(p);
}
