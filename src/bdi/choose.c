/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "bdi/mind.h"

static double score_of(const struct bdi_turn *t, const struct bdi_plan *plan)
{
    if (plan->score.ops == 0)
        return 0.0;
    double score = bdi_value(t, &plan->score);

    return isnan(score) ? -INFINITY : score;
}

static void place(struct bdi_ranking *r, int32_t plan, double score)
{
    if (r->best < 0 || score > r->score) {
        r->second = r->best;
        r->second_score = r->score;
        r->best = plan;
        r->score = score;
    } else if (r->second < 0 || score > r->second_score) {
        r->second = plan;
        r->second_score = score;
    }
}

/* The options: plans of the goal that were not tried and whose context is true. */
static struct bdi_ranking rank(const struct bdi_turn *t, const struct bdi_frame *f)
{
    const struct bdi_goal *goal = &t->lib->goal[f->goal];
    struct bdi_ranking r = {.best = -1, .second = -1};

    for (uint32_t p = 0; p < goal->plans; p++) {
        const struct bdi_plan *plan = &t->lib->plan[goal->first_plan + p];

        if (f->tried & bdi_bit(p))
            continue;
        r.candidates |= bdi_bit(p);
        if (!bdi_true(t, &plan->when, true))
            continue;
        r.applicable |= bdi_bit(p);
        place(&r, (int32_t)(goal->first_plan + p), score_of(t, plan));
    }
    return r;
}

static void begin(struct bdi_turn *t, uint32_t i, const struct bdi_ranking *r,
                  enum bdi_cause cause)
{
    struct bdi_intention *in = bdi_intention_write(t, i);
    struct bdi_frame *f = &in->frame[in->depth - 1];

    f->plan = (uint16_t)r->best;
    f->step = 0;
    f->state = BDI_RUNNING;
    f->wait = INT64_MAX;
    f->serial = bdi_head_write(t)->serial++;
    in->steps = 0;
    if (bdi_true(t, &t->lib->plan[f->plan].needs_approval, false))
        f->state = BDI_PENDING;
    bdi_tell_choice(t, i, cause, r);
}

void bdi_choose(struct bdi_turn *t, uint32_t i)
{
    const struct bdi_intention *in = bdi_intention(t, i);
    struct bdi_ranking r = rank(t, bdi_top(in));

    if (r.best >= 0)
        begin(t, i, &r, (enum bdi_cause)in->cause);
    else
        bdi_end_goal(t, i, in->depth - 1, BDI_GOAL_FAILED, BDI_BY_LACK);
}

bool bdi_think_again(struct bdi_turn *t, uint32_t i)
{
    struct bdi_intention *in = bdi_intention_write(t, i);
    const struct bdi_frame *f = bdi_top(in);
    struct bdi_ranking r = rank(t, f);

    const struct bdi_plan *plan = &t->lib->plan[f->plan];
    bool applicable = r.applicable & bdi_bit(f->plan - t->lib->goal[f->goal].first_plan);

    in->steps = 0;
    if (r.best < 0 || r.best == (int32_t)f->plan ||
        (applicable && r.score <= score_of(t, plan)))
        return false;
    begin(t, i, &r, BDI_BY_THOUGHT);
    return true;
}

void bdi_learn_outcome(struct bdi_turn *t, const struct bdi_frame *f, bool good)
{
    uint32_t lesson = f->state == BDI_CHOOSING ? 0 : t->lib->plan[f->plan].lesson;

    if (lesson > 0)
        bdi_hear(t, lesson - 1, good, t->now, 1.0, BDI_OWN);
}

void bdi_fail_plan(struct bdi_turn *t, uint32_t i, uint32_t f, enum bdi_event event,
                   enum bdi_cause cause)
{
    struct bdi_intention *in = bdi_intention_write(t, i);
    struct bdi_frame *frame = &in->frame[f];

    frame->tried |= bdi_bit(frame->plan - t->lib->goal[frame->goal].first_plan);
    bdi_tell(t, i, f, event, cause);
    bdi_learn_outcome(t, frame, false);
    frame->state = BDI_CHOOSING;
    frame->wait = INT64_MAX;
    in->depth = f + 1;
    in->look = 1;
    in->cause = BDI_BY_FAILURE;
}
