/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE // F_OFD_SETLK, as POSIX 2024 has it; O_NOFOLLOW
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/job.h"
#include "base/mem.h"
#include "base/text.h"

/* ---- claiming ---- */

static int keep_errno(int fd)
{
    int error = errno;

    close(fd);
    errno = error;
    return -1;
}

/* A new file, else the plain file that is there; ESTALE: it was, and went away. A pipe would
 * block without O_NONBLOCK. */
static int open_ours(const char *path, mode_t mode)
{
    const int how = O_RDWR | O_CLOEXEC | O_NOFOLLOW;
    struct stat st;
    int fd = open(path, how | O_CREAT | O_EXCL, mode);

    if (fd >= 0 || errno != EEXIST)
        return fd;
    fd = open(path, how | O_NONBLOCK);
    if (fd < 0) {
        errno = errno == ELOOP || errno == ENXIO ? EPERM : errno == ENOENT ? ESTALE : errno;
        return -1;
    }
    if (fstat(fd, &st) != 0)
        return keep_errno(fd);
    if (!S_ISREG(st.st_mode) || st.st_nlink > 1 || st.st_uid != geteuid()) {
        errno = EPERM;
        return keep_errno(fd);
    }
    return fd;
}

/* Some file systems know no locks: there it is the user's care. */
static bool locked(int fd)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

    if (fcntl(fd, F_OFD_SETLK, &whole) == 0 || (errno != EAGAIN && errno != EACCES))
        return true;
    errno = EBUSY;
    return false;
}

/* Is it still the file of that name? Its last writer may have renamed it before it let go. */
static bool bears(int fd, const char *path)
{
    struct stat named, open;

    return lstat(path, &named) == 0 && fstat(fd, &open) == 0 && named.st_ino == open.st_ino &&
           named.st_dev == open.st_dev;
}

/* Seconds to wait for a lock. A job that Slurm begins once more may find those of its former
 * self: when its node died, NFS gives them back after a lease of 90 s. */
static double patience(void)
{
    return base_job_again() ? 150 : 0;
}

static int claim(const char *path, mode_t mode)
{
    enum { TRIES = 100 }; // each lost to another process that ended just then
    enum { NAP_MICROSECONDS = 100000 };
    double until = base_clock_seconds() + patience();

    for (int i = 0; i < TRIES; i++) {
        int fd = open_ours(path, mode);
        if (fd < 0 && errno == ESTALE)
            continue;
        if (fd < 0)
            return -1;
        bool ours = locked(fd);
        for (; !ours && base_clock_seconds() < until; ours = locked(fd))
            usleep(NAP_MICROSECONDS);
        if (!ours)
            return keep_errno(fd);
        if (bears(fd, path))
            return fd;
        close(fd);
    }
    errno = EBUSY;
    return -1;
}

int base_file_claim(const char *path)
{
    return claim(path, 0644);
}

/* What was there may have been for others to read; its new bytes are not. */
int base_file_claim_secret(const char *path)
{
    int fd = claim(path, 0600);

    return fd < 0 || fchmod(fd, 0600) == 0 ? fd : keep_errno(fd);
}

const char *base_file_reason(int error)
{
    if (error == EBUSY)
        return "another run is writing it";
    if (error == EPERM)
        return "what is there is no plain file of yours: a link, or another user's; remove it";
    if (error == ENOTSUP)
        return "a device, a pipe or an open file is there; expected the name of a plain file";
    return strerror(error);
}

/* ---- naming ---- */

/* /proc/self/fd/1: whatever that is, its name is not a file's. */
static bool leads_to_open_file(const char *path)
{
    char to[64];
    ssize_t bytes = readlink(path, to, sizeof to - 1);

    to[bytes > 0 ? bytes : 0] = '\0';
    return strncmp(to, "/proc/", 6) == 0 || strncmp(to, "/dev/fd", 7) == 0;
}

bool base_file_nameable(const char *path)
{
    struct stat st;
    bool good = stat(path, &st) != 0 || S_ISREG(st.st_mode);

    if (good && !leads_to_open_file(path))
        return true;
    errno = !good && S_ISDIR(st.st_mode) ? EISDIR : ENOTSUP;
    return false;
}

/* ---- without a name ---- */

static int named_and_removed(const char *folder)
{
    struct base_text name = {0};

    base_text_add(&name, "%s/bullwhip.XXXXXX", folder);
    char *path = base_string(base_text_get(&name));
    int fd = mkostemp(path, O_CLOEXEC);

    if (fd >= 0)
        unlink(path);
    free(path);
    base_text_fini(&name);
    return fd;
}

int base_file_nameless(void)
{
    const char *wanted = getenv("TMPDIR");
    const char *folder = wanted != NULL && wanted[0] != '\0' ? wanted : "/var/tmp";
    int fd = open(folder, O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);

    return fd >= 0 ? fd : named_and_removed(folder); // not all file systems know the former
}

/* ---- writing ---- */

bool base_file_write(int fd, const void *data, size_t bytes)
{
    const unsigned char *at = data;

    while (bytes > 0) {
        ssize_t done = write(fd, at, bytes);
        if (done < 0 && errno != EINTR)
            return false;
        if (done > 0) {
            at += done;
            bytes -= (size_t)done;
        }
    }
    return true;
}

/* The name itself to the disk; not every file system can. */
static bool sync_folder(const char *path)
{
    char *copy = base_string(path);
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd < 0 || fsync(fd) == 0 || errno == EINVAL;

    free(copy);
    if (fd < 0)
        return true; // a folder that may be written but not read
    if (!good)
        return keep_errno(fd) == 0;
    close(fd);
    return true;
}

bool base_file_name(const char *part, const char *path)
{
    return base_file_nameable(path) && rename(part, path) == 0 && sync_folder(path);
}

bool base_file_put(const char *path, const void *data, size_t bytes)
{
    struct base_text part = {0};

    base_text_add(&part, "%s.part", path);
    int fd = base_file_nameable(path) ? base_file_claim(base_text_get(&part)) : -1;
    bool good = fd >= 0;
    if (good) {
        good = ftruncate(fd, 0) == 0 && base_file_write(fd, data, bytes) && fsync(fd) == 0 &&
               base_file_name(base_text_get(&part), path);
        int error = errno;
        if (!good)
            unlink(base_text_get(&part));
        close(fd);
        errno = error;
    }
    base_text_fini(&part);
    return good;
}
