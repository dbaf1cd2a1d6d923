/* SPDX-License-Identifier: Apache-2.0 */
/* From the numbers of a part to those of the whole. */
#include <stdlib.h>

#include "base/mem.h"
#include "supply/build/meet.h"

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

bool sup_hear_clients(struct sup_world *w)
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

/* Items and demands are numbered site by site. Each rank counts through a block of the sites,
 * whoever owns them: owners tell how many are at theirs, in their order, and get the numbers of
 * the first in the same order. */
struct tally { // of a site
    uint32_t items, streams;
};

static uint32_t block_of(const struct sup_apart *a, uint32_t rank)
{
    return (uint32_t)((uint64_t)a->part->sites * rank / a->meet->ranks);
}

/* The rank whose block has the site. */
static uint32_t counter_of(const struct sup_apart *a, uint32_t site)
{
    uint32_t rank = (uint32_t)((uint64_t)site * a->meet->ranks / a->part->sites);

    while (site >= block_of(a, rank + 1))
        rank++;
    return rank;
}

static void tell_tallies(struct sup_world *w)
{
    struct sup_apart *a = w->apart;

    for (size_t i = 0; i < w->scen->sites; i++) {
        struct tally tally = {w->place[i].items, w->place[i].streams};

        if (sup_is_own(w, i))
            sup_say(a, counter_of(a, a->part->site[i]), &tally, sizeof tally);
    }
}

/* Where in what came each rank's words begin; heap. */
static size_t *words_of(const struct sup_apart *a, size_t bytes)
{
    size_t *next = base_array(a->meet->ranks, sizeof *next);

    for (uint32_t r = 1; r < a->meet->ranks; r++)
        next[r] = next[r - 1] + a->came[r - 1] / bytes;
    return next;
}

/* What comes before this rank's block. */
static struct tally sum_before(struct sup_apart *a, const struct tally *tally, size_t count)
{
    struct tally block = {0}, sum = {0};
    size_t bytes;

    for (size_t i = 0; i < count; i++) {
        block.items += tally[i].items;
        block.streams += tally[i].streams;
    }
    for (uint32_t r = 0; r < a->meet->ranks; r++)
        sup_say(a, r, &block, sizeof block);
    struct tally *each = sup_exchange(a, &bytes);

    for (uint32_t r = 0; r < a->meet->rank; r++) {
        sum.items += each[r].items;
        sum.streams += each[r].streams;
    }
    free(each);
    return sum;
}

/* Counts through the block. */
static void count_block(struct sup_apart *a)
{
    size_t bytes;
    struct tally *tally = sup_exchange(a, &bytes);
    size_t *next = words_of(a, sizeof *tally);
    struct tally sum = sum_before(a, tally, bytes / sizeof *tally);

    for (uint32_t i = block_of(a, a->meet->rank); i < block_of(a, a->meet->rank + 1); i++) {
        const struct tally *of = &tally[next[a->meet->owner[i]]++];

        sup_say(a, a->meet->owner[i], &sum, sizeof sum);
        sum.items += of->items;
        sum.streams += of->streams;
    }
    free(tally);
    free(next);
}

static void number_habits(struct sup_world *w, const struct sup_place *p, uint32_t first)
{
    for (uint32_t i = 0; i < p->streams; i++) {
        const struct sup_stream *s = &w->stream[p->first_stream + i];

        if (s->special != 0)
            w->habit[s->habit].number = first + i;
    }
}

static void number_items(struct sup_world *w)
{
    struct sup_apart *a = w->apart;
    size_t bytes;

    tell_tallies(w);
    count_block(a);
    struct tally *first = sup_exchange(a, &bytes);
    size_t *next = words_of(a, sizeof *first);

    for (size_t i = 0; i < w->scen->sites; i++) {
        if (!sup_is_own(w, i))
            continue;
        const struct tally *of = &first[next[counter_of(a, a->part->site[i])]++];

        w->place[i].number = of->items;
        number_habits(w, &w->place[i], of->streams);
    }
    free(first);
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

void sup_number_part(struct sup_world *w)
{
    number_items(w);
    for (size_t i = 0; i < w->scen->sites; i++)
        if (sup_is_own(w, i))
            number_place(w, &w->place[i]);
}
