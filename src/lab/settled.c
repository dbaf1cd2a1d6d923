/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE // fseeko, ftruncate
#include "lab/settled.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "lab/gather.h"

struct lab_settled {
    FILE *file;
    char *name;
    uint64_t bytes;
    int failed; // errno of the first write that failed
};

struct lab_settled *lab_settled_open(const char *path, bool secret)
{
    struct base_text name = {0};

    base_text_add(&name, "%s.settled", path);
    int fd = secret ? base_file_claim_secret(base_text_get(&name))
                    : base_file_claim(base_text_get(&name));
    FILE *file = fd >= 0 && ftruncate(fd, 0) == 0 ? fdopen(fd, "w+b") : NULL;
    if (file == NULL) {
        if (fd >= 0)
            close(fd);
        base_text_fini(&name);
        return NULL;
    }
    struct lab_settled *s = base_alloc(sizeof *s);
    s->file = file;
    s->name = base_text_take(&name);
    return s;
}

void lab_settled_close(struct lab_settled *s)
{
    if (s == NULL)
        return;
    unlink(s->name);
    fclose(s->file);
    free(s->name);
    free(s);
}

static void put(struct lab_settled *s, const void *data, size_t bytes)
{
    if (bytes > 0 && fwrite(data, 1, bytes, s->file) != bytes && s->failed == 0)
        s->failed = errno != 0 ? errno : EIO;
    s->bytes += bytes;
}

void lab_settled_begin(struct lab_settled *s, struct lab_settled_head head)
{
    put(s, &head, sizeof head);
}

void lab_settled_add(struct lab_settled *s, uint64_t channel, const void *record, size_t count,
                     size_t record_bytes)
{
    const struct lab_settled_rows rows = {channel, count};

    put(s, &rows, sizeof rows);
    put(s, record, count * record_bytes);
}

void lab_settled_end(struct lab_settled *s, const struct tw_worker_stats *worker, size_t count)
{
    const struct lab_settled_rows end = {LAB_SETTLED_END, count};

    put(s, &end, sizeof end);
    put(s, worker, count * sizeof *worker);
}

bool lab_settled_bytes(struct lab_settled *s, uint64_t *bytes)
{
    if (fflush(s->file) != 0 && s->failed == 0)
        s->failed = errno;
    *bytes = s->bytes;
    errno = s->failed;
    return s->failed == 0;
}

bool lab_settled_copy(struct lab_settled *s,
                      bool (*hand)(void *user, const void *data, size_t bytes), void *user)
{
    enum { PIECE = 1 << 20 };
    unsigned char *piece = base_alloc(PIECE);
    bool good = fseeko(s->file, 0, SEEK_SET) == 0;

    for (uint64_t left = s->bytes; good && left > 0;) {
        size_t bytes = left < PIECE ? (size_t)left : PIECE;
        good = fread(piece, 1, bytes, s->file) == bytes && hand(user, piece, bytes);
        left -= bytes;
    }
    free(piece);
    return fseeko(s->file, 0, SEEK_END) == 0 && good;
}

/* ---- is it sound? ---- */

struct walk {
    FILE *from;
    uint64_t left;
};

static bool take(struct walk *w, void *to, size_t bytes)
{
    if (bytes > w->left || fread(to, 1, bytes, w->from) != bytes)
        return false;
    w->left -= bytes;
    return true;
}

static bool skip(struct walk *w, uint64_t count, size_t each)
{
    if (count > w->left / each)
        return false;
    w->left -= count * each;
    return fseeko(w->from, (off_t)(count * each), SEEK_CUR) == 0;
}

static bool replication_is_sound(struct walk *w, const struct tw_model *m)
{
    struct lab_settled_head head;
    struct lab_settled_rows rows;

    if (!take(w, &head, sizeof head))
        return false;
    for (;;) {
        if (!take(w, &rows, sizeof rows))
            return false;
        if (rows.channel == LAB_SETTLED_END)
            return skip(w, rows.count, sizeof(struct tw_worker_stats));
        if (rows.channel >= m->channel_count ||
            !skip(w, rows.count, lab_record_bytes(m->channels[rows.channel].row_bytes)))
            return false;
    }
}

bool lab_settled_sound(FILE *from, const struct tw_model *m, uint64_t count, uint64_t bytes)
{
    struct walk w = {from, bytes};

    for (uint64_t i = 0; i < count; i++)
        if (!replication_is_sound(&w, m))
            return false;
    return w.left == 0;
}
