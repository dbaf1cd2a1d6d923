/* SPDX-License-Identifier: Apache-2.0 */
/* lab/spool.h - finished pieces of work on disk, each safe as soon as it is done.
 *
 * A folder with one file for each writer (a rank). A record is its length, a checksum and the
 * bytes; it is handed to the system in one write, so a process that is killed loses only what
 * it had not finished, and is synced to the disk about once a second. A torn or spoilt record
 * ends its file: what stands before it counts, and the writer goes on there. Each file begins
 * with a record that says who may read it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct lab_spool;

/* Opens the file of `writer` in `folder` (made when it is not there) to add to it. `mark` is
 * its first record. `secret`: nobody else may read it. NULL with `err`: another mark stands
 * there, another process writes it, or it can't be written. */
struct lab_spool *lab_spool_open(const char *folder, unsigned writer, const char *mark,
                                 bool secret, struct base_err *err);

/* Adds a record. Any thread; a disk that fails ends the run (base_die). */
void lab_spool_add(struct lab_spool *s, const void *record, size_t bytes);

/* Syncs and closes. NULL is fine. */
void lab_spool_close(struct lab_spool *s);

/* Hands on all whole records of all files of `folder`, file by file in the order of their
 * names. A folder that is not there is an empty one. False with `err`: a file bears another
 * mark, or can't be read. */
bool lab_spool_read(const char *folder, const char *mark,
                    void (*take)(void *user, const void *record, size_t bytes), void *user,
                    struct base_err *err);
