/* SPDX-License-Identifier: Apache-2.0 */
#include "bdi/agent.h"
#include "bdi/expr/possible.h"
#include "bdi/read.h"

static void warn(struct base_err *err, struct bdi_where where, const char *what,
                 const char *name, const char *expected)
{
    base_err_warn(err, where.file, where.line, "%s \"%s\" %s", what, name, expected);
}

static bool always(const struct bdi_expr *e, bool truth)
{
    double value;

    return e->ops > 0 && bdi_expr_constant(e, &value) && (value > 0.0) == truth;
}

/* What is so of a goal while its plans are chosen among: it is wanted, and neither satisfied
 * nor dropped. */
static bool may_be_pursued(const struct bdi_goal *goal, const struct bdi_expr *when)
{
    const struct bdi_claim claim[] = {
        {when, true}, {&goal->until, false}, {&goal->drop, false}, {&goal->hold, false}};
    size_t most = goal->until.ops > 0 ? 3 : 4; // else it is satisfied when it holds

    return bdi_possible(claim, goal->kind == BDI_MAINTAIN ? most : 3);
}

static bool may_be_adopted(const struct bdi_goal *goal)
{
    const struct bdi_claim claim[] = {
        {&goal->when, true}, {&goal->hold, false}, {&goal->until, false}, {&goal->drop, false}};

    return bdi_possible(claim, 4);
}

/* ---- goals ---- */

static bool has_fallback(const struct bdi_library *library, const struct bdi_goal *goal)
{
    for (uint32_t p = goal->first_plan; p < goal->first_plan + goal->plans; p++)
        if (library->plan[p].when.ops == 0 || always(&library->plan[p].when, true))
            return true;
    return false;
}

static void lint_goal(const struct bdi_library *library, const struct bdi_goal *goal,
                      struct base_err *err)
{
    if (goal->plans == 0)
        warn(err, goal->where, "goal", goal->name,
             "has no plan: whenever it is adopted it fails; expected one for it");
    else if (!has_fallback(library, goal))
        warn(
            err, goal->where, "goal", goal->name,
            "has no plan that is always applicable: it may fail without an attempt; expected a "
            "last resort without `when`");
    if (always(&goal->when, false))
        warn(err, goal->where, "goal", goal->name, "is never adopted: `when` is never true");
    else if (always(&goal->hold, true))
        warn(err, goal->where, "goal", goal->name, "is never adopted: `hold` is always true");
    else if (!always(&goal->drop, true) && !may_be_adopted(goal))
        warn(err, goal->where, "goal", goal->name,
             "is never adopted: where it would be wanted it is satisfied or dropped already; "
             "expected conditions that can be so together");
    if (always(&goal->until, false))
        warn(err, goal->where, "goal", goal->name, "is never satisfied: `until` is never true");
    if (always(&goal->drop, true))
        warn(err, goal->where, "goal", goal->name, "is dropped at once: `drop` is always true");
}

/* ---- plans ---- */

/* Does nothing come after the step? */
static bool ends(const struct bdi_step *step)
{
    switch (step->kind) {
    case BDI_FAIL:
        return true;
    case BDI_CHECK:
        return always(&step->arg[0], false);
    case BDI_AWAIT:
        return !step->patient && (step->arg[0].ops == 0 || always(&step->arg[0], false));
    default:
        return false;
    }
}

static void lint_plan(const struct bdi_library *library, const struct bdi_plan *plan,
                      struct base_err *err)
{
    const struct bdi_goal *goal = &library->goal[plan->goal];
    const struct bdi_claim when = {&plan->when, true};

    if (always(&plan->when, false) || !bdi_possible(&when, 1))
        warn(err, plan->where, "plan", plan->name, "is never applicable: `when` is never true");
    else if (plan->when.ops > 0 && may_be_adopted(goal) && !may_be_pursued(goal, &plan->when))
        warn(err, plan->where, "plan", plan->name,
             "is never applicable: whenever its goal is pursued, `when` is false; expected a "
             "condition that can be true before the goal is satisfied or dropped");
    for (uint32_t s = 0; s + 1 < plan->steps; s++) {
        const struct bdi_step *step = &library->step[plan->first_step + s];

        if (!ends(step))
            continue;
        warn(err, step[1].where, "plan", plan->name,
             "never comes to this step: the one before goes no further");
        return;
    }
}

/* ---- beliefs ---- */

static struct bdi_mask with(struct bdi_mask all, const struct bdi_expr *e)
{
    return bdi_mask_join(all, e->reads);
}

static struct bdi_mask read_anywhere(const struct bdi_library *library)
{
    struct bdi_mask all = {{0, 0}};

    for (uint32_t b = 0; b < library->beliefs; b++)
        all = with(all, &library->belief[b].is);
    for (uint32_t g = 0; g < library->goals; g++)
        all = bdi_mask_join(all, library->goal[g].reads);
    for (uint32_t p = 0; p < library->plans; p++) {
        const struct bdi_plan *plan = &library->plan[p];

        all = with(with(with(all, &plan->when), &plan->score), &plan->needs_approval);
    }
    for (uint32_t i = 0; i < library->invariants; i++)
        all = with(all, &library->invariant[i].must);
    for (uint32_t s = 0; s < library->steps; s++)
        for (uint32_t k = 0; k < BDI_PARAMS; k++)
            all = with(all, &library->step[s].arg[k]);
    return all;
}

static struct bdi_mask set_anywhere(const struct bdi_library *library)
{
    struct bdi_mask all = {{0, 0}};

    for (uint32_t s = 0; s < library->steps; s++)
        if (library->step[s].kind == BDI_SET)
            bdi_mask_add(&all, library->step[s].object);
    return all;
}

/* What is counted of partners is for the model too: it chooses among them by it. Those that
 * plans set are for the model too: it may act on them without any plan reading
 * them. */
static void lint_beliefs(const struct bdi_library *library, struct base_err *err)
{
    struct bdi_mask reads = read_anywhere(library), sets = set_anywhere(library);

    for (uint32_t b = 0; b < library->beliefs; b++) {
        const struct bdi_belief_kind *kind = &library->belief[b];
        bool read = bdi_mask_has(reads, b), set = bdi_mask_has(sets, b);

        if (kind->origin == BDI_HELD && !set)
            warn(err, kind->where, "belief", kind->name,
                 "is never set: nothing is perceived under this name, and no plan sets it");
        else if (!read && !set && !(kind->learning == BDI_COUNTED && kind->party >= 0))
            warn(err, kind->where, "belief", kind->name, "is never used");
    }
}

void bdi_lint(const struct bdi_library *library, struct base_err *err)
{
    lint_beliefs(library, err);
    for (uint32_t g = 0; g < library->goals; g++)
        lint_goal(library, &library->goal[g], err);
    for (uint32_t p = 0; p < library->plans; p++)
        lint_plan(library, &library->plan[p], err);
}
