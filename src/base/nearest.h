/* SPDX-License-Identifier: Apache-2.0 */
/* base/nearest.h - "did you mean ...?"
 *
 * Optimal string alignment distance (insert, delete, change, swap of neighbours), blind to
 * case and to '-' against '_'. Thread: pure functions.
 */
#pragma once

#include <stddef.h>

/* Steps from one name to the other; counts no further than `limit` + 1. */
size_t base_edit_distance(const char *a, const char *b, size_t limit);

/* How many steps a typo in `name` may be away: a third of its length, at least 1. */
size_t base_nearest_limit(const char *name);

/* The nearest of `names` (the first of equals); NULL when all are too far to be meant. */
const char *base_nearest(const char *name, const char *const *names, size_t count);
