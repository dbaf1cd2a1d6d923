/* SPDX-License-Identifier: Apache-2.0 */
/* lab/sweep.h - a study: many points, many replications, one results file.
 *
 * Every finished replication is safe in a spool beside the results at once; the same call takes
 * up what is there and does the rest. Results depend on study, scenario and version only: not
 * on ranks, threads, order, or how often it was killed. Streams of chance are named by (seed,
 * replication, agent, purpose), so points differ by their factors only: common random numbers.
 * Thread: the one of comm.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "scen/study.h"
#include "tw/sim.h"

struct lab_sweep {
    const struct scen_study *study;
    const struct scenario *base;
    struct tw_options tw; // engine, threads and below; the rest is filled in
    int teams;          // of ranks, each of which does one replication at a time, by tw.engine;
                        // 0: each thread of each rank does its own; < 0: as lab/teams.h chooses
    const char *output; // the results file; its spool is the folder OUTPUT.spool
    uint32_t shard, shards;  // this one of so many does point shard, shard + shards ...
    const char *const *from; // spools to take pieces from before
    size_t froms;
    bool only_join; // nothing is simulated: what is missing stays missing
    int argc;       // the command, for the record
    char *const *argv;
    char *const *again; // the command that begins anew (lab/mishap.h), NULL at its end; or NULL
    /* Replications that are under way or done and those known to be needed, now and then, on
     * rank 0; NULL: silent. */
    void (*progress)(void *user, uint64_t done, uint64_t all);
    void *progress_user;
};

enum { LAB_SWEEP_WORDS = 240 }; // bytes, cut where it is longer

struct lab_sweep_report {
    bool refused; // the study makes no sense: a bad input, not a failure
    bool stopped; // the process was warned (base/warning.h): no results, all is in the spool
    unsigned teams;
    uint64_t digest;
    size_t points, quarantined, missing; // missing: points that lack replications
    uint64_t replications;               // that results hold
    uint64_t simulated;                  // this time
    double seconds;
    uint64_t peak_rss_bytes; // all ranks
    double run_seconds;      // of all replications that results hold, one after the other
    size_t best;             // point that was selected; SIZE_MAX: none
    /* On rank 0: "shop = 80 units, review = 1 week" of the best; of the first point that is
     * quarantined its number and why. */
    char best_is[LAB_SWEEP_WORDS], why[LAB_SWEEP_WORDS];
    size_t lost;
};

/* Collective. False with `err` (on rank 0 at least); then there is no results file, but what is
 * in the spool stays. */
bool lab_sweep_run(const struct lab_sweep *sweep, struct lab_sweep_report *report,
                   struct base_err *err);

/* What more can be said of a study in which something was refused: outcomes, rules, paths and
 * values of the factors that are left. `base` may be texts alone (scen_load_texts); NULL: there
 * is none. Adds what `err` does not have yet. Loading only. */
void lab_sweep_look(const struct scen_study *study, const struct scenario *base,
                    struct base_err *err);

/* Reads the texts that levels of factors name (plan libraries) from the disk, so that the base
 * has all that its variants need. False with `err`. */
bool lab_sweep_hold(const struct scen_study *study, struct scenario *base,
                    struct base_err *err);

/* The first record of the spools that this program can read. */
enum { LAB_MARK_BYTES = 200 };
void lab_sweep_mark(char mark[LAB_MARK_BYTES]);

struct lab_sweep_forecast {
    size_t points, units;  // units: points that differ
    uint64_t replications; // at least, where a rule decides
    double core_seconds;   // of all of them, one after the other
    double spool_bytes, result_bytes;
};

/* Checks the study as a whole, tries one replication, and says what all of it will take. On one
 * rank. False with `err`. */
bool lab_sweep_forecast(const struct lab_sweep *sweep, struct lab_sweep_forecast *out,
                        struct base_err *err);
