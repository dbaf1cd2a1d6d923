/* SPDX-License-Identifier: Apache-2.0 */
/* lab/page_past.c - drills of the past, one after the other. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lab/page_parts.h"

enum { ROWS_SHOWN = 12 };

struct past {
    size_t count;
    const char **exercise, **drill;
    const double *passed, *criteria, *missed, *x;
};

static bool past_read(struct lab_page *p, struct past *h)
{
    size_t drills;

    h->exercise = out_file_strings(p->f, "/history/exercise", p->arena, &h->count);
    h->drill = out_file_strings(p->f, "/history/drill", p->arena, &drills);
    if (!h->exercise || !h->drill || drills != h->count || h->count == 0)
        return false;
    h->passed = lab_page_column(p, "/history", "passed", &h->count);
    h->criteria = lab_page_column(p, "/history", "criteria", &h->count);
    h->missed = lab_page_column(p, "/history", "missed", &h->count);
    double *x = base_arena_array(p->arena, h->count, sizeof *x);
    for (size_t i = 0; i < h->count; i++)
        x[i] = (double)i + 1;
    h->x = x;
    return h->passed && h->criteria && h->missed;
}

static void add_trend(struct lab_page *p, const struct past *h, const char *title,
                      const char *measure, const char *unit)
{
    char name[60];
    size_t n = h->count;
    const double *mean = lab_page_column(p, "/history", measure, &n);

    snprintf(name, sizeof name, "%s_low", measure);
    const double *low = lab_page_column(p, "/history", name, &n);
    snprintf(name, sizeof name, "%s_high", measure);
    const double *high = lab_page_column(p, "/history", name, &n);
    if (!mean || !low || !high || n < 2)
        return;
    const struct lab_page_line line = {NULL, 1, h->x, mean, low, high, n};
    lab_page_chart(p, &(struct lab_page_chart){.title = title,
                                               .unit = unit,
                                               .x_name = h->exercise,
                                               .x_names = n,
                                               .line = &line,
                                               .lines = 1,
                                               .from = 0.5,
                                               .to = (double)n + 0.5,
                                               .least = NAN,
                                               .most = NAN,
                                               .from_zero = true});
}

/* The latest on top. */
static void add_rows(struct lab_page *p, const struct past *h)
{
    lab_page_add(p, "<ul class=\"verdicts\">");
    for (size_t k = 0; k < h->count && k < ROWS_SHOWN; k++) {
        size_t i = h->count - 1 - k;
        bool good = h->passed[i] > 0;
        lab_page_add(p, "<li class=\"%s\" data-exercise=\"", good ? "good" : "bad");
        lab_page_words(p, h->exercise[i]);
        lab_page_add(p, "\"><b>%s</b> ", good ? "✓ passed" : "✗ not passed");
        lab_page_words(p, h->exercise[i]);
        lab_page_add(p, " <span>");
        lab_page_words(p, h->drill[i]);
        lab_page_add(p, ", %.0f of %.0f criteria met</span></li>",
                     h->criteria[i] - h->missed[i], h->criteria[i]);
    }
    lab_page_add(p, "</ul>");
}

void lab_page_past(struct lab_page *p, const struct out_file *history)
{
    const struct out_file *own = p->f;
    struct past h;

    if (!history)
        return;
    p->f = history;
    if (past_read(p, &h)) {
        lab_page_section(p, "Are we getting better?",
                         "Drills of the past, the latest on top; means of their judged courses "
                         "with 95 % confidence intervals.");
        lab_page_add(p, "<div class=\"curves\">");
        add_trend(p, &h, "Time to recover", "recover", "d");
        add_trend(p, &h, "Deepest dip of service", "dip", "%");
        add_trend(p, &h, "Lost margin", "lost_margin", "1");
        lab_page_add(p, "</div>");
        add_rows(p, &h);
        lab_page_section_end(p);
    }
    p->f = own;
}
