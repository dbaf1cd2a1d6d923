/* SPDX-License-Identifier: Apache-2.0 */
/* cli/engine.h - the options that every simulating command has: which engine, how many threads.
 */
#pragma once

#include "base/text.h"
#include "cli/option.h"
#include "scen/scenario.h"
#include "tw/sim.h"

struct cmd_engine {
    int engine;       // enum tw_engine; -1: chosen by the number of workers
    int placement;    // enum tw_placement
    uint64_t threads; // per rank
    size_t memory_cap;
    struct tw_stress stress;
    bool json;
    uint64_t teams; // of ranks, for studies and drills; 0: not asked for
};

#define CMD_ENGINE_DEFAULTS                                    \
    {                                                          \
        .engine = -1, .placement = TW_PLACE_AUTO, .threads = 1 \
    }

extern const struct cmd_option cmd_engine_options[], cmd_developer_options[],
    cmd_team_options[];
enum { CMD_ENGINE_OPTIONS = 5, CMD_DEVELOPER_OPTIONS = 1, CMD_TEAM_OPTIONS = 1 };

/* The two parts for a spec whose struct holds a cmd_engine at `at`. */
#define CMD_ENGINE_PARTS(at)                                                        \
    {"Engine", cmd_engine_options, CMD_ENGINE_OPTIONS, (at)},                       \
    {                                                                               \
        "For engine developers", cmd_developer_options, CMD_DEVELOPER_OPTIONS, (at) \
    }

/* A further part, for those who simulate many replications. */
#define CMD_TEAM_PART(at)                                          \
    {                                                              \
        "Teams of ranks", cmd_team_options, CMD_TEAM_OPTIONS, (at) \
    }

/* The engine's options; without --engine: serial for one worker, Time Warp for more. */
struct tw_options cmd_engine_take(const struct cmd_engine *e);

/* The same for the replications of a scenario: many runs of a small network are done sooner
 * side by side than one after the other by all. Collective. */
struct tw_options cmd_engine_for(const struct cmd_engine *e, const struct scenario *scen);

/* How a sweep or a drill divides its ranks (lab/sweep.h), as asked for. */
int cmd_engine_teams(const struct cmd_engine *e);

/* Can there be so many teams, with this engine? False with `err`. */
bool cmd_engine_check_teams(const struct cmd_engine *e, struct base_err *err);

const char *cmd_engine_name(enum tw_engine engine);

/* What a run did, as every --json tells it. */
struct cmd_measure {
    uint64_t digest;
    enum tw_engine engine;
    uint32_t ranks, threads;
    uint64_t committed, processed;
    double seconds;
    uint64_t peak_rss_bytes;
};

double cmd_efficiency(const struct cmd_measure *m);
double cmd_rate(const struct cmd_measure *m); // events per second

/* Members of a JSON object, each with a comma behind it. */
void cmd_measure_json(const struct cmd_measure *m, struct base_text *json);

/* One line: digest, workers, events, speed, memory. */
void cmd_measure_print(const struct cmd_measure *m);
