/* SPDX-License-Identifier: Apache-2.0 */
#include "bdi/plan.h"

static bool order_missing(const struct bdi_goal *goal, const struct bdi_beliefs *now,
                          struct bdi_action *action)
{
    action->order = goal->target - bdi_position(now);
    return action->order > 0;
}

/* The two classical rules differ in the gap between trigger and target only. They are two
 * plans, so that a decision can be told by its name. */
static bool one_for_one(const struct bdi_goal *goal, const struct bdi_beliefs *now)
{
    (void)now;
    return goal->trigger == goal->target - 1;
}

static const struct bdi_plan restock[] = {
    {.name = "base_stock", .applicable = one_for_one, .act = order_missing},
    {.name = "s_S", .act = order_missing},
};

const struct bdi_library bdi_restock = {
    .name = "restock",
    .plan = restock,
    .plans = sizeof restock / sizeof restock[0],
};
