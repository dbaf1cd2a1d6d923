/* SPDX-License-Identifier: Apache-2.0 */
/* lab/run.h - one scenario, n replications, one results file.
 *
 * Replications differ by their number only; streams of chance are named by (seed, replication,
 * agent, purpose). With Time Warp all ranks share one replication at a time; with the serial
 * engine they are dealt to ranks and threads and settled in their order, so the results and
 * their digest are the same either way. Thread: the one of comm.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "lab/stat.h"
#include "scen/scenario.h"
#include "tw/sim.h"

struct lab_parts;
struct lab_share;

struct lab_run {
    struct lab_parts *parts;     // each rank has read its part (lab/parts.h); NULL: the whole
    struct lab_share *share;     // rank 0 has read `scen` for all (lab/share.h); NULL: each did
    const struct scenario *scen; // with seed, horizon and replications as they shall be
    struct tw_options tw;        // engine, threads and below; the rest is filled in
    const char *output;          // path of the results file; NULL: none is written
    /* Where the run is written down when it is warned (base/warning.h; the caller listens),
     * which ends it, and every `checkpoint_seconds` (0: never). NULL: never. Once the run is
     * good it is removed.
     */
    const char *checkpoint;
    double checkpoint_seconds;
    bool resume;             // go on from `checkpoint`, where there is one
    const char *resume_from; // rather from this one, which must be there
    int argc;                // the command, for the record
    char *const *argv;
    /* Progress of replication `index`, now and then, on rank 0; NULL: silent. */
    void (*progress)(void *user, uint32_t index, const struct tw_progress *now);
    void *progress_user;
};

struct lab_figure {
    const char *name, *unit, *about; // good until lab_report_fini()
    struct lab_stat stat;
    bool rare; // not worth a line while it is 0
};

/* A site and how much it owes its customers, over time and replications. */
struct lab_site {
    const char *name;
    double backlog; // units, mean over time and replications, all products
};

enum { LAB_TOP_SITES = 5 };

struct lab_report {
    struct base_arena *arena;
    bool checkpointed; // it was warned, and is to be gone on with; nothing else is known
    bool refused;      // the run was asked for what makes no sense: a bad input, not a failure
    uint64_t digest;   // of all results
    uint32_t ranks, threads, replications;
    uint32_t resumed;              // replications that were settled when it was taken up
    uint64_t committed, processed; // all replications, all ranks
    double seconds;                // event loops, the slowest rank; side by side counts once
    uint64_t peak_rss_bytes;       // all ranks
    struct lab_figure *figure;     // rank 0
    size_t figures;
    struct lab_site top[LAB_TOP_SITES]; // rank 0: largest backlog first
    size_t tops;
    double *back;                    // rank 0: replications x criteria, lab_criteria_look()
    struct lab_criterion *criterion; // rank 0, lab/criteria.h
    size_t criteria, missed;         // missed: on all ranks
};

/* Collective. A run that was warned is true and `checkpointed`, and there is no results file.
 * False with `err` (on rank 0 at least) when scenario or options make no sense
 * (`refused`), when goods are not conserved or when the file cannot be begun; then there is no
 * file. The report is always to be finished with lab_report_fini(). */
bool lab_run(const struct lab_run *run, struct lab_report *report, struct base_err *err);
void lab_report_fini(struct lab_report *report);
