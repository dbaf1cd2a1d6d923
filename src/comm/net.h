/* SPDX-License-Identifier: Apache-2.0 */
/* comm/net.h - asynchronous frames between ranks and one asynchronous reduction: nobody waits.
 *
 * Frames of one pair of ranks arrive in the order in which they were sent. Receives are posted
 * in a ring and looked at oldest first; MPI matches in posting order, so no order is lost.
 * Nothing here waits, nor gives the processor to others: who finds nothing decides for itself.
 * Thread: the one that called comm_init(). Errors: a failing MPI ends the run.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct comm_net;

enum { COMM_FRAME_BYTES = 4000 }; // below Open MPI's eager limit, so a send completes at once

/* Collective. A net of its own (a duplicated communicator). NULL with one rank. */
struct comm_net *comm_net_new(void);

/* Collective, when this rank has received all that there is for it. NULL is fine. */
void comm_net_free(struct comm_net *net);

/* Sends a copy of `bytes` <= COMM_FRAME_BYTES bytes. Never blocks: a frame that finds no room
 * goes out in a later call of this net. */
void comm_net_send(struct comm_net *net, int to, const void *frame, size_t bytes);

/* The oldest frame that has arrived, NULL when there is none; at a multiple of 8 bytes. Valid
 * until the next call. */
const void *comm_net_receive(struct comm_net *net, int *from, size_t *bytes);

/* What a global cut adds up. */
struct comm_cut {
    int64_t in_flight[2]; // summed
    uint64_t low;         // smallest
};

/* Starts the one reduction over all ranks; every rank must start its own before any ends. */
void comm_net_reduce(struct comm_net *net, const struct comm_cut *mine);

/* True, with the result, once the started reduction has ended. */
bool comm_net_reduced(struct comm_net *net, struct comm_cut *all);
