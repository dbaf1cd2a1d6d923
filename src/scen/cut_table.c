/* SPDX-License-Identifier: Apache-2.0 */
/* scen/cut_table.c - tables of sites, lanes, stock and demand, scanned for names of sites. What
 * else they say is for those who get the rows to read. */
#include <string.h>

#include "base/digest.h"
#include "base/mem.h"
#include "scen/cut.h"

enum { REST = 4 << 20 }; // bytes that are read before they leave memory

enum use { // bits
    FIRST = 1,
    SECOND = 2,
    NAME = 4,
    REGION = 8,
    KEPT = 16, // where its site is cut off, too
    ROLE = 32,
    BARRED = 64 // names places in a way of its own, or what parts don't have
};

static const struct {
    enum scen_group_id group;
    const char *column;
    uint8_t use;
} columns[] = {
    {SCEN_G_SITES, "name", FIRST | KEPT},
    {SCEN_G_SITES, "role", ROLE},
    {SCEN_G_SITES, "region", REGION | KEPT},
    {SCEN_G_SITES, "lon", KEPT},
    {SCEN_G_SITES, "lat", KEPT},
    {SCEN_G_LANES, "from", FIRST},
    {SCEN_G_LANES, "to", SECOND},
    {SCEN_G_LANES, "name", NAME},
    {SCEN_G_LANES, "via", BARRED},
    {SCEN_G_LANES, "alternative", BARRED},
    {SCEN_G_LANES, "carrier", BARRED},
    {SCEN_G_STOCK, "site", FIRST | KEPT},
    {SCEN_G_STOCK, "product", KEPT},
    {SCEN_G_STOCK, "holding_cost", KEPT},
    {SCEN_G_STOCK, "sources", BARRED},
    {SCEN_G_STOCK, "transship_from", BARRED},
    {SCEN_G_STOCK, "line", BARRED},
    {SCEN_G_DEMAND, "site", FIRST},
    {SCEN_G_DEMAND, "trace", BARRED},
};

/* ---- rows ---- */

void scen_cut_walk_begin(struct scen_cut_walk *w, const struct scen_cut *cut,
                         const struct scen_file *file)
{
    *w = (struct scen_cut_walk){.bytes = cut->bytes, .rested = file->text};
    scen_csv_init(&w->csv, file->text, file->bytes);
}

bool scen_cut_walk_next(struct scen_cut_walk *w)
{
    if (w->csv.at - w->rested > REST) {
        base_arena_rest(w->bytes);
        w->rested = w->csv.at;
    }
    return scen_csv_next(&w->csv);
}

void scen_cut_walk_end(struct scen_cut_walk *w)
{
    scen_csv_fini(&w->csv);
    base_arena_rest(w->bytes);
}

static struct scen_span cell_of(const struct scen_csv *csv, int column)
{
    if (column < 0 || (size_t)column >= csv->cells)
        return (struct scen_span){"", 0};
    return scen_span_trim(csv->cell[column]);
}

uint64_t scen_cut_key(struct scen_span name)
{
    return base_digest_bytes(1, name.at, name.size);
}

/* Rows mostly stand in the order of sites. */
uint32_t scen_cut_site(const struct scen_cut *cut, const struct scen_cut_table *t,
                       struct scen_cut_walk *w, int second)
{
    const struct scen_span name = cell_of(&w->csv, second ? t->second : t->first);
    uint32_t found = SCEN_NOT_IN_INDEX;

    if (name.size > 0)
        found = scen_index_find_near(&cut->sites, scen_cut_key(name), w->last[second]);
    if (found != SCEN_NOT_IN_INDEX)
        w->last[second] = found;
    return found;
}

/* ---- headers ---- */

static uint8_t use_of(enum scen_group_id g, struct scen_span header)
{
    const char *bracket = memchr(header.at, '[', header.size);
    struct scen_span name = header;

    if (bracket != NULL)
        name = scen_span_trim((struct scen_span){header.at, (size_t)(bracket - header.at)});
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        if (columns[i].group == g && scen_span_is(name, columns[i].column))
            return columns[i].use;
    return 0;
}

static int column_with(const struct scen_cut_table *t, uint8_t use)
{
    for (size_t c = 0; c < t->columns; c++)
        if ((t->use[c] & use) != 0)
            return (int)c;
    return -1;
}

/* What is wrong with columns that name no site is for the parts to tell, which have them all.
 */
static bool read_header(struct scen_cut_table *t, enum scen_group_id g, struct scen_csv *csv)
{
    if (csv->fault != NULL)
        return false;
    t->columns = csv->cells;
    for (size_t c = 0; c < t->columns; c++)
        t->use[c] = use_of(g, scen_span_trim(csv->cell[c]));
    t->first = column_with(t, FIRST);
    t->second = column_with(t, SECOND);
    t->name = column_with(t, NAME);
    t->region = column_with(t, REGION);
    return t->first >= 0 && (t->second >= 0 || g != SCEN_G_LANES);
}

static bool row_is_fine(const struct scen_cut_table *t, const struct scen_csv *csv)
{
    if (csv->fault != NULL || csv->cells > t->columns)
        return false;
    for (size_t c = 0; c < csv->cells; c++)
        if ((t->use[c] & BARRED) != 0 && csv->cell[c].size > 0)
            return false;
    return true;
}

/* ---- what is kept of a row ---- */

static bool scan_site(struct scen_cut *cut, const struct scen_cut_table *t,
                      const struct scen_csv *csv)
{
    const struct scen_span name = cell_of(csv, t->first);
    const struct scen_span region = cell_of(csv, t->region);

    if (region.size > 0)
        scen_index_add(&cut->regions, scen_cut_key(region));
    return name.size > 0 && scen_index_add(&cut->sites, scen_cut_key(name));
}

static bool name_lane(struct scen_cut *cut, struct scen_span name)
{
    if (name.size == 0)
        return true;
    cut->named =
        base_grow(cut->named, cut->lane_names.count, &cut->named_room, sizeof *cut->named);
    cut->named[cut->lane_names.count] = (uint32_t)cut->lanes;
    return scen_index_add(&cut->lane_names, scen_cut_key(name));
}

static bool scan_lane(struct scen_cut *cut, const struct scen_cut_table *t,
                      struct scen_cut_walk *w)
{
    uint32_t from = scen_cut_site(cut, t, w, 0), to = scen_cut_site(cut, t, w, 1);

    if (from == SCEN_NOT_IN_INDEX || to == SCEN_NOT_IN_INDEX ||
        !name_lane(cut, cell_of(&w->csv, t->name)))
        return false;
    cut->from = base_grow(cut->from, cut->lanes, &cut->from_room, sizeof *cut->from);
    cut->to = base_grow(cut->to, cut->lanes, &cut->to_room, sizeof *cut->to);
    cut->from[cut->lanes] = from;
    cut->to[cut->lanes++] = to;
    return true;
}

static bool scan_row(struct scen_cut *cut, enum scen_group_id g, struct scen_cut_walk *w)
{
    const struct scen_cut_table *t = &cut->table[g];

    if (g == SCEN_G_SITES)
        return scan_site(cut, t, &w->csv);
    if (g == SCEN_G_LANES)
        return scan_lane(cut, t, w);
    return scen_cut_site(cut, t, w, 0) != SCEN_NOT_IN_INDEX;
}

/* There are no more rows than that. */
static size_t count_lines(const struct scen_cut *cut, const struct scen_file *file)
{
    const char *at = file->text, *end = at + file->bytes;
    size_t lines = 1;

    for (; (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++)
        lines++;
    base_arena_rest(cut->bytes);
    return lines;
}

void scen_cut_scan(struct scen_cut *cut, enum scen_group_id g, const struct scen_file *file)
{
    struct scen_cut_table *t = &cut->table[g];
    struct scen_cut_walk w;

    if (t->file != NULL) {
        cut->failed = true;
        return;
    }
    t->file = file;
    if (g == SCEN_G_SITES)
        scen_index_expect(&cut->sites, count_lines(cut, file));
    scen_cut_walk_begin(&w, cut, file);
    bool good = scen_cut_walk_next(&w) && read_header(t, g, &w.csv);
    while (good && scen_cut_walk_next(&w)) {
        good = row_is_fine(t, &w.csv) && scan_row(cut, g, &w);
        t->rows++;
    }
    scen_cut_walk_end(&w);
    cut->failed = cut->failed || !good;
}

/* ---- rows of sites that are cut off ---- */

static bool needs_quotes(struct scen_span cell, char separator)
{
    for (size_t i = 0; i < cell.size; i++)
        if (cell.at[i] == separator || cell.at[i] == '"' || cell.at[i] == '\n')
            return true;
    return false;
}

static void put_cell(struct base_text *out, struct scen_span cell, char separator)
{
    if (!needs_quotes(cell, separator)) {
        base_text_put(out, cell.at, cell.size);
        return;
    }
    base_text_put(out, "\"", 1);
    for (size_t i = 0; i < cell.size; i++)
        base_text_put(out, cell.at[i] == '"' ? "\"\"" : &cell.at[i], cell.at[i] == '"' ? 2 : 1);
    base_text_put(out, "\"", 1);
}

void scen_cut_edge_row(const struct scen_cut_table *t, const struct scen_csv *csv,
                       struct base_text *out)
{
    for (size_t c = 0; c < t->columns; c++) {
        if (c > 0)
            base_text_put(out, &csv->separator, 1);
        if ((t->use[c] & KEPT) != 0)
            put_cell(out, cell_of(csv, (int)c), csv->separator);
        else if ((t->use[c] & ROLE) != 0)
            base_text_put(out, "supplier", 8);
    }
    base_text_put(out, "\n", 1);
}
