/* SPDX-License-Identifier: Apache-2.0 */
#include "bdi/read.h"

#include <stdlib.h>
#include <string.h>

#include "bdi/read/state.h"

#define KEYS "library|doc|intentions|budget|learn|beliefs|goals|plans|invariants"

static void read_head(struct bdi_reading *in)
{
    const char *name = bdi_need(in, in->root, "library", "text");
    const char *learn = bdi_text(in, in->root, "learn");

    bdi_know(in, in->root, "library", KEYS);
    in->lib->name = name != NULL ? name : "";
    in->lib->intentions = bdi_count(in, in->root, "intentions", 1, BDI_INTENTIONS, 4);
    in->lib->budget = bdi_count(in, in->root, "budget", 1, 100000, BDI_BUDGET);
    if (learn != NULL)
        in->lib->frozen = bdi_choice(in, bdi_child(in->root, "learn"), learn, "on|frozen") == 1;
}

static void *keep(struct base_arena *arena, void *heap, size_t count, size_t bytes)
{
    void *kept = base_arena_array(arena, count, bytes);

    if (count > 0)
        memcpy(kept, heap, count * bytes);
    free(heap);
    return kept;
}

/* What grew on the heap is copied to the arena. */
static void settle(struct bdi_reading *in)
{
    struct bdi_library *l = in->lib;

    l->belief = keep(in->arena, l->belief, l->beliefs, sizeof *l->belief);
    l->step = keep(in->arena, l->step, l->steps, sizeof *l->step);
    l->word = keep(in->arena, l->word, l->words, sizeof *l->word);
    l->listed = keep(in->arena, l->listed, l->listeds, sizeof *l->listed);
    l->list = keep(in->arena, l->list, l->lists, sizeof *l->list);
    free(in->name);
}

bool bdi_read(const struct base_node *root, const struct bdi_domain *domain,
              struct base_arena *arena, struct bdi_library *library, struct base_err *err)
{
    size_t before = err->errors;
    struct bdi_reading in = {
        .root = root,
        .domain = domain,
        .arena = arena,
        .err = err,
        .lib = library,
        .scope = {.function = domain->function,
                  .functions = domain->functions,
                  .units = domain->units},
    };

    *library = (struct bdi_library){.name = ""};
    read_head(&in);
    bdi_read_beliefs(&in);
    bdi_read_goals(&in);
    if (library->goals > 0)
        bdi_read_plans(&in);
    bdi_read_invariants(&in);
    settle(&in);
    return err->errors == before && bdi_library_finish(library, arena, err);
}
