/* SPDX-License-Identifier: Apache-2.0 */
/* Datasets of strings: lists of them, and long texts. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "out/h5.h"
#include "out/h5_door.h"

enum { PIECE_BYTES = OUT_H5_PIECE };

/* A whole dataset at once. */
static void set_write(struct out_h5 *f, const char *path, hid_t type, size_t count,
                      hsize_t chunk, const void *value)
{
    hid_t set = out_h5_set_create(f, path, type, count, count, chunk);

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
    hsize_t chunk = l->count < OUT_H5_CHUNK_ROWS ? l->count : OUT_H5_CHUNK_ROWS;

    l->type = out_h5_text_type(l->bytes);
    l->set = out_h5_set_create(l->f, l->path, l->type, l->count, l->count, chunk);
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
    if (l->kept == OUT_H5_CHUNK_ROWS)
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
    p->set = out_h5_set_create(p->f, p->path, p->type, 0, H5S_UNLIMITED, 1);
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
