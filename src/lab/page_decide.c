/* SPDX-License-Identifier: Apache-2.0 */
/* lab/page_decide.c - what agents with plan libraries did, and why. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/page_parts.h"

enum { ROWS_SHOWN = 12, MOMENTS = 8 };

struct decisions {
    size_t count, whats, whys, plans, goals, sites;
    const char **what_name, **why_name, **plan_name, **goal_name, **site_name;
    const double *replication, *time, *site, *what, *why, *goal, *plan;
    size_t *alike; // by plan: the first of its name; each agent's library has its own
};

static const double *column(const struct lab_page *p, const char *name, size_t *count)
{
    return lab_page_column(p, "/results/decisions", name, count);
}

static size_t *find_alike(const struct lab_page *p, const struct decisions *d)
{
    size_t *alike = base_arena_array(p->arena, d->plans + 1, sizeof *alike);

    for (size_t i = 0; i < d->plans; i++)
        while (strcmp(d->plan_name[alike[i]], d->plan_name[i]) != 0)
            alike[i]++;
    return alike;
}

static bool decisions_read(const struct lab_page *p, struct decisions *d)
{
    *d = (struct decisions){0};
    d->replication = column(p, "replication", &d->count);
    d->time = column(p, "time", &d->count);
    d->site = column(p, "site", &d->count);
    d->what = column(p, "what", &d->count);
    d->why = column(p, "why", &d->count);
    d->goal = column(p, "goal", &d->count);
    d->plan = column(p, "plan", &d->count);
    d->what_name = out_file_strings(p->f, "/model/decisions/what", p->arena, &d->whats);
    d->why_name = out_file_strings(p->f, "/model/decisions/why", p->arena, &d->whys);
    d->plan_name = out_file_strings(p->f, "/model/plans/name", p->arena, &d->plans);
    d->goal_name = out_file_strings(p->f, "/model/goals/name", p->arena, &d->goals);
    d->site_name = out_file_strings(p->f, "/model/sites/name", p->arena, &d->sites);
    bool good = d->count > 0 && d->replication && d->time && d->site && d->what && d->why &&
                d->goal && d->plan && d->what_name && d->why_name && d->plan_name &&
                d->goal_name && d->site_name;
    if (good)
        d->alike = find_alike(p, d);
    return good;
}

/* The name that an index stands for; "" for one that stands for none. */
static const char *named(const char **name, size_t count, double index)
{
    return index >= 0 && index < (double)count ? name[(size_t)index] : "";
}

static bool is(const struct decisions *d, size_t row, const char *what)
{
    return strcmp(named(d->what_name, d->whats, d->what[row]), what) == 0;
}

/* Which plan is chosen in this row, of those with different names; `plans`: none is. */
static size_t chosen(const struct decisions *d, size_t row)
{
    bool one =
        is(d, row, "plan chosen") && d->plan[row] >= 0 && d->plan[row] < (double)d->plans;

    return one ? d->alike[(size_t)d->plan[row]] : d->plans;
}

/* The reason that most of the choices of a plan had. */
static const char *main_reason(const struct lab_page *p, const struct decisions *d, size_t plan)
{
    size_t *count = base_arena_array(p->arena, d->whys + 1, sizeof *count), best = 0;

    for (size_t i = 0; i < d->count; i++)
        if (chosen(d, i) == plan && d->why[i] >= 0 && d->why[i] < (double)d->whys)
            count[(size_t)d->why[i]]++;
    for (size_t k = 1; k < d->whys; k++)
        best = count[k] > count[best] ? k : best;
    return named(d->why_name, d->whys, (double)best);
}

static size_t choices(const struct lab_page *p, const struct decisions *d,
                      struct lab_page_bar *bar)
{
    size_t *times = base_arena_array(p->arena, d->plans + 1, sizeof *times), bars = 0;
    double *goal = base_arena_array(p->arena, d->plans + 1, sizeof *goal);
    char note[160];

    for (size_t i = 0; i < d->count; i++) {
        times[chosen(d, i)]++;
        goal[chosen(d, i)] = d->goal[i];
    }
    for (size_t k = 0; k < d->plans; k++) {
        if (times[k] == 0)
            continue;
        snprintf(note, sizeof note, "· for %.60s, by %.60s",
                 named(d->goal_name, d->goals, goal[k]), main_reason(p, d, k));
        bar[bars++] =
            (struct lab_page_bar){d->plan_name[k], (double)times[k] / (double)p->replications,
                                  base_arena_string(p->arena, note)};
    }
    lab_page_sort(bar, bars);
    return bars;
}

/* The first times that something did not work, in the first replication. */
static void add_moments(struct lab_page *p, const struct decisions *d)
{
    size_t shown = 0;

    for (size_t i = 0; i < d->count && shown < MOMENTS; i++) {
        if (lround(d->replication[i]) != 0 ||
            !(is(d, i, "goal failed") || is(d, i, "plan failed")))
            continue;
        if (shown++ == 0)
            lab_page_add(p, "<h3>When means ran out</h3><ul class=\"mind\">");
        lab_page_add(p, "<li>Day %.1f, ", d->time[i] / 86400000.0);
        lab_page_words(p, named(d->site_name, d->sites, d->site[i]));
        lab_page_add(p, ": %s, <b>", named(d->what_name, d->whats, d->what[i]));
        lab_page_words(p, named(d->goal_name, d->goals, d->goal[i]));
        lab_page_add(p, "</b> ");
        lab_page_words(p, named(d->plan_name, d->plans, d->plan[i]));
        lab_page_add(p, " <span class=\"unit\">(%s)</span></li>",
                     named(d->why_name, d->whys, d->why[i]));
    }
    if (shown > 0)
        lab_page_add(p, "</ul>");
}

void lab_page_decisions(struct lab_page *p)
{
    struct decisions d;

    if (!decisions_read(p, &d))
        return;
    struct lab_page_bar *bar = base_arena_array(p->arena, d.plans + 1, sizeof *bar);
    size_t bars = choices(p, &d, bar);
    lab_page_section(
        p, "What the agents did, and why",
        "How often each plan was chosen in a replication, for which goal, and what "
        "brought it about most often. <code>bullwhip explain</code> tells each "
        "choice in sentences.");
    lab_page_bars(p, bar, bars < ROWS_SHOWN ? bars : ROWS_SHOWN, "times");
    add_moments(p, &d);
    lab_page_section_end(p);
}
