/* SPDX-License-Identifier: Apache-2.0 */
/* tw/sort.h - sorts queue entries by key: insertion for short pieces, merges above.
 *
 * Thread: pure. Errors: none.
 */
#pragma once

#include <stddef.h>

#include "tw/event.h"

/* Sorts entry[0 .. count) ascending; `scratch` has room for `count`. O(n log n) always. */
void tw_sort(struct tw_entry *entry, size_t count, struct tw_entry *scratch);
