/* SPDX-License-Identifier: Apache-2.0 */
/* cli/say.h - progress for those who wait: a bar on a terminal, now and then a line elsewhere.
 *
 * All on stderr, from rank 0. Thread: one.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "tw/sim.h"

struct cmd_progress {
    uint32_t count; // replications
    double unit;    // ticks in one unit of time as it is shown
    const char *unit_name;
    bool terminal;
    bool drawn;         // a bar stands on the line
    double began, last; // seconds; of the first call and of the last line
    uint64_t first;     // what was there before, for cmd_progress_count()
};

void cmd_progress_begin(struct cmd_progress *p, uint32_t count, double unit,
                        const char *unit_name);
/* `user` is the cmd_progress: it fits lab_run.progress. */
void cmd_progress_show(void *user, uint32_t index, const struct tw_progress *now);

/* The same for a study: so many of all replications that are known to be needed. */
void cmd_progress_count(struct cmd_progress *p, uint64_t count, uint64_t all);
void cmd_progress_end(struct cmd_progress *p); // takes the bar away

/* On stderr: a signal ended a study or a drill early. */
void cmd_say_stopped(uint64_t simulated, const char *output);

/* "12.3 M", "456 k", "7": four characters or so. */
const char *cmd_short(double value, char text[16]);

/* "12.3", and below a tenth of an hour "0.00062 (2.2 s)". */
const char *cmd_core_hours(double seconds, char text[40]);
