/* SPDX-License-Identifier: Apache-2.0 */
/* cli/cmd_sweep.h - what sweep and merge share. */
#pragma once

#include "cli/engine.h"
#include "lab/sweep.h"

/* A study with its scenario, read on each rank. */
struct cmd_study {
    struct scen_study study;
    struct scenario base;
};

/* Collective. False with what is wrong said: exit code CMD_BAD_INPUT. */
bool cmd_study_load(const char *path, bool outside, struct cmd_study *s);
void cmd_study_free(struct cmd_study *s);

/* Collective. Does all that is missing, writes the results and says so; the exit code. */
int cmd_study_run(const struct lab_sweep *study, bool json);
