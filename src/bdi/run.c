/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "bdi/mind.h"

static struct bdi_frame *top_write(struct bdi_turn *t, uint32_t i)
{
    struct bdi_intention *in = bdi_intention_write(t, i);

    return &in->frame[in->depth - 1];
}

/* ---- actions ---- */

static struct bdi_action *new_action(struct bdi_turn *t, uint32_t i)
{
    if (t->actions == t->room) {
        if (!t->more) {
            bdi_head_write(t)->counts.actions++;
            bdi_tell(t, i, bdi_intention(t, i)->depth - 1, BDI_NO_ROOM, BDI_OF_ACTIONS);
        }
        t->more = 1;
        return NULL;
    }
    return &t->action[t->actions++];
}

static void sign(const struct bdi_intention *in, uint32_t i, uint32_t verb,
                 struct bdi_action *a)
{
    const struct bdi_frame *f = bdi_top(in);

    a->by = bdi_handle_of(i, in->depth - 1, f->serial);
    a->verb = verb;
    a->goal = f->goal;
    a->plan = f->plan;
    a->step = f->step;
    for (uint32_t k = 0; k < BDI_PARAMS; k++)
        a->arg[k] = (double)NAN;
}

static bool act(struct bdi_turn *t, uint32_t i, const struct bdi_step *step)
{
    struct bdi_action *a = new_action(t, i);

    if (a == NULL)
        return false;
    sign(bdi_intention(t, i), i, step->verb, a);
    for (uint32_t k = 0; k < BDI_PARAMS; k++)
        if (step->arg[k].ops > 0)
            a->arg[k] = bdi_value(t, &step->arg[k]);
    if (step->pauses)
        t->paused |= UINT32_C(1) << i;
    top_write(t, i)->step++;
    return true;
}

struct bdi_action *bdi_do(struct bdi_doing *doing, uint32_t verb)
{
    struct bdi_action *a = new_action(doing->turn, doing->like.by.intention);

    if (a != NULL) {
        *a = doing->like;
        a->verb = verb;
    }
    return a;
}

/* A deed that finds no room for its actions is done again as a whole in the next cycle. */
static bool call(struct bdi_turn *t, uint32_t i, const struct bdi_step *step)
{
    struct bdi_doing doing = {.turn = t, .view = bdi_view_of(t)};
    uint32_t before = t->actions, more = t->more;

    sign(bdi_intention(t, i), i, BDI_VERBS, &doing.like);
    t->more = 0;
    enum bdi_result result = step->deed(&doing);
    bool full = t->more != 0;

    t->more |= more;
    if (full) {
        t->actions = before;
        return false;
    }
    if (result == BDI_FAILED)
        bdi_fail_plan(t, i, bdi_intention(t, i)->depth - 1, BDI_PLAN_FAILED, BDI_BY_STEP);
    else
        top_write(t, i)->step++;
    return true;
}

/* The frame waits for the answer; what would be done follows from the plan and the belief. */
static bool ask_approval(struct bdi_turn *t, uint32_t i)
{
    struct bdi_action *a = new_action(t, i);

    if (a == NULL)
        return false;
    sign(bdi_intention(t, i), i, BDI_ASK_APPROVAL, a);
    top_write(t, i)->step = BDI_ASKED_APPROVAL;
    return true;
}

/* ---- the other steps ---- */

static bool await(struct bdi_turn *t, uint32_t i, const struct bdi_step *step)
{
    struct bdi_frame *f = top_write(t, i);

    if (bdi_true(t, &step->arg[0], false)) {
        f->step++;
        return true;
    }
    f->state = BDI_WAITING;
    f->wait = step->ticks > 0 ? t->now + step->ticks : INT64_MAX;
    return true;
}

static void set(struct bdi_turn *t, uint32_t i, const struct bdi_step *step)
{
    struct bdi_belief now = {bdi_value(t, &step->arg[0]), t->now, 1.0, BDI_OWN};

    bdi_set(t, step->object, now);
    top_write(t, i)->step++;
}

static void push(struct bdi_turn *t, uint32_t i, uint32_t g)
{
    const struct bdi_goal *goal = &t->lib->goal[g];
    struct bdi_intention *in = bdi_intention_write(t, i);
    struct bdi_frame *f = &in->frame[in->depth++];

    memset(f, 0, sizeof *f);
    f->until = goal->deadline > 0 ? t->now + goal->deadline : INT64_MAX;
    f->wait = INT64_MAX;
    f->goal = (uint16_t)g;
    in->cause = BDI_BY_REQUEST;
    bdi_tell(t, i, in->depth - 1, BDI_ADOPTED, BDI_BY_REQUEST);
}

static void sub_goal(struct bdi_turn *t, uint32_t i, uint32_t g)
{
    const struct bdi_goal *goal = &t->lib->goal[g];
    uint32_t f = bdi_intention(t, i)->depth - 1;

    if (bdi_true(t, &goal->drop, false)) {
        bdi_fail_plan(t, i, f, BDI_PLAN_FAILED, BDI_BY_STEP);
    } else if (bdi_satisfied(t, goal)) {
        top_write(t, i)->step++;
    } else if (f + 1 == t->lib->depth) {
        bdi_head_write(t)->counts.stack++;
        bdi_tell(t, i, f, BDI_NO_ROOM, BDI_OF_STACK);
        bdi_fail_plan(t, i, f, BDI_PLAN_FAILED, BDI_OF_STACK);
    } else {
        push(t, i, g);
    }
}

static void check(struct bdi_turn *t, uint32_t i, const struct bdi_step *step)
{
    if (step->kind == BDI_CHECK && bdi_true(t, &step->arg[0], true))
        top_write(t, i)->step++;
    else
        bdi_fail_plan(t, i, bdi_intention(t, i)->depth - 1, BDI_PLAN_FAILED, BDI_BY_STEP);
}

/* A plan that is done has not failed, but as long as its goal is not satisfied it was not the
 * means to it. */
static void plan_done(struct bdi_turn *t, uint32_t i)
{
    const struct bdi_intention *in = bdi_intention(t, i);
    const struct bdi_goal *goal = &t->lib->goal[bdi_top(in)->goal];
    uint32_t f = in->depth - 1;

    if (bdi_true(t, &goal->drop, false))
        bdi_end_goal(t, i, f, BDI_DROPPED, BDI_BY_CONDITION);
    else if (bdi_by_doing(goal) || bdi_satisfied(t, goal))
        bdi_end_goal(t, i, f, BDI_ACHIEVED, BDI_BY_CONDITION);
    else
        bdi_fail_plan(t, i, f, BDI_PLAN_DONE, BDI_BY_CONDITION);
}

static bool run(struct bdi_turn *t, uint32_t i)
{
    const struct bdi_frame *f = bdi_top(bdi_intention(t, i));
    const struct bdi_plan *plan = &t->lib->plan[f->plan];

    if (f->step >= plan->steps) {
        plan_done(t, i);
        return true;
    }
    const struct bdi_step *step = &t->lib->step[plan->first_step + f->step];

    switch (step->kind) {
    case BDI_DO:
        return act(t, i, step);
    case BDI_CALL:
        return call(t, i, step);
    case BDI_AWAIT:
        return await(t, i, step);
    case BDI_SET:
        set(t, i, step);
        break;
    case BDI_SUB:
        sub_goal(t, i, step->object);
        break;
    case BDI_CHECK:
    case BDI_FAIL:
        check(t, i, step);
        break;
    }
    return true;
}

static bool wait(struct bdi_turn *t, uint32_t i, struct bdi_mask fresh, bool rested)
{
    const struct bdi_intention *in = bdi_intention(t, i);
    const struct bdi_frame *f = bdi_top(in);
    const struct bdi_step *step = &t->lib->step[t->lib->plan[f->plan].first_step + f->step];
    const struct bdi_expr *until = &step->arg[0];
    bool look = rested || until->timed || bdi_mask_meets(until->reads, fresh);
    bool over = t->now >= f->wait;
    bool come = (look || over) && bdi_true(t, until, false);

    if (!come && !over)
        return false;
    if (!come && !step->patient) {
        bdi_fail_plan(t, i, in->depth - 1, BDI_PLAN_FAILED, BDI_BY_TIME_OUT);
        return true;
    }
    struct bdi_frame *go = top_write(t, i);

    go->state = BDI_RUNNING;
    go->wait = INT64_MAX;
    go->step++;
    return true;
}

/* A step that is run, and a look at the world while waiting, bring a cautious agent nearer to
 * thinking again. */
static bool thinks(struct bdi_turn *t, uint32_t i, struct bdi_mask fresh)
{
    const struct bdi_intention *in = bdi_intention(t, i);
    const struct bdi_goal *goal = &t->lib->goal[bdi_top(in)->goal];
    uint16_t state = bdi_top(in)->state;

    if (goal->commit != BDI_CAUTIOUS || (state != BDI_RUNNING && state != BDI_WAITING))
        return false;
    if (state == BDI_WAITING && !bdi_mask_meets(goal->means, fresh))
        return false;
    if (++bdi_intention_write(t, i)->steps < goal->patience)
        return false;
    return bdi_think_again(t, i);
}

bool bdi_step_once(struct bdi_turn *t, uint32_t i, struct bdi_mask fresh, bool look)
{
    if (thinks(t, i, fresh))
        return true;
    switch ((enum bdi_frame_state)bdi_top(bdi_intention(t, i))->state) {
    case BDI_CHOOSING:
        bdi_choose(t, i);
        return true;
    case BDI_WAITING:
        return wait(t, i, fresh, look);
    case BDI_PENDING:
        return bdi_top(bdi_intention(t, i))->step == 0 && ask_approval(t, i);
    case BDI_RUNNING:
        break;
    }
    return run(t, i);
}
