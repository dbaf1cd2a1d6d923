/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/text.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

enum { BIG = 4 << 20, PIECE = 1 << 18 }; // bytes: texts this long don't stay in memory

void scen_texts_init(struct scen_texts *t, struct base_arena *arena)
{
    *t = (struct scen_texts){.arena = arena, .bytes = arena, .folder = "", .root = ""};
}

const char *scen_texts_open(struct scen_texts *t, struct base_arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');

    scen_texts_init(t, arena);
    if (slash == NULL)
        return path;
    char *folder = base_arena_string(arena, path);
    folder[slash - path + 1] = '\0';
    t->folder = folder;
    return slash + 1;
}

const char *scen_texts_hold(struct scen_texts *t, struct base_arena *arena,
                            const struct scen_file *file, size_t files)
{
    scen_texts_init(t, arena);
    t->held = file;
    t->held_count = files;
    return file[0].name;
}

const struct scen_file *scen_texts_kept(const struct scen_texts *t, size_t *files)
{
    struct scen_file *file = base_arena_array(t->arena, t->files, sizeof *file);

    for (size_t i = 0; i < t->files; i++)
        file[i] = *t->file[i];
    *files = t->files;
    return file;
}

void scen_texts_fini(struct scen_texts *t)
{
    free(t->file);
}

static char *concat(struct base_arena *arena, const char *a, const char *b)
{
    size_t size = strlen(a) + strlen(b) + 1;
    char *both = base_arena_take(arena, size);

    snprintf(both, size, "%s%s", a, b);
    return both;
}

static bool starts_upward(const char *name)
{
    return strncmp(name, "../", 3) == 0;
}

/* "scenarios/drills/" and "../base.cfg" make "scenarios/base.cfg". */
static const char *path_of(const struct scen_texts *t, const char *name)
{
    size_t size = strlen(t->folder);

    while (starts_upward(name) && size > 1) {
        size_t start = size - 1;
        while (start > 0 && t->folder[start - 1] != '/')
            start--;
        if (start == size - 1 || strncmp(t->folder + start, "../", 3) == 0 ||
            strncmp(t->folder + start, "./", 2) == 0)
            break;
        size = start;
        name += 3;
    }
    char *folder = base_arena_take(t->arena, size + 1);
    memcpy(folder, t->folder, size);
    return concat(t->arena, folder, name);
}

/* Copies the text, and a NUL behind it, to a file of our own, so that it needs no memory while
 * nobody reads it: the original may change at any time. False where that can't be done. */
static bool copy_aside(FILE *in, struct base_arena *arena, struct scen_file *file)
{
    int fd = base_file_nameless();
    char *piece = base_alloc(PIECE);
    size_t bytes = 0, got;
    bool ok = fd >= 0;

    while (ok && (got = fread(piece, 1, PIECE, in)) > 0) {
        ok = base_file_write(fd, piece, got);
        bytes += got;
    }
    ok = ok && ferror(in) == 0 && base_file_write(fd, "", 1);
    file->text = ok ? base_arena_map(arena, fd, bytes + 1) : NULL;
    file->bytes = bytes;
    free(piece);
    if (fd >= 0)
        close(fd);
    return file->text != NULL;
}

/* Reads to the end of `in`; the bytes live in the arena with a NUL behind them. */
static bool read_all(FILE *in, struct base_arena *arena, struct scen_file *file)
{
    if (fseek(in, 0, SEEK_END) != 0)
        return false;
    long size = ftell(in);
    if (size == LONG_MAX)
        errno = EISDIR;
    if (size < 0 || size == LONG_MAX || fseek(in, 0, SEEK_SET) != 0)
        return false;
    if (size >= BIG && copy_aside(in, arena, file))
        return true;
    errno = 0;
    rewind(in);
    char *text = base_arena_take(arena, (size_t)size + 1);
    file->bytes = fread(text, 1, (size_t)size, in);
    file->text = text;
    return ferror(in) == 0;
}

static bool read_disk(struct scen_texts *t, struct scen_file *file)
{
    FILE *in = fopen(file->path, "rb");

    if (in == NULL)
        return false;
    errno = 0;
    bool ok = read_all(in, t->bytes, file);
    int reason = errno;
    fclose(in);
    errno = reason;
    return ok;
}

static const char *copy_held(const struct scen_texts *t, const struct scen_file *held)
{
    char *text = base_arena_take(t->bytes, held->bytes + 1);

    memcpy(text, held->text, held->bytes);
    return text;
}

static bool read_held(struct scen_texts *t, struct scen_file *file)
{
    for (size_t i = 0; i < t->held_count; i++)
        if (strcmp(t->held[i].name, file->name) == 0) {
            file->text = t->borrow ? t->held[i].text : copy_held(t, &t->held[i]);
            file->bytes = t->held[i].bytes;
            return true;
        }
    errno = ENOENT;
    return false;
}

/* Piece by piece, so that a long text need not be in memory as a whole. */
static const char *find_zero(const struct scen_texts *t, const struct scen_file *file)
{
    const char *found = NULL;

    for (size_t at = 0; found == NULL && at < file->bytes; at += BIG) {
        size_t rest = file->bytes - at;

        found = memchr(file->text + at, '\0', rest < BIG ? rest : BIG);
        base_arena_rest(t->bytes);
    }
    return found;
}

/* Files that editors save in other encodings look like noise; say what to do instead. */
static bool is_text(const struct scen_texts *t, const struct scen_file *file,
                    struct base_err *err)
{
    if (file->bytes >= 2 &&
        (memcmp(file->text, "\xff\xfe", 2) == 0 || memcmp(file->text, "\xfe\xff", 2) == 0)) {
        base_err_add(err, file->path, 1, "the file is saved as UTF-16; expected UTF-8");
        return false;
    }
    const char *nul = find_zero(t, file);
    if (nul == NULL)
        return true;
    int line = 1;
    for (const char *c = file->text; c < nul; c++)
        line += *c == '\n';
    base_err_add(err, file->path, line, "the file holds a zero byte; expected a text file");
    return false;
}

const struct scen_file *scen_texts_get(struct scen_texts *t, const char *name,
                                       struct scen_where asked, struct base_err *err)
{
    for (size_t i = 0; i < t->files; i++)
        if (strcmp(t->file[i]->name, name) == 0)
            return t->file[i];

    struct scen_file *file = base_arena_take(t->arena, sizeof *file);
    file->name = base_arena_string(t->arena, name);
    file->path = path_of(t, name);
    if (asked.file != NULL && !scen_texts_allow(t, file->path, asked, err))
        return NULL;
    if (!(t->held != NULL ? read_held(t, file) : read_disk(t, file))) {
        base_err_add(err, asked.file != NULL ? asked.file : file->path, asked.line,
                     "can't read \"%s\": %s", file->path, strerror(errno));
        return NULL;
    }
    if (!t->borrow && !is_text(t, file, err)) // such were looked at when they were read
        return NULL;
    t->file = base_grow(t->file, t->files, &t->capacity, sizeof(struct scen_file *));
    t->file[t->files++] = file;
    return file;
}

/* One folder up from `name`, which has room for "/..". */
static void step_up(char *name)
{
    char *slash = strrchr(name, '/');
    const char *last = slash != NULL ? slash + 1 : name;
    size_t size = strlen(name);

    if (name[0] == '\0' || strcmp(last, "..") == 0)
        memcpy(name + size, name[0] != '\0' ? "/.." : "..", name[0] != '\0' ? 4 : 3);
    else
        *(slash != NULL ? slash : name) = '\0';
}

/* Follows `path` from the folder `name`; false when it leads to no file. */
static bool walk(char *name, const char *path)
{
    bool named = false;

    while (*path != '\0') {
        size_t size = strcspn(path, "/");
        if (size == 2 && strncmp(path, "..", 2) == 0) {
            step_up(name);
            named = false;
        } else if (size > 0 && !(size == 1 && path[0] == '.')) {
            size_t used = strlen(name);
            if (used > 0)
                name[used++] = '/';
            memcpy(name + used, path, size);
            name[used + size] = '\0';
            named = true;
        }
        path += size + (path[size] == '/');
    }
    return named;
}

/* Where `path` leads to from the text `from`; NULL for absolute paths and nonsense. */
static const char *follow(struct scen_texts *t, const struct scen_file *from, const char *path)
{
    char *name = base_arena_take(t->arena, strlen(from->name) + 2 * strlen(path) + 5);

    memcpy(name, from->name, strlen(from->name) + 1);
    step_up(name); // from the text to its folder
    bool fine = path[0] != '/' && strchr(path, '\\') == NULL && walk(name, path);
    return fine ? name : NULL;
}

static const char *span_string(struct scen_texts *t, struct scen_span s)
{
    char *string = base_arena_take(t->arena, s.size + 1);

    memcpy(string, s.at, s.size);
    return string;
}

const char *scen_texts_resolve(struct scen_texts *t, const struct scen_file *from,
                               struct scen_span path, struct scen_where asked,
                               struct base_err *err)
{
    const char *wanted = span_string(t, path), *name = follow(t, from, wanted);
    size_t root = strlen(t->root);

    if (name != NULL && strncmp(name, t->root, root) == 0 && !starts_upward(name + root))
        return name;
    base_err_add(err, asked.file, asked.line,
                 "\"%s\" is not inside the scenario's folder; expected a path below it, with /",
                 wanted);
    return NULL;
}

const char *scen_texts_resolve_base(struct scen_texts *t, const struct scen_file *from,
                                    struct scen_span path, struct scen_where asked,
                                    struct base_err *err)
{
    const char *wanted = span_string(t, path), *name = follow(t, from, wanted);

    if (name == NULL)
        base_err_add(err, asked.file, asked.line,
                     "\"%s\" is no path from here; expected one such as \"../base.cfg\"",
                     wanted);
    return name;
}

const struct scen_file *scen_texts_at(const struct scen_texts *t, const char *path)
{
    for (size_t i = 0; i < t->files; i++)
        if (strcmp(t->file[i]->path, path) == 0)
            return t->file[i];
    return NULL;
}

const char *scen_texts_folder(struct scen_texts *t, const char *name)
{
    const char *slash = strrchr(name, '/');
    return slash == NULL ? ""
                         : span_string(t, (struct scen_span){name, (size_t)(slash - name) + 1});
}
