/* SPDX-License-Identifier: Apache-2.0 */
/* lab/drill_course.c - what each course of a drill changes, and whether it makes sense. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lab/drill_state.h"

static size_t add_disruptions(const struct scen_drill *d, struct lab_change *change)
{
    for (size_t i = 0; i < d->disruptions; i++)
        change[i] = (struct lab_change){
            .to = d->disruption[i].text, .adds = true, .where = d->disruption[i].where};
    return d->disruptions;
}

static size_t add_steps(const struct lab_drill_state *s, const char *playbook,
                        struct lab_change *change)
{
    size_t count = 0;
    char text[40];

    for (size_t i = 0; i < s->drill->steps; i++) {
        const struct scen_step_row *step = &s->drill->step[i];
        if (strcmp(step->playbook, playbook) != 0)
            continue;
        snprintf(text, sizeof text, "%.17g", step->times);
        change[count++] =
            (struct lab_change){.at = step->at,
                                .to = step->to ? step->to : base_arena_string(s->arena, text),
                                .times = step->to == NULL,
                                .where = step->where};
    }
    return count;
}

/* All curves have the drill's period. */
static size_t add_period(const struct lab_drill_state *s, struct lab_change *change)
{
    char text[60];

    snprintf(text, sizeof text, "%.17g d", s->period);
    change[0] = (struct lab_change){.at = "run.kpi_period",
                                    .to = base_arena_string(s->arena, text),
                                    .where = s->drill->head.where};
    return 1;
}

static struct lab_course course_of(const struct lab_drill_state *s, const char *name,
                                   const char *kind, size_t scenario)
{
    struct lab_course c = {.name = name, .kind = kind, .scenario = scenario};
    const struct scen_drill *d = s->drill;

    c.change = base_arena_array(s->arena, d->steps + d->disruptions + 1, sizeof *c.change);
    c.changes = add_period(s, c.change);
    if (strcmp(kind, "playbook") == 0)
        c.changes += add_steps(s, name, c.change + c.changes);
    /* A scenario that is disrupted by itself is so already. */
    if (strcmp(kind, "baseline") != 0)
        c.changes += add_disruptions(d, c.change + c.changes);
    return c;
}

void lab_drill_make_courses(struct lab_drill_state *s)
{
    const struct scen_drill *d = s->drill;

    s->course = base_arena_array(s->arena, d->playbooks + 2, sizeof *s->course);
    s->course[0] = course_of(s, "baseline", "baseline", 0);
    s->course[1] = course_of(s, "as is", "as is", d->disrupted);
    s->courses = 2;
    s->judged = 1;
    for (size_t i = 0; i < d->playbooks; i++) {
        if (d->head.playbook != NULL && strcmp(d->playbook[i].name, d->head.playbook) == 0)
            s->judged = s->courses;
        s->course[s->courses++] =
            course_of(s, d->playbook[i].name, "playbook", d->playbook_on[i]);
    }
}

bool lab_drill_hold(const struct scen_drill *drill, struct scenario *scen, struct base_err *err)
{
    bool good = true;

    for (size_t i = 0; i < drill->steps; i++) {
        const struct scen_step_row *step = &drill->step[i];
        size_t p = 0;
        while (p < drill->playbooks && strcmp(drill->playbook[p].name, step->playbook) != 0)
            p++;
        if (p == drill->playbooks || scen[drill->playbook_on[p]].files == 0) // told already
            continue;
        if (step->to != NULL && lab_variant_names_text(step->at))
            good = scen_hold_more(&scen[drill->playbook_on[p]], step->to, step->where, err) &&
                   good;
    }
    return good;
}

/* Does it do what nobody has looked at so far: name another plan library? */
static bool names_text(const struct lab_course *course)
{
    for (size_t i = 0; i < course->changes; i++)
        if (!course->change[i].adds && lab_variant_names_text(course->change[i].at))
            return true;
    return false;
}

/* What a plan library says is understood when the world is made. */
static void check_plans(const struct lab_drill_state *s, const struct lab_course *course,
                        const struct scenario *scen, struct base_err *err)
{
    struct base_err found = {0};

    sup_world_free(sup_world_new(scen, &found));
    lab_variant_tell(&found, &s->job->scen[course->scenario], course->change, course->changes,
                     err);
    base_err_fini(&found);
}

bool lab_drill_is_whole(const struct scenario *scen)
{
    return scen->horizon > 0;
}

/* What the steps of a course say for themselves: a disruption that makes no sense would hide
 * it.
 */
static void check_steps(const struct lab_course *course, const struct scenario *base,
                        struct base_err *err)
{
    struct lab_change *step = base_array(course->changes, sizeof *step);
    size_t steps = 0;

    for (size_t i = 0; i < course->changes; i++)
        if (!course->change[i].adds &&
            strncmp(course->change[i].at, "disruptions.", strlen("disruptions.")) != 0)
            step[steps++] = course->change[i];
    lab_variant_check(base, step, steps, err);
    free(step);
}

bool lab_drill_check_courses(struct lab_drill_state *s, struct base_err *err)
{
    size_t errors = err->errors;

    for (uint32_t c = 0; c < s->courses; c++) {
        const struct lab_course *course = &s->course[c];
        const struct scenario *base = &s->job->scen[course->scenario];
        struct scenario scen;
        if (base->files == 0)
            continue;
        if (!lab_drill_is_whole(base))
            lab_variant_check(base, course->change, course->changes, err);
        if (!lab_drill_is_whole(base) ||
            !lab_variant_load(base, course->change, course->changes, &scen, err)) {
            check_steps(course, base, err);
            continue;
        }
        s->course[c].thinks = scen.agents > 0;
        if (names_text(course))
            check_plans(s, course, &scen, err);
        if (lab_drill_is_whole(s->base) && scen.horizon != s->base->horizon)
            base_err_add(err, s->drill->head.where.file, s->drill->head.where.line,
                         "scenario %s does not end when %s ends; courses are compared period "
                         "by period, so expected the same horizon",
                         scen.id, s->base->id);
        if (c == 1)
            s->struck = scen;
        else
            scen_free(&scen);
    }
    return err->errors == errors;
}
