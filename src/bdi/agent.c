/* SPDX-License-Identifier: Apache-2.0 */
#include "bdi/agent.h"

int bdi_deliberate(const struct bdi_library *library, const struct bdi_goal *goal,
                   const struct bdi_beliefs *now, struct bdi_action *action)
{
    if (bdi_holds(goal, now))
        return BDI_NO_PLAN;
    for (size_t i = 0; i < library->plans; i++) {
        const struct bdi_plan *plan = &library->plan[i];
        bool fits = plan->applicable == NULL || plan->applicable(goal, now);

        if (fits && plan->act(goal, now, action))
            return (int)i;
    }
    return BDI_NO_PLAN;
}
