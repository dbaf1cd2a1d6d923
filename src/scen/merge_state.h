/* SPDX-License-Identifier: Apache-2.0 */
/* scen/merge_state.h - what the parts of scen/merge.c share: the text being written, and the
 * token before the one that is read. */
#pragma once

#include "scen/merge.h"
#include "scen/reader.h"

enum {
    SCEN_DEPTH_MAX = 32 // of brackets
};

enum scen_token {
    SCEN_START,
    SCEN_NAME_TOKEN,
    SCEN_ASSIGN,
    SCEN_NUMBER,
    SCEN_STRING,
    SCEN_WORD,
    SCEN_OPEN,
    SCEN_CLOSE,
    SCEN_COMMA,
    SCEN_SEMICOLON
};

struct scen_bracket {
    char open;
    struct scen_where where;
};

struct scen_merge { // shared by a text and its includes
    struct scen_merged *out;
    struct scen_texts *texts;
    struct base_err *err;
    enum scen_token last;
    size_t last_at; // where the last token starts in `out`
    struct scen_bracket bracket[SCEN_DEPTH_MAX];
    size_t depth, includes;
    bool stopped; // reading on makes no sense
};

/* ---- scen/merge_write.c ---- */

void scen_merge_line(struct scen_merge *m, const struct scen_reader *r); // begins a line
void scen_merge_put(struct scen_merge *m, char c);
void scen_merge_text(struct scen_merge *m, const char *text, size_t size);
void scen_merge_token(struct scen_merge *m, enum scen_token kind); // is written next
void scen_merge_mistake(struct scen_merge *m, const struct scen_reader *r, const char *format,
                        ...) __attribute__((format(printf, 3, 4)));

static inline bool scen_merge_in_list(const struct scen_merge *m)
{
    return m->depth > 0 && m->bracket[m->depth - 1].open != '{';
}

/* ---- scen/merge_value.c: values go over in quotes, so that scen/unit.h reads them ---- */

/* Before a value: is it one that may stand here? Mends what it can. */
void scen_merge_before_value(struct scen_merge *m, const struct scen_reader *r);

void scen_merge_number(struct scen_merge *m, struct scen_reader *r);
void scen_merge_string(struct scen_merge *m, struct scen_reader *r);
void scen_merge_name_or_word(struct scen_merge *m, struct scen_reader *r);
