/* SPDX-License-Identifier: Apache-2.0 */
#include "tw/pause.h"

#include "base/clock.h"
#include "comm/comm.h"

enum {
    FIRST_LEGS = 4096, // the first leg is this part of the horizon
    GROW_MOST = 4      // a leg is at most so many times as long as the one before
};

static void go_until(struct tw_sim *sim, tw_time at)
{
    tw_time horizon = sim->options.horizon;

    sim->until = tw_stamp_of(at < horizon ? at : horizon, 0);
    sim->pace.met = base_clock_seconds();
}

void tw_pause_begin(struct tw_sim *sim)
{
    tw_time from = sim->options.resume ? sim->options.resume[0].at : 0;

    if (sim->options.pause_seconds <= 0.0)
        sim->options.pause_seconds = 1.0;
    sim->pace.step = sim->options.horizon / FIRST_LEGS + 1;
    go_until(sim, sim->options.pause ? from + sim->pace.step : sim->options.horizon);
}

/* Aims at the wanted seconds; a slow leg shortens the next one at once. */
static void adapt(struct tw_pace *pace, double wanted)
{
    double took = base_clock_seconds() - pace->met;
    double factor = took > 0.0 ? wanted / took : GROW_MOST;

    factor = factor < GROW_MOST ? factor : GROW_MOST;
    pace->step = (tw_time)((double)pace->step * factor) + 1;
}

void tw_pause_next(struct tw_sim *sim)
{
    tw_time at = tw_stamp_at(sim->until);
    uint64_t next[2] = {0, 0}; // where to, from the first rank; is any rank to pause?

    sim->over = sim->until >= sim->horizon;
    if (sim->over)
        return;
    if (sim->rank == 0) {
        adapt(&sim->pace, sim->options.pause_seconds);
        next[0] = (uint64_t)(at + sim->pace.step);
    }
    next[1] = sim->options.pause(sim->options.pause_user, at);
    if (sim->ranks > 1)
        comm_max_u64(next, 2);
    sim->over = sim->paused = next[1] != 0;
    if (!sim->over)
        go_until(sim, (tw_time)next[0]);
}
