/* SPDX-License-Identifier: Apache-2.0 */
/* lab/explain_say.c - the answer in sentences. */
#include <string.h>

#include "lab/explain_parts.h"

static void say_head(const struct lab_explain *e, struct base_text *out, uint32_t book)
{
    base_text_add(out, "%s%s%s at %.6g d, replication %u; it decides by %s.\n",
                  e->site[e->self], e->keeps >= 0 ? ", " : "",
                  e->keeps >= 0 ? e->product[e->keeps] : "", lab_explain_days(e->q->at),
                  e->replication, e->book[book]);
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
    lab_explain_add_read(e, &seen, choice, reads);
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
        lab_explain_add_value(out, &e->belief[b->belief], b->value);
        lab_explain_add_origin(e, out, b, choice->at);
        base_text_add(out, "\n");
    }
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
    lab_explain_say_options(e, a, out);
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
