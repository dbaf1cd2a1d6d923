/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/build/follow.h"
#include "supply/build/steps.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/mem.h"
#include "supply/build/meet.h"

/* ---- notes and scopes ---- */

uint32_t sup_new_scope(struct sup_notes *n, uint32_t lp, enum sup_scope_kind kind,
                       uint32_t slot)
{
    struct sup_annex *p = sup_annex_of(n->world, lp);

    if (n->scopes + 2 > n->scope_capacity) {
        n->scope_capacity = n->scope_capacity == 0 ? 64 : 2 * n->scope_capacity;
        n->made = base_resize(n->made, n->scope_capacity, sizeof *n->made);
    }
    if (p->scopes == 0) {
        n->made[n->scopes].lp = lp;
        n->made[n->scopes].number = p->scopes++;
        n->made[n->scopes++].scope = (struct sup_scope){SUP_SCOPE_SITE, 0};
    }
    if (kind == SUP_SCOPE_SITE)
        return 0;
    n->made[n->scopes].lp = lp;
    n->made[n->scopes].number = p->scopes;
    n->made[n->scopes++].scope = (struct sup_scope){kind, slot};
    return p->scopes++;
}

void sup_add_note(struct sup_notes *n, uint32_t lp, uint32_t harm, uint32_t scope, double size,
                  bool at_home)
{
    if (n->count == n->capacity) {
        n->capacity = n->capacity == 0 ? 64 : 2 * n->capacity;
        n->note = base_resize(n->note, n->capacity, sizeof *n->note);
    }
    n->note[n->count] = (struct sup_note){.lp = lp,
                                          .disruption = n->now,
                                          .struck = n->struck,
                                          .at_home = at_home,
                                          .harm = harm,
                                          .scope = scope,
                                          .size = size,
                                          .turn = n->count};
    n->count++;
}

/* From now on what is struck is told by its number in the whole. */
static void number_struck(struct sup_notes *n)
{
    const struct sup_apart *a = n->world->apart;

    for (size_t i = 0; a != NULL && i < n->count; i++)
        if (n->note[i].struck != SCEN_NONE)
            n->note[i].struck = (int32_t)a->part->site[n->note[i].struck];
}

/* The same of a lane. */
static int32_t lane_number(const struct sup_world *w, int32_t lane)
{
    return w->apart == NULL || lane == SCEN_NONE ? lane : (int32_t)w->apart->part->lane[lane];
}

/* ---- chains ---- */

/* Who follows a disruption follows the one that it comes after as well. */
static void follow_chains(struct sup_notes *n)
{
    for (size_t i = 0; i < n->count; i++) {
        struct sup_note note = n->note[i];
        int32_t first = n->world->scen->disruption[note.disruption].after;

        if (first == SCEN_NONE)
            continue;
        n->now = (uint32_t)first;
        n->struck = SCEN_NONE;
        sup_add_note(n, note.lp, SUP_HARMS, 0, 0.0, false);
    }
}

/* ---- lanes of each site ---- */

static void sort_lanes(struct sup_notes *n, struct base_arena *scratch)
{
    const struct scenario *scen = n->world->scen;
    size_t *next = base_arena_array(scratch, scen->sites + 2, sizeof *next);

    n->first_lane = next;
    n->lane_of = base_arena_array(scratch, 2 * scen->lanes + 1, sizeof *n->lane_of);
    for (size_t i = 0; i < scen->lanes; i++) {
        next[scen->lane[i].from + 2]++;
        next[scen->lane[i].to + 2]++;
    }
    for (size_t i = 2; i < scen->sites + 2; i++)
        next[i] += next[i - 1];
    for (size_t i = 0; i < scen->lanes; i++) {
        n->lane_of[next[scen->lane[i].from + 1]++] = (int32_t)i;
        n->lane_of[next[scen->lane[i].to + 1]++] = (int32_t)i;
    }
}

/* ---- from notes to tables ---- */

static int by_place(const void *x, const void *y)
{
    const struct sup_note *a = x, *b = y;

    if (a->lp != b->lp)
        return a->lp < b->lp ? -1 : 1;
    if (a->disruption != b->disruption)
        return a->disruption < b->disruption ? -1 : 1;
    if ((a->harm == SUP_HARMS) != (b->harm == SUP_HARMS))
        return a->harm == SUP_HARMS ? -1 : 1;
    if (a->struck != b->struck)
        return a->struck < b->struck ? -1 : 1;
    return (a->turn > b->turn) - (a->turn < b->turn);
}

/* Outages of a site have always been told apart by their number there, all else by name. */
static void name_clock(const struct sup_world *w, struct sup_cause *cause)
{
    const struct scen_disruption *d = &w->scen->disruption[cause->disruption];

    if (d->kind != SCEN_OUTAGE || d->site == SCEN_NONE || d->product != SCEN_NONE) {
        cause->agent = base_digest_bytes(1, d->name, strlen(d->name));
        return;
    }
    cause->agent = w->agent[d->site];
    for (uint32_t i = 0; i < cause->disruption; i++)
        cause->key += w->scen->disruption[i].kind == SCEN_OUTAGE &&
                      w->scen->disruption[i].site == d->site &&
                      w->scen->disruption[i].product == SCEN_NONE;
}

static void fill_tables(struct sup_notes *n)
{
    struct sup_world *w = n->world;
    uint32_t causes = 0, strikes = 0, effects = 0;

    for (size_t i = 0; i < n->count; i++) {
        const struct sup_note *note = &n->note[i];
        struct sup_annex *p = sup_annex_of(w, note->lp);
        bool first = i == 0 || note[-1].lp != note->lp;

        if (first) {
            p->first_cause = causes;
            p->first_strike = strikes;
            p->first_effect = effects;
        }
        if (first || note[-1].disruption != note->disruption) {
            w->cause[causes] = (struct sup_cause){
                .disruption = note->disruption,
                .first_strike = strikes,
                .lane = lane_number(w, w->scen->disruption[note->disruption].lane)};
            name_clock(w, &w->cause[causes++]);
            p->causes++;
        }
        if (note->harm == SUP_HARMS)
            continue;
        struct sup_cause *cause = &w->cause[causes - 1];

        if (cause->strikes == 0 || note[-1].struck != note->struck) {
            w->strike[strikes++] = (struct sup_strike){
                .cause = p->causes - 1, .struck = note->struck, .first_effect = effects};
            cause->strikes++;
            p->strikes++;
        }
        struct sup_strike *strike = &w->strike[strikes - 1];

        strike->at_home |= note->at_home;
        strike->effects++;
        w->effect[effects++] = (struct sup_effect){.harm = note->harm,
                                                   .scope = note->scope,
                                                   .strike = p->strikes - 1,
                                                   .size = note->size};
        p->effects++;
    }
}

static void fill_scopes(struct sup_notes *n)
{
    struct sup_world *w = n->world;
    uint32_t next = 0;

    for (size_t i = 0; i < w->scen->sites; i++) {
        if (w->place[i].annex->scopes > 0)
            w->place[i].annex->first_scope = next;
        next += w->place[i].annex->scopes;
    }
    for (size_t i = 0; i < n->scopes; i++)
        w->scope[w->place[n->made[i].lp].annex->first_scope + n->made[i].number] =
            n->made[i].scope;
}

/* Who comes after whom, within each site. */
static void fill_next(struct sup_world *w)
{
    uint32_t next = 0;

    for (size_t s = 0; s < w->scen->sites; s++) {
        const struct sup_annex *p = w->place[s].annex;
        struct sup_cause *cause = &w->cause[p->first_cause];

        for (uint32_t i = 0; i < p->causes; i++) {
            cause[i].first_next = next;
            for (uint32_t k = 0; k < p->causes; k++)
                if (w->scen->disruption[cause[k].disruption].after ==
                    (int32_t)cause[i].disruption) {
                    w->next[next++] = k;
                    cause[i].nexts++;
                }
        }
    }
}

/* All factors below 1 that can be in force at who ships, at once: for lookahead. */
static void find_haste(struct sup_world *w)
{
    for (size_t i = 0; i < w->scen->lanes; i++) {
        const struct sup_annex *p = w->place[w->scen->lane[i].from].annex;
        double least = 1.0;

        for (uint32_t e = p->first_effect; e < p->first_effect + p->effects; e++)
            if (w->effect[e].harm == SUP_HARM_STRETCH && w->effect[e].size < 1.0)
                least *= w->effect[e].size;
        w->lane_haste[i] = least < 1.0 ? least * (1.0 - 1e-9) : 1.0;
    }
}

void sup_add_disruptions(struct sup_world *w)
{
    struct sup_notes n = {.world = w};
    struct base_arena *scratch = base_arena_new();

    w->lane_scope = base_arena_array(w->arena, w->scen->lanes + 1, sizeof *w->lane_scope);
    if (w->scen->disruptions > 0)
        sort_lanes(&n, scratch);
    sup_note_disruptions(&n);
    number_struck(&n);
    sup_watch_makers(&n);
    follow_chains(&n);
    if (n.count > 1)
        qsort(n.note, n.count, sizeof *n.note, by_place);
    w->cause = base_arena_array(w->arena, n.count + 1, sizeof *w->cause);
    w->strike = base_arena_array(w->arena, n.count + 1, sizeof *w->strike);
    w->effect = base_arena_array(w->arena, n.count + 1, sizeof *w->effect);
    w->next = base_arena_array(w->arena, n.count + 1, sizeof *w->next);
    w->scope = base_arena_array(w->arena, n.scopes + 1, sizeof *w->scope);
    w->lane_haste = base_arena_array(w->aside, w->scen->lanes + 1, sizeof *w->lane_haste);
    fill_tables(&n);
    fill_scopes(&n);
    fill_next(w);
    find_haste(w);
    base_arena_free(scratch);
    free(n.note);
    free(n.made);
}
