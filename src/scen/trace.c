/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/trace.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "scen/parse.h"

struct trace_row {
    struct scen_where where;
    int64_t time;
    double quantity;
};

#define AT(field) .offset = offsetof(struct trace_row, field)

static const struct scen_key keys[] = {
    {"time",
     SCEN_TICKS,
     SCEN_REQUIRED,
     {.power = {[SCEN_TIME] = 1}},
     0,
     365000,
     .example = "3 d",
     AT(time),
     .doc = "When they come, from the start of the run."},
    {"quantity",
     SCEN_QUANTITY,
     SCEN_REQUIRED,
     {.power = {[SCEN_GOODS] = 1}},
     0,
     1e12,
     .example = "12 units",
     AT(quantity),
     .doc = "How much they want."},
};

static const struct scen_group group = {"trace",
                                        "trace",
                                        SCEN_MANY,
                                        SCEN_REQUIRED,
                                        sizeof(struct trace_row),
                                        keys,
                                        2,
                                        "Demand as it was observed."};

static bool in_order(struct scen_build *b, const struct scen_rows *rows)
{
    for (size_t i = 1; i < rows->count; i++) {
        const struct trace_row *last = scen_rows_at(rows, i - 1), *row = scen_rows_at(rows, i);

        if (row->time >= last->time)
            continue;
        base_err_add(b->err, row->where.file, row->where.line,
                     "time goes back, from %.10g d to %.10g d; expected rows in the order of "
                     "time",
                     (double)last->time / SCEN_TICKS_PER_DAY,
                     (double)row->time / SCEN_TICKS_PER_DAY);
        return false;
    }
    return true;
}

static void keep(struct scen_build *b, const struct scen_rows *rows, struct scen_demand *demand)
{
    struct scen_timed *trace = base_arena_array(b->scen->arena, rows->count, sizeof *trace);
    double quantum = b->scen->product[demand->product].quantum;

    for (size_t i = 0; i < rows->count; i++) {
        const struct trace_row *row = scen_rows_at(rows, i);

        trace[i] = (struct scen_timed){row->time, llround(row->quantity / quantum)};
    }
    demand->trace = trace;
    demand->trace_count = rows->count;
}

static const struct scen_file *open_table(struct scen_build *b, size_t i, const char *path)
{
    const struct scen_rows *from = &b->raw->rows[SCEN_G_DEMAND];
    size_t key = scen_key_at(from->group, offsetof(struct scen_demand_row, trace));
    struct scen_where where = scen_rows_where(from, i, key);
    const struct scen_file scenario = {.name = b->texts->file[0]->name};
    const char *name =
        scen_texts_resolve(b->texts, &scenario, scen_span_of(path), where, b->err);

    return name != NULL ? scen_texts_get(b->texts, name, where, b->err) : NULL;
}

bool scen_trace_read(struct scen_build *b, size_t i, const char *path,
                     struct scen_demand *demand)
{
    const struct scen_file *file = open_table(b, i, path);
    struct scen_reading in = {
        .arena = b->scen->arena, .err = b->err, .currency = b->in->currency};
    struct scen_rows rows = {.group = &group};
    const struct trace_row model = {.time = 0};
    size_t before = b->err->errors;

    if (file == NULL)
        return false;
    scen_table_read(file, &in, &rows, &model);
    if (b->err->errors == before && rows.count == 0)
        base_err_add(b->err, file->path, 1, "the trace has no rows; expected at least one");
    if (b->err->errors == before && in_order(b, &rows))
        keep(b, &rows, demand);
    free(rows.data);
    free(rows.line);
    free(rows.bad);
    return b->err->errors == before;
}
