/* SPDX-License-Identifier: Apache-2.0 */
/* cli/manual.h - the manual page and the completion of bash, from the tables of the commands.
 *
 * What the tables say is all that they know, so neither can fall behind the program.
 * Thread: one.
 */
#pragma once

#include <stdio.h>

#include "cli/cmd.h"

/* bullwhip(1) in the man macros; `commands` ends with a NULL spec. */
void cmd_manual(const struct cmd_command *commands, FILE *to);

/* A text that bash sources: subcommands, options, the values of choices, files. */
void cmd_completion(const struct cmd_command *commands, FILE *to);
