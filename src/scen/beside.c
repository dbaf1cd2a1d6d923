/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/beside.h"

#include <string.h>

#include "scen/parse.h"

const struct scen_file *scen_beside_open(struct scen_build *b, enum scen_group_id g, size_t i,
                                         size_t offset, const char *path)
{
    const struct scen_rows *from = &b->raw->rows[g];
    struct scen_where where = scen_rows_where(from, i, scen_key_at(from->group, offset));
    const struct scen_file scenario = {.name = b->texts->file[0]->name};
    const char *name =
        scen_texts_resolve(b->texts, &scenario, scen_span_of(path), where, b->err);

    return name != NULL ? scen_texts_get(b->texts, name, where, b->err) : NULL;
}

bool scen_beside_read(struct scen_build *b, const struct scen_file *file, const void *model,
                      struct scen_rows *rows)
{
    struct scen_reading in = {
        .arena = b->scen->arena, .err = b->err, .currency = b->in->currency};
    size_t before = b->err->errors;

    scen_table_read(file, &in, rows, model);
    return b->err->errors == before;
}

static int64_t time_of(const struct scen_rows *rows, size_t i, size_t offset)
{
    int64_t time;

    memcpy(&time, (const char *)scen_rows_at(rows, i) + offset, sizeof time);
    return time;
}

bool scen_beside_in_order(struct scen_build *b, const struct scen_rows *rows, size_t offset)
{
    bool good = true;

    for (size_t i = 1; i < rows->count; i++) {
        int64_t last = time_of(rows, i - 1, offset), now = time_of(rows, i, offset);
        const struct scen_where *where = scen_rows_at(rows, i); // a row begins with it

        if (now >= last)
            continue;
        base_err_add(b->err, where->file, where->line,
                     "time goes back, from %.10g d to %.10g d; expected rows in the order of "
                     "time",
                     (double)last / SCEN_TICKS_PER_DAY, (double)now / SCEN_TICKS_PER_DAY);
        good = false;
    }
    return good;
}
