/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/build.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "scen/part.h"

void scen_refuse(struct scen_build *b, enum scen_group_id g, size_t i, size_t offset,
                 const char *format, ...)
{
    const struct scen_rows *rows = &b->raw->rows[g];
    struct scen_where where = scen_rows_where(rows, i, scen_rows_key(rows, offset));
    char text[500];
    va_list list;

    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    base_err_add(b->err, where.file, where.line, "%s", text);
}

bool scen_is_edge(const struct scenario *scen, int32_t site)
{
    return scen->part != NULL && scen->part->kin[site] == SCEN_EDGE;
}

bool scen_given(const struct scen_build *b, enum scen_group_id g, size_t i, size_t offset)
{
    const struct scen_rows *rows = &b->raw->rows[g];
    return scen_rows_given(rows, i, scen_rows_key(rows, offset));
}

/* ---- scenario, run ---- */

static void build_scenario(struct scenario *scen, const struct scen_scenario_row *row)
{
    scen->id = row->id;
    scen->title = row->title;
    scen->version = row->version;
    scen->owner = row->owner;
    scen->purpose = row->purpose;
    scen->currency = row->currency;
    scen->tags = row->tags.word;
    scen->tag_count = row->tags.count;
}

const char *scen_decisions_name(enum scen_decisions level)
{
    static const char *const name[] = {"none", "choices", "all"};

    return name[level];
}

static void build_run(struct scen_build *b, const struct scen_run_row *row)
{
    struct scenario *scen = b->scen;

    scen->horizon = row->horizon;
    scen->warm_up = row->warm_up;
    scen->kpi_period = row->kpi_period;
    scen->message_delay = row->message_delay;
    scen->replications = (uint32_t)row->replications;
    scen->seed = row->seed;
    scen->convention = (enum scen_convention)row->convention;
    scen->series = (enum scen_series)row->series;
    scen->decisions = (enum scen_decisions)row->decisions;
    if (scen_rows_bad(&b->raw->rows[SCEN_G_RUN], 0))
        return;
    if (row->warm_up >= row->horizon)
        scen_refuse(b, SCEN_G_RUN, 0, offsetof(struct scen_run_row, warm_up),
                    "warm_up is not shorter than horizon, so nothing is left to measure");
    if (row->kpi_period > row->horizon)
        scen_refuse(b, SCEN_G_RUN, 0, offsetof(struct scen_run_row, kpi_period),
                    "kpi_period is longer than horizon; expected a shorter one");
}

void scen_build_head(struct scen_build *b)
{
    build_scenario(b->scen, scen_rows_at(&b->raw->rows[SCEN_G_SCENARIO], 0));
    build_run(b, scen_rows_at(&b->raw->rows[SCEN_G_RUN], 0));
}

/* ---- sites, lanes ---- */

/* What overflows is priced in the measure in which the room is given. */
static void check_storage(struct scen_build *b, size_t i, const struct scen_site_row *row)
{
    static const char *const unit[SCEN_BASES] = {
        [SCEN_GOODS] = "unit", [SCEN_MASS] = "kg", [SCEN_VOLUME] = "m3"};
    const struct scen_amount *room = &row->storage, *cost = &row->overflow_cost;

    if (cost->given && !room->given)
        scen_refuse(
            b, SCEN_G_SITES, i, offsetof(struct scen_site_row, overflow_cost),
            "overflow_cost without storage; expected storage = \"800 m3\", for example");
    else if (cost->given && room->base != cost->base)
        scen_refuse(b, SCEN_G_SITES, i, offsetof(struct scen_site_row, overflow_cost),
                    "overflow_cost is for a %s, but storage counts in %s; expected the same",
                    unit[cost->base], unit[room->base]);
}

static const struct scen_site_more *site_more(struct scen_build *b,
                                              const struct scen_site_row *row)
{
    return scen_keep_site(
        b, &(struct scen_site_more){.storage = row->storage,
                                    .overflow_cost = row->overflow_cost,
                                    .docks = (uint32_t)row->docks,
                                    .dock_use = (enum scen_dock_use)row->dock_use,
                                    .dock_time = scen_keep_law(b, &row->dock_time),
                                    .handling_time = scen_keep_law(b, &row->handling_time)});
}

static void build_sites(struct scen_build *b)
{
    const struct scen_rows *rows = &b->raw->rows[SCEN_G_SITES];
    struct scenario *scen = b->scen;

    scen->sites = rows->count;
    scen->site = base_arena_array(scen->aside, rows->count, sizeof *scen->site);
    for (size_t i = 0; i < rows->count; i++) {
        const struct scen_site_row *row = scen_rows_at(rows, i);
        bool lon = scen_given(b, SCEN_G_SITES, i, offsetof(struct scen_site_row, lon));
        bool lat = scen_given(b, SCEN_G_SITES, i, offsetof(struct scen_site_row, lat));
        scen->site[i] = (struct scen_site){.name = row->name,
                                           .region = row->region,
                                           .role = (enum scen_role)row->role,
                                           .lon = lon ? row->lon : (double)NAN,
                                           .lat = lat ? row->lat : (double)NAN,
                                           .more = site_more(b, row),
                                           .where = row->where};
        check_storage(b, i, row);
    }
}

/* Positions ordered by (to, from, position): counting sort by `to`; lists into one site are
 * short and keep the order of the text. */
static void order_lanes(struct scen_build *b)
{
    const struct scenario *scen = b->scen;
    size_t *first = base_array(scen->sites + 1, sizeof *first);

    b->lane_order = base_array(scen->lanes, sizeof *b->lane_order);
    for (size_t i = 0; i < scen->lanes; i++)
        first[scen->lane[i].to + 1]++;
    for (size_t s = 0; s < scen->sites; s++)
        first[s + 1] += first[s];
    for (size_t i = 0; i < scen->lanes; i++)
        b->lane_order[first[scen->lane[i].to]++] = (int32_t)i;
    free(first);
}

size_t scen_lanes_into(const struct scen_build *b, int32_t to, size_t *first)
{
    size_t low = 0, high = b->scen->lanes, count = 0;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (b->scen->lane[b->lane_order[middle]].to < to)
            low = middle + 1;
        else
            high = middle;
    }
    *first = low;
    while (low + count < b->scen->lanes && b->scen->lane[b->lane_order[low + count]].to == to)
        count++;
    return count;
}

void scen_build_places(struct scen_build *b)
{
    build_sites(b);
    scen_build_lanes(b);
    order_lanes(b);
    scen_join_lanes(b);
}
