/* SPDX-License-Identifier: Apache-2.0 */
#include "out/h5.h"

#include <errno.h>
#include <fcntl.h>
#include <hdf5.h>
#include <hdf5_hl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

enum {
    CHUNK_ROWS = 8192, // 64 KiB of doubles: small files stay small, large ones compress well
    DEFLATE_LEVEL = 1,
    TROUBLE_BYTES = 400
};

struct out_h5 {
    hid_t file;
    hid_t link_plist; // makes parent groups
    char *path;       // the final name
    char *part;       // the name while it grows
};

struct out_h5_column {
    struct out_h5 *f;
    hid_t set;
    hid_t type;
    hsize_t rows;
};

/* ---- trouble ---- */

/* Keeps the text of the innermost HDF5 error; its `error message = '...'` if it has one. */
static herr_t innermost(unsigned n, const H5E_error2_t *e, void *to)
{
    char *text = to;
    const char *found = n == 0 && e->desc ? strstr(e->desc, "error message = '") : NULL;

    if (n == 0 && found)
        snprintf(text, TROUBLE_BYTES, "%.*s", (int)strcspn(found + 17, "'"), found + 17);
    else if (n == 0)
        snprintf(text, TROUBLE_BYTES, "%s", e->desc ? e->desc : "unknown");
    return 0;
}

/* Removes the file and ends the run; `doing` names what was being done. */
static _Noreturn void fail(const struct out_h5 *f, const char *doing)
{
    char why[TROUBLE_BYTES] = "unknown";

    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, innermost, why);
    unlink(f->part);
    base_die("can't write '%s' (%s): %s", f->path, doing, why);
}

static void check(const struct out_h5 *f, bool ok, const char *doing)
{
    if (!ok)
        fail(f, doing);
}

/* ---- the file ---- */

static char *joined(const char *a, const char *b)
{
    size_t bytes = strlen(a) + strlen(b) + 1;
    char *text = base_alloc(bytes);

    snprintf(text, bytes, "%s%s", a, b);
    return text;
}

static void release(struct out_h5 *f)
{
    if (f->link_plist >= 0)
        H5Pclose(f->link_plist);
    free(f->path);
    free(f->part);
    free(f);
}

/* The same file by plain POSIX first: its errno says more than HDF5 does. */
static bool can_write(const char *path, const char *part, struct base_err *err)
{
    int fd = open(part, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);

    if (fd < 0) {
        base_err_add(err, NULL, 0, "can't write '%s': %s", path, strerror(errno));
        return false;
    }
    close(fd);
    return true;
}

static hid_t create_file(const char *part)
{
    hid_t plist = H5Pcreate(H5P_FILE_CREATE);
    H5Pset_obj_track_times(plist, false);
    hid_t file = H5Fcreate(part, H5F_ACC_TRUNC, plist, H5P_DEFAULT);
    H5Pclose(plist);
    return file;
}

struct out_h5 *out_h5_create(const char *path, struct base_err *err)
{
    struct out_h5 *f = base_alloc(sizeof *f);

    H5Eset_auto2(H5E_DEFAULT, NULL, NULL); // failures are told through `err`
    f->path = base_string(path);
    f->part = joined(path, ".part");
    f->link_plist = H5Pcreate(H5P_LINK_CREATE);
    H5Pset_create_intermediate_group(f->link_plist, 1);
    if (!can_write(path, f->part, err)) {
        release(f);
        return NULL;
    }
    f->file = create_file(f->part);
    check(f, f->file >= 0, "creating it");
    return f;
}

/* To the disk and to its name; errno tells what failed. */
static bool settle(const struct out_h5 *f)
{
    int fd = open(f->part, O_WRONLY | O_CLOEXEC);
    bool synced = fd >= 0 && fsync(fd) == 0;

    if (fd >= 0)
        close(fd);
    return synced && rename(f->part, f->path) == 0;
}

void out_h5_finish(struct out_h5 *f)
{
    check(f, H5Fflush(f->file, H5F_SCOPE_GLOBAL) >= 0, "flushing");
    check(f, H5Fclose(f->file) >= 0, "closing");
    if (!settle(f)) {
        int error = errno;
        unlink(f->part);
        base_die("can't write '%s': %s", f->path, strerror(error));
    }
    release(f);
}

void out_h5_abandon(struct out_h5 *f)
{
    if (!f)
        return;
    H5Fclose(f->file);
    unlink(f->part);
    release(f);
}

/* ---- groups and attributes ---- */

void out_h5_group(struct out_h5 *f, const char *path, const char *about)
{
    hid_t plist = H5Pcreate(H5P_GROUP_CREATE);
    H5Pset_obj_track_times(plist, false);
    H5Pset_link_creation_order(plist, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
    hid_t group = H5Gcreate2(f->file, path, f->link_plist, plist, H5P_DEFAULT);
    check(f, group >= 0, path);
    H5Gclose(group);
    H5Pclose(plist);
    out_h5_text(f, path, "about", about);
}

static hid_t text_type(size_t bytes)
{
    hid_t type = H5Tcopy(H5T_C_S1);

    H5Tset_size(type, bytes ? bytes : 1);
    H5Tset_strpad(type, H5T_STR_NULLPAD);
    H5Tset_cset(type, H5T_CSET_UTF8);
    return type;
}

static void attribute(struct out_h5 *f, const char *object, const char *name, hid_t type,
                      const void *value)
{
    hid_t space = H5Screate(H5S_SCALAR);
    hid_t a = H5Acreate_by_name(f->file, object, name, type, space, H5P_DEFAULT, H5P_DEFAULT,
                                H5P_DEFAULT);
    check(f, a >= 0 && H5Awrite(a, type, value) >= 0, name);
    H5Aclose(a);
    H5Sclose(space);
}

void out_h5_text(struct out_h5 *f, const char *object, const char *name, const char *value)
{
    hid_t type = text_type(strlen(value));

    attribute(f, object, name, type, value);
    H5Tclose(type);
}

void out_h5_number(struct out_h5 *f, const char *object, const char *name, double value)
{
    attribute(f, object, name, H5T_NATIVE_DOUBLE, &value);
}

void out_h5_integer(struct out_h5 *f, const char *object, const char *name, int64_t value)
{
    attribute(f, object, name, H5T_NATIVE_INT64, &value);
}

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
    }
    return plist;
}

static hid_t set_create(struct out_h5 *f, const char *path, hid_t type, hsize_t count,
                        hsize_t most, hsize_t chunk)
{
    hid_t space = H5Screate_simple(1, &count, &most);
    hid_t plist = set_plist(chunk);
    hid_t set = H5Dcreate2(f->file, path, type, space, f->link_plist, plist, H5P_DEFAULT);

    check(f, set >= 0, path);
    H5Pclose(plist);
    H5Sclose(space);
    return set;
}

/* A whole dataset at once. */
static void set_write(struct out_h5 *f, const char *path, hid_t type, size_t count,
                      hsize_t chunk, const void *value)
{
    hid_t set = set_create(f, path, type, count, count, chunk);

    if (count > 0)
        check(f, H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, value) >= 0, path);
    H5Dclose(set);
}

static size_t longest(const char *const *value, size_t count)
{
    size_t most = 1;

    for (size_t i = 0; i < count; i++)
        most = strlen(value[i]) > most ? strlen(value[i]) : most;
    return most;
}

void out_h5_strings(struct out_h5 *f, const char *path, const char *about,
                    const char *const *value, size_t count)
{
    size_t bytes = longest(value, count);
    char *packed = base_array(count, bytes);
    hid_t type = text_type(bytes);

    for (size_t i = 0; i < count; i++)
        memcpy(packed + i * bytes, value[i], strlen(value[i]));
    set_write(f, path, type, count, count < CHUNK_ROWS ? count : CHUNK_ROWS, packed);
    H5Tclose(type);
    free(packed);
    out_h5_text(f, path, "about", about);
}

void out_h5_verbatim(struct out_h5 *f, const char *path, const char *text, size_t bytes)
{
    hid_t type = text_type(bytes);

    set_write(f, path, type, 1, 1, bytes > 0 ? text : "");
    H5Tclose(type);
}

/* ---- columns ---- */

size_t out_type_bytes(enum out_type type)
{
    return type == OUT_I32 || type == OUT_U32 ? 4 : 8;
}

static hid_t native_type(enum out_type type)
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

    *c = (struct out_h5_column){.f = f, .type = native_type(column->type)};
    snprintf(path, sizeof path, "%s/%s", group, column->name);
    c->set = set_create(f, path, c->type, 0, H5S_UNLIMITED, CHUNK_ROWS);
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

void out_h5_column_append(struct out_h5_column *c, const void *value, size_t count)
{
    hsize_t n = count;

    if (count == 0)
        return;
    hid_t memory = H5Screate_simple(1, &n, NULL);
    hid_t place = grow(c, n);
    bool ok = place >= 0 && H5Dwrite(c->set, c->type, memory, place, H5P_DEFAULT, value) >= 0;
    check(c->f, ok, "writing rows");
    H5Sclose(place);
    H5Sclose(memory);
}

static bool is_scale(hid_t set)
{
    return H5DSis_scale(set) > 0;
}

void out_h5_column_scale(struct out_h5_column *c, struct out_h5_column *key)
{
    bool ok = is_scale(key->set) || H5DSset_scale(key->set, NULL) >= 0;
    check(c->f, ok && H5DSattach_scale(c->set, key->set, 0) >= 0, "naming rows");
}

void out_h5_column_close(struct out_h5_column *c)
{
    if (c)
        check(c->f, H5Dclose(c->set) >= 0, "closing a column");
    free(c);
}

const char *out_h5_library(char text[32])
{
    unsigned major = 0, minor = 0, release = 0;

    H5get_libversion(&major, &minor, &release);
    snprintf(text, 32, "%u.%u.%u", major, minor, release);
    return text;
}
