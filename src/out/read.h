/* SPDX-License-Identifier: Apache-2.0 */
/* out/read.h - reading a results file again: attributes, names, columns.
 *
 * A file may come from anywhere, so what is missing or of another kind is no bug: functions
 * return false or NULL, and the caller says what it needed. Thread: one, on one rank.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "out/table.h"

struct out_file;

/* Opens `path` to read. NULL with `err` when it can't be read or is no HDF5 file. */
struct out_file *out_file_open(const char *path, struct base_err *err);
void out_file_close(struct out_file *f); // NULL is fine

/* Is there a group or dataset `path`? */
bool out_file_has(const struct out_file *f, const char *path);

/* Attributes of the group or dataset `object`; text lives in `arena`, NULL when there is none.
 */
const char *out_file_text(const struct out_file *f, const char *object, const char *name,
                          struct base_arena *arena);
bool out_file_integer(const struct out_file *f, const char *object, const char *name,
                      int64_t *value);
bool out_file_number(const struct out_file *f, const char *object, const char *name,
                     double *value);

/* What is right below `group`, in the order in which it was written. */
struct out_names {
    const char **name; // in the arena
    size_t count;
    bool broken; // some of them can't be read
};
struct out_names out_file_list(const struct out_file *f, const char *group,
                               struct base_arena *arena);

/* The same of an object's attributes. */
struct out_names out_file_attributes(const struct out_file *f, const char *object,
                                     struct base_arena *arena);

/* One dataset, read piece by piece. */
struct out_reader {
    int64_t set;        // the library's handle
    size_t rows;        // values
    size_t value_bytes; // of one value in memory
    bool text;          // strings of `value_bytes` bytes, padded with NUL; else `type`
    enum out_type type;
};

/* False when there is no one-dimensional dataset `path` of a type that we write. */
bool out_reader_open(const struct out_file *f, const char *path, struct out_reader *r);

/* Rows first .. first + count - 1, packed, to `to`. */
bool out_reader_read(const struct out_reader *r, size_t first, size_t count, void *to);
void out_reader_close(struct out_reader *r);

/* A whole column as doubles or strings, in the arena; NULL when it can't be. */
double *out_file_doubles(const struct out_file *f, const char *path, struct base_arena *arena,
                         size_t *count);
const char **out_file_strings(const struct out_file *f, const char *path,
                              struct base_arena *arena, size_t *count);

/* A text of any length, with a NUL behind it: what out_h5_verbatim() wrote. */
const char *out_file_verbatim(const struct out_file *f, const char *path,
                              struct base_arena *arena, size_t *bytes);
