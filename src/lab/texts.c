/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/texts.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "lab/record.h"

/* ---- writing ---- */

static void add_file(struct lab_spool *spool, enum lab_kind kind, size_t index,
                     const struct scen_file *file)
{
    const struct lab_record head = {.kind = kind, .replication = (uint32_t)index};
    struct base_text record = {0};

    base_text_put(&record, &head, sizeof head);
    base_text_put(&record, file->name, strlen(file->name) + 1);
    base_text_put(&record, file->path, strlen(file->path) + 1);
    base_text_put(&record, file->text, file->bytes);
    lab_spool_add(spool, record.at, record.length);
    base_text_fini(&record);
}

static bool same(const struct scen_file *a, size_t as, const struct scen_file *b, size_t bs)
{
    bool equal = as == bs;

    for (size_t i = 0; equal && i < as; i++)
        equal = strcmp(a[i].name, b[i].name) == 0 && a[i].bytes == b[i].bytes &&
                memcmp(a[i].text, b[i].text, a[i].bytes) == 0;
    return equal;
}

void lab_texts_add(struct lab_spool *spool, const struct lab_texts *there,
                   const struct scen_study *study, const struct scenario *scen)
{
    if (same(there->study, there->studies, study->file, study->files) &&
        same(there->scenario, there->scenarios, scen->file, scen->files))
        return;
    for (size_t i = 0; i < study->files; i++)
        add_file(spool, LAB_STUDY_TEXT, i, &study->file[i]);
    for (size_t i = 0; i < scen->files; i++)
        add_file(spool, LAB_SCENARIO_TEXT, i, &scen->file[i]);
}

/* ---- reading ---- */

struct list {
    struct scen_file *file; // heap
    size_t count, capacity;
};

struct reader {
    struct base_arena *arena;
    struct list study, scenario;
};

/* A file that is number 0 begins a new list. */
static void take_file(struct reader *r, struct list *list, uint32_t index, const char *data,
                      size_t bytes)
{
    const char *path = memchr(data, '\0', bytes);
    const char *text =
        path != NULL ? memchr(path + 1, '\0', bytes - (size_t)(path + 1 - data)) : NULL;

    if (text == NULL)
        return;
    size_t size = bytes - (size_t)(text + 1 - data);
    char *copy = base_arena_take(r->arena, size + 1);
    memcpy(copy, text + 1, size);
    if (index == 0)
        list->count = 0;
    list->file = base_grow(list->file, list->count, &list->capacity, sizeof *list->file);
    list->file[list->count++] =
        (struct scen_file){.path = base_arena_string(r->arena, path + 1),
                           .name = base_arena_string(r->arena, data),
                           .text = copy,
                           .bytes = size};
}

static void take(void *user, const void *record, size_t bytes)
{
    struct reader *r = user;
    struct lab_record head;

    if (bytes < sizeof head)
        return;
    memcpy(&head, record, sizeof head);
    const char *rest = (const char *)record + sizeof head;
    if (head.kind == LAB_STUDY_TEXT)
        take_file(r, &r->study, head.replication, rest, bytes - sizeof head);
    else if (head.kind == LAB_SCENARIO_TEXT)
        take_file(r, &r->scenario, head.replication, rest, bytes - sizeof head);
}

static struct scen_file *settle(struct base_arena *arena, struct list *list, size_t *count)
{
    struct scen_file *file = base_arena_array(arena, list->count, sizeof *file);

    if (list->count > 0)
        memcpy(file, list->file, list->count * sizeof *file);
    *count = list->count;
    free(list->file);
    return file;
}

bool lab_texts_read(const char *folder, const char *mark, struct base_arena *arena,
                    struct lab_texts *out, struct base_err *err)
{
    struct reader r = {.arena = arena};
    bool ok = lab_spool_read(folder, mark, take, &r, err);

    out->study = settle(arena, &r.study, &out->studies);
    out->scenario = settle(arena, &r.scenario, &out->scenarios);
    return ok;
}

void lab_texts_hash(struct base_sha256 *sha, const struct scen_file *file, size_t files)
{
    for (size_t i = 0; i < files; i++) {
        base_sha256_add(sha, file[i].name, strlen(file[i].name) + 1);
        base_sha256_add(sha, &file[i].bytes, sizeof file[i].bytes);
        base_sha256_add(sha, file[i].text, file[i].bytes);
    }
}
