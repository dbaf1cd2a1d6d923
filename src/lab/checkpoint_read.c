/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE // fseeko
#include "lab/checkpoint.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/mem.h"
#include "base/text.h"
#include "lab/checkpoint_form.h"
#include "lab/settled.h"

struct reader {
    FILE *file;
    const char *path;
    const struct tw_model *model;
    uint64_t left; // bytes before the tail that were not read yet
    struct base_err *err;
};

static bool refuse(const struct reader *r, const char *what)
{
    base_err_add(r->err, r->path, 0, "%s", what);
    return false;
}

static bool take(struct reader *r, void *to, size_t bytes)
{
    if (bytes > r->left || fread(to, 1, bytes, r->file) != bytes)
        return false;
    r->left -= bytes;
    return true;
}

/* `bytes` bytes and what pads them. NULL: they are not there. Freed by the caller. */
static void *take_block(struct reader *r, uint64_t bytes)
{
    if (bytes > r->left || lab_padded(bytes) > r->left)
        return NULL;
    void *block = base_alloc(lab_padded(bytes));
    if (take(r, block, lab_padded(bytes)))
        return block;
    free(block);
    return NULL;
}

/* ---- is it whole? ---- */

static bool checksum_holds(struct reader *r)
{
    enum { PIECE = 1 << 16 };
    unsigned char piece[PIECE];
    struct lab_checkpoint_tail tail;
    uint64_t sum = LAB_CHECKPOINT_START, left = r->left;

    if (fseeko(r->file, 0, SEEK_SET) != 0)
        return false;
    for (; left > 0;) {
        size_t bytes = left < PIECE ? (size_t)left : PIECE;
        if (fread(piece, 1, bytes, r->file) != bytes)
            return false;
        sum = base_digest_bytes(sum, piece, bytes);
        left -= bytes;
    }
    return fread(&tail, 1, sizeof tail, r->file) == sizeof tail && tail.checksum == sum &&
           memcmp(tail.magic, LAB_CHECKPOINT_END, sizeof tail.magic) == 0 &&
           fseeko(r->file, 0, SEEK_SET) == 0;
}

static bool measure(struct reader *r)
{
    off_t size = fseeko(r->file, 0, SEEK_END) == 0 ? ftello(r->file) : -1;
    size_t least = sizeof(struct lab_checkpoint_head) + sizeof(struct lab_checkpoint_tail);

    r->left = size >= (off_t)least ? (uint64_t)size - sizeof(struct lab_checkpoint_tail) : 0;
    return r->left > 0 && size % 8 == 0 && fseeko(r->file, 0, SEEK_SET) == 0;
}

static bool open_head(struct reader *r, struct lab_checkpoint_head *head)
{
    bool sized = measure(r);

    rewind(r->file);
    memset(head, 0, sizeof *head);
    if (fread(head, 1, sizeof *head, r->file) < 16 ||
        memcmp(head->magic, LAB_CHECKPOINT_MAGIC, sizeof head->magic) != 0)
        return refuse(r, "not a checkpoint; expected one that bullwhip run has written");
    if (head->format != LAB_CHECKPOINT_FORMAT || head->bytes != sizeof *head) {
        base_err_add(r->err, r->path, 0,
                     "a checkpoint of format %u; this program reads format %d",
                     (unsigned)head->format, LAB_CHECKPOINT_FORMAT);
        return false;
    }
    if (!sized || !checksum_holds(r))
        return refuse(r, "the checkpoint is damaged: torn, or changed since it was written");
    return take(r, head, sizeof *head);
}

/* ---- is it ours? ---- */

static bool same_mark(const struct reader *r, struct lab_mark *its, const struct lab_mark *mine)
{
    its->build[sizeof its->build - 1] = '\0';
    its->scenario[sizeof its->scenario - 1] = '\0';
    if (memcmp(its->build, mine->build, sizeof mine->build) != 0)
        base_err_add(r->err, r->path, 0,
                     "a checkpoint of another build, %s; this is %s; expected the same program",
                     its->build, mine->build);
    else if (strcmp(its->scenario, mine->scenario) != 0)
        base_err_add(r->err, r->path, 0, "a checkpoint of another scenario, '%s'; this is '%s'",
                     its->scenario, mine->scenario);
    else if (memcmp(its->texts, mine->texts, sizeof mine->texts) != 0)
        refuse(r, "the scenario's files have changed since the checkpoint; expected the same "
                  "texts");
    else if (its->events != mine->events)
        base_err_add(r->err, r->path, 0, "a checkpoint %s the log of events; expected one %s",
                     its->events ? "with" : "without", mine->events ? "with" : "without");
    else if (its->decisions != mine->decisions)
        refuse(r, "the checkpoint keeps more or less of what agents decide; expected the same "
                  "--decisions");
    else if (memcmp(its, mine, sizeof *mine) != 0)
        base_err_add(r->err, r->path, 0,
                     "a checkpoint of seed %llu, %llu x %.6g d; expected seed %llu, %llu x "
                     "%.6g d",
                     (unsigned long long)its->seed, (unsigned long long)its->replications,
                     (double)its->horizon / (double)TW_TICKS_PER_DAY,
                     (unsigned long long)mine->seed, (unsigned long long)mine->replications,
                     (double)mine->horizon / (double)TW_TICKS_PER_DAY);
    else
        return true;
    return false;
}

/* ---- what is under way ---- */

static bool take_rows(struct reader *r, const struct lab_record *record, struct tw_rows *rows)
{
    if (record->rows > r->left / sizeof *rows->row)
        return false;
    rows->row = take_block(r, record->rows * sizeof *rows->row);
    rows->bytes = rows->row != NULL ? take_block(r, record->row_bytes) : NULL;
    if (rows->bytes == NULL)
        return false;
    rows->count = record->rows;
    rows->byte_count = record->row_bytes;
    return tw_snapshot_rows_sound(r->model, rows);
}

static struct lab_flight *flight_of(struct lab_checkpoint *c, uint64_t index)
{
    for (size_t i = 0; i < c->flights; i++)
        if (c->flight[i].index == index)
            return &c->flight[i];
    c->flight = base_resize(c->flight, c->flights + 1, sizeof *c->flight);
    c->flight[c->flights] = (struct lab_flight){.index = index};
    return &c->flight[c->flights++];
}

static bool take_part(struct reader *r, const struct lab_record *record, struct lab_flight *f)
{
    f->part = base_resize(f->part, f->parts + 1, sizeof *f->part);
    struct tw_snapshot *part = &f->part[f->parts++];
    *part = (struct tw_snapshot){
        .at = record->at, .committed = record->committed, .processed = record->processed};
    if (f->ended || record->at < 0 || record->at > TW_TIME_MAX ||
        !take_rows(r, record, &part->rows))
        return false;
    part->bytes = take_block(r, record->bytes);
    part->byte_count = part->bytes != NULL ? record->bytes : 0;
    return part->bytes != NULL;
}

static bool take_ended(struct reader *r, const struct lab_record *record, struct lab_flight *f)
{
    if (f->ended || f->parts > 0)
        return false;
    f->ended = true;
    f->result.digest = record->digest;
    f->result.committed = record->committed;
    f->result.processed = record->processed;
    if (!take_rows(r, record, &f->result.rows) ||
        record->workers > r->left / sizeof *f->result.workers)
        return false;
    f->result.workers = take_block(r, record->workers * sizeof *f->result.workers);
    f->result.worker_count = f->result.workers != NULL ? record->workers : 0;
    return f->result.workers != NULL;
}

static bool take_flights(struct reader *r, const struct lab_checkpoint_head *head,
                         struct lab_checkpoint *c)
{
    for (;;) {
        struct lab_record record;
        if (!take(r, &record, sizeof record))
            return false;
        if (record.kind == LAB_RECORD_LAST)
            break;
        if (record.index < head->settled || record.index >= head->mark.replications)
            return false;
        struct lab_flight *f = flight_of(c, record.index);
        bool good = record.kind == LAB_RECORD_PART    ? take_part(r, &record, f)
                    : record.kind == LAB_RECORD_ENDED ? take_ended(r, &record, f)
                                                      : false;
        if (!good)
            return false;
    }
    for (size_t i = 0; i < c->flights; i++)
        if (!c->flight[i].ended &&
            !tw_snapshot_sound(r->model, c->flight[i].part, c->flight[i].parts))
            return false;
    return r->left == 0;
}

static bool take_all(struct reader *r, const struct lab_checkpoint_head *head,
                     struct lab_checkpoint *c)
{
    off_t settled_at = ftello(r->file);

    if (head->settled > head->mark.replications || head->settled_bytes > r->left ||
        !lab_settled_sound(r->file, r->model, head->settled, head->settled_bytes))
        return false;
    r->left -= head->settled_bytes;
    return take_flights(r, head, c) && fseeko(r->file, settled_at, SEEK_SET) == 0;
}

bool lab_checkpoint_read(FILE *file, const char *path, const struct lab_mark *mark,
                         const struct tw_model *model, struct lab_checkpoint *c,
                         struct base_err *err)
{
    struct reader r = {.file = file, .path = path, .model = model, .err = err};
    struct lab_checkpoint_head head;

    *c = (struct lab_checkpoint){0};
    if (!open_head(&r, &head) || !same_mark(&r, &head.mark, mark))
        return false;
    if (!take_all(&r, &head, c)) {
        lab_checkpoint_close(c);
        return refuse(&r, "the checkpoint makes no sense, although its checksum holds");
    }
    c->done = head.done;
    c->settled = head.settled;
    c->file = file;
    return true;
}

/* Is there an older one to go on from? */
static void offer_older(const char *path, const struct lab_mark *mark,
                        const struct tw_model *model, struct base_err *err)
{
    struct lab_checkpoint c;
    struct base_err quiet = {0};
    struct base_text old = {0};

    base_text_add(&old, "%s.old", path);
    FILE *file = fopen(base_text_get(&old), "rb");
    if (file != NULL && lab_checkpoint_read(file, path, mark, model, &c, &quiet)) {
        base_err_add(err, NULL, 0,
                     "the one before it is whole (%llu replications settled); to go on from "
                     "it: --resume-from %s",
                     (unsigned long long)c.settled, base_text_get(&old));
        lab_checkpoint_close(&c);
    } else if (file != NULL) {
        fclose(file);
    }
    base_err_fini(&quiet);
    base_text_fini(&old);
}

bool lab_checkpoint_open(const char *path, const struct lab_mark *mark,
                         const struct tw_model *model, struct lab_checkpoint *c,
                         struct base_err *err)
{
    FILE *file = fopen(path, "rb");

    if (file == NULL)
        base_err_add(err, path, 0, "no checkpoint can be read here: %s", strerror(errno));
    else if (lab_checkpoint_read(file, path, mark, model, c, err))
        return true;
    else
        fclose(file);
    *c = (struct lab_checkpoint){0};
    offer_older(path, mark, model, err);
    return false;
}

void lab_checkpoint_close(struct lab_checkpoint *c)
{
    for (size_t i = 0; i < c->flights; i++)
        lab_flight_fini(&c->flight[i]);
    free(c->flight);
    if (c->file != NULL)
        fclose(c->file);
    *c = (struct lab_checkpoint){0};
}
