/* SPDX-License-Identifier: Apache-2.0 */
/* scen/part.c - scen_part_load: the texts of a part -> its scenario. */
#include "scen/part.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "scen/load.h"
#include "scen/part_stream.h"

enum { BIG = 4 << 20 }; // bytes: texts this long don't stay in memory

struct inbox {
    void (*get)(void *user, void *data, size_t bytes);
    void *user;
    bool lost; // something could not be kept
    char piece[SCEN_PIECE];
};

/* The next piece of a stream; 0: it is over. */
static size_t next_piece(struct inbox *in)
{
    uint32_t bytes;

    in->get(in->user, &bytes, sizeof bytes);
    base_assert(bytes <= SCEN_PIECE);
    if (bytes > 0)
        in->get(in->user, in->piece, bytes);
    return bytes;
}

/* The whole stream. */
static struct base_text read_stream(struct inbox *in)
{
    struct base_text got = {.length = 0};

    for (size_t more; (more = next_piece(in)) > 0;)
        base_text_put(&got, in->piece, more);
    return got;
}

static void *read_array(struct inbox *in, struct base_arena *arena, size_t *bytes)
{
    struct base_text got = read_stream(in);
    void *array = base_arena_take(arena, got.length);

    memcpy(array, base_text_get(&got), got.length);
    *bytes = got.length;
    base_text_fini(&got);
    return array;
}

/* ---- texts ---- */

/* What is left of a long text, behind its begin, goes to a file without a name. */
static const char *read_aside(struct inbox *in, struct base_arena *arena, int fd,
                              const struct base_text *begin, size_t *bytes)
{
    bool good = base_file_write(fd, begin->at, begin->length);

    *bytes = begin->length;
    for (size_t more; (more = next_piece(in)) > 0; *bytes += more)
        good = good && base_file_write(fd, in->piece, more);
    good = good && base_file_write(fd, "", 1);
    const char *text = good ? base_arena_map(arena, fd, *bytes + 1) : NULL;
    close(fd);
    in->lost = in->lost || text == NULL;
    return text;
}

/* A text with a NUL behind it, in `arena`. */
static const char *read_text(struct inbox *in, struct base_arena *arena, size_t *bytes)
{
    struct base_text begin = {.length = 0};
    const char *text = NULL;
    int fd = -1;

    for (size_t more; fd < 0 && (more = next_piece(in)) > 0;) {
        bool was_small = begin.length < BIG;

        base_text_put(&begin, in->piece, more);
        if (was_small && begin.length >= BIG)
            fd = base_file_nameless();
    }
    if (fd >= 0) {
        text = read_aside(in, arena, fd, &begin, bytes);
    } else {
        char *copy = base_arena_take(arena, begin.length + 1);
        memcpy(copy, base_text_get(&begin), begin.length);
        *bytes = begin.length;
        text = copy;
    }
    base_text_fini(&begin);
    return text;
}

struct part_texts {
    struct scen_file *file; // in `arena`, as are their texts
    const bool **dealt;     // by file: a table of which the part has some rows only
    size_t files;
    struct base_arena *arena;
};

static void read_files(struct inbox *in, struct part_texts *t)
{
    t->file = base_arena_array(t->arena, t->files, sizeof *t->file);
    t->dealt = base_arena_array(t->arena, t->files, sizeof *t->dealt);
    for (size_t i = 0; i < t->files; i++) {
        size_t bytes;

        t->file[i].name = read_text(in, t->arena, &bytes);
        t->file[i].path = read_text(in, t->arena, &bytes);
        t->dealt[i] = read_array(in, t->arena, &bytes);
        t->file[i].text = read_text(in, t->arena, &t->file[i].bytes);
    }
}

/* ---- numbers ---- */

static struct scen_part_counts read_counts(struct inbox *in)
{
    struct scen_part_counts counts;
    struct base_text got = read_stream(in);

    base_assert(got.length == sizeof counts);
    memcpy(&counts, got.at, sizeof counts);
    base_text_fini(&got);
    return counts;
}

static void read_part(struct inbox *in, const struct scen_part_counts *counts,
                      struct scenario *scen)
{
    struct scen_part *part = base_arena_take(scen->arena, sizeof *part);
    size_t bytes;

    part->sites = counts->sites;
    part->lanes = counts->lanes;
    part->site = read_array(in, scen->aside, &bytes);
    part->kin = read_array(in, scen->aside, &scen->sites);
    part->lane = read_array(in, scen->aside, &bytes);
    scen->lanes = bytes / sizeof *part->lane;
    scen->part = part;
}

/* ---- all ---- */

/* Is the warning about a text that all parts have whole? */
static bool is_common(const struct part_texts *t, const struct base_err_item *item)
{
    for (size_t i = 0; item->file != NULL && i < t->files; i++)
        if (strcmp(t->file[i].path, item->file) == 0)
            return !*t->dealt[i];
    return false;
}

/* Passes warnings on, if all are common. */
static bool tell(const struct part_texts *t, const struct base_err *err, struct base_err *told)
{
    for (size_t i = 0; i < err->count; i++)
        if (!is_common(t, &err->item[i]))
            return false;
    for (size_t i = 0; i < err->count; i++)
        base_err_warn(told, err->item[i].file, err->item[i].line, "%s", err->item[i].text);
    return true;
}

static bool load(const struct part_texts *t, struct scenario *scen, struct base_err *told)
{
    struct base_err err = {0};
    struct scen_texts texts;
    const char *name = scen_texts_hold(&texts, scen->arena, t->file, t->files);

    texts.bytes = t->arena;
    texts.borrow = true;
    bool good = scen_load_from(&texts, name, scen, &err) && tell(t, &err, told);
    scen_texts_fini(&texts);
    base_err_fini(&err);
    scen->file = NULL;
    scen->files = 0;
    return good;
}

bool scen_part_load(void (*get)(void *user, void *data, size_t bytes), void *user,
                    struct scenario *scen, struct base_err *told)
{
    struct inbox *in = base_alloc(sizeof *in);
    struct part_texts texts = {.arena = base_arena_new()};

    *scen = (struct scenario){.arena = base_arena_new(), .aside = base_arena_new()};
    in->get = get;
    in->user = user;
    const struct scen_part_counts counts = read_counts(in);
    texts.files = counts.files;
    read_files(in, &texts);
    read_part(in, &counts, scen);
    bool good = !in->lost && load(&texts, scen, told);
    base_arena_free(texts.arena);
    free(in);
    if (!good)
        scen_free(scen);
    return good;
}
