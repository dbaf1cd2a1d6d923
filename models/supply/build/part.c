/* SPDX-License-Identifier: Apache-2.0 */
/* The part of a world that a rank needs, from its part of the scenario. */
#include "supply/part.h"

#include <stdlib.h>

#include "base/mem.h"
#include "supply/build/meet.h"
#include "supply/share.h"

/* ---- which models have parts ---- */

static bool plain_order(const struct scen_stocking *s)
{
    const struct scen_ordering *o = s->ordering;

    return s->policy != SCEN_MRP &&
           (o == NULL || (o->sources <= 1 && o->siblings == 0 && !o->echelon));
}

/* Nobody looks further than to those whom he orders from and who order from him. */
static bool fits(const struct scenario *scen)
{
    bool good =
        scen->part != NULL && scen->carriers == 0 && scen->agents == 0 && scen->lines == 0;

    for (size_t i = 0; good && i < scen->stockings; i++)
        good = plain_order(&scen->stocking[i]);
    return good;
}

/* ---- clients ---- */

struct client_number {
    uint32_t site, slot;          // of who orders; the site of the whole
    uint32_t source_slot, client; // the item that it draws on, and what it is there
};

static void tell_clients(struct sup_world *w)
{
    struct sup_apart *a = w->apart;

    for (uint32_t i = 0; i < w->scen->stockings; i++) {
        const struct sup_item *item = &w->item[i];

        for (uint32_t n = 1; sup_is_own(w, item->site) && n < item->clients; n++) {
            const struct sup_client *c = &w->client[item->first_client + n];

            if (c->kind != SUP_LANE || sup_is_own(w, c->lp))
                continue;
            struct client_number word = {a->part->site[c->lp], c->slot, sup_slot_of(w, item),
                                         n};

            sup_say(a, sup_owner(a, c->lp), &word, sizeof word);
        }
    }
}

static size_t ordered_elsewhere(const struct sup_world *w)
{
    size_t count = 0;

    for (size_t i = 0; i < w->scen->stockings; i++)
        count += sup_is_own(w, w->item[i].site) && !w->item[i].made_here &&
                 !sup_is_own(w, w->item[i].source_lp);
    return count;
}

/* What own items are to sources that others own. False when one of them does not know of it. */
static bool hear_clients(struct sup_world *w)
{
    struct sup_apart *a = w->apart;
    size_t bytes;

    tell_clients(w);
    struct client_number *word = sup_exchange(a, &bytes);
    size_t count = bytes / sizeof *word;

    for (size_t i = 0; i < count; i++) {
        const struct sup_place *p = &w->place[sup_site_here(a, word[i].site)];
        struct sup_item *item = &w->item[p->first_item + word[i].slot];

        item->source_slot = word[i].source_slot;
        item->source_client = word[i].client;
    }
    free(word);
    return sup_agree(a, count == ordered_elsewhere(w));
}

/* ---- numbers of the whole ---- */

struct tally { // of a site
    uint32_t items, streams;
};

static void tell_tallies(struct sup_world *w)
{
    for (size_t i = 0; i < w->scen->sites; i++) {
        struct tally tally = {w->place[i].items, w->place[i].streams};

        for (uint32_t r = 0; sup_is_own(w, i) && r < w->apart->meet->ranks; r++)
            sup_say(w->apart, r, &tally, sizeof tally);
    }
}

static void number_habits(struct sup_world *w, const struct sup_place *p, uint32_t first)
{
    for (uint32_t i = 0; i < p->streams; i++) {
        const struct sup_stream *s = &w->stream[p->first_stream + i];

        if (s->special != 0)
            w->habit[s->habit].number = first + i;
    }
}

/* Items and demands are numbered site by site; each owner tells how many there are at its
 * sites, in their order. */
static void number_items(struct sup_world *w)
{
    struct sup_apart *a = w->apart;
    size_t bytes, *next = base_array(a->meet->ranks, sizeof *next);
    uint32_t here = 0;
    struct tally sum = {0};

    tell_tallies(w);
    struct tally *tally = sup_exchange(a, &bytes);

    for (uint32_t r = 1; r < a->meet->ranks; r++)
        next[r] = next[r - 1] + a->came[r - 1] / sizeof *tally;
    for (uint32_t i = 0; i < a->part->sites; i++) {
        const struct tally *of = &tally[next[a->meet->owner[i]]++];

        if (here < a->here && a->part->site[here] == i) {
            w->place[here].number = sum.items;
            number_habits(w, &w->place[here], sum.streams);
            here++;
        }
        sum.items += of->items;
        sum.streams += of->streams;
    }
    free(tally);
    free(next);
}

static void number_place(struct sup_world *w, struct sup_place *p)
{
    const struct scen_part *part = w->apart->part;

    for (uint32_t i = p->first_item; i < p->first_item + p->items; i++) {
        struct sup_item *item = &w->item[i];

        item->site = part->site[item->site];
        item->source_lp = part->site[item->source_lp];
        if (!item->made_here)
            item->source_lane = part->lane[item->source_lane];
    }
    for (uint32_t i = p->first_client; i < p->first_client + p->clients; i++)
        if (w->client[i].kind == SUP_LANE)
            w->client[i].lp = part->site[w->client[i].lp];
    for (uint32_t i = p->first_plain; i < p->first_plain + p->plains; i++)
        w->plain[i].lane = part->lane[w->plain[i].lane];
}

/* Clients still say by its number here which lane they are on: nobody sees it, and what goes
 * wrong on lanes is told by it. */
static void number_all(struct sup_world *w)
{
    number_items(w);
    for (size_t i = 0; i < w->scen->sites; i++)
        if (sup_is_own(w, i))
            number_place(w, &w->place[i]);
}

/* ---- the part ---- */

static void sum_states(struct sup_world *w)
{
    uint64_t bytes = 0;

    for (size_t i = 0; i < w->scen->sites; i++)
        bytes += sup_is_own(w, i) ? w->place[i].bytes : 0;
    w->state_bytes = sup_sum(w->apart, bytes);
}

static void keep_own(struct sup_world *w)
{
    const struct sup_apart *a = w->apart;
    uint32_t *owner = base_array(w->scen->sites, sizeof *owner);

    for (size_t i = 0; i < w->scen->sites; i++)
        owner[i] = sup_owner(a, i);
    sup_keep_part(w, owner, a->meet->rank, a->part->site, a->meet->key, a->part->sites);
    free(owner);
}

static struct sup_world *build(const struct scenario *scen, struct sup_apart *a,
                               struct base_err *err)
{
    struct sup_world *w = sup_world_build(scen, base_arena_new(), base_arena_new(), a, err);

    if (!sup_agree(a, w != NULL && err->count == 0) || !hear_clients(w)) {
        sup_world_free(w);
        return NULL;
    }
    sum_states(w);
    number_all(w);
    keep_own(w);
    w->apart = NULL;
    return w;
}

struct sup_world *sup_part_new(const struct scenario *scen, const struct sup_meet *meet)
{
    if (!meet->all(meet->user, fits(scen)))
        return NULL;
    struct base_err err = {0};
    struct sup_apart a = {.meet = meet,
                          .part = scen->part,
                          .here = (uint32_t)scen->sites,
                          .post = base_array(meet->ranks, sizeof *a.post),
                          .came = base_array(meet->ranks, sizeof *a.came),
                          .depth = base_array(scen->stockings + 1, sizeof *a.depth)};
    struct sup_world *w = build(scen, &a, &err);

    for (uint32_t r = 0; r < meet->ranks; r++)
        free(a.post[r].bytes);
    free(a.post);
    free(a.came);
    free(a.depth);
    base_err_fini(&err);
    return w;
}
