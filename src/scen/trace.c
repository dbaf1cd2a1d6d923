/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/trace.h"

#include <math.h>

#include "scen/beside.h"

struct trace_row {
    struct scen_where where;
    int64_t time;
    double quantity;
};

#define AT(field) .offset = offsetof(struct trace_row, field)

static const struct scen_key keys[] = {
    SCEN_BESIDE_TIME(offsetof(struct trace_row, time),
                     "When they come, from the start of the run."),
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

static void keep(struct scen_build *b, const struct scen_rows *rows,
                 const struct scen_demand *d, struct scen_demand_more *more)
{
    struct scen_timed *trace = base_arena_array(b->scen->arena, rows->count, sizeof *trace);
    double quantum = b->scen->product[d->product].quantum;

    for (size_t i = 0; i < rows->count; i++) {
        const struct trace_row *row = scen_rows_at(rows, i);

        trace[i] = (struct scen_timed){row->time, llround(row->quantity / quantum)};
    }
    more->trace = trace;
    more->trace_count = rows->count;
}

bool scen_trace_read(struct scen_build *b, size_t i, const char *path,
                     const struct scen_demand *d, struct scen_demand_more *more)
{
    const struct scen_file *file =
        scen_beside_open(b, SCEN_G_DEMAND, i, offsetof(struct scen_demand_row, trace), path);
    struct scen_rows rows = {.group = &group};
    const struct trace_row model = {.time = 0};

    if (file == NULL)
        return false;
    bool good = scen_beside_read(b, file, &model, &rows);
    if (good && rows.count == 0) {
        base_err_add(b->err, file->path, 1, "the trace has no rows; expected at least one");
        good = false;
    }
    good = good && scen_beside_in_order(b, &rows, offsetof(struct trace_row, time));
    if (good)
        keep(b, &rows, d, more);
    scen_rows_fini(&rows);
    return good;
}
