/* SPDX-License-Identifier: Apache-2.0 */
/* tw/sim.h - one run of one model on one engine.
 *
 * The result (digest and rows) is the same for every engine, placement and option below
 * `horizon`; see docs/ARCHITECTURE.md. Re-entrant: runs share no state, so several serial
 * runs may go side by side on threads.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "tw/model.h"

enum tw_engine { TW_SERIAL, TW_TIMEWARP, TW_CONSERVATIVE };
enum tw_placement { TW_PLACE_AUTO, TW_PLACE_METIS, TW_PLACE_BLOCK, TW_PLACE_ROUND_ROBIN };

/* Faults on purpose, to prove that nothing depends on luck. All off in a normal run. */
struct tw_stress {
    uint32_t rollback_every; // undo every nth speculative event and do it again; 0 = off
    bool undo_check;         // each event first forward, undone, bytes compared: proves that
                             // every change was declared; then for real
    bool shuffle;            // deliver what arrived in a random order (per sender in order)
    bool gvt_always;         // a GVT round at each step of the loop
    bool speculate_always;   // never use the safe bound: every event is saved and speculated
    size_t history_cap;      // bytes of history per worker; 0 = from memory_cap
};

struct tw_snapshot;

/* One line of progress, at most a few times a second, rank 0, worker 0 only. */
struct tw_progress {
    tw_time gvt; // everything before it is final
    tw_time horizon;
    double seconds;      // since the event loop began
    uint64_t committed;  // on this rank
    double efficiency;   // committed / processed on this rank
    size_t memory_bytes; // events, history, state on this rank
};

struct tw_options {
    enum tw_engine engine;
    unsigned threads; // workers on this rank; the serial engine has 1. 0 = 1
    tw_time horizon;  // events at or after it are not executed
    uint64_t seed;
    uint64_t replication; // or its mirror (rand/stream.h)
    enum tw_placement placement;
    /* By LP: its worker (rank x threads + thread), decided before; and the smallest delay
     * between two of them, as tw_place() says (tw/place.h). NULL: decided here. Where it is
     * given, the model need know of LPs of other ranks no more than that they are. Borrowed. */
    const uint32_t *part;
    tw_time part_lookahead;
    size_t memory_cap;       // bytes of history and events per rank; 0 = half the machine's
    double watchdog_seconds; // GVT that stands still this long ends the run; 0 = 300
    struct tw_stress stress;
    void (*progress)(void *user, const struct tw_progress *now); // NULL = silent
    void *progress_user;

    /* Where a run may stop: about every `pause_seconds`, when all workers have met at one time,
     * `pause` is asked on each rank (first worker); true on any ends the run there with a
     * snapshot. NULL, on all ranks: never asked, nobody meets. */
    bool (*pause)(void *user, tw_time at);
    void *pause_user;
    double pause_seconds; // 0 = 1

    /* All parts of a snapshot to go on from instead of the model's start; the same on each
     * rank, whose number need not be that of before. With the same ranks, threads and placement
     * as before, each rank's own part will do, if it counts what all have done. Borrowed. */
    const struct tw_snapshot *resume;
    size_t resume_parts;
};

/* One emitted row's place; the bytes follow in tw_rows. */
struct tw_row {
    tw_lp_id lp;
    uint16_t channel;
    uint16_t pad;  // zero
    uint32_t seq;  // counts the LP's rows from 0
    uint32_t pad2; // zero
    tw_time at;
    size_t offset; // of the row's bytes in tw_rows.bytes
};

/* The committed rows of this rank's LPs, ordered by (channel, lp, seq). Owned by the result. */
struct tw_rows {
    struct tw_row *row;
    size_t count;
    unsigned char *bytes;
    size_t byte_count;
};

/* What one rank holds of a run at a moment: all before `at` is done, nothing after it begun.
 * Same model and seed, any engine, ranks and threads may go on from it. */
struct tw_snapshot {
    tw_time at;
    uint64_t committed, processed; // by this rank, and before its own start on rank 0
    struct tw_rows rows;           // committed so far
    unsigned char *bytes;          // LPs and pending events (tw/snapshot.c)
    size_t byte_count;
};

/* What one worker did. `memory_stalls`: batches that ended because history or events had
 * reached the memory cap. */
struct tw_worker_stats {
    uint32_t rank, thread;
    uint64_t lps;
    uint64_t committed, processed, rolled_back, safe, speculative;
    uint64_t stragglers, antis_sent, antis_received, cancelled;
    uint64_t sent_local, sent_worker, sent_rank;
    uint64_t gvt_rounds, window_shrinks, memory_stalls;
    uint64_t history_peak_bytes, event_peak_bytes, state_bytes;
    double seconds_events, seconds_gvt, seconds_messages, seconds_idle;
};

struct tw_result {
    uint64_t digest; // the same on all ranks, engines and placements
    uint32_t ranks, threads;
    tw_time lookahead;               // used between workers; -1 when there was one worker only
    uint64_t committed, processed;   // all ranks
    double seconds;                  // the event loop, the slowest rank
    double setup_seconds;            // placement and initial events
    struct tw_rows rows;             // this rank's
    bool paused;                     // the run stopped where `pause` said, in `snapshot`;
    struct tw_snapshot snapshot;     // digest and rows are not there yet
    struct tw_worker_stats *workers; // rank 0: ranks x threads of them; other ranks NULL
    size_t worker_count;
};

/* Runs the model to the horizon. Collective over all ranks, except for TW_SERIAL, where each
 * rank runs its own. False with `err` when the options or the model make no sense. */
bool tw_run(const struct tw_model *model, const struct tw_options *options,
            struct tw_result *result, struct base_err *err);
void tw_result_fini(struct tw_result *result);
void tw_snapshot_fini(struct tw_snapshot *part);

/* For snapshots from outside: can these parts be gone on from, whatever their bytes? The
 * records begin on multiples of 8. */
bool tw_snapshot_sound(const struct tw_model *model, const struct tw_snapshot *part,
                       size_t parts);
bool tw_snapshot_rows_sound(const struct tw_model *model, const struct tw_rows *rows);
