/* SPDX-License-Identifier: Apache-2.0 */
/* lab/mishap.h - what was under way when a process broke off.
 *
 * Each process notes in a small file in the spool's folder what its threads are doing; the file
 * is mapped to memory, so that this costs nothing and outlives the process. A fatal signal, a
 * bug that was noticed and memory that ran out are noted with their reason, and the command
 * begins anew (without MPI) or ends with exit code 75 (a launcher ends all ranks). A process
 * that is killed leaves a note without a reason. Who opens the folder next reads what is there.
 * Thread: as said. One object for each process at a time.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { LAB_MISHAP_REASON = 200 };

struct lab_mishap { // as it stands in the file; no padding
    uint32_t under_way;
    uint32_t replication;
    char id[64]; // of the unit, without NUL
    char reason[LAB_MISHAP_REASON];
};

struct lab_mishaps;

/* Begins the notes of `writer` with `threads` threads. `argv`: the command that begins anew,
 * with a NULL at its end; NULL: the process ends with code 75. Signals are caught from now on.
 * Never NULL: where no file can be mapped, nothing will be known afterwards. */
struct lab_mishaps *lab_mishap_open(const char *folder, unsigned writer, unsigned threads,
                                    char *const *argv);

/* Nothing is under way any more: the file is removed. NULL is fine. */
void lab_mishap_close(struct lab_mishaps *m);

/* The calling thread, `thread` of them, does this from now on; or nothing. */
void lab_mishap_begin(struct lab_mishaps *m, unsigned thread, const char id[64],
                      uint32_t replication);
void lab_mishap_end(struct lab_mishaps *m, unsigned thread);

/* Hands on what earlier processes left in `folder`, and forgets it. Before the first open; no
 * other process may have its notes there. */
void lab_mishap_collect(const char *folder,
                        void (*take)(void *user, const struct lab_mishap *what), void *user);
