/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "lab/explain_parts.h"

static void add_pair(struct base_text *out, const char *name, const char *value)
{
    base_text_add(out, ", \"%s\": ", name);
    base_text_json(out, value);
}

static void add_number(struct base_text *out, const char *name, double value)
{
    base_text_add(out, ", \"%s\": ", name);
    base_text_json_number(out, value);
}

static void json_beliefs(const struct lab_explain *e, const struct lab_decision *choice,
                         struct base_text *out)
{
    base_text_add(out, ", \"believed\": [");
    for (size_t i = 0; i < choice->row.reads; i++) {
        const struct sup_belief_row *b = &e->read[choice->first_belief + i];
        const struct lab_known_belief *kind = &e->belief[b->belief];

        base_text_add(out, "%s{\"name\": ", i > 0 ? ", " : "");
        base_text_json(out, kind->name);
        add_number(out, "value", b->value);
        add_pair(out, "unit", kind->unit);
        add_pair(out, "origin", kind->origin);
        add_number(out, "age_days",
                   b->known_at == BDI_NEVER ? (double)NAN
                                            : lab_explain_days(choice->at - b->known_at));
        add_number(out, "confidence", b->confidence);
        add_pair(out, "source", b->source >= 0 ? lab_explain_site(e, b->source) : "itself");
        base_text_add(out, "}");
    }
    base_text_add(out, "]");
}

static void json_clauses(const struct lab_explain *e, const struct lab_decision *choice,
                         const char *when, struct base_text *out)
{
    size_t count;
    const struct lab_clause *clause = lab_explain_clauses(e, choice, when, &count);

    base_text_add(out, ", \"conditions\": [");
    for (size_t i = 0; i < count; i++) {
        base_text_add(out, "%s{\"text\": ", i > 0 ? ", " : "");
        base_text_json(out, clause[i].text);
        base_text_add(out, ", \"true\": %s}",
                      clause[i].truth < 0    ? "null"
                      : clause[i].truth == 0 ? "false"
                                             : "true");
    }
    base_text_add(out, "]");
}

static void json_options(const struct lab_explain *e, const struct lab_answer *a,
                         struct base_text *out)
{
    static const char *const state[] = {"chosen", "applicable", "not applicable", "tried"};

    base_text_add(out, ", \"plans\": [");
    for (size_t i = 0; i < a->options; i++) {
        const struct lab_option *o = &a->option[i];

        base_text_add(out, "%s{\"name\": ", i > 0 ? ", " : "");
        base_text_json(out, e->plan[o->plan].name);
        add_pair(out, "state", state[o->state]);
        add_number(out, "score", o->score);
        if (e->plan[o->plan].when[0] != '\0')
            json_clauses(e, a->choice, e->plan[o->plan].when, out);
        base_text_add(out, "}");
    }
    base_text_add(out, "]");
}

static void json_story(const struct lab_explain *e, const struct lab_answer *a,
                       struct base_text *out)
{
    const char *between = "";

    base_text_add(out, ", \"story\": [");
    for (size_t i = a->first; i < a->end; i++) {
        const struct lab_decision *d = &e->item[i];

        if (!lab_explain_of_pursuit(e, a, i))
            continue;
        base_text_add(out, "%s{\"day\": ", between);
        base_text_json_number(out, lab_explain_days(d->at));
        add_pair(out, "what", bdi_event_text((enum bdi_event)d->row.event));
        add_pair(out, "why", bdi_cause_text((enum bdi_cause)d->row.cause));
        if (d->row.plan >= 0)
            add_pair(out, "plan", e->plan[d->row.plan].name);
        base_text_add(out, "}");
        between = ", ";
    }
    base_text_add(out, "]");
}

static void json_why_not(const struct lab_explain *e, const struct lab_answer *a,
                         struct base_text *out)
{
    const struct lab_option *o = lab_explain_option(e, a, e->q->not_plan);
    struct base_text said = {0};

    lab_explain_why_not(e, a, &said);
    base_text_add(out, ", \"why_not\": {\"plan\": ");
    base_text_json(out, e->q->not_plan);
    add_pair(out, "reason", o != NULL ? lab_explain_reason[o->state] : "another goal");
    add_pair(out, "text", base_text_get(&said));
    base_text_add(out, "}");
    base_text_fini(&said);
}

static void json_deed(const struct lab_explain *e, const struct lab_deed *d,
                      struct base_text *out)
{
    base_text_add(out, "{\"day\": ");
    base_text_json_number(out, lab_explain_days(d->at));
    add_pair(out, "verb", e->verb[d->row.verb]);
    add_number(out, "amount", d->row.amount);
    add_pair(out, "unit", e->unit[d->row.unit]);
    if (d->row.partner >= 0)
        add_pair(out, "partner", e->site[d->row.partner]);
    if (d->row.lane >= 0)
        add_number(out, "lane", d->row.lane);
    add_number(out, "until_day", d->row.until);
    add_pair(out, "end", e->end[d->row.end]);
    if (d->row.why != 0)
        add_pair(out, "why", e->blocked[d->row.why]);
    base_text_add(out, "}");
}

static void json_rail(const struct lab_explain *e, const struct lab_rail *d,
                      struct base_text *out)
{
    const struct sup_approval_row *r = &d->row;

    base_text_add(out, "{\"day\": ");
    base_text_json_number(out, lab_explain_days(d->at));
    add_pair(out, "what", sup_approval_text((enum sup_approval_event)r->event));
    if (r->event != SUP_APPROVAL_ASKED)
        add_pair(out, "why",
                 r->event == SUP_APPROVAL_BLOCKED ? e->blocked[r->why] : e->answered[r->why]);
    if (r->verb >= BDI_VERBS)
        add_pair(out, "verb", e->verb[r->verb - BDI_VERBS]);
    add_number(out, "asked_in_vain", r->level);
    base_text_add(out, "}");
}

static void json_deeds(const struct lab_explain *e, int64_t serial, struct base_text *out)
{
    const char *between = "";

    base_text_add(out, ", \"actions\": [");
    for (size_t i = 0; i < e->deeds; i++)
        if (e->deed[i].row.serial == serial) {
            base_text_add(out, "%s", between);
            json_deed(e, &e->deed[i], out);
            between = ", ";
        }
    base_text_add(out, "], \"approvals\": [");
    between = "";
    for (size_t i = 0; i < e->rails; i++)
        if (e->rail[i].row.serial == serial) {
            base_text_add(out, "%s", between);
            json_rail(e, &e->rail[i], out);
            between = ", ";
        }
    base_text_add(out, "]");
}

static void json_choice(const struct lab_explain *e, const struct lab_answer *a,
                        struct base_text *out)
{
    const struct sup_decision_row *r = &a->choice->row;
    const struct lab_known_goal *g = &e->goal[r->goal];

    add_number(out, "decided_day", lab_explain_days(a->choice->at));
    base_text_add(out, ", \"goal\": {\"name\": ");
    base_text_json(out, g->name);
    add_pair(out, "kind", g->kind);
    add_pair(out, "commit", g->commit);
    add_number(out, "since_day", lab_explain_days(e->item[a->first].at));
    base_text_add(out, "}");
    json_beliefs(e, a->choice, out);
    json_options(e, a, out);
    if (r->event == BDI_CHOSE) {
        add_pair(out, "chosen", lab_explain_plan(e, r->plan));
        add_number(out, "score", r->score);
    } else {
        base_text_add(out, ", \"chosen\": null");
    }
    add_pair(out, "why", bdi_cause_text((enum bdi_cause)r->cause));
    if (r->runner_up >= 0) {
        add_pair(out, "runner_up", lab_explain_plan(e, r->runner_up));
        add_number(out, "runner_up_score", r->runner_up_score);
    }
    json_deeds(e, r->event == BDI_CHOSE ? r->serial : -1, out);
    json_story(e, a, out);
    if (e->q->not_plan != NULL)
        json_why_not(e, a, out);
}

void lab_explain_json(const struct lab_explain *e, const struct lab_answer *a,
                      struct base_text *out)
{
    base_text_add(out, "{\"site\": ");
    base_text_json(out, e->site[e->self]);
    if (e->keeps >= 0)
        add_pair(out, "product", e->product[e->keeps]);
    add_number(out, "day", lab_explain_days(e->q->at));
    base_text_add(out, ", \"replication\": %u", e->replication);
    add_pair(out, "plan_library", e->book[e->item[0].row.book]);
    add_pair(out, "kept", e->level);
    if (a->choice != NULL)
        json_choice(e, a, out);
    else if (a->next != NULL)
        add_number(out, "first_decision_day", lab_explain_days(a->next->at));
    base_text_add(out, "}\n");
}
