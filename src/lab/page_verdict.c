/* SPDX-License-Identifier: Apache-2.0 */
/* lab/page_verdict.c - of a drill: which criteria are met, by which course. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lab/page_parts.h"

struct verdicts {
    size_t count;
    const char **text, **unit;
    const double *course, *index, *met, *reached, *low, *high, *share, *share_low, *share_high;
};

static bool verdicts_read(const struct lab_page *p, struct verdicts *v)
{
    static const char table[] = "/criteria";
    size_t texts, units;

    v->text = out_file_strings(p->f, "/criteria/criterion", p->arena, &texts);
    v->unit = out_file_strings(p->f, "/criteria/unit", p->arena, &units);
    v->count = texts;
    v->course = lab_page_column(p, table, "course", &v->count);
    v->index = lab_page_column(p, table, "index", &v->count);
    v->met = lab_page_column(p, table, "met", &v->count);
    v->reached = lab_page_column(p, table, "reached", &v->count);
    v->low = lab_page_column(p, table, "ci_low", &v->count);
    v->high = lab_page_column(p, table, "ci_high", &v->count);
    v->share = lab_page_column(p, table, "share", &v->count);
    v->share_low = lab_page_column(p, table, "share_low", &v->count);
    v->share_high = lab_page_column(p, table, "share_high", &v->count);
    return v->text && v->unit && units == texts && v->count == texts && v->course && v->index &&
           v->met && v->reached && v->low && v->high && v->share && v->share_low &&
           v->share_high && texts > 0;
}

/* That of the file, but a share is said as the criterion says it. */
static const char *unit_of(const struct lab_page *p, const struct verdicts *v, size_t i)
{
    const char *said = lab_page_bound_unit(p, v->text[i]);

    return strcmp(v->unit[i], "1") == 0 && strcmp(said, "%") == 0 ? said : v->unit[i];
}

static void add_verdict(struct lab_page *p, const struct verdicts *v, size_t i)
{
    bool good = v->met[i] > 0;
    const char *unit = unit_of(p, v, i);
    char text[64], low[64], high[64];

    lab_page_add(p, "<li class=\"%s\"><b>%s</b> ", good ? "good" : "bad",
                 good ? "✓ met" : "✗ not met");
    lab_page_words(p, v->text[i]);
    lab_page_add(p, "<br><span");
    if (!isnan(v->reached[i]))
        lab_page_add(p, " data-reached=\"%.17g\"", v->reached[i]);
    lab_page_add(p, ">reached %s", lab_page_say(v->reached[i], unit, text));
    if (v->low[i] < v->high[i])
        lab_page_add(p, "; interval %s to %s", lab_page_say(v->low[i], unit, low),
                     lab_page_say(v->high[i], unit, high));
    lab_page_add(p, "; %s of the replications meet it", lab_page_say(v->share[i], "%", text));
    if (!isnan(v->share_low[i]))
        lab_page_add(p, " (%s to %s)", lab_page_say(v->share_low[i], "%", low),
                     lab_page_say(v->share_high[i], "%", high));
    lab_page_add(p, "</span></li>");
}

/* The verdict of a course on the criterion of row `i`; `count`: there is none. */
static size_t verdict_of(const struct verdicts *v, size_t i, size_t course)
{
    size_t k = 0;

    while (k < v->count &&
           (lround(v->index[k]) != lround(v->index[i]) || (size_t)v->course[k] != course))
        k++;
    return k;
}

static void add_cell(struct lab_page *p, const struct verdicts *v, size_t k)
{
    char text[64];

    if (k == v->count)
        lab_page_add(p, "<td>–</td>");
    else
        lab_page_add(p, "<td class=\"%s\"><b>%s</b> %s</td>", v->met[k] > 0 ? "good" : "bad",
                     v->met[k] > 0 ? "✓" : "✗",
                     lab_page_say(v->reached[k], unit_of(p, v, k), text));
}

/* All courses side by side: a row for each criterion. */
static void add_matrix(struct lab_page *p, const struct verdicts *v,
                       const struct lab_page_courses *c)
{
    lab_page_add(p, "<div class=\"wide table\"><table class=\"grid-table\"><tr><th></th>");
    for (size_t k = 1; k < c->count; k++) {
        lab_page_add(p, "<th>");
        lab_page_words(p, c->name[k]);
        lab_page_add(p, "</th>");
    }
    lab_page_add(p, "</tr>");
    for (size_t i = 0; i < v->count; i++) {
        if (lround(v->course[i]) != lround(v->course[0]))
            continue;
        lab_page_add(p, "<tr><th>");
        lab_page_words(p, v->text[i]);
        lab_page_add(p, "</th>");
        for (size_t k = 1; k < c->count; k++)
            add_cell(p, v, verdict_of(v, i, k));
        lab_page_add(p, "</tr>");
    }
    lab_page_add(p, "</table></div>");
}

/* What was given up, and why. */
static void add_quarantine(struct lab_page *p, const struct lab_page_courses *c)
{
    size_t count, rows = 0;
    const char **reason = out_file_strings(p->f, "/drill/quarantine/reason", p->arena, &count);
    const double *of = lab_page_column(p, "/drill/quarantine", "course", &rows);

    if (!reason || !of || rows != count || count == 0)
        return;
    lab_page_section(p, "What could not be simulated",
                     "It failed twice and was given up; nothing below bears on it.");
    lab_page_add(p, "<ul class=\"verdicts\">");
    for (size_t i = 0; i < count; i++) {
        lab_page_add(p, "<li class=\"bad\"><b>");
        if ((size_t)of[i] < c->count)
            lab_page_words(p, c->name[(size_t)of[i]]);
        lab_page_add(p, "</b> ");
        lab_page_words(p, reason[i]);
        lab_page_add(p, "</li>");
    }
    lab_page_add(p, "</ul>");
    lab_page_section_end(p);
}

void lab_page_verdicts(struct lab_page *p, const struct lab_page_courses *c)
{
    struct verdicts v;
    int64_t passed = 0;

    add_quarantine(p, c);
    out_file_integer(p->f, "/drill", "passed", &passed);
    if (!verdicts_read(p, &v))
        return;
    lab_page_section(p, "Did we pass?", "");
    lab_page_add(p, "<p class=\"banner %s\" data-passed=\"%d\">%s <span>judged by the course “",
                 passed ? "good" : "bad", passed != 0, passed ? "✓ Passed" : "✗ Not passed");
    lab_page_words(p, c->name[c->judged]);
    lab_page_add(p, "”</span></p><ul class=\"verdicts\">");
    for (size_t i = 0; i < v.count; i++)
        if ((size_t)v.course[i] == c->judged)
            add_verdict(p, &v, i);
    lab_page_add(p, "</ul>");
    if (c->count > 2)
        add_matrix(p, &v, c);
    lab_page_section_end(p);
}
