/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "bdi/agent.h"
#include "bdi/read/state.h"

#define KEYS "name|must|on|doc"

/* Which verbs: those that are named, or all. */
static uint64_t verb_named(const struct bdi_reading *in, const struct base_node *at)
{
    for (uint32_t v = 0; v < in->domain->verbs; v++)
        if (at->kind == BASE_VALUE && strcmp(in->domain->verb[v].name, at->text) == 0)
            return UINT64_C(1) << (BDI_VERBS + v);
    bdi_refuse_at(in, at, "on = \"%s\": no such verb; see `bullwhip lint --words`",
                  at->kind == BASE_VALUE ? at->text : at->name);
    return 0;
}

static uint64_t verbs_of(const struct bdi_reading *in, const struct base_node *node)
{
    const struct base_node *on = bdi_child(node, "on");
    uint64_t verbs = 0;

    if (on == NULL)
        return UINT64_MAX;
    if (on->kind == BASE_VALUE)
        return verb_named(in, on);
    for (size_t i = 0; i < on->children; i++)
        verbs |= verb_named(in, &on->child[i]);
    return verbs;
}

static void read_invariant(struct bdi_reading *in, const struct base_node *node,
                           struct bdi_invariant *out)
{
    const char *name = bdi_need(in, node, "name", "invariant");

    bdi_know(in, node, "invariant", KEYS);
    *out = (struct bdi_invariant){.name = name != NULL ? name : "",
                                  .verbs = verbs_of(in, node),
                                  .where = {node->file, node->line}};
    if (bdi_need(in, node, "must", "invariant") != NULL)
        bdi_condition(in, node, "must", &out->must);
}

void bdi_read_invariants(struct bdi_reading *in)
{
    const struct base_node *all = bdi_child(in->root, "invariants");

    if (all == NULL)
        return;
    if (all->kind != BASE_LIST) {
        bdi_refuse_at(
            in, all,
            "invariants; expected a list, invariants: ( { name = ...; must = ...; } );");
        return;
    }
    in->lib->invariant =
        base_arena_array(in->arena, all->children + 1, sizeof(struct bdi_invariant));
    for (size_t i = 0; i < all->children; i++)
        read_invariant(in, &all->child[i], &in->lib->invariant[in->lib->invariants++]);
}
