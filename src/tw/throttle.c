/* SPDX-License-Identifier: Apache-2.0 */
#include "tw/throttle.h"

/* Only waste beyond all measure leads below STEADY, and less than that leads out again.
 * LEAST is none at all: in a loop without delays, cancellations can follow the events that they
 * cancel round after round without ever catching up, since what is undone is then done anew by
 * the next round. Only a worker that stops before what is not certain lets them meet. It tries
 * again after some moves of the bound, twice as many each time until speculation pays. */
enum {
    FIRST = 1024,
    LEAST = 0,
    STEADY = TW_THROTTLE_STEADY,
    MOST = 1 << 16,
    MOST_CROWDED = 1 << 11, // what is ahead of the bound stays in the caches that many share
    OBSERVE = 512, // events; fewer while the window is small, or it could not open again soon
    OBSERVE_LEAST = 16,
    CAUTIOUS = 16,
    VERY_CAUTIOUS = 64,
    WORTH = 256,  // events for each move of the bound that make it worth waiting for
    PATIENCE = 64 // turns
};

void tw_throttle_init(struct tw_throttle *t, bool crowded)
{
    *t = (struct tw_throttle){
        .allowed = FIRST, .most = crowded ? MOST_CROWDED : MOST, .caution = CAUTIOUS};
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
    t->allowed = t->allowed + more < t->most ? t->allowed + more : t->most;
}

static void wait_cautiously(struct tw_throttle *t)
{
    if (++t->waited < t->caution)
        return;
    t->waited = 0;
    t->caution = t->caution < VERY_CAUTIOUS ? t->caution * 2 : VERY_CAUTIOUS;
    t->allowed = 1;
}

static uint64_t enough(const struct tw_throttle *t)
{
    uint64_t events = 8 * t->allowed;

    return events < OBSERVE_LEAST ? OBSERVE_LEAST : events < OBSERVE ? events : OBSERVE;
}

static void weigh_waiting(struct tw_throttle *t, const struct tw_worker_stats *stats)
{
    uint64_t gain = stats->committed - t->seen_committed;

    t->seen_committed = stats->committed;
    t->gain = (3 * t->gain + gain) / 4;
    t->patience = t->gain >= WORTH ? PATIENCE : 0;
}

void tw_throttle_waited(struct tw_throttle *t)
{
    t->patience -= t->patience > 0;
}

void tw_throttle_adapt(struct tw_throttle *t, struct tw_worker_stats *stats, bool moved)
{
    uint64_t processed = stats->speculative - t->seen_processed;
    uint64_t undone = stats->rolled_back - t->seen_undone;

    if (moved) {
        weigh_waiting(t, stats);
        t->at_move = stats->speculative;
    }
    if (t->allowed == 0 && moved)
        wait_cautiously(t);
    if (processed < enough(t))
        return;
    if (undone * 4 < processed)
        t->caution = CAUTIOUS;
    if (undone * 10 > processed * 9)
        halve(t, LEAST, stats);
    else if (undone * 2 > processed && t->allowed >= STEADY)
        halve(t, STEADY, stats);
    else if (undone * 4 < (t->allowed < STEADY ? 3 * processed : processed))
        widen(t);
    t->seen_processed = stats->speculative;
    t->seen_undone = stats->rolled_back;
}
