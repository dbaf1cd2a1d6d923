/* SPDX-License-Identifier: Apache-2.0 */
/* Laws that say the same are kept once. */
#include <string.h>

#include "base/digest.h"
#include "supply/world.h"

enum { FIRST_ROOM = 64 };

static_assert(sizeof(struct rand_dist) == 56, "no padding: laws are compared as bytes");

/* Bit by bit: what differs in the sign of a zero is another law. */
static bool same(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct rand_dist)) == 0;
}

/* Where it is, or would be put. */
static struct sup_kept_law **place_of(const struct sup_laws *l, const struct rand_dist *law)
{
    uint64_t digest = base_digest_mix(base_digest_bytes(1, law, sizeof *law));
    uint32_t at = (uint32_t)digest & (l->room - 1);

    while (l->slot[at] != NULL && !same(&l->slot[at]->law, law))
        at = (at + 1) & (l->room - 1);
    return &l->slot[at];
}

/* What is left behind sums to less than what is there. */
static void widen(struct sup_world *w)
{
    struct sup_laws old = w->laws;

    w->laws.room = old.room > 0 ? old.room * 2 : FIRST_ROOM;
    w->laws.slot = base_arena_array(w->aside, w->laws.room, sizeof *w->laws.slot);
    for (uint32_t i = 0; i < old.room; i++)
        if (old.slot[i] != NULL)
            *place_of(&w->laws, &old.slot[i]->law) = old.slot[i];
}

const struct rand_dist *sup_keep_law(struct sup_world *w, const struct scen_law *law)
{
    const struct rand_dist wanted = sup_law(law);

    if (w->laws.count >= w->laws.room / 2)
        widen(w);
    struct sup_kept_law **at = place_of(&w->laws, &wanted);

    if (*at == NULL) {
        *at = base_arena_take(w->aside, sizeof **at);
        **at = (struct sup_kept_law){wanted, w->laws.count++};
    }
    return &(*at)->law;
}
