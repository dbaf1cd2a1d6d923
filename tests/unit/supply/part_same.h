/* SPDX-License-Identifier: Apache-2.0 */
/* Is a world that was built in parts what the whole hands out? Bit by bit, but for where in a
 * table something lies. */
#pragma once

#include <math.h>

#include "base/mem.h"
#include "part_meet.h"
#include "supply/order/policy.h"
#include "supply/share.h"
#include "supply/world.h"

struct pair { // what the whole hands out, and the part
    const struct sup_world *whole, *part;
    const struct scen_part *numbers;
    const struct sup_place *p, *q;
};

/* All but what differs by nature, which is made the same before. */
#define SAME(a, b) assert_memory_equal(&(a), &(b), sizeof(a))

static inline void same_laws(const struct rand_dist *a, const struct rand_dist *b)
{
    SAME(*a, *b);
}

static inline void same_policy(const struct pair *k, uint32_t a, uint32_t b)
{
    struct sup_policy x = k->whole->policy[a], y = k->part->policy[b];

    for (uint32_t i = 0; i < x.dues && x.dues == y.dues; i++)
        SAME(k->whole->due[x.first_due + i], k->part->due[y.first_due + i]);
    x.first_source = y.first_source = x.first_due = y.first_due = 0;
    x.first_sibling = y.first_sibling = 0;
    SAME(x, y);
}

static inline void same_craft(const struct pair *k, uint32_t a, uint32_t b)
{
    struct sup_craft x = k->whole->craft[a], y = k->part->craft[b];

    for (uint32_t i = 0; i < x.cos && x.cos == y.cos; i++)
        SAME(k->whole->co_product[x.first_co + i], k->part->co_product[y.first_co + i]);
    x.first_co = y.first_co = 0;
    SAME(x, y);
}

static inline void same_items(const struct pair *k)
{
    for (uint32_t i = 0; i < k->p->items; i++) {
        struct sup_item x = k->whole->item[k->p->first_item + i];
        struct sup_item y = k->part->item[k->q->first_item + i];

        same_laws(x.make_law, y.make_law);
        assert_int_equal(x.store != NULL, y.store != NULL);
        if (x.store != NULL)
            SAME(*x.store, *y.store);
        if (x.special & y.special & SUP_AGENT)
            same_policy(k, x.policy, y.policy);
        if (x.special & y.special & SUP_CRAFTED)
            same_craft(k, x.craft, y.craft);
        x.make_law = y.make_law = NULL;
        x.store = y.store = NULL;
        x.policy = y.policy = x.craft = y.craft = 0;
        if (x.streams == 0 && y.streams == 0)
            x.first_stream = y.first_stream = 0;
        SAME(x, y);
    }
}

static inline void same_clients(const struct pair *k)
{
    for (uint32_t i = 0; i < k->p->clients; i++) {
        struct sup_client x = k->whole->client[k->p->first_client + i];
        struct sup_client y = k->part->client[k->q->first_client + i];

        if (x.kind == SUP_LANE && y.kind == SUP_LANE) {
            assert_int_equal(k->whole->lane_scope[x.lane], k->part->lane_scope[y.lane]);
            same_laws(k->whole->lane_law[x.law], k->part->lane_law[y.law]);
            assert_int_equal(k->whole->law_least[x.law], k->part->law_least[y.law]);
            y.lane = k->numbers->lane[y.lane];
        }
        SAME(x, y);
    }
    for (uint32_t i = 0; i < k->p->needs; i++)
        SAME(k->whole->need[k->p->first_need + i], k->part->need[k->q->first_need + i]);
    for (uint32_t i = 0; i < k->p->plains; i++)
        SAME(k->whole->plain[k->p->first_plain + i], k->part->plain[k->q->first_plain + i]);
}

static inline void same_law_of(const struct scen_law *a, const struct scen_law *b)
{
    struct rand_dist x = sup_law(a), y = sup_law(b);

    SAME(x, y);
}

/* But for what points elsewhere. */
static inline void same_demand(const struct pair *k, const struct scen_demand *a,
                               const struct scen_demand *b)
{
    struct scen_demand_more x = *a->more, y = *b->more;

    assert_int_equal(a->site, k->numbers->site[b->site]);
    assert_int_equal(a->product, b->product);
    assert_int_equal(a->arrivals, b->arrivals);
    assert_int_equal(a->priority, b->priority);
    assert_int_equal(a->period, b->period);
    SAME(a->rate, b->rate);
    SAME(a->price, b->price);
    same_law_of(a->quantity, b->quantity);
    same_law_of(a->gap, b->gap);
    same_law_of(x.patience, y.patience);
    x.patience = y.patience = NULL;
    x.trace = y.trace = NULL;
    x.season = y.season = NULL;
    SAME(x, y);
}

static inline void same_habit(const struct pair *k, uint32_t a, uint32_t b)
{
    struct sup_habit x = k->whole->habit[a], y = k->part->habit[b];

    same_demand(k, x.demand, y.demand);
    assert_int_equal(x.promotions, y.promotions);
    for (size_t i = 0; i < x.promotions; i++)
        assert_int_equal(x.promotion[i] - k->whole->scen->promotion,
                         y.promotion[i] - k->part->scen->promotion);
    x.demand = y.demand = NULL;
    x.promotion = y.promotion = NULL;
    SAME(x, y);
}

static inline void same_streams(const struct pair *k)
{
    for (uint32_t i = 0; i < k->p->streams; i++) {
        struct sup_stream x = k->whole->stream[k->p->first_stream + i];
        struct sup_stream y = k->part->stream[k->q->first_stream + i];

        same_laws(x.law, y.law);
        if (x.special != 0 && y.special != 0)
            same_habit(k, x.habit, y.habit);
        x.law = y.law = NULL;
        x.habit = y.habit = 0;
        SAME(x, y);
    }
}

/* Each table begins elsewhere. */
static inline void same_trouble(const struct pair *k, const struct sup_annex *a,
                                const struct sup_annex *b)
{
    for (uint32_t i = 0; i < a->causes; i++) {
        struct sup_cause x = k->whole->cause[a->first_cause + i];
        struct sup_cause y = k->part->cause[b->first_cause + i];

        for (uint32_t n = 0; n < x.nexts && x.nexts == y.nexts; n++)
            assert_int_equal(k->whole->next[x.first_next + n], k->part->next[y.first_next + n]);
        x.first_next = y.first_next = 0;
        x.first_strike -= a->first_strike;
        y.first_strike -= b->first_strike;
        SAME(x, y);
    }
    for (uint32_t i = 0; i < a->strikes; i++) {
        struct sup_strike x = k->whole->strike[a->first_strike + i];
        struct sup_strike y = k->part->strike[b->first_strike + i];

        x.first_effect -= a->first_effect;
        y.first_effect -= b->first_effect;
        SAME(x, y);
    }
    for (uint32_t i = 0; i < a->effects; i++)
        SAME(k->whole->effect[a->first_effect + i], k->part->effect[b->first_effect + i]);
    for (uint32_t i = 0; i < a->scopes; i++)
        SAME(k->whole->scope[a->first_scope + i], k->part->scope[b->first_scope + i]);
    for (uint32_t i = 0; i < a->observed; i++)
        SAME(k->whole->observed[a->first_observed + i],
             k->part->observed[b->first_observed + i]);
    for (uint32_t i = 0; i < a->earlies; i++)
        SAME(k->whole->early[a->first_early + i], k->part->early[b->first_early + i]);
}

static inline struct sup_annex relative(const struct sup_annex *annex)
{
    struct sup_annex a = *annex;

    a.first_habit = a.first_cause = a.first_strike = a.first_effect = 0;
    a.first_scope = a.first_observed = a.first_early = a.first_op = 0;
    return a;
}

static inline void same_site(const struct pair *k)
{
    struct sup_place p = *k->p, q = *k->q;
    struct sup_annex a = relative(p.annex), b = relative(q.annex);

    SAME(a, b);
    same_trouble(k, p.annex, q.annex);
    p.annex = q.annex = NULL;
    SAME(p, q);
    same_items(k);
    same_clients(k);
    same_streams(k);
}

static inline void same_world(const struct sup_world *w, const struct sup_world *v)
{
    assert_int_equal(w->sites, v->sites);
    assert_int_equal(w->places, v->places);
    assert_int_equal(w->series, v->series);
    assert_int_equal(w->last_tier, v->last_tier);
    assert_int_equal(w->age_unit, v->age_unit);
    assert_int_equal(w->state_bytes, v->state_bytes);
    assert_true(fabs(w->day_events - v->day_events) <= 1e-9 * w->day_events);
    assert_memory_equal(w->agent, v->agent, w->places * sizeof *w->agent);
    assert_memory_equal(w->row, v->row, w->places * sizeof *w->row);
    for (int i = 0; i < SUP_EVENT_COUNT; i++)
        assert_int_equal(w->kind[i].priority, v->kind[i].priority);
}

/* ---- edges ---- */

static inline int by_ends(const void *x, const void *y)
{
    const struct tw_edge *a = x, *b = y;

    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    if (a->to != b->to)
        return a->to < b->to ? -1 : 1;
    return (a->delay > b->delay) - (a->delay < b->delay);
}

/* Sorted, each once, without rates; adds to those before. Heap. */
static inline size_t add_edges(const struct sup_world *w, struct tw_edge **edge, size_t before)
{
    size_t count = before + sup_edges(w, NULL), kept = 0;
    struct tw_edge *all = base_resize(*edge, count + 1, sizeof *all);

    sup_edges(w, all + before);
    if (count > 1)
        qsort(all, count, sizeof *all, by_ends);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || by_ends(&all[kept - 1], &all[i]) != 0)
            all[kept++] = all[i];
    *edge = all;
    return kept;
}

static inline void same_edges(const struct sup_world *whole, const struct guest *guest,
                              uint32_t ranks)
{
    struct tw_edge *a = NULL, *b = NULL;
    size_t here = add_edges(whole, &a, 0), there = 0;

    for (uint32_t r = 0; r < ranks; r++)
        there = add_edges(guest[r].world, &b, there);
    assert_int_equal(here, there);
    for (size_t i = 0; a != NULL && b != NULL && i < here; i++)
        assert_int_equal(by_ends(&a[i], &b[i]), 0);
    free(a);
    free(b);
}

/* ---- all parts ---- */

static inline struct sup_world *whole_of(const struct scenario *scen)
{
    struct base_err err = {0};
    struct sup_world *w = sup_world_new(scen, &err);

    if (w == NULL)
        fail_msg("%s", err.item[0].text);
    base_err_fini(&err);
    return w;
}

static inline void compare(const struct scenario *whole, const struct guest *g,
                           const uint32_t *owner)
{
    struct sup_world *w = whole_of(whole);

    assert_non_null(g->world);
    sup_keep_own(w, owner, g->rank);
    same_world(w, g->world);
    for (uint32_t i = 0; i < whole->sites; i++)
        if (owner[i] == g->rank) {
            struct pair k = {w, g->world, g->scen->part, sup_place_of(w, i),
                             sup_place_of(g->world, i)};
            same_site(&k);
        }
    sup_world_free(w);
}

/* Lanes that are not plain have no parts. */
static inline void compare_all(const struct scenario *whole, const struct sup_world *w,
                               const struct guest *guest, const uint32_t *owner, uint32_t ranks)
{
    for (uint32_t r = 0; r < ranks && w->legs == 0; r++)
        compare(whole, &guest[r], owner);
    for (uint32_t r = 0; r < ranks && w->legs > 0; r++)
        assert_null(guest[r].world);
    if (w->legs == 0)
        same_edges(w, guest, ranks);
}

/* Builds the world whole and in parts, which `guest` has the scenarios of. False when it has no
 * parts. */
static inline bool check_parts(const struct scenario *whole, struct guest *guest,
                               const uint32_t *owner, uint32_t ranks)
{
    struct sup_world *w = whole_of(whole);
    uint64_t *key = base_array(w->places, sizeof *key);
    bool plain = w->legs == 0;

    memcpy(key, w->agent, w->places * sizeof *key);
    for (uint32_t r = 0; r < ranks; r++)
        guest[r].meet = (struct sup_meet){.key = key, .owner = owner};
    meet_build(guest, ranks);
    free(key);
    compare_all(whole, w, guest, owner, ranks);
    sup_world_free(w);
    for (uint32_t r = 0; r < ranks; r++)
        sup_world_free(guest[r].world);
    return plain;
}
