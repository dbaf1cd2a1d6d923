/* SPDX-License-Identifier: Apache-2.0 */
/* base/file.h - files that a run writes: of one process only, no one's trap, and whole once
 * they bear their name.
 *
 * They are made with mode 0644 less the umask, so others never write into them; what holds
 * secrets has mode 0600, and others never read it. What grows as
 * PATH.part may lie in a folder that others write to as well: a name that is there already is
 * taken only when it is a plain file of our own with no other name, never through a symbolic
 * link. Errors: errno says why. Thread: any.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Opens `path` to read and write, made when it is not there, as long as it was. It is this
 * process's alone until it is closed, on file systems that know locks; EBUSY: another process
 * writes it. EPERM: not a plain file of ours. -1 with errno. Works again for a file that the
 * one before has renamed or removed meanwhile. A job that Slurm has begun once more waits for
 * the other process for up to 150 s. */
int base_file_claim(const char *path);

/* The same, for nobody else to read. */
int base_file_claim_secret(const char *path);

/* Why claiming `path` failed, in words: for a mistake of the user. */
const char *base_file_reason(int error);

/* May a file get this name: is nothing there, or a plain file, or a link that leads to one or
 * nowhere? False with errno for a folder, a device, a pipe, and a link to what a process has
 * open, such as /dev/stdout: a file in its place would be in everyone's way. */
bool base_file_nameable(const char *path);

/* Gives the file at `part`, which is synced, the name `path`, and syncs the folder. False with
 * errno; then what bore the name bears it still, unless only the sync failed. */
bool base_file_name(const char *part, const char *path);

/* A file without a name, for nobody else, gone once it is closed: for what is too big to stay
 * in memory and seldom read. In the folder TMPDIR, else /var/tmp. -1 with errno. */
int base_file_nameless(void);

/* Writes all bytes; false with errno. */
bool base_file_write(int fd, const void *data, size_t bytes);

/* Writes `path` as a whole, or leaves it as it was; false with errno. */
bool base_file_put(const char *path, const void *data, size_t bytes);
