/* SPDX-License-Identifier: Apache-2.0 */
/* lab/page_deeds.c - what agents did, how often and how much, course by course. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "lab/deed_words.h"
#include "lab/page_minds.h"

enum { ROWS_SHOWN = 14 };

struct deed { // alike ones together
    const char *name, *unit;
    double *times, *amount; // by course
    double total;
    size_t first;
};

struct deeds {
    struct deed *item;
    size_t items, columns;
    double share; // one replication's of all rows
};

/* "ordered from Milano", "order from Milano: blocked, over budget" */
static const char *deed_name(const struct lab_page *p, const struct lab_page_minds *m, size_t i)
{
    const struct lab_page_done *d = &m->done;
    const char *end = lab_page_named(&m->end, d->end[i]);
    bool done = strcmp(end, "done") == 0;
    struct lab_deed_words said = lab_deed_words(lab_page_named(&m->verb, d->verb[i]), done);
    const char *whom = lab_page_named(&m->site, d->partner[i]);
    const char *why = d->why[i] > 0 ? lab_page_named(&m->blocked, d->why[i]) : "";
    char text[300];

    snprintf(text, sizeof text, "%s%s%s%s%.100s%s%s%s%s", said.did,
             *whom && *said.whom ? " " : "", *whom ? said.whom : "", *whom ? " " : "", whom,
             done ? "" : ": ", done ? "" : end, *why ? ", " : "", why);
    return base_arena_string(p->arena, text);
}

static struct deed *deed_of(const struct lab_page *p, const struct lab_page_minds *m, size_t i,
                            struct deeds *all, struct base_map *known)
{
    const char *name = deed_name(p, m, i), *unit = lab_page_named(&m->unit, m->done.unit[i]);
    char key[400];

    snprintf(key, sizeof key, "%s|%s", name, unit);
    int32_t at = base_map_get(known, key);
    if (at != BASE_MAP_NONE)
        return &all->item[at];
    base_map_put(known, key, (int32_t)all->items);
    struct deed *one = &all->item[all->items];
    *one = (struct deed){.name = name, .unit = unit, .first = all->items++};
    one->times = base_arena_array(p->arena, all->columns, sizeof *one->times);
    one->amount = base_arena_array(p->arena, all->columns, sizeof *one->amount);
    return one;
}

static int by_total(const void *pa, const void *pb)
{
    const struct deed *a = pa, *b = pb;

    if (a->total < b->total || a->total > b->total)
        return a->total > b->total ? -1 : 1;
    return (a->first > b->first) - (a->first < b->first);
}

static struct deeds deeds_of(const struct lab_page *p, const struct lab_page_minds *m,
                             const struct lab_page_courses *c)
{
    struct deeds all = {.columns = c != NULL ? c->count : 1,
                        .share = c != NULL ? 1.0 : 1.0 / (double)p->replications};
    struct base_map *known = base_map_new();

    all.item = base_arena_array(p->arena, m->done.count + 1, sizeof *all.item);
    for (size_t i = 0; i < m->done.count; i++) {
        size_t k = m->done.course != NULL ? (size_t)m->done.course[i] : 0;
        if (k >= all.columns)
            continue;
        struct deed *one = deed_of(p, m, i, &all, known);
        one->times[k] += all.share;
        one->total += all.share;
        one->amount[k] += isnan(m->done.amount[i]) ? 0.0 : all.share * m->done.amount[i];
    }
    base_map_free(known);
    if (all.items > 1)
        qsort(all.item, all.items, sizeof *all.item, by_total);
    return all;
}

/* Sums of goods say something; of days or parts of something they do not. */
static void add_cell(struct lab_page *p, const struct deed *d, size_t k)
{
    char times[64], amount[64];

    if (d->times[k] <= 0.0) {
        lab_page_add(p, "<td>–</td>");
        return;
    }
    lab_page_add(p, "<td data-value=\"%.17g\"><b>%s ×</b>", d->times[k],
                 lab_page_say(d->times[k], "1", times));
    if (strcmp(d->unit, "unit") == 0)
        lab_page_add(p, " <small data-amount=\"%.17g\">%s</small>", d->amount[k],
                     lab_page_say(d->amount[k], "units", amount));
    lab_page_add(p, "</td>");
}

void lab_page_deeds(struct lab_page *p, const struct lab_page_minds *m,
                    const struct lab_page_courses *c)
{
    struct deeds all = deeds_of(p, m, c);
    size_t shown = all.items < ROWS_SHOWN ? all.items : ROWS_SHOWN;

    if (all.items == 0)
        return;
    lab_page_add(p,
                 "<div class=\"wide table\"><table class=\"grid-table did\"><tr><th>What was "
                 "done</th>");
    for (size_t k = 0; c != NULL && k < c->count; k++) {
        lab_page_add(p, "<th>");
        lab_page_words(p, c->name[k]);
        lab_page_add(p, "</th>");
    }
    lab_page_add(p, c != NULL ? "</tr>" : "<th>in a replication</th></tr>");
    for (size_t i = 0; i < shown; i++) {
        lab_page_add(p, "<tr><th>");
        lab_page_words(p, all.item[i].name);
        lab_page_add(p, "</th>");
        for (size_t k = 0; k < all.columns; k++)
            add_cell(p, &all.item[i], k);
        lab_page_add(p, "</tr>");
    }
    lab_page_add(p, "</table></div>");
    if (shown < all.items)
        lab_page_add(p, "<p class=\"sum\">and %zu kinds of actions that are rarer</p>",
                     all.items - shown);
}
