/* SPDX-License-Identifier: Apache-2.0 */
/* supply/build/whom.h - the parts of sup_add_minds: what libraries say, and whom their words
 * mean.
 *
 * Thread: one. Libraries go into the world's arena; the finder is the caller's until freed.
 */
#pragma once

#include "supply/mind/mind.h"

/* build/lore.c: compiles the library of `as`. False with `err`. */
bool sup_understand(struct sup_world *world, const struct sup_domain *words,
                    const struct scen_agent *as, struct sup_lore *lore, struct base_err *err);

struct sup_finder;

struct sup_finder *sup_finder_new(const struct sup_world *world);
void sup_finder_free(struct sup_finder *finder); // NULL is fine

/* The site that the word means in that library: a partner's, else of that name; SCEN_NONE. */
int32_t sup_finder_site(const struct sup_finder *finder, const struct scen_agent *as,
                        const char *name);
int32_t sup_finder_product(const struct sup_finder *finder, const char *name);

/* The lanes that end at `site`, as they are written: `count` of them. */
const int32_t *sup_finder_lanes(const struct sup_finder *finder, int32_t site, size_t *count);
