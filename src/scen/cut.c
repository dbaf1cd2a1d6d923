/* SPDX-License-Identifier: Apache-2.0 */
/* scen/cut.c - scen_cut_open: texts -> what has to be known to deal them out. */
#include "scen/cut.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "scen/parse.h"

static const struct {
    bool dealt, barred;
} section[SCEN_GROUPS] = {
    [SCEN_G_SITES] = {.dealt = true},          [SCEN_G_LANES] = {.dealt = true},
    [SCEN_G_STOCK] = {.dealt = true},          [SCEN_G_DEMAND] = {.dealt = true},
    [SCEN_G_LANE_PRODUCTS] = {.barred = true}, [SCEN_G_CARRIERS] = {.barred = true},
    [SCEN_G_LINES] = {.barred = true},         [SCEN_G_ROUTING] = {.barred = true},
    [SCEN_G_AGENTS] = {.barred = true},        [SCEN_G_APPROVALS] = {.barred = true},
    [SCEN_G_OVERRIDE] = {.barred = true},
};

bool scen_cut_deals(enum scen_group_id g)
{
    return section[g].dealt;
}

bool scen_cut_may(struct scen_cut *cut, enum scen_group_id g, bool is_group)
{
    cut->failed = cut->failed || section[g].barred || (section[g].dealt && !is_group);
    return !cut->failed;
}

/* ---- pins ---- */

static void pin_site(struct scen_cut *cut, uint32_t site)
{
    cut->pin = base_grow(cut->pin, cut->pins, &cut->pin_room, sizeof *cut->pin);
    cut->pin[cut->pins++] = site;
}

int32_t scen_cut_pin(struct scen_cut *cut, struct scen_span name)
{
    uint32_t found = scen_index_find(&cut->sites, scen_cut_key(name));

    if (found == SCEN_NOT_IN_INDEX)
        return SCEN_NONE;
    pin_site(cut, found);
    return (int32_t)found;
}

/* A lane with both its ends. */
static void pin_lane(struct scen_cut *cut, uint32_t lane)
{
    cut->pin_lane =
        base_grow(cut->pin_lane, cut->pin_lanes, &cut->pin_lane_room, sizeof *cut->pin_lane);
    cut->pin_lane[cut->pin_lanes++] = lane;
    pin_site(cut, cut->from[lane]);
    pin_site(cut, cut->to[lane]);
}

static int by_number(const void *x, const void *y)
{
    const uint32_t *a = x, *b = y;

    return (*a > *b) - (*a < *b);
}

/* In order, each once; how many there are. */
static size_t put_in_order(uint32_t *number, size_t count)
{
    size_t kept = 0;

    if (count > 1)
        qsort(number, count, sizeof *number, by_number);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || number[i] != number[i - 1])
            number[kept++] = number[i];
    return kept;
}

/* ---- lanes that disruptions name ---- */

struct wanted {     // lanes by their ends
    uint64_t *ends; // heap: from, to
    size_t count, room;
};

static uint64_t ends_of(uint32_t from, uint32_t to)
{
    return (uint64_t)from << 32 | to;
}

static int by_ends(const void *x, const void *y)
{
    const uint64_t *a = x, *b = y;

    return (*a > *b) - (*a < *b);
}

/* "Lyon -> Paris": all that it may mean, should names hold arrows. */
static void want(const struct scen_cut *cut, struct wanted *w, const char *text)
{
    for (const char *arrow = text; (arrow = strstr(arrow, " -> ")) != NULL; arrow++) {
        const struct scen_span left = {text, (size_t)(arrow - text)};
        uint32_t from = scen_index_find(&cut->sites, scen_cut_key(left));
        uint32_t to = scen_index_find(&cut->sites, scen_cut_key(scen_span_of(arrow + 4)));

        if (from == SCEN_NOT_IN_INDEX || to == SCEN_NOT_IN_INDEX)
            continue;
        w->ends = base_grow(w->ends, w->count, &w->room, sizeof *w->ends);
        w->ends[w->count++] = ends_of(from, to);
    }
}

static void pin_wanted(struct scen_cut *cut, struct wanted *w)
{
    if (w->count > 1)
        qsort(w->ends, w->count, sizeof *w->ends, by_ends);
    for (size_t i = 0; w->count > 0 && i < cut->lanes; i++) {
        uint64_t ends = ends_of(cut->from[i], cut->to[i]);

        if (bsearch(&ends, w->ends, w->count, sizeof ends, by_ends) != NULL)
            pin_lane(cut, (uint32_t)i);
    }
    free(w->ends);
}

/* A lane without such a name is told by the parts. */
static void pin_lane_named(struct scen_cut *cut, struct wanted *w, const char *name)
{
    uint32_t at = scen_index_find(&cut->lane_names, scen_cut_key(scen_span_of(name)));

    if (at != SCEN_NOT_IN_INDEX)
        pin_lane(cut, cut->named[at]);
    else
        want(cut, w, name);
}

static bool has_region(const struct scen_cut *cut, const char *region)
{
    return scen_index_find(&cut->regions, scen_cut_key(scen_span_of(region))) !=
           SCEN_NOT_IN_INDEX;
}

/* Sites were pinned when they were met. */
static void read_disruptions(struct scen_cut *cut, const struct scen_rows *rows)
{
    struct wanted w = {.count = 0};

    for (size_t i = 0; i < rows->count; i++) {
        const struct scen_disruption_row *row = scen_rows_at(rows, i);

        if (row->lane != NULL)
            pin_lane_named(cut, &w, row->lane);
        if (row->region != NULL && !has_region(cut, row->region))
            cut->failed = true;
    }
    pin_wanted(cut, &w);
}

/* ---- all ---- */

/* Names that are hidden are those of the whole. */
static bool is_masked(const struct scen_raw *raw)
{
    const struct scen_run_row *run = scen_rows_at(&raw->rows[SCEN_G_RUN], 0);

    return run->mask != 0;
}

static bool is_full(const struct scen_cut *cut)
{
    return cut->table[SCEN_G_SITES].rows > 0 && cut->table[SCEN_G_STOCK].rows > 0 &&
           cut->table[SCEN_G_DEMAND].rows > 0 && cut->lanes <= SCEN_INDEX_MOST;
}

static void parse(struct scen_cut *cut, const char *name)
{
    struct base_err err = {0};
    struct scen_raw raw = {0};
    struct scen_reading in = {
        .arena = base_arena_new(), .err = &err, .currency = "EUR", .cut = cut};

    scen_parse(&cut->texts, name, &in, &raw);
    cut->failed = cut->failed || in.holes > 0 || err.count > 0 || !is_full(cut);
    if (!cut->failed) {
        cut->failed = is_masked(&raw);
        read_disruptions(cut, &raw.rows[SCEN_G_DISRUPTIONS]);
    }
    scen_raw_fini(&raw);
    for (size_t g = 0; g < SCEN_GROUPS; g++)
        scen_names_fini(&in.names[g]);
    base_arena_free(in.arena);
    base_err_fini(&err);
}

static void tidy(struct scen_cut *cut)
{
    scen_index_fini(&cut->regions);
    scen_index_fini(&cut->lane_names);
    free(cut->named);
    cut->named = NULL;
    cut->from = base_resize(cut->from, cut->lanes + 1, sizeof *cut->from);
    cut->to = base_resize(cut->to, cut->lanes + 1, sizeof *cut->to);
    cut->pins = put_in_order(cut->pin, cut->pins);
    cut->pin_lanes = put_in_order(cut->pin_lane, cut->pin_lanes);
    cut->file = scen_texts_kept(&cut->texts, &cut->files);
    cut->net = (struct scen_cut_net){.sites = (uint32_t)cut->sites.count,
                                     .lanes = (uint32_t)cut->lanes,
                                     .from = cut->from,
                                     .to = cut->to,
                                     .key = cut->sites.key};
}

struct scen_cut *scen_cut_open(const char *path, const char *top)
{
    struct scen_cut *cut = base_alloc(sizeof *cut);

    cut->arena = base_arena_new();
    cut->bytes = base_arena_new();
    const char *name = scen_texts_open(&cut->texts, cut->arena, path);
    cut->texts.bytes = cut->bytes;
    if (top != NULL)
        scen_texts_confine(&cut->texts, top);
    parse(cut, name);
    if (cut->failed) {
        scen_cut_free(cut);
        return NULL;
    }
    tidy(cut);
    return cut;
}

void scen_cut_forget(struct scen_cut *cut)
{
    scen_index_fini(&cut->sites);
    scen_index_fini(&cut->regions);
    scen_index_fini(&cut->lane_names);
    free(cut->named);
    free(cut->from);
    free(cut->to);
    free(cut->pin);
    free(cut->pin_lane);
    cut->named = cut->from = cut->to = cut->pin = cut->pin_lane = NULL;
    cut->net = (struct scen_cut_net){0};
}

void scen_cut_free(struct scen_cut *cut)
{
    if (cut == NULL)
        return;
    scen_cut_forget(cut);
    scen_texts_fini(&cut->texts);
    base_arena_free(cut->bytes);
    base_arena_free(cut->arena);
    free(cut);
}

const struct scen_cut_net *scen_cut_net(const struct scen_cut *cut)
{
    return &cut->net;
}

void scen_cut_lend(const struct scen_cut *cut, struct scenario *scen)
{
    scen->file = cut->file;
    scen->files = cut->files;
    scen->lent = cut->bytes;
}
