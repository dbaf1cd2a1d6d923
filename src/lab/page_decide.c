/* SPDX-License-Identifier: Apache-2.0 */
/* lab/page_decide.c - what agents with plan libraries did in a run, and why. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lab/page_minds.h"

enum { ROWS_SHOWN = 12, MOMENTS = 8 };

/* The reason that most of the choices of a plan had. */
static const char *main_reason(const struct lab_page *p, const struct lab_page_minds *m,
                               size_t plan)
{
    const struct lab_page_decided *d = &m->decided;
    size_t *count = base_arena_array(p->arena, m->why.count + 1, sizeof *count), best = 0;

    for (size_t i = 0; i < d->count; i++)
        if (lab_page_chosen(m, i) == plan && d->why[i] >= 0 && d->why[i] < (double)m->why.count)
            count[(size_t)d->why[i]]++;
    for (size_t k = 1; k < m->why.count; k++)
        best = count[k] > count[best] ? k : best;
    return lab_page_named(&m->why, (double)best);
}

static size_t choices(const struct lab_page *p, const struct lab_page_minds *m,
                      struct lab_page_bar *bar)
{
    size_t *times = base_arena_array(p->arena, m->plan.count + 1, sizeof *times), bars = 0;
    double *goal = base_arena_array(p->arena, m->plan.count + 1, sizeof *goal);
    char note[160];

    for (size_t i = 0; i < m->decided.count; i++) {
        times[lab_page_chosen(m, i)]++;
        goal[lab_page_chosen(m, i)] = m->decided.goal[i];
    }
    for (size_t k = 0; k < m->plan.count; k++) {
        if (times[k] == 0)
            continue;
        snprintf(note, sizeof note, "· for %.60s, by %.60s", lab_page_named(&m->goal, goal[k]),
                 main_reason(p, m, k));
        bar[bars++] =
            (struct lab_page_bar){m->plan.name[k], (double)times[k] / (double)p->replications,
                                  base_arena_string(p->arena, note)};
    }
    lab_page_sort(bar, bars);
    return bars;
}

/* The first times that something did not work, in the first replication. */
static void add_moments(struct lab_page *p, const struct lab_page_minds *m)
{
    const struct lab_page_decided *d = &m->decided;
    size_t shown = 0;

    for (size_t i = 0; i < d->count && shown < MOMENTS; i++) {
        if (lround(d->replication[i]) != 0 || !(lab_page_decided_is(m, i, "goal failed") ||
                                                lab_page_decided_is(m, i, "plan failed")))
            continue;
        if (shown++ == 0)
            lab_page_add(p, "<h3>When means ran out</h3><ul class=\"mind bad\">");
        lab_page_add(p, "<li>Day %.1f, ", d->time[i] / 86400000.0);
        lab_page_words(p, lab_page_named(&m->site, d->site[i]));
        lab_page_add(p, ": %s, <b>", lab_page_named(&m->what, d->what[i]));
        lab_page_words(p, lab_page_named(&m->goal, d->goal[i]));
        lab_page_add(p, "</b> ");
        lab_page_words(p, lab_page_named(&m->plan, d->plan[i]));
        lab_page_add(p, " <span class=\"unit\">(%s)</span></li>",
                     lab_page_named(&m->why, d->why[i]));
    }
    if (shown > 0)
        lab_page_add(p, "</ul>");
}

/* When the first disruption of the first replication began; 0: there was none. */
static double first_trouble(const struct lab_page *p)
{
    double first = INFINITY;

    for (size_t i = 0; i < p->spells; i++)
        if (p->spell[i].replication == 0)
            first = fmin(first, p->spell[i].start);
    return isfinite(first) ? first : 0.0;
}

static void add_story(struct lab_page *p, const struct lab_page_minds *m)
{
    double since = first_trouble(p);

    lab_page_add(
        p, "<h3 class=\"apart\">Step by step: the first replication%s</h3>",
        since > 0.0
            ? ", once something had gone wrong: what was new, or twice as often as before"
            : "");
    if (!lab_page_story(p, m, LAB_PAGE_ANY, since))
        lab_page_add(p, "<p class=\"sum\">Nothing new: all went on as before.</p>");
}

void lab_page_decisions(struct lab_page *p)
{
    struct lab_page_minds m;

    if (!lab_page_minds_read(p, &m))
        return;
    struct lab_page_bar *bar = base_arena_array(p->arena, m.plan.count + 1, sizeof *bar);
    size_t bars = choices(p, &m, bar);
    lab_page_section(
        p, "What the agents did, and why",
        "How often each plan was chosen in a replication, for which goal, and what "
        "brought it about most often. <code>bullwhip explain</code> tells each "
        "choice in sentences.");
    lab_page_bars(p, bar, bars < ROWS_SHOWN ? bars : ROWS_SHOWN, "times");
    lab_page_deeds(p, &m, NULL);
    add_story(p, &m);
    add_moments(p, &m);
    lab_page_section_end(p);
}
