/* SPDX-License-Identifier: Apache-2.0 */
/* lab/drill.h - a drill: the same futures with and without a disruption and what is done
 * against it, measured pair by pair.
 *
 * A course is one way that things may go: the baseline, the same as it is with the disruptions,
 * each playbook. Every course has the same chance in the same replication. Each finished
 * replication is safe in a spool beside the results at once (lab/work.h); the same call takes
 * up what is there. Results depend on drill, scenarios and version only: not on ranks, threads,
 * order, or how often it was killed. Thread: the one of comm.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/sha256.h"
#include "lab/stat.h"
#include "scen/drill.h"
#include "tw/sim.h"

struct lab_drill {
    const struct scen_drill *drill;
    const struct scenario *scen; // drill->scenarios of them
    struct tw_options tw;        // engine, threads and below; the rest is filled in
    int teams; // of ranks, each of which does one replication at a time, by tw.engine; 0: each
               // thread of each rank does its own; < 0: as lab/teams.h chooses
    bool exposure;        // take out each site in turn as well
    const char *exercise; // what this exercise is called
    const char *output;   // the results file; its spool is the folder OUTPUT.spool
    int argc;             // the command, for the record
    char *const *argv;
    char *const *again; // the command that begins anew (lab/mishap.h), NULL at its end; or NULL
    /* Replications that are done and those known to be needed, now and then, on rank 0; NULL:
     * silent. */
    void (*progress)(void *user, uint64_t done, uint64_t all);
    void *progress_user;
};

enum lab_verdict_kind { LAB_CRITERION, LAB_RTO, LAB_MTPD };

/* Is a criterion met in a course? */
struct lab_verdict {
    const char *text; // as the drill says it; good until lab_drill_report_fini()
    const char *unit; // of what is compared
    enum lab_verdict_kind kind;
    uint32_t course;
    double bound, confidence, within; // confidence 0: the mean counts; within 0: not said
    bool at_most;
    double mean, low, high;              // of the replications, 95 % interval
    double reached;                      // mean, or its bound with the confidence; NAN: unknown
    double share, share_low, share_high; // of the replications that meet it
    bool met;
};

/* The mean of a measure in the judged course. */
struct lab_drill_mean {
    const char *name, *unit;
    double mean, low, high;
};

struct lab_drill_report {
    struct base_arena *arena;
    bool refused; // the drill makes no sense: a bad input, not a failure
    bool stopped; // the process was warned (base/warning.h): no results, all is in the spool
    bool passed;
    unsigned teams;
    size_t quarantined; // cases that were given up, with their reasons in the results
    bool unjudged;      // the judged course is one of them
    char why[240];      // on rank 0: the reason of the first, cut where it is longer
    uint64_t digest;
    uint32_t courses, judged;
    uint64_t replications, simulated; // that results hold; this time
    double seconds;
    const char **course;         // their names, rank 0
    struct lab_verdict *verdict; // of all courses, rank 0
    size_t verdicts, missed;     // missed: of the judged course, on all ranks
    struct lab_drill_mean *mean; // rank 0
    size_t means;
};

/* What more can be said of a drill in which something was refused: criteria, outcomes, and
 * each course whose scenario is there, be it whole, as texts alone (scen_load_texts) or not at
 * all ({0}). Adds what `err` does not have yet. Loading only. */
void lab_drill_look(const struct scen_drill *drill, const struct scenario *scen,
                    struct base_err *err);

/* Reads the texts that steps of playbooks name (plan libraries) from the disk, so that the
 * scenarios have all that their courses need. False with `err`. */
bool lab_drill_hold(const struct scen_drill *drill, struct scenario *scen,
                    struct base_err *err);

/* Collective. False with `err` (on rank 0 at least); then there is no results file, but what is
 * in the spool stays. The report is always to be finished with lab_drill_report_fini(). */
bool lab_drill_run(const struct lab_drill *drill, struct lab_drill_report *report,
                   struct base_err *err);
void lab_drill_report_fini(struct lab_drill_report *report);

/* Fingerprint of all that decides the results: version, texts, what is asked for. */
void lab_drill_inputs(const struct lab_drill *drill, char hex[BASE_SHA256_HEX]);

struct lab_drill_forecast {
    uint64_t courses, replications, seeking, exposing; // replications; most that are sought
    uint64_t telling; // done once more, to tell what agents did
    double core_seconds;
    double spool_bytes;
};

/* Checks the drill as a whole, tries one replication, and says what all of it will take. On one
 * rank. False with `err`. */
bool lab_drill_forecast(const struct lab_drill *drill, struct lab_drill_forecast *out,
                        struct base_err *err);
