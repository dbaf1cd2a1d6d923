/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/catalog.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "scen/doc.h"

enum { DEPTH_MAX = 8 }; // of folders in folders

struct listing {
    struct base_arena *arena;
    struct scen_entry *entry; // heap until it is done
    size_t count, capacity;
};

static const char *text_of(struct listing *l, const config_setting_t *head, const char *name)
{
    const char *text = "";

    config_setting_lookup_string(head, name, &text);
    return base_arena_string(l->arena, text);
}

static void read_tags(struct listing *l, const config_setting_t *head, struct scen_entry *e)
{
    const config_setting_t *tags = config_setting_get_member(head, "tags");
    int count =
        tags != NULL && config_setting_is_aggregate(tags) ? config_setting_length(tags) : 0;
    const char **word = base_arena_array(l->arena, (size_t)count, sizeof *word);

    for (int i = 0; i < count; i++) {
        const char *text = config_setting_get_string_elem(tags, i);
        if (text != NULL)
            word[e->tag_count++] = base_arena_string(l->arena, text);
    }
    e->tags = word;
}

static void add_entry(struct listing *l, struct scen_entry e)
{
    l->entry = base_grow(l->entry, l->count, &l->capacity, sizeof *l->entry);
    l->entry[l->count++] = e;
}

static void add_fault(struct listing *l, const char *path, const struct base_err *err)
{
    struct scen_entry e = {path, "", "", "", "", "", "", NULL, 0, "", NULL};
    char fault[400];

    snprintf(fault, sizeof fault, "line %d: %s", err->item[0].line, err->item[0].text);
    e.fault = base_arena_string(l->arena, fault);
    add_entry(l, e);
}

/* A .cfg without a scenario's head is something else, such as an include: not listed. */
static void add_head(struct listing *l, const char *path, const config_setting_t *root)
{
    const config_setting_t *head = config_setting_get_member(root, "scenario");
    struct scen_entry e = {.path = path};

    if (head == NULL || config_setting_get_member(head, "id") == NULL)
        return;
    e.id = text_of(l, head, "id");
    e.title = text_of(l, head, "title");
    e.version = text_of(l, head, "version");
    e.owner = text_of(l, head, "owner");
    e.purpose = text_of(l, head, "purpose");
    e.criteria = text_of(l, head, "criteria");
    e.extends = text_of(l, root, "extends");
    read_tags(l, head, &e);
    add_entry(l, e);
}

static char *join(struct listing *l, const char *a, const char *b)
{
    size_t size = strlen(a) + strlen(b) + 2;
    char *both = base_arena_take(l->arena, size);

    snprintf(both, size, "%s/%s", a, b);
    return both;
}

static void add_file(struct listing *l, const char *path)
{
    struct base_arena *arena = base_arena_new();
    struct base_err err;
    struct scen_texts texts;
    struct scen_doc doc;
    char *folder = base_arena_string(arena, path);
    const char *name = strrchr(path, '/') + 1;

    base_err_init(&err);
    scen_texts_init(&texts, arena);
    folder[name - path] = '\0';
    texts.folder = folder;
    if (scen_doc_open(&doc, &texts, name, (struct scen_where){0}, &err))
        add_head(l, path, config_root_setting(&doc.config));
    else
        add_fault(l, path, &err);
    scen_doc_close(&doc);
    scen_texts_fini(&texts);
    base_arena_free(arena);
    base_err_fini(&err);
}

static bool is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool add_folder(struct listing *l, const char *folder, int depth);

static void add_name(struct listing *l, const char *folder, const char *name, int depth)
{
    size_t size = strlen(name);
    const char *path = join(l, folder, name);

    if (name[0] == '.')
        return;
    if (is_folder(path))
        add_folder(l, path, depth + 1);
    else if (size > 4 && strcmp(name + size - 4, ".cfg") == 0)
        add_file(l, path);
}

static bool add_folder(struct listing *l, const char *folder, int depth)
{
    DIR *dir = depth < DEPTH_MAX ? opendir(folder) : NULL;

    if (dir == NULL)
        return false;
    for (const struct dirent *at; (at = readdir(dir)) != NULL;)
        add_name(l, folder, at->d_name, depth);
    closedir(dir);
    return true;
}

static int by_path(const void *x, const void *y)
{
    const struct scen_entry *a = x, *b = y;
    return strcmp(a->path, b->path);
}

bool scen_catalog(const char *folder, struct base_arena *arena, const struct scen_entry **entry,
                  size_t *count, struct base_err *err)
{
    struct listing l = {.arena = arena};

    if (!add_folder(&l, folder, 0)) {
        base_err_add(err, folder, 0, "can't read the folder: %s; expected one with scenarios",
                     strerror(errno));
        return false;
    }
    if (l.count > 1)
        qsort(l.entry, l.count, sizeof *l.entry, by_path);
    struct scen_entry *kept = base_arena_array(arena, l.count, sizeof *kept);
    if (l.count > 0)
        memcpy(kept, l.entry, l.count * sizeof *kept);
    free(l.entry);
    *entry = kept;
    *count = l.count;
    return true;
}
