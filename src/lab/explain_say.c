/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lab/explain_parts.h"

/* ---- values ---- */

/* "2.1 d", "true" */
static void add_value(struct base_text *out, const struct lab_known_belief *kind, double value)
{
    if (strcmp(kind->unit, "truth") == 0)
        base_text_add(out, "%s", value != 0.0 ? "true" : "false");
    else
        base_text_add(out, "%.4g%s%s", value, kind->unit[0] != '\0' ? " " : "", kind->unit);
}

/* "3 d", "4 h", "20 min" */
static void add_span(struct base_text *out, int64_t ticks)
{
    if (ticks >= 86400000)
        base_text_add(out, "%.3g d", lab_explain_days(ticks));
    else if (ticks >= 3600000)
        base_text_add(out, "%.3g h", (double)ticks / 3600000.0);
    else
        base_text_add(out, "%.3g min", (double)ticks / 60000.0);
}

const char *lab_explain_site(const struct lab_explain *e, int64_t site)
{
    return site >= 0 && site < (int64_t)e->sites ? e->site[site] : "another";
}

/* ", as of 3 h before, told by Port" */
static void add_origin(const struct lab_explain *e, struct base_text *out,
                       const struct sup_belief_row *b, int64_t now)
{
    const struct lab_known_belief *kind = &e->belief[b->belief];

    if (b->known_at == BDI_NEVER) {
        base_text_add(out, ", never heard of");
        return;
    }
    bool told = b->source >= 0 && b->source != (int64_t)e->self;

    if (told)
        base_text_add(out, ", told by %s", lab_explain_site(e, b->source));
    if (b->known_at < now && kind->is[0] == '\0') {
        base_text_add(out, told ? " " : ", last news ");
        add_span(out, now - b->known_at);
        base_text_add(out, " before");
    }
    if (strcmp(kind->origin, "learned") == 0)
        base_text_add(out, ", learned from %.4g observation%s", b->confidence,
                      b->confidence == 1.0 ? "" : "s");
    else if (kind->is[0] != '\0')
        base_text_add(out, ", which is %s", kind->is);
    else if (strcmp(kind->origin, "set by plans") == 0)
        base_text_add(out, ", set by itself");
}

/* "cover was 2.1 d and budget was 100 EUR": what a clause read. */
static void add_read(const struct lab_explain *e, struct base_text *out,
                     const struct lab_decision *choice, struct bdi_mask reads)
{
    uint32_t first = lab_explain_first(e, choice->row.book);
    const char *between = "";

    for (uint32_t b = 0; b < BDI_BELIEFS; b++) {
        const struct sup_belief_row *row =
            bdi_mask_has(reads, b) ? lab_explain_believed(e, choice, first + b) : NULL;

        if (row == NULL)
            continue;
        base_text_add(out, "%s%s was ", between, e->belief[row->belief].name);
        add_value(out, &e->belief[row->belief], row->value);
        between = " and ";
    }
}

/* ---- sentences ---- */

const char *lab_explain_plan(const struct lab_explain *e, int32_t plan)
{
    return plan >= 0 ? e->plan[plan].name : "no plan";
}

static void say_head(const struct lab_explain *e, struct base_text *out, uint32_t book)
{
    base_text_add(out, "%s%s%s at %.6g d, replication %u; it decides by %s.\n",
                  e->site[e->self], e->keeps >= 0 ? ", " : "",
                  e->keeps >= 0 ? e->product[e->keeps] : "", lab_explain_days(e->q->at),
                  e->q->replication, e->book[book]);
}

/* What the goal is, in its own words. */
static void add_goal(const struct lab_known_goal *g, struct base_text *out)
{
    base_text_add(out, "%s (%s", g->name, g->kind);
    if (g->hold[0] != '\0')
        base_text_add(out, " %s", g->hold);
    else if (g->when[0] != '\0')
        base_text_add(out, " when %s", g->when);
    if (g->until[0] != '\0')
        base_text_add(out, ", until %s", g->until);
    if (g->drop[0] != '\0')
        base_text_add(out, ", unless %s", g->drop);
    base_text_add(out, ")");
}

/* The values that the clauses of a condition read; nothing when there are none. */
static void add_seen(const struct lab_explain *e, struct base_text *out,
                     const struct lab_decision *choice, const char *text)
{
    struct base_text seen = {0};
    struct bdi_mask reads = {{0, 0}};
    size_t count;

    if (text[0] == '\0')
        return;
    const struct lab_clause *clause = lab_explain_clauses(e, choice, text, &count);

    for (size_t i = 0; i < count; i++)
        reads = bdi_mask_join(reads, clause[i].reads);
    add_read(e, &seen, choice, reads);
    if (seen.length > 0)
        base_text_add(out, ": %s", base_text_get(&seen));
    base_text_fini(&seen);
}

static void say_wanted(const struct lab_explain *e, const struct lab_answer *a,
                       struct base_text *out)
{
    const struct lab_decision *first = &e->item[a->first];
    const struct lab_known_goal *g = &e->goal[a->choice->row.goal];
    const char *text = g->hold[0] != '\0' ? g->hold : g->when;

    base_text_add(out, "\nIt wanted ");
    add_goal(g, out);
    base_text_add(out, ", since %.6g d", lab_explain_days(first->at));
    if (first->row.cause == BDI_BY_REQUEST)
        base_text_add(out, ", because %s asked for it",
                      first->row.frame > 0 ? "another of its plans" : "another agent");
    else if (first->row.reads > 0)
        add_seen(e, out, first, text);
    base_text_add(out, ".\n");
}

static void say_believed(const struct lab_explain *e, const struct lab_decision *choice,
                         struct base_text *out)
{
    if (choice->row.reads == 0)
        return;
    base_text_add(out, "\nWhen it decided, at %.6g d, it believed:\n",
                  lab_explain_days(choice->at));
    for (size_t i = 0; i < choice->row.reads; i++) {
        const struct sup_belief_row *b = &e->read[choice->first_belief + i];

        base_text_add(out, "  %-16s ", e->belief[b->belief].name);
        add_value(out, &e->belief[b->belief], b->value);
        add_origin(e, out, b, choice->at);
        base_text_add(out, "\n");
    }
}

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
        add_read(e, &seen, choice, clause[i].reads);
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

static void say_options(const struct lab_explain *e, const struct lab_answer *a,
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

static const char *occasion(const struct lab_decision *choice)
{
    switch ((enum bdi_cause)choice->row.cause) {
    case BDI_BY_FAILURE:
        return " as other means to the same end";
    case BDI_BY_THOUGHT:
        return " on second thoughts";
    default:
        return "";
    }
}

static void say_choice(const struct lab_explain *e, const struct lab_answer *a,
                       struct base_text *out)
{
    const struct sup_decision_row *r = &a->choice->row;

    if (r->event == BDI_CHOSE) {
        base_text_add(out, "\nIt chose %s%s", lab_explain_plan(e, r->plan),
                      occasion(a->choice));
        if (r->runner_up >= 0)
            base_text_add(out, ", with the %s score, %.4g; next came %s with %.4g.\n",
                          r->score > r->runner_up_score ? "highest"
                                                        : "same, but first of equal",
                          r->score, lab_explain_plan(e, r->runner_up), r->runner_up_score);
        else
            base_text_add(out, ".\n");
    } else {
        base_text_add(out, "\nNo plan was applicable, and it gave up the goal.\n");
    }
    say_options(e, a, out);
    if (r->event == BDI_CHOSE)
        lab_explain_say_deeds(e, r->serial, "\nSo this was done:\n", out);
}

/* ---- before and after ---- */

static void add_event(const struct lab_explain *e, const struct lab_decision *d,
                      struct base_text *out)
{
    const struct sup_decision_row *r = &d->row;
    const char *why = bdi_cause_text((enum bdi_cause)r->cause);

    base_text_add(out, "  %.6g d  ", lab_explain_days(d->at));
    switch ((enum bdi_event)r->event) {
    case BDI_CHOSE:
        base_text_add(out, "%s was chosen%s (score %.4g)", lab_explain_plan(e, r->plan),
                      occasion(d), r->score);
        break;
    case BDI_PLAN_FAILED:
        base_text_add(out, "%s failed: %s", lab_explain_plan(e, r->plan), why);
        break;
    case BDI_PLAN_DONE:
        base_text_add(out, "%s was done, but the goal was not reached",
                      lab_explain_plan(e, r->plan));
        break;
    case BDI_GOAL_FAILED:
    case BDI_DROPPED:
    case BDI_ACHIEVED:
    case BDI_ADOPTED:
        base_text_add(out, "%s: %s (%s)", e->goal[r->goal].name,
                      bdi_event_text((enum bdi_event)r->event), why);
        break;
    case BDI_SUSPENDED:
    case BDI_RESUMED:
    case BDI_NO_ROOM:
    case BDI_EVENTS:
        base_text_add(out, "%s: %s%s%s", e->goal[r->goal].name,
                      bdi_event_text((enum bdi_event)r->event),
                      r->event == BDI_NO_ROOM ? ", " : "", r->event == BDI_NO_ROOM ? why : "");
        break;
    }
    base_text_add(out, "\n");
}

bool lab_explain_of_pursuit(const struct lab_explain *e, const struct lab_answer *a, size_t i)
{
    return e->item[i].row.goal == a->choice->row.goal &&
           e->item[i].row.intention == a->choice->row.intention &&
           e->item[i].row.frame == a->choice->row.frame;
}

static void say_events(const struct lab_explain *e, const struct lab_answer *a, size_t from,
                       size_t end, const char *title, struct base_text *out)
{
    for (size_t i = from; i < end; i++) {
        if (!lab_explain_of_pursuit(e, a, i))
            continue;
        base_text_add(out, "%s", title);
        title = "";
        add_event(e, &e->item[i], out);
        if (e->item[i].row.event == BDI_CHOSE)
            lab_explain_say_deeds(e, e->item[i].row.serial, "", out);
    }
}

static void say_story(const struct lab_explain *e, const struct lab_answer *a,
                      struct base_text *out)
{
    size_t at = (size_t)(a->choice - e->item);

    say_events(e, a, a->first, at, "\nWhat led there:\n", out);
    say_events(e, a, at + 1, a->end, "\nWhat followed:\n", out);
    if (strcmp(e->level, "all") != 0)
        base_text_add(out, "\nThe run kept choices alone; --decisions all keeps what became of "
                           "them as well.\n");
    else if (at + 1 >= a->end && a->choice->row.event == BDI_CHOSE)
        base_text_add(out, "\nIt was still at it when the run ended.\n");
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

/* ---- the whole ---- */

static void say_nothing(const struct lab_explain *e, const struct lab_answer *a,
                        struct base_text *out)
{
    say_head(e, out, e->item[0].row.book);
    base_text_add(out, "\nUp to then it had nothing to decide%s%s", e->q->goal ? " for " : "",
                  e->q->goal ? e->q->goal : "");
    if (a->next != NULL)
        base_text_add(out, "; the first time was at %.6g d", lab_explain_days(a->next->at));
    base_text_add(out, ".\n");
}

void lab_explain_text(const struct lab_explain *e, const struct lab_answer *a,
                      struct base_text *out)
{
    if (a->choice == NULL) {
        say_nothing(e, a, out);
        return;
    }
    say_head(e, out, a->choice->row.book);
    if (e->q->not_plan != NULL) {
        base_text_add(out, "\nWhy not %s at %.6g d? ", e->q->not_plan,
                      lab_explain_days(a->choice->at));
        lab_explain_why_not(e, a, out);
        base_text_add(out, "\n");
    }
    say_wanted(e, a, out);
    say_believed(e, a->choice, out);
    say_choice(e, a, out);
    say_story(e, a, out);
}
