/* SPDX-License-Identifier: Apache-2.0 */
#include "bdi/agent.h"

#include "bdi/mind.h"

/* ---- at the start ---- */

void bdi_open(const struct bdi_library *library, void *state, int64_t now)
{
    unsigned char *at = state;
    struct bdi_belief *belief = (struct bdi_belief *)(void *)(at + library->beliefs_at);

    for (uint32_t b = 0; b < library->beliefs; b++) {
        const struct bdi_belief_kind *kind = &library->belief[b];

        belief[b].value = kind->start;
        belief[b].at = kind->known ? now : BDI_NEVER;
        belief[b].confidence = kind->start_observations;
        belief[b].source = BDI_OWN;
    }
    ((struct bdi_head *)state)->fresh = 1;
}

void bdi_recall(const struct bdi_library *library, void *state, uint32_t belief, double value,
                double observations, int64_t now)
{
    struct bdi_belief *held =
        (struct bdi_belief *)(void *)((unsigned char *)state + library->beliefs_at);

    base_assert(library->belief[belief].learning != BDI_TAKEN);
    held[belief] = (struct bdi_belief){value, now, observations, BDI_OWN};
}

/* ---- messages ---- */

void bdi_request(struct bdi_turn *t, uint32_t goal)
{
    struct bdi_head *head = bdi_head_write(t);

    head->asked |= bdi_bit(goal);
    head->barred &= ~bdi_bit(goal);
}

void bdi_release(struct bdi_turn *t, uint32_t goal)
{
    struct bdi_head *head = bdi_head_write(t);

    head->asked &= ~bdi_bit(goal);
    head->wanted &= ~bdi_bit(goal);
    for (uint32_t left = head->used; left != 0; left &= left - 1) {
        uint32_t i = (uint32_t)__builtin_ctz(left);

        if (bdi_intention(t, i)->frame[0].goal == goal)
            bdi_end_goal(t, i, 0, BDI_DROPPED, BDI_BY_REQUEST);
    }
}

/* The frame of that attempt, if it is still being made. */
static bool current(const struct bdi_turn *t, struct bdi_handle by)
{
    if (by.intention >= t->lib->intentions || !(bdi_head(t)->used >> by.intention & 1))
        return false;
    const struct bdi_intention *in = bdi_intention(t, by.intention);

    return by.frame < in->depth && in->frame[by.frame].serial == by.serial &&
           in->frame[by.frame].state != BDI_CHOOSING;
}

bool bdi_approve(struct bdi_turn *t, struct bdi_handle by, bool yes)
{
    if (!current(t, by) || bdi_intention(t, by.intention)->frame[by.frame].state != BDI_PENDING)
        return false;
    if (!yes)
        return bdi_refuse(t, by);
    struct bdi_frame *f = &bdi_intention_write(t, by.intention)->frame[by.frame];

    f->state = BDI_RUNNING;
    f->step = 0;
    return true;
}

bool bdi_refuse(struct bdi_turn *t, struct bdi_handle by)
{
    if (!current(t, by))
        return false;
    bdi_fail_plan(t, by.intention, by.frame, BDI_PLAN_FAILED, BDI_BY_REFUSAL);
    return true;
}

int32_t bdi_plan_of(const struct bdi_turn *t, struct bdi_handle by)
{
    return current(t, by) ? (int32_t)bdi_intention(t, by.intention)->frame[by.frame].plan : -1;
}

/* ---- the cycle ---- */

/* Intentions that may go on, by the priority of their goals: at most BDI_INTENTIONS. */
static uint32_t line_up(const struct bdi_turn *t, uint32_t *line)
{
    const struct bdi_head *head = bdi_head(t);
    const uint32_t *rank = t->lib->rank;
    uint32_t count = 0;

    for (uint32_t left = head->used; left != 0; left &= left - 1) {
        uint32_t i = (uint32_t)__builtin_ctz(left);
        uint32_t g = bdi_intention(t, i)->frame[0].goal, at = count++;

        if ((head->resting >> g & 1) != 0 || (t->paused >> i & 1) != 0) {
            count--;
            continue;
        }
        for (; at > 0 && rank[bdi_intention(t, line[at - 1])->frame[0].goal] > rank[g]; at--)
            line[at] = line[at - 1];
        line[at] = i;
    }
    return count;
}

/* There is no budget left for this one. It looks for itself what it has missed. */
static void put_off(struct bdi_turn *t, uint32_t i, struct bdi_mask fresh, bool rested)
{
    const struct bdi_frame *f = bdi_top(bdi_intention(t, i));
    const struct bdi_plan *plan = &t->lib->plan[f->plan];

    if (f->state == BDI_PENDING && f->step == BDI_ASKED_APPROVAL)
        return;
    if (f->state == BDI_WAITING && !rested && t->now < f->wait &&
        !bdi_mask_meets(t->lib->step[plan->first_step + f->step].arg[0].reads, fresh))
        return;
    bdi_intention_write(t, i)->look = 1;
    if (!t->more) {
        bdi_head_write(t)->counts.budget++;
        bdi_tell(t, i, bdi_intention(t, i)->depth - 1, BDI_NO_ROOM, BDI_OF_BUDGET);
    }
    t->more = 1;
}

/* One step of each: that is how intentions interleave. */
static bool run_round(struct bdi_turn *t, struct bdi_mask fresh)
{
    uint32_t line[BDI_INTENTIONS];
    uint32_t count = line_up(t, line);
    bool went_on = false;

    for (uint32_t k = 0; k < count; k++) {
        uint32_t i = line[k];
        bool rested = bdi_intention(t, i)->look != 0;

        if (t->steps >= t->lib->budget) {
            put_off(t, i, fresh, rested);
            continue;
        }
        if (rested)
            bdi_intention_write(t, i)->look = 0;
        if (bdi_step_once(t, i, fresh, rested)) {
            t->steps++;
            went_on = true;
        }
    }
    return went_on;
}

/* When something is due by itself. A time-out stands still while its intention rests. */
static int64_t next_time(const struct bdi_turn *t)
{
    const struct bdi_head *head = bdi_head(t);
    int64_t next = INT64_MAX;

    for (uint32_t left = head->used; left != 0; left &= left - 1) {
        const struct bdi_intention *in = bdi_intention(t, (uint32_t)__builtin_ctz(left));

        for (uint32_t f = 0; f < in->depth; f++)
            next = in->frame[f].until < next ? in->frame[f].until : next;
        if (!(head->resting >> in->frame[0].goal & 1) && bdi_top(in)->wait < next)
            next = bdi_top(in)->wait;
    }
    return next;
}

static struct bdi_mask take_changed(struct bdi_turn *t)
{
    struct bdi_mask fresh = t->changed;

    t->changed = (struct bdi_mask){{0, 0}};
    return fresh;
}

static void begin(struct bdi_turn *t)
{
    if (!bdi_head(t)->fresh)
        return;
    bdi_head_write(t)->fresh = 0;
    t->changed = (struct bdi_mask){{UINT64_MAX, UINT64_MAX}};
}

void bdi_cycle(struct bdi_turn *t)
{
    begin(t);
    t->paused = 0;
    bdi_revise(t);
    struct bdi_mask fresh = take_changed(t);

    if (bdi_head(t)->barred != 0)
        bdi_pardon(t, fresh);
    bdi_pursue(t, fresh);
    while ((bdi_head(t)->used != 0 && run_round(t, fresh)) || !bdi_empty(t->changed)) {
        bdi_revise(t);
        fresh = take_changed(t);
        bdi_pursue(t, fresh);
    }
    t->wake = bdi_head(t)->used != 0 ? next_time(t) : INT64_MAX;
}
