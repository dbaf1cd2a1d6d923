/* SPDX-License-Identifier: Apache-2.0 */
/* bdi/expr/check.h - types and units of a tree, and its constant parts made one. */
#pragma once

#include "bdi/expr/node.h"

/* Gives each node its type and unit, and folds what is constant. A node with a mistake, told,
 * is `bad`, and so are those above it. */
void bdi_check(const struct bdi_text *t, struct bdi_node *n);
