/* SPDX-License-Identifier: Apache-2.0 */
#include "comm/counter.h"

#include <mpi.h>
#include <stdlib.h>

#include "base/err.h"
#include "comm/comm.h"
#include "comm/door.h"

struct comm_counter {
    uint64_t alone; // without other ranks
    uint64_t *at;   // in the window; only rank 0's counts
    MPI_Win window; // MPI_WIN_NULL: alone
};

struct comm_counter *comm_counter_new(void)
{
    struct comm_counter *c = calloc(1, sizeof *c);

    if (!c)
        base_die("out of memory");
    c->window = MPI_WIN_NULL;
    if (comm_size() == 1)
        return c;
    comm_check(MPI_Win_allocate(sizeof *c->at, sizeof *c->at, MPI_INFO_NULL, comm_meant(),
                                (void *)&c->at, &c->window),
               "MPI_Win_allocate");
    comm_check(MPI_Win_lock_all(MPI_MODE_NOCHECK, c->window), "MPI_Win_lock_all");
    *c->at = 0;
    comm_check(MPI_Win_sync(c->window), "MPI_Win_sync");
    comm_barrier();
    return c;
}

void comm_counter_free(struct comm_counter *c)
{
    if (!c)
        return;
    if (c->window != MPI_WIN_NULL) {
        comm_check(MPI_Win_unlock_all(c->window), "MPI_Win_unlock_all");
        comm_check(MPI_Win_free(&c->window), "MPI_Win_free");
    }
    free(c);
}

uint64_t comm_counter_take(struct comm_counter *c)
{
    static const uint64_t one = 1;
    uint64_t taken = 0;

    if (c->window == MPI_WIN_NULL)
        return c->alone++;
    comm_check(MPI_Fetch_and_op(&one, &taken, MPI_UINT64_T, 0, 0, MPI_SUM, c->window),
               "MPI_Fetch_and_op");
    comm_check(MPI_Win_flush(0, c->window), "MPI_Win_flush");
    return taken;
}
