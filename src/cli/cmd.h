/* SPDX-License-Identifier: Apache-2.0 */
/* cli/cmd.h - the commands, and how they speak.
 *
 * Data goes to stdout, messages to stderr, both from rank 0 only. Collective: every rank gets
 * the same arguments and returns the same code.
 */
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "base/text.h"
#include "cli/option.h"
#include "scen/scenario.h"

enum cmd_exit {
    CMD_GOOD = 0,
    CMD_FAILED = 1,       // the run failed: disk, memory, goods not conserved
    CMD_BAD_INPUT = 2,    // options or scenario; nothing was written
    CMD_NOT_MET = 3,      // ran, but criteria are not met
    CMD_CHECKPOINTED = 75 // stopped on purpose, run it again to go on
};

struct cmd_command {
    const struct cmd_spec *spec;
    int (*run)(int argc, char **argv); // argv[0] is the command's name
};

/* All commands, in the order of the overview; ends with a NULL spec. */
extern const struct cmd_command cmd_commands[];

extern const struct cmd_spec cmd_run_spec, cmd_phold_spec, cmd_validate_spec, cmd_import_spec,
    cmd_init_spec, cmd_estimate_spec, cmd_list_spec, cmd_schema_spec, cmd_replay_spec,
    cmd_diff_spec, cmd_sweep_spec, cmd_merge_spec, cmd_lint_spec, cmd_report_spec,
    cmd_drill_spec, cmd_history_spec, cmd_explain_spec, cmd_learned_spec;
int cmd_run(int argc, char **argv);
int cmd_sweep(int argc, char **argv);
int cmd_merge(int argc, char **argv);
int cmd_phold(int argc, char **argv);
int cmd_validate(int argc, char **argv);
int cmd_explain(int argc, char **argv);
int cmd_learned(int argc, char **argv);
int cmd_lint(int argc, char **argv);
int cmd_import(int argc, char **argv);
int cmd_init(int argc, char **argv);
int cmd_estimate(int argc, char **argv);
int cmd_list(int argc, char **argv);
int cmd_schema(int argc, char **argv);
int cmd_replay(int argc, char **argv);
int cmd_diff(int argc, char **argv);
int cmd_drill(int argc, char **argv);
int cmd_history(int argc, char **argv);
int cmd_report(int argc, char **argv);

/* Prints what was collected and frees it; the exit code: `code` when there is an error. */
int cmd_complain(struct base_err *err, int code);

/* Collective. True when all ranks have `loaded` their scenario; else `scen` is given up, with
 * `err` where only others could not read `path`. */
bool cmd_all_loaded(bool loaded, const char *path, struct scenario *scen, struct base_err *err);

/* Reads `path`, a scenario file or a folder with a scenario.cfg. `top` is the file that was
 * named on the command line, whose home (scen_texts_confine) what is read has to lie in; NULL:
 * anywhere. False with `err`. */
bool cmd_load(const char *path, const char *top, struct scenario *scen, struct base_err *err);

/* The text of a scenario that is named by its folder; `room` holds it. */
const char *cmd_scenario_text(const char *path, struct base_text *room);

/* The same into the arenas that `scen` has (scen_load_to). */
bool cmd_load_to(const char *path, const char *top, struct scenario *scen,
                 struct base_err *err);

/* The flag that lets texts name what lies outside. */
#define CMD_OUTSIDE(offset)                                                     \
    {                                                                           \
        "allow-outside", 0, NULL, NULL, NULL,                                   \
            "texts may name files outside of their folder, or of the nearest\n" \
            "folder above it with a file CATALOG",                              \
            offset                                                              \
    }
