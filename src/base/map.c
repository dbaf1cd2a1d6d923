/* SPDX-License-Identifier: Apache-2.0 */
#include "base/map.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/mem.h"
#include "base/nearest.h"

struct entry {
    const char *name;
    uint64_t hash;
    int32_t value;
};

/* Entries stay in the order of `put`; `slot` finds them by hash. */
struct base_map {
    struct base_arena *names;
    struct entry *entry;
    size_t count, capacity;
    uint32_t *slot; // 1 + index of the entry, 0 = free
    size_t slots;   // a power of two, at most half of it in use
};

struct base_map *base_map_new(void)
{
    struct base_map *m = base_alloc(sizeof *m);
    m->names = base_arena_new();
    m->slots = 16;
    m->slot = base_array(m->slots, sizeof *m->slot);
    return m;
}

void base_map_free(struct base_map *m)
{
    if (m == NULL)
        return;
    base_arena_free(m->names);
    free(m->entry);
    free(m->slot);
    free(m);
}

/* Where the name is or would be put. */
static uint32_t *find(const struct base_map *m, const char *name, uint64_t hash)
{
    for (size_t at = hash & (m->slots - 1);; at = (at + 1) & (m->slots - 1)) {
        uint32_t found = m->slot[at];
        if (found == 0)
            return &m->slot[at];
        const struct entry *e = &m->entry[found - 1];
        if (e->hash == hash && strcmp(e->name, name) == 0)
            return &m->slot[at];
    }
}

static uint64_t hash_of(const char *name)
{
    return base_digest_mix(base_digest_bytes(0, name, strlen(name)));
}

static void double_slots(struct base_map *m)
{
    free(m->slot);
    m->slots *= 2;
    m->slot = base_array(m->slots, sizeof *m->slot);
    for (size_t i = 0; i < m->count; i++)
        *find(m, m->entry[i].name, m->entry[i].hash) = (uint32_t)(i + 1);
}

bool base_map_put(struct base_map *m, const char *name, int32_t value)
{
    uint64_t hash = hash_of(name);

    if (*find(m, name, hash) != 0)
        return false;
    if ((m->count + 1) * 2 > m->slots)
        double_slots(m);
    m->entry = base_grow(m->entry, m->count, &m->capacity, sizeof *m->entry);
    m->entry[m->count] = (struct entry){base_arena_string(m->names, name), hash, value};
    *find(m, name, hash) = (uint32_t)++m->count;
    return true;
}

int32_t base_map_get(const struct base_map *m, const char *name)
{
    uint32_t found = *find(m, name, hash_of(name));
    return found ? m->entry[found - 1].value : BASE_MAP_NONE;
}

size_t base_map_count(const struct base_map *m)
{
    return m->count;
}

const char *base_map_nearest(const struct base_map *m, const char *name)
{
    size_t limit = base_nearest_limit(name);
    const char *best = NULL;

    for (size_t i = 0; i < m->count; i++) {
        size_t steps = base_edit_distance(name, m->entry[i].name, limit);
        if (steps > limit)
            continue;
        best = m->entry[i].name;
        if (steps == 0)
            break;
        limit = steps - 1;
    }
    return best;
}
