/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void lab_tally_init(struct lab_tally *t, const struct sup_world *world)
{
    struct tw_model model = sup_model(world);

    *t = (struct lab_tally){.world = world, .periods = sup_periods_new(world)};
    t->total.bytes = model.channels[SUP_TOTAL].row_bytes;
    t->underway.bytes = model.channels[SUP_UNDERWAY].row_bytes;
}

void lab_tally_fini(struct lab_tally *t)
{
    sup_periods_free(t->periods);
    free(t->total.data);
    free(t->underway.data);
    *t = (struct lab_tally){0};
}

void lab_tally_begin(struct lab_tally *t, uint32_t replication)
{
    t->total.count = t->underway.count = 0;
    sup_periods_begin(t->periods, replication);
}

static void keep(struct lab_tally_rows *rows, const void *row)
{
    rows->data = base_grow(rows->data, rows->count, &rows->capacity, rows->bytes);
    memcpy(rows->data + rows->count++ * rows->bytes, row, rows->bytes);
}

void lab_tally_add(struct lab_tally *t, enum sup_channel channel, int64_t at, const void *row)
{
    if (channel == SUP_TOTAL)
        keep(&t->total, row);
    else if (channel == SUP_UNDERWAY)
        keep(&t->underway, row);
    else if (channel == SUP_SITE_KPI)
        sup_periods_add(t->periods, at, row);
    else if (channel == SUP_COST)
        sup_periods_add_cost(t->periods, at, row);
}

void lab_tally_add_all(struct lab_tally *t, const struct tw_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        lab_tally_add(t, (enum sup_channel)rows->row[i].channel, rows->row[i].at,
                      rows->bytes + rows->row[i].offset);
}

bool lab_tally_figures(struct lab_tally *t, double *value, struct base_err *err)
{
    sup_fold_underway(t->world, t->total.data, t->total.count, t->underway.data,
                      t->underway.count);
    sup_figures_of(t->world, t->total.data, t->total.count, t->periods, value);
    return sup_conserved(t->world, t->total.data, t->total.count, err);
}
