/* SPDX-License-Identifier: Apache-2.0 */
/* lab/diff_text.h - which lines of two texts have no partner in the other.
 *
 * The longest common subsequence by dynamic programming (Wagner and Fischer, "The string-to-
 * string correction problem", J. ACM 21(1), 1974) between what is left of the texts once their
 * common begin and end are off; too large a rest counts as all different. Thread: pure.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct lab_lines {
    const char **line; // without ends of line, in the arena
    size_t count;
};

struct lab_lines lab_lines_of(const char *text, size_t bytes, struct base_arena *arena);

/* Marks the lines of each text that have no partner, in the arena. */
void lab_lines_differ(const struct lab_lines *a, const struct lab_lines *b,
                      struct base_arena *arena, bool **only_a, bool **only_b);
