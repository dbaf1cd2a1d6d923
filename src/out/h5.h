/* SPDX-License-Identifier: Apache-2.0 */
/* out/h5.h - the only door to HDF5: one file being written, its attributes and datasets.
 *
 * The file grows as PATH.part and takes its name only when out_h5_finish() has it safely on
 * the disk, so what bears the name is whole. A disk that fails on the way ends the run
 * (base_die) and leaves no file: HDF5 cannot go on after a failed write.
 * Equal calls give equal bytes: no times are stored and strings have a fixed length.
 * Thread: one, on one rank.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "out/table.h"

struct base_mask;
struct out_h5;

/* Begins `path`.part, replacing what is there. NULL with `err` when that cannot be done. */
struct out_h5 *out_h5_create(const char *path, struct base_err *err);

/* From now on texts are written as `mask` wants it (borrowed; NULL: as they are), but for words
 * of the layout itself: units, figures, kinds; and columns with money hold only NaN. */
void out_h5_mask(struct out_h5 *f, const struct base_mask *mask);
const struct base_mask *out_h5_masked(const struct out_h5 *f);

/* For rows whose unit is told elsewhere: makes `count` values NaN where that unit is hidden. */
void out_h5_veil(const struct out_h5 *f, const char *unit, double *value, size_t count);

/* Flushes, closes, seals (out/seal.h), syncs and renames; frees `f`. All columns must be
 * closed. */
void out_h5_finish(struct out_h5 *f);

/* Closes and removes what was written so far; frees `f`. NULL is fine. */
void out_h5_abandon(struct out_h5 *f);

/* A group `path` ("/results/kpi"; parents are made as needed) that says what it holds. */
void out_h5_group(struct out_h5 *f, const char *path, const char *about);

/* Attributes of the group or dataset `object`. */
void out_h5_text(struct out_h5 *f, const char *object, const char *name, const char *value);
void out_h5_number(struct out_h5 *f, const char *object, const char *name, double value);
void out_h5_integer(struct out_h5 *f, const char *object, const char *name, int64_t value);

/* A dataset `path` of `count` strings, as long as the longest of them. */
void out_h5_strings(struct out_h5 *f, const char *path, const char *about,
                    const char *const *value, size_t count);

/* The same of strings that come some at a time. First all of them are looked at, which tells
 * how many there are and how long; then they are added in their order. Memory: one chunk. */
struct out_h5_list;
struct out_h5_list *out_h5_list_open(struct out_h5 *f, const char *path, const char *about);
void out_h5_list_look(struct out_h5_list *l, const char *value);
void out_h5_list_add(struct out_h5_list *l, const char *value);
void out_h5_list_close(struct out_h5_list *l); // all were added; NULL is fine

/* A dataset `path` with a text of `bytes` bytes, kept word for word, compressed: one string, or
 * several that joined end to end are the text, when it is longer than a piece. They end with a
 * line where they can, never within a character. */
enum { OUT_H5_PIECE = 1 << 20 };
void out_h5_verbatim(struct out_h5 *f, const char *path, const char *text, size_t bytes);

/* The same of a text that comes some at a time. Memory: two pieces. */
struct out_h5_pieces;
struct out_h5_pieces *out_h5_pieces_open(struct out_h5 *f, const char *path);
void out_h5_pieces_add(struct out_h5_pieces *p, const void *text, size_t bytes);
void out_h5_pieces_close(struct out_h5_pieces *p);

/* A one-dimensional dataset that grows, chunked and compressed, with its unit. */
struct out_h5_column;

/* Begins `group`/`column->name`; `column->offset` is not looked at. */
struct out_h5_column *out_h5_column_open(struct out_h5 *f, const char *group,
                                         const struct out_column *column);

/* Appends `count` packed values of the column's type. */
void out_h5_column_append(struct out_h5_column *c, const void *value, size_t count);

/* Makes `key` (closed or not) a dimension scale of `c`: its values name the rows of `c`. */
void out_h5_column_scale(struct out_h5_column *c, struct out_h5_column *key);
void out_h5_column_close(struct out_h5_column *c); // NULL is fine

/* Bytes of one value of `type`. */
size_t out_type_bytes(enum out_type type);

/* "1.10.8": the library in use. */
const char *out_h5_library(char text[32]);
