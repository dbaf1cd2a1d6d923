/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/variant.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "scen/resolve.h"

/* Overrides change what is inherited, so entries that are added stand in a text of their own,
 * which the variant extends. */
#define NAME "variant"
#define ADDED "variant with more"

enum { FIRST_LINE = 4 }; // of the changes, one a line in either text

static void write_change(struct base_text *t, const struct lab_change *change)
{
    if (change->adds) {
        base_text_add(t, "%s", change->to);
        return;
    }
    base_text_add(t, "{ at = ");
    base_text_quoted(t, change->at);
    base_text_add(t, change->times ? "; times = " : "; to = ");
    base_text_quoted(t, change->to);
    base_text_add(t, "; }");
}

/* The text of overrides, or of what is added. */
static void write_text(struct base_text *t, const struct scenario *base, const char *above,
                       const struct lab_change *change, size_t changes, bool adds)
{
    bool first = true;

    base_text_add(t, "extends = ");
    base_text_quoted(t, above);
    base_text_add(t, ";\nscenario = { id = ");
    base_text_quoted(t, base->id);
    base_text_add(t, "; };\n%s = (\n", adds ? "disruptions" : "override");
    for (size_t i = 0; i < changes; i++) {
        if (change[i].adds == adds) {
            base_text_add(t, first ? "  " : ", ");
            write_change(t, &change[i]);
            first = false;
        }
        base_text_add(t, "\n");
    }
    base_text_add(t, ");\n");
}

/* The path by which the user knows a text of the base. */
static const char *path_of(const struct scenario *base, const char *name)
{
    for (size_t i = 0; name != NULL && i < base->files; i++)
        if (strcmp(base->file[i].name, name) == 0)
            return base->file[i].path;
    return name;
}

static bool is_ours(const char *file)
{
    return file != NULL && (strcmp(file, NAME) == 0 || strcmp(file, ADDED) == 0);
}

static bool is_told(const struct base_err *err, struct scen_where where, const char *text)
{
    for (size_t i = 0; i < err->count; i++) {
        const struct base_err_item *told = &err->item[i];
        bool here = told->file == NULL || where.file == NULL
                        ? told->file == where.file
                        : strcmp(told->file, where.file) == 0;
        if (here && told->line == where.line && strcmp(told->text, text) == 0)
            return true;
    }
    return false;
}

void lab_variant_tell(const struct base_err *found, const struct scenario *base,
                      const struct lab_change *change, size_t changes, struct base_err *err)
{
    for (size_t i = 0; i < found->count; i++) {
        const struct base_err_item *item = &found->item[i];
        struct scen_where where = {path_of(base, item->file), item->line};
        size_t c = (size_t)(item->line - FIRST_LINE);
        if (item->warning)
            continue;
        if (is_ours(item->file) && item->line >= FIRST_LINE && c < changes)
            where = change[c].where;
        if (!is_told(err, where, item->text))
            base_err_add(err, where.file, where.line, "%s", item->text);
    }
}

typedef bool load_held(const struct scen_file *file, size_t files, struct scenario *scen,
                       struct base_err *err);

static struct scen_file held(const char *name, const struct base_text *text)
{
    return (struct scen_file){
        .path = name, .name = name, .text = base_text_get(text), .bytes = text->length};
}

static bool any_added(const struct lab_change *change, size_t changes)
{
    for (size_t i = 0; i < changes; i++)
        if (change[i].adds)
            return true;
    return false;
}

static bool load(load_held *how, const struct scenario *base, const struct lab_change *change,
                 size_t changes, struct scenario *scen, struct base_err *err)
{
    size_t own = any_added(change, changes) ? 2 : 1;
    struct scen_file *file = base_array(base->files + own, sizeof *file);
    struct base_text text = {0}, more = {0};
    struct base_err found = {0};

    write_text(&text, base, own == 2 ? ADDED : base->file[0].name, change, changes, false);
    file[0] = held(NAME, &text);
    if (own == 2) {
        write_text(&more, base, base->file[0].name, change, changes, true);
        file[1] = held(ADDED, &more);
    }
    memcpy(file + own, base->file, base->files * sizeof *file);
    bool ok = how(file, base->files + own, scen, &found);
    lab_variant_tell(&found, base, change, changes, err);
    base_err_fini(&found);
    base_text_fini(&more);
    base_text_fini(&text);
    free(file);
    return ok;
}

bool lab_variant_load(const struct scenario *base, const struct lab_change *change,
                      size_t changes, struct scenario *scen, struct base_err *err)
{
    return load(scen_load_held, base, change, changes, scen, err);
}

static bool read_only(const struct scen_file *file, size_t files, struct scenario *scen,
                      struct base_err *err)
{
    (void)scen;
    return scen_read_held(file, files, err);
}

bool lab_variant_check(const struct scenario *base, const struct lab_change *change,
                       size_t changes, struct base_err *err)
{
    return load(read_only, base, change, changes, NULL, err);
}

/* ---- fingerprints ---- */

static void add_string(struct base_sha256 *sha, const char *text)
{
    base_sha256_add(sha, text, strlen(text) + 1);
}

static bool ends_with(const char *text, const char *tail)
{
    size_t size = strlen(text), behind = strlen(tail);

    return size >= behind && strcmp(text + size - behind, tail) == 0;
}

/* Behind the blanks and comments that stand at `at`. */
static const char *skip(const char *at, const char *end)
{
    for (;;) {
        const char *from = at;
        while (at < end && strchr(" \t\r\n", *at) != NULL && *at != '\0')
            at++;
        bool line = at < end && (*at == '#' || (end - at > 1 && at[0] == '/' && at[1] == '/'));
        while (line && at < end && *at != '\n')
            at++;
        if (end - at > 1 && at[0] == '/' && at[1] == '*') {
            for (at += 2; end - at > 1 && !(at[0] == '*' && at[1] == '/');)
                at++;
            at = end - at > 1 ? at + 2 : end;
        }
        if (at == from)
            return at;
    }
}

/* Behind the string in quotes that begins at `at`. */
static const char *skip_quoted(const char *at, const char *end)
{
    for (at++; at < end && *at != '"'; at++)
        at += *at == '\\' && at + 1 < end;
    return at < end ? at + 1 : end;
}

/* A text without its comments, and with one blank where there were any. */
static void add_words(struct base_sha256 *sha, const char *at, const char *end)
{
    for (at = skip(at, end); at < end;) {
        const char *from = at;
        if (*at == '"')
            at = skip_quoted(at, end);
        else
            for (at++; at < end && *at != '"' && skip(at, end) == at;)
                at++;
        base_sha256_add(sha, from, (size_t)(at - from));
        base_sha256_add(sha, " ", 1);
        at = skip(at, end);
    }
}

static void add_file(struct base_sha256 *sha, const struct scen_file *file)
{
    add_string(sha, file->name);
    if (ends_with(file->name, ".cfg"))
        add_words(sha, file->text, file->text + file->bytes);
    else
        base_sha256_add(sha, file->text, file->bytes);
    base_sha256_add(sha, "", 1);
}

void lab_variant_hash_base(struct base_sha256 *sha, const struct scenario *base)
{
    struct base_text resolved = {0};

    scen_resolve(base, &resolved);
    add_string(sha, base_text_get(&resolved));
    base_text_fini(&resolved);
    for (size_t i = 1; i + base->spare < base->files; i++)
        add_file(sha, &base->file[i]);
}

bool lab_variant_names_text(const char *at)
{
    const char *dot = strrchr(at, '.');

    return dot != NULL && (strcmp(dot + 1, "plans") == 0 || strcmp(dot + 1, "learned") == 0);
}

/* Of a path, however it is spelled, its last part is enough: more texts than needed count. */
static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

void lab_variant_hash(struct base_sha256 *sha, const struct scenario *base,
                      const struct lab_change *change, size_t changes)
{
    for (size_t i = 0; i < changes; i++) {
        add_string(sha, change[i].adds ? "disruptions" : change[i].at);
        add_string(sha, change[i].times ? "times" : change[i].adds ? "adds" : "to");
        add_string(sha, change[i].to);
        bool text = !change[i].adds && lab_variant_names_text(change[i].at);
        for (size_t f = 1; text && f < base->files; f++)
            if (strcmp(last_part(base->file[f].name), last_part(change[i].to)) == 0)
                add_file(sha, &base->file[f]);
    }
}
