/* SPDX-License-Identifier: Apache-2.0 */
/* scen/warn.c - what is worth saying but not worth refusing. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "scen/build.h"

enum { TOLD_MAX = 5, TEXT_MAX = 500 };

/* Counts one more of `topic`; true while it is still told. */
static bool told(struct scen_warnings *w, const char *topic)
{
    size_t t = 0;

    while (t < w->topics && strcmp(w->topic[t].name, topic) != 0)
        t++;
    if (t == w->topics) {
        w->topic = base_grow(w->topic, w->topics, &w->capacity, sizeof *w->topic);
        w->topic[w->topics++] = (struct scen_topic){topic, 0};
    }
    return w->topic[t].count++ < TOLD_MAX;
}

void scen_warn_at(struct scen_build *b, const char *topic, struct scen_where where,
                  const char *format, ...)
{
    char text[TEXT_MAX];
    va_list list;

    if (!told(&b->warnings, topic))
        return;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    base_err_warn(b->err, where.file, where.line, "%s", text);
}

static struct scen_where place(const struct scen_build *b, enum scen_group_id g, size_t i,
                               size_t offset)
{
    const struct scen_rows *rows = &b->raw->rows[g];
    return scen_rows_where(rows, i, scen_rows_key(rows, offset));
}

void scen_warn(struct scen_build *b, const char *topic, enum scen_group_id g, size_t i,
               size_t offset, const char *format, ...)
{
    char text[TEXT_MAX];
    va_list list;

    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    scen_warn_at(b, topic, place(b, g, i, offset), "%s", text);
}

void scen_warn_unused(struct scen_build *b, enum scen_group_id g, size_t i, size_t offset,
                      const char *format, ...)
{
    const struct scen_group *group = b->raw->rows[g].group;
    char text[TEXT_MAX];
    va_list list;

    if (!scen_given(b, g, i, offset))
        return;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    scen_warn_at(b, "values mean nothing where they stand", place(b, g, i, offset),
                 "%s means nothing %s", group->key[scen_key_at(group, offset)].name, text);
}

void scen_warn_end(struct scen_build *b)
{
    struct scen_warnings *w = &b->warnings;

    for (size_t t = 0; t < w->topics; t++)
        if (w->topic[t].count > TOLD_MAX)
            base_err_warn(b->err, NULL, 0, "%zu more %s", w->topic[t].count - TOLD_MAX,
                          w->topic[t].name);
    free(w->topic);
    *w = (struct scen_warnings){0};
}
