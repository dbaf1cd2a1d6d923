/* SPDX-License-Identifier: Apache-2.0 */
/* Bad plan libraries and what is said of them (expect.h). */
#include "base/arena.h"
#include "bdi/read.h"
#include "expect.h"
#include "scen/outline.h"
#include "supply/mind/domain.h"

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

int main(int argc, char **argv)
{
    return expect_all(argc, argv, load);
}
