/* SPDX-License-Identifier: Apache-2.0 */
/* scen/outline.h - a text that is no scenario (a plan library, say) as a plain tree.
 *
 * The same language, checks and messages as scenario texts: includes, quoted quantities,
 * comments. What names mean is for the reader to say.
 */
#pragma once

#include "base/node.h"
#include "scen/text.h"

/* Reads the text `name` of `texts`, which `asked` wants. The tree lives in the texts' arena.
 * False with mistakes in `err`. */
bool scen_outline(struct scen_texts *texts, const char *name, struct scen_where asked,
                  struct base_node *root, struct base_err *err);

/* Reads the file at `path`; the tree lives in `arena`. */
bool scen_outline_file(const char *path, struct base_arena *arena, struct base_node *root,
                       struct base_err *err);

/* How expressions read units (as bdi/expr.h wants it, told by plain types): `currency` is a
 * string. The powers are those of struct scen_dim. */
bool scen_outline_unit(const char *currency, const char *text, size_t size, int16_t *power,
                       double *factor);
const char *scen_outline_unit_text(const char *currency, const int16_t *power, char *text,
                                   size_t bytes);
