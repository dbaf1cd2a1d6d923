/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/mem.h"
#include "bdi/read/state.h"

#define KEYS "name|for|when|score|needs_approval|body|doc"

static struct bdi_step *add_step(struct bdi_reading *in, const struct base_node *node)
{
    struct bdi_library *library = in->lib;

    library->step =
        base_grow(library->step, library->steps, &in->step_room, sizeof *library->step);
    struct bdi_step *step = &library->step[library->steps++];

    *step = (struct bdi_step){.kind = BDI_FAIL, .where = {node->file, node->line}};
    return step;
}

static void read_body(struct bdi_reading *in, const struct base_node *node,
                      struct bdi_plan *plan)
{
    const struct base_node *body = bdi_child(node, "body");

    plan->first_step = in->lib->steps;
    if (body == NULL || body->kind != BASE_LIST || body->children == 0) {
        bdi_refuse_at(in, body != NULL ? body : node,
                      "plan \"%s\" does nothing; expected body = ( { do = \"...\"; }, ... );",
                      plan->name);
        return;
    }
    if (body->children > UINT16_MAX - 1) {
        bdi_refuse_at(in, body, "plan \"%s\" has %zu steps; expected less than %d", plan->name,
                      body->children, UINT16_MAX);
        return;
    }
    for (size_t i = 0; i < body->children; i++) {
        struct bdi_step step = *add_step(in, &body->child[i]);

        bdi_read_step(in, &body->child[i], &step);
        in->lib->step[plan->first_step + i] = step;
    }
    plan->steps = (uint32_t)body->children;
}

static bool taken(const struct bdi_reading *in, const char *name)
{
    for (uint32_t p = 0; p < in->lib->plans; p++)
        if (strcmp(in->lib->plan[p].name, name) == 0)
            return true;
    return false;
}

static void read_plan(struct bdi_reading *in, const struct base_node *node)
{
    const char *name = bdi_need(in, node, "name", "plan");
    const char *goal = bdi_need(in, node, "for", "plan");
    int32_t g = goal != NULL ? bdi_goal_named(in, goal) : 0;

    bdi_know(in, node, "plan", KEYS);
    if (name != NULL && taken(in, name))
        bdi_refuse_at(in, node, "plan \"%s\" is there already; expected a new name", name);
    if (g < 0)
        bdi_refuse_goal(in, bdi_child(node, "for"), goal);
    struct bdi_plan plan = {.name = name != NULL ? name : "",
                            .goal = g < 0 ? 0 : (uint32_t)g,
                            .where = {node->file, node->line}};

    bdi_condition(in, node, "when", &plan.when);
    bdi_compile(in, node, "score", BDI_NUMBER, NULL, &plan.score);
    bdi_condition(in, node, "needs_approval", &plan.needs_approval);
    read_body(in, node, &plan);
    in->lib->plan[in->lib->plans++] = plan;
}

/* Beliefs that learn from the outcome of a plan, each of a plan of its own. */
static void link_lessons(struct bdi_reading *in)
{
    struct bdi_library *l = in->lib;

    for (uint32_t b = 0; b < l->beliefs; b++) {
        const struct bdi_belief_kind *kind = &l->belief[b];
        uint32_t p = 0;

        if (kind->outcome == NULL)
            continue;
        while (p < l->plans && strcmp(l->plan[p].name, kind->outcome) != 0)
            p++;
        if (p == l->plans)
            base_err_add(in->err, kind->where.file, kind->where.line,
                         "belief \"%s\": there is no plan \"%s\" whose outcome it could learn; "
                         "expected the name of a plan of this library",
                         kind->name, kind->outcome);
        else if (l->plan[p].lesson > 0)
            base_err_add(in->err, kind->where.file, kind->where.line,
                         "belief \"%s\": \"%s\" learns from plan \"%s\" already; expected one "
                         "belief for each plan",
                         kind->name, l->belief[l->plan[p].lesson - 1].name, kind->outcome);
        else
            l->plan[p].lesson = b + 1;
    }
}

void bdi_read_plans(struct bdi_reading *in)
{
    const struct base_node *plans = bdi_child(in->root, "plans");

    if (plans == NULL || plans->kind != BASE_LIST || plans->children == 0) {
        bdi_refuse_at(in, plans != NULL ? plans : in->root,
                      "a library needs plans; expected plans: ( { name = ...; }, ... );");
        return;
    }
    if (plans->children > UINT16_MAX - 1) {
        bdi_refuse_at(in, plans, "%zu plans; expected less than %d", plans->children,
                      UINT16_MAX);
        return;
    }
    in->lib->plan = base_arena_array(in->arena, plans->children, sizeof(struct bdi_plan));
    for (size_t i = 0; i < plans->children; i++)
        read_plan(in, &plans->child[i]);
    link_lessons(in);
}
