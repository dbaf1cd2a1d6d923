/* SPDX-License-Identifier: Apache-2.0 */
#include "tw/remote.h"

#include "base/digest.h"
#include "tw/memory.h"

/* Eight sends in a row share a cache line: they come, and go, together. */
static size_t home(const struct tw_remote *r, uint64_t uid)
{
    return ((size_t)base_digest_mix(uid >> 3) << 3 | (size_t)(uid & 7)) & (r->capacity - 1);
}

static void put(struct tw_remote *r, struct tw_event *ev)
{
    size_t i = home(r, ev->uid);
    while (r->slot[i])
        i = (i + 1) & (r->capacity - 1);
    r->slot[i] = ev;
}

static void grow(struct tw_remote *r)
{
    struct tw_remote old = *r;
    r->capacity = old.capacity > 0 ? old.capacity * 2 : 512;
    r->slot = tw_memory_take(r->capacity * sizeof *r->slot);
    for (size_t i = 0; i < old.capacity; i++)
        if (old.slot[i])
            put(r, old.slot[i]);
    tw_memory_give(old.slot, old.capacity * sizeof *old.slot);
}

void tw_remote_fini(struct tw_remote *r)
{
    tw_memory_give(r->slot, r->capacity * sizeof *r->slot);
    *r = (struct tw_remote){0};
}

void tw_remote_add(struct tw_remote *r, struct tw_event *ev)
{
    if (2 * (r->count + 1) > r->capacity)
        grow(r);
    put(r, ev);
    r->count++;
}

/* Moves later entries of the cluster back over the hole at `i`, so probing never meets one. */
static void close_hole(struct tw_remote *r, size_t i)
{
    size_t mask = r->capacity - 1;

    for (size_t j = (i + 1) & mask; r->slot[j]; j = (j + 1) & mask) {
        size_t h = home(r, r->slot[j]->uid);
        if (((j - h) & mask) >= ((j - i) & mask)) {
            r->slot[i] = r->slot[j];
            i = j;
        }
    }
    r->slot[i] = NULL;
}

struct tw_event *tw_remote_remove(struct tw_remote *r, uint64_t uid)
{
    if (r->capacity == 0)
        return NULL;
    for (size_t i = home(r, uid); r->slot[i]; i = (i + 1) & (r->capacity - 1))
        if (r->slot[i]->uid == uid) {
            struct tw_event *ev = r->slot[i];
            close_hole(r, i);
            r->count--;
            return ev;
        }
    return NULL;
}
