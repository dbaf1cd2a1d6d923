/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/warning.h"
#include "cli/cmd.h"
#include "cli/engine.h"
#include "cli/installed.h"
#include "cli/say.h"
#include "comm/comm.h"
#include "lab/criteria.h"
#include "lab/parts.h"
#include "lab/share.h"
#include "scen/part.h"

enum reading { READ_AUTO, READ_WHOLE, READ_PARTS };

struct options {
    struct cmd_engine engine;
    uint64_t replications; // 0: as the scenario says
    uint64_t seed;         // NO_SEED: as the scenario says
    int64_t horizon;       // 0: as the scenario says
    const char *output;    // NULL: <id>.h5
    bool no_output, events, outside;
    int read;                 // enum reading
    int decisions;            // enum scen_decisions; -1: as the scenario says
    const char *checkpoint;   // NULL: the results file's name with .ckpt
    int64_t checkpoint_every; // ticks; 0: only when warned
    bool resume;
    const char *resume_from;
};

#define NO_SEED UINT64_MAX
#define AT(field) offsetof(struct options, field)

static const struct cmd_option run_options[] = {
    {"replications", 'n', "N", cmd_read_count, "1..1000000",
     "how many times it is simulated, each with its own chance", AT(replications)},
    {"seed", 0, "S", cmd_read_count, "0..9e15", "same seed, same results", AT(seed)},
    {"horizon", 0, "TIME", cmd_read_span, NULL, "simulated time, like \"90 d\"", AT(horizon)},
    {"output", 'o', "OUT.h5", cmd_read_text, NULL,
     "results file; default: the scenario's id with .h5, here", AT(output)},
    {"events", 0, NULL, NULL, NULL,
     "keep a log of all events and changes of stock: /results/events", AT(events)},
    {"decisions", 0, "LEVEL", cmd_read_choice, "none|choices|all",
     "how much of what agents decide is kept: /results/decisions; default:\nas the scenario "
     "says",
     AT(decisions)},
    {"no-output", 0, NULL, NULL, NULL, "write no results file", AT(no_output)},
    {"read", 0, "HOW", cmd_read_choice, "auto|whole|parts",
     "with several ranks and Time Warp: rank 0 reads the whole scenario,\n"
     "or each rank its part, where that can be; then warnings about the\n"
     "network as a whole are left to validate.\n"
     "Default auto: parts from 100000 sites on",
     AT(read)},
    CMD_OUTSIDE(AT(outside)),
};

static const struct cmd_option keep_options[] = {
    {"checkpoint", 0, "FILE", cmd_read_text, NULL,
     "at USR1, USR2 or TERM write the run down in FILE and stop with\n"
     "exit code 75; the one before stays as FILE.old. Default with any of\n"
     "these options: the results file's name with .ckpt",
     AT(checkpoint)},
    {"checkpoint-every", 0, "TIME", cmd_read_span, NULL,
     "write it down now and then, too, like \"10 min\"", AT(checkpoint_every)},
    {"resume", 0, NULL, NULL, NULL,
     "go on from the checkpoint, on any ranks and threads; begin when\n"
     "there is none",
     AT(resume)},
    {"resume-from", 0, "FILE", cmd_read_text, NULL, "go on from this checkpoint",
     AT(resume_from)},
};

const struct cmd_spec cmd_run_spec = {
    .name = "run",
    .summary = "simulate a scenario and write its results",
    .examples = "  bullwhip run scenarios/beer_game.cfg\n"
                "  bullwhip run my.cfg --replications 50 --seed 7 -o fifty.h5\n"
                "  bullwhip run my.cfg --horizon \"90 d\" --threads 4\n"
                "  mpirun -n 2 bullwhip run my.cfg --json\n"
                "  bullwhip run my.cfg --checkpoint-every \"10 min\" --resume\n",
    .operands = "FILE",
    .least = 1,
    .most = 1,
    .about =
        "FILE is a scenario, or a folder with a scenario.cfg. Options win over what it says.\n"
        "Results are the same, bit for bit, on any engine, ranks and threads; the digest\n"
        "tells. With the serial engine, ranks and threads share out the replications: the\n"
        "default for networks below 5000 sites with a replication for each worker.\n",
    .part = {{"Options", run_options, sizeof run_options / sizeof run_options[0], 0},
             {"Checkpoints", keep_options, sizeof keep_options / sizeof keep_options[0], 0},
             CMD_ENGINE_PARTS(AT(engine))},
};

/* ---- what is printed ---- */

static void figure_json(const struct lab_figure *f, struct base_text *json)
{
    base_text_json(json, f->name);
    base_text_add(json, ": {\"mean\": ");
    base_text_json_number(json, f->stat.mean);
    base_text_add(json, ", \"sd\": ");
    base_text_json_number(json, f->stat.sd);
    base_text_add(json, ", \"ci_low\": ");
    base_text_json_number(json, f->stat.low);
    base_text_add(json, ", \"ci_high\": ");
    base_text_json_number(json, f->stat.high);
    base_text_add(json, ", \"unit\": ");
    base_text_json(json, f->unit);
    base_text_add(json, "}");
}

static void criteria_json(const struct lab_report *r, struct base_text *json)
{
    base_text_add(json, ", \"criteria\": [");
    for (size_t i = 0; i < r->criteria; i++) {
        const struct lab_criterion *c = &r->criterion[i];

        base_text_add(json, "%s{\"criterion\": ", i > 0 ? ", " : "");
        base_text_json(json, c->asked->text);
        base_text_add(json, ", \"reached\": ");
        base_text_json_number(json, c->reached);
        base_text_add(json, ", \"met\": %s}", c->met ? "true" : "false");
    }
    base_text_add(json, "]");
}

static void print_json(const struct scenario *scen, const struct lab_report *r,
                       const struct cmd_measure *m, const char *output)
{
    struct base_text json = {0};

    base_text_add(&json, "{\"scenario\": ");
    base_text_json(&json, scen->id);
    base_text_add(&json, ", ");
    cmd_measure_json(m, &json);
    base_text_add(&json, "\"replications\": %u, \"seed\": %" PRIu64 ", ", r->replications,
                  scen->seed);
    base_text_add(&json, "\"horizon\": {\"value\": ");
    base_text_json_number(&json, (double)scen->horizon / (double)TW_TICKS_PER_DAY);
    base_text_add(&json, ", \"unit\": \"d\"}, \"output\": ");
    if (output)
        base_text_json(&json, output);
    else
        base_text_add(&json, "null");
    base_text_add(&json, ", \"kpi\": {");
    for (size_t i = 0; i < r->figures; i++) {
        base_text_add(&json, "%s", i > 0 ? ", " : "");
        figure_json(&r->figure[i], &json);
    }
    base_text_add(&json, "}");
    criteria_json(r, &json);
    base_text_add(&json, "}");
    puts(base_text_get(&json));
    base_text_fini(&json);
}

static void print_figure(const struct lab_figure *f)
{
    char half[32] = "";
    const char *unit = strcmp(f->unit, "1") == 0 ? "" : f->unit;

    if (!isnan(f->stat.sd))
        snprintf(half, sizeof half, "± %.3g", (f->stat.high - f->stat.low) / 2);
    // "±" has two bytes and one column
    printf("  %-26s %12.6g  %-*s  %s\n", f->name, f->stat.mean, half[0] ? 13 : 12, half, unit);
}

static void print_table(const struct scenario *scen, const struct lab_report *r)
{
    printf("%s%s%s\n", scen->id, *scen->title ? ": " : "", scen->title);
    printf("%u replication%s of %.6g d, seed %" PRIu64 "%s\n\n", r->replications,
           r->replications > 1 ? "s" : "", (double)scen->horizon / (double)TW_TICKS_PER_DAY,
           scen->seed, r->replications > 1 ? "; mean and 95 % confidence" : "");
    for (size_t i = 0; i < r->figures; i++)
        if (!r->figure[i].rare || r->figure[i].stat.mean > 0 || r->figure[i].stat.mean < 0)
            print_figure(&r->figure[i]);
    if (r->tops > 0)
        printf("\n  Largest backlog, mean over time, units:\n");
    for (size_t i = 0; i < r->tops; i++)
        printf("    %-24s %12.6g\n", r->top[i].name, r->top[i].backlog);
    printf("\n");
}

static void print_criteria(const struct lab_report *r)
{
    for (size_t i = 0; i < r->criteria; i++)
        printf("%s  %-40s  %.6g\n", r->criterion[i].met ? "met    " : "NOT MET",
               r->criterion[i].asked->text, r->criterion[i].reached);
    printf("%s", r->criteria > 0 ? "\n" : "");
}

static void print_next(const char *output)
{
    struct base_text script = {0};

    if (output)
        printf("results in %s; look at them:\n"
               "  python3 %s %s\n"
               "  h5ls -r %s\n",
               output, cmd_installed("analysis/load.py", &script), output, output);
    base_text_fini(&script);
}

static void print_report(const struct options *o, const struct scenario *scen,
                         const struct lab_report *r, enum tw_engine engine, const char *output)
{
    const struct cmd_measure m = {.digest = r->digest,
                                  .engine = engine,
                                  .ranks = r->ranks,
                                  .threads = r->threads,
                                  .committed = r->committed,
                                  .processed = r->processed,
                                  .seconds = r->seconds,
                                  .peak_rss_bytes = r->peak_rss_bytes};

    if (o->engine.json) {
        print_json(scen, r, &m, output);
        return;
    }
    print_table(scen, r);
    print_criteria(r);
    cmd_measure_print(&m);
    print_next(output);
}

/* ---- the run ---- */

static void override(struct scenario *scen, const struct options *o, struct base_err *err)
{
    if (o->replications)
        scen->replications = (uint32_t)o->replications;
    if (o->seed != NO_SEED)
        scen->seed = o->seed;
    scen->events = o->events;
    if (o->decisions >= 0)
        scen->decisions = (enum scen_decisions)o->decisions;
    if (o->horizon)
        scen->horizon = o->horizon;
    if (scen->warm_up >= scen->horizon)
        base_err_add(err, NULL, 0,
                     "the horizon of %.6g d ends before the warm-up of %.6g d does",
                     (double)scen->horizon / (double)TW_TICKS_PER_DAY,
                     (double)scen->warm_up / (double)TW_TICKS_PER_DAY);
}

static void announce(const struct scenario *scen, const struct tw_options *tw)
{
    if (comm_rank() == 0)
        fprintf(stderr,
                "bullwhip: %s, %zu sites%s: %u x %.6g d, %s on %d x %u (ranks x threads)\n",
                scen->id, scen_all_sites(scen), scen->part != NULL ? " read in parts" : "",
                scen->replications, (double)scen->horizon / (double)TW_TICKS_PER_DAY,
                cmd_engine_name(tw->engine), comm_size(), tw->threads);
}

struct files {
    const char *output;     // NULL: no results file
    const char *checkpoint; // NULL: none
};

static void print_checkpoint(const struct lab_run *run)
{
    fprintf(stderr,
            "bullwhip: stopped as it was told; the run so far is in %s; the same command with "
            "--resume goes on\n",
            run->checkpoint);
}

static bool wants_checkpoints(const struct options *o)
{
    return o->checkpoint || o->checkpoint_every || o->resume || o->resume_from;
}

/* Where checkpoints go; NULL: there shall be none. */
static const char *checkpoint_path(const struct options *o, const char *output,
                                   struct base_text *name)
{
    if (o->checkpoint || !wants_checkpoints(o))
        return o->checkpoint;
    base_text_add(name, "%s.ckpt", output);
    return base_text_get(name);
}

/* A scenario as it came in. */
struct input {
    struct scenario scen; // what it says, and what options say instead
    struct lab_parts parts;
    struct lab_share share;
    bool parted, shared; // neither: each rank read all of it for itself
};

static int simulate(const struct options *o, struct input *in, const struct files *files,
                    int argc, char **argv)
{
    const struct scenario *scen = &in->scen;
    const char *output = files->output;
    struct base_err err = {0};
    struct lab_report report;
    struct cmd_progress progress;
    struct lab_run run = {.scen = scen,
                          .parts = in->parted ? &in->parts : NULL,
                          .share = in->shared ? &in->share : NULL,
                          .tw = cmd_engine_for(&o->engine, scen),
                          .output = output,
                          .checkpoint = files->checkpoint,
                          .checkpoint_seconds = (double)o->checkpoint_every / 1000,
                          .resume = o->resume || o->resume_from,
                          .resume_from = o->resume_from,
                          .argc = argc,
                          .argv = argv,
                          .progress = cmd_progress_show,
                          .progress_user = &progress};

    announce(scen, &run.tw);
    cmd_progress_begin(&progress, scen->replications, (double)TW_TICKS_PER_DAY, "d");
    bool good = lab_run(&run, &report, &err);
    cmd_progress_end(&progress);
    int code = !good                 ? (report.refused ? CMD_BAD_INPUT : CMD_FAILED)
               : report.checkpointed ? CMD_CHECKPOINTED
               : report.missed > 0   ? CMD_NOT_MET
                                     : CMD_GOOD;
    if (good && !report.checkpointed && comm_rank() == 0)
        print_report(o, scen, &report, run.tw.engine, output);
    if (code == CMD_CHECKPOINTED && comm_rank() == 0)
        print_checkpoint(&run);
    lab_report_fini(&report);
    cmd_complain(&err, code);
    return code;
}

static bool adjust(void *user, struct scenario *scen)
{
    struct base_err err = {0};

    override(scen, user, &err);
    bool good = !base_err_any(&err);
    base_err_fini(&err);
    return good;
}

/* Collective. Each rank its part, where that can be. */
static bool load_part(struct options *o, const char *path, struct input *in,
                      struct base_err *err)
{
    struct base_text inside = {0};
    const char *text = cmd_scenario_text(path, &inside);
    const struct lab_parts_ask ask = {.path = text,
                                      .top = o->outside ? NULL : text,
                                      .least = o->read == READ_PARTS ? 0 : LAB_PARTS_SITES,
                                      .tw = cmd_engine_take(&o->engine),
                                      .adjust = adjust,
                                      .user = o};

    bool good = o->read != READ_WHOLE && lab_parts_make(&in->parts, &ask, &in->scen, err);
    base_text_fini(&inside);
    return good;
}

/* Collective. Rank 0 the whole for all; or, where that can't be, each for itself. */
static bool load_whole(const char *path, bool outside, struct input *in, struct base_err *err)
{
    const char *top = outside ? NULL : path;

    in->shared = lab_share_begin(&in->share, &in->scen);
    if (in->shared)
        return lab_share_scenario(&in->share,
                                  comm_rank() == 0 && cmd_load_to(path, top, &in->scen, err));
    return cmd_all_loaded(cmd_load(path, top, &in->scen, err), path, &in->scen, err);
}

static bool load(struct options *o, const char *path, struct input *in, struct base_err *err)
{
    *in = (struct input){0};
    in->parted = load_part(o, path, in, err);
    if (in->parted)
        return true;
    if (!load_whole(path, o->outside, in, err))
        return false;
    override(&in->scen, o, err);
    return true;
}

static void unload(struct input *in)
{
    lab_parts_end(&in->parts);
    if (in->shared)
        lab_share_end(&in->share);
    scen_free(&in->scen);
}

static int run_file(struct options *o, const char *path, int argc, char **argv)
{
    struct base_err err = {0};
    struct input in;
    char name[300];

    if (wants_checkpoints(o))
        base_warning_listen(); // reading may take a while
    if (!load(o, path, &in, &err))
        return cmd_complain(&err, CMD_BAD_INPUT);
    snprintf(name, sizeof name, "%.200s.h5", in.scen.id);
    struct base_text kept = {0};
    const char *output = o->output ? o->output : name;
    const struct files files = {.output = o->no_output ? NULL : output,
                                .checkpoint = checkpoint_path(o, output, &kept)};
    int code = cmd_complain(&err, CMD_BAD_INPUT);
    if (code == CMD_GOOD)
        code = simulate(o, &in, &files, argc, argv);
    base_text_fini(&kept);
    unload(&in);
    return code;
}

int cmd_run(int argc, char **argv)
{
    struct options o = {.engine = CMD_ENGINE_DEFAULTS, .seed = NO_SEED, .decisions = -1};
    struct base_err err = {0};
    size_t operands;
    char **given = cmd_remember(argc, argv);
    int code = CMD_BAD_INPUT;

    if (cmd_parse(&cmd_run_spec, argc, argv, &o, &operands, &err))
        code = run_file(&o, argv[0], argc + 1, given);
    else
        cmd_complain(&err, CMD_BAD_INPUT);
    free(given);
    return code;
}
