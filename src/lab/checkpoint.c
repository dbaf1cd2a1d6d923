/* SPDX-License-Identifier: Apache-2.0 */
/* Writing; and the names of files. */
#define _GNU_SOURCE // fsync, link
#include "lab/checkpoint.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/sha256.h"
#include "base/text.h"
#include "base/version.h"
#include "lab/checkpoint_form.h"
#include "lab/texts.h"

struct lab_checkpoint_out {
    FILE *file;
    char *path, *part;
    uint64_t checksum;
    int failed; // errno
};

void lab_mark_of(const struct scenario *scen, const struct tw_model *model,
                 struct lab_mark *mark)
{
    struct base_sha256 sha;

    memset(mark, 0, sizeof *mark);
    snprintf(mark->build, sizeof mark->build, "%s %s, %s", base_version(),
             base_version_commit(), base_version_compiler());
    snprintf(mark->scenario, sizeof mark->scenario, "%s", scen->id);
    base_sha256_init(&sha);
    for (size_t i = 0; i < scen->files; i++) {
        lab_texts_hash(&sha, &scen->file[i], 1);
        scen_rest(scen);
    }
    base_sha256_hex(&sha, mark->texts);
    mark->seed = scen->seed;
    mark->horizon = scen->horizon;
    mark->replications = scen->replications;
    mark->lps = model->lps;
    mark->events = scen->events;
    mark->decisions = scen->decisions;
}

void lab_flight_fini(struct lab_flight *f)
{
    tw_result_fini(&f->result);
    for (size_t i = 0; i < f->parts; i++)
        tw_snapshot_fini(&f->part[i]);
    free(f->part);
    *f = (struct lab_flight){0};
}

static char *beside(const char *path, const char *end)
{
    struct base_text name = {0};

    base_text_add(&name, "%s%s", path, end);
    return base_text_take(&name);
}

/* ---- writing ---- */

bool lab_checkpoint_put(void *user, const void *data, size_t bytes)
{
    static const char zeros[8];
    struct lab_checkpoint_out *out = user;
    size_t whole = bytes / 8 * 8, rest = bytes - whole;
    unsigned char last[8] = {0};

    if (out->failed != 0 || bytes == 0)
        return out->failed == 0;
    if (rest > 0)
        memcpy(last, (const unsigned char *)data + whole, rest);
    out->checksum = base_digest_bytes(out->checksum, data, whole);
    if (rest > 0)
        out->checksum = base_digest_bytes(out->checksum, last, sizeof last);
    if (fwrite(data, 1, bytes, out->file) != bytes ||
        fwrite(zeros, 1, lab_padded(bytes) - bytes, out->file) != lab_padded(bytes) - bytes)
        out->failed = errno != 0 ? errno : EIO;
    return out->failed == 0;
}

struct lab_checkpoint_out *lab_checkpoint_begin(const char *path, const struct lab_mark *mark,
                                                const struct lab_done *done, uint64_t settled,
                                                uint64_t bytes, bool secret,
                                                struct base_err *err)
{
    struct lab_checkpoint_out *out = base_alloc(sizeof *out);
    struct lab_checkpoint_head head = {.magic = LAB_CHECKPOINT_MAGIC,
                                       .format = LAB_CHECKPOINT_FORMAT,
                                       .bytes = sizeof head,
                                       .mark = *mark,
                                       .done = *done,
                                       .settled = settled,
                                       .settled_bytes = bytes};

    *out = (struct lab_checkpoint_out){.path = base_string(path),
                                       .part = beside(path, ".part"),
                                       .checksum = LAB_CHECKPOINT_START};
    int fd = secret ? base_file_claim_secret(out->part) : base_file_claim(out->part);
    out->file = fd >= 0 && ftruncate(fd, 0) == 0 ? fdopen(fd, "wb") : NULL;
    if (out->file == NULL) {
        base_err_add(err, out->part, 0, "no checkpoint can be written here: %s",
                     base_file_reason(errno));
        if (fd >= 0)
            close(fd);
        free(out->path);
        free(out->part);
        free(out);
        return NULL;
    }
    lab_checkpoint_put(out, &head, sizeof head);
    return out;
}

static bool put_rows(const struct tw_rows *rows, lab_put *put, void *user)
{
    return put(user, rows->row, rows->count * sizeof *rows->row) &&
           put(user, rows->bytes, rows->byte_count);
}

bool lab_record_part(uint64_t index, const struct tw_snapshot *part, lab_put *put, void *user)
{
    const struct lab_record record = {.kind = LAB_RECORD_PART,
                                      .index = index,
                                      .at = part->at,
                                      .committed = part->committed,
                                      .processed = part->processed,
                                      .rows = part->rows.count,
                                      .row_bytes = part->rows.byte_count,
                                      .bytes = part->byte_count};

    return put(user, &record, sizeof record) && put_rows(&part->rows, put, user) &&
           put(user, part->bytes, part->byte_count);
}

bool lab_record_ended(uint64_t index, const struct tw_result *result, lab_put *put, void *user)
{
    const struct lab_record record = {.kind = LAB_RECORD_ENDED,
                                      .index = index,
                                      .digest = result->digest,
                                      .committed = result->committed,
                                      .processed = result->processed,
                                      .rows = result->rows.count,
                                      .row_bytes = result->rows.byte_count,
                                      .workers = result->worker_count};

    return put(user, &record, sizeof record) && put_rows(&result->rows, put, user) &&
           put(user, result->workers, result->worker_count * sizeof *result->workers);
}

/* The file that has the name keeps it until the new one takes it; a file system without links
 * has a moment in which only the older name is there. */
static bool keep_old(const struct lab_checkpoint_out *out)
{
    char *old = beside(out->path, ".old"), *linked = beside(out->path, ".old.part");

    unlink(linked);
    bool good = link(out->path, linked) == 0 ? rename(linked, old) == 0
                : errno == ENOENT            ? true
                                             : rename(out->path, old) == 0;
    free(old);
    free(linked);
    return good;
}

static void put_end(struct lab_checkpoint_out *out)
{
    const struct lab_record last = {.kind = LAB_RECORD_LAST};
    struct lab_checkpoint_tail tail = {.magic = LAB_CHECKPOINT_END};

    lab_checkpoint_put(out, &last, sizeof last);
    tail.checksum = out->checksum;
    lab_checkpoint_put(out, &tail, sizeof tail);
}

bool lab_checkpoint_finish(struct lab_checkpoint_out *out, bool good, struct base_err *err)
{
    put_end(out);
    if (out->failed == 0 && (fflush(out->file) != 0 || fsync(fileno(out->file)) != 0))
        out->failed = errno;
    good = good && out->failed == 0;
    if (good && (!keep_old(out) || !base_file_name(out->part, out->path))) {
        out->failed = errno;
        good = false;
    }
    fclose(out->file); // all of it is on the disk, or will not be
    if (!good) {
        unlink(out->part);
        base_err_add(err, out->path, 0, "the checkpoint could not be written: %s",
                     out->failed != 0 ? strerror(out->failed) : "its data could not be read");
    }
    free(out->path);
    free(out->part);
    free(out);
    return good;
}

void lab_checkpoint_remove(const char *path)
{
    static const char *const end[] = {"", ".old", ".part", ".old.part"};

    for (size_t i = 0; i < sizeof end / sizeof *end; i++) {
        char *name = beside(path, end[i]);
        unlink(name);
        free(name);
    }
}
