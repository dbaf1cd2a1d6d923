/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/sweep.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "comm/comm.h"
#include "lab/machine.h"
#include "lab/sweep_state.h"
#include "lab/teams.h"
#include "out/prov.h"

/* ---- all of it ---- */

/* Collective. */
static bool write_results(struct lab_sweep_state *s, const char *started, double since,
                          struct lab_sweep_report *report, struct base_err *err)
{
    char *hosts = lab_hosts(), ended[BASE_CLOCK_UTC];
    uint64_t peak = lab_peak_rss_bytes();
    base_clock_utc(ended);
    const struct out_run_facts facts = {.argc = s->sweep->argc,
                                        .argv = s->sweep->argv,
                                        .started = started,
                                        .ended = ended,
                                        .hosts = hosts,
                                        .ranks = (unsigned)comm_size(),
                                        .threads = s->sweep->tw.threads,
                                        .seconds = base_clock_seconds() - since,
                                        .peak_rss_bytes = peak};

    report->seconds = facts.seconds;
    report->peak_rss_bytes = peak;
    bool ok = comm_rank() != 0 || lab_sweep_write(s, &facts, report, err);
    free(hosts);
    return comm_all_true(ok);
}

/* Collective. What is missing; false with `err`, or when warned. */
static bool work(struct lab_sweep_state *s, struct lab_sweep_report *report,
                 struct base_err *err)
{
    const struct lab_sweep *sweep = s->sweep;
    struct lab_work w = {.ops = &lab_sweep_work,
                         .user = s,
                         .tw = sweep->tw,
                         .teams = s->teams,
                         .seed = s->seed,
                         .antithetic = s->study->head.antithetic == 1,
                         .only_join = sweep->only_join,
                         .output = sweep->output,
                         .mark = s->mark,
                         .secret = sweep->base->mask != NULL,
                         .again = sweep->again,
                         .progress = sweep->progress,
                         .progress_user = sweep->progress_user};

    s->change = base_array(lab_work_hands(&w) * s->design.factors, sizeof *s->change);
    bool good = lab_work_run(&w, err);
    free(s->change);
    report->stopped = w.stopped;
    report->simulated = w.simulated;
    return good;
}

/* Collective, once all is checked. */
static bool run(struct lab_sweep_state *s, struct lab_sweep_report *report,
                struct base_err *err)
{
    char started[BASE_CLOCK_UTC];
    double since = base_clock_seconds();
    const struct lab_sweep *sweep = s->sweep;

    base_clock_utc(started);
    s->teams = sweep->teams >= 0
                   ? (unsigned)sweep->teams
                   : lab_teams_choose(sweep->base, lab_sweep_least(s), sweep->tw.threads);
    report->teams = s->teams;
    return work(s, report, err) && write_results(s, started, since, report, err);
}

bool lab_sweep_run(const struct lab_sweep *sweep, struct lab_sweep_report *report,
                   struct base_err *err)
{
    struct lab_sweep_state s;

    *report = (struct lab_sweep_report){.best = SIZE_MAX};
    bool good = comm_all_true(lab_sweep_set_up(&s, sweep, err));
    report->refused = !good;
    good = good && run(&s, report, err);
    comm_broadcast(report, sizeof *report, 0);
    lab_sweep_clear(&s);
    return good;
}
