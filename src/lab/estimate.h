/* SPDX-License-Identifier: Apache-2.0 */
/* lab/estimate.h - how much a run will take, before it is made.
 *
 * Expected rates (supply/build/flows.c) say how long a stretch is worth trying; the stretch is
 * simulated, then longer ones until some tenths of a second are spent; what the last one added
 * is carried on to the horizon, so that the start does not count too much.
 */
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "scen/scenario.h"

struct lab_estimate {
    double expected_events;             // of one replication, from the rates alone
    double events;                      // of one replication, from the probe
    double seconds;                     // of one replication, one worker, its results included
    double setup_seconds;               // to make the world, once
    double row_bytes;                   // of results in one replication
    double state_bytes;                 // of all sites
    double world_bytes;                 // that the world took, which all ranks have
    double memory_bytes;                // largest, with `workers` replications at the same time
    double total_events, total_seconds; // all replications
    double probe_days;                  // how much was tried
    bool whole;                         // the probe was a whole replication
};

/* False with `err` when the scenario can't be simulated. On one rank. */
bool lab_estimate(const struct scenario *scen, unsigned workers, struct lab_estimate *out,
                  struct base_err *err);

/* The same without a trial, within a factor of some: from rates alone, no rows, no totals. */
bool lab_estimate_roughly(const struct scenario *scen, struct lab_estimate *out,
                          struct base_err *err);
