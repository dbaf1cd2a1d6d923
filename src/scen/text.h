/* SPDX-License-Identifier: Apache-2.0 */
/* scen/text.h - the texts that one scenario is made of, read once and kept verbatim.
 *
 * A text's name is its path from the scenario's folder. What a scenario includes, and its
 * tables, lie in its folder or below; only what it extends, and plan libraries, may lie above
 * or beside, in the home that texts are confined to. Texts come from the disk, or from memory
 * when a scenario is loaded again from a results file.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "scen/scenario.h"
#include "scen/unit.h"

/* A folder with a file of this name is a catalog: texts in it and below may name each other. */
#define SCEN_CATALOG "CATALOG"

struct scen_texts {
    struct base_arena *arena;     // borrowed; names live there
    struct base_arena *bytes;     // borrowed; what is in the files; at first the same
    const char *folder;           // "" or with a slash at its end
    const char *home;             // real path; what is read lies in it or below; NULL: anywhere
    const struct scen_file *held; // texts in memory; NULL: read from the disk
    size_t held_count;
    bool borrow;             // those held have a NUL behind them, and stay: no copies
    const char *root;        // where the scenario that is being read lies: "" or "../base/"
    struct scen_file **file; // heap: what was read, [0] is the scenario itself
    size_t files, capacity;
};

void scen_texts_init(struct scen_texts *t, struct base_arena *arena);
void scen_texts_fini(struct scen_texts *t);

/* As init, for the file at `path` of the disk; returns its name within its folder. */
const char *scen_texts_open(struct scen_texts *t, struct base_arena *arena, const char *path);

/* From now on nothing is read from outside the home of the file `top`: its folder or, when
 * there is one, the nearest folder above that is a catalog. Links don't lead out of it either.
 */
void scen_texts_confine(struct scen_texts *t, const char *top);

/* May the file at `path` be read? No: a mistake at `asked`. */
bool scen_texts_allow(const struct scen_texts *t, const char *path, struct scen_where asked,
                      struct base_err *err);

/* As init, for texts in memory; returns the name of the first. */
const char *scen_texts_hold(struct scen_texts *t, struct base_arena *arena,
                            const struct scen_file *file, size_t files);

/* All that was read so far, in the arena; `files` is their number. */
const struct scen_file *scen_texts_kept(const struct scen_texts *t, size_t *files);

/* The text at `name`, read when it is asked for first. NULL with a mistake at `asked`. */
const struct scen_file *scen_texts_get(struct scen_texts *t, const char *name,
                                       struct scen_where asked, struct base_err *err);

/* The name of the text that `path` means inside the text `from`; NULL with a mistake when it
 * leaves the root. */
const char *scen_texts_resolve(struct scen_texts *t, const struct scen_file *from,
                               struct scen_span path, struct scen_where asked,
                               struct base_err *err);

/* The same for what may lie anywhere. */
const char *scen_texts_resolve_base(struct scen_texts *t, const struct scen_file *from,
                                    struct scen_span path, struct scen_where asked,
                                    struct base_err *err);

/* The text that was read from `path`, as messages say it; NULL when there is none. */
const struct scen_file *scen_texts_at(const struct scen_texts *t, const char *path);

/* The folder of a text's name: "" or with a slash at its end. */
const char *scen_texts_folder(struct scen_texts *t, const char *name);
