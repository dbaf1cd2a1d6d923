/* SPDX-License-Identifier: Apache-2.0 */
/* scen/cut_deal.c - scen_cut_deal: texts -> the texts of each part.
 *
 * To each rank go streams of bytes in a fixed order, each in pieces behind their sizes, the
 * last of size 0: counts; of each text its name, its path, whether it is a table that is dealt
 * out, and its bytes; for each site of the part its number and its kin; for each lane its
 * number. scen/part.c reads them. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "scen/cut.h"
#include "scen/part_stream.h"

struct outbox {
    uint32_t used;
    char data[SCEN_PIECE];
};

struct deal {
    const struct scen_cut *cut;
    struct scen_cut_kin kin;
    uint32_t ranks;
    struct outbox *box; // heap: by rank
    void (*put)(void *user, uint32_t rank, const void *data, size_t bytes);
    void *user;
    struct base_text edge; // the current row, cut off
};

/* ---- streams ---- */

static void flush(struct deal *d, uint32_t rank)
{
    struct outbox *box = &d->box[rank];

    if (box->used == 0)
        return;
    d->put(d->user, rank, &box->used, sizeof box->used);
    d->put(d->user, rank, box->data, box->used);
    box->used = 0;
}

static void add(struct deal *d, uint32_t rank, const void *data, size_t bytes)
{
    struct outbox *box = &d->box[rank];
    const char *at = data;

    while (bytes > 0) {
        size_t now = SCEN_PIECE - box->used < bytes ? SCEN_PIECE - box->used : bytes;

        memcpy(box->data + box->used, at, now);
        box->used += (uint32_t)now;
        at += now;
        bytes -= now;
        if (box->used == SCEN_PIECE)
            flush(d, rank);
    }
}

static void add_to_all(struct deal *d, const void *data, size_t bytes)
{
    for (uint32_t rank = 0; rank < d->ranks; rank++)
        add(d, rank, data, bytes);
}

static void end_stream(struct deal *d)
{
    const uint32_t end = 0;

    for (uint32_t rank = 0; rank < d->ranks; rank++) {
        flush(d, rank);
        d->put(d->user, rank, &end, sizeof end);
    }
}

/* ---- rows ---- */

/* A row as it stands in the text; one without an end of its line is the last everywhere. */
static void add_row(struct deal *d, uint32_t rank, const struct scen_csv *csv)
{
    add(d, rank, csv->row, (size_t)(csv->at - csv->row));
}

/* To those who need all of the site; its customers come nowhere else. */
static void deal_of_site(struct deal *d, enum scen_group_id g, const struct scen_csv *csv,
                         uint32_t site)
{
    const struct scen_cut_kin *k = &d->kin;
    bool cut_off = g != SCEN_G_DEMAND, written = false;

    add_row(d, k->owner[site], csv);
    for (uint32_t e = k->first[site]; e < k->first[site + 1]; e++) {
        uint32_t rank = scen_cut_kin_rank(k->entry[e]);

        if (scen_cut_kin_of(k->entry[e]) == SCEN_CLIENT) {
            add_row(d, rank, csv);
        } else if (cut_off) {
            d->edge.length = written ? d->edge.length : 0;
            if (!written)
                scen_cut_edge_row(&d->cut->table[g], csv, &d->edge);
            written = true;
            add(d, rank, d->edge.at, d->edge.length);
        }
    }
}

/* Is this lane for everyone? They are met in order; `next` is the first that was not. */
static bool is_pinned(const struct scen_cut *cut, uint32_t lane, size_t *next)
{
    bool is = *next < cut->pin_lanes && cut->pin_lane[*next] == lane;

    *next += is;
    return is;
}

/* Calls for each rank that has the lane. */
static void for_lane(struct deal *d, uint32_t lane, size_t *next_pin,
                     void (*tell)(struct deal *d, uint32_t rank, uint32_t lane,
                                  const struct scen_csv *csv),
                     const struct scen_csv *csv)
{
    const struct scen_cut_kin *k = &d->kin;
    uint32_t to = d->cut->to[lane];

    if (is_pinned(d->cut, lane, next_pin)) {
        for (uint32_t rank = 0; rank < d->ranks; rank++)
            tell(d, rank, lane, csv);
        return;
    }
    tell(d, k->owner[to], lane, csv);
    for (uint32_t e = k->first[to]; e < k->first[to + 1]; e++)
        if (scen_cut_kin_of(k->entry[e]) == SCEN_CLIENT)
            tell(d, scen_cut_kin_rank(k->entry[e]), lane, csv);
}

static void tell_lane(struct deal *d, uint32_t rank, uint32_t lane, const struct scen_csv *csv)
{
    if (csv != NULL)
        add_row(d, rank, csv);
    else
        add(d, rank, &lane, sizeof lane);
}

/* ---- texts ---- */

static enum scen_group_id group_of(const struct scen_cut *cut, const struct scen_file *file)
{
    for (enum scen_group_id g = 0; g < SCEN_GROUPS; g++)
        if (cut->table[g].file == file)
            return g;
    return SCEN_GROUPS;
}

static void deal_row(struct deal *d, enum scen_group_id g, struct scen_cut_walk *w,
                     uint32_t row, size_t *next_pin)
{
    if (g == SCEN_G_LANES)
        for_lane(d, row, next_pin, tell_lane, &w->csv);
    else
        deal_of_site(d, g, &w->csv,
                     g == SCEN_G_SITES ? row : scen_cut_site(d->cut, &d->cut->table[g], w, 0));
}

static void deal_table(struct deal *d, enum scen_group_id g, const struct scen_file *file)
{
    struct scen_cut_walk w;
    size_t next_pin = 0;

    scen_cut_walk_begin(&w, d->cut, file);
    scen_cut_walk_next(&w);
    add_to_all(d, file->text, (size_t)(w.csv.at - file->text)); // the header
    for (uint32_t row = 0; scen_cut_walk_next(&w); row++)
        deal_row(d, g, &w, row, &next_pin);
    scen_cut_walk_end(&w);
}

static void deal_text(struct deal *d, const struct scen_file *file)
{
    enum scen_group_id g = group_of(d->cut, file);

    add_to_all(d, file->name, strlen(file->name));
    end_stream(d);
    add_to_all(d, file->path, strlen(file->path));
    end_stream(d);
    add_to_all(d, &(char){g != SCEN_GROUPS}, 1);
    end_stream(d);
    if (g != SCEN_GROUPS)
        deal_table(d, g, file);
    else
        add_to_all(d, file->text, file->bytes);
    end_stream(d);
    base_arena_rest(d->cut->bytes);
}

/* ---- numbers ---- */

static void deal_counts(struct deal *d)
{
    const struct scen_part_counts counts = {d->cut->net.sites, d->cut->net.lanes,
                                            (uint32_t)d->cut->files};

    add_to_all(d, &counts, sizeof counts);
    end_stream(d);
}

static void deal_sites(struct deal *d)
{
    const struct scen_cut_kin *k = &d->kin;

    for (uint32_t s = 0; s < d->cut->net.sites; s++) {
        add(d, k->owner[s], &s, sizeof s);
        for (uint32_t e = k->first[s]; e < k->first[s + 1]; e++)
            add(d, scen_cut_kin_rank(k->entry[e]), &s, sizeof s);
    }
    end_stream(d);
}

static void add_kin(struct deal *d, uint32_t rank, enum scen_kin kin)
{
    uint8_t byte = (uint8_t)kin;

    add(d, rank, &byte, sizeof byte);
}

static void deal_kin(struct deal *d)
{
    const struct scen_cut_kin *k = &d->kin;

    for (uint32_t s = 0; s < d->cut->net.sites; s++) {
        add_kin(d, k->owner[s], SCEN_OWN);
        for (uint32_t e = k->first[s]; e < k->first[s + 1]; e++)
            add_kin(d, scen_cut_kin_rank(k->entry[e]), scen_cut_kin_of(k->entry[e]));
    }
    end_stream(d);
}

static void deal_lanes(struct deal *d)
{
    size_t next_pin = 0;

    for (uint32_t lane = 0; lane < d->cut->net.lanes; lane++)
        for_lane(d, lane, &next_pin, tell_lane, NULL);
    end_stream(d);
}

void scen_cut_deal(struct scen_cut *cut, const uint32_t *owner, uint32_t ranks,
                   void (*put)(void *user, uint32_t rank, const void *data, size_t bytes),
                   void *user)
{
    struct deal d = {.cut = cut, .ranks = ranks, .put = put, .user = user};

    d.box = base_array(ranks, sizeof *d.box);
    scen_cut_kin_find(&d.kin, cut, owner, ranks);
    deal_counts(&d);
    for (size_t i = 0; i < cut->files; i++)
        deal_text(&d, cut->texts.file[i]);
    deal_sites(&d);
    deal_kin(&d);
    deal_lanes(&d);
    scen_cut_kin_fini(&d.kin);
    base_text_fini(&d.edge);
    free(d.box);
}
