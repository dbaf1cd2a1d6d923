/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/drill.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "comm/comm.h"
#include "lab/drill_state.h"
#include "lab/machine.h"
#include "lab/sweep.h"
#include "lab/texts.h"
#include "out/prov.h"

/* Collective. */
static bool write_results(struct lab_drill_state *s, const char *started, double since,
                          struct lab_drill_report *report, struct base_err *err)
{
    char *hosts = lab_hosts(), ended[BASE_CLOCK_UTC];
    uint64_t peak = lab_peak_rss_bytes();

    base_clock_utc(ended);
    const struct out_run_facts facts = {.argc = s->job->argc,
                                        .argv = s->job->argv,
                                        .started = started,
                                        .ended = ended,
                                        .hosts = hosts,
                                        .ranks = (unsigned)comm_size(),
                                        .threads = s->job->tw.threads,
                                        .seconds = base_clock_seconds() - since,
                                        .peak_rss_bytes = peak};

    report->seconds = facts.seconds;
    bool ok = comm_rank() != 0 || lab_drill_write(s, &facts, report, err);
    free(hosts);
    return comm_all_true(ok);
}

/* Collective: what all ranks are to know. */
static void share(struct lab_drill_report *report)
{
    uint64_t word[] = {report->digest,       report->passed,      report->missed,
                       report->replications, report->quarantined, report->unjudged};

    comm_broadcast(word, sizeof word, 0);
    comm_broadcast(&report->seconds, sizeof report->seconds, 0);
    report->digest = word[0];
    report->passed = word[1] != 0;
    report->missed = word[2];
    report->replications = word[3];
    report->quarantined = word[4];
    report->unjudged = word[5] != 0;
}

/* Collective. Without a baseline there is nothing to measure against: no results. */
static bool has_baseline(struct lab_drill_state *s, struct base_err *err)
{
    const struct lab_case what = {.kind = LAB_COURSE};
    const char *reason = comm_rank() == 0 ? lab_case_lost(s, &what) : NULL;

    if (reason != NULL)
        base_err_add(err, NULL, 0, "the baseline can't be simulated: %s", reason);
    return comm_all_true(reason == NULL);
}

bool lab_drill_run(const struct lab_drill *drill, struct lab_drill_report *report,
                   struct base_err *err)
{
    struct lab_drill_state s;
    char started[BASE_CLOCK_UTC];
    double since = base_clock_seconds();

    base_clock_utc(started);
    *report = (struct lab_drill_report){.arena = base_arena_new()};
    bool good = comm_all_true(lab_drill_set_up(&s, drill, err));
    report->refused = !good;
    report->courses = s.courses;
    report->judged = s.judged;
    good = good && lab_drill_work(&s, report, err) && has_baseline(&s, err) &&
           write_results(&s, started, since, report, err);
    share(report);
    lab_drill_clear(&s);
    return good;
}

void lab_drill_report_fini(struct lab_drill_report *report)
{
    base_arena_free(report->arena);
    *report = (struct lab_drill_report){0};
}

void lab_drill_inputs(const struct lab_drill *drill, char hex[BASE_SHA256_HEX])
{
    char mark[LAB_MARK_BYTES];
    struct base_sha256 sha;

    lab_sweep_mark(mark);
    base_sha256_init(&sha);
    base_sha256_add(&sha, mark, strlen(mark));
    base_sha256_add(&sha, &drill->exposure, sizeof drill->exposure);
    lab_texts_hash(&sha, drill->drill->file, drill->drill->files);
    for (size_t i = 0; i < drill->drill->scenarios; i++)
        lab_texts_hash(&sha, drill->scen[i].file, drill->scen[i].files);
    base_sha256_hex(&sha, hex);
}

/* Bisection looks at one duration after the other. */
static uint64_t looks(uint32_t steps)
{
    return 1 + (uint64_t)ceil(log2(fmax(steps, 1.0)));
}

bool lab_drill_forecast(const struct lab_drill *drill, struct lab_drill_forecast *out,
                        struct base_err *err)
{
    struct lab_drill_state s;
    double seconds = 0.0, bytes = 0.0;
    bool good = lab_drill_set_up(&s, drill, err) && lab_drill_try(&s, &seconds, &bytes, err);

    *out = (struct lab_drill_forecast){.courses = s.courses,
                                       .replications = (uint64_t)s.courses * s.replications,
                                       .exposing = (uint64_t)s.nodes * s.node_replications};
    if (s.seeks) {
        uint64_t of_each = (s.courses - 1) + (s.drill->reverses ? s.extents : 0);
        out->seeking = of_each * looks(s.steps) * s.replications;
    }
    for (uint32_t c = 0; c < s.courses; c++)
        out->telling += s.course[c].thinks;
    uint64_t all = out->replications + out->seeking + out->exposing + out->telling;
    out->core_seconds = seconds * (double)all;
    out->spool_bytes = bytes * (double)all;
    lab_drill_clear(&s);
    return good;
}
