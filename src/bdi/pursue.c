/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "bdi/mind.h"

bool bdi_satisfied(const struct bdi_turn *t, const struct bdi_goal *goal)
{
    if (goal->until.ops > 0)
        return bdi_true(t, &goal->until, false);
    return goal->kind == BDI_MAINTAIN && bdi_true(t, &goal->hold, false);
}

/* ---- what ends ---- */

/* Frees the intention. A request is over with it; what failed is left alone for a while. */
static void end_intention(struct bdi_turn *t, uint32_t i, uint32_t g, enum bdi_event end)
{
    struct bdi_head *head = bdi_head_write(t);

    head->used &= ~(UINT32_C(1) << i);
    head->pursued &= ~bdi_bit(g);
    head->resting &= ~bdi_bit(g);
    head->asked &= ~bdi_bit(g);
    if (end == BDI_GOAL_FAILED)
        head->barred |= bdi_bit(g);
}

void bdi_end_goal(struct bdi_turn *t, uint32_t i, uint32_t f, enum bdi_event end,
                  enum bdi_cause cause)
{
    bdi_tell(t, i, f, end, cause);
    if (end == BDI_ACHIEVED || cause == BDI_BY_DEADLINE)
        bdi_learn_outcome(t, &bdi_intention(t, i)->frame[f], end == BDI_ACHIEVED);
    if (f == 0) {
        end_intention(t, i, bdi_intention(t, i)->frame[0].goal, end);
        return;
    }
    struct bdi_intention *in = bdi_intention_write(t, i);

    in->depth = f;
    if (end == BDI_ACHIEVED)
        in->frame[f - 1].step++;
    else
        bdi_fail_plan(t, i, f - 1, BDI_PLAN_FAILED, BDI_BY_STEP);
}

/* Does what goes on in the frame end here? The bold look at conditions between plans only. */
static bool review_frame(struct bdi_turn *t, uint32_t i, uint32_t f, struct bdi_mask fresh)
{
    const struct bdi_intention *in = bdi_intention(t, i);
    const struct bdi_frame *frame = &in->frame[f];
    const struct bdi_goal *goal = &t->lib->goal[frame->goal];
    bool over = t->now >= frame->until;
    bool look = in->look || over || goal->timed || bdi_mask_meets(goal->reads, fresh);

    if (goal->commit == BDI_BOLD && frame->state != BDI_CHOOSING)
        look = false;
    if (look && bdi_true(t, &goal->drop, false)) {
        bdi_end_goal(t, i, f, BDI_DROPPED, BDI_BY_CONDITION);
        return true;
    }
    if (look && bdi_satisfied(t, goal)) {
        bdi_end_goal(t, i, f, BDI_ACHIEVED, BDI_BY_CONDITION);
        return true;
    }
    if (over)
        bdi_end_goal(t, i, f, BDI_GOAL_FAILED, BDI_BY_DEADLINE);
    return over;
}

static void review(struct bdi_turn *t, struct bdi_mask fresh)
{
    for (uint32_t left = bdi_head(t)->used; left != 0; left &= left - 1) {
        uint32_t i = (uint32_t)__builtin_ctz(left);

        for (uint32_t f = 0; f < bdi_intention(t, i)->depth; f++)
            if (review_frame(t, i, f, fresh))
                break;
    }
}

/* ---- what is wanted ---- */

static bool rises(struct bdi_turn *t, uint32_t g)
{
    bool was = bdi_head(t)->risen >> g & 1;
    bool is = bdi_true(t, &t->lib->goal[g].when, false);

    if (is != was)
        bdi_head_write(t)->risen ^= bdi_bit(g);
    return is && !was;
}

static bool due(struct bdi_turn *t, uint32_t g)
{
    const struct bdi_head *head = bdi_head(t);
    const struct bdi_goal *goal = &t->lib->goal[g];
    bool asked = head->asked >> g & 1, waits = head->wanted >> g & 1;

    if (bdi_by_doing(goal))
        return rises(t, g) || asked || waits;
    if (goal->kind == BDI_MAINTAIN)
        return !bdi_true(t, &goal->hold, true) && !bdi_satisfied(t, goal);
    return (asked || bdi_true(t, &goal->when, false)) && !bdi_satisfied(t, goal);
}

/* A request for what is so already, or cannot be, is answered at once. */
static void settle_request(struct bdi_turn *t, uint32_t g, bool hopeless)
{
    if (!(bdi_head(t)->asked >> g & 1))
        return;
    bdi_head_write(t)->asked &= ~bdi_bit(g);
    bdi_tell_goal(t, g, hopeless ? BDI_DROPPED : BDI_ACHIEVED, BDI_BY_REQUEST);
}

static bool wanted(struct bdi_turn *t, uint32_t g)
{
    bool is = due(t, g);
    bool hopeless = is && bdi_true(t, &t->lib->goal[g].drop, false);

    if (!is || hopeless)
        settle_request(t, g, hopeless);
    return is && !hopeless;
}

/* Who rests while the goals of `set` are pursued. Of two that inhibit each other the one with
 * the greater priority goes on. */
static uint64_t inhibited(const struct bdi_library *library, uint64_t set)
{
    uint64_t rest = 0;

    if (!(set & library->inhibiting))
        return 0;
    for (uint32_t k = 0; k < library->goals; k++) {
        uint32_t g = library->order[k];

        if (set & ~rest & bdi_bit(g))
            rest |= library->goal[g].inhibits;
    }
    return rest;
}

/* ---- adopting ---- */

static void adopt(struct bdi_turn *t, uint32_t g, uint32_t i)
{
    const struct bdi_goal *goal = &t->lib->goal[g];
    struct bdi_head *head = bdi_head_write(t);
    struct bdi_intention *in = bdi_intention_write(t, i);
    enum bdi_cause cause = head->asked >> g & 1 ? BDI_BY_REQUEST : BDI_BY_CONDITION;

    head->used |= UINT32_C(1) << i;
    head->pursued |= bdi_bit(g);
    head->wanted &= ~bdi_bit(g);
    in->since = t->now;
    in->depth = 1;
    in->steps = 0;
    in->look = 0;
    in->cause = cause;
    in->frame[0] = (struct bdi_frame){
        .until = goal->deadline > 0 ? t->now + goal->deadline : INT64_MAX,
        .wait = INT64_MAX,
        .goal = (uint16_t)g,
    };
    bdi_tell(t, i, 0, BDI_ADOPTED, cause);
}

/* Without room the goal waits; that it has to is counted and told once. */
static void try_to_adopt(struct bdi_turn *t, uint32_t g)
{
    const struct bdi_head *head = bdi_head(t);
    const struct bdi_library *library = t->lib;
    uint32_t room = ~head->used & ((UINT32_C(1) << library->intentions) - 1);
    bool rests = inhibited(library, head->pursued | bdi_bit(g)) >> g & 1;

    if (!rests && room != 0) {
        adopt(t, g, (uint32_t)__builtin_ctz(room));
        return;
    }
    if (head->wanted >> g & 1)
        return;
    bdi_head_write(t)->wanted |= bdi_bit(g);
    if (rests)
        return;
    bdi_head_write(t)->counts.intentions++;
    bdi_tell_goal(t, g, BDI_NO_ROOM, BDI_OF_INTENTIONS);
}

static void look(struct bdi_turn *t, uint32_t g)
{
    const struct bdi_head *head = bdi_head(t);
    const struct bdi_goal *goal = &t->lib->goal[g];
    uint64_t bit = bdi_bit(g);

    if (head->pursued & bit) {
        if (bdi_by_doing(goal))
            rises(t, g);
    } else if (!(head->barred & bit)) {
        if (wanted(t, g))
            try_to_adopt(t, g);
        else if (head->wanted & bit)
            bdi_head_write(t)->wanted &= ~bit;
    }
}

/* ---- resting ---- */

static void rest(struct bdi_turn *t)
{
    const struct bdi_head *head = bdi_head(t);
    uint64_t rests = inhibited(t->lib, head->pursued) & head->pursued;
    uint64_t other = rests ^ head->resting;

    if (other == 0)
        return;
    bdi_head_write(t)->resting = rests;
    for (uint32_t left = head->used; left != 0; left &= left - 1) {
        uint32_t i = (uint32_t)__builtin_ctz(left);
        uint32_t g = bdi_intention(t, i)->frame[0].goal;

        if (!(other >> g & 1))
            continue;
        bdi_intention_write(t, i)->look = 1;
        bdi_tell(t, i, 0, rests >> g & 1 ? BDI_SUSPENDED : BDI_RESUMED, BDI_BY_CONDITION);
    }
}

void bdi_pursue(struct bdi_turn *t, struct bdi_mask fresh)
{
    const struct bdi_library *library = t->lib;
    const struct bdi_head *head = bdi_head(t);

    if (head->used != 0)
        review(t, fresh);
    uint64_t open = head->wanted | head->asked | library->timed_goals;

    for (uint32_t k = 0; k < library->goals; k++) {
        uint32_t g = library->order[k];

        if ((open >> g & 1) || bdi_mask_meets(library->goal[g].reads, fresh))
            look(t, g);
    }
    if ((head->pursued & library->inhibiting) || head->resting != 0)
        rest(t);
}

/* What is reached by doing alone is not begun again by itself. */
void bdi_pardon(struct bdi_turn *t, struct bdi_mask fresh)
{
    uint64_t free = 0, again = 0;

    for (uint64_t left = bdi_head(t)->barred; left != 0; left &= left - 1) {
        uint32_t g = (uint32_t)__builtin_ctzll(left);

        if (!bdi_mask_meets(t->lib->goal[g].means, fresh))
            continue;
        free |= bdi_bit(g);
        if (!bdi_by_doing(&t->lib->goal[g]))
            again |= bdi_bit(g);
    }
    if (free == 0)
        return;
    struct bdi_head *head = bdi_head_write(t);

    head->barred &= ~free;
    head->wanted |= again;
}
