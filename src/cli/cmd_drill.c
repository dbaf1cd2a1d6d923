/* SPDX-License-Identifier: Apache-2.0 */
/* drill: something goes wrong, on paper; how well does the chain come through? */
#include "cli/cmd_drill.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/job.h"
#include "base/mask.h"
#include "base/mem.h"
#include "base/warning.h"
#include "cli/cmd.h"
#include "cli/say.h"
#include "comm/comm.h"
#include "lab/history.h"
#include "lab/recall.h"
#include "out/prov.h"

struct drill_options {
    struct cmd_engine engine;
    const char *output, *history, *exercise;
    bool force, exposure, dry_run, outside;
};

#define AT(field) offsetof(struct drill_options, field)

static const struct cmd_option drill_options[] = {
    CMD_OUTSIDE(AT(outside)),
    {"output", 'o', "OUT.h5", cmd_read_text, NULL,
     "results file; default: the drill's id with .h5, here", AT(output)},
    {"history", 0, "FILE.h5", cmd_read_text, NULL,
     "add this drill to the history of drills there; made when it is not there", AT(history)},
    {"exercise", 0, "ID", cmd_read_text, NULL,
     "what this exercise is called; default: as the drill says, else this week (2027-W03)",
     AT(exercise)},
    {"force", 0, NULL, NULL, NULL, "add it to the history even if that exercise is there",
     AT(force)},
    {"exposure", 0, NULL, NULL, NULL, "take out each site in turn as well, and rank them",
     AT(exposure)},
    {"dry-run", 0, NULL, NULL, NULL, "tell replications and core-hours; simulate nothing else",
     AT(dry_run)},
};

const struct cmd_spec cmd_drill_spec = {
    .name = "drill",
    .summary = "let something go wrong, compare playbooks, judge by criteria",
    .examples = "  bullwhip drill scenarios/drills/hub_drill.cfg -o hub.h5\n"
                "  bullwhip drill my_drill.cfg --history drills.h5 --exercise 2027-W03\n"
                "  bullwhip drill my_drill.cfg --exposure --json\n"
                "  mpirun -n 4 bullwhip drill my_drill.cfg --threads 2\n",
    .operands = "DRILL",
    .least = 1,
    .most = 1,
    .about =
        "DRILL names a baseline, what goes wrong in it, playbooks against that, and criteria\n"
        "(docs/DRILLS.md). All courses have the same chance, replication by replication. Each\n"
        "replication that is done is safe in OUT.h5.spool at once: the same command goes on\n"
        "where a killed one ended. USR1, USR2 or TERM end it early with exit code 75: no "
        "results\n"
        "yet, nothing lost. Results are the same, bit for bit, on any ranks and threads. What\n"
        "fails twice is quarantined with the reason; then the exit code is 1. Else it is 0 "
        "when\n"
        "all criteria are met, 3 when not.\n",
    .part = {{"Options", drill_options, sizeof drill_options / sizeof drill_options[0], 0},
             CMD_TEAM_PART(AT(engine)),
             CMD_ENGINE_PARTS(AT(engine))},
};

/* ---- the drill and its scenarios ---- */

/* All that can be said at once, when something is amiss. */
static bool load(const char *path, const char *top, struct cmd_drill *d, struct base_err *err)
{
    bool good = scen_drill_load(path, top, &d->drill, err);

    if (d->drill.files == 0)
        return false;
    d->scen = base_array(d->drill.scenarios, sizeof *d->scen);
    for (; d->loaded < d->drill.scenarios; d->loaded++)
        if (!cmd_load(d->drill.scenario[d->loaded], top, &d->scen[d->loaded], err)) {
            scen_load_texts(d->drill.scenario[d->loaded], top, &d->scen[d->loaded]);
            good = false;
        }
    good = lab_drill_hold(&d->drill, d->scen, err) && good;
    if (!good)
        lab_drill_look(&d->drill, d->scen, err);
    return good;
}

bool cmd_drill_load(const char *path, bool outside, struct cmd_drill *d)
{
    struct base_err err = {0};

    *d = (struct cmd_drill){0};
    bool good = comm_all_true(load(path, outside ? NULL : path, d, &err));
    if (!good && !base_err_any(&err))
        base_err_add(&err, NULL, 0, "another rank can't read '%s'", path);
    if (!good)
        cmd_drill_free(d);
    cmd_complain(&err, CMD_BAD_INPUT);
    return good;
}

void cmd_drill_free(struct cmd_drill *d)
{
    for (size_t i = 0; i < d->loaded; i++)
        scen_free(&d->scen[i]);
    free(d->scen);
    scen_drill_free(&d->drill); // nothing, when it was not loaded
    *d = (struct cmd_drill){0};
}

static bool recall_drill(const struct out_file *f, const char *path, struct base_arena *arena,
                         struct cmd_drill *d, struct base_err *err)
{
    size_t files;
    struct scen_file *file = lab_recall_texts(f, "/drill/source", path, arena, &files, err);

    if (file == NULL || !scen_drill_load_held(file, files, &d->drill, err))
        return false;
    d->scen = base_array(d->drill.scenarios, sizeof *d->scen);
    if (!lab_recall(f, path, &d->scen[0], err))
        return false;
    for (d->loaded = 1; d->loaded < d->drill.scenarios; d->loaded++) {
        char group[60];
        snprintf(group, sizeof group, "/drill/scenarios/%zu", d->loaded);
        file = lab_recall_texts(f, group, path, arena, &files, err);
        if (file == NULL || !scen_load_held(file, files, &d->scen[d->loaded], err))
            return false;
        scen_hold_rest(&d->scen[d->loaded], file, files);
    }
    return true;
}

bool cmd_drill_recall(const struct out_file *f, const char *path, struct cmd_drill *d,
                      struct base_err *err)
{
    struct base_arena *arena = base_arena_new();

    *d = (struct cmd_drill){0};
    bool good = recall_drill(f, path, arena, d, err);
    base_arena_free(arena);
    return good;
}

/* ---- what is printed ---- */

static void field(struct base_text *json, const char *name, double value)
{
    base_text_add(json, ", \"%s\": ", name);
    base_text_json_number(json, value);
}

static const char *kind_of(const struct lab_verdict *v)
{
    static const char *const kind[] = {"criterion", "RTO", "MTPD"};

    return kind[v->kind];
}

static void verdict_json(const struct lab_drill_report *r, const struct lab_verdict *v,
                         struct base_text *json)
{
    base_text_add(json, "{\"criterion\": ");
    base_text_json(json, v->text);
    base_text_add(json, ", \"kind\": \"%s\", \"course\": ", kind_of(v));
    base_text_json(json, r->course[v->course]);
    base_text_add(json, ", \"judged\": %s, \"met\": %s, \"unit\": ",
                  v->course == r->judged ? "true" : "false", v->met ? "true" : "false");
    base_text_json(json, v->unit);
    field(json, "bound", v->within > 0 ? v->within : v->bound);
    field(json, "reached", v->reached);
    field(json, "mean", v->mean);
    field(json, "ci_low", v->low);
    field(json, "ci_high", v->high);
    field(json, "share", v->share);
    field(json, "share_low", v->share_low);
    field(json, "share_high", v->share_high);
    base_text_add(json, "}");
}

static void measures_json(const struct lab_drill_report *r, struct base_text *json)
{
    base_text_add(json, ", \"measures\": {");
    for (size_t i = 0; i < r->means; i++) {
        const struct lab_drill_mean *m = &r->mean[i];
        base_text_add(json, "%s\"%s\": {\"unit\": ", i > 0 ? ", " : "", m->name);
        base_text_json(json, m->unit);
        field(json, "mean", m->mean);
        field(json, "ci_low", m->low);
        field(json, "ci_high", m->high);
        base_text_add(json, "}");
    }
    base_text_add(json, "}");
}

static void print_json(const struct lab_drill *job, const struct lab_drill_report *r)
{
    struct base_text json = {0};

    base_text_add(&json, "{\"drill\": ");
    base_text_json(&json, job->drill->head.id);
    base_text_add(&json, ", \"scenario\": ");
    base_text_json(&json, job->scen[0].id);
    base_text_add(&json, ", \"exercise\": ");
    base_text_json(&json, job->exercise);
    base_text_add(&json,
                  ", \"digest\": \"%016" PRIx64 "\", \"passed\": %s, \"judged\": ", r->digest,
                  r->passed ? "true" : "false");
    base_text_json(&json, r->course[r->judged]);
    base_text_add(&json, ", \"verdicts\": [");
    for (size_t i = 0; i < r->verdicts; i++) {
        base_text_add(&json, "%s", i > 0 ? ", " : "");
        verdict_json(r, &r->verdict[i], &json);
    }
    base_text_add(&json, "]");
    measures_json(r, &json);
    base_text_add(&json,
                  ", \"courses\": %" PRIu32 ", \"replications\": %" PRIu64
                  ", \"simulated\": %" PRIu64
                  ", \"quarantined\": %zu, \"ranks\": %d, \"threads\": %u, \"teams\": %u",
                  r->courses, r->replications, r->simulated, r->quarantined, comm_size(),
                  job->tw.threads, r->teams);
    field(&json, "seconds", r->seconds);
    base_text_add(&json, ", \"output\": ");
    base_text_json(&json, job->output);
    base_text_add(&json, "}");
    puts(base_text_get(&json));
    base_text_fini(&json);
}

/* "met   as is: fill_rate >= 95 % within 10 d (8.2 d, 95 % of the replications)" */
static void print_verdict(const struct lab_drill_report *r, const struct lab_verdict *v)
{
    char reached[60] = "not known";

    if (!isnan(v->reached))
        snprintf(reached, sizeof reached, "%.4g%s%s", v->reached,
                 strcmp(v->unit, "1") == 0 ? "" : " ",
                 strcmp(v->unit, "1") == 0 ? "" : v->unit);
    else if (v->within > 0)
        snprintf(reached, sizeof reached, "not back everywhere by the end");
    printf("  %c %-7s  %s: %s (%s; %.3g %% of the replications)\n",
           v->course == r->judged ? '*' : ' ', v->met ? "met" : "not met", r->course[v->course],
           v->text, reached, v->share * 100.0);
}

static void print_report(const struct lab_drill *job, const struct lab_drill_report *r)
{
    printf("%s, exercise %s: %" PRIu32 " courses of %s, %" PRIu64
           " replications simulated now, %.3g s\n",
           job->drill->head.id, job->exercise, r->courses, job->scen[0].id, r->simulated,
           r->seconds);
    for (size_t i = 0; i < r->verdicts; i++)
        print_verdict(r, &r->verdict[i]);
    if (r->unjudged)
        printf("not judged: course \"%s\" is quarantined\n", r->course[r->judged]);
    else
        printf("%s, judged by course \"%s\"\n", r->passed ? "passed" : "not passed",
               r->course[r->judged]);
    if (r->quarantined > 0)
        printf("%zu case%s quarantined, /drill/quarantine says which; the first: %s\n",
               r->quarantined, r->quarantined == 1 ? " is" : "s are", r->why);
    for (size_t i = 0; i < r->means; i++) {
        const struct lab_drill_mean *m = &r->mean[i];
        bool plain = strcmp(m->unit, "1") == 0;
        if (isnan(m->mean))
            continue;
        printf("  %-16s %12.6g %-9s", m->name, m->mean, plain ? "" : m->unit);
        if (!isnan(m->low))
            printf("  %.5g to %.5g", m->low, m->high);
        printf("\n");
    }
    printf("digest %016" PRIx64 "\n", r->digest);
    printf("results in %s; look at them:\n  bullwhip report %s -o report.html\n", job->output,
           job->output);
}

static int forecast(const struct lab_drill *job, bool json)
{
    struct base_err err = {0};
    struct lab_drill_forecast f;
    char bytes[16], hours[40], nodes[60] = "", telling[60] = "";

    if (comm_rank() == 0 && lab_drill_forecast(job, &f, &err)) {
        uint64_t all = f.replications + f.seeking + f.exposing + f.telling;
        if (f.exposing > 0)
            snprintf(nodes, sizeof nodes, ", %" PRIu64 " without a site", f.exposing);
        if (f.telling > 0)
            snprintf(telling, sizeof telling, ", %" PRIu64 " to tell what agents did",
                     f.telling);
        if (json)
            printf("{\"courses\": %" PRIu64 ", \"replications\": %" PRIu64
                   ", \"seeking\": %" PRIu64 ", \"exposing\": %" PRIu64
                   ", \"telling\": %" PRIu64 ", \"core_hours\": %.6g, \"spool_bytes\": %.0f}\n",
                   f.courses, f.replications, f.seeking, f.exposing, f.telling,
                   f.core_seconds / 3600, f.spool_bytes);
        else
            printf("%s: %" PRIu64 " courses of %s\n  replications at most %" PRIu64 ": %" PRIu64
                   " of the courses, %" PRIu64
                   " to find what is survived and what breaks%s%s\n  core-hours   %s\n"
                   "  spool        %sB\n",
                   job->drill->head.id, f.courses, job->scen[0].id, all, f.replications,
                   f.seeking, nodes, telling, cmd_core_hours(f.core_seconds, hours),
                   cmd_short(f.spool_bytes, bytes));
    }
    bool good = comm_all_true(!base_err_any(&err));
    cmd_complain(&err, CMD_BAD_INPUT);
    return good ? CMD_GOOD : CMD_BAD_INPUT;
}

/* ---- the history ---- */

struct row { // with what it points to
    struct lab_past past;
    char *shown[3]; // heap
    char job[BASE_JOB_BYTES], inputs[BASE_SHA256_HEX];
    char version[OUT_VERSION_BYTES], ended[BASE_CLOCK_UTC], digest[17];
};

/* What is known before anything is simulated. Masked texts can be guessed by their fingerprint.
 */
static void row_init(struct row *row, const struct lab_drill *job)
{
    const struct base_mask *mask = job->scen[0].mask;

    *row = (struct row){0};
    row->shown[0] = base_mask_text(mask, job->drill->head.id);
    row->shown[1] = base_mask_text(mask, job->scen[0].id);
    if (mask == NULL)
        lab_drill_inputs(job, row->inputs);
    row->past = (struct lab_past){.exercise = job->exercise,
                                  .drill = row->shown[0],
                                  .scenario = row->shown[1],
                                  .version = out_version(row->version),
                                  .output = job->output,
                                  .currency = job->scen[0].currency,
                                  .job = base_job_name(row->job),
                                  .inputs = row->inputs};
}

static void row_fini(struct row *row)
{
    for (size_t i = 0; i < sizeof row->shown / sizeof *row->shown; i++)
        free(row->shown[i]);
}

/* Before anything is simulated; rank 0. */
static bool may_add(const struct drill_options *o, const struct lab_drill *job,
                    struct base_err *err)
{
    struct base_arena *arena = base_arena_new();
    struct lab_history h;
    struct row row;

    row_init(&row, job);
    bool good = lab_history_read(o->history, arena, &h, err) &&
                lab_history_may_add(o->history, &h, &row.past, o->force, err);
    row_fini(&row);
    base_arena_free(arena);
    return good;
}

static void take_means(struct lab_past *row, const struct base_mask *mask,
                       const struct lab_drill_report *r)
{
    for (size_t m = 0; m < LAB_PAST_MEASURES; m++)
        for (size_t i = 0; i < r->means; i++)
            if (strcmp(r->mean[i].name, lab_past_measure[m]) == 0) {
                bool hidden = base_mask_hides(mask, r->mean[i].unit);
                row->mean[m] = hidden ? NAN : r->mean[i].mean;
                row->low[m] = hidden ? NAN : r->mean[i].low;
                row->high[m] = hidden ? NAN : r->mean[i].high;
            }
}

static bool add(const struct drill_options *o, const struct lab_drill *job,
                const struct lab_drill_report *r, struct base_err *err)
{
    const struct base_mask *mask = job->scen[0].mask;
    struct row row;

    row_init(&row, job);
    base_clock_utc(row.ended);
    snprintf(row.digest, sizeof row.digest, "%016" PRIx64, r->digest);
    row.past.ended = row.ended;
    row.past.digest = row.digest;
    row.past.course = row.shown[2] = base_mask_text(mask, r->course[r->judged]);
    row.past.passed = r->passed;
    row.past.missed = (double)r->missed;
    row.past.seconds = r->seconds;
    for (size_t i = 0; i < r->verdicts; i++)
        row.past.criteria += r->verdict[i].course == r->judged;
    take_means(&row.past, mask, r);
    bool good = lab_history_add(o->history, &row.past, o->force, err);
    row_fini(&row);
    return good;
}

/* ---- the command ---- */

/* The week of ISO 8601 in UTC, the same on all ranks. */
static void this_week(char text[32])
{
    time_t now = time(NULL);
    struct tm date;

    (void)strftime(text, 32, "%G-W%V", gmtime_r(&now, &date));
    comm_broadcast(text, 32, 0);
}

static void show(void *user, uint64_t done, uint64_t all)
{
    cmd_progress_count(user, done, all);
}

struct lab_drill cmd_drill_job(const struct cmd_engine *engine, const struct cmd_drill *d)
{
    return (struct lab_drill){.drill = &d->drill,
                              .scen = d->scen,
                              .tw = cmd_engine_take(engine),
                              .teams = cmd_engine_teams(engine)};
}

bool cmd_drill_simulate(const struct lab_drill *job, struct lab_drill_report *report,
                        struct base_err *err)
{
    struct cmd_progress progress;
    struct lab_drill told = *job;

    cmd_progress_begin(&progress, 0, 1, "");
    told.progress = show;
    told.progress_user = &progress;
    bool good = lab_drill_run(&told, report, err);
    cmd_progress_end(&progress);
    return good;
}

static int code_of(const struct lab_drill_report *r, bool good)
{
    if (r->refused)
        return CMD_BAD_INPUT;
    if (r->stopped)
        return CMD_CHECKPOINTED;
    if (!good || r->quarantined > 0)
        return CMD_FAILED;
    return r->passed ? CMD_GOOD : CMD_NOT_MET;
}

static int run(const struct drill_options *o, const struct lab_drill *job)
{
    struct base_err err = {0};
    struct lab_drill_report report;

    bool good = o->history == NULL || comm_rank() != 0 || may_add(o, job, &err);
    if (!comm_all_true(good)) {
        cmd_complain(&err, CMD_BAD_INPUT);
        return CMD_BAD_INPUT;
    }
    good = cmd_drill_simulate(job, &report, &err);
    if (good && comm_rank() == 0) {
        if (o->engine.json)
            print_json(job, &report);
        else
            print_report(job, &report);
    }
    if (report.stopped && comm_rank() == 0)
        cmd_say_stopped(report.simulated, job->output);
    bool adds = good && o->history != NULL && !report.unjudged;
    good = good && comm_all_true(!adds || comm_rank() != 0 || add(o, job, &report, &err));
    int code = code_of(&report, good);
    cmd_complain(&err, code);
    lab_drill_report_fini(&report);
    return code;
}

static int drill_file(const struct drill_options *o, const char *path, int argc, char **argv)
{
    struct cmd_drill d;
    char name[300], week[32];

    if (!cmd_drill_load(path, o->outside, &d))
        return CMD_BAD_INPUT;
    struct lab_drill job = cmd_drill_job(&o->engine, &d);
    snprintf(name, sizeof name, "%.200s.h5", d.drill.head.id);
    this_week(week);
    job.output = o->output != NULL ? o->output : name;
    job.exercise = o->exercise != NULL             ? o->exercise
                   : d.drill.head.exercise != NULL ? d.drill.head.exercise
                                                   : week;
    job.exposure = o->exposure;
    job.argc = argc;
    job.argv = job.again = argv;
    int code = o->dry_run ? forecast(&job, o->engine.json) : run(o, &job);
    cmd_drill_free(&d);
    return code;
}

int cmd_drill(int argc, char **argv)
{
    struct drill_options o = {.engine = CMD_ENGINE_DEFAULTS};
    struct base_err err = {0};
    size_t operands;
    char **given = cmd_remember(argc, argv);
    int code = CMD_BAD_INPUT;

    base_warning_listen(); // reading may take a while
    if (cmd_parse(&cmd_drill_spec, argc, argv, &o, &operands, &err) &&
        cmd_engine_check_teams(&o.engine, &err))
        code = drill_file(&o, argv[0], argc + 1, given);
    else
        cmd_complain(&err, CMD_BAD_INPUT);
    free(given);
    return code;
}
#undef AT
