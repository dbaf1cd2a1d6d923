/* SPDX-License-Identifier: Apache-2.0 */
#include <hdf5_hl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mask.h"
#include "base/mem.h"
#include "out/h5.h"
#include "out/h5_door.h"

enum { DEFLATE_LEVEL = 1 };

struct out_h5_column {
    struct out_h5 *f;
    hid_t set;
    hid_t type;
    hsize_t rows;
    bool hidden; // its values are not for everyone
};

/* ---- datasets ---- */

/* Chunked in `chunk` values (0: in one piece), without times. */
static hid_t set_plist(hsize_t chunk)
{
    hid_t plist = H5Pcreate(H5P_DATASET_CREATE);

    H5Pset_obj_track_times(plist, false);
    if (chunk > 0) {
        H5Pset_chunk(plist, 1, &chunk);
        H5Pset_shuffle(plist);
        H5Pset_deflate(plist, DEFLATE_LEVEL);
        H5Pset_fletcher32(plist); // who reads it is told of bytes that have changed since
    }
    return plist;
}

/* Columns grow at their end and are not read: one chunk of each is kept, not the 1 MB that the
 * library would, which hundreds of columns make into hundreds of megabytes. */
static hid_t access_plist(void)
{
    hid_t plist = H5Pcreate(H5P_DATASET_ACCESS);

    H5Pset_chunk_cache(plist, 1, OUT_H5_CHUNK_ROWS * sizeof(double), 1);
    return plist;
}

hid_t out_h5_set_create(struct out_h5 *f, const char *path, hid_t type, hsize_t count,
                        hsize_t most, hsize_t chunk)
{
    hid_t space = H5Screate_simple(1, &count, &most);
    hid_t plist = set_plist(chunk), access = access_plist();
    hid_t set = H5Dcreate2(f->file, path, type, space, f->link_plist, plist, access);

    out_h5_check(f, set >= 0, path);
    H5Pclose(access);
    H5Pclose(plist);
    H5Sclose(space);
    return set;
}

/* ---- columns ---- */

size_t out_type_bytes(enum out_type type)
{
    return type == OUT_I32 || type == OUT_U32 ? 4 : 8;
}

hid_t out_h5_native(enum out_type type)
{
    switch (type) {
    case OUT_I32:
        return H5T_NATIVE_INT32;
    case OUT_U32:
        return H5T_NATIVE_UINT32;
    case OUT_I64:
        return H5T_NATIVE_INT64;
    case OUT_U64:
        return H5T_NATIVE_UINT64;
    case OUT_F64:
        return H5T_NATIVE_DOUBLE;
    }
    base_die("bug: column type %d is unknown", (int)type);
}

struct out_h5_column *out_h5_column_open(struct out_h5 *f, const char *group,
                                         const struct out_column *column)
{
    struct out_h5_column *c = base_alloc(sizeof *c);
    char path[256];

    *c = (struct out_h5_column){.f = f, .type = out_h5_native(column->type)};
    c->hidden = column->type == OUT_F64 && base_mask_hides(f->mask, column->unit);
    snprintf(path, sizeof path, "%s/%s", group, column->name);
    c->set = out_h5_set_create(f, path, c->type, 0, H5S_UNLIMITED, OUT_H5_CHUNK_ROWS);
    out_h5_text(f, path, "unit", column->unit);
    out_h5_text(f, path, "about", column->about);
    return c;
}

/* Makes room for `count` more and returns the place of the new rows, -1 on failure. */
static hid_t grow(struct out_h5_column *c, hsize_t count)
{
    hsize_t start = c->rows;
    hsize_t rows = c->rows + count;

    if (H5Dset_extent(c->set, &rows) < 0)
        return -1;
    c->rows = rows;
    hid_t place = H5Dget_space(c->set);
    H5Sselect_hyperslab(place, H5S_SELECT_SET, &start, NULL, &count, NULL);
    return place;
}

static void append(struct out_h5_column *c, const void *value, size_t count)
{
    hsize_t n = count;

    hid_t memory = H5Screate_simple(1, &n, NULL);
    hid_t place = grow(c, n);
    bool ok = place >= 0 && H5Dwrite(c->set, c->type, memory, place, H5P_DEFAULT, value) >= 0;
    out_h5_check(c->f, ok, "writing rows");
    H5Sclose(place);
    H5Sclose(memory);
}

void out_h5_column_append(struct out_h5_column *c, const void *value, size_t count)
{
    double *nothing = c->hidden && count > 0 ? base_array(count, sizeof *nothing) : NULL;

    for (size_t i = 0; nothing != NULL && i < count; i++)
        nothing[i] = NAN;
    if (count > 0)
        append(c, nothing != NULL ? nothing : value, count);
    free(nothing);
}

static bool is_scale(hid_t set)
{
    return H5DSis_scale(set) > 0;
}

void out_h5_column_scale(struct out_h5_column *c, struct out_h5_column *key)
{
    bool ok = is_scale(key->set) || H5DSset_scale(key->set, NULL) >= 0;
    out_h5_check(c->f, ok && H5DSattach_scale(c->set, key->set, 0) >= 0, "naming rows");
}

void out_h5_column_close(struct out_h5_column *c)
{
    if (c)
        out_h5_check(c->f, H5Dclose(c->set) >= 0, "closing a column");
    free(c);
}
