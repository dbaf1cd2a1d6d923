/* SPDX-License-Identifier: Apache-2.0 */
/* scen/sections.h - texts other than scenarios, by a schema of their own: studies.
 *
 * Same language, same tables of keys, same messages. Internal to `scen`.
 */
#pragma once

#include "scen/parse.h"

struct scen_sections {
    const char *what; // "study", for messages
    const struct scen_group *group;
    size_t groups;
    struct scen_rows *rows; // by group; scen_rows_fini() each
};

/* Reads the text `name` of `texts`. Mistakes go to in->err; in->holes as in scen_parse(). */
void scen_sections_read(struct scen_texts *texts, const char *name, struct scen_reading *in,
                        const struct scen_sections *s);

/* A mistake at the value of key `offset` in row `i` of `rows`. */
void scen_sections_refuse(struct scen_reading *in, const struct scen_rows *rows, size_t i,
                          size_t offset, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Was it given? */
bool scen_sections_given(const struct scen_rows *rows, size_t i, size_t offset);

/* Takes out the entries in which something was refused, so that the others can be looked at;
 * were there any? */
bool scen_sections_drop_bad(struct scen_rows *rows);

/* A section that was left out says its defaults, at the top of the text. */
void scen_sections_default(const struct scen_texts *texts, struct scen_reading *in,
                           struct scen_rows *rows);
