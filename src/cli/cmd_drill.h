/* SPDX-License-Identifier: Apache-2.0 */
/* cli/cmd_drill.h - what drill and replay share. */
#pragma once

#include "cli/engine.h"
#include "lab/drill.h"
#include "out/read.h"

/* A drill with its scenarios, read on each rank. */
struct cmd_drill {
    struct scen_drill drill;
    struct scenario *scen; // heap: drill.scenarios of them
    size_t loaded;
};

/* Collective. False with what is wrong said: exit code CMD_BAD_INPUT. */
bool cmd_drill_load(const char *path, bool outside, struct cmd_drill *d);
void cmd_drill_free(struct cmd_drill *d);

/* The same from a results file. False with `err`; cmd_drill_free() either way. */
bool cmd_drill_recall(const struct out_file *f, const char *path, struct cmd_drill *d,
                      struct base_err *err);

/* What to do with it; output, exercise and exposure are to be filled in. */
struct lab_drill cmd_drill_job(const struct cmd_engine *engine, const struct cmd_drill *d);

/* Collective. lab_drill_run() with progress. */
bool cmd_drill_simulate(const struct lab_drill *job, struct lab_drill_report *report,
                        struct base_err *err);
