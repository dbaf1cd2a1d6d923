/* SPDX-License-Identifier: Apache-2.0 */
/* scen/parse_state.h - what scen/parse.c, scen/parse_row.c and scen/override.c share. */
#pragma once

#include "scen/doc.h"
#include "scen/parse.h"

struct scen_awaited { // a value of an override that waits for the sections of its text
    struct scen_rows *rows;
    const struct scen_key *key;
    const char *to;
    struct scen_where where;
};

struct scen_parse {
    struct scen_doc *doc; // the text that is being read
    struct scen_texts *texts;
    struct scen_reading *in;
    struct scen_raw *raw;
    const struct scen_parse *above; // who extends this text; NULL: nobody
    const char *name;               // of the text
    bool *seen;                     // by group: does any text have it?
    bool gap;                       // a text is missing, so may be whole sections
    struct scen_awaited *awaited;   // heap
    size_t awaits, await_room;
};

struct scen_where scen_parse_where(const struct scen_parse *p, const config_setting_t *setting);

/* A mistake after which it is unclear what hangs together. */
void scen_parse_hole(struct scen_reading *in, struct scen_where where, const char *format,
                     const char *a, const char *b);

/* The text of a single value; NULL for groups and lists. */
const char *scen_setting_text(const config_setting_t *setting);

/* Reads the group's defaults into `model`. */
void scen_row_model(struct scen_reading *in, const struct scen_group *group, char *model);

/* Reads one entry; a group of which there is one is read into what is there. */
void scen_row_read(struct scen_parse *p, const config_setting_t *entry, struct scen_rows *rows,
                   const char *model);

/* Reads a whole section: a group, a list of groups, or a table. */
void scen_group_read(struct scen_parse *p, const config_setting_t *setting,
                     struct scen_rows *rows);

/* Changes what was inherited as the overrides from row `first` on say. scen/override.c */
void scen_override(struct scen_parse *p, size_t first);

/* Once the text's own sections are read: what the overrides name in them, or nowhere.
 * scen/override_later.c */
void scen_override_end(struct scen_parse *p);
