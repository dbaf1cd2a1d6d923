/* SPDX-License-Identifier: Apache-2.0 */
/* Preloaded into a program: makes a fault of its n-th step, and lets its clocks jump.
 *
 * A step is a call that changes a file below FAULT_FOLDER (FAULT_NAME: only the one of this
 * name), or (FAULT_ON=messages) a call that sends or reduces between ranks: progress, not time,
 * so that a slow machine is hit where a fast one is. FAULT_AT is the step, FAULT_RANK the only
 * rank that counts, FAULT_COUNT a file that gets the number of steps when the program ends.
 * FAULT_STRUCK is one that is made at the fault. FAULT_DO says what happens:
 *   kill    the process ends, as by kill -9
 *   torn    half of what was to be written is, then the same
 *   parent  the launcher is killed
 *   warn    the process gets USR1, as from a job that will end soon
 *   stop    the process stands still until someone lets it go on
 *   full    from now on nothing more fits on the disk
 *   fail    this once the disk says that it could not
 * FAULT_CLOCK=seed: each look at the date finds another one, years away. FAULT_PACE=ns: each
 * look of the program at its stopwatch finds it so much further, however long it took: what is
 * done every so often is done as often on any machine.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <mpi.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static atomic_long steps;

static const char *setting(const char *name)
{
    const char *value = getenv(name);

    return value != NULL ? value : "";
}

static bool does(const char *what)
{
    return strcmp(setting("FAULT_DO"), what) == 0;
}

static bool this_rank(void)
{
    const char *wanted = setting("FAULT_RANK");

    return *wanted == '\0' || strcmp(wanted, setting("OMPI_COMM_WORLD_RANK")) == 0;
}

static bool named(const char *path)
{
    const char *wanted = setting("FAULT_NAME"), *slash = strrchr(path, '/');

    return *wanted == '\0' || strcmp(slash != NULL ? slash + 1 : path, wanted) == 0;
}

static bool below(const char *path)
{
    const char *folder = setting("FAULT_FOLDER");
    char whole[4096];
    bool found = path[0] == '/' || getcwd(whole, sizeof whole) != NULL;

    if (path[0] == '/')
        snprintf(whole, sizeof whole, "%s", path);
    return found && *folder != '\0' && strncmp(whole, folder, strlen(folder)) == 0 &&
           named(path);
}

/* Of a file: what wakes a thread or goes to another process has a name without a slash. */
static bool ours(int fd)
{
    char link[64], path[4096];

    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = fd > 2 ? readlink(link, path, sizeof path - 1) : -1;
    if (size < 0)
        return false;
    path[size] = '\0';
    return path[0] == '/' && below(path);
}

static void strike(void)
{
    int fd =
        *setting("FAULT_STRUCK") ? open(setting("FAULT_STRUCK"), O_CREAT | O_WRONLY, 0644) : -1;

    if (fd >= 0)
        close(fd);
}

/* The fault of a step that a disk can refuse: 0 or its errno. `torn` is told when half a write
 * shall happen first. */
static int step(const char *on, bool *torn)
{
    if (strcmp(on, *setting("FAULT_ON") ? setting("FAULT_ON") : "files") != 0 || !this_rank())
        return 0;
    long now = atomic_fetch_add(&steps, 1) + 1, at = atol(setting("FAULT_AT"));
    if (at > 0 && now > at && does("full"))
        return ENOSPC;
    if (at != now)
        return 0;
    strike();
    *torn = does("torn");
    if (does("kill"))
        raise(SIGKILL);
    if (does("parent"))
        kill(getppid(), SIGKILL);
    if (does("warn"))
        kill(getpid(), SIGUSR1);
    if (does("stop"))
        raise(SIGSTOP);
    return does("full") ? ENOSPC : does("fail") ? EIO : 0;
}

static void end_torn(bool torn)
{
    if (torn)
        raise(SIGKILL);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* ---- files ---- */

ssize_t write(int fd, const void *data, size_t bytes)
{
    bool torn = false;
    int fault = ours(fd) ? step("files", &torn) : 0;

    if (fault != 0) {
        errno = fault;
        return -1;
    }
    ssize_t done = REAL(write)(fd, data, torn ? bytes / 2 : bytes);
    end_torn(torn);
    return done;
}

ssize_t pwrite64(int fd, const void *data, size_t bytes, off64_t at)
{
    bool torn = false;
    int fault = ours(fd) ? step("files", &torn) : 0;

    if (fault != 0) {
        errno = fault;
        return -1;
    }
    ssize_t done = REAL(pwrite64)(fd, data, torn ? bytes / 2 : bytes, at);
    end_torn(torn);
    return done;
}

ssize_t pwrite(int fd, const void *data, size_t bytes, off_t at)
{
    return pwrite64(fd, data, bytes, at);
}

size_t fwrite(const void *data, size_t size, size_t count, FILE *file)
{
    bool torn = false;
    int fault = ours(fileno(file)) ? step("files", &torn) : 0;

    if (fault != 0) {
        errno = fault;
        return 0;
    }
    size_t done = REAL(fwrite)(data, size, torn ? count / 2 : count, file);
    if (torn)
        fflush(file);
    end_torn(torn);
    return done;
}

#define ON_FD(name)                                      \
    int name(int fd)                                     \
    {                                                    \
        bool torn = false;                               \
        int fault = ours(fd) ? step("files", &torn) : 0; \
                                                         \
        end_torn(torn);                                  \
        if (fault == EIO) {                              \
            errno = fault;                               \
            return -1;                                   \
        }                                                \
        return REAL(name)(fd);                           \
    }

ON_FD(fsync)
ON_FD(fdatasync)

/* `from` has gone over to its new name, or not: the moment before and, torn, the one after. */
#define ON_NAMES(name)                                    \
    int name(const char *from, const char *to)            \
    {                                                     \
        bool torn = false;                                \
        int fault = below(to) ? step("files", &torn) : 0; \
                                                          \
        if (fault != 0) {                                 \
            errno = fault;                                \
            return -1;                                    \
        }                                                 \
        int done = REAL(name)(from, to);                  \
        end_torn(torn);                                   \
        return done;                                      \
    }

ON_NAMES(rename)
ON_NAMES(link)

/* A disk that fails still lets names go. */
int unlink(const char *path)
{
    bool torn = false;

    if (below(path) && !does("fail"))
        step("files", &torn);
    int done = REAL(unlink)(path);
    end_torn(torn);
    return done;
}

/* ---- messages ---- */

int MPI_Isend(const void *data, int count, MPI_Datatype type, int to, int tag, MPI_Comm comm,
              MPI_Request *request)
{
    bool torn = false;

    step("messages", &torn);
    return PMPI_Isend(data, count, type, to, tag, comm, request);
}

int MPI_Iallreduce(const void *mine, void *all, int count, MPI_Datatype type, MPI_Op op,
                   MPI_Comm comm, MPI_Request *request)
{
    bool torn = false;

    step("messages", &torn);
    return PMPI_Iallreduce(mine, all, count, type, op, comm, request);
}

int MPI_Allreduce(const void *mine, void *all, int count, MPI_Datatype type, MPI_Op op,
                  MPI_Comm comm)
{
    bool torn = false;

    step("messages", &torn);
    return PMPI_Allreduce(mine, all, count, type, op, comm);
}

/* ---- dates ---- */

static time_t jump(void)
{
    static atomic_ulong looks;
    const char *seed = getenv("FAULT_CLOCK");
    uint64_t sum = atomic_fetch_add(&looks, 1) + 1;

    if (seed == NULL)
        return 0;
    sum = (sum + strtoull(seed, NULL, 10)) * UINT64_C(0x9e3779b97f4a7c15);
    return (time_t)(sum >> 34) - (1 << 29); // 17 years back to 17 on
}

time_t time(time_t *to)
{
    struct timespec now;

    REAL(clock_gettime)(CLOCK_REALTIME, &now);
    now.tv_sec += jump();
    if (to != NULL)
        *to = now.tv_sec;
    return now.tv_sec;
}

/* Libraries keep their own time: they wait for others by it. */
static bool of_program(const void *caller)
{
    Dl_info program, at;

    return dladdr((const void *)getauxval(AT_PHDR), &program) != 0 &&
           dladdr(caller, &at) != 0 && program.dli_fbase == at.dli_fbase;
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    static atomic_llong looks;
    const char *pace = getenv("FAULT_PACE");
    int done = REAL(clock_gettime)(clock, now);

    if (clock == CLOCK_REALTIME)
        now->tv_sec += jump();
    if (clock == CLOCK_MONOTONIC && pace != NULL && of_program(__builtin_return_address(0))) {
        long long past = (atomic_fetch_add(&looks, 1) + 1) * atoll(pace);
        *now = (struct timespec){past / 1000000000, past % 1000000000};
    }
    return done;
}

__attribute__((destructor)) static void tell(void)
{
    const char *path = getenv("FAULT_COUNT");
    FILE *file = path != NULL && this_rank() ? fopen(path, "w") : NULL;

    if (file == NULL)
        return;
    fprintf(file, "%ld\n", atomic_load(&steps));
    fclose(file);
}
