/* SPDX-License-Identifier: Apache-2.0 */
#include "tw/throttle.h"

enum { FIRST = 1024, LEAST = 256, MOST = 1 << 16, OBSERVE = 512 };

void tw_throttle_init(struct tw_throttle *t)
{
    *t = (struct tw_throttle){.allowed = FIRST};
}

void tw_throttle_adapt(struct tw_throttle *t, struct tw_worker_stats *stats)
{
    uint64_t processed = stats->speculative - t->seen_processed;
    uint64_t undone = stats->rolled_back - t->seen_undone;

    if (processed < OBSERVE)
        return;
    if (undone * 2 > processed) {
        t->allowed = t->allowed / 2 > LEAST ? t->allowed / 2 : LEAST;
        stats->window_shrinks++;
    } else if (undone * 4 < processed && t->allowed < MOST) {
        t->allowed += t->allowed / 4;
    }
    t->seen_processed = stats->speculative;
    t->seen_undone = stats->rolled_back;
}
