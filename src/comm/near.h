/* SPDX-License-Identifier: Apache-2.0 */
/* comm/near.h - frames and a reduction between ranks of one machine, through memory they share.
 *
 * Each rank has a mailbox: a bounded queue that many fill and it empties (after D. Vyukov's
 * bounded MPMC queue, 2010), and frames of its own that receivers read where they lie. No call
 * waits, and none enters MPI once a link stands: a test for a message there polls every peer
 * and, on a full machine, yields the processor each time.
 *
 * Thread: the one of comm. Errors: without memory to share there are no links. For the files of
 * this folder only.
 */
#pragma once

#include <mpi.h>
#include <stdbool.h>
#include <stddef.h>

#include "comm/net.h"

struct comm_near; // the links of one net; one net at a time has them

/* Collective over all ranks of the machine: the memory, from start to end of the process. */
void comm_near_open(MPI_Comm machine);
void comm_near_close(void);

/* Collective over `net`. NULL on all ranks when some have no memory to share, or have given it
 * to another net. */
struct comm_near *comm_near_begin(MPI_Comm net);

/* After a barrier that no frame is under way any more. NULL is fine. */
void comm_near_end(struct comm_near *near);

/* Until the last frame has found room with its receiver, who must go on receiving. */
void comm_near_flush(struct comm_near *near); // NULL is fine

bool comm_near_reaches(const struct comm_near *near, int rank); // is it on this machine?
bool comm_near_all(const struct comm_near *near);               // are all ranks of the net?

/* As in comm/net.h; send to ranks that are reached, reduce when all are. */
void comm_near_send(struct comm_near *near, int to, const void *frame, size_t bytes);
const void *comm_near_receive(struct comm_near *near, int *from, size_t *bytes);
void comm_near_reduce(struct comm_near *near, const struct comm_cut *mine);
bool comm_near_reduced(struct comm_near *near, struct comm_cut *all);
