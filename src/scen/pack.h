/* SPDX-License-Identifier: Apache-2.0 */
/* scen/pack.h - rows of one group, each as what makes it differ from the group's model.
 *
 * Most entries say few of the many things that could be said, so most words of a row are those
 * of the model, and all values of a table's row stand on one line. A packed row has where it
 * stands, one bit for each key (was it given?), one for each word of 8 bytes (is it another
 * one than the model's?), these words and, where values stand on lines of their own, the lines.
 * Thread: one owner. Errors: none; out of memory ends the run.
 */
#pragma once

#include "scen/scenario.h"
#include "scen/schema.h"

struct scen_flat { // a row as it is read and written
    char *row;     // group->row_bytes; begins with its struct scen_where
    int32_t *line; // by key, as in scen_rows
    bool bad;
};

struct scen_pack {
    const struct scen_group *group;
    const char *model; // of the same group; borrowed
    char *store;       // heap
    size_t stored, room;
    size_t *at; // heap: by row, where it begins in the store
    size_t count, capacity;
    const char **file; // heap: those in which rows stand; the names are borrowed
    size_t files, files_room;
};

void scen_pack_fini(struct scen_pack *p);

/* Packs `flat` as row `i`: one that is there, or the next. */
void scen_pack_put(struct scen_pack *p, size_t i, const struct scen_flat *flat);

/* The row as it was put; `line` may be NULL. */
void scen_pack_get(const struct scen_pack *p, size_t i, char *row, int32_t *line);

struct scen_where scen_pack_where(const struct scen_pack *p, size_t i); // of the row
int32_t scen_pack_line(const struct scen_pack *p, size_t i, size_t key);
bool scen_pack_given(const struct scen_pack *p, size_t i, size_t key);
bool scen_pack_bad(const struct scen_pack *p, size_t i);

/* Takes out the rows with `gone[i]`; the others keep their order. */
void scen_pack_drop(struct scen_pack *p, const bool *gone);
