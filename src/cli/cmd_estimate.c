/* SPDX-License-Identifier: Apache-2.0 */
/* estimate: what a run will take, before it is made. */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "cli/cmd.h"
#include "comm/comm.h"
#include "lab/estimate.h"
#include "scen/unit.h"

struct estimate_options {
    bool json, outside;
    uint64_t replications, workers;
};

#define AT(field) offsetof(struct estimate_options, field)

static const struct cmd_option estimate_options[] = {
    {"replications", 'n', "N", cmd_read_count, "1..1000000",
     "as the run will be told; default: as the scenario says", AT(replications)},
    {"workers", 'w', "W", cmd_read_count, "1..100000",
     "ranks x threads that share the replications (default 1)", AT(workers)},
    {"json", 0, NULL, NULL, NULL, "one JSON object, for programs", AT(json)},
    CMD_OUTSIDE(AT(outside)),
};

const struct cmd_spec cmd_estimate_spec = {
    .name = "estimate",
    .summary = "tell how long a run will take, and how much memory",
    .examples = "  bullwhip estimate my.cfg\n"
                "  bullwhip estimate my.cfg -n 1000 --workers 8\n"
                "  bullwhip estimate big --json\n",
    .operands = "FILE",
    .least = 1,
    .most = 1,
    .about =
        "Simulates a stretch of it for some tenths of a second on this machine and carries\n"
        "that on to the horizon. Time and memory are as a rule right within a factor of 2;\n"
        "events within a tenth, unless rare disasters change what happens.\n",
    .part = {{"Options", estimate_options, sizeof estimate_options / sizeof estimate_options[0],
              0}},
};

static void json_number(struct base_text *json, const char *name, double value)
{
    base_text_add(json, ", \"%s\": ", name);
    base_text_json_number(json, value);
}

static void print_json(const struct scenario *scen, const struct lab_estimate *e)
{
    struct base_text json = {0};

    base_text_add(&json, "{\"scenario\": ");
    base_text_json(&json, scen->id);
    base_text_add(&json, ", \"replications\": %u", scen->replications);
    json_number(&json, "events", round(e->total_events));
    json_number(&json, "seconds", e->total_seconds);
    json_number(&json, "memory_bytes", round(e->memory_bytes));
    json_number(&json, "replication_events", round(e->events));
    json_number(&json, "replication_seconds", e->seconds);
    json_number(&json, "replication_row_bytes", round(e->row_bytes));
    json_number(&json, "expected_events", round(e->expected_events));
    json_number(&json, "setup_seconds", e->setup_seconds);
    json_number(&json, "probe_days", e->probe_days);
    base_text_add(&json, ", \"probe_whole\": %s}", e->whole ? "true" : "false");
    puts(base_text_get(&json));
    base_text_fini(&json);
}

/* "3.2 s", "14 min", "2.1 h" */
static const char *span(double seconds, char *text, size_t bytes)
{
    if (seconds < 120)
        snprintf(text, bytes, "%.2g s", seconds);
    else if (seconds < 7200)
        snprintf(text, bytes, "%.3g min", seconds / 60);
    else
        snprintf(text, bytes, "%.3g h", seconds / 3600);
    return text;
}

static void print_text(const struct scenario *scen, const struct lab_estimate *e,
                       uint64_t workers)
{
    char time[40];

    printf("%s: %u replication%s of %.6g d, %llu worker%s\n", scen->id, scen->replications,
           scen->replications == 1 ? "" : "s",
           (double)scen->horizon / (double)SCEN_TICKS_PER_DAY, (unsigned long long)workers,
           workers == 1 ? "" : "s");
    printf("  events   %.3g (%.3g each)\n", e->total_events, e->events);
    printf("  time     %s\n", span(e->total_seconds, time, sizeof time));
    printf("  memory   %.3g MB\n", e->memory_bytes / 1e6);
    printf("  %s %.4g d were tried to tell this\n",
           e->whole ? "one whole replication," : "a stretch of", e->probe_days);
}

static int estimate(const struct estimate_options *o, struct scenario *scen,
                    struct base_err *err)
{
    struct lab_estimate e;
    uint64_t workers = o->workers > 0 ? o->workers : 1;

    if (o->replications > 0)
        scen->replications = (uint32_t)o->replications;
    if (lab_estimate(scen, (unsigned)workers, &e, err) && comm_rank() == 0) {
        if (o->json)
            print_json(scen, &e);
        else
            print_text(scen, &e, workers);
    }
    return cmd_complain(err, CMD_BAD_INPUT);
}

int cmd_estimate(int argc, char **argv)
{
    struct estimate_options o = {0};
    struct base_err err = {0};
    struct scenario scen;
    size_t operands;

    if (!cmd_parse(&cmd_estimate_spec, argc, argv, &o, &operands, &err) ||
        !cmd_load(argv[0], o.outside ? NULL : argv[0], &scen, &err))
        return cmd_complain(&err, CMD_BAD_INPUT);
    int code = estimate(&o, &scen, &err);
    scen_free(&scen);
    return code;
}
#undef AT
