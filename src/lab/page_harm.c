/* SPDX-License-Identifier: Apache-2.0 */
/* lab/page_harm.c - of a drill: how far losses spread, how long an outage may be, and which
 * sites matter most.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/page_parts.h"

enum { TOP_ROWS = 12 };

static const char *noted(const struct lab_page *p, const char *text)
{
    return base_arena_string(p->arena, text);
}

/* ---- ripple ---- */

struct reach {
    const char *name;
    double arrival, dip, reached;
};

static int by_arrival(const void *pa, const void *pb)
{
    const struct reach *a = pa, *b = pb;

    if (a->arrival < b->arrival || a->arrival > b->arrival)
        return a->arrival < b->arrival ? -1 : 1;
    return strcmp(a->name, b->name);
}

static size_t reaches(const struct lab_page *p, struct reach **found)
{
    static const char table[] = "/results/ripple";
    size_t n = 0, sites, count = 0;
    const char **name = out_file_strings(p->f, "/model/sites/name", p->arena, &sites);
    const double *course = lab_page_column(p, table, "course", &n);
    const double *site = lab_page_column(p, table, "site", &n);
    const double *reached = lab_page_column(p, table, "reached", &n);
    const double *arrival = lab_page_column(p, table, "arrival", &n);
    const double *dip = lab_page_column(p, table, "dip", &n);

    if (!name || !course || !site || !reached || !arrival || !dip)
        return 0;
    *found = base_arena_array(p->arena, n + 1, sizeof **found);
    for (size_t i = 0; i < n; i++)
        if (lround(course[i]) == 1 && reached[i] > 0 && site[i] >= 0 && site[i] < (double)sites)
            (*found)[count++] =
                (struct reach){name[(size_t)site[i]], arrival[i], dip[i], reached[i]};
    if (count > 1)
        qsort(*found, count, sizeof **found, by_arrival);
    return count;
}

void lab_page_ripple(struct lab_page *p)
{
    struct reach *r = NULL;
    size_t count = reaches(p, &r), rows = count < TOP_ROWS ? count : TOP_ROWS;
    struct lab_page_bar bar[TOP_ROWS];
    char note[100], text[64], often[64];

    if (count == 0)
        return;
    for (size_t i = 0; i < rows; i++) {
        snprintf(note, sizeof note, "· down by %s, in %s of the replications",
                 lab_page_say(r[i].dip, "%", text), lab_page_say(r[i].reached, "%", often));
        bar[i] = (struct lab_page_bar){r[i].name, r[i].arrival, noted(p, note)};
    }
    lab_page_section(p, "How the loss spread",
                     "Days from the onset until a site's service was lost, without a playbook; "
                     "the first to be reached on top.");
    lab_page_bars(p, bar, rows, "d");
    lab_page_add(p,
                 "<p class=\"sum\"><b data-sites=\"%zu\">%zu</b> sites were reached in all</p>",
                 count, count);
    lab_page_section_end(p);
}

/* ---- how long it may be ---- */

void lab_page_limits(struct lab_page *p)
{
    static const char table[] = "/summary/reverse";
    size_t n = 0;
    const double *extent = lab_page_column(p, table, "extent", &n);
    const double *holds = lab_page_column(p, table, "holds", &n);
    const double *breaks = lab_page_column(p, table, "breaks", &n);
    const char *criterion = out_file_text(p->f, table, "criterion", p->arena);
    char text[64];

    if (!extent || !holds || !breaks || n == 0)
        return;
    lab_page_section(p, "What would break us?",
                     "The same disruption, shorter and longer, in part and in full, with the "
                     "same chance each time.");
    if (criterion) {
        lab_page_add(p, "<p>To be held: <b>");
        lab_page_words(p, criterion);
        lab_page_add(p, "</b></p>");
    }
    lab_page_add(p, "<div class=\"wide table\"><table class=\"grid-table\"><tr><th>extent</th>"
                    "<th>holds up to</th><th>breaks at</th></tr>");
    for (size_t i = 0; i < n; i++) {
        lab_page_add(p, "<tr><th>%s</th>", lab_page_say(extent[i], "%", text));
        lab_page_add(p, "<td data-value=\"%.17g\">%s</td>", holds[i],
                     lab_page_say(holds[i], "d", text));
        if (isnan(breaks[i]))
            lab_page_add(p, "<td>at nothing that was tried</td></tr>");
        else
            lab_page_add(p, "<td class=\"bad\" data-value=\"%.17g\"><b>%s</b></td></tr>",
                         breaks[i], lab_page_say(breaks[i], "d", text));
    }
    lab_page_add(p, "</table></div>");
    lab_page_section_end(p);
}

/* ---- exposure ---- */

static const char *unit_of(const struct lab_page *p, const char *measure)
{
    size_t n = 0, units = 0;
    const char **name = out_file_strings(p->f, "/drill/measures/name", p->arena, &n);
    const char **unit = out_file_strings(p->f, "/drill/measures/unit", p->arena, &units);

    for (size_t i = 0; name && unit && i < n && units == n; i++)
        if (strcmp(name[i], measure) == 0)
            return unit[i];
    return "1";
}

/* "lost_margin" as "lost margin", in the arena. */
static const char *spaced(const struct lab_page *p, const char *name)
{
    char *text = base_arena_string(p->arena, name);

    for (char *at = text; *at; at++)
        *at = *at == '_' ? ' ' : *at;
    return text;
}

void lab_page_exposure(struct lab_page *p)
{
    static const char table[] = "/summary/exposure";
    size_t n = 0, sites, rows = 0;
    const char **name = out_file_strings(p->f, "/model/sites/name", p->arena, &sites);
    const double *site = lab_page_column(p, table, "site", &n);
    const double *index = lab_page_column(p, table, "index", &n);
    const double *impact = lab_page_column(p, table, "impact", &n);
    const double *survive = lab_page_column(p, table, "survive", &n);
    const double *recover = lab_page_column(p, table, "recover", &n);
    const char *what = out_file_text(p->f, table, "impact", p->arena);
    struct lab_page_bar bar[TOP_ROWS];

    if (!name || !site || !index || !impact || !survive || !recover || n == 0)
        return;
    for (size_t i = 0; i < n && rows < TOP_ROWS; i++) {
        char note[140], text[64], out[64];
        if (site[i] < 0 || site[i] >= (double)sites)
            continue;
        snprintf(note, sizeof note, "· index %.2f, survives %s, back after %s", index[i],
                 lab_page_say(survive[i], "d", text), lab_page_say(recover[i], "d", out));
        bar[rows++] = (struct lab_page_bar){name[(size_t)site[i]], impact[i], noted(p, note)};
    }
    lab_page_section(p, "Which sites are we exposed to?",
                     "Each site is taken out in turn; the longer the bar, the more its loss "
                     "would do. The index is the impact over the largest of all.");
    if (what) {
        lab_page_add(p, "<h3>");
        lab_page_words(p, spaced(p, what));
        lab_page_add(p, "</h3>");
    }
    lab_page_bars(p, bar, rows, what ? unit_of(p, what) : "1");
    lab_page_section_end(p);
}
