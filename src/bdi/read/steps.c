/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "bdi/agent.h"
#include "bdi/read/state.h"

/* ---- what the reasoner does itself ---- */

static void read_await(struct bdi_reading *in, const struct base_node *node,
                       struct bdi_step *step)
{
    const char *then = bdi_text(in, node, "then");

    bdi_know(in, node, "step \"await\"", "do|cond|at_most|then|doc");
    step->kind = BDI_AWAIT;
    bdi_condition(in, node, "cond", &step->arg[0]);
    step->ticks = bdi_ticks(in, node, "at_most");
    if (then == NULL)
        return;
    step->patient = bdi_choice(in, bdi_child(node, "then"), then, "fail|go_on") == 1;
    if (step->ticks == 0)
        bdi_refuse_at(in, bdi_child(node, "then"),
                      "then: without at_most the time is never up; expected at_most as well");
}

static void read_set(struct bdi_reading *in, const struct base_node *node,
                     struct bdi_step *step)
{
    const char *name = bdi_need(in, node, "belief", "step");
    int32_t b = name != NULL ? bdi_belief_named(in, name) : -1;

    bdi_know(in, node, "step \"set\"", "do|belief|to|doc");
    step->kind = BDI_SET;
    if (name != NULL && b < 0)
        bdi_refuse_belief(in, bdi_child(node, "belief"), name);
    if (b < 0)
        return;
    const struct bdi_belief_kind *kind = &in->lib->belief[b];

    step->object = (uint32_t)b;
    if (kind->origin != BDI_HELD)
        bdi_refuse_at(in, bdi_child(node, "belief"),
                      "belief = \"%s\": this is %s; expected a belief of the plans' own", name,
                      kind->origin == BDI_COMPUTED ? "computed" : "perceived");
    if (bdi_need(in, node, "to", "step") != NULL)
        bdi_compile(in, node, "to", kind->type, &kind->dim, &step->arg[0]);
}

static void read_goal(struct bdi_reading *in, const struct base_node *node,
                      struct bdi_step *step)
{
    const char *name = bdi_need(in, node, "goal", "step");
    int32_t g = name != NULL ? bdi_goal_named(in, name) : -1;

    bdi_know(in, node, "step \"achieve\"", "do|goal|doc");
    if (name != NULL && g < 0)
        bdi_refuse_goal(in, bdi_child(node, "goal"), name);
    step->kind = g < 0 ? BDI_FAIL : BDI_SUB;
    step->object = g < 0 ? 0 : (uint32_t)g;
}

static void read_check(struct bdi_reading *in, const struct base_node *node,
                       struct bdi_step *step)
{
    bdi_know(in, node, "step \"check\"", "do|cond|doc");
    step->kind = BDI_CHECK;
    if (bdi_need(in, node, "cond", "step") != NULL)
        bdi_condition(in, node, "cond", &step->arg[0]);
}

static void read_fail(struct bdi_reading *in, const struct base_node *node,
                      struct bdi_step *step)
{
    bdi_know(in, node, "step \"fail\"", "do|doc");
    step->kind = BDI_FAIL;
}

static void read_call(struct bdi_reading *in, const struct base_node *node,
                      struct bdi_step *step)
{
    const char *name = bdi_need(in, node, "deed", "step");

    bdi_know(in, node, "step \"call\"", "do|deed|doc");
    for (uint32_t d = 0; name != NULL && d < in->domain->deeds; d++) {
        if (strcmp(in->domain->deed[d].name, name) != 0)
            continue;
        step->kind = BDI_CALL;
        step->deed = in->domain->deed[d].deed;
    }
    if (name != NULL && step->deed == NULL)
        bdi_refuse_at(in, bdi_child(node, "deed"),
                      "deed = \"%s\": there is no such plan in C; see `bullwhip lint --words`",
                      name);
}

static const struct {
    const char *name;
    void (*read)(struct bdi_reading *in, const struct base_node *node, struct bdi_step *step);
} own[] = {
    {"await", read_await}, {"set", read_set},   {"achieve", read_goal},
    {"check", read_check}, {"fail", read_fail}, {"call", read_call},
};

enum { OWN = sizeof own / sizeof own[0] };

/* ---- what the model does ---- */

static void read_param(struct bdi_reading *in, const struct base_node *at,
                       const struct bdi_param *param, struct bdi_expr *out)
{
    int choice;

    switch (param->kind) {
    case BDI_P_NUMBER:
        bdi_compile_at(in, at, BDI_NUMBER, &param->dim, out);
        break;
    case BDI_P_TRUTH:
        bdi_compile_at(in, at, BDI_TRUTH, NULL, out);
        break;
    case BDI_P_CHOICE:
        choice = bdi_choice(in, at, at->text, param->choices);
        *out = bdi_number(in, choice < 0 ? 0 : (uint32_t)choice);
        break;
    case BDI_P_PARTIES:
        *out = bdi_number(in, bdi_word_list(in, at));
        break;
    }
}

static void read_verb(struct bdi_reading *in, const struct base_node *node, uint32_t v,
                      struct bdi_step *step)
{
    const struct bdi_verb *verb = &in->domain->verb[v];
    struct base_text known = {0};
    char item[80];

    step->kind = BDI_DO;
    step->verb = BDI_VERBS + v;
    step->pauses = verb->pauses;
    base_text_add(&known, "do|doc");
    for (uint32_t k = 0; k < verb->params; k++) {
        const struct base_node *at = bdi_child(node, verb->param[k].name);

        base_text_add(&known, "|%s", verb->param[k].name);
        if (at != NULL)
            read_param(in, at, &verb->param[k], &step->arg[k]);
        else if (verb->param[k].required)
            bdi_need(in, node, verb->param[k].name, "step");
    }
    snprintf(item, sizeof item, "step \"%s\"", verb->name);
    bdi_know(in, node, item, base_text_get(&known));
    base_text_fini(&known);
}

static void choices(const struct bdi_domain *domain, struct base_text *out)
{
    for (size_t k = 0; k < OWN; k++)
        base_text_add(out, "%s%s", k > 0 ? "|" : "", own[k].name);
    for (uint32_t v = 0; v < domain->verbs; v++)
        base_text_add(out, "|%s", domain->verb[v].name);
}

void bdi_read_step(struct bdi_reading *in, const struct base_node *node, struct bdi_step *step)
{
    struct base_text all = {0};

    if (node->kind != BASE_GROUP) {
        bdi_refuse_at(in, node, "expected a step in braces, { do = \"...\"; }");
        return;
    }
    const char *what = bdi_need(in, node, "do", "step");

    if (what == NULL)
        return;
    choices(in->domain, &all);
    int choice = bdi_choice(in, bdi_child(node, "do"), what, base_text_get(&all));

    base_text_fini(&all);
    if (choice >= 0 && choice < OWN)
        own[choice].read(in, node, step);
    else if (choice >= 0)
        read_verb(in, node, (uint32_t)(choice - OWN), step);
}
