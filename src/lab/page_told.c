/* SPDX-License-Identifier: Apache-2.0 */
/* lab/page_told.c - what agents did in a drill, course beside course, and why. */
#include <math.h>
#include <string.h>

#include "lab/page_minds.h"

enum { ROWS_SHOWN = 14 };

/* How often each plan was chosen: [plan * courses + course]. */
static double *choices(const struct lab_page *p, const struct lab_page_minds *m, size_t courses)
{
    double *times = base_arena_array(p->arena, (m->plan.count + 1) * courses, sizeof *times);

    for (size_t i = 0; i < m->decided.count; i++)
        if (m->decided.course[i] < (double)courses)
            times[lab_page_chosen(m, i) * courses + (size_t)m->decided.course[i]] += 1.0;
    return times;
}

/* The goal that a plan was chosen for last. */
static const char *goal_of(const struct lab_page_minds *m, size_t plan)
{
    for (size_t i = m->decided.count; i-- > 0;)
        if (lab_page_chosen(m, i) == plan)
            return lab_page_named(&m->goal, m->decided.goal[i]);
    return "";
}

static double sum_of(const double *value, size_t count)
{
    double sum = 0.0;

    for (size_t i = 0; i < count; i++)
        sum += value[i];
    return sum;
}

/* The plan that was chosen most often of those not yet shown; plan.count: there is none. */
static size_t next_plan(const struct lab_page_minds *m, const double *times, size_t courses,
                        const bool *shown)
{
    size_t best = m->plan.count;

    for (size_t k = 0; k < m->plan.count; k++)
        if (!shown[k] && sum_of(times + k * courses, courses) > 0.0 &&
            (best == m->plan.count ||
             sum_of(times + k * courses, courses) > sum_of(times + best * courses, courses)))
            best = k;
    return best;
}

static void add_plan(struct lab_page *p, const struct lab_page_minds *m, size_t plan,
                     const double *times, size_t courses)
{
    lab_page_add(p, "<tr><th>");
    lab_page_words(p, m->plan.name[plan]);
    lab_page_add(p, "<br><small>for ");
    lab_page_words(p, goal_of(m, plan));
    lab_page_add(p, "</small></th>");
    for (size_t c = 0; c < courses; c++)
        if (times[c] > 0.0)
            lab_page_add(p, "<td data-value=\"%.17g\"><b>%.0f ×</b></td>", times[c], times[c]);
        else
            lab_page_add(p, "<td>–</td>");
    lab_page_add(p, "</tr>");
}

static void add_plans(struct lab_page *p, const struct lab_page_minds *m,
                      const struct lab_page_courses *c)
{
    double *times = choices(p, m, c->count);
    bool *shown = base_arena_array(p->arena, m->plan.count + 1, sizeof *shown);

    lab_page_add(p, "<div class=\"wide table\"><table class=\"grid-table chose\"><tr>"
                    "<th>Plan chosen</th>");
    for (size_t k = 0; k < c->count; k++) {
        lab_page_add(p, "<th>");
        lab_page_words(p, c->name[k]);
        lab_page_add(p, "</th>");
    }
    lab_page_add(p, "</tr>");
    for (size_t i = 0; i < ROWS_SHOWN; i++) {
        size_t k = next_plan(m, times, c->count, shown);
        if (k == m->plan.count)
            break;
        shown[k] = true;
        add_plan(p, m, k, times + k * c->count, c->count);
    }
    lab_page_add(p, "</table></div>");
}

/* What makes a playbook. */
static void add_steps(struct lab_page *p, size_t course)
{
    size_t n = 0;
    const char **steps = out_file_strings(p->f, "/drill/courses/steps", p->arena, &n);

    if (!steps || course >= n || !*steps[course])
        return;
    lab_page_add(p, "<p class=\"steps\">");
    lab_page_words(p, steps[course]);
    lab_page_add(p, "</p>");
}

/* Courses of which it is told, but for the baseline, side by side. */
static void add_stories(struct lab_page *p, const struct lab_page_minds *m,
                        const struct lab_page_courses *c, double onset)
{
    size_t n = 0;
    const double *told = lab_page_column(p, "/drill/told", "course", &n);

    lab_page_add(p,
                 "<h3 class=\"apart\">Step by step: what was new, or twice as often as before, "
                 "from day %.1f on</h3><div class=\"two\">",
                 onset);
    for (size_t i = 0; told && i < n; i++) {
        size_t k = (size_t)told[i];
        if (k == 0 || k >= c->count)
            continue;
        lab_page_add(p, "<div data-course=\"%zu\"><h3>", k);
        lab_page_words(p, c->name[k]);
        lab_page_add(p, "</h3>");
        add_steps(p, k);
        if (!lab_page_story(p, m, (int)k, onset))
            lab_page_add(p, "<p class=\"sum\">Nothing new: all went on by the usual plans and "
                            "policies.</p>");
        lab_page_add(p, "</div>");
    }
    lab_page_add(p, "</div>");
}

/* Onset of the replication that is told of. */
static double onset_of(const struct lab_page *p, double replication)
{
    size_t n = 0;
    const double *course = lab_page_column(p, "/results/measures", "course", &n);
    const double *r = lab_page_column(p, "/results/measures", "replication", &n);
    const double *onset = lab_page_column(p, "/results/measures", "onset", &n);

    for (size_t i = 0; course && r && onset && i < n; i++)
        if (lround(course[i]) == 1 && lround(r[i]) == lround(replication))
            return onset[i];
    return 0.0;
}

void lab_page_told(struct lab_page *p, const struct lab_page_courses *c)
{
    struct lab_page_minds m;
    size_t n = 0;
    const double *replication = lab_page_column(p, "/drill/told", "replication", &n);

    if (!replication || n == 0 || !lab_page_minds_read(p, &m) || !m.decided.course)
        return;
    lab_page_section(p, "What the agents did, and why", "");
    lab_page_add(p,
                 "<p class=\"about\">In replication %.0f, which has the median loss of those "
                 "that were struck: the same customers, lead times and luck in every column. "
                 "<code>bullwhip explain --course</code> tells each choice in sentences.</p>",
                 replication[0]);
    lab_page_add(p, "<div class=\"two\">");
    add_plans(p, &m, c);
    lab_page_deeds(p, &m, c);
    lab_page_add(p,
                 "</div><p class=\"sum\">–: never. Agents that only follow their policy have "
                 "nothing to choose from, and leave no trace.</p>");
    add_stories(p, &m, c, onset_of(p, replication[0]));
    lab_page_section_end(p);
}
