/* SPDX-License-Identifier: Apache-2.0 */
/* lab/drill_plan.c - which replications are needed, as far as those that are there tell.
 *
 * Durations are found by bisection between one at which it holds and one at which it breaks,
 * as if longer and stronger were never better. Each step looks at the same chance.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lab/drill_state.h"

enum { ROUND_PIECES = 5000 };

struct plan {
    struct lab_drill_state *s;
    struct lab_drill_task *task; // heap
    size_t tasks, capacity;
    uint64_t needed;
};

/* Asks for a piece unless it is there, or its unit given up; is it there? */
static bool need(struct plan *p, const struct lab_case *what, uint32_t replication)
{
    size_t unit = lab_case_unit(p->s, what);

    if (p->s->unit[unit].trouble.reason != NULL)
        return false;
    p->needed++;
    if (lab_drill_piece_at(p->s, unit, replication) != NULL)
        return true;
    if (p->tasks >= ROUND_PIECES)
        return false;
    p->task = base_grow(p->task, p->tasks, &p->capacity, sizeof *p->task);
    struct lab_drill_task *task = &p->task[p->tasks++];
    *task = (struct lab_drill_task){{(uint32_t)unit, replication, 1, {0}}, *what};
    memcpy(task->task.id, p->s->unit[unit].id, sizeof task->task.id);
    return false;
}

static bool need_all(struct plan *p, const struct lab_case *what)
{
    uint32_t n = lab_case_replications(p->s, what);
    bool there = true;

    for (uint32_t r = 0; r < n; r++)
        there = need(p, what, r) && there;
    return there;
}

/* ---- the longest outage without loss, replication by replication ---- */

static struct lab_case scaled(uint32_t course, uint32_t steps, uint32_t extent)
{
    return (struct lab_case){
        .kind = LAB_SCALED, .course = course, .steps = steps, .extent = extent};
}

/* Without loss, and nothing else: that it recovers does not count. */
static bool unharmed(struct lab_drill_state *s, const struct lab_case *what,
                     uint32_t replication)
{
    const double *mark = lab_drill_marks(s, lab_case_unit(s, what), replication);

    return mark[LAB_M_DIP] <= s->tolerance;
}

struct bracket {
    uint32_t holds, breaks; // steps
};

/* The next duration to try; 0: it is found. The longest comes first. */
static uint32_t next(const struct bracket *b, uint32_t most)
{
    if (b->breaks > most)
        return b->holds < most ? most : 0;
    return b->breaks - b->holds > 1 ? b->holds + (b->breaks - b->holds) / 2 : 0;
}

/* Goes on as long as pieces are there; true when it has ended. */
static bool seek_survivable(struct plan *p, uint32_t course, uint32_t replication,
                            struct bracket *b)
{
    struct lab_drill_state *s = p->s;

    *b = (struct bracket){0, s->steps + 1};
    for (uint32_t k; (k = next(b, s->steps)) > 0;) {
        const struct lab_case what = scaled(course, k, 0);
        if (!need(p, &what, replication))
            return false;
        if (unharmed(s, &what, replication))
            b->holds = k;
        else
            b->breaks = k;
    }
    return true;
}

double lab_drill_survivable(struct lab_drill_state *s, uint32_t course, uint32_t replication)
{
    struct plan p = {.s = s};
    struct bracket b;

    if (!seek_survivable(&p, course, replication, &b))
        return NAN;
    return b.holds * s->step;
}

void lab_drill_settle(struct lab_drill_state *s)
{
    for (uint32_t c = 1; s->seeks && c < s->courses; c++) {
        const struct lab_case what = {.kind = LAB_COURSE, .course = c};
        size_t unit = lab_case_unit(s, &what);
        for (uint32_t r = 0; !lab_course_lost(s, c) && r < s->replications; r++) {
            lab_drill_marks(s, unit, r);
            lab_drill_piece_at(s, unit, r)->mark[LAB_M_SURVIVABLE] =
                lab_drill_survivable(s, c, r);
        }
    }
}

/* ---- the smallest outage that breaks a criterion ---- */

struct lab_verdict lab_drill_reverse_at(struct lab_drill_state *s, uint32_t steps,
                                        uint32_t extent)
{
    const struct lab_case what = scaled(s->judged, steps, extent);
    size_t unit = lab_case_unit(s, &what);
    double *value = base_array(s->replications, sizeof *value);

    for (uint32_t r = 0; r < s->replications; r++)
        value[r] = lab_drill_marks(s, unit, r)[s->reverse_mark];
    struct lab_verdict v = lab_drill_judge(&s->reverse_wanted, value, s->replications);
    free(value);
    return v;
}

static bool seek_breaking(struct plan *p, uint32_t extent, struct bracket *b, bool *tried)
{
    struct lab_drill_state *s = p->s;

    *b = (struct bracket){0, s->steps + 1};
    for (uint32_t k; (k = next(b, s->steps)) > 0;) {
        const struct lab_case what = scaled(s->judged, k, extent);
        if (!need_all(p, &what))
            return false;
        if (tried != NULL)
            tried[k] = true;
        if (lab_drill_reverse_at(s, k, extent).met)
            b->holds = k;
        else
            b->breaks = k;
    }
    return true;
}

struct lab_breaking lab_drill_breaking(struct lab_drill_state *s, uint32_t extent, bool *tried)
{
    struct plan p = {.s = s};
    struct bracket b;

    if (lab_course_lost(s, s->judged) || !seek_breaking(&p, extent, &b, tried))
        return (struct lab_breaking){NAN, NAN};
    return (struct lab_breaking){b.holds * s->step,
                                 b.breaks > s->steps ? NAN : b.breaks * s->step};
}

/* ---- what agents did ---- */

struct harm { // of a replication
    uint32_t replication;
    bool struck;
    double margin, area;
};

/* Those that were not struck first, then by what was lost. */
static int by_harm(const void *pa, const void *pb)
{
    const struct harm *a = pa, *b = pb;

    if (a->struck != b->struck)
        return a->struck ? 1 : -1;
    if (a->margin < b->margin || a->margin > b->margin)
        return a->margin < b->margin ? -1 : 1;
    if (a->area < b->area || a->area > b->area)
        return a->area < b->area ? -1 : 1;
    return a->replication < b->replication ? -1 : 1;
}

/* The median of those that the disruption struck; the upper one of two. */
uint32_t lab_drill_telling(struct lab_drill_state *s, double *onset)
{
    const struct lab_case as_is = {.kind = LAB_COURSE, .course = 1};
    struct harm *harm = base_array(s->replications, sizeof *harm);
    size_t unit = lab_case_unit(s, &as_is), spared = 0;

    for (uint32_t r = 0; r < s->replications; r++) {
        const double *mark = lab_drill_marks(s, unit, r);
        const double *value = lab_drill_piece_at(s, unit, r)->value;
        harm[r] =
            (struct harm){r, value[0] < value[1], mark[LAB_M_LOST_MARGIN], mark[LAB_M_AREA]};
        spared += !harm[r].struck;
    }
    qsort(harm, s->replications, sizeof *harm, by_harm);
    spared = spared < s->replications ? spared : 0;
    uint32_t median = harm[spared + (s->replications - spared) / 2].replication;
    free(harm);
    *onset = lab_drill_piece_at(s, unit, median)->value[0];
    return median;
}

struct lab_case lab_drill_told(struct lab_drill_state *s, uint32_t course)
{
    double onset;

    lab_drill_telling(s, &onset);
    return (struct lab_case){
        .kind = LAB_TOLD, .course = course, .steps = (uint32_t)fmax(onset, 0.0)};
}

static void tell(struct plan *p)
{
    struct lab_drill_state *s = p->s;
    double onset;

    for (uint32_t c = 0; c < s->courses; c++)
        if (s->course[c].thinks && !lab_course_lost(s, c)) {
            const struct lab_case what = lab_drill_told(s, c);
            need(p, &what, lab_drill_telling(s, &onset));
        }
}

/* ---- all ---- */

/* Extent 0 may be a part only: outages that are survived are whole ones where that is 1. What
 * fails as it is would fail with another duration. */
static void seek(struct plan *p)
{
    struct lab_drill_state *s = p->s;
    bool reverses = s->drill->reverses && !lab_course_lost(s, s->judged);
    struct bracket b;

    for (uint32_t c = 1; s->seeks && c < s->courses; c++)
        for (uint32_t r = 0; !lab_course_lost(s, c) && r < s->replications; r++)
            seek_survivable(p, c, r, &b);
    for (uint32_t e = 0; s->seeks && reverses && e < s->extents; e++)
        seek_breaking(p, e, &b, NULL);
}

/* What is there is measured at once: that takes less memory than curves. */
static void take_out(struct plan *p)
{
    for (size_t i = 0; i < p->s->nodes; i++) {
        const struct lab_case what = {.kind = LAB_NODE, .site = p->s->node[i]};
        for (uint32_t r = 0; r < p->s->node_replications; r++)
            if (need(p, &what, r))
                lab_drill_marks(p->s, lab_case_unit(p->s, &what), r);
    }
}

struct lab_drill_task *lab_drill_plan(struct lab_drill_state *s, size_t *tasks,
                                      uint64_t *needed)
{
    struct plan p = {.s = s, .task = base_array(1, sizeof *p.task), .capacity = 1};
    bool baseline = true, as_is = true;

    /* Without a baseline there is nothing to measure against. */
    for (uint32_t c = 0; c < s->courses && !lab_course_lost(s, 0); c++) {
        const struct lab_case what = {.kind = LAB_COURSE, .course = c};
        bool there = need_all(&p, &what);
        baseline = baseline && (c > 0 || there);
        as_is = as_is && (c > 1 || there);
    }
    if (baseline && !lab_course_lost(s, 0)) {
        take_out(&p);
        seek(&p);
    }
    if (as_is && !lab_course_lost(s, 0) && !lab_course_lost(s, 1))
        tell(&p);
    *tasks = p.tasks;
    *needed = p.needed;
    return p.task;
}
