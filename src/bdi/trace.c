/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "bdi/mind.h"

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

void bdi_tell(const struct bdi_turn *t, uint32_t i, uint32_t f, enum bdi_event event,
              enum bdi_cause cause)
{
    if (t->trace == NULL)
        return;
    struct bdi_record r = blank(t, event, cause);

    set_frame(&r, t, i, f);
    t->trace(t->self, &r);
}

void bdi_tell_goal(const struct bdi_turn *t, uint32_t goal, enum bdi_event event,
                   enum bdi_cause cause)
{
    if (t->trace == NULL)
        return;
    struct bdi_record r = blank(t, event, cause);

    r.goal = goal;
    t->trace(t->self, &r);
}

/* What the contexts and scores of the candidates read. */
static struct bdi_mask read_by(const struct bdi_library *library, const struct bdi_goal *goal,
                               uint64_t candidates)
{
    struct bdi_mask all = {{0, 0}};

    for (uint32_t p = 0; p < goal->plans; p++) {
        const struct bdi_plan *plan = &library->plan[goal->first_plan + p];

        if (candidates & bdi_bit(p))
            all = bdi_mask_join(all, bdi_mask_join(plan->when.reads, plan->score.reads));
    }
    return all;
}

void bdi_tell_choice(const struct bdi_turn *t, uint32_t i, enum bdi_cause cause,
                     const struct bdi_ranking *rank)
{
    if (t->trace == NULL)
        return;
    struct bdi_record r = blank(t, BDI_CHOSE, cause);
    const struct bdi_library *library = t->library;

    set_frame(&r, t, i, bdi_intention(t, i)->depth - 1);
    struct bdi_mask reads = read_by(library, &library->goal[r.goal], rank->candidates);

    for (uint32_t b = 0; b < library->beliefs; b++) {
        if (!bdi_mask_has(reads, b))
            continue;
        if (r.reads < BDI_READ) {
            r.belief[r.reads] = b;
            r.read[r.reads] = bdi_beliefs(t)[b].value;
        }
        r.reads++;
    }
    r.candidates = rank->candidates;
    r.applicable = rank->applicable;
    r.plan = rank->best;
    r.score = rank->score;
    r.runner_up = rank->second;
    r.runner_up_score = rank->second_score;
    t->trace(t->self, &r);
}
