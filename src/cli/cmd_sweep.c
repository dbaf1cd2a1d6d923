/* SPDX-License-Identifier: Apache-2.0 */
/* sweep: many points of one scenario. */
#include "cli/cmd_sweep.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/warning.h"
#include "cli/cmd.h"
#include "cli/installed.h"
#include "cli/say.h"
#include "comm/comm.h"

struct shard {
    uint32_t index, count; // from 0; count 0: not asked for
};

struct sweep_options {
    struct cmd_engine engine;
    const char *output;
    bool dry_run, outside;
    struct shard shard;
};

#define AT(field) offsetof(struct sweep_options, field)

static bool read_shard(const char *text, const char *form, void *to, char *why, size_t bytes)
{
    struct shard *shard = to;
    uint32_t index = 0, count = 0;
    int used = 0;

    (void)form;
    if (sscanf(text, "%" SCNu32 "/%" SCNu32 "%n", &index, &count, &used) == 2 &&
        text[used] == '\0' && index >= 1 && index <= count) {
        *shard = (struct shard){index - 1, count};
        return true;
    }
    snprintf(why, bytes, "expected K/N with K from 1 to N, such as 2/8");
    return false;
}

static const struct cmd_option sweep_options[] = {
    {"output", 'o', "OUT.h5", cmd_read_text, NULL,
     "results file; default: the study's id with .h5, here", AT(output)},
    {"dry-run", 0, NULL, NULL, NULL, "tell points, core-hours and bytes; simulate nothing else",
     AT(dry_run)},
    CMD_OUTSIDE(AT(outside)),
    {"shard", 0, "K/N", read_shard, NULL,
     "only part K of N, as one job of an array does; then merge them", AT(shard)},
};

const struct cmd_spec cmd_sweep_spec = {
    .name = "sweep",
    .summary = "simulate a study: many variants of one scenario",
    .examples = "  bullwhip sweep scenarios/studies/beer_levels.cfg --dry-run\n"
                "  bullwhip sweep scenarios/studies/beer_levels.cfg -o levels.h5\n"
                "  mpirun -n 4 bullwhip sweep my_study.cfg --threads 2\n"
                "  bullwhip sweep my_study.cfg --shard 3/10 -o part3.h5\n",
    .operands = "STUDY",
    .least = 1,
    .most = 1,
    .about =
        "STUDY names a scenario, factors, a design, replications and outcomes. Each\n"
        "replication that is done is safe in OUT.h5.spool at once: the same command goes on\n"
        "where a killed one ended, and does only what is new when the study has grown.\n"
        "USR1, USR2 or TERM end it early with exit code 75: no results yet, nothing lost.\n"
        "Results are the same, bit for bit, on any ranks and threads. Points that fail twice\n"
        "are quarantined with the reason; then the exit code is 1.\n",
    .part = {{"Options", sweep_options, sizeof sweep_options / sizeof sweep_options[0], 0},
             CMD_TEAM_PART(AT(engine)),
             CMD_ENGINE_PARTS(AT(engine))},
};

/* ---- what is printed ---- */

static void print_json(const struct lab_sweep *sweep, const struct lab_sweep_report *r)
{
    struct base_text json = {0};

    base_text_add(&json, "{\"study\": ");
    base_text_json(&json, sweep->study->head.id);
    base_text_add(&json, ", \"scenario\": ");
    base_text_json(&json, sweep->base->id);
    base_text_add(
        &json,
        ", \"digest\": \"%016" PRIx64 "\", \"points\": %zu, \"replications\": %" PRIu64
        ", \"simulated\": %" PRIu64 ", \"quarantined\": %zu, \"missing\": %zu",
        r->digest, r->points, r->replications, r->simulated, r->quarantined, r->missing);
    if (r->best != SIZE_MAX)
        base_text_add(&json, ", \"best\": %zu", r->best);
    base_text_add(&json,
                  ", \"ranks\": %d, \"threads\": %u, \"teams\": %u, \"seconds\": ", comm_size(),
                  sweep->tw.threads, r->teams);
    base_text_json_number(&json, r->seconds);
    base_text_add(&json, ", \"replication_seconds\": ");
    base_text_json_number(&json, r->run_seconds);
    base_text_add(&json, ", \"peak_rss_bytes\": %" PRIu64, r->peak_rss_bytes);
    base_text_add(&json, ", \"output\": ");
    base_text_json(&json, sweep->output);
    base_text_add(&json, "}");
    puts(base_text_get(&json));
    base_text_fini(&json);
}

static void print_report(const struct lab_sweep *sweep, const struct lab_sweep_report *r)
{
    printf("%s: %zu points of %s, %" PRIu64 " replications, %" PRIu64 " of them now, %.3g s\n",
           sweep->study->head.id, r->points, sweep->base->id, r->replications, r->simulated,
           r->seconds);
    if (r->best != SIZE_MAX)
        printf("best: point %zu, %s\n", r->best, r->best_is);
    if (r->missing > 0)
        printf("%zu points lack replications\n", r->missing);
    if (r->quarantined > 0)
        printf("%zu point%s quarantined; point %zu: %s\n", r->quarantined,
               r->quarantined == 1 ? " is" : "s are", r->lost, r->why);
    if (r->quarantined > 1)
        printf("  /study/points/reason says why, of each\n");
    printf("digest %016" PRIx64 "\n", r->digest);

    struct base_text script = {0};
    printf("results in %s; look at them:\n  python3 %s %s\n", sweep->output,
           cmd_installed("analysis/load.py", &script), sweep->output);
    base_text_fini(&script);
}

static void print_forecast(const struct lab_sweep *sweep, const struct lab_sweep_forecast *f,
                           bool json)
{
    char spool[16], results[16], hours[40];

    if (json) {
        printf("{\"points\": %zu, \"distinct\": %zu, \"replications\": %" PRIu64
               ", \"core_hours\": %.6g, \"bytes\": %.0f, \"spool_bytes\": %.0f}\n",
               f->points, f->units, f->replications, f->core_seconds / 3600, f->result_bytes,
               f->spool_bytes);
        return;
    }
    printf("%s: %zu points of %s", sweep->study->head.id, f->points, sweep->base->id);
    if (f->units < f->points)
        printf(", %zu of them different", f->units);
    printf("\n  replications %s%" PRIu64 "\n",
           sweep->study->stops || sweep->study->selects ? "at least " : "", f->replications);
    printf("  core-hours   %s\n  results      %sB, spool %sB\n",
           cmd_core_hours(f->core_seconds, hours), cmd_short(f->result_bytes, results),
           cmd_short(f->spool_bytes, spool));
}

/* ---- the study ---- */

/* All that can be said at once, when something is amiss. */
static bool load(const char *path, const char *top, struct cmd_study *s, struct base_err *err)
{
    struct scenario texts = {0};
    bool good = scen_study_load(path, top, &s->study, err);
    const char *scenario = s->study.scenario;
    bool based = scenario != NULL && cmd_load(scenario, top, &s->base, err);

    good = good && based;
    if (based && !lab_sweep_hold(&s->study, &s->base, err))
        good = false;
    if (good)
        return true;
    if (!based && scenario != NULL)
        scen_load_texts(scenario, top, &texts);
    const struct scenario *base = based ? &s->base : texts.files > 0 ? &texts : NULL;
    if (s->study.files > 0)
        lab_sweep_look(&s->study, base, err);
    scen_free(&texts);
    cmd_study_free(s);
    return false;
}

bool cmd_study_load(const char *path, bool outside, struct cmd_study *s)
{
    struct base_err err = {0};

    *s = (struct cmd_study){0};
    bool good = load(path, outside ? NULL : path, s, &err);
    bool all = cmd_all_loaded(good, path, &s->base, &err);
    if (good && !all)
        scen_study_free(&s->study);
    cmd_complain(&err, CMD_BAD_INPUT);
    return all;
}

void cmd_study_free(struct cmd_study *s)
{
    scen_study_free(&s->study);
    scen_free(&s->base);
}

static int code_of(const struct lab_sweep_report *r, bool good)
{
    if (r->refused)
        return CMD_BAD_INPUT;
    if (r->stopped)
        return CMD_CHECKPOINTED;
    return !good || r->quarantined > 0 || r->missing > 0 ? CMD_FAILED : CMD_GOOD;
}

static void show(void *user, uint64_t done, uint64_t all)
{
    cmd_progress_count(user, done, all);
}

int cmd_study_run(const struct lab_sweep *study, bool json)
{
    struct base_err err = {0};
    struct lab_sweep_report report;
    struct cmd_progress progress;
    struct lab_sweep told = *study;
    const struct lab_sweep *sweep = &told;

    cmd_progress_begin(&progress, 0, 1, "");
    told.progress = show;
    told.progress_user = &progress;
    bool good = lab_sweep_run(sweep, &report, &err);
    cmd_progress_end(&progress);
    if (good && comm_rank() == 0) {
        if (json)
            print_json(sweep, &report);
        else
            print_report(sweep, &report);
    }
    if (report.stopped && comm_rank() == 0)
        cmd_say_stopped(report.simulated, sweep->output);
    int code = code_of(&report, good);
    cmd_complain(&err, code);
    return code;
}

static struct lab_sweep sweep_of(const struct sweep_options *o, const struct cmd_study *s)
{
    struct lab_sweep sweep = {.study = &s->study,
                              .base = &s->base,
                              .tw = cmd_engine_take(&o->engine),
                              .teams = cmd_engine_teams(&o->engine),
                              .output = o->output,
                              .shard = o->shard.index,
                              .shards = o->shard.count > 0 ? o->shard.count : 1};

    return sweep;
}

static int forecast(const struct lab_sweep *sweep, bool json)
{
    struct base_err err = {0};
    struct lab_sweep_forecast f;

    if (comm_rank() == 0 && lab_sweep_forecast(sweep, &f, &err))
        print_forecast(sweep, &f, json);
    bool good = comm_all_true(!base_err_any(&err));
    cmd_complain(&err, CMD_BAD_INPUT);
    return good ? CMD_GOOD : CMD_BAD_INPUT;
}

static int sweep_file(struct sweep_options *o, const char *path, int argc, char **argv)
{
    struct cmd_study s;
    char name[300];

    if (!cmd_study_load(path, o->outside, &s))
        return CMD_BAD_INPUT;
    snprintf(name, sizeof name, "%.200s.h5", s.study.head.id);
    if (o->output == NULL)
        o->output = name;
    struct lab_sweep sweep = sweep_of(o, &s);
    sweep.argc = argc;
    sweep.argv = sweep.again = argv;
    int code =
        o->dry_run ? forecast(&sweep, o->engine.json) : cmd_study_run(&sweep, o->engine.json);
    cmd_study_free(&s);
    if (o->output == name)
        o->output = NULL;
    return code;
}

int cmd_sweep(int argc, char **argv)
{
    struct sweep_options o = {.engine = CMD_ENGINE_DEFAULTS};
    struct base_err err = {0};
    size_t operands;
    char **given = cmd_remember(argc, argv);
    int code = CMD_BAD_INPUT;

    base_warning_listen(); // reading may take a while
    if (cmd_parse(&cmd_sweep_spec, argc, argv, &o, &operands, &err) &&
        cmd_engine_check_teams(&o.engine, &err))
        code = sweep_file(&o, argv[0], argc + 1, given);
    else
        cmd_complain(&err, CMD_BAD_INPUT);
    free(given);
    return code;
}
#undef AT
