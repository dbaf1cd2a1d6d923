/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/sweep.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/text.h"
#include "base/warning.h"
#include "comm/comm.h"
#include "lab/machine.h"
#include "lab/sweep_work.h"
#include "lab/teams.h"
#include "out/prov.h"

/* Collective. One round after the other, until nothing is missing; false: warned before. */
static bool simulate(struct lab_work *w)
{
    struct lab_sweep_state *s = w->s;
    unsigned workers = s->teams > 0 ? s->teams : s->sweep->tw.threads * (unsigned)comm_size();

    for (;;) {
        struct lab_task *task = NULL;
        w->tasks = 0;
        if (w->first)
            task = lab_sweep_plan(s, workers, &w->tasks, &w->needed);
        if (s->sweep->only_join)
            w->tasks = 0;
        task = lab_box_share(task, &w->tasks, sizeof *task);
        w->task = task;
        w->before = s->board.taken;
        bool warned = w->tasks > 0 && !comm_all_true(!base_warned());
        if (w->tasks > 0 && !warned)
            lab_work_round(w);
        free(task);
        if (w->tasks == 0 || warned)
            return !warned;
    }
}

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
    struct lab_work w = {.s = s, .first = comm_rank() == 0};
    char *const *again = comm_is_mpi() ? NULL : s->sweep->again;
    struct base_text folder = {0};

    w.spool = lab_sweep_open_spool(s, err);
    if (w.spool == NULL)
        return false;
    base_text_add(&folder, "%s.spool", s->sweep->output);
    w.mishaps = lab_mishap_open(base_text_get(&folder), (unsigned)comm_rank(),
                                s->sweep->tw.threads, again);
    base_text_fini(&folder);
    lab_work_init(&w);
    report->stopped = !simulate(&w);
    lab_work_fini(&w);
    lab_mishap_close(w.mishaps);
    lab_spool_close(w.spool);
    comm_sum_u64(&w.simulated, 1);
    report->simulated = w.simulated;
    return !report->stopped;
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
