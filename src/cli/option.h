/* SPDX-License-Identifier: Apache-2.0 */
/* cli/option.h - one table per command: it parses, explains itself and guesses typos.
 *
 * Options are --name VALUE, --name=VALUE, or -x VALUE; flags stand alone; "--" ends options.
 * What is not an option is an operand. All mistakes are collected. Thread: one.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"

/* Reads `text` into `to`; false with `why` ("expected a whole number") when it can't be.
 * `form` is the option's own: limits or choices. */
typedef bool cmd_read(const char *text, const char *form, void *to, char *why, size_t bytes);

cmd_read cmd_read_text;   // const char *, borrowed
cmd_read cmd_read_count;  // uint64_t; form "1..1000000"
cmd_read cmd_read_real;   // double; form "0..1"; ends belong to it, "..": no limit
cmd_read cmd_read_bytes;  // size_t: "2 GB", "512 MiB", "4096"
cmd_read cmd_read_span;   // int64_t ticks: "90 d", "12 h"
cmd_read cmd_read_choice; // int, position in form "serial|timewarp"

struct cmd_option {
    const char *name;  // without dashes
    char letter;       // 'o' for -o; 0 = none
    const char *value; // how help calls its value; NULL for a flag, which sets a bool
    cmd_read *read;    // NULL for a flag
    const char *form;  // for `read`
    const char *about; // one or two lines, '\n' between them
    size_t offset;     // of what it fills, in its part's struct
};

/* Options that belong together, at `offset` of the command's struct. */
struct cmd_part {
    const char *title; // heading in the help
    const struct cmd_option *option;
    size_t count;
    size_t offset;
};

enum { CMD_PARTS = 5 };

struct cmd_spec {
    const char *name;                // "run"
    const char *summary;             // one line
    const char *examples;            // lines, each a command as typed
    const char *operands;            // "FILE", "" when there are none
    size_t least, most;              // operands
    const char *about;               // paragraph after the examples, may be NULL
    struct cmd_part part[CMD_PARTS]; // ends with a NULL title
};

/* Fills the struct at `to` (holding the defaults) from argv[1..]; the operands end up in
 * argv[0..*operands). False with `err`. */
bool cmd_parse(const struct cmd_spec *spec, int argc, char **argv, void *to, size_t *operands,
               struct base_err *err);

/* The help of a command: examples first. */
void cmd_help(const struct cmd_spec *spec, FILE *to);

/* The arguments as given, for the record, with the program's name before them and a NULL
 * behind; cmd_parse() moves them about. Released with free(). */
char **cmd_remember(int argc, char **argv);
