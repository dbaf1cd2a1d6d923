/* SPDX-License-Identifier: Apache-2.0 */
/* bdi/mind.h - what the parts of the cycle share: writing through the caller's hook, views,
 * the trace. */
#pragma once

#include "bdi/agent.h"

enum { BDI_ASKED_APPROVAL = 1 }; // the `step` of a frame that is pending

static inline void *bdi_write(const struct bdi_turn *t, const void *part, size_t bytes)
{
    if (t->touch != NULL)
        t->touch(t->self, part, bytes);
    return (void *)(uintptr_t)part; // the one place where const ends
}

static inline struct bdi_head *bdi_head_write(struct bdi_turn *t)
{
    if (t->head_saved)
        return (void *)(uintptr_t)t->state;
    t->head_saved = 1;
    return bdi_write(t, t->state, sizeof(struct bdi_head));
}

/* The whole intention, saved once in a turn. */
static inline struct bdi_intention *bdi_intention_write(struct bdi_turn *t, uint32_t i)
{
    const struct bdi_intention *in = bdi_intention(t, i);

    if (t->saved >> i & 1)
        return (void *)(uintptr_t)in;
    t->saved |= UINT32_C(1) << i;
    return bdi_write(t, in, t->lib->intention_bytes);
}

static inline struct bdi_view bdi_view_of(const struct bdi_turn *t)
{
    return (struct bdi_view){.belief = bdi_beliefs(t), .now = t->now, .model = t->model};
}

static inline double bdi_value(const struct bdi_turn *t, const struct bdi_expr *e)
{
    struct bdi_view view = bdi_view_of(t);

    return bdi_expr_eval(e, &view);
}

/* An absent condition is `otherwise`. */
static inline bool bdi_true(const struct bdi_turn *t, const struct bdi_expr *e, bool otherwise)
{
    return e->ops == 0 ? otherwise : bdi_value(t, e) > 0.0;
}

static inline bool bdi_empty(struct bdi_mask m)
{
    return (m.word[0] | m.word[1]) == 0;
}

static inline uint64_t bdi_bit(uint32_t i)
{
    return UINT64_C(1) << i;
}

static inline const struct bdi_frame *bdi_top(const struct bdi_intention *in)
{
    return &in->frame[in->depth - 1];
}

static inline struct bdi_handle bdi_handle_of(uint32_t i, uint32_t frame, int64_t serial)
{
    return (struct bdi_handle){.serial = serial, .intention = i, .frame = frame};
}

/* Is the goal reached by doing alone? Then it is adopted once each time its condition becomes
 * true; one that can be proved is adopted for as long as it is not reached. */
static inline bool bdi_by_doing(const struct bdi_goal *goal)
{
    return goal->kind == BDI_PERFORM || (goal->kind == BDI_ACHIEVE && goal->until.ops == 0);
}

/* bdi/revise.c: computed beliefs follow those that changed. */
void bdi_revise(struct bdi_turn *t);

/* A belief becomes `value`; a changed value is an event. */
void bdi_set(struct bdi_turn *t, uint32_t belief, struct bdi_belief now);

/* bdi/pursue.c: drops what is done or hopeless, adopts, suspends, resumes. `fresh`: what
 * changed since the last look. */
void bdi_pursue(struct bdi_turn *t, struct bdi_mask fresh);

/* Lets goals that failed be tried again when something they depend on has changed. */
void bdi_pardon(struct bdi_turn *t, struct bdi_mask fresh);

/* Ends the goal of frame `f`: BDI_ACHIEVED, BDI_DROPPED or BDI_GOAL_FAILED. The frames above go
 * with it; the plan below goes on, or fails. */
void bdi_end_goal(struct bdi_turn *t, uint32_t i, uint32_t f, enum bdi_event end,
                  enum bdi_cause cause);

/* Is the goal of a frame satisfied? */
bool bdi_satisfied(const struct bdi_turn *t, const struct bdi_goal *goal);

/* bdi/choose.c: chooses a plan for the top frame, or ends its goal. */
void bdi_choose(struct bdi_turn *t, uint32_t i);

/* A cautious agent thinks again: true when it changed the plan. The one that it leaves has not
 * failed. */
bool bdi_think_again(struct bdi_turn *t, uint32_t i);

/* The plan of frame `f` has failed: it counts as tried; what is above it goes. */
void bdi_fail_plan(struct bdi_turn *t, uint32_t i, uint32_t f, enum bdi_event event,
                   enum bdi_cause cause);

/* The plan of the frame has reached its goal, or has not: who learns from it does. */
void bdi_learn_outcome(struct bdi_turn *t, const struct bdi_frame *f, bool good);

/* bdi/run.c: one step of the intention. False: it waits, or there was no room. `look`: what it
 * waits for may have come while it rested. */
bool bdi_step_once(struct bdi_turn *t, uint32_t i, struct bdi_mask fresh, bool look);

/* bdi/trace.c: tells the caller, if it asked for a trace. */
void bdi_tell(const struct bdi_turn *t, uint32_t i, uint32_t f, enum bdi_event event,
              enum bdi_cause cause);
void bdi_tell_goal(const struct bdi_turn *t, uint32_t goal, enum bdi_event event,
                   enum bdi_cause cause);

/* How the plans of a goal rank. */
struct bdi_ranking {
    uint64_t candidates, applicable;
    int32_t best, second; // plans; -1: none
    double score, second_score;
};
void bdi_tell_choice(const struct bdi_turn *t, uint32_t i, enum bdi_cause cause,
                     const struct bdi_ranking *r);
