/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/share.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/version.h"
#include "comm/comm.h"
#include "supply/share.h"
#include "supply/world.h"
#include "tw/place.h"

enum { SCEN_ARENA, SCEN_ASIDE, WORLD_ARENA, WORLD_ASIDE };
enum { PAGE = 4096, PIECE = 1 << 20 };

#define FIRST_ADDRESS UINT64_C(0x200000000000)
#define MOST_BYTES UINT64_C(0x20000000000) // 2 TB each

/* ---- are all ranks alike? ---- */

extern char etext, edata, end; // of the program, by the linker

struct likeness {
    char version[128];
    const void *at[4];
};

static struct likeness look(void)
{
    struct likeness l;

    memset(&l, 0, sizeof l);
    snprintf(l.version, sizeof l.version, "%.40s %.60s", base_version(), base_version_commit());
    l.at[0] = &etext;
    l.at[1] = &edata;
    l.at[2] = &end;
    l.at[3] = base_version();
    return l;
}

static bool alike(void)
{
    struct likeness mine = look(), first = mine;

    comm_broadcast(&first, sizeof first, 0);
    return comm_all_true(memcmp(&mine, &first, sizeof mine) == 0);
}

static void give_up(struct lab_share *s)
{
    for (int i = 0; i < LAB_SHARE_ARENAS; i++) {
        base_arena_free(s->arena[i]);
        s->arena[i] = NULL;
    }
}

bool lab_share_begin(struct lab_share *s, struct scenario *scen)
{
    bool all = true;

    *s = (struct lab_share){.scen = scen};
    if (comm_size() == 1 || !alike())
        return false;
    for (uint64_t i = 0; i < LAB_SHARE_ARENAS; i++) {
        s->arena[i] = base_arena_new_at(FIRST_ADDRESS + i * MOST_BYTES, MOST_BYTES);
        all = all && s->arena[i] != NULL;
    }
    all = comm_all_true(all);
    if (!all)
        give_up(s);
    *scen = (struct scenario){.arena = s->arena[SCEN_ARENA], .aside = s->arena[SCEN_ASIDE]};
    return all;
}

/* ---- the scenario ---- */

bool lab_share_scenario(struct lab_share *s, bool loaded)
{
    struct scenario *scen = s->scen;

    comm_barrier_idle(); // reading may take a while
    if (!comm_all_true(loaded || comm_rank() != 0)) {
        if (comm_rank() != 0)
            scen_free(scen);
        s->arena[SCEN_ARENA] = s->arena[SCEN_ASIDE] = NULL;
        give_up(s);
        return false;
    }
    if (comm_rank() == 0)
        snprintf(s->id, sizeof s->id, "%s", scen->id);
    comm_broadcast(s->id, sizeof s->id, 0);
    comm_broadcast(scen, sizeof *scen, 0);
    if (comm_rank() != 0) {
        scen->id = s->id;
        scen->mask = NULL; // results are written by rank 0
    }
    scen->arena = s->arena[SCEN_ARENA];
    scen->aside = s->arena[SCEN_ASIDE];
    s->arena[SCEN_ARENA] = s->arena[SCEN_ASIDE] = NULL;
    return true;
}

/* ---- bytes as they are ---- */

struct piece {
    uint64_t at, bytes; // within the stretch; no bytes: the end
};

static bool is_zero(const char *page, size_t bytes)
{
    return page[0] == 0 && memcmp(page, page + 1, bytes - 1) == 0;
}

static size_t page_at(size_t at, size_t bytes)
{
    return bytes - at < PAGE ? bytes - at : PAGE;
}

/* The next run of pages that hold something, no longer than a piece. */
static struct piece next_piece(const char *from, size_t bytes, size_t at)
{
    struct piece p = {at, 0};

    while (p.at < bytes && is_zero(from + p.at, page_at(p.at, bytes)))
        p.at += page_at(p.at, bytes);
    while (p.at + p.bytes < bytes && p.bytes < PIECE &&
           !is_zero(from + p.at + p.bytes, page_at(p.at + p.bytes, bytes)))
        p.bytes += page_at(p.at + p.bytes, bytes);
    return p;
}

/* Rank 0's arena to the same addresses of all. */
static void copy_arena(struct base_arena *a)
{
    size_t used;
    char *at = base_arena_stretch(a, &used);
    uint64_t bytes = used;
    struct piece p = {0, 0};

    comm_broadcast(&bytes, sizeof bytes, 0);
    if (comm_rank() != 0 && !base_arena_widen(a, bytes))
        base_die("%llu bytes of addresses are not free", (unsigned long long)bytes);
    do {
        if (comm_rank() == 0)
            p = next_piece(at, bytes, p.at + p.bytes);
        comm_broadcast(&p, sizeof p, 0);
        if (p.bytes > 0)
            comm_broadcast(at + p.at, p.bytes, 0);
    } while (p.bytes > 0);
}

/* ---- what belongs to LPs ---- */

struct parcel {
    int to;
    size_t count, next;
    char *piece; // heap
};

static void send_piece(struct parcel *p)
{
    uint64_t bytes = p->count;

    comm_send(p->to, &bytes, sizeof bytes);
    comm_send(p->to, p->piece, p->count);
    p->count = 0;
}

static void put(void *user, const void *data, size_t bytes)
{
    struct parcel *p = user;

    for (size_t done = 0; done < bytes;) {
        size_t some = bytes - done < PIECE - p->count ? bytes - done : PIECE - p->count;

        memcpy(p->piece + p->count, (const char *)data + done, some);
        p->count += some;
        done += some;
        if (p->count == PIECE)
            send_piece(p);
    }
}

static void get(void *user, void *data, size_t bytes)
{
    struct parcel *p = user;

    for (size_t done = 0; done < bytes;) {
        if (p->next == p->count) {
            uint64_t count;
            comm_receive(0, &count, sizeof count);
            comm_receive(0, p->piece, count);
            p->count = count;
            p->next = 0;
        }
        size_t some = bytes - done < p->count - p->next ? bytes - done : p->count - p->next;

        memcpy((char *)data + done, p->piece + p->next, some);
        p->next += some;
        done += some;
    }
}

static void send_parts(const struct sup_world *world, const uint32_t *owner)
{
    struct parcel p = {.piece = base_alloc(PIECE)};

    for (p.to = 1; p.to < comm_size(); p.to++) {
        sup_pack(world, owner, (uint32_t)p.to, put, &p);
        if (p.count > 0)
            send_piece(&p);
    }
    free(p.piece);
}

static void receive_part(struct sup_world *world)
{
    struct parcel p = {.piece = base_alloc(PIECE)};

    sup_unpack(world, get, &p);
    free(p.piece);
}

static void divide(const struct lab_share *s, struct sup_world *world, unsigned threads)
{
    uint32_t *owner = base_array(world->places, sizeof *owner);

    for (size_t i = 0; i < world->places; i++)
        owner[i] = s->part[i] / threads;
    send_parts(world, owner);
    sup_keep_own(world, owner, 0);
    free(owner);
}

/* ---- the world ---- */

struct head {
    struct sup_world *world; // where it is
    uint64_t lps;
    tw_time lookahead;
    uint64_t placed, divided;
};

static bool place(struct lab_share *s, const struct sup_world *world,
                  const struct tw_options *tw, struct base_err *err)
{
    struct tw_model model = sup_model(world);
    uint32_t workers = (uint32_t)comm_size() * (tw->threads ? tw->threads : 1);

    s->part = base_array(model.lps, sizeof *s->part);
    return tw_place(&model, tw->placement, workers, false, s->part, &s->lookahead, err);
}

/* Rank 0. */
static bool build(struct lab_share *s, const struct tw_options *tw, struct head *head,
                  struct base_err *err)
{
    struct sup_world *world =
        sup_world_new_in(s->scen, s->arena[WORLD_ARENA], s->arena[WORLD_ASIDE], err);

    s->arena[WORLD_ARENA] = s->arena[WORLD_ASIDE] = NULL;
    if (world == NULL)
        return false;
    head->placed = tw->engine != TW_SERIAL;
    if (head->placed && !place(s, world, tw, err)) {
        sup_world_free(world);
        return false;
    }
    head->world = world;
    head->lps = world->places;
    head->lookahead = s->lookahead;
    head->divided = head->placed && sup_divides(world);
    return true;
}

/* What lies in arenas, on all ranks. */
static void copy_arenas(struct lab_share *s, const struct head *head,
                        struct base_arena *const world[2])
{
    copy_arena(s->scen->arena);
    copy_arena(world[0]);
    if (head->divided)
        return;
    copy_arena(s->scen->aside);
    copy_arena(world[1]);
}

/* The others' world, as rank 0 has it but for what is theirs. */
static void settle_in(const struct lab_share *s, const struct head *head,
                      struct base_arena *const world[2])
{
    head->world->scen = s->scen;
    head->world->arena = world[0];
    head->world->aside = world[1];
}

static void share_placement(struct lab_share *s, const struct head *head, struct tw_options *tw)
{
    if (!head->placed)
        return;
    if (comm_rank() != 0)
        s->part = base_array(head->lps, sizeof *s->part);
    comm_broadcast(s->part, head->lps * sizeof *s->part, 0);
    tw->part = s->part;
    tw->part_lookahead = head->lookahead;
}

struct sup_world *lab_share_world(struct lab_share *s, struct tw_options *tw,
                                  struct base_err *err)
{
    struct base_arena *world[2] = {s->arena[WORLD_ARENA], s->arena[WORLD_ASIDE]};
    struct head head = {0};
    bool good = comm_rank() != 0 || build(s, tw, &head, err);

    comm_barrier_idle();
    if (!comm_all_true(good)) {
        give_up(s);
        return NULL;
    }
    comm_broadcast(&head, sizeof head, 0);
    share_placement(s, &head, tw);
    copy_arenas(s, &head, world);
    if (comm_rank() != 0 && head.divided) {
        base_arena_free(world[1]);
        world[1] = base_arena_new();
    }
    if (comm_rank() != 0)
        settle_in(s, &head, world);
    if (head.divided && comm_rank() == 0)
        divide(s, head.world, tw->threads ? tw->threads : 1);
    else if (head.divided)
        receive_part(head.world);
    memset(s->arena, 0, sizeof s->arena);
    return head.world;
}

void lab_share_end(struct lab_share *s)
{
    free(s->part);
    *s = (struct lab_share){0};
}
