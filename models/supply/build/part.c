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

/* ---- the part ---- */

static void sum_states(struct sup_world *w)
{
    uint64_t bytes = 0;

    for (size_t i = 0; i < w->scen->sites; i++)
        bytes += sup_is_own(w, i) ? w->place[i].bytes : 0;
    w->state_bytes = sup_sum(w->apart, bytes);
}

/* Of own items, in their order, which they keep. */
static const float *orders_of_own(const struct sup_world *w)
{
    size_t items = w->scen->stockings, next = 0;
    float *orders = base_arena_array(w->arena, items + 1, sizeof *orders);

    for (size_t i = 0; i < w->scen->sites; i++)
        for (uint32_t k = 0; sup_is_own(w, i) && k < w->place[i].items; k++)
            orders[next++] = (float)w->expected[w->place[i].first_item + k].orders;
    return orders;
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
    bool good = sup_agree(a, w != NULL && err->count == 0);

    if (w == NULL || !good || !sup_hear_clients(w)) {
        sup_world_free(w);
        return NULL;
    }
    sum_states(w);
    w->day_orders = orders_of_own(w);
    sup_number_part(w);
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
