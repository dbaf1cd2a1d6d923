/* SPDX-License-Identifier: Apache-2.0 */
/* replay: a study again from its results file alone, compared value by value. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/cmd.h"
#include "cli/cmd_drill.h"
#include "cli/engine.h"
#include "cli/say.h"
#include "comm/comm.h"
#include "lab/recall.h"
#include "lab/run.h"
#include "lab/sweep.h"
#include "out/prov.h"

struct options {
    struct cmd_engine engine;
    const char *output; // NULL: not kept
};

#define AT(field) offsetof(struct options, field)

static const struct cmd_option replay_options[] = {
    {"output", 'o', "OUT.h5", cmd_read_text, NULL, "keep the new results", AT(output)},
};

const struct cmd_spec cmd_replay_spec = {
    .name = "replay",
    .summary = "simulate again what a results file holds, and compare",
    .examples = "  bullwhip replay my_first.h5\n"
                "  mpirun -n 2 bullwhip replay my_first.h5 --threads 2\n"
                "  bullwhip replay my_first.h5 -o again.h5 --json\n",
    .operands = "FILE.h5",
    .least = 1,
    .most = 1,
    .about =
        "Works for runs, sweeps and drills. Needs no other file: results hold the texts that "
        "they were "
        "made from, tables too,\n"
        "with seed, replications and horizon. Exit code 0 when all results are the same, bit\n"
        "for bit; 1 when they differ, and then the first difference is told.\n",
    .part = {{"Options", replay_options, 1, 0}, CMD_ENGINE_PARTS(AT(engine))},
};

/* ---- where the new results go ---- */

struct place { // rank 0
    char folder[64], path[80];
    const char *output; // what is written
};

/* Collective. A private folder, unless the results are kept. */
static bool place_make(struct place *p, const char *output, struct base_err *err)
{
    const char *top = getenv("TMPDIR");

    *p = (struct place){.output = output};
    if (output)
        return true;
    snprintf(p->folder, sizeof p->folder, "%.30s/bullwhip-replay-XXXXXX",
             top && strlen(top) <= 30 ? top : "/tmp");
    bool made = comm_rank() != 0 || mkdtemp(p->folder) != NULL;
    comm_broadcast(p->folder, sizeof p->folder, 0);
    if (!made) {
        base_err_add(err, NULL, 0, "can't make a folder like '%s'; expected room in TMPDIR",
                     p->folder);
        return false;
    }
    snprintf(p->path, sizeof p->path, "%s/replay.h5", p->folder);
    p->output = p->path;
    return true;
}

/* A drill or a sweep leaves its spool, a file of each rank. */
static void spool_clear(const struct place *p)
{
    char path[120];

    for (int rank = 0; rank < comm_size(); rank++) {
        snprintf(path, sizeof path, "%s.spool/%04d.spool", p->path, rank);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s.spool", p->path);
    rmdir(path);
}

static void place_clear(const struct place *p)
{
    if (comm_rank() == 0 && p->path[0]) {
        spool_clear(p);
        unlink(p->path);
        rmdir(p->folder);
    }
}

/* ---- what is told ---- */

struct verdict {
    struct out_comparison found;
    const char *digest, *version; // of the file
    uint64_t again;               // the digest now
    bool same;
};

static void print_json(const struct verdict *v, const char *path, const char *output)
{
    struct base_text json = {0};
    char now[OUT_VERSION_BYTES];

    base_text_add(&json, "{\"file\": ");
    base_text_json(&json, path);
    base_text_add(&json, ", \"same\": %s, \"digest\": \"%016" PRIx64 "\", ",
                  v->same ? "true" : "false", v->again);
    base_text_add(&json, "\"file_digest\": ");
    base_text_json(&json, v->digest);
    base_text_add(&json, ", \"version\": ");
    base_text_json(&json, out_version(now));
    base_text_add(&json, ", \"file_version\": ");
    base_text_json(&json, v->version);
    base_text_add(&json, ", \"datasets\": %" PRIu64 ", \"values\": %" PRIu64 ", ",
                  v->found.datasets, v->found.values);
    base_text_add(&json, "\"difference\": ");
    if (v->found.different)
        base_text_json(&json, base_text_get(&v->found.where));
    else
        base_text_add(&json, "null");
    base_text_add(&json, ", \"output\": ");
    if (output)
        base_text_json(&json, output);
    else
        base_text_add(&json, "null");
    printf("%s}\n", base_text_get(&json));
    base_text_fini(&json);
}

static void print_text(const struct verdict *v)
{
    char now[OUT_VERSION_BYTES];

    out_version(now);
    if (v->same) {
        printf("same results: %" PRIu64 " values of %" PRIu64 " datasets, digest %016" PRIx64
               "\n",
               v->found.values, v->found.datasets, v->again);
        return;
    }
    printf("different results; digest %s in the file, %016" PRIx64 " now\n", v->digest,
           v->again);
    if (v->found.different)
        printf("first difference, file and now: %s\n", base_text_get(&v->found.where));
    else
        printf("the %" PRIu64
               " datasets of the file are the same; what is simulated or written "
               "besides is not\n",
               v->found.datasets);
    if (strcmp(now, v->version) != 0)
        printf("the file was made by version %s; this is %s\n", v->version, now);
}

/* Rank 0: both files side by side. */
static bool judge(const struct out_file *f, const char *output, struct base_arena *arena,
                  struct verdict *v, struct base_err *err)
{
    struct out_file *again = out_file_open(output, err);
    char digest[17];

    if (!again)
        return false;
    lab_compare(f, again, &v->found);
    out_file_close(again);
    v->digest = out_file_text(f, "/", "digest", arena);
    v->version = out_file_text(f, "/", "software_version", arena);
    v->digest = v->digest ? v->digest : "none";
    v->version = v->version ? v->version : "unknown";
    snprintf(digest, sizeof digest, "%016" PRIx64, v->again);
    v->same = !v->found.different && strcmp(digest, v->digest) == 0;
    return true;
}

/* ---- what is simulated again ---- */

struct subject {
    bool is_drill, is_sweep;
    struct scenario scen;    // of a run, and of a sweep
    struct scen_study study; // of a sweep
    uint32_t shard, shards;
    struct cmd_drill drill; // of a drill
    bool exposure;
};

static bool recall(const struct out_file *f, const char *path, struct subject *s,
                   struct base_err *err)
{
    int64_t exposure = 0;

    if (!f)
        return false;
    s->is_drill = out_file_has(f, "/drill");
    s->is_sweep = !s->is_drill && lab_recall_is_sweep(f);
    if (s->is_sweep && !lab_recall_study(f, path, &s->study, &s->shard, &s->shards, err))
        return false;
    if (!s->is_drill)
        return lab_recall(f, path, &s->scen, err);
    s->exposure = out_file_integer(f, "/drill", "exposure", &exposure) && exposure != 0;
    return cmd_drill_recall(f, path, &s->drill, err);
}

static void forget(struct subject *s)
{
    if (s->is_drill)
        cmd_drill_free(&s->drill);
    else if (s->scen.arena)
        scen_free(&s->scen);
    scen_study_free(&s->study);
}

/* ---- the run ---- */

static char command_name[] = "bullwhip", command_verb[] = "replay";

/* Collective. */
static bool simulate_drill(const struct options *o, const struct subject *s, const char *output,
                           uint64_t *digest, struct base_err *err)
{
    char *argv[] = {command_name, command_verb, NULL};
    struct lab_drill job = cmd_drill_job(&o->engine, &s->drill);
    struct lab_drill_report report;

    job.output = output;
    job.exercise = "replay";
    job.exposure = s->exposure;
    job.argc = 2;
    job.argv = argv;
    bool good = cmd_drill_simulate(&job, &report, err);
    *digest = report.digest;
    lab_drill_report_fini(&report);
    return good;
}

static void show_count(void *user, uint64_t done, uint64_t all)
{
    cmd_progress_count(user, done, all);
}

/* Collective. */
static bool simulate_sweep(const struct options *o, const struct subject *s, const char *output,
                           uint64_t *digest, struct base_err *err)
{
    char *argv[] = {command_name, command_verb, NULL};
    struct cmd_progress progress;
    struct lab_sweep_report report;
    const struct lab_sweep sweep = {.study = &s->study,
                                    .base = &s->scen,
                                    .tw = cmd_engine_take(&o->engine),
                                    .teams = cmd_engine_teams(&o->engine),
                                    .output = output,
                                    .shard = s->shard,
                                    .shards = s->shards,
                                    .argc = 2,
                                    .argv = argv,
                                    .progress = show_count,
                                    .progress_user = &progress};

    cmd_progress_begin(&progress, 0, 1, "");
    bool good = lab_sweep_run(&sweep, &report, err);
    cmd_progress_end(&progress);
    *digest = report.digest;
    return good;
}

/* Collective. */
static bool simulate(const struct options *o, const struct scenario *scen, const char *output,
                     uint64_t *digest, struct base_err *err)
{
    char *argv[] = {command_name, command_verb, NULL};
    struct cmd_progress progress;
    struct lab_report report;
    const struct lab_run run = {.scen = scen,
                                .tw = cmd_engine_for(&o->engine, scen),
                                .output = output,
                                .argc = 2,
                                .argv = argv,
                                .progress = cmd_progress_show,
                                .progress_user = &progress};

    cmd_progress_begin(&progress, scen->replications, (double)TW_TICKS_PER_DAY, "d");
    bool good = lab_run(&run, &report, err);
    cmd_progress_end(&progress);
    *digest = report.digest;
    lab_report_fini(&report);
    return good;
}

static int tell(const struct options *o, const char *path, const struct out_file *f,
                const char *output, uint64_t digest, struct base_err *err)
{
    struct base_arena *arena = base_arena_new();
    struct verdict v = {.again = digest};
    int code = CMD_FAILED;

    if (judge(f, output, arena, &v, err)) {
        code = v.same ? CMD_GOOD : CMD_FAILED;
        if (o->engine.json)
            print_json(&v, path, o->output);
        else
            print_text(&v);
    }
    out_comparison_fini(&v.found);
    base_arena_free(arena);
    return code;
}

/* Collective. */
static int replay(const struct options *o, const char *path, const struct out_file *f,
                  const struct subject *s)
{
    struct base_err err = {0};
    struct place place;
    uint64_t digest = 0;
    int code = CMD_FAILED;

    bool good = comm_all_true(place_make(&place, o->output, &err));
    good = good && (s->is_drill   ? simulate_drill(o, s, place.output, &digest, &err)
                    : s->is_sweep ? simulate_sweep(o, s, place.output, &digest, &err)
                                  : simulate(o, &s->scen, place.output, &digest, &err));
    if (good && comm_rank() == 0)
        code = tell(o, path, f, place.output, digest, &err);
    place_clear(&place);
    cmd_complain(&err, code);
    comm_broadcast(&code, sizeof code, 0);
    return code;
}

static int replay_file(const struct options *o, const char *path)
{
    struct base_err err = {0};
    struct subject s = {0};
    struct out_file *f = out_file_open(path, &err);
    int code = CMD_BAD_INPUT;

    bool mine = recall(f, path, &s, &err);
    if (comm_all_true(mine)) {
        base_err_fini(&err); // warnings were told when the study was made
        code = replay(o, path, f, &s);
    } else {
        if (mine)
            base_err_add(&err, NULL, 0, "another rank can't read '%s'", path);
        cmd_complain(&err, CMD_BAD_INPUT);
    }
    forget(&s);
    out_file_close(f);
    return code;
}

int cmd_replay(int argc, char **argv)
{
    struct options o = {.engine = CMD_ENGINE_DEFAULTS};
    struct base_err err = {0};
    size_t operands;

    if (!cmd_parse(&cmd_replay_spec, argc, argv, &o, &operands, &err))
        return cmd_complain(&err, CMD_BAD_INPUT);
    return replay_file(&o, argv[0]);
}
