/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "cli/cmd.h"
#include "cli/engine.h"
#include "cli/say.h"
#include "comm/comm.h"
#include "lab/machine.h"
#include "phold/phold.h"

struct options {
    struct cmd_engine engine;
    uint64_t lps, start, locality, state, payload, seed;
    double remote, mean, lookahead, end;
};

#define AT(field) offsetof(struct options, field)

static const struct cmd_option phold_options[] = {
    {"lps", 0, "N", cmd_read_count, "1..4294967295", "logical processes", AT(lps)},
    {"start", 0, "K", cmd_read_count, "0..1000000", "events per LP at the start", AT(start)},
    {"remote", 0, "F", cmd_read_real, "0..1", "part of the events that go to another LP",
     AT(remote)},
    {"mean", 0, "M", cmd_read_real, "1e-6..1e9", "mean delay, lookahead included", AT(mean)},
    {"lookahead", 0, "L", cmd_read_real, "0..1e9", "smallest delay", AT(lookahead)},
    {"end", 0, "T", cmd_read_real, "1e-6..7e7", "simulated time, in the unit of the delays",
     AT(end)},
    {"state", 0, "BYTES", cmd_read_count, "16..1073741824", "state of each LP", AT(state)},
    {"payload", 0, "BYTES", cmd_read_count, "0..4096", "payload of each event", AT(payload)},
    {"locality", 0, "D", cmd_read_count, "0..4294967295",
     "remote events go at most so many LPs away; 0: anywhere", AT(locality)},
    {"seed", 0, "S", cmd_read_count, "0..9e15", "same seed, same digest", AT(seed)},
};

const struct cmd_spec cmd_phold_spec = {
    .name = "phold",
    .summary = "measure the engine with PHOLD, the yardstick of the field",
    .examples = "  bullwhip phold --lps 1024 --start 16 --remote 0.1 --end 100\n"
                "  bullwhip phold --lps 131072 --remote 0.1 --end 50 --threads 2\n"
                "  mpirun -n 2 bullwhip phold --lps 131072 --engine timewarp --json\n",
    .operands = "",
    .about =
        "Without options: 1024 LPs, 1 event each, half of them remote, mean 1, lookahead 0.1,\n"
        "end 100, 16 bytes of state, no payload, seed 1.\n"
        "Each event sends one event, lookahead + Exp(mean - lookahead) later. The digest\n"
        "depends on the time and order of every event at its LP.\n",
    .part = {{"Options", phold_options, sizeof phold_options / sizeof phold_options[0], 0},
             CMD_ENGINE_PARTS(AT(engine))},
};

static struct options defaults(void)
{
    struct phold_options p = phold_defaults();

    return (struct options){.engine = CMD_ENGINE_DEFAULTS,
                            .lps = p.lps,
                            .start = p.start,
                            .remote = p.remote,
                            .mean = p.mean,
                            .lookahead = p.lookahead,
                            .locality = p.locality,
                            .state = p.state,
                            .payload = p.payload,
                            .seed = 1,
                            .end = 100};
}

static void check(const struct options *o, struct base_err *err)
{
    if (o->lookahead >= o->mean)
        base_err_add(err, NULL, 0, "--lookahead %g: expected less than --mean %g", o->lookahead,
                     o->mean);
    if (o->engine.engine == TW_SERIAL && o->engine.threads > 1)
        base_err_add(err, NULL, 0, "--engine serial has one worker: leave --threads out");
}

static void show(void *user, const struct tw_progress *now)
{
    cmd_progress_show(user, 0, now);
}

/* Collective. */
static void report(const struct options *o, enum tw_engine engine, const struct tw_result *r)
{
    const struct cmd_measure m = {.digest = r->digest,
                                  .engine = engine,
                                  .ranks = r->ranks,
                                  .threads = r->threads,
                                  .committed = r->committed,
                                  .processed = r->processed,
                                  .seconds = r->seconds,
                                  .peak_rss_bytes = lab_peak_rss_bytes()};
    struct base_text json = {0};

    if (comm_rank() != 0)
        return;
    if (!o->engine.json) {
        cmd_measure_print(&m);
        return;
    }
    base_text_add(&json, "{");
    cmd_measure_json(&m, &json);
    base_text_add(&json, "\"lps\": %llu, \"seed\": %llu, \"setup_seconds\": ",
                  (unsigned long long)o->lps, (unsigned long long)o->seed);
    base_text_json_number(&json, r->setup_seconds);
    base_text_add(&json, "}");
    puts(base_text_get(&json));
    base_text_fini(&json);
}

static int simulate(const struct options *o)
{
    const struct phold_options p = {.lps = (uint32_t)o->lps,
                                    .start = (uint32_t)o->start,
                                    .remote = o->remote,
                                    .mean = o->mean,
                                    .lookahead = o->lookahead,
                                    .locality = (uint32_t)o->locality,
                                    .state = (uint32_t)o->state,
                                    .payload = (uint32_t)o->payload};
    struct tw_kind kind;
    const struct tw_model model = phold_model(&p, &kind);
    struct tw_options tw = cmd_engine_take(&o->engine);
    struct tw_result result = {0};
    struct cmd_progress progress;
    struct base_err err = {0};

    cmd_progress_begin(&progress, 1, (double)PHOLD_UNIT, "units");
    tw.horizon = llround(o->end * (double)PHOLD_UNIT);
    tw.seed = o->seed;
    tw.progress = show;
    tw.progress_user = &progress;
    bool good = tw_run(&model, &tw, &result, &err);
    cmd_progress_end(&progress);
    if (!good) {
        cmd_complain(&err, CMD_BAD_INPUT);
        return CMD_BAD_INPUT;
    }
    report(o, tw.engine, &result);
    tw_result_fini(&result);
    base_err_fini(&err);
    return CMD_GOOD;
}

int cmd_phold(int argc, char **argv)
{
    struct options o = defaults();
    struct base_err err = {0};
    size_t operands;

    if (cmd_parse(&cmd_phold_spec, argc, argv, &o, &operands, &err))
        check(&o, &err);
    int code = cmd_complain(&err, CMD_BAD_INPUT);
    return code == CMD_GOOD ? simulate(&o) : code;
}
