/* SPDX-License-Identifier: Apache-2.0 */
/* A world that is built in parts, one for each rank, is what the whole hands out: everything
 * that belongs to an LP is the same, bit for bit, whoever builds it. */
#include "supply/part.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>

#include "part_net.h"
#include "supply/build/meet.h"
#include "supply/order/policy.h"
#include "supply/share.h"
#include "support/test.h"

/* ---- ranks are threads ---- */

struct hall { // where they meet
    pthread_barrier_t all;
    uint32_t ranks;
    const char *data[NET_RANKS];
    const size_t *bytes[NET_RANKS];
    uint64_t word[NET_RANKS];
};

struct guest {
    struct hall *hall;
    uint32_t rank;
    struct net net;
    struct sup_meet meet;
    struct sup_world *world;
};

static void *swap(void *user, const void *data, const size_t *bytes, size_t *came)
{
    struct guest *g = user;
    struct hall *h = g->hall;
    size_t all = 0, at = 0;

    h->data[g->rank] = data;
    h->bytes[g->rank] = bytes;
    pthread_barrier_wait(&h->all);
    for (uint32_t r = 0; r < h->ranks; r++)
        all += came[r] = h->bytes[r][g->rank];
    char *in = malloc(all + 1);

    for (uint32_t r = 0; r < h->ranks; r++) {
        size_t skip = 0;

        for (uint32_t k = 0; k < g->rank; k++)
            skip += h->bytes[r][k];
        memcpy(in + at, h->data[r] + skip, came[r]);
        at += came[r];
    }
    pthread_barrier_wait(&h->all);
    return in;
}

static uint64_t most(void *user, uint64_t mine)
{
    struct guest *g = user;
    struct hall *h = g->hall;
    uint64_t most = 0;

    h->word[g->rank] = mine;
    pthread_barrier_wait(&h->all);
    for (uint32_t r = 0; r < h->ranks; r++)
        most = h->word[r] > most ? h->word[r] : most;
    pthread_barrier_wait(&h->all);
    return most;
}

static bool all(void *user, bool mine)
{
    return most(user, !mine) == 0;
}

static void *be_rank(void *user)
{
    struct guest *g = user;

    g->world = sup_part_new(&g->net.scen, &g->meet);
    return NULL;
}

static void build_parts(struct guest *guest, uint32_t ranks)
{
    struct hall hall = {.ranks = ranks};
    pthread_t thread[NET_RANKS];

    pthread_barrier_init(&hall.all, NULL, ranks);
    for (uint32_t r = 0; r < ranks; r++) {
        guest[r].hall = &hall;
        guest[r].rank = r;
        guest[r].meet.rank = r;
        guest[r].meet.ranks = ranks;
        guest[r].meet.user = &guest[r];
        guest[r].meet.swap = swap;
        guest[r].meet.most = most;
        guest[r].meet.all = all;
        assert_int_equal(pthread_create(&thread[r], NULL, be_rank, &guest[r]), 0);
    }
    for (uint32_t r = 0; r < ranks; r++)
        assert_int_equal(pthread_join(thread[r], NULL), 0);
    pthread_barrier_destroy(&hall.all);
}

/* ---- the same ---- */

struct pair { // what the whole hands out, and the part
    const struct sup_world *whole, *part;
    const struct scen_part *numbers;
    const struct sup_place *p, *q;
};

/* All but what differs by nature, which is made the same before. */
#define SAME(a, b) assert_memory_equal(&(a), &(b), sizeof(a))

static void same_laws(const struct rand_dist *a, const struct rand_dist *b)
{
    SAME(*a, *b);
}

static void same_policy(const struct pair *k, uint32_t a, uint32_t b)
{
    struct sup_policy x = k->whole->policy[a], y = k->part->policy[b];

    for (uint32_t i = 0; i < x.dues && x.dues == y.dues; i++)
        SAME(k->whole->due[x.first_due + i], k->part->due[y.first_due + i]);
    x.first_source = y.first_source = x.first_due = y.first_due = 0;
    x.first_sibling = y.first_sibling = 0;
    SAME(x, y);
}

static void same_craft(const struct pair *k, uint32_t a, uint32_t b)
{
    struct sup_craft x = k->whole->craft[a], y = k->part->craft[b];

    for (uint32_t i = 0; i < x.cos && x.cos == y.cos; i++)
        SAME(k->whole->co_product[x.first_co + i], k->part->co_product[y.first_co + i]);
    x.first_co = y.first_co = 0;
    SAME(x, y);
}

static void same_items(const struct pair *k)
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

static void same_clients(const struct pair *k)
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

static void same_habit(const struct pair *k, uint32_t a, uint32_t b)
{
    struct sup_habit x = k->whole->habit[a], y = k->part->habit[b];
    struct scen_demand d = *x.demand, e = *y.demand;

    SAME(*d.more, *e.more);
    assert_int_equal(d.site, k->numbers->site[e.site]);
    d.site = e.site = 0;
    d.more = e.more = NULL;
    SAME(d, e);
    assert_int_equal(x.promotions, y.promotions);
    for (size_t i = 0; i < x.promotions; i++)
        assert_ptr_equal(x.promotion[i], y.promotion[i]);
    x.demand = y.demand = NULL;
    x.promotion = y.promotion = NULL;
    SAME(x, y);
}

static void same_streams(const struct pair *k)
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
static void same_trouble(const struct pair *k, const struct sup_annex *a,
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

static struct sup_annex relative(const struct sup_annex *annex)
{
    struct sup_annex a = *annex;

    a.first_habit = a.first_cause = a.first_strike = a.first_effect = 0;
    a.first_scope = a.first_observed = a.first_early = a.first_op = 0;
    return a;
}

static void same_site(const struct pair *k)
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

static void same_world(const struct sup_world *w, const struct sup_world *v)
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

static int by_ends(const void *x, const void *y)
{
    const struct tw_edge *a = x, *b = y;

    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    if (a->to != b->to)
        return a->to < b->to ? -1 : 1;
    return (a->delay > b->delay) - (a->delay < b->delay);
}

/* Sorted, each once, without rates; adds to those before. */
static size_t add_edges(const struct sup_world *w, struct tw_edge *edge, size_t before)
{
    size_t count = before + sup_edges(w, NULL), kept = 0;

    assert_true(count <= (size_t)4 * NET_ROWS);
    sup_edges(w, edge + before);
    if (count > 1)
        qsort(edge, count, sizeof *edge, by_ends);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || by_ends(&edge[kept - 1], &edge[i]) != 0)
            edge[kept++] = edge[i];
    return kept;
}

static void same_edges(const struct sup_world *whole, const struct guest *guest, uint32_t ranks)
{
    static struct tw_edge a[4 * NET_ROWS], b[4 * NET_ROWS];
    size_t here = add_edges(whole, a, 0), there = 0;

    for (uint32_t r = 0; r < ranks; r++)
        there = add_edges(guest[r].world, b, there);
    assert_int_equal(here, there);
    for (size_t i = 0; i < here; i++)
        assert_int_equal(by_ends(&a[i], &b[i]), 0);
}

/* ---- networks ---- */

static struct sup_world *whole_of(const struct net *net)
{
    struct base_err err = {0};
    struct sup_world *w = sup_world_new(&net->scen, &err);

    if (w == NULL)
        fail_msg("%s", err.item[0].text);
    base_err_fini(&err);
    return w;
}

static void compare(const struct net *net, const struct guest *g, const uint32_t *owner)
{
    struct sup_world *w = whole_of(net);

    assert_non_null(g->world);
    sup_keep_own(w, owner, g->rank);
    same_world(w, g->world);
    for (uint32_t i = 0; i < net->scen.sites; i++)
        if (owner[i] == g->rank) {
            struct pair k = {w, g->world, &g->net.part, sup_place_of(w, i),
                             sup_place_of(g->world, i)};
            same_site(&k);
        }
    sup_world_free(w);
}

static void deal(struct rand_stream *dice, const struct net *net, uint32_t ranks,
                 uint32_t *owner)
{
    bool blocks = rand_below(dice, 2) != 0;

    for (uint32_t i = 0; i < net->scen.sites; i++)
        owner[i] = blocks ? i * ranks / (uint32_t)net->scen.sites : rand_below(dice, ranks);
    for (uint32_t r = 0; r < ranks; r++)
        owner[r] = r; // nobody has nothing
}

static struct guest guest[NET_RANKS];

static void cut_all(const struct net *net, const uint64_t *key, const uint32_t *owner,
                    uint32_t ranks)
{
    for (uint32_t r = 0; r < ranks; r++) {
        guest[r] = (struct guest){0};
        net_cut(net, owner, r, &guest[r].net);
        guest[r].meet.key = key;
        guest[r].meet.owner = owner;
    }
    build_parts(guest, ranks);
}

static void parts_are_what_the_whole_hands_out(void **state)
{
    static struct net net;
    uint64_t key[NET_SITES];
    uint32_t owner[NET_SITES];

    (void)state;
    for (uint32_t seed = 0; seed < 400; seed++) {
        struct rand_stream dice = rand_stream_at(TEST_SEED, seed);
        uint32_t ranks = 1 + rand_below(&dice, NET_RANKS);

        net_new(&net, &dice);
        deal(&dice, &net, ranks, owner);
        struct sup_world *w = whole_of(&net);

        memcpy(key, w->agent, net.scen.sites * sizeof *key);
        cut_all(&net, key, owner, ranks);
        for (uint32_t r = 0; r < ranks; r++)
            compare(&net, &guest[r], owner);
        same_edges(w, guest, ranks);
        sup_world_free(w);
        for (uint32_t r = 0; r < ranks; r++)
            sup_world_free(guest[r].world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_are_what_the_whole_hands_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
