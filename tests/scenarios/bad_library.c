/* SPDX-License-Identifier: Apache-2.0 */
/* Bad plan libraries and what is said of them (expect.h). */
#include <string.h>

#include "base/arena.h"
#include "bdi/read.h"
#include "expect.h"
#include "scen/outline.h"
#include "scen/scenario.h"
#include "supply/mind/domain.h"
#include "supply/supply.h"

static void load(const char *path, struct base_err *err)
{
    struct base_arena *arena = base_arena_new();
    struct base_node root;
    struct bdi_library library;
    struct sup_domain words;

    sup_domain_init(&words, "EUR");
    if (scen_outline_file(path, arena, &root, err) &&
        bdi_read(&root, &words.domain, arena, &library, err))
        bdi_lint(&library, err);
    base_arena_free(arena);
}

/* A scenario whose agents' libraries are at odds with it: what its world says. */
static void load_world(const char *path, struct base_err *err)
{
    struct scenario scen;

    if (!scen_load(path, &scen, err))
        return;
    sup_world_free(sup_world_new(&scen, err));
    scen_free(&scen);
}

static void load_either(const char *path, struct base_err *err)
{
    (strstr(path, "/world_") != NULL ? load_world : load)(path, err);
}

int main(int argc, char **argv)
{
    return expect_all(argc, argv, load_either);
}
