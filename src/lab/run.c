/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/run.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/warning.h"
#include "comm/comm.h"
#include "lab/archive.h"
#include "lab/criteria.h"
#include "lab/keeper.h"
#include "lab/machine.h"
#include "lab/parts.h"
#include "lab/share.h"
#include "lab/study.h"

/* One replication on this rank. */
struct job {
    const struct lab_run *run;
    uint32_t index;
    bool ran, good, watched; // watched: its progress is shown
    bool again;              // its result was in a checkpoint
    struct tw_result result;
    struct base_err err;
};

/* Replications that go at the same time: one by Time Warp, ranks x threads serial ones. */
struct wave {
    const struct lab_run *run;
    struct lab_keeper *keeper; // NULL: no checkpoints
    unsigned per_rank;
    struct job *job; // per_rank of them
};

static bool side_by_side(const struct lab_run *run)
{
    return run->tw.engine == TW_SERIAL;
}

static void pass_progress(void *user, const struct tw_progress *now)
{
    const struct job *job = user;

    job->run->progress(job->run->progress_user, job->index, now);
}

/* Goes on from what a checkpoint has of it. */
static void job_take_up(struct job *job, struct lab_keeper *keeper, struct tw_options *tw)
{
    struct lab_flight *flight = lab_keeper_find(keeper, job->index);

    tw->pause = lab_keeper_due;
    tw->pause_user = keeper;
    tw->pause_seconds = lab_keeper_patience(keeper);
    if (flight == NULL)
        return;
    tw->resume = flight->part;
    tw->resume_parts = flight->parts;
    job->again = flight->ended;
    if (flight->ended)
        job->result = flight->result;
    if (flight->ended)
        flight->result = (struct tw_result){0};
}

static void job_run(struct job *job, struct lab_keeper *keeper, const struct tw_model *model)
{
    const struct lab_run *run = job->run;
    struct tw_options tw = run->tw;

    if (keeper)
        job_take_up(job, keeper, &tw);

    tw.horizon = run->scen->horizon;
    tw.seed = run->scen->seed;
    tw.replication = job->index;
    tw.threads = side_by_side(run) ? 1 : tw.threads;
    tw.progress = job->watched && run->progress ? pass_progress : NULL;
    tw.progress_user = job;
    job->good = job->again || tw_run(model, &tw, &job->result, &job->err);
    job->ran = job->good;
}

/* Replication `slot` of this rank in the wave that begins at `base`. */
static void job_prepare(const struct wave *w, unsigned slot, uint32_t base)
{
    uint32_t index = base + slot;

    if (side_by_side(w->run))
        index += (uint32_t)comm_rank() * w->per_rank;
    w->job[slot] = (struct job){
        .run = w->run, .index = index, .good = true, .watched = slot == 0 && comm_rank() == 0};
}

/* Runs this rank's part of the wave; returns the seconds of its longest event loop. */
static double wave_run(const struct wave *w, uint32_t base, const struct tw_model *model)
{
    double seconds = 0;

    for (unsigned slot = 0; slot < w->per_rank; slot++)
        job_prepare(w, slot, base);
    if (!side_by_side(w->run))
        job_run(&w->job[0], w->keeper, model);
    else {
#pragma omp parallel for num_threads((int)w->per_rank) schedule(static, 1) default(none) \
    shared(w, model)
        for (unsigned slot = 0; slot < w->per_rank; slot++)
            if (w->job[slot].index < w->run->scen->replications)
                job_run(&w->job[slot], w->keeper, model);
    }
    for (unsigned slot = 0; slot < w->per_rank; slot++)
        if (w->job[slot].ran && w->job[slot].result.seconds > seconds)
            seconds = w->job[slot].result.seconds;
    return seconds;
}

/* Collective. Did all go well everywhere? */
static bool wave_good(const struct wave *w, struct base_err *err)
{
    bool good = true;

    for (unsigned slot = 0; slot < w->per_rank; slot++) {
        struct base_err *from = &w->job[slot].err;
        for (size_t i = 0; good && i < from->count; i++) // the first one's will do
            base_err_add(err, NULL, 0, "%s", from->item[i].text);
        good = good && w->job[slot].good;
        base_err_fini(from);
    }
    return comm_all_true(good);
}

/* Collective. Adds what the wave did to the report; serial jobs count on their own rank. */
static void wave_count(const struct wave *w, double seconds, struct lab_report *report)
{
    uint64_t events[2] = {0, 0};

    for (unsigned slot = 0; slot < w->per_rank; slot++)
        if (w->job[slot].ran) {
            events[0] += w->job[slot].result.committed;
            events[1] += w->job[slot].result.processed;
        }
    if (side_by_side(w->run))
        comm_sum_u64(events, 2);
    comm_max_double(&seconds, 1);
    report->committed += events[0];
    report->processed += events[1];
    report->seconds += seconds;
}

/* Collective. Takes in the replications of the wave in their order. */
static bool wave_settle(const struct wave *w, uint32_t base, struct lab_study *study,
                        struct base_err *err)
{
    const struct tw_result nothing = {0};
    unsigned ranks = side_by_side(w->run) ? (unsigned)comm_size() : 1;
    bool good = true;

    for (unsigned i = 0; i < ranks * w->per_rank; i++) {
        int owner = (int)(i / w->per_rank);
        const struct tw_result *mine = &w->job[i % w->per_rank].result;
        if (base + i >= w->run->scen->replications)
            break;
        if ((side_by_side(w->run) || w->job[0].again) && comm_rank() != owner)
            mine = &nothing;
        good = lab_study_settle(study, base + i, owner, mine, err) && good;
    }
    return good;
}

static void wave_clear(const struct wave *w)
{
    for (unsigned slot = 0; slot < w->per_rank; slot++)
        if (w->job[slot].ran)
            tw_result_fini(&w->job[slot].result);
}

/* ---- checkpoints ---- */

/* Collective. Was a replication of the wave stopped before its end? */
static bool wave_paused(const struct wave *w)
{
    bool paused = false;

    for (unsigned slot = 0; slot < w->per_rank; slot++)
        paused = paused || w->job[slot].result.paused;
    return w->keeper && lab_keeper_any(paused);
}

/* What the wave has so far, ended or not, to the keeper. */
static void wave_keep(const struct wave *w, uint32_t base, uint32_t step)
{
    bool counts = side_by_side(w->run) || comm_rank() == 0;

    lab_keeper_forget(w->keeper, base + step);
    for (unsigned slot = 0; slot < w->per_rank; slot++)
        if (w->job[slot].ran)
            lab_keeper_take(w->keeper, w->job[slot].index, &w->job[slot].result, counts);
}

/* Collective. Writes a checkpoint; false with `err` when that ends the run. Without one a run
 * that was not warned goes on. */
static bool checkpoint(const struct wave *w, const struct lab_study *study,
                       struct lab_report *report, struct base_err *err)
{
    const struct lab_done done = {report->committed, report->processed, report->seconds};
    bool warned = lab_keeper_any(base_warned());
    struct base_err why = {0};

    bool good = lab_keeper_write(w->keeper, study->settled, &done, &why);
    for (size_t i = 0; i < why.count; i++)
        (warned ? base_err_add : base_err_warn)(err, why.item[i].file, 0, "%s",
                                                why.item[i].text);
    base_err_fini(&why);
    report->checkpointed = warned && good;
    return good || !warned;
}

/* Between waves: short replications never tell of themselves. */
static void tell(const struct lab_run *run, uint32_t done, const struct lab_report *report)
{
    const struct tw_progress now = {
        .gvt = run->scen->horizon,
        .horizon = run->scen->horizon,
        .seconds = report->seconds,
        .committed = report->committed,
        .efficiency =
            report->processed ? (double)report->committed / (double)report->processed : 1};

    if (run->progress && comm_rank() == 0 && done > 0)
        run->progress(run->progress_user, done - 1, &now);
}

/* Collective. One wave from its start, or from where a checkpoint left it, to its end or the
 * next checkpoint. */
static bool wave_go(const struct wave *w, uint32_t base, uint32_t step, struct lab_study *study,
                    struct lab_report *report, struct base_err *err)
{
    double seconds = wave_run(w, base, &study->model);
    bool good = wave_good(w, err), paused = good && wave_paused(w);

    report->refused = !good;
    if (paused)
        wave_keep(w, base, step);
    wave_count(w, seconds, report);
    good = good && (paused || wave_settle(w, base, study, err));
    wave_clear(w);
    if (!w->keeper || !good)
        return good;
    if (!paused)
        lab_keeper_forget(w->keeper, study->settled);
    bool due = study->settled < w->run->scen->replications &&
               lab_keeper_any(lab_keeper_due(w->keeper, 0));
    return !(paused || due) || checkpoint(w, study, report, err);
}

/* Collective. All replications, wave by wave. */
static bool replicate(const struct lab_run *run, struct lab_keeper *keeper,
                      struct lab_study *study, struct lab_report *report, struct base_err *err)
{
    unsigned threads = run->tw.threads ? run->tw.threads : 1;
    struct wave w = {.run = run, .keeper = keeper, .per_rank = side_by_side(run) ? threads : 1};
    uint32_t step = w.per_rank * (side_by_side(run) ? (uint32_t)comm_size() : 1);
    bool good = true;

    w.job = base_array(w.per_rank, sizeof *w.job);
    while (good && !report->checkpointed && study->settled < run->scen->replications) {
        uint32_t base = (uint32_t)study->settled;
        tell(run, base, report);
        good = wave_go(&w, base, step, study, report, err);
    }
    free(w.job);
    return good;
}

/* Collective. All replications, from the checkpoint on when there is one. */
static bool replicate_kept(const struct lab_run *run, struct lab_study *study,
                           struct lab_report *report, struct base_err *err)
{
    struct lab_keeper keeper;
    struct lab_done done = {0};

    if (!run->checkpoint)
        return replicate(run, NULL, study, report, err);
    bool good = lab_keeper_init(&keeper, run, study, &done, err);
    report->refused = !good;
    report->resumed = (uint32_t)study->settled;
    report->committed = done.committed;
    report->processed = done.processed;
    report->seconds = done.seconds;
    good = good && replicate(run, &keeper, study, report, err);
    lab_keeper_fini(&keeper);
    study->kept = NULL;
    return good;
}

/* Collective: /run, and the file's name. */
static void close_file(const struct lab_run *run, struct lab_study *study,
                       const struct lab_report *report, const char *started, double since)
{
    char *hosts = lab_hosts(), ended[BASE_CLOCK_UTC];

    if (study->file) {
        base_clock_utc(ended);
        const struct out_run_facts facts = {.argc = run->argc,
                                            .argv = run->argv,
                                            .started = started,
                                            .ended = ended,
                                            .hosts = hosts,
                                            .ranks = report->ranks,
                                            .threads = report->threads,
                                            .seconds = base_clock_seconds() - since,
                                            .peak_rss_bytes = report->peak_rss_bytes};
        lab_study_end(study, report);
        lab_archive_provenance(study->file, run->scen, &facts, run->output, report->digest);
        out_h5_finish(study->file);
    }
    free(hosts);
}

/* Collective, once the world stands. */
static bool run_study(const struct lab_run *run, struct lab_study *study,
                      struct lab_report *report, struct base_err *err)
{
    double since = base_clock_seconds();
    char started[BASE_CLOCK_UTC];

    base_clock_utc(started);
    if (run->output && !lab_study_begin(study, run->output, err))
        return false;
    if (run->parts != NULL)
        lab_parts_settle(run->parts);
    if (!replicate_kept(run, study, report, err)) {
        lab_study_drop(study);
        return false;
    }
    if (report->checkpointed) {
        lab_study_drop(study); // all of it is in the checkpoint
        return true;
    }
    report->digest = study->digest;
    report->peak_rss_bytes = lab_peak_rss_bytes();
    lab_study_report(study, report);
    if (comm_rank() == 0)
        lab_criteria_judge(run->scen, report);
    comm_broadcast(&report->missed, sizeof report->missed, 0);
    close_file(run, study, report, started, since);
    if (run->checkpoint && comm_rank() == 0)
        lab_checkpoint_remove(run->checkpoint);
    return true;
}

/* Collective. NULL on some rank at least when there is none. */
static struct sup_world *build(struct lab_run *run, struct base_err *err)
{
    if (run->parts != NULL)
        return lab_parts_take(run->parts, &run->tw);
    if (run->share != NULL)
        return lab_share_world(run->share, &run->tw, err);
    return sup_world_new(run->scen, err);
}

bool lab_run(const struct lab_run *asked, struct lab_report *report, struct base_err *err)
{
    struct lab_run own = *asked, *run = &own;
    struct lab_study study;
    struct sup_world *world = build(run, err);

    *report = (struct lab_report){.arena = base_arena_new(),
                                  .ranks = (uint32_t)comm_size(),
                                  .threads = run->tw.threads ? run->tw.threads : 1,
                                  .replications = run->scen->replications};
    if (!comm_all_true(world != NULL)) {
        report->refused = true;
        sup_world_free(world);
        return false;
    }
    lab_study_init(&study, run->scen, world, report->arena);
    if (run->scen->part != NULL)
        lab_census_tell(&study.census, world);
    if (run->scen->part != NULL && run->resume)
        lab_census_tell_bytes(world);
    bool good = run_study(run, &study, report, err);
    comm_broadcast(&report->digest, sizeof report->digest, 0);
    lab_study_fini(&study);
    sup_world_free(world);
    return good;
}

void lab_report_fini(struct lab_report *report)
{
    base_arena_free(report->arena);
    *report = (struct lab_report){0};
}
