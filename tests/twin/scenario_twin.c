/* SPDX-License-Identifier: Apache-2.0 */
/* Scenario twins: each scenario file on this number of ranks, all engines and stress modes.
 * usage: mpirun -n RANKS scenario_twin DAYS MODES FILE.cfg...    (MODES 0: all)
 * Where nothing would go wrong within DAYS, what is scripted goes wrong on the first day. */
#include <stdio.h>
#include <stdlib.h>

#include "comm/comm.h"
#include "supply/supply.h"
#include "twin/twin.h"

enum { LOG_MODES = 2 }; // the log of events rides on the same engine: a few will do

static void tell(const struct base_err *err)
{
    for (size_t i = 0; i < err->count; i++)
        fprintf(stderr, "%s:%d: %s\n", err->item[i].file ? err->item[i].file : "",
                err->item[i].line, err->item[i].text);
}

static bool is_scripted(const struct scen_disruption *d)
{
    return d->timing == SCEN_ONCE;
}

/* All by the same time, so that they stay one behind the other. */
static void bring_forward(struct scenario *scen, tw_time horizon)
{
    int64_t first = INT64_MAX;

    for (size_t i = 0; i < scen->disruptions; i++)
        if (is_scripted(&scen->disruption[i]) && scen->disruption[i].start < first)
            first = scen->disruption[i].start;
    for (size_t i = 0; i < scen->disruptions && first >= horizon; i++)
        if (is_scripted(&scen->disruption[i]))
            scen->disruption[i].start -= first - TW_TICKS_PER_DAY / 2;
}

static struct twin_count compare(const char *path, double days, unsigned modes, bool events)
{
    struct twin_count count = {.different = 1};
    struct base_err err;
    struct scenario scen;
    struct sup_world *world = NULL;
    tw_time horizon = (tw_time)(days * (double)TW_TICKS_PER_DAY);

    base_err_init(&err);
    bool loaded = scen_load(path, &scen, &err);
    scen.events = events;
    scen.decisions = SCEN_DECISIONS_ALL;
    if (loaded) {
        bring_forward(&scen, horizon);
        world = sup_world_new(&scen, &err);
    }
    if (world) {
        struct tw_model m = sup_model(world);
        struct tw_options o = {.seed = scen.seed, .horizon = horizon};
        if (o.horizon > scen.horizon)
            o.horizon = scen.horizon;
        count = twin_compare(path, &m, &o, modes);
        sup_world_free(world);
    } else {
        tell(&err);
    }
    if (loaded)
        scen_free(&scen);
    base_err_fini(&err);
    return count;
}

static void add(struct twin_count *total, struct twin_count more)
{
    total->runs += more.runs;
    total->different += more.different;
}

int main(int argc, char **argv)
{
    struct twin_count total = {0};

    comm_init(&argc, &argv);
    for (int i = 3; i < argc; i++) {
        unsigned modes = (unsigned)atoi(argv[2]);
        add(&total, compare(argv[i], atof(argv[1]), modes, false));
        add(&total, compare(argv[i], atof(argv[1]), modes == 1 ? 1 : LOG_MODES, true));
    }
    if (comm_rank() == 0)
        printf("%u runs, %u different from serial\n", total.runs, total.different);
    comm_fini();
    return total.different > 0 || total.runs == 0;
}
