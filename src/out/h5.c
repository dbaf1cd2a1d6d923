/* SPDX-License-Identifier: Apache-2.0 */
#include "out/h5.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mask.h"
#include "base/mem.h"
#include "out/h5_door.h"
#include "out/seal.h"

enum { TROUBLE_BYTES = 400, TEXT_MOST = 60000 /* an attribute holds less than 64 KiB */ };

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

void out_h5_check(const struct out_h5 *f, bool ok, const char *doing)
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
    H5Pclose(f->link_plist);
    if (f->fd >= 0)
        close(f->fd);
    free(f->path);
    free(f->part);
    free(f);
}

static bool refuse(const char *path, const char *why, struct base_err *err)
{
    base_err_add(err, NULL, 0, "can't write '%s': %s", path, why);
    return false;
}

/* Opens the growing file by plain POSIX: its errno says more than HDF5 does. */
static bool reserve(struct out_h5 *f, struct base_err *err)
{
    f->fd = base_file_nameable(f->path) ? base_file_claim(f->part) : -1;
    if (f->fd < 0)
        return refuse(f->path, base_file_reason(errno), err);
    return true;
}

/* Begins anew; HDF5's own locks are off, for they fail where the file system has none. The
 * format of HDF5 1.8 has checksums of its own bookkeeping. */
static hid_t create_file(const char *part)
{
    hid_t create = H5Pcreate(H5P_FILE_CREATE);
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);

    H5Pset_obj_track_times(create, false);
    H5Pset_userblock(create, OUT_SEAL_BYTES);
    H5Pset_file_locking(access, false, true);
    H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_LATEST);
    hid_t file = H5Fcreate(part, H5F_ACC_TRUNC, create, access);
    H5Pclose(access);
    H5Pclose(create);
    return file;
}

struct out_h5 *out_h5_create(const char *path, struct base_err *err)
{
    struct out_h5 *f = base_alloc(sizeof *f);

    H5Eset_auto2(H5E_DEFAULT, NULL, NULL); // failures are told by base_die()
    f->path = base_string(path);
    f->part = joined(path, ".part");
    f->link_plist = H5Pcreate(H5P_LINK_CREATE);
    H5Pset_create_intermediate_group(f->link_plist, 1);
    if (!reserve(f, err)) {
        release(f);
        return NULL;
    }
    f->file = create_file(f->part);
    out_h5_check(f, f->file >= 0, "creating it");
    return f;
}

void out_h5_finish(struct out_h5 *f)
{
    out_h5_check(f, H5Fflush(f->file, H5F_SCOPE_GLOBAL) >= 0, "flushing");
    out_h5_check(f, H5Fclose(f->file) >= 0, "closing");
    if (!out_seal_write(f->fd) || fsync(f->fd) != 0 || !base_file_name(f->part, f->path)) {
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

/* ---- what is not for everyone ---- */

void out_h5_mask(struct out_h5 *f, const struct base_mask *mask)
{
    f->mask = mask;
}

const struct base_mask *out_h5_masked(const struct out_h5 *f)
{
    return f->mask;
}

char *out_h5_shown(const struct out_h5 *f, const char *text)
{
    return base_mask_text(f->mask, text);
}

void out_h5_veil(const struct out_h5 *f, const char *unit, double *value, size_t count)
{
    for (size_t i = 0; base_mask_hides(f->mask, unit) && i < count; i++)
        value[i] = NAN;
}

/* Attributes that say no more than the layout does. */
static bool is_word(const char *name)
{
    static const char *const word[] = {
        "unit",   "about",       "digest", "software",  "software_version",
        "design", "event_order", "series", "decisions", "masked"};

    for (size_t i = 0; i < sizeof word / sizeof *word; i++)
        if (strcmp(name, word[i]) == 0)
            return true;
    return false;
}

/* ---- groups and attributes ---- */

void out_h5_group(struct out_h5 *f, const char *path, const char *about)
{
    hid_t plist = H5Pcreate(H5P_GROUP_CREATE);
    H5Pset_obj_track_times(plist, false);
    H5Pset_link_creation_order(plist, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
    hid_t group = H5Gcreate2(f->file, path, f->link_plist, plist, H5P_DEFAULT);
    out_h5_check(f, group >= 0, path);
    out_h5_check(f, H5Gclose(group) >= 0, path);
    H5Pclose(plist);
    out_h5_text(f, path, "about", about);
}

hid_t out_h5_text_type(size_t bytes)
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
    out_h5_check(f, a >= 0 && H5Awrite(a, type, value) >= 0, name);
    out_h5_check(f, H5Aclose(a) >= 0, name);
    H5Sclose(space);
}

void out_h5_text(struct out_h5 *f, const char *object, const char *name, const char *value)
{
    char *shown = f->mask != NULL && !is_word(name) ? out_h5_shown(f, value) : NULL;
    const char *text = shown != NULL ? shown : value;
    hid_t type = out_h5_text_type(strnlen(text, TEXT_MOST));

    attribute(f, object, name, type, text);
    H5Tclose(type);
    free(shown);
}

void out_h5_number(struct out_h5 *f, const char *object, const char *name, double value)
{
    attribute(f, object, name, H5T_NATIVE_DOUBLE, &value);
}

void out_h5_integer(struct out_h5 *f, const char *object, const char *name, int64_t value)
{
    attribute(f, object, name, H5T_NATIVE_INT64, &value);
}

const char *out_h5_library(char text[32])
{
    unsigned major = 0, minor = 0, release = 0;

    H5get_libversion(&major, &minor, &release);
    snprintf(text, 32, "%u.%u.%u", major, minor, release);
    return text;
}
