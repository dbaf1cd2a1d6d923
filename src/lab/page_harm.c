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

/* Columns of a table, and the names of sites. */
struct columns {
    size_t rows, sites;
    const char **site;      // names
    const double *value[6]; // in the order in which they were asked for
};

/* False: one of them is not there, or there are no rows. */
static bool read_columns(const struct lab_page *p, const char *table, const char *const *name,
                         size_t count, struct columns *c)
{
    *c = (struct columns){0};
    c->site = out_file_strings(p->f, "/model/sites/name", p->arena, &c->sites);
    for (size_t i = 0; i < count; i++) {
        c->value[i] = lab_page_column(p, table, name[i], &c->rows);
        if (!c->value[i])
            return false;
    }
    return c->site && c->rows > 0;
}

/* NULL: there is no such site. */
static const char *site_named(const struct columns *c, double site)
{
    return site >= 0 && site < (double)c->sites ? c->site[(size_t)site] : NULL;
}

static void add_named(struct lab_page *p, const char *before, const char *text,
                      const char *behind)
{
    lab_page_add(p, "%s", before);
    lab_page_words(p, text);
    lab_page_add(p, "%s", behind);
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
    enum { COURSE, SITE, REACHED, ARRIVAL, DIP, COLUMNS };
    static const char *const name[COLUMNS] = {"course", "site", "reached", "arrival", "dip"};
    struct columns c;
    size_t count = 0;

    if (!read_columns(p, "/results/ripple", name, COLUMNS, &c))
        return 0;
    *found = base_arena_array(p->arena, c.rows + 1, sizeof **found);
    for (size_t i = 0; i < c.rows; i++) {
        const char *site = site_named(&c, c.value[SITE][i]);
        if (lround(c.value[COURSE][i]) == 1 && c.value[REACHED][i] > 0 && site)
            (*found)[count++] =
                (struct reach){site, c.value[ARRIVAL][i], c.value[DIP][i], c.value[REACHED][i]};
    }
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

static void add_limit(struct lab_page *p, double extent, double holds, double breaks)
{
    char text[64];

    lab_page_add(p, "<tr><th>%s</th>", lab_page_say(extent, "%", text));
    lab_page_add(p, "<td data-value=\"%.17g\">%s</td>", holds, lab_page_say(holds, "d", text));
    if (isnan(breaks))
        lab_page_add(p, "<td>at nothing that was tried</td></tr>");
    else
        lab_page_add(p, "<td class=\"bad\" data-value=\"%.17g\"><b>%s</b></td></tr>", breaks,
                     lab_page_say(breaks, "d", text));
}

void lab_page_limits(struct lab_page *p)
{
    static const char table[] = "/summary/reverse";
    static const char *const name[] = {"extent", "holds", "breaks"};
    const char *criterion = out_file_text(p->f, table, "criterion", p->arena);
    struct columns c;

    if (!read_columns(p, table, name, 3, &c))
        return;
    lab_page_section(p, "What would break us?",
                     "The same disruption, shorter and longer, in part and in full, with the "
                     "same chance each time.");
    if (criterion)
        add_named(p, "<p>To be held: <b>", criterion, "</b></p>");
    lab_page_add(p, "<div class=\"wide table\"><table class=\"grid-table\"><tr><th>extent</th>"
                    "<th>holds up to</th><th>breaks at</th></tr>");
    for (size_t i = 0; i < c.rows; i++)
        add_limit(p, c.value[0][i], c.value[1][i], c.value[2][i]);
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
    enum { SITE, INDEX, IMPACT, SURVIVE, RECOVER, COLUMNS };
    static const char table[] = "/summary/exposure";
    static const char *const name[COLUMNS] = {"site", "index", "impact", "survive", "recover"};
    const char *what = out_file_text(p->f, table, "impact", p->arena);
    struct lab_page_bar bar[TOP_ROWS];
    struct columns c;
    size_t rows = 0;

    if (!read_columns(p, table, name, COLUMNS, &c))
        return;
    for (size_t i = 0; i < c.rows && rows < TOP_ROWS; i++) {
        char note[140], text[64], out[64];
        const char *site = site_named(&c, c.value[SITE][i]);
        if (!site)
            continue;
        snprintf(note, sizeof note, "· index %.2f, survives %s, back after %s",
                 c.value[INDEX][i], lab_page_say(c.value[SURVIVE][i], "d", text),
                 lab_page_say(c.value[RECOVER][i], "d", out));
        bar[rows++] = (struct lab_page_bar){site, c.value[IMPACT][i], noted(p, note)};
    }
    lab_page_section(p, "Which sites are we exposed to?",
                     "Each site is taken out in turn; the longer the bar, the more its loss "
                     "would do. The index is the impact over the largest of all.");
    if (what)
        add_named(p, "<h3>", spaced(p, what), "</h3>");
    lab_page_bars(p, bar, rows, what ? unit_of(p, what) : "1");
    lab_page_section_end(p);
}
