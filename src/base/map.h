/* SPDX-License-Identifier: Apache-2.0 */
/* base/map.h - names to numbers: which product, site, key is meant.
 *
 * Open addressing with linear probing; the order of `put` never shows. Names are copied.
 * Thread: one writer, or many readers. Errors: none; out of memory ends the run.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BASE_MAP_NONE = -1 };

struct base_map;

struct base_map *base_map_new(void);    // owned by the caller
void base_map_free(struct base_map *m); // NULL is fine

/* Names `value`; false when the name is taken already, which then keeps its value. */
bool base_map_put(struct base_map *m, const char *name, int32_t value);

/* What the name stands for; BASE_MAP_NONE when nothing. */
int32_t base_map_get(const struct base_map *m, const char *name);

size_t base_map_count(const struct base_map *m);

/* The name that was probably meant (base/nearest.h); NULL when none comes near. */
const char *base_map_nearest(const struct base_map *m, const char *name);
