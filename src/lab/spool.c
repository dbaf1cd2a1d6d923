/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/spool.h"

#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"

enum { RECORD_MOST = 1 << 28 };

static const double SYNC_SECONDS = 1;

struct head {
    uint32_t bytes;
    uint32_t check; // of the length and the bytes
};

struct lab_spool {
    int fd;
    char *path;
    double synced; // seconds
    unsigned char *buffer;
    size_t room;
};

static uint32_t check_of(const void *record, uint32_t bytes)
{
    uint64_t sum = base_digest_bytes(base_digest_word(0x73706f6f6c, bytes), record, bytes);

    return (uint32_t)(base_digest_mix(sum) >> 32);
}

/* ---- reading ---- */

struct contents {
    unsigned char *data;
    size_t bytes;
};

static bool read_file(const char *path, struct contents *c)
{
    FILE *in = fopen(path, "rb");
    struct stat st;

    *c = (struct contents){0};
    if (in == NULL || fstat(fileno(in), &st) != 0) {
        if (in != NULL)
            fclose(in);
        return false;
    }
    c->data = base_alloc((size_t)st.st_size);
    c->bytes = fread(c->data, 1, (size_t)st.st_size, in);
    bool ok = !ferror(in);
    fclose(in);
    return ok;
}

/* The record at `at`; NULL when none is whole there. */
static const unsigned char *record_at(const struct contents *c, size_t at, size_t *bytes)
{
    struct head head;

    if (c->bytes - at < sizeof head)
        return NULL;
    memcpy(&head, c->data + at, sizeof head);
    const unsigned char *record = c->data + at + sizeof head;
    if (head.bytes > RECORD_MOST || head.bytes > c->bytes - at - sizeof head ||
        head.check != check_of(record, head.bytes))
        return NULL;
    *bytes = head.bytes;
    return record;
}

/* Calls `take` (may be NULL) for the records behind the mark; returns where the last one ends,
 * 0 when not even the mark is whole. */
static size_t walk(const struct contents *c, const char *mark, bool *strange,
                   void (*take)(void *user, const void *record, size_t bytes), void *user)
{
    size_t bytes, at = 0;
    const unsigned char *record = record_at(c, 0, &bytes);

    *strange = record != NULL && (bytes != strlen(mark) || memcmp(record, mark, bytes) != 0);
    if (record == NULL || *strange)
        return 0;
    for (;;) {
        at += sizeof(struct head) + bytes;
        record = record_at(c, at, &bytes);
        if (record == NULL)
            return at;
        if (take != NULL)
            take(user, record, bytes);
    }
}

static void refuse_mark(const char *path, struct base_err *err)
{
    base_err_add(
        err, path, 0,
        "this holds pieces that another version has made; expected the same version, or "
        "an empty place: remove the folder to begin anew");
}

static int by_name(const void *a, const void *b)
{
    char *const *x = a, *const *y = b;
    return strcmp(*x, *y);
}

/* The spool files of `folder`, ordered; false when it can't be read. */
static bool list(const char *folder, char ***name, size_t *count)
{
    DIR *dir = opendir(folder);
    size_t capacity = 0;

    *name = NULL;
    *count = 0;
    if (dir == NULL)
        return errno == ENOENT;
    for (const struct dirent *at; (at = readdir(dir)) != NULL;) {
        size_t size = strlen(at->d_name);
        if (size < 6 || strcmp(at->d_name + size - 6, ".spool") != 0)
            continue;
        struct base_text path = {0};
        base_text_add(&path, "%s/%s", folder, at->d_name);
        *name = base_grow(*name, *count, &capacity, sizeof **name);
        (*name)[(*count)++] = base_text_take(&path);
    }
    closedir(dir);
    if (*count > 1)
        qsort(*name, *count, sizeof **name, by_name);
    return true;
}

static bool read_one(const char *path, const char *mark,
                     void (*take)(void *user, const void *record, size_t bytes), void *user,
                     struct base_err *err)
{
    struct contents c;
    bool strange = false;
    bool ok = read_file(path, &c);

    if (!ok)
        base_err_add(err, path, 0, "can't be read: %s", strerror(errno));
    else
        walk(&c, mark, &strange, take, user);
    if (strange)
        refuse_mark(path, err);
    free(c.data);
    return ok && !strange;
}

bool lab_spool_read(const char *folder, const char *mark,
                    void (*take)(void *user, const void *record, size_t bytes), void *user,
                    struct base_err *err)
{
    char **name;
    size_t count;
    bool ok = list(folder, &name, &count);

    if (!ok)
        base_err_add(err, folder, 0, "can't be read: %s", strerror(errno));
    for (size_t i = 0; i < count; i++) {
        ok = ok && read_one(name[i], mark, take, user, err);
        free(name[i]);
    }
    free(name);
    return ok;
}

/* ---- writing ---- */

static void fail(const struct lab_spool *s, const char *doing)
{
    base_die("can't %s '%s': %s", doing, s->path, strerror(errno));
}

/* Cuts off what is torn; a new file gets its mark. */
static bool begin(struct lab_spool *s, const char *mark, struct base_err *err)
{
    struct contents c;
    bool strange = false, ok = read_file(s->path, &c);
    size_t whole = ok ? walk(&c, mark, &strange, NULL, NULL) : 0;

    free(c.data);
    if (!ok)
        base_err_add(err, s->path, 0, "can't be read: %s", strerror(errno));
    if (strange)
        refuse_mark(s->path, err);
    if (!ok || strange)
        return false;
    if (ftruncate(s->fd, (off_t)whole) != 0 || lseek(s->fd, 0, SEEK_END) < 0)
        fail(s, "begin");
    if (whole == 0)
        lab_spool_add(s, mark, strlen(mark));
    return true;
}

static void release(struct lab_spool *s)
{
    if (s->fd >= 0)
        close(s->fd);
    free(s->path);
    free(s->buffer);
    free(s);
}

struct lab_spool *lab_spool_open(const char *folder, unsigned writer, const char *mark,
                                 bool secret, struct base_err *err)
{
    struct lab_spool *s = base_alloc(sizeof *s);
    struct base_text path = {0};

    if (mkdir(folder, secret ? 0700 : 0755) != 0 && errno != EEXIST)
        base_err_add(err, folder, 0, "can't make this folder: %s", strerror(errno));
    base_text_add(&path, "%s/%04u.spool", folder, writer);
    s->path = base_text_take(&path);
    s->fd = secret ? base_file_claim_secret(s->path) : base_file_claim(s->path);
    if (s->fd < 0)
        base_err_add(err, s->path, 0, "can't be written: %s", base_file_reason(errno));
    if (s->fd < 0 || !begin(s, mark, err)) {
        release(s);
        return NULL;
    }
    s->synced = base_clock_seconds();
    return s;
}

static void add(struct lab_spool *s, const void *record, uint32_t bytes)
{
    const struct head head = {bytes, check_of(record, bytes)};
    double now = base_clock_seconds();

    if (s->room < sizeof head + bytes) {
        s->room = 2 * (sizeof head + bytes);
        s->buffer = base_resize(s->buffer, s->room, 1);
    }
    memcpy(s->buffer, &head, sizeof head);
    memcpy(s->buffer + sizeof head, record, bytes);
    if (!base_file_write(s->fd, s->buffer, sizeof head + bytes))
        fail(s, "write");
    if (now - s->synced > SYNC_SECONDS) {
        if (fdatasync(s->fd) != 0)
            fail(s, "sync");
        s->synced = now;
    }
}

void lab_spool_add(struct lab_spool *s, const void *record, size_t bytes)
{
    base_assert(bytes <= RECORD_MOST);
#pragma omp critical(lab_spool)
    add(s, record, (uint32_t)bytes);
}

void lab_spool_close(struct lab_spool *s)
{
    if (s == NULL)
        return;
    if (fdatasync(s->fd) != 0)
        fail(s, "sync");
    release(s);
}
