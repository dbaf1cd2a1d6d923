/* SPDX-License-Identifier: Apache-2.0 */
/* comm/comm.h - ranks: who we are, blocking exchanges for set-up and results, failure of all.
 *
 * The only door to MPI (with comm/net.h). Started by a launcher, it is MPI with
 * MPI_THREAD_FUNNELED; started by hand, it is one rank without MPI, at no start-up cost.
 * Thread: the one that called comm_init(). Errors: a failing MPI ends the run.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* First and last call of the process. Arguments as in main(). Installs base_die's hook. */
void comm_init(int *argc, char ***argv);
void comm_fini(void);

int comm_rank(void);
int comm_size(void);
int comm_size_here(void); // of all, not of a team: ranks that share this machine, with this one
bool comm_is_mpi(void);
const char *comm_library(void); // "Open MPI v4.1.4 ..." or "none"

/* How many tasks Slurm started of this program when MPI knows of this one only: each would do
 * the whole work. 1 when launcher and MPI agree. */
unsigned comm_stray_copies(void);

/* ---- Collective: every rank calls, in the same order ---- */

void comm_barrier(void);
void comm_barrier_idle(void);  // for a long wait: takes next to no processor time meanwhile
bool comm_all_true(bool mine); // true when it is true on all ranks
void comm_broadcast(void *data, size_t bytes, int root);
void comm_sum_u64(uint64_t *value, size_t count); // in place, result on all ranks
void comm_max_u64(uint64_t *value, size_t count);
void comm_sum_double(double *value, size_t count); // in rank order: same on each run
void comm_max_double(double *value, size_t count);

/* Every rank's `bytes` bytes, in rank order, into `all` (size x bytes) on rank `root`. */
void comm_gather(const void *mine, size_t bytes, void *all, int root);

/* Hands bytes[r] bytes to each rank r, one rank's behind the other's in `data`. Returns what
 * came (heap, the caller's), likewise in the order of ranks, with came[r]. No rank may send or
 * get 2 GB or more. */
void *comm_swap(const void *data, const size_t *bytes, size_t *came);

/* ---- Teams ---- */

/* Collective over all ranks. Cuts them into `teams` groups of neighbours, as equal in size as
 * can be. From now on this rank's team is meant by everything here and by comm_net_new():
 * ranks, size, collective calls; until it leaves. Failures still end all ranks. */
void comm_team_enter(int teams); // 1 .. comm_size(); not from within a team
void comm_team_leave(void);      // collective over the team; all ranks are meant again

/* ---- Point to point, blocking; of any size ---- */

void comm_send(int to, const void *data, size_t bytes);
void comm_receive(int from, void *data, size_t bytes);
