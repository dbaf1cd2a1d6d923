/* SPDX-License-Identifier: Apache-2.0 */
/* lab/checkpoint.h - the file that a run goes on from.
 *
 * It holds the settled replications (lab/settled.h) and those under way (tw/sim.h's snapshots),
 * begins with who may go on from it, and ends with a checksum over all of it. It is written as
 * PATH.part and takes its name once it is safely on the disk; the one before becomes PATH.old.
 * So at any moment of a crash there is a whole one.
 *
 *   head | settled replications | records: one part of a snapshot, or one replication that has
 *   ended but is not settled, each; an end record | tail
 *
 * All pieces are padded to multiples of 8 bytes. States are in it as they are in memory, so
 * only the same build of the program may read it. Thread: one, on one rank.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"
#include "scen/scenario.h"
#include "tw/sim.h"

enum { LAB_CHECKPOINT_FORMAT = 1 };

/* Who may go on from it: all of it has to be equal. No padding; unused bytes are zero. */
struct lab_mark {
    char build[192];   // version, commit and compiler
    char scenario[64]; // its id, cut
    char texts[72];    // sha256 over the names and texts of its files
    uint64_t seed;
    int64_t horizon;
    uint64_t replications, lps;
    uint64_t events;    // 1: with the log of events
    uint64_t decisions; // enum scen_decisions
};

void lab_mark_of(const struct scenario *scen, const struct tw_model *model,
                 struct lab_mark *mark);

/* What has been done, all ranks; for the report. */
struct lab_done {
    uint64_t committed, processed; // of settled replications
    double seconds;
};

/* A replication under way: parts of a snapshot, or a result that waits to be settled. */
struct lab_flight {
    uint64_t index;
    bool ended; // `result` counts, else `part`
    struct tw_result result;
    struct tw_snapshot *part;
    size_t parts;
};

void lab_flight_fini(struct lab_flight *f);

/* ---- writing ---- */

struct lab_checkpoint_out;

/* Begins PATH.part: `bytes` bytes of `settled` replications follow by lab_checkpoint_put(),
 * then records. `secret`: for nobody else to read. NULL with `err` when that can't be done. */
struct lab_checkpoint_out *lab_checkpoint_begin(const char *path, const struct lab_mark *mark,
                                                const struct lab_done *done, uint64_t settled,
                                                uint64_t bytes, bool secret,
                                                struct base_err *err);

/* Adds bytes, padded to a multiple of 8; false, and nothing more is written, when the disk
 * fails. `out` is a lab_checkpoint_out. */
bool lab_checkpoint_put(void *out, const void *data, size_t bytes);

/* A record for lab_checkpoint_put(), piece by piece to `put`: one part, or what has ended. */
typedef bool lab_put(void *user, const void *data, size_t bytes);
bool lab_record_part(uint64_t index, const struct tw_snapshot *part, lab_put *put, void *user);
bool lab_record_ended(uint64_t index, const struct tw_result *result, lab_put *put, void *user);

/* Ends and names the file, or removes it when `good` is false or the disk fails; then false
 * with `err`. Frees `out`. */
bool lab_checkpoint_finish(struct lab_checkpoint_out *out, bool good, struct base_err *err);

/* ---- reading ---- */

struct lab_checkpoint {
    struct lab_done done;
    uint64_t settled;
    FILE *file; // at the first settled replication
    struct lab_flight *flight;
    size_t flights;
};

/* Reads and checks all of `file` (owned by the result when it is good). False with one mistake
 * in `err`: `path` is none, is damaged, or is of another build, scenario or run. */
bool lab_checkpoint_read(FILE *file, const char *path, const struct lab_mark *mark,
                         const struct tw_model *model, struct lab_checkpoint *c,
                         struct base_err *err);

/* The same of the file `path`; what is missing or refused comes with advice on the older one.
 */
bool lab_checkpoint_open(const char *path, const struct lab_mark *mark,
                         const struct tw_model *model, struct lab_checkpoint *c,
                         struct base_err *err);
void lab_checkpoint_close(struct lab_checkpoint *c); // flights that were taken out stay

/* Removes `path` and what belongs to it, once it is no longer needed. */
void lab_checkpoint_remove(const char *path);
