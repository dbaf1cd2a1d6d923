/* SPDX-License-Identifier: Apache-2.0 */
/* scen/cut_kin.c - which ranks need what of which site: those who own it, those whose lanes
 * lead there, those to whom its lanes lead. */
#include <stdlib.h>

#include "base/mem.h"
#include "scen/cut.h"

/* Site, rank and, last, kin: of several entries of a rank the first counts. */
static uint64_t entry_of(uint32_t site, uint32_t rank, enum scen_kin kin)
{
    return (uint64_t)site << 32 | (uint64_t)rank << 1 | (kin == SCEN_EDGE);
}

static int by_entry(const void *x, const void *y)
{
    const uint64_t *a = x, *b = y;

    return (*a > *b) - (*a < *b);
}

static void put_in_order(struct scen_cut_kin *k)
{
    size_t kept = 0;

    if (k->entries > 1)
        qsort(k->entry, k->entries, sizeof *k->entry, by_entry);
    for (size_t i = 0; i < k->entries; i++)
        if (kept == 0 || k->entry[i] >> 1 != k->entry[kept - 1] >> 1)
            k->entry[kept++] = k->entry[i];
    k->entries = kept;
}

/* What is said again and again is put together before there is more room. */
static void add(struct scen_cut_kin *k, uint32_t site, uint32_t rank, enum scen_kin kin)
{
    if (k->owner[site] == rank)
        return;
    if (k->entries == k->room) {
        put_in_order(k);
        if (k->entries > k->room / 2)
            k->entry = base_grow(k->entry, k->room, &k->room, sizeof *k->entry);
    }
    if (k->entries == k->room)
        k->entry = base_grow(k->entry, k->entries, &k->room, sizeof *k->entry);
    k->entry[k->entries++] = entry_of(site, rank, kin);
}

static void find_first(struct scen_cut_kin *k, size_t sites)
{
    size_t at = 0;

    put_in_order(k);
    for (size_t s = 0; s <= sites; s++) {
        while (at < k->entries && k->entry[at] >> 32 < s)
            at++;
        k->first[s] = (uint32_t)at;
    }
}

static void add_clients(struct scen_cut_kin *k, const struct scen_cut *cut)
{
    for (size_t i = 0; i < cut->lanes; i++)
        add(k, cut->to[i], k->owner[cut->from[i]], SCEN_CLIENT);
}

/* Where the lanes of a rank begin; `clients` are all that were known before. */
static void add_edges(struct scen_cut_kin *k, const struct scen_cut *cut,
                      const uint64_t *clients)
{
    for (size_t i = 0; i < cut->lanes; i++) {
        uint32_t from = cut->from[i], to = cut->to[i];

        add(k, from, k->owner[to], SCEN_EDGE);
        for (uint32_t e = k->first[to]; e < k->first[to + 1]; e++)
            add(k, from, scen_cut_kin_rank(clients[e]), SCEN_EDGE);
    }
}

static void add_pins(struct scen_cut_kin *k, const struct scen_cut *cut)
{
    for (size_t i = 0; i < cut->pins; i++)
        for (uint32_t rank = 0; rank < k->ranks; rank++)
            add(k, cut->pin[i], rank, SCEN_EDGE);
}

void scen_cut_kin_find(struct scen_cut_kin *k, const struct scen_cut *cut,
                       const uint32_t *owner, uint32_t ranks)
{
    size_t sites = cut->sites.count;

    *k = (struct scen_cut_kin){.owner = owner, .ranks = ranks};
    k->first = base_array(sites + 1, sizeof *k->first);
    add_clients(k, cut);
    find_first(k, sites);
    uint64_t *clients = base_array(k->entries + 1, sizeof *clients);
    for (size_t i = 0; i < k->entries; i++)
        clients[i] = k->entry[i];
    add_edges(k, cut, clients);
    free(clients);
    add_pins(k, cut);
    find_first(k, sites);
}

void scen_cut_kin_fini(struct scen_cut_kin *k)
{
    free(k->entry);
    free(k->first);
}
