/* SPDX-License-Identifier: Apache-2.0 */
#include "tw/throttle.h"

/* STEADY is what a worker executes while a GVT round goes round: a smaller window makes it
 * wait, so only waste beyond all measure leads below. LEAST is one, because workers with more
 * than that ahead of GVT can chase each other's cancellations around a loop without delays for
 * ever: each cancels what the other has just begun anew. */
enum { FIRST = 1024, LEAST = 1, STEADY = 256, MOST = 1 << 16, OBSERVE = 512 };

void tw_throttle_init(struct tw_throttle *t)
{
    *t = (struct tw_throttle){.allowed = FIRST};
}

static void halve(struct tw_throttle *t, size_t least, struct tw_worker_stats *stats)
{
    if (t->allowed <= least)
        return;
    t->allowed = t->allowed / 2 > least ? t->allowed / 2 : least;
    stats->window_shrinks++;
}

static void widen(struct tw_throttle *t)
{
    size_t more = t->allowed < STEADY ? t->allowed : t->allowed / 4;
    t->allowed = t->allowed + more < MOST ? t->allowed + more : MOST;
}

void tw_throttle_adapt(struct tw_throttle *t, struct tw_worker_stats *stats)
{
    uint64_t processed = stats->speculative - t->seen_processed;
    uint64_t undone = stats->rolled_back - t->seen_undone;

    if (processed < OBSERVE)
        return;
    if (undone * 10 > processed * 9)
        halve(t, LEAST, stats);
    else if (undone * 2 > processed)
        halve(t, STEADY, stats);
    else if (undone * 4 < processed)
        widen(t);
    t->seen_processed = stats->speculative;
    t->seen_undone = stats->rolled_back;
}
