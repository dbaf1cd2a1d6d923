/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/census.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "comm/comm.h"
#include "scen/part.h"
#include "supply/world.h"

enum { WINDOW_ROWS = 16384 };

#define NOT_MINE UINT64_MAX

/* Where this rank is in its rows. */
struct walk {
    const struct lab_census *c;
    size_t next;
    size_t first_here; // stocking of the site of the present one
};

struct kind {
    size_t bytes; // of a row
    size_t (*here)(const struct scenario *scen);
    const void *(*row)(const struct scenario *scen, size_t i);
    uint64_t (*number)(struct walk *w, size_t i); // of a part's row; called in their order
    void (*renumber)(const struct scen_part *part, void *row);
    const char *(*text)(const void *row, int k); // NULL: none
};

/* ---- sites ---- */

static size_t sites_here(const struct scenario *scen)
{
    return scen->sites;
}

static const void *site_row(const struct scenario *scen, size_t i)
{
    return &scen->site[i];
}

static uint64_t site_number(struct walk *w, size_t i)
{
    const struct scen_part *part = w->c->scen->part;

    return part->kin[i] == SCEN_OWN ? part->site[i] : NOT_MINE;
}

static const char *site_text(const void *row, int k)
{
    const struct scen_site *site = row;

    return k == 0 ? site->name : site->region;
}

/* ---- lanes ---- */

static size_t lanes_here(const struct scenario *scen)
{
    return scen->lanes;
}

static const void *lane_row(const struct scenario *scen, size_t i)
{
    return &scen->lane[i];
}

static uint64_t lane_number(struct walk *w, size_t i)
{
    const struct scenario *scen = w->c->scen;

    return scen->part->kin[scen->lane[i].from] == SCEN_OWN ? scen->part->lane[i] : NOT_MINE;
}

static void lane_renumber(const struct scen_part *part, void *row)
{
    struct scen_lane *lane = row;

    lane->from = (int32_t)part->site[lane->from];
    lane->to = (int32_t)part->site[lane->to];
}

static const char *lane_text(const void *row, int k)
{
    const struct scen_lane *lane = row;

    return k == 0 ? lane->name : scen_lane_more(lane)->mode;
}

/* ---- stockings ---- */

static size_t stockings_here(const struct scenario *scen)
{
    return scen->stockings;
}

static const void *stocking_row(const struct scenario *scen, size_t i)
{
    return &scen->stocking[i];
}

static uint64_t stocking_number(struct walk *w, size_t i)
{
    const struct scenario *scen = w->c->scen;
    int32_t site = scen->stocking[i].site;

    if (i == 0 || scen->stocking[i - 1].site != site)
        w->first_here = i;
    if (scen->part->kin[site] != SCEN_OWN)
        return NOT_MINE;
    return sup_place_of(w->c->world, scen->part->site[site])->number + (i - w->first_here);
}

static void stocking_renumber(const struct scen_part *part, void *row)
{
    struct scen_stocking *s = row;

    s->site = (int32_t)part->site[s->site];
    if (s->source != SCEN_NONE)
        s->source = (int32_t)part->lane[s->source];
}

static const struct kind kinds[LAB_CENSUS_KINDS] = {
    [LAB_SITES] = {sizeof(struct scen_site), sites_here, site_row, site_number, NULL,
                   site_text},
    [LAB_LANES] = {sizeof(struct scen_lane), lanes_here, lane_row, lane_number, lane_renumber,
                   lane_text},
    [LAB_STOCKINGS] = {sizeof(struct scen_stocking), stockings_here, stocking_row,
                       stocking_number, stocking_renumber, NULL},
};

/* ---- windows ---- */

struct frame { // on rank 0
    struct lab_window shown;
    const char **text[LAB_CENSUS_TEXTS]; // heap
    char *row;                           // heap: of parts
    char *piece;                         // heap: what the ranks have of the window
    size_t bytes, room;
};

static void frame_init(struct frame *f, const struct lab_census *c, const struct kind *k)
{
    *f = (struct frame){0};
    for (int t = 0; t < LAB_CENSUS_TEXTS; t++)
        f->shown.text[t] = f->text[t] = base_array(c->window, sizeof(const char *));
    if (c->scen->part != NULL)
        f->row = base_array(c->window, k->bytes);
}

static void frame_fini(struct frame *f)
{
    for (int t = 0; t < LAB_CENSUS_TEXTS; t++)
        free(f->text[t]);
    free(f->row);
    free(f->piece);
}

static const char *text_of(const struct kind *k, const void *row, int which)
{
    const char *text = k->text != NULL ? k->text(row, which) : NULL;

    return text != NULL ? text : "";
}

/* The window as it lies in a scenario that is whole. */
static void look(const struct scenario *scen, const struct kind *k, struct frame *f)
{
    f->shown.row = k->row(scen, f->shown.first);
    for (size_t i = 0; i < f->shown.count; i++)
        for (int t = 0; t < LAB_CENSUS_TEXTS; t++)
            f->text[t][i] = text_of(k, k->row(scen, f->shown.first + i), t);
}

/* ---- what parts send: number, row, texts ---- */

static void pack(const struct scenario *scen, const struct kind *k, size_t i, uint64_t number,
                 struct base_text *to)
{
    const void *row = k->row(scen, i);
    union {
        struct scen_site site;
        struct scen_lane lane;
        struct scen_stocking stocking;
    } copy;

    memcpy(&copy, row, k->bytes);
    if (k->renumber != NULL)
        k->renumber(scen->part, &copy);
    base_text_put(to, &number, sizeof number);
    base_text_put(to, &copy, k->bytes);
    for (int t = 0; t < LAB_CENSUS_TEXTS; t++)
        base_text_put(to, text_of(k, row, t), strlen(text_of(k, row, t)) + 1);
}

/* My rows from `first` to before `end`, behind those that were packed before. */
static void pack_window(struct walk *w, const struct kind *k, uint64_t first, uint64_t end,
                        struct base_text *to)
{
    const struct scenario *scen = w->c->scen;

    for (size_t here = k->here(scen); w->next < here; w->next++) {
        uint64_t number = k->number(w, w->next);
        if (number != NOT_MINE && number >= end)
            return;
        if (number != NOT_MINE && number >= first)
            pack(scen, k, w->next, number, to);
    }
}

static void add_piece(struct frame *f, const void *piece, size_t bytes)
{
    if (bytes == 0)
        return;
    f->piece = base_grow(f->piece, f->bytes + bytes - 1, &f->room, 1);
    if (piece != NULL)
        memcpy(f->piece + f->bytes, piece, bytes);
    f->bytes += bytes;
}

/* Rank 0: the pieces of all ranks. */
static void receive_pieces(struct frame *f, const struct base_text *mine)
{
    f->bytes = 0;
    add_piece(f, mine->at, mine->length);
    for (int rank = 1; rank < comm_size(); rank++) {
        uint64_t bytes;
        comm_receive(rank, &bytes, sizeof bytes);
        add_piece(f, NULL, bytes);
        if (bytes > 0)
            comm_receive(rank, f->piece + f->bytes - bytes, bytes);
    }
}

static void send_piece(const struct base_text *mine)
{
    uint64_t bytes = mine->length;

    comm_send(0, &bytes, sizeof bytes);
    if (bytes > 0)
        comm_send(0, mine->at, bytes);
}

/* Rank 0: each row to its place. */
static void arrange(struct frame *f, const struct kind *k)
{
    size_t rows = 0;

    for (size_t at = 0; at < f->bytes; rows++) {
        uint64_t number;
        memcpy(&number, f->piece + at, sizeof number);
        size_t i = (size_t)(number - f->shown.first);
        base_assert(i < f->shown.count);
        at += sizeof number;
        memcpy(f->row + i * k->bytes, f->piece + at, k->bytes);
        at += k->bytes;
        for (int t = 0; t < LAB_CENSUS_TEXTS; t++) {
            f->text[t][i] = f->piece + at;
            at += strlen(f->piece + at) + 1;
        }
    }
    base_assert(rows == f->shown.count);
    f->shown.row = f->row;
}

/* Collective. Ranks wait for each other at each window, or all of them would lie in rank 0's
 * mailbox. */
static void bring(struct walk *w, const struct kind *k, struct frame *f)
{
    struct base_text mine = {0};

    pack_window(w, k, f->shown.first, f->shown.first + f->shown.count, &mine);
    comm_barrier();
    if (comm_rank() == 0) {
        receive_pieces(f, &mine);
        arrange(f, k);
    } else
        send_piece(&mine);
    base_text_fini(&mine);
}

static void show(const struct lab_census *c, enum lab_census_kind kind, uint64_t first,
                 uint64_t end, void (*take)(void *user, const struct lab_window *window),
                 void *user)
{
    const struct kind *k = &kinds[kind];
    bool parts = c->scen->part != NULL;
    struct walk w = {.c = c};
    struct frame f;

    if (!parts && comm_rank() != 0)
        return;
    frame_init(&f, c, k);
    for (; first < end; first += f.shown.count) {
        f.shown.first = first;
        f.shown.count = end - first < c->window ? (size_t)(end - first) : c->window;
        if (parts)
            bring(&w, k, &f);
        else
            look(c->scen, k, &f);
        if (comm_rank() == 0)
            take(user, &f.shown);
    }
    frame_fini(&f);
}

void lab_census_each(const struct lab_census *c, enum lab_census_kind kind,
                     void (*take)(void *user, const struct lab_window *window), void *user)
{
    show(c, kind, 0, c->count[kind], take, user);
}

void lab_census_one(const struct lab_census *c, enum lab_census_kind kind, uint64_t number,
                    void (*take)(void *user, const struct lab_window *window), void *user)
{
    base_assert(number < c->count[kind]);
    show(c, kind, number, number + 1, take, user);
}

/* ---- counts ---- */

void lab_census_init(struct lab_census *c, const struct scenario *scen,
                     const struct sup_world *world)
{
    *c = (struct lab_census){.scen = scen, .world = world, .window = WINDOW_ROWS};
    for (int i = 0; i < LAB_CENSUS_KINDS; i++) {
        struct walk w = {.c = c};
        size_t here = kinds[i].here(scen);
        if (scen->part == NULL)
            c->count[i] = here;
        for (size_t r = 0; scen->part != NULL && r < here; r++)
            c->count[i] += kinds[i].number(&w, r) != NOT_MINE;
    }
    if (scen->part == NULL)
        return;
    comm_sum_u64(c->count, LAB_CENSUS_KINDS);
    base_assert(c->count[LAB_SITES] == scen->part->sites &&
                c->count[LAB_LANES] == scen->part->lanes);
}

void lab_census_tell(const struct lab_census *c, struct sup_world *world)
{
    const struct scenario *scen = c->scen;
    size_t words = sup_bit_words(c->count[LAB_STOCKINGS]);
    struct walk w = {.c = c};

    world->ordered = base_arena_array(world->arena, words, sizeof *world->ordered);
    for (size_t i = 0; i < scen->stockings; i++) {
        uint64_t number = stocking_number(&w, i);
        if (number != NOT_MINE && scen->stocking[i].source != SCEN_NONE)
            world->ordered[number / 64] |= UINT64_C(1) << number % 64;
    }
    comm_sum_u64(world->ordered, words);
}

void lab_census_tell_bytes(struct sup_world *world)
{
    uint64_t *bytes = base_arena_array(world->aside, world->places, sizeof *bytes);

    for (size_t i = 0; i < world->places; i++)
        bytes[i] = sup_place_of(world, (tw_lp_id)i)->bytes; // 0: others'
    comm_sum_u64(bytes, world->places);
    world->part_bytes = bytes;
}
