/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/share.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "supply/world.h"

/* How much of each table. In packing also where the next LP's part begins. */
struct counts {
    uint32_t places, items, clients, needs, streams, plains, laws;
    uint32_t all; // LPs of the whole world
};

struct pack {
    const struct sup_world *w;
    const uint32_t *owner;
    uint32_t rank;
    const uint32_t *number; // by LP: in the whole; NULL: the same
    uint32_t all;           // LPs of the whole
    void (*put)(void *user, const void *data, size_t bytes);
    void *user;
    struct told *told;
};

struct told {     // laws that the other end has
    uint32_t *as; // by number: 1 + what it calls it, 0: it has not
    uint32_t count;
};

bool sup_divides(const struct sup_world *w)
{
    if (w->row != NULL) // it has been divided
        return true;
    for (size_t i = 0; i < w->scen->stockings; i++)
        if (w->item[i].helps > 0)
            return false;
    return w->moving == NULL && w->thinkers == 0;
}

/* ---- packing ---- */

static uint32_t laws_of(const struct sup_world *w, const struct sup_place *p)
{
    uint32_t laws = 0;

    for (uint32_t i = p->first_client; i < p->first_client + p->clients; i++)
        laws += w->client[i].kind == SUP_LANE;
    return laws;
}

static void pass(struct counts *at, const struct sup_world *w, const struct sup_place *p)
{
    at->places++;
    at->items += p->items;
    at->clients += p->clients;
    at->needs += p->needs;
    at->streams += p->streams;
    at->plains += p->plains;
    at->laws += laws_of(w, p);
}

static void put_place(const struct pack *k, const struct sup_place *p, const struct counts *at)
{
    struct sup_place here = *p;

    here.first_item = at->items;
    here.first_client = at->clients;
    here.first_need = at->needs;
    here.first_stream = at->streams;
    here.first_plain = at->plains;
    k->put(k->user, &here, sizeof here);
}

static void put_annex(const struct pack *k, const struct sup_place *p, const struct counts *at)
{
    (void)at;
    if (p->annex != k->w->no_annex)
        k->put(k->user, p->annex, sizeof *p->annex);
}

static void put_items(const struct pack *k, const struct sup_place *p, const struct counts *at)
{
    for (uint32_t i = 0; i < p->items; i++) {
        struct sup_item item = k->w->item[p->first_item + i];

        item.first_client += at->clients - p->first_client;
        item.first_need += at->needs - p->first_need;
        item.first_stream += at->streams - p->first_stream;
        k->put(k->user, &item, sizeof item);
    }
}

static void put_clients(const struct pack *k, const struct sup_place *p,
                        const struct counts *at)
{
    uint32_t law = at->laws;

    for (uint32_t i = 0; i < p->clients; i++) {
        struct sup_client c = k->w->client[p->first_client + i];

        if (c.kind == SUP_LANE)
            c.law = law++;
        else if (c.kind == SUP_MAKER)
            c.need += at->needs - p->first_need;
        k->put(k->user, &c, sizeof c);
    }
}

static void put_needs(const struct pack *k, const struct sup_place *p, const struct counts *at)
{
    (void)at;
    k->put(k->user, &k->w->need[p->first_need], p->needs * sizeof *k->w->need);
}

/* Its number at the other end; the law itself when it comes there for the first time. */
static void put_law(const struct pack *k, const struct rand_dist *law)
{
    uint32_t *as = &k->told->as[((const struct sup_kept_law *)(const void *)law)->number];
    bool first = *as == 0;

    if (first)
        *as = ++k->told->count;
    k->put(k->user, as, sizeof *as);
    if (first)
        k->put(k->user, law, sizeof *law);
}

static void put_stores(const struct pack *k, const struct sup_place *p, const struct counts *at)
{
    (void)at;
    for (uint32_t i = p->first_item; i < p->first_item + p->items; i++)
        if (k->w->item[i].store != NULL)
            k->put(k->user, k->w->item[i].store, sizeof *k->w->item[i].store);
}

static void put_make_laws(const struct pack *k, const struct sup_place *p,
                          const struct counts *at)
{
    (void)at;
    for (uint32_t i = 0; i < p->items; i++)
        put_law(k, k->w->item[p->first_item + i].make_law);
}

static void put_streams(const struct pack *k, const struct sup_place *p,
                        const struct counts *at)
{
    (void)at;
    k->put(k->user, &k->w->stream[p->first_stream], p->streams * sizeof *k->w->stream);
}

static void put_stream_laws(const struct pack *k, const struct sup_place *p,
                            const struct counts *at)
{
    (void)at;
    for (uint32_t i = 0; i < p->streams; i++)
        put_law(k, k->w->stream[p->first_stream + i].law);
}

static void put_plains(const struct pack *k, const struct sup_place *p, const struct counts *at)
{
    (void)at;
    k->put(k->user, &k->w->plain[p->first_plain], p->plains * sizeof *k->w->plain);
}

static void put_laws(const struct pack *k, const struct sup_place *p, const struct counts *at)
{
    (void)at;
    for (uint32_t i = p->first_client; i < p->first_client + p->clients; i++)
        if (k->w->client[i].kind == SUP_LANE)
            put_law(k, k->w->lane_law[k->w->client[i].law]);
}

static void put_least(const struct pack *k, const struct sup_place *p, const struct counts *at)
{
    (void)at;
    for (uint32_t i = p->first_client; i < p->first_client + p->clients; i++)
        if (k->w->client[i].kind == SUP_LANE)
            k->put(k->user, &k->w->law_least[k->w->client[i].law], sizeof *k->w->law_least);
}

/* One table, LP by LP; NULL: only the counts. */
static struct counts each(const struct pack *k,
                          void (*put)(const struct pack *k, const struct sup_place *p,
                                      const struct counts *at))
{
    struct counts at = {.all = k->all};

    for (size_t i = 0; i < k->w->places; i++)
        if (k->owner[i] == k->rank) {
            if (put != NULL)
                put(k, &k->w->place[i], &at);
            pass(&at, k->w, &k->w->place[i]);
        }
    return at;
}

static void put_numbers(const struct pack *k)
{
    for (uint32_t i = 0; i < k->w->places; i++)
        if (k->owner[i] == k->rank)
            k->put(k->user, k->number != NULL ? &k->number[i] : &i, sizeof i);
}

static void pack(const struct pack *what)
{
    struct told told = {.as = base_array(what->w->laws.count + 1, sizeof *told.as)};
    struct pack k = *what;

    k.told = &told;
    const struct counts counts = each(&k, NULL);

    k.put(k.user, &counts, sizeof counts);
    put_numbers(&k);
    each(&k, put_place);
    each(&k, put_annex);
    each(&k, put_items);
    each(&k, put_make_laws);
    each(&k, put_stores);
    each(&k, put_clients);
    each(&k, put_needs);
    each(&k, put_streams);
    each(&k, put_stream_laws);
    each(&k, put_plains);
    each(&k, put_laws);
    each(&k, put_least);
    free(told.as);
}

void sup_pack(const struct sup_world *world, const uint32_t *owner, uint32_t rank,
              void (*put)(void *user, const void *data, size_t bytes), void *user)
{
    const struct pack k = {.w = world,
                           .owner = owner,
                           .rank = rank,
                           .all = (uint32_t)world->places,
                           .put = put,
                           .user = user};

    put(user, world->agent, world->places * sizeof *world->agent);
    pack(&k);
}

/* ---- the other end ---- */

struct unpack {
    struct sup_world *w;
    void (*get)(void *user, void *data, size_t bytes);
    void *user;
    struct sup_kept_law **law; // as they came, heap
    size_t laws;
};

static void *get_table(const struct unpack *k, size_t count, size_t bytes)
{
    void *table = base_arena_array(k->w->aside, count + 1, bytes);

    k->get(k->user, table, count * bytes);
    return table;
}

static const struct rand_dist *get_law(struct unpack *k)
{
    uint32_t number;

    k->get(k->user, &number, sizeof number);
    if (number > k->w->laws.count) {
        struct sup_kept_law *law = base_arena_take(k->w->aside, sizeof *law);

        k->get(k->user, &law->law, sizeof law->law);
        law->number = k->w->laws.count++;
        k->law = base_grow(k->law, law->number, &k->laws, sizeof(struct sup_kept_law *));
        k->law[law->number] = law;
    }
    base_assert(k->law != NULL && number > 0);
    return &k->law[number - 1]->law;
}

static void unpack(struct sup_world *w, void (*get)(void *user, void *data, size_t bytes),
                   void *user)
{
    struct unpack k = {w, get, user, NULL, 0};
    struct counts n;

    get(user, &n, sizeof n);
    w->laws = (struct sup_laws){0};
    w->expected = NULL;
    w->row = base_arena_array(w->aside, n.all, sizeof *w->row);
    for (uint32_t i = 0; i < n.all; i++)
        w->row[i] = n.places; // not here: the zeroed place behind the last
    for (uint32_t i = 0, lp; i < n.places; i++) {
        get(user, &lp, sizeof lp);
        w->row[lp] = i;
    }
    w->place = get_table(&k, n.places, sizeof *w->place);
    for (uint32_t i = 0; i < n.places; i++)
        if (w->place[i].annex != w->no_annex) {
            w->place[i].annex = base_arena_take(w->aside, sizeof *w->place[i].annex);
            get(user, w->place[i].annex, sizeof *w->place[i].annex);
        }
    w->place[n.places].annex = w->no_annex;
    w->item = get_table(&k, n.items, sizeof *w->item);
    for (uint32_t i = 0; i < n.items; i++)
        w->item[i].make_law = get_law(&k);
    for (uint32_t i = 0; i < n.items; i++)
        if (w->item[i].store != NULL) {
            w->item[i].store = base_arena_take(w->aside, sizeof *w->item[i].store);
            get(user, w->item[i].store, sizeof *w->item[i].store);
        }
    w->client = get_table(&k, n.clients, sizeof *w->client);
    w->need = get_table(&k, n.needs, sizeof *w->need);
    w->stream = get_table(&k, n.streams, sizeof *w->stream);
    for (uint32_t i = 0; i < n.streams; i++)
        w->stream[i].law = get_law(&k);
    w->plain = get_table(&k, n.plains, sizeof *w->plain);
    w->lane_law = base_arena_array(w->aside, n.laws + 1, sizeof(const struct rand_dist *));
    for (uint32_t i = 0; i < n.laws; i++)
        w->lane_law[i] = get_law(&k);
    w->law_least = get_table(&k, n.laws, sizeof *w->law_least);
    free(k.law);
}

void sup_unpack(struct sup_world *w, void (*get)(void *user, void *data, size_t bytes),
                void *user)
{
    w->agent = base_arena_array(w->aside, w->places, sizeof *w->agent);
    get(user, w->agent, w->places * sizeof *w->agent);
    unpack(w, get, user);
}

/* ---- the whole becomes a part ---- */

struct held {
    char *bytes; // heap
    size_t count, capacity, next;
};

static void hold(void *user, const void *data, size_t bytes)
{
    struct held *h = user;

    if (bytes == 0)
        return;
    h->bytes = base_grow(h->bytes, h->count + bytes - 1, &h->capacity, 1);
    memcpy(h->bytes + h->count, data, bytes);
    h->count += bytes;
}

static void take_back(void *user, void *data, size_t bytes)
{
    struct held *h = user;

    if (bytes > 0)
        memcpy(data, h->bytes + h->next, bytes);
    h->next += bytes;
}

void sup_keep_own(struct sup_world *w, const uint32_t *owner, uint32_t rank)
{
    struct base_arena *whole = w->aside;
    struct held h = {0};

    sup_pack(w, owner, rank, hold, &h);
    w->aside = base_arena_new();
    w->part_bytes = base_arena_array(w->aside, w->places, sizeof *w->part_bytes);
    for (size_t i = 0; i < w->places; i++)
        w->part_bytes[i] = w->place[i].bytes;
    base_arena_free(whole);
    sup_unpack(w, take_back, &h);
    free(h.bytes);
}

void sup_keep_part(struct sup_world *w, const uint32_t *owner, uint32_t rank,
                   const uint32_t *number, const uint64_t *agent, uint32_t all)
{
    struct held h = {0};
    const struct pack k = {.w = w,
                           .owner = owner,
                           .rank = rank,
                           .number = number,
                           .all = all,
                           .put = hold,
                           .user = &h};

    pack(&k);
    base_arena_free(w->aside);
    w->aside = base_arena_new();
    w->sites = w->places = all;
    w->agent = base_arena_array(w->aside, all, sizeof *w->agent);
    memcpy(w->agent, agent, all * sizeof *agent);
    unpack(w, take_back, &h);
    free(h.bytes);
}
