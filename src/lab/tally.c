/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "supply/account/decisions.h"
#include "supply/account/ledger.h"
#include "supply/mind/parley/approval.h"

const enum sup_channel lab_trace[LAB_TRACES] = {SUP_DECISION, SUP_BELIEF, SUP_DEED,
                                                SUP_APPROVAL};

size_t lab_trace_bytes(size_t trace)
{
    static const size_t bytes[LAB_TRACES] = {
        sizeof(struct sup_decision_row), sizeof(struct sup_belief_row),
        sizeof(struct sup_deed_row), sizeof(struct sup_approval_row)};

    return sizeof(struct out_row_head) + bytes[trace];
}

void lab_tally_init(struct lab_tally *t, const struct sup_world *world)
{
    struct tw_model model = sup_model(world);

    *t = (struct lab_tally){
        .world = world, .periods = sup_periods_new(world), .sums = sup_sums_new(world)};
    t->total.bytes = model.channels[SUP_TOTAL].row_bytes;
    t->underway.bytes = model.channels[SUP_UNDERWAY].row_bytes;
    t->outage.bytes = model.channels[SUP_OUTAGE].row_bytes;
    for (size_t i = 0; i < LAB_TRACES; i++)
        t->trace[i].bytes = lab_trace_bytes(i);
}

void lab_tally_fini(struct lab_tally *t)
{
    sup_periods_free(t->periods);
    sup_sums_free(t->sums);
    free(t->total.data);
    free(t->underway.data);
    free(t->outage.data);
    for (size_t i = 0; i < LAB_TRACES; i++)
        free(t->trace[i].data);
    *t = (struct lab_tally){0};
}

void lab_tally_begin(struct lab_tally *t, uint32_t replication)
{
    t->total.count = t->underway.count = t->outage.count = 0;
    for (size_t i = 0; i < LAB_TRACES; i++)
        t->trace[i].count = 0;
    sup_periods_begin(t->periods, replication);
    sup_sums_begin(t->sums);
}

static void keep(struct lab_tally_rows *rows, const void *row)
{
    rows->data = base_grow(rows->data, rows->count, &rows->capacity, rows->bytes);
    memcpy(rows->data + rows->count++ * rows->bytes, row, rows->bytes);
}

static void keep_trace(struct lab_tally_rows *rows, const struct out_row_head *head,
                       const void *row)
{
    rows->data = base_grow(rows->data, rows->count, &rows->capacity, rows->bytes);
    unsigned char *at = rows->data + rows->count++ * rows->bytes;
    memcpy(at, head, sizeof *head);
    memcpy(at + sizeof *head, row, rows->bytes - sizeof *head);
}

static void keep_served(const struct lab_tally_sites *s, uint32_t site, const void *row)
{
    struct sup_site_row from;

    memcpy(&from, row, sizeof from);
    if (s->row[site] == SIZE_MAX || from.period >= s->periods || from.k.demand <= 0.0)
        return;
    s->served[s->row[site] * s->periods + from.period] =
        (float)(from.k.at_once / from.k.demand);
}

static void add_site(struct lab_tally *t, const struct out_row_head *head, const void *row)
{
    sup_periods_add(t->periods, head->at, row);
    if (t->sites.served != NULL)
        keep_served(&t->sites, head->node, row);
}

void lab_tally_add(struct lab_tally *t, enum sup_channel channel,
                   const struct out_row_head *head, const void *row)
{
    if (channel == SUP_TOTAL && sup_has_underway(t->world))
        keep(&t->total, row);
    else if (channel == SUP_TOTAL)
        sup_sums_add(t->sums, row);
    else if (channel == SUP_UNDERWAY)
        keep(&t->underway, row);
    else if (channel == SUP_SITE_KPI)
        add_site(t, head, row);
    else if (channel == SUP_COST)
        sup_periods_add_cost(t->periods, head->at, row);
    else if (channel == SUP_OUTAGE)
        keep(&t->outage, row);
    for (size_t i = 0; i < LAB_TRACES && t->traces; i++)
        if (channel == lab_trace[i])
            keep_trace(&t->trace[i], head, row);
}

void lab_tally_add_all(struct lab_tally *t, const struct tw_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        const struct out_row_head head = {.node = rows->row[i].lp, .at = rows->row[i].at};

        lab_tally_add(t, (enum sup_channel)rows->row[i].channel, &head,
                      rows->bytes + rows->row[i].offset);
    }
}

bool lab_tally_figures(struct lab_tally *t, double *value, struct base_err *err)
{
    sup_fold_underway(t->world, t->total.data, t->total.count, t->underway.data,
                      t->underway.count);
    for (size_t i = 0; i < t->total.count; i++)
        sup_sums_add(t->sums, t->total.data + i * t->total.bytes);
    sup_sums_figures(t->sums, t->periods, value);
    return sup_sums_conserved(t->sums, err);
}
