/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/index.h"

#include <stdlib.h>

#include "base/digest.h"
#include "base/mem.h"

enum { FIRST_SLOTS = 64 };

void scen_index_fini(struct scen_index *ix)
{
    free(ix->key);
    free(ix->slot);
    *ix = (struct scen_index){0};
}

/* Where the search for it begins. */
static size_t begin(const struct scen_index *ix, uint64_t key)
{
    return (size_t)((base_digest_mix(key) >> 32) * ix->slots >> 32);
}

/* The slot that has it, else the free one where it belongs. */
static uint32_t *slot_of(const struct scen_index *ix, uint64_t key)
{
    size_t at = begin(ix, key);

    while (ix->slot[at] != 0 && ix->key[ix->slot[at] - 1] != key)
        at = at + 1 < ix->slots ? at + 1 : 0;
    return &ix->slot[at];
}

static void lay_out(struct scen_index *ix, size_t slots)
{
    free(ix->slot);
    ix->slot = base_array(slots, sizeof *ix->slot);
    ix->slots = slots;
    for (size_t i = 0; i < ix->count; i++)
        *slot_of(ix, ix->key[i]) = (uint32_t)i + 1;
}

bool scen_index_add(struct scen_index *ix, uint64_t key)
{
    if (ix->count == SCEN_INDEX_MOST)
        return false;
    if (3 * (ix->count + 1) > 2 * ix->slots)
        lay_out(ix, ix->slots > 0 ? 2 * ix->slots : FIRST_SLOTS);
    uint32_t *slot = slot_of(ix, key);
    if (*slot != 0)
        return false;
    ix->key = base_grow(ix->key, ix->count, &ix->room, sizeof *ix->key);
    ix->key[ix->count++] = key;
    *slot = (uint32_t)ix->count;
    return true;
}

uint32_t scen_index_find(const struct scen_index *ix, uint64_t key)
{
    uint32_t found = ix->count > 0 ? *slot_of(ix, key) : 0;

    return found > 0 ? found - 1 : SCEN_NOT_IN_INDEX;
}

uint32_t scen_index_find_near(const struct scen_index *ix, uint64_t key, uint32_t guess)
{
    for (uint32_t at = guess; at < ix->count && at <= guess + 1; at++)
        if (ix->key[at] == key)
            return at;
    return scen_index_find(ix, key);
}

void scen_index_expect(struct scen_index *ix, size_t count)
{
    if (count <= ix->count || count > SCEN_INDEX_MOST)
        return;
    ix->key = base_resize(ix->key, count, sizeof *ix->key);
    ix->room = count;
    lay_out(ix, count + count / 2 + 1);
}
