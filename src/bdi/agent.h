/* SPDX-License-Identifier: Apache-2.0 */
/* bdi/agent.h - one reasoning cycle: beliefs and a goal in, a chosen plan and its action out.
 *
 * A goal to maintain has two levels: the trigger that wakes it and the target that satisfies
 * it. The plans of a library are means to that goal, best first; the first that is applicable
 * is carried out. A plan that yields no action has failed for this cycle, and the next
 * applicable one is tried. What to do with an action (order, make) is the model's business.
 *
 * Flat data in and out: an agent keeps no memory here, so it can live inside an LP.
 * Thread: pure functions. Errors: none.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What an agent holds true about one product it keeps, in quanta. */
struct bdi_beliefs {
    int64_t on_hand;
    int64_t on_order; // ordered, not yet received
    int64_t backlog;  // owed to those who draw on it
};

/* Maintain: keep the position (on hand + on order - backlog) above `trigger`; once it is not,
 * bring it back to `target`. */
struct bdi_goal {
    int64_t trigger;
    int64_t target;
};

/* What the agent intends to do now. */
struct bdi_action {
    int64_t order; // quanta to order, > 0
};

/* One means to the goal. `applicable` NULL means always. `act` false: it found nothing to do.
 */
struct bdi_plan {
    const char *name;
    bool (*applicable)(const struct bdi_goal *goal, const struct bdi_beliefs *now);
    bool (*act)(const struct bdi_goal *goal, const struct bdi_beliefs *now,
                struct bdi_action *action);
};

/* Plans ranked best first. */
struct bdi_library {
    const char *name;
    const struct bdi_plan *plan;
    size_t plans;
};

enum { BDI_NO_PLAN = -1 };

static inline int64_t bdi_position(const struct bdi_beliefs *now)
{
    return now->on_hand + now->on_order - now->backlog;
}

/* Is the goal satisfied as it stands? Then there is nothing to deliberate. */
static inline bool bdi_holds(const struct bdi_goal *goal, const struct bdi_beliefs *now)
{
    return bdi_position(now) > goal->trigger;
}

/* One cycle. The index of the plan whose `action` is to be done; BDI_NO_PLAN when the goal
 * holds or no plan is left (tell the two apart by bdi_holds). */
int bdi_deliberate(const struct bdi_library *library, const struct bdi_goal *goal,
                   const struct bdi_beliefs *now, struct bdi_action *action);
