/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/merge_state.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/mem.h"

void scen_merge_line(struct scen_merge *m, const struct scen_reader *r)
{
    struct scen_merged *out = m->out;

    out->line = base_grow(out->line, out->lines, &out->line_capacity, sizeof *out->line);
    out->line[out->lines++] = (struct scen_line){.file = r->file->path, .line = r->line};
}

void scen_merge_put(struct scen_merge *m, char c)
{
    m->out->text = base_grow(m->out->text, m->out->size, &m->out->capacity, 1);
    m->out->text[m->out->size++] = c;
}

void scen_merge_text(struct scen_merge *m, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        scen_merge_put(m, text[i]);
}

void scen_merge_mistake(struct scen_merge *m, const struct scen_reader *r, const char *format,
                        ...)
{
    char text[400];
    va_list list;

    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    base_err_add(m->err, r->file->path, r->line, "%s", text);
}

void scen_merge_token(struct scen_merge *m, enum scen_token kind)
{
    m->last = kind;
    m->last_at = m->out->size;
}
