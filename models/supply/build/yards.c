/* SPDX-License-Identifier: Apache-2.0 */
/* Docks, fleets, what is written down of them and of lanes, and room for what waits. */
#include <math.h>

#include "supply/build/paving.h"
#include "supply/build/steps.h"

enum { ROOM_LEAST = 64, ROOM_MOST = 4096, LOAD_MOST = 1024 };

void sup_count_places(struct sup_world *w)
{
    w->sites = w->places = w->scen->sites;
    for (size_t i = 0; i < w->scen->carriers; i++)
        w->places += w->scen->carrier[i].vehicles > 0;
}

tw_lp_id sup_fleet_of(const struct sup_world *w, const struct scen_carrier *carrier)
{
    size_t at = w->scen->sites;

    for (const struct scen_carrier *c = w->scen->carrier; c < carrier; c++)
        at += c->vehicles > 0;
    return (tw_lp_id)at;
}

bool sup_docks(const struct sup_world *w, int32_t site, enum scen_dock_use use)
{
    const struct scen_site *s = &w->scen->site[site];
    const struct scen_site_more *more = scen_site_more(s);

    return more->docks > 0 && (more->dock_use == use || more->dock_use == SCEN_BOTH);
}

/* ---- books ---- */

static void count_book(struct sup_world *w, tw_lp_id lp)
{
    w->moving[lp].books++;
    w->books++;
}

static uint32_t place_book(struct sup_world *w, tw_lp_id lp, uint32_t lane, uint32_t leg)
{
    struct sup_moving *m = &w->moving[lp];
    uint32_t at = m->first_book + m->books++;

    w->book[at] = (struct sup_book_place){lane, leg, lp, 0};
    return at;
}

static bool has_stops(const struct sup_world *w, size_t lane)
{
    return w->path[lane].first != SUP_NO_HOP && scen_lane_more(&w->scen->lane[lane])->legs > 0;
}

void sup_add_books(struct sup_world *w)
{
    for (size_t i = 0; i < w->legs; i++)
        count_book(w, w->leg[i].owner);
    for (size_t i = 0; i < w->scen->lanes; i++)
        if (has_stops(w, i))
            count_book(w, (tw_lp_id)w->scen->lane[i].to);
    w->book = base_arena_array(w->arena, w->books + 1, sizeof *w->book);
    for (size_t i = 1; i < w->places; i++)
        w->moving[i].first_book = w->moving[i - 1].first_book + w->moving[i - 1].books;
    for (size_t i = 0; i < w->places; i++)
        w->moving[i].books = 0;
    for (uint32_t i = 0; i < w->legs; i++)
        w->leg[i].book = place_book(w, w->leg[i].owner, w->leg[i].lane, i);
    for (uint32_t i = 0; i < w->scen->lanes; i++)
        if (has_stops(w, i))
            w->path[i].book = place_book(w, (tw_lp_id)w->scen->lane[i].to, i, SUP_NO_LEG);
}

/* ---- docks, fleets, and their room ---- */

static uint32_t limited(double pieces, uint32_t most)
{
    if (pieces < ROOM_LEAST)
        return ROOM_LEAST;
    return pieces < most ? (uint32_t)pieces : most;
}

/* Twice what is expected to wait at the bay; a full load may be of single quanta. */
static uint32_t bay_room(const struct sup_world *w, const struct sup_leg *leg)
{
    double days = (double)(leg->every + (leg->max_wait > 0 ? leg->max_wait : 0)) /
                  (double)TW_TICKS_PER_DAY;
    double pieces = ROOM_LEAST + 2.0 * leg->day_shipments * days, smallest = (double)INFINITY;

    for (size_t i = 0; i < w->scen->products; i++)
        if (w->bulk[i].of[leg->measure] > 0.0 && w->bulk[i].of[leg->measure] < smallest)
            smallest = w->bulk[i].of[leg->measure];
    if (leg->least > 0.0 && leg->least / smallest > pieces)
        pieces = leg->least / smallest;
    return limited(pieces, LOAD_MOST);
}

static void set_docks(struct sup_world *w, size_t site)
{
    const struct scen_site *s = &w->scen->site[site];
    const struct scen_site_more *more = scen_site_more(s);
    struct sup_moving *m = &w->moving[site];
    bool stop = s->role == SCEN_PORT || s->role == SCEN_HUB;

    m->servers = more->docks;
    m->docks_receive = sup_docks(w, (int32_t)site, SCEN_RECEIVING);
    m->docks_ship = sup_docks(w, (int32_t)site, SCEN_SHIPPING);
    m->dock_law = sup_law(more->dock_time);
    m->handling_law = sup_law(more->handling_time);
    m->handles = stop && sup_law_ticks(&m->handling_law) != 0;
    m->yard = more->docks > 0 || m->handles;
    m->knock = sup_ticks(rand_mean(&m->dock_law));
}

static void set_fleets(struct sup_world *w)
{
    size_t at = w->scen->sites;

    for (uint32_t i = 0; i < w->scen->carriers; i++)
        if (w->scen->carrier[i].vehicles > 0)
            w->moving[at++] = (struct sup_moving){
                .servers = w->scen->carrier[i].vehicles, .carrier = i, .yard = 1, .fleet = 1};
}

void sup_add_yards(struct sup_world *w)
{
    for (size_t i = 0; i < w->scen->sites; i++)
        set_docks(w, i);
    set_fleets(w);
}

/* A yard must hold the biggest load that may come, and many more. */
void sup_add_rooms(struct sup_world *w)
{
    for (size_t i = 0; i < w->legs; i++) {
        struct sup_leg *leg = &w->leg[i];
        tw_lp_id at[] = {leg->from, leg->to, leg->owner};

        leg->bay_room = bay_room(w, leg);
        for (int k = 0; k < 3; k++) {
            struct sup_moving *m = &w->moving[at[k]];
            double pieces = 4.0 * leg->bay_room + 2.0 * leg->day_shipments;

            if (m->servers > 0)
                m->yard_room = limited(m->yard_room + pieces, 2 * ROOM_MOST);
        }
    }
    for (size_t i = 0; i < w->places; i++) {
        struct sup_moving *m = &w->moving[i];
        int32_t tier = i < w->scen->sites ? w->scen->site[i].tier : w->last_tier;

        m->cargo_priority = sup_receipt_rank(w, tier);
        if (m->knock < TW_TICKS_PER_DAY / 1440)
            m->knock = TW_TICKS_PER_DAY / (m->fleet ? 24 : 1440);
    }
}
