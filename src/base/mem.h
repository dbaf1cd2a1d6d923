/* SPDX-License-Identifier: Apache-2.0 */
/* base/mem.h - heap memory that is there or ends the run.
 *
 * Everything is released with free(). Thread: as malloc. Errors: none; base_die.
 */
#pragma once

#include <stddef.h>

/* `bytes` zeroed bytes; never NULL, also for 0. */
void *base_alloc(size_t bytes);

/* `count` zeroed items of `item_bytes`; the product is checked for overflow. */
void *base_array(size_t count, size_t item_bytes);

/* realloc() to `count` items; what is new is not zeroed. */
void *base_resize(void *old, size_t count, size_t item_bytes);

/* Makes sure that item number `index` has room in a growing array: doubles `*capacity` until
 * it has. What is new is not zeroed. */
void *base_grow(void *old, size_t index, size_t *capacity, size_t item_bytes);

/* A copy of the string. */
char *base_string(const char *text);

/* Zeroed bytes that begin and end on cache lines, for what threads share. */
void *base_alloc_aligned(size_t bytes);

/* From now on the heap keeps tens of MB of what is freed for the next who asks, instead of
 * giving it back to the system and taking it anew for each of thousands of short runs. */
void base_keep_heap(void);
