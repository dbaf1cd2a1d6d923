/* SPDX-License-Identifier: Apache-2.0 */
/* bdi/read.h - the text of a plan library: from a tree of names and values to tables.
 *
 * docs/BDI.md is the reference of the language. Mistakes go to `err` as file:line, all at once.
 */
#pragma once

#include "base/node.h"
#include "bdi/domain.h"

/* Fills `library` in `arena`, finished (bdi_library_finish). False with mistakes. */
bool bdi_read(const struct base_node *root, const struct bdi_domain *domain,
              struct base_arena *arena, struct bdi_library *library, struct base_err *err);

/* Warns of what can be run but hardly is meant: bdi/lint.c. The library is good otherwise. */
void bdi_lint(const struct bdi_library *library, struct base_err *err);
