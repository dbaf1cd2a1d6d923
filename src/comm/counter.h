/* SPDX-License-Identifier: Apache-2.0 */
/* comm/counter.h - 0, 1, 2 ...: each number goes to one who asks, whoever asks first.
 *
 * It stands in the memory of rank 0, where others take from it (MPI one-sided communication),
 * whatever rank 0 is doing: dynamic work sharing without a master.
 * Thread: the one that called comm_init(). Errors: a failing MPI ends the run.
 */
#pragma once

#include <stdint.h>

struct comm_counter;

/* Collective over the ranks that are meant (comm/comm.h). At 0. */
struct comm_counter *comm_counter_new(void);

/* Collective over the same ranks. NULL is fine. */
void comm_counter_free(struct comm_counter *c);

/* The next number. Not collective. */
uint64_t comm_counter_take(struct comm_counter *c);
