/* SPDX-License-Identifier: Apache-2.0 */
#include "out/read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "out/h5_door.h"
#include "out/seal.h"

struct out_file {
    hid_t file;
};

/* ---- the file ---- */

/* Plain POSIX says better than HDF5 why a file can't be read. */
static bool readable(const char *path, struct base_err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0) {
        base_err_add(err, NULL, 0, "can't read '%s': %s", path, strerror(errno));
        return false;
    }
    bool good = out_seal_holds(fd);
    if (!good)
        base_err_add(err, NULL, 0,
                     "can't read '%s': it is torn, or has changed since it was written; "
                     "expected the bytes that its checksum is of",
                     path);
    close(fd);
    return good;
}

struct out_file *out_file_open(const char *path, struct base_err *err)
{
    if (!readable(path, err))
        return NULL;
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_file_locking(access, false, true);
    hid_t file = H5Fopen(path, H5F_ACC_RDONLY, access);
    H5Pclose(access);
    if (file < 0) {
        base_err_add(err, NULL, 0,
                     "can't read '%s': it is not a whole HDF5 file; expected the results of a "
                     "run",
                     path);
        return NULL;
    }
    struct out_file *f = base_alloc(sizeof *f);
    f->file = file;
    return f;
}

void out_file_close(struct out_file *f)
{
    if (f)
        H5Fclose(f->file);
    free(f);
}

bool out_file_has(const struct out_file *f, const char *path)
{
    hid_t object = H5Oopen(f->file, path, H5P_DEFAULT);

    if (object >= 0)
        H5Oclose(object);
    return object >= 0;
}

/* ---- attributes ---- */

static hid_t attribute_open(const struct out_file *f, const char *object, const char *name)
{
    return H5Aopen_by_name(f->file, object, name, H5P_DEFAULT, H5P_DEFAULT);
}

static bool is_fixed_text(hid_t type)
{
    return H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) <= 0;
}

const char *out_file_text(const struct out_file *f, const char *object, const char *name,
                          struct base_arena *arena)
{
    hid_t a = attribute_open(f, object, name);
    char *text = NULL;

    if (a < 0)
        return NULL;
    hid_t type = H5Aget_type(a);
    if (is_fixed_text(type)) {
        text = base_arena_take(arena, H5Tget_size(type) + 1);
        if (H5Aread(a, type, text) < 0)
            text = NULL;
    }
    H5Tclose(type);
    H5Aclose(a);
    return text;
}

static bool attribute_number(const struct out_file *f, const char *object, const char *name,
                             H5T_class_t kind, hid_t type, void *value)
{
    hid_t a = attribute_open(f, object, name);

    if (a < 0)
        return false;
    hid_t stored = H5Aget_type(a);
    hid_t space = H5Aget_space(a);
    bool ok = H5Tget_class(stored) == kind && H5Sget_simple_extent_npoints(space) == 1 &&
              H5Aread(a, type, value) >= 0;
    H5Sclose(space);
    H5Tclose(stored);
    H5Aclose(a);
    return ok;
}

bool out_file_integer(const struct out_file *f, const char *object, const char *name,
                      int64_t *value)
{
    return attribute_number(f, object, name, H5T_INTEGER, H5T_NATIVE_INT64, value);
}

bool out_file_number(const struct out_file *f, const char *object, const char *name,
                     double *value)
{
    return attribute_number(f, object, name, H5T_FLOAT, H5T_NATIVE_DOUBLE, value);
}

/* ---- names ---- */

struct naming {
    struct out_names *names;
    struct base_arena *arena;
    size_t room;
};

static void name_add(struct naming *n, const char *name)
{
    if (n->names->count < n->room)
        n->names->name[n->names->count++] = base_arena_string(n->arena, name);
}

static herr_t link_named(hid_t group, const char *name, const H5L_info_t *info, void *to)
{
    (void)group;
    (void)info;
    name_add(to, name);
    return 0;
}

static herr_t attribute_named(hid_t object, const char *name, const H5A_info_t *info, void *to)
{
    (void)object;
    (void)info;
    name_add(to, name);
    return 0;
}

static struct naming naming_of(struct out_names *names, struct base_arena *arena, size_t room)
{
    names->name = base_arena_array(arena, room ? room : 1, sizeof *names->name);
    return (struct naming){names, arena, room};
}

struct out_names out_file_list(const struct out_file *f, const char *group,
                               struct base_arena *arena)
{
    struct out_names names = {0};
    H5G_info_t info;
    hid_t g = H5Gopen2(f->file, group, H5P_DEFAULT);

    if (g < 0)
        return names;
    if (H5Gget_info(g, &info) >= 0) {
        struct naming n = naming_of(&names, arena, info.nlinks);
        names.broken =
            H5Literate(g, H5_INDEX_CRT_ORDER, H5_ITER_INC, NULL, link_named, &n) < 0 &&
            H5Literate(g, H5_INDEX_NAME, H5_ITER_INC, NULL, link_named, &n) < 0;
    }
    H5Gclose(g);
    return names;
}

struct out_names out_file_attributes(const struct out_file *f, const char *object,
                                     struct base_arena *arena)
{
    enum { MOST = 1000 };
    struct out_names names = {0};
    struct naming n = naming_of(&names, arena, MOST);

    H5Aiterate_by_name(f->file, object, H5_INDEX_NAME, H5_ITER_INC, NULL, attribute_named, &n,
                       H5P_DEFAULT);
    return names;
}

/* ---- datasets ---- */

static bool number_type(hid_t stored, struct out_reader *r)
{
    size_t bytes = H5Tget_size(stored);
    bool sign = H5Tget_class(stored) == H5T_INTEGER && H5Tget_sign(stored) == H5T_SGN_2;

    if (H5Tget_class(stored) == H5T_FLOAT)
        r->type = OUT_F64;
    else if (H5Tget_class(stored) == H5T_INTEGER && bytes <= 4)
        r->type = sign ? OUT_I32 : OUT_U32;
    else if (H5Tget_class(stored) == H5T_INTEGER)
        r->type = sign ? OUT_I64 : OUT_U64;
    else
        return false;
    r->value_bytes = r->type == OUT_I32 || r->type == OUT_U32 ? 4 : 8;
    return true;
}

static bool describe(struct out_reader *r)
{
    hid_t type = H5Dget_type(r->set), space = H5Dget_space(r->set);
    bool ok = H5Sget_simple_extent_ndims(space) == 1;

    r->rows = ok ? (size_t)H5Sget_simple_extent_npoints(space) : 0;
    r->text = is_fixed_text(type);
    if (r->text)
        r->value_bytes = H5Tget_size(type);
    else
        ok = ok && number_type(type, r);
    H5Sclose(space);
    H5Tclose(type);
    return ok;
}

bool out_reader_open(const struct out_file *f, const char *path, struct out_reader *r)
{
    *r = (struct out_reader){.set = H5Dopen2(f->file, path, H5P_DEFAULT)};
    if (r->set < 0)
        return false;
    if (describe(r))
        return true;
    out_reader_close(r);
    return false;
}

void out_reader_close(struct out_reader *r)
{
    H5Dclose(r->set);
    r->set = -1;
}

static bool read_as(const struct out_reader *r, hid_t type, size_t first, size_t count,
                    void *to)
{
    hsize_t start = first, n = count;

    if (count == 0)
        return true;
    hid_t place = H5Dget_space(r->set), memory = H5Screate_simple(1, &n, NULL);
    bool ok = H5Sselect_hyperslab(place, H5S_SELECT_SET, &start, NULL, &n, NULL) >= 0 &&
              H5Dread(r->set, type, memory, place, H5P_DEFAULT, to) >= 0;
    H5Sclose(memory);
    H5Sclose(place);
    return ok;
}

bool out_reader_read(const struct out_reader *r, size_t first, size_t count, void *to)
{
    if (!r->text)
        return read_as(r, out_h5_native(r->type), first, count, to);
    hid_t type = out_h5_text_type(r->value_bytes);
    bool ok = read_as(r, type, first, count, to);
    H5Tclose(type);
    return ok;
}

double *out_file_doubles(const struct out_file *f, const char *path, struct base_arena *arena,
                         size_t *count)
{
    struct out_reader r;
    double *value = NULL;

    *count = 0;
    if (!out_reader_open(f, path, &r))
        return NULL;
    if (!r.text) {
        value = base_arena_array(arena, r.rows ? r.rows : 1, sizeof *value);
        if (read_as(&r, H5T_NATIVE_DOUBLE, 0, r.rows, value))
            *count = r.rows;
        else
            value = NULL;
    }
    out_reader_close(&r);
    return value;
}

const char **out_file_strings(const struct out_file *f, const char *path,
                              struct base_arena *arena, size_t *count)
{
    struct out_reader r;
    const char **name = NULL;

    *count = 0;
    if (!out_reader_open(f, path, &r))
        return NULL;
    char *packed = base_array(r.rows ? r.rows : 1, r.value_bytes);
    if (r.text && out_reader_read(&r, 0, r.rows, packed)) {
        name = base_arena_array(arena, r.rows ? r.rows : 1, sizeof *name);
        for (size_t i = 0; i < r.rows; i++) {
            char *own = base_arena_take(arena, r.value_bytes + 1);
            memcpy(own, packed + i * r.value_bytes, r.value_bytes);
            name[i] = own;
        }
        *count = r.rows;
    }
    free(packed);
    out_reader_close(&r);
    return name;
}

/* Pieces as they stand in the file, padded with NUL, to one text; its bytes. */
static size_t join(char *text, size_t pieces, size_t bytes)
{
    size_t length = 0;

    for (size_t i = 0; i < pieces; i++) {
        size_t own = strnlen(text + i * bytes, bytes);
        memmove(text + length, text + i * bytes, own);
        length += own;
    }
    text[length] = '\0';
    return length;
}

const char *out_file_verbatim(const struct out_file *f, const char *path,
                              struct base_arena *arena, size_t *bytes)
{
    struct out_reader r;
    char *text = NULL;

    if (!out_reader_open(f, path, &r))
        return NULL;
    if (r.text && r.rows > 0 && r.rows < SIZE_MAX / r.value_bytes) {
        text = base_arena_take(arena, r.rows * r.value_bytes + 1);
        if (!out_reader_read(&r, 0, r.rows, text))
            text = NULL;
        *bytes = r.value_bytes;
    }
    if (text != NULL && r.rows > 1)
        *bytes = join(text, r.rows, r.value_bytes);
    out_reader_close(&r);
    return text;
}
