/* SPDX-License-Identifier: Apache-2.0 */
#include "bdi/library.h"

#include "bdi/agent.h"

struct finish {
    struct bdi_library *lib;
    struct base_err *err;
    uint8_t *colour;  // of the goal or belief that is walked: 0 new, 1 on the way, 2 done
    uint32_t *height; // goals on top of one another, itself included
};

static void refuse(const struct finish *f, struct bdi_where where, const char *what,
                   const char *name, const char *expected)
{
    base_err_add(f->err, where.file, where.line, "%s \"%s\"; %s", what, name, expected);
}

static struct bdi_mask join(struct bdi_mask a, const struct bdi_expr *e)
{
    return bdi_mask_join(a, e->reads);
}

/* ---- plans by goal ---- */

static void sort_plans(struct bdi_library *library)
{
    for (uint32_t i = 1; i < library->plans; i++) {
        struct bdi_plan plan = library->plan[i];
        uint32_t at = i;

        for (; at > 0 && library->plan[at - 1].goal > plan.goal; at--)
            library->plan[at] = library->plan[at - 1];
        library->plan[at] = plan;
    }
}

static void link_plans(struct finish *f)
{
    struct bdi_library *library = f->lib;

    for (uint32_t g = 0; g < library->goals; g++)
        library->goal[g].plans = 0;
    for (uint32_t p = 0; p < library->plans; p++) {
        struct bdi_goal *goal = &library->goal[library->plan[p].goal];

        if (goal->plans++ == 0)
            goal->first_plan = p;
        if (goal->plans == BDI_MEANS + 1)
            refuse(f, library->plan[p].where, "too many plans for goal", goal->name,
                   "expected at most 64");
    }
}

/* ---- goals ---- */

static void summarise_goal(struct bdi_library *library, uint32_t g)
{
    struct bdi_goal *goal = &library->goal[g];
    struct bdi_mask reads = bdi_mask_join(goal->when.reads, goal->hold.reads);

    reads = join(join(reads, &goal->until), &goal->drop);
    goal->reads = reads;
    goal->means = reads;
    for (uint32_t p = goal->first_plan; p < goal->first_plan + goal->plans; p++)
        goal->means = join(join(goal->means, &library->plan[p].when), &library->plan[p].score);
    goal->timed = goal->when.timed || goal->hold.timed || goal->until.timed || goal->drop.timed;
    goal->inhibits &= ~(UINT64_C(1) << g);
    if (goal->timed)
        library->timed_goals |= UINT64_C(1) << g;
    if (goal->inhibits != 0)
        library->inhibiting |= UINT64_C(1) << g;
}

/* The greatest priority first; of equals the first in the text. */
static void order_goals(struct bdi_library *library, struct base_arena *arena)
{
    uint32_t *order = base_arena_array(arena, library->goals, sizeof *order);

    for (uint32_t g = 0; g < library->goals; g++) {
        uint32_t at = g;

        for (; at > 0 && library->goal[order[at - 1]].priority < library->goal[g].priority;
             at--)
            order[at] = order[at - 1];
        order[at] = g;
    }
    for (uint32_t k = 0; k < library->goals; k++)
        library->rank[order[k]] = k;
    library->order = order;
}

/* ---- sub-goals: how high they stand, and what the means of all of them depend on ---- */

static void climb(struct finish *f, uint32_t g);

static void climb_step(struct finish *f, uint32_t g, const struct bdi_step *step)
{
    struct bdi_library *library = f->lib;
    uint32_t sub = step->object;

    if (step->kind != BDI_SUB)
        return;
    if (f->colour[sub] == 1) {
        refuse(f, step->where, "sub-goals in a circle: a plan for this goal leads to",
               library->goal[sub].name, "expected that each plan comes to an end");
        return;
    }
    climb(f, sub);
    library->goal[g].means = bdi_mask_join(library->goal[g].means, library->goal[sub].means);
    if (f->height[g] < f->height[sub] + 1)
        f->height[g] = f->height[sub] + 1;
}

static void climb(struct finish *f, uint32_t g)
{
    const struct bdi_library *library = f->lib;
    const struct bdi_goal *goal = &library->goal[g];

    if (f->colour[g] == 2)
        return;
    f->colour[g] = 1;
    f->height[g] = 1;
    for (uint32_t p = goal->first_plan; p < goal->first_plan + goal->plans; p++)
        for (uint32_t s = 0; s < library->plan[p].steps; s++)
            climb_step(f, g, &library->step[library->plan[p].first_step + s]);
    f->colour[g] = 2;
}

static void measure_stack(struct finish *f)
{
    struct bdi_library *library = f->lib;

    library->depth = 1;
    for (uint32_t g = 0; g < library->goals; g++) {
        climb(f, g);
        if (f->height[g] > BDI_DEPTH)
            refuse(f, library->goal[g].where, "too many sub-goals on top of goal",
                   library->goal[g].name, "expected at most 8 levels");
        else if (f->height[g] > library->depth)
            library->depth = f->height[g];
    }
}

/* ---- computed beliefs: each after those that it reads ---- */

static void compute(struct finish *f, uint32_t b)
{
    struct bdi_library *library = f->lib;
    const struct bdi_belief_kind *kind = &library->belief[b];

    if (kind->origin != BDI_COMPUTED || f->colour[b] == 2)
        return;
    if (f->colour[b] == 1) {
        refuse(f, kind->where, "belief is computed from itself:", kind->name,
               "expected beliefs that can be computed one after the other");
        return;
    }
    f->colour[b] = 1;
    for (uint32_t r = 0; r < library->beliefs; r++)
        if (bdi_mask_has(kind->is.reads, r))
            compute(f, r);
    f->colour[b] = 2;
    library->computed[library->computeds++] = b;
    library->timed_belief |= kind->is.timed;
}

static void order_beliefs(struct finish *f, struct base_arena *arena)
{
    struct bdi_library *library = f->lib;

    library->computed = base_arena_array(arena, library->beliefs, sizeof(uint32_t));
    for (uint32_t b = 0; b < library->beliefs; b++)
        compute(f, b);
}

/* ---- sizes ---- */

static void lay_out(struct bdi_library *library)
{
    size_t belief = library->beliefs * sizeof(struct bdi_belief);

    library->beliefs_at = (uint32_t)sizeof(struct bdi_head);
    library->intentions_at = library->beliefs_at + (uint32_t)belief;
    library->intention_bytes =
        (uint32_t)(sizeof(struct bdi_intention) + library->depth * sizeof(struct bdi_frame));
    library->bytes = library->intentions_at + library->intentions * library->intention_bytes;
}

static bool fits(const struct finish *f)
{
    const struct bdi_library *library = f->lib;
    struct bdi_where where = {library->name, 0};

    if (library->beliefs > BDI_BELIEFS)
        refuse(f, library->belief[BDI_BELIEFS].where, "too many beliefs in library",
               library->name, "expected at most 128");
    if (library->goals > BDI_GOALS)
        refuse(f, library->goal[BDI_GOALS].where, "too many goals in library", library->name,
               "expected at most 64");
    if (library->intentions == 0 || library->intentions > BDI_INTENTIONS)
        refuse(f, where, "room for intentions in library", library->name, "expected 1 to 16");
    return library->beliefs <= BDI_BELIEFS && library->goals <= BDI_GOALS;
}

bool bdi_library_finish(struct bdi_library *library, struct base_arena *arena,
                        struct base_err *err)
{
    size_t before = err->errors;
    struct finish f = {.lib = library, .err = err};

    if (!fits(&f))
        return false;
    f.colour = base_arena_array(arena, BDI_BELIEFS, sizeof *f.colour);
    f.height = base_arena_array(arena, BDI_GOALS, sizeof *f.height);
    order_beliefs(&f, arena);
    f.colour = base_arena_array(arena, BDI_GOALS, sizeof *f.colour);
    sort_plans(library);
    link_plans(&f);
    for (uint32_t g = 0; g < library->goals; g++)
        summarise_goal(library, g);
    order_goals(library, arena);
    measure_stack(&f);
    lay_out(library);
    return err->errors == before;
}

bdi_deed *bdi_direct(const struct bdi_library *library)
{
    const struct bdi_goal *goal = &library->goal[0];
    const struct bdi_plan *plan = &library->plan[0];
    const struct bdi_step *step = &library->step[plan->first_step];
    bool direct = library->invariants == 0 && library->goals == 1 &&
                  goal->kind == BDI_PERFORM && goal->drop.ops == 0 && library->plans == 1 &&
                  plan->when.ops == 0 && plan->needs_approval.ops == 0 && plan->steps == 1 &&
                  step->kind == BDI_CALL;

    return direct ? step->deed : (bdi_deed *)NULL;
}
