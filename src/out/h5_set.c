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

enum {
    CHUNK_ROWS = 8192, // 64 KiB of doubles: small files stay small, large ones compress well
    PIECE_BYTES = OUT_H5_PIECE,
    DEFLATE_LEVEL = 1
};

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

    H5Pset_chunk_cache(plist, 1, CHUNK_ROWS * sizeof(double), 1);
    return plist;
}

static hid_t set_create(struct out_h5 *f, const char *path, hid_t type, hsize_t count,
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

/* A whole dataset at once. */
static void set_write(struct out_h5 *f, const char *path, hid_t type, size_t count,
                      hsize_t chunk, const void *value)
{
    hid_t set = set_create(f, path, type, count, count, chunk);

    if (count > 0)
        out_h5_check(f, H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, value) >= 0, path);
    out_h5_check(f, H5Dclose(set) >= 0, path);
}

/* Datasets whose strings are words of the layout, by the last part of their paths or all of it.
 */
static bool are_words(const char *path)
{
    static const char *const part[] = {"figure", "unit",   "meaning", "status", "digest",
                                       "role",   "policy", "kind",    "change", "origin",
                                       "commit", "what",   "why",     "sha256", "id"};
    static const char *const whole[] = {"/study/outcomes/name", "/drill/measures/name",
                                        "/model/events/name"};
    const char *last = strrchr(path, '/') + 1;

    for (size_t i = 0; i < sizeof part / sizeof *part; i++)
        if (strcmp(last, part[i]) == 0)
            return true;
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        if (strcmp(path, whole[i]) == 0)
            return true;
    return false;
}

/* ---- strings, some at a time ---- */

struct out_h5_list {
    struct out_h5 *f;
    char *path, *about;
    bool words;           // no mask is asked
    hid_t set, type;      // once the first string is added
    size_t bytes, count;  // of each string, at most; of strings that were looked at
    size_t written, kept; // strings in the file; in `packed`
    char *packed;         // one chunk of them: chunks are written whole
};

struct out_h5_list *out_h5_list_open(struct out_h5 *f, const char *path, const char *about)
{
    struct out_h5_list *l = base_alloc(sizeof *l);

    *l = (struct out_h5_list){.f = f,
                              .path = base_string(path),
                              .about = base_string(about),
                              .words = f->mask == NULL || are_words(path),
                              .set = -1,
                              .bytes = 1};
    return l;
}

void out_h5_list_look(struct out_h5_list *l, const char *value)
{
    char *shown = l->words ? NULL : out_h5_shown(l->f, value);
    size_t bytes = strlen(shown != NULL ? shown : value);

    l->bytes = bytes > l->bytes ? bytes : l->bytes;
    l->count++;
    free(shown);
}

static void list_begin(struct out_h5_list *l)
{
    hsize_t chunk = l->count < CHUNK_ROWS ? l->count : CHUNK_ROWS;

    l->type = out_h5_text_type(l->bytes);
    l->set = set_create(l->f, l->path, l->type, l->count, l->count, chunk);
    l->packed = base_array(chunk, l->bytes);
}

static void list_write(struct out_h5_list *l)
{
    hsize_t start = l->written, count = l->kept;
    hid_t memory = H5Screate_simple(1, &count, NULL), place = H5Dget_space(l->set);

    H5Sselect_hyperslab(place, H5S_SELECT_SET, &start, NULL, &count, NULL);
    out_h5_check(l->f, H5Dwrite(l->set, l->type, memory, place, H5P_DEFAULT, l->packed) >= 0,
                 l->path);
    H5Sclose(place);
    H5Sclose(memory);
    memset(l->packed, 0, l->kept * l->bytes);
    l->written += l->kept;
    l->kept = 0;
}

void out_h5_list_add(struct out_h5_list *l, const char *value)
{
    char *shown = l->words ? NULL : out_h5_shown(l->f, value);
    const char *text = shown != NULL ? shown : value;
    size_t bytes = strlen(text);

    if (l->set < 0)
        list_begin(l);
    base_assert(bytes <= l->bytes && l->written + l->kept < l->count);
    memcpy(l->packed + l->kept++ * l->bytes, text, bytes);
    if (l->kept == CHUNK_ROWS)
        list_write(l);
    free(shown);
}

void out_h5_list_close(struct out_h5_list *l)
{
    if (l == NULL)
        return;
    if (l->set < 0)
        list_begin(l);
    if (l->kept > 0)
        list_write(l);
    base_assert(l->written == l->count);
    out_h5_check(l->f, H5Dclose(l->set) >= 0, l->path);
    H5Tclose(l->type);
    out_h5_text(l->f, l->path, "about", l->about);
    free(l->packed);
    free(l->about);
    free(l->path);
    free(l);
}

void out_h5_strings(struct out_h5 *f, const char *path, const char *about,
                    const char *const *value, size_t count)
{
    struct out_h5_list *l = out_h5_list_open(f, path, about);

    for (size_t i = 0; i < count; i++)
        out_h5_list_look(l, value[i]);
    for (size_t i = 0; i < count; i++)
        out_h5_list_add(l, value[i]);
    out_h5_list_close(l);
}

/* ---- long texts ---- */

struct out_h5_pieces {
    struct out_h5 *f;
    char *path;
    hid_t set, type; // once there is more than one piece
    hsize_t pieces;  // in the file
    size_t kept;     // bytes in `room`
    char room[PIECE_BYTES], piece[PIECE_BYTES];
};

struct out_h5_pieces *out_h5_pieces_open(struct out_h5 *f, const char *path)
{
    struct out_h5_pieces *p = base_alloc(sizeof *p);

    p->f = f;
    p->path = base_string(path);
    p->set = -1;
    return p;
}

/* How much of a full room is one piece: whole lines, else whole characters. */
static size_t piece_bytes(const char *room)
{
    size_t bytes = PIECE_BYTES;

    while (bytes > 0 && room[bytes - 1] != '\n')
        bytes--;
    if (bytes > 0)
        return bytes;
    for (bytes = PIECE_BYTES - 1; bytes > PIECE_BYTES - 4; bytes--)
        if (((unsigned char)room[bytes] & 0xc0) != 0x80)
            break;
    return bytes;
}

/* Each piece is a chunk: HDF5 holds one at a time, and compresses it. */
static void pieces_begin(struct out_h5_pieces *p)
{
    p->type = out_h5_text_type(PIECE_BYTES);
    p->set = set_create(p->f, p->path, p->type, 0, H5S_UNLIMITED, 1);
}

static void pieces_write(struct out_h5_pieces *p, size_t bytes)
{
    const hsize_t one = 1, start = p->pieces++;

    if (p->set < 0)
        pieces_begin(p);
    memcpy(p->piece, p->room, bytes);
    memset(p->piece + bytes, 0, PIECE_BYTES - bytes);
    memmove(p->room, p->room + bytes, p->kept - bytes);
    p->kept -= bytes;
    bool grown = H5Dset_extent(p->set, &p->pieces) >= 0;
    hid_t memory = H5Screate_simple(1, &one, NULL), place = H5Dget_space(p->set);
    H5Sselect_hyperslab(place, H5S_SELECT_SET, &start, NULL, &one, NULL);
    out_h5_check(p->f,
                 grown && H5Dwrite(p->set, p->type, memory, place, H5P_DEFAULT, p->piece) >= 0,
                 p->path);
    H5Sclose(place);
    H5Sclose(memory);
}

void out_h5_pieces_add(struct out_h5_pieces *p, const void *text, size_t bytes)
{
    for (const char *at = text; bytes > 0;) {
        if (p->kept == PIECE_BYTES)
            pieces_write(p, piece_bytes(p->room));
        size_t some = bytes < PIECE_BYTES - p->kept ? bytes : PIECE_BYTES - p->kept;
        memcpy(p->room + p->kept, at, some);
        p->kept += some;
        at += some;
        bytes -= some;
    }
}

void out_h5_pieces_close(struct out_h5_pieces *p)
{
    if (p->set < 0) {
        p->type = out_h5_text_type(p->kept);
        set_write(p->f, p->path, p->type, 1, 1, p->room);
    } else {
        pieces_write(p, p->kept);
        out_h5_check(p->f, H5Dclose(p->set) >= 0, p->path);
    }
    H5Tclose(p->type);
    free(p->path);
    free(p);
}

void out_h5_verbatim(struct out_h5 *f, const char *path, const char *text, size_t bytes)
{
    struct out_h5_pieces *p = out_h5_pieces_open(f, path);

    out_h5_pieces_add(p, text, bytes);
    out_h5_pieces_close(p);
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
