/* SPDX-License-Identifier: Apache-2.0 */
/* out/h5_door.h - shared by the files that see HDF5: h5.c (file, groups, attributes),
 * h5_set.c (columns) and h5_text.c (strings).
 */
#pragma once

#include <hdf5.h>
#include <stdbool.h>

#include "out/table.h"

struct out_h5 {
    hid_t file;
    hid_t link_plist;             // makes parent groups
    int fd;                       // the same file: holds the lock, syncs at the end
    char *path;                   // the final name
    char *part;                   // the name while it grows
    const struct base_mask *mask; // borrowed
};

/* Removes the file and ends the run unless `ok`; `doing` names what was being done. */
void out_h5_check(const struct out_h5 *f, bool ok, const char *doing);

/* Fixed-length UTF-8 of `bytes` bytes; to be closed. */
hid_t out_h5_text_type(size_t bytes);

/* What is written instead of `text`; to be freed. */
char *out_h5_shown(const struct out_h5 *f, const char *text);

/* What values of a column are in memory. */
hid_t out_h5_native(enum out_type type);

enum {
    OUT_H5_CHUNK_ROWS = 8192
}; // 64 KiB of doubles: small files stay small, large ones
   // compress well

/* A new dataset of `count` values that may become `most`, chunked in `chunk` (0: in one piece),
 * without times. */
hid_t out_h5_set_create(struct out_h5 *f, const char *path, hid_t type, hsize_t count,
                        hsize_t most, hsize_t chunk);
