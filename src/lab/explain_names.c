/* SPDX-License-Identifier: Apache-2.0 */
/* lab/explain_names.c - what goals, plans, beliefs, sites and deeds are called in a file. */
#include <string.h>

#include "base/nearest.h"
#include "lab/explain_parts.h"

bool lab_explain_refuse(const struct lab_explain *e, const char *why)
{
    base_err_add(e->err, NULL, 0, "'%s' %s", e->path, why);
    return false;
}

bool lab_explain_unknown(struct lab_explain *e, const char *what, const char *name,
                         const char *const *names, size_t count)
{
    enum { SHOWN = 12 };
    const char *near = base_nearest(name, names, count);
    struct base_text all = {0};

    for (size_t i = 0; i < count && i < SHOWN; i++)
        base_text_add(&all, "%s%s", i > 0 ? ", " : "", names[i]);
    if (near != NULL)
        base_err_add(e->err, NULL, 0, "there is no %s '%s'; did you mean '%s'?", what, name,
                     near);
    else
        base_err_add(e->err, NULL, 0, "there is no %s '%s'; expected %s%s", what, name,
                     count > 0 ? base_text_get(&all) : "one, but there is none",
                     count > SHOWN ? " or others" : "");
    base_text_fini(&all);
    return false;
}

/* ---- columns ---- */

/* A column of texts; NULL when it is not there or has another length. */
static const char **texts(const struct lab_explain *e, const char *path, size_t count)
{
    size_t found;
    const char **text = out_file_strings(e->f, path, e->arena, &found);

    return text != NULL && found == count ? text : NULL;
}

static double *numbers(const struct lab_explain *e, const char *path, size_t count)
{
    size_t found;
    double *number = out_file_doubles(e->f, path, e->arena, &found);

    return number != NULL && found == count ? number : NULL;
}

/* An index below `most`. */
static bool index_of(double number, size_t most, uint32_t *out)
{
    if (!(number >= 0 && number < (double)most))
        return false;
    *out = (uint32_t)number;
    return true;
}

static bool read_beliefs(struct lab_explain *e)
{
    const char **name = out_file_strings(e->f, "/model/beliefs/name", e->arena, &e->beliefs);
    const char **unit = texts(e, "/model/beliefs/unit", e->beliefs);
    const char **origin = texts(e, "/model/beliefs/origin", e->beliefs);
    const char **is = texts(e, "/model/beliefs/is", e->beliefs);
    double *book = numbers(e, "/model/beliefs/book", e->beliefs);

    if (!name || !unit || !origin || !is || !book)
        return false;
    e->belief = base_arena_array(e->arena, e->beliefs + 1, sizeof *e->belief);
    for (size_t i = 0; i < e->beliefs; i++) {
        e->belief[i] = (struct lab_known_belief){name[i], unit[i], origin[i], is[i], 0};
        if (!index_of(book[i], e->books, &e->belief[i].book))
            return false;
    }
    return true;
}

static bool read_goals(struct lab_explain *e)
{
    const char **name = out_file_strings(e->f, "/model/goals/name", e->arena, &e->goals);
    const char **kind = texts(e, "/model/goals/kind", e->goals);
    const char **commit = texts(e, "/model/goals/commit", e->goals);
    const char **when = texts(e, "/model/goals/when", e->goals);
    const char **hold = texts(e, "/model/goals/hold", e->goals);
    const char **until = texts(e, "/model/goals/until", e->goals);
    const char **drop = texts(e, "/model/goals/drop", e->goals);
    double *book = numbers(e, "/model/goals/book", e->goals);

    if (!name || !kind || !commit || !when || !hold || !until || !drop || !book)
        return false;
    e->goal = base_arena_array(e->arena, e->goals + 1, sizeof *e->goal);
    for (size_t i = 0; i < e->goals; i++) {
        e->goal[i] = (struct lab_known_goal){name[i], kind[i],  commit[i], when[i],
                                             hold[i], until[i], drop[i],   0};
        if (!index_of(book[i], e->books, &e->goal[i].book))
            return false;
    }
    return true;
}

static bool read_plans(struct lab_explain *e)
{
    const char **name = out_file_strings(e->f, "/model/plans/name", e->arena, &e->plans);
    const char **when = texts(e, "/model/plans/when", e->plans);
    const char **score = texts(e, "/model/plans/score", e->plans);
    const char **approval = texts(e, "/model/plans/needs_approval", e->plans);
    double *book = numbers(e, "/model/plans/book", e->plans);
    double *goal = numbers(e, "/model/plans/goal", e->plans);
    double *position = numbers(e, "/model/plans/position", e->plans);

    if (!name || !when || !score || !approval || !book || !goal || !position)
        return false;
    e->plan = base_arena_array(e->arena, e->plans + 1, sizeof *e->plan);
    for (size_t i = 0; i < e->plans; i++) {
        struct lab_known_plan *p = &e->plan[i];

        *p = (struct lab_known_plan){.name = name[i], when[i], score[i], approval[i]};
        if (!index_of(book[i], e->books, &p->book) || !index_of(goal[i], e->goals, &p->goal) ||
            !index_of(position[i], BDI_MEANS, &p->position))
            return false;
    }
    return true;
}

/* Carriers with vehicles stand behind the sites, as in the rows. */
static void add_carriers(struct lab_explain *e)
{
    size_t carriers, fleets;
    const char **carrier = out_file_strings(e->f, "/model/carriers/name", e->arena, &carriers);
    double *vehicles = out_file_doubles(e->f, "/model/carriers/vehicles", e->arena, &fleets);

    if (!e->site || !carrier || !vehicles || carriers != fleets)
        return;
    const char **all = base_arena_array(e->arena, e->sites + carriers + 1, sizeof *all);

    memcpy(all, e->site, e->sites * sizeof *all);
    for (size_t i = 0; i < carriers; i++)
        if (vehicles[i] > 0)
            all[e->sites++] = carrier[i];
    e->site = all;
}

static const char **words(struct lab_explain *e, const char *path, size_t *count)
{
    const char **text = out_file_strings(e->f, path, e->arena, count);

    *count = text != NULL ? *count : 0;
    return text;
}

/* Words of what was done and of guard rails; older files have none. */
static void read_words(struct lab_explain *e)
{
    e->verb = words(e, "/model/decisions/verb", &e->verbs);
    e->end = words(e, "/model/decisions/end", &e->ends);
    e->unit = words(e, "/model/decisions/unit", &e->units);
    e->blocked = words(e, "/model/approvals/blocked", &e->blocks);
    e->answered = words(e, "/model/approvals/answered", &e->answers);
    e->lane = words(e, "/model/lanes/name", &e->lanes);
}

bool lab_explain_read_names(struct lab_explain *e)
{
    e->currency = out_file_text(e->f, "/scenario", "currency", e->arena);
    e->level = out_file_text(e->f, "/scenario", "decisions", e->arena);
    e->site = out_file_strings(e->f, "/model/sites/name", e->arena, &e->sites);
    add_carriers(e);
    read_words(e);
    e->product = out_file_strings(e->f, "/model/products/name", e->arena, &e->products);
    e->book = out_file_strings(e->f, "/model/plan_libraries/name", e->arena, &e->books);
    if (!e->currency || !e->site || !e->product || !e->book || !e->level ||
        !out_file_integer(e->f, "/scenario", "horizon_ms", &e->horizon) ||
        !out_file_integer(e->f, "/scenario", "replications", &e->replications))
        return lab_explain_refuse(
            e, "does not tell who decides; expected the results of a run by a "
               "version that keeps decisions");
    if (e->books == 0)
        return lab_explain_refuse(
            e, "has no agents with plan libraries; expected a scenario with agents");
    if (out_file_has(e->f, "/drill/told")) {
        e->level = "all";
        e->course_name = out_file_strings(e->f, "/drill/courses/name", e->arena, &e->courses);
    }
    if (strcmp(e->level, "none") == 0)
        return lab_explain_refuse(
            e, "kept no decisions; expected a run with --decisions choices or all");
    return (read_beliefs(e) && read_goals(e) && read_plans(e)) ||
           lab_explain_refuse(
               e, "has names of goals, plans or beliefs that do not fit together; expected "
                  "the results of a run as it wrote them");
}
