/* SPDX-License-Identifier: Apache-2.0 */
/* bdi/restock.h - the goal and the plan of the common path: keep the position of one product
 * above a trigger; once it is not, order up to a target.
 *
 * A maintain goal with its two levels, and the one plan that is always applicable: there is
 * nothing to choose from and nothing to remember, so that the cycle of docs/BDI.md comes down
 * to a comparison. With trigger = target - 1 it is base-stock, with a lower trigger (s,S).
 * Thread: pure functions. Errors: none.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* What an agent holds true about one product it keeps, in quanta. */
struct bdi_holding {
    int64_t on_hand;
    int64_t on_order; // ordered, not yet received
    int64_t backlog;  // owed to those who draw on it
};

struct bdi_levels {
    int64_t trigger; // the goal holds above it
    int64_t target;  // and is satisfied here
};

static inline int64_t bdi_position(const struct bdi_holding *now)
{
    return now->on_hand + now->on_order - now->backlog;
}

/* Is the goal satisfied as it stands? Then there is nothing to deliberate. */
static inline bool bdi_holds(const struct bdi_levels *goal, const struct bdi_holding *now)
{
    return bdi_position(now) > goal->trigger;
}

/* The order that the plan places for a goal that does not hold; <= 0: it found nothing to do.
 */
static inline int64_t bdi_restock(const struct bdi_levels *goal, const struct bdi_holding *now)
{
    return goal->target - bdi_position(now);
}
