/* SPDX-License-Identifier: Apache-2.0 */
/* lab/explain_options.c - the plans that there were to choose from: why not the others? */
#include <math.h>
#include <string.h>

#include "lab/explain_parts.h"

/* "expedite was not applicable: cover < 2 d was false (cover was 2.6 d)." */
static void add_not_applicable(const struct lab_explain *e, const struct lab_decision *choice,
                               const struct lab_known_plan *p, struct base_text *out)
{
    size_t count, said = 0;
    const struct lab_clause *clause = lab_explain_clauses(e, choice, p->when, &count);

    base_text_add(out, "%s was not applicable", p->name);
    for (size_t i = 0; i < count; i++) {
        struct base_text seen = {0};

        if (clause[i].truth == 1)
            continue;
        lab_explain_add_read(e, &seen, choice, clause[i].reads);
        base_text_add(out, "%s %s was %s", said++ > 0 ? ", and" : ":", clause[i].text,
                      clause[i].truth == 0 ? "false" : "not true, as far as is known");
        if (seen.length > 0)
            base_text_add(out, " (%s)", base_text_get(&seen));
        base_text_fini(&seen);
    }
    base_text_add(out, ".");
}

/* When the plan failed in this pursuit, before the choice; NULL: that is not kept. */
static const struct lab_decision *failure_of(const struct lab_explain *e,
                                             const struct lab_answer *a, uint32_t plan)
{
    const struct lab_decision *found = NULL;

    for (size_t i = a->first; i < a->end && &e->item[i] < a->choice; i++)
        if ((e->item[i].row.event == BDI_PLAN_FAILED ||
             e->item[i].row.event == BDI_PLAN_DONE) &&
            e->item[i].row.plan == (int32_t)plan)
            found = &e->item[i];
    return found;
}

static void add_tried(const struct lab_explain *e, const struct lab_answer *a, uint32_t plan,
                      struct base_text *out)
{
    const struct lab_decision *failed = failure_of(e, a, plan);

    base_text_add(out, "%s had been tried for this goal before, without success",
                  e->plan[plan].name);
    if (failed != NULL)
        base_text_add(out, ", up to %.6g d (%s)", lab_explain_days(failed->at),
                      failed->row.event == BDI_PLAN_DONE
                          ? "done, but the goal was not reached"
                          : bdi_cause_text((enum bdi_cause)failed->row.cause));
    base_text_add(out, ".");
}

static void add_score(double score, struct base_text *out)
{
    if (isnan(score))
        base_text_add(out, "not kept, but not higher");
    else
        base_text_add(out, "%.4g", score);
}

void lab_explain_say_options(const struct lab_explain *e, const struct lab_answer *a,
                             struct base_text *out)
{
    size_t others = 0;

    for (size_t i = 0; i < a->options; i++) {
        const struct lab_option *o = &a->option[i];

        if (o->state == LAB_NOT_APPLICABLE) {
            base_text_add(out, "  ");
            add_not_applicable(e, a->choice, &e->plan[o->plan], out);
            base_text_add(out, "\n");
        } else if (o->state == LAB_TRIED) {
            base_text_add(out, "  ");
            add_tried(e, a, o->plan, out);
            base_text_add(out, "\n");
        } else if (o->state == LAB_APPLICABLE) {
            others++;
            base_text_add(out, "  %s was applicable too; its score: ", e->plan[o->plan].name);
            add_score(o->score, out);
            base_text_add(out, ".\n");
        }
    }
    if (others == 0 && a->choice->row.event == BDI_CHOSE && a->options > 1)
        base_text_add(out, "  No other plan was applicable.\n");
}

/* ---- why not? ---- */

const struct lab_option *lab_explain_option(const struct lab_explain *e,
                                            const struct lab_answer *a, const char *name)
{
    for (size_t i = 0; i < a->options; i++)
        if (strcmp(e->plan[a->option[i].plan].name, name) == 0)
            return &a->option[i];
    return NULL;
}

static void add_other_goal(const struct lab_explain *e, const struct lab_answer *a,
                           struct base_text *out)
{
    for (size_t p = 0; p < e->plans; p++)
        if (e->plan[p].book == a->choice->row.book &&
            strcmp(e->plan[p].name, e->q->not_plan) == 0)
            base_text_add(
                out, "%s is no means to %s but to %s; --goal %s tells when that was wanted.",
                e->q->not_plan, e->goal[a->choice->row.goal].name,
                e->goal[e->plan[p].goal].name, e->goal[e->plan[p].goal].name);
}

const char *const lab_explain_reason[] = {[LAB_CHOSEN] = "chosen",
                                          [LAB_APPLICABLE] = "lower score",
                                          [LAB_NOT_APPLICABLE] = "not applicable",
                                          [LAB_TRIED] = "tried before"};

void lab_explain_why_not(const struct lab_explain *e, const struct lab_answer *a,
                         struct base_text *out)
{
    const struct lab_option *o = lab_explain_option(e, a, e->q->not_plan);

    if (o == NULL) {
        add_other_goal(e, a, out);
        return;
    }
    switch (o->state) {
    case LAB_CHOSEN:
        base_text_add(out, "But it did choose %s.", e->q->not_plan);
        break;
    case LAB_NOT_APPLICABLE:
        add_not_applicable(e, a->choice, &e->plan[o->plan], out);
        break;
    case LAB_TRIED:
        add_tried(e, a, o->plan, out);
        break;
    case LAB_APPLICABLE:
        base_text_add(out, "%s was applicable, but %s had %s: %.4g; its own: ", e->q->not_plan,
                      lab_explain_plan(e, a->choice->row.plan),
                      o->score == a->choice->row.score ? "the same score and stands first"
                                                       : "a higher score",
                      a->choice->row.score);
        add_score(o->score, out);
        base_text_add(out, ".");
        break;
    }
}
