/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "bdi/mind.h"

const char *bdi_event_text(enum bdi_event event)
{
    static const char *const text[BDI_EVENTS] = {
        [BDI_ADOPTED] = "goal adopted",    [BDI_CHOSE] = "plan chosen",
        [BDI_PLAN_FAILED] = "plan failed", [BDI_PLAN_DONE] = "plan done without success",
        [BDI_ACHIEVED] = "goal achieved",  [BDI_DROPPED] = "goal dropped",
        [BDI_GOAL_FAILED] = "goal failed", [BDI_SUSPENDED] = "suspended",
        [BDI_RESUMED] = "resumed",         [BDI_NO_ROOM] = "no room",
    };

    return text[event];
}

const char *bdi_cause_text(enum bdi_cause cause)
{
    static const char *const text[BDI_CAUSES] = {
        [BDI_BY_CONDITION] = "condition",
        [BDI_BY_REQUEST] = "request",
        [BDI_BY_FAILURE] = "failure of the means before",
        [BDI_BY_THOUGHT] = "second thoughts",
        [BDI_BY_DEADLINE] = "deadline",
        [BDI_BY_TIME_OUT] = "time-out",
        [BDI_BY_STEP] = "a step",
        [BDI_BY_REFUSAL] = "refusal",
        [BDI_BY_LACK] = "no applicable plan left",
        [BDI_OF_INTENTIONS] = "too many intentions",
        [BDI_OF_STACK] = "too many sub-goals",
        [BDI_OF_ACTIONS] = "too many actions",
        [BDI_OF_BUDGET] = "too many steps",
    };

    return text[cause];
}

static struct bdi_record blank(const struct bdi_turn *t, enum bdi_event event,
                               enum bdi_cause cause)
{
    struct bdi_record r;

    memset(&r, 0, sizeof r);
    r.at = t->now;
    r.agent = t->agent;
    r.event = event;
    r.cause = cause;
    r.plan = -1;
    r.runner_up = -1;
    return r;
}

static void set_frame(struct bdi_record *r, const struct bdi_turn *t, uint32_t i, uint32_t f)
{
    const struct bdi_frame *frame = &bdi_intention(t, i)->frame[f];

    r->serial = frame->serial;
    r->tried = frame->tried;
    r->goal = frame->goal;
    r->intention = i;
    r->frame = f;
    r->plan = frame->state == BDI_CHOOSING ? -1 : frame->plan;
}

/* ---- the beliefs behind it ---- */

/* Computed beliefs stand behind those that they read, so that one way back finds all. */
static struct bdi_mask with_roots(const struct bdi_library *library, struct bdi_mask reads)
{
    for (uint32_t c = library->computeds; c-- > 0;)
        if (bdi_mask_has(reads, library->computed[c]))
            reads = bdi_mask_join(reads, library->belief[library->computed[c]].is.reads);
    return reads;
}

static struct bdi_mask read_by_plan(const struct bdi_plan *plan)
{
    struct bdi_mask all = bdi_mask_join(plan->when.reads, plan->score.reads);

    return bdi_mask_join(all, plan->needs_approval.reads);
}

/* What a choice among the candidates rests on. */
static struct bdi_mask read_by(const struct bdi_library *library, const struct bdi_goal *goal,
                               uint64_t candidates)
{
    struct bdi_mask all = goal->reads;

    for (uint32_t p = 0; p < goal->plans; p++)
        if (candidates & bdi_bit(p))
            all = bdi_mask_join(all, read_by_plan(&library->plan[goal->first_plan + p]));
    return with_roots(library, all);
}

/* All plans of the goal that were not tried, and none of them applicable. */
static void set_lack(struct bdi_record *r, const struct bdi_library *library)
{
    const struct bdi_goal *goal = &library->goal[r->goal];
    uint64_t all = goal->plans < BDI_MEANS ? bdi_bit(goal->plans) - 1 : UINT64_MAX;

    r->candidates = all & ~r->tried;
    r->reads = read_by(library, goal, r->candidates);
}

/* ---- telling ---- */

void bdi_tell(const struct bdi_turn *t, uint32_t i, uint32_t f, enum bdi_event event,
              enum bdi_cause cause)
{
    if (t->trace == NULL)
        return;
    struct bdi_record r = blank(t, event, cause);

    set_frame(&r, t, i, f);
    r.reads = with_roots(t->lib, t->lib->goal[r.goal].reads);
    if (cause == BDI_BY_LACK)
        set_lack(&r, t->lib);
    t->trace(t->self, &r);
}

void bdi_tell_goal(const struct bdi_turn *t, uint32_t goal, enum bdi_event event,
                   enum bdi_cause cause)
{
    if (t->trace == NULL)
        return;
    struct bdi_record r = blank(t, event, cause);

    r.goal = goal;
    r.reads = with_roots(t->lib, t->lib->goal[goal].reads);
    t->trace(t->self, &r);
}

void bdi_tell_choice(const struct bdi_turn *t, uint32_t i, enum bdi_cause cause,
                     const struct bdi_ranking *rank)
{
    if (t->trace == NULL)
        return;
    struct bdi_record r = blank(t, BDI_CHOSE, cause);

    set_frame(&r, t, i, bdi_intention(t, i)->depth - 1);
    r.reads = read_by(t->lib, &t->lib->goal[r.goal], rank->candidates);
    r.candidates = rank->candidates;
    r.applicable = rank->applicable;
    r.plan = rank->best;
    r.score = rank->score;
    r.runner_up = rank->second;
    r.runner_up_score = rank->second_score;
    t->trace(t->self, &r);
}
