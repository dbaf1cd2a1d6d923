/* SPDX-License-Identifier: Apache-2.0 */
#define _DEFAULT_SOURCE // usleep
#include "comm/comm.h"

#include <limits.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "comm/door.h"
#include "comm/near.h"

/* One process is one rank: this mirrors MPI's own per-process state. */
static struct {
    bool mpi;
    MPI_Comm comm;  // those who are meant: all, or the team
    int rank, size; // among them
    int world_rank, world_size, here;
    char mpi_version[MPI_MAX_LIBRARY_VERSION_STRING];
} self = {.size = 1, .world_size = 1, .here = 1, .mpi_version = "none"};

void comm_check(int code, const char *call)
{
    if (code != MPI_SUCCESS)
        base_die("MPI failed in %s (code %d)", call, code);
}

static bool launched(void)
{
    static const char *const sign[] = {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK",
                                       "PMI_SIZE"};
    for (size_t i = 0; i < sizeof sign / sizeof *sign; i++)
        if (getenv(sign[i]))
            return true;
    return false;
}

static void end_all(int code)
{
    if (self.mpi)
        MPI_Abort(MPI_COMM_WORLD, code);
}

static void where(char *text, size_t bytes)
{
    if (self.world_size > 1)
        snprintf(text, bytes, "rank %d of %d", self.world_rank, self.world_size);
}

/* Ranks of this machine: those that can share memory. */
static int meet_neighbours(void)
{
    MPI_Comm machine;
    int count;

    comm_check(
        MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine),
        "MPI_Comm_split_type");
    MPI_Comm_size(machine, &count);
    comm_near_open(machine);
    MPI_Comm_free(&machine);
    return count;
}

/* From now on these ranks are meant. */
static void mean(MPI_Comm comm)
{
    self.comm = comm;
    MPI_Comm_rank(comm, &self.rank);
    MPI_Comm_size(comm, &self.size);
}

void comm_init(int *argc, char ***argv)
{
    base_die_hook(end_all, where);
    if (!launched())
        return;

    int provided;
    comm_check(MPI_Init_thread(argc, argv, MPI_THREAD_FUNNELED, &provided), "MPI_Init_thread");
    if (provided < MPI_THREAD_FUNNELED)
        base_die("this MPI has no thread support (MPI_THREAD_FUNNELED is needed)");
    self.mpi = true;
    mean(MPI_COMM_WORLD);
    self.world_rank = self.rank;
    self.world_size = self.size;
    self.here = meet_neighbours();
    int length;
    MPI_Get_library_version(self.mpi_version, &length);
    self.mpi_version[strcspn(self.mpi_version, "\n")] = '\0';
}

void comm_fini(void)
{
    if (self.mpi) {
        comm_near_close();
        MPI_Finalize();
    }
    self.mpi = false;
}

int comm_rank(void)
{
    return self.rank;
}

int comm_size(void)
{
    return self.size;
}

int comm_size_here(void)
{
    return self.here;
}

/* ---- teams ---- */

void comm_team_enter(int teams)
{
    MPI_Comm team;

    base_assert(teams >= 1 && teams <= self.size && self.size == self.world_size);
    if (!self.mpi)
        return;
    int mine = (int)((int64_t)self.rank * teams / self.size);
    comm_check(MPI_Comm_split(MPI_COMM_WORLD, mine, self.rank, &team), "MPI_Comm_split");
    mean(team);
}

void comm_team_leave(void)
{
    MPI_Comm team = self.comm;

    if (!self.mpi || team == MPI_COMM_WORLD)
        return;
    mean(MPI_COMM_WORLD);
    comm_check(MPI_Comm_free(&team), "MPI_Comm_free");
}

MPI_Comm comm_meant(void)
{
    return self.comm;
}

bool comm_is_mpi(void)
{
    return self.mpi;
}

const char *comm_library(void)
{
    return self.mpi_version;
}

/* A batch script is one task, whatever the job asks for; only steps tell their number. mpirun
 * starts its daemons as a step, and says itself how many ranks there are. */
unsigned comm_stray_copies(void)
{
    const char *tasks = getenv("SLURM_STEP_NUM_TASKS");
    unsigned long count = tasks ? strtoul(tasks, NULL, 10) : 1;

    if (self.size > 1 || getenv("OMPI_COMM_WORLD_SIZE") || count < 2 || count > UINT_MAX)
        return 1;
    return (unsigned)count;
}

void comm_barrier(void)
{
    if (self.mpi)
        comm_check(MPI_Barrier(self.comm), "MPI_Barrier");
}

/* A blocking barrier would turn in circles on a processor that others could use. */
void comm_barrier_idle(void)
{
    enum { NAP_MICROSECONDS = 200 };
    MPI_Request all;

    if (!self.mpi)
        return;
    comm_check(MPI_Ibarrier(self.comm, &all), "MPI_Ibarrier");
    for (;;) {
        int done;
        comm_check(MPI_Test(&all, &done, MPI_STATUS_IGNORE), "MPI_Test");
        if (done)
            return;
        usleep(NAP_MICROSECONDS);
    }
}

bool comm_all_true(bool mine)
{
    int all = mine;
    if (self.mpi)
        comm_check(MPI_Allreduce(MPI_IN_PLACE, &all, 1, MPI_INT, MPI_MIN, self.comm),
                   "MPI_Allreduce");
    return all != 0;
}

/* MPI counts are int: larger pieces go in slices. */
static size_t slice(size_t bytes)
{
    size_t most = (size_t)1 << 30;
    return bytes < most ? bytes : most;
}

void comm_broadcast(void *data, size_t bytes, int root)
{
    char *at = data;
    for (size_t n; self.mpi && bytes > 0; at += n, bytes -= n) {
        n = slice(bytes);
        comm_check(MPI_Bcast(at, (int)n, MPI_BYTE, root, self.comm), "MPI_Bcast");
    }
}

static void all_reduce(void *value, size_t count, MPI_Datatype type, MPI_Op op)
{
    base_assert(count <= INT_MAX);
    if (self.mpi)
        comm_check(MPI_Allreduce(MPI_IN_PLACE, value, (int)count, type, op, self.comm),
                   "MPI_Allreduce");
}

void comm_sum_u64(uint64_t *value, size_t count)
{
    all_reduce(value, count, MPI_UINT64_T, MPI_SUM);
}

void comm_max_u64(uint64_t *value, size_t count)
{
    all_reduce(value, count, MPI_UINT64_T, MPI_MAX);
}

void comm_max_double(double *value, size_t count)
{
    all_reduce(value, count, MPI_DOUBLE, MPI_MAX);
}

/* A reduction may add in any order; a gather and a loop add in rank order. */
void comm_sum_double(double *value, size_t count)
{
    if (!self.mpi)
        return;
    size_t ranks = (size_t)self.size;
    double *all = calloc(count * ranks, sizeof *all);
    if (!all)
        base_die("out of memory");
    comm_check(
        MPI_Allgather(value, (int)count, MPI_DOUBLE, all, (int)count, MPI_DOUBLE, self.comm),
        "MPI_Allgather");
    for (size_t i = 0; i < count; i++) {
        value[i] = 0;
        for (size_t r = 0; r < ranks; r++)
            value[i] += all[r * count + i];
    }
    free(all);
}

void comm_gather(const void *mine, size_t bytes, void *all, int root)
{
    base_assert(bytes <= INT_MAX);
    if (self.mpi)
        comm_check(
            MPI_Gather(mine, (int)bytes, MPI_BYTE, all, (int)bytes, MPI_BYTE, root, self.comm),
            "MPI_Gather");
    else
        memcpy(all, mine, bytes);
}

/* Counts and where they begin, as MPI wants them. */
static size_t lay_out(const size_t *bytes, int *count, int *at)
{
    size_t sum = 0;

    for (int r = 0; r < self.size; r++) {
        if (bytes[r] > INT_MAX - sum)
            base_die("2 GB or more to or from one rank at once");
        count[r] = (int)bytes[r];
        at[r] = (int)sum;
        sum += bytes[r];
    }
    return sum;
}

void *comm_swap(const void *data, const size_t *bytes, size_t *came)
{
    int *plan = base_array(4 * (size_t)self.size, sizeof *plan);
    int *out = plan, *out_at = plan + self.size, *in = out_at + self.size,
        *in_at = in + self.size;

    if (self.mpi)
        comm_check(MPI_Alltoall(bytes, sizeof *bytes, MPI_BYTE, came, sizeof *came, MPI_BYTE,
                                self.comm),
                   "MPI_Alltoall");
    else
        came[0] = bytes[0];
    lay_out(bytes, out, out_at);
    size_t sum = lay_out(came, in, in_at);
    void *got = base_alloc(sum + 1);

    if (self.mpi)
        comm_check(
            MPI_Alltoallv(data, out, out_at, MPI_BYTE, got, in, in_at, MPI_BYTE, self.comm),
            "MPI_Alltoallv");
    else if (sum > 0)
        memcpy(got, data, sum);
    free(plan);
    return got;
}

void comm_send(int to, const void *data, size_t bytes)
{
    const char *at = data;
    for (size_t n; bytes > 0; at += n, bytes -= n) {
        n = slice(bytes);
        comm_check(MPI_Send(at, (int)n, MPI_BYTE, to, 0, self.comm), "MPI_Send");
    }
}

void comm_receive(int from, void *data, size_t bytes)
{
    char *at = data;
    for (size_t n; bytes > 0; at += n, bytes -= n) {
        n = slice(bytes);
        comm_check(MPI_Recv(at, (int)n, MPI_BYTE, from, 0, self.comm, MPI_STATUS_IGNORE),
                   "MPI_Recv");
    }
}
