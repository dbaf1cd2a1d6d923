/* SPDX-License-Identifier: Apache-2.0 */
/* bdi/expr/parse.h - an expression's text to a tree: names found, types and units not yet seen.
 */
#pragma once

#include "bdi/expr/node.h"

/* The tree, in the text's arena; NULL, told, when the text makes no sense. Unknown names are
 * told, and are nodes that are `bad`. */
struct bdi_node *bdi_parse(const struct bdi_text *t);

enum { BDI_MANY = 100 }; // most arguments of min and max

/* A function of the language: what its calls become. NULL: it has none of this name. */
struct bdi_builtin {
    const char *name;
    enum bdi_kind kind;
    uint32_t least, most; // arguments
};
const struct bdi_builtin *bdi_builtin_find(const char *name, size_t size);
const struct bdi_builtin *bdi_builtins(size_t *count);
