/* SPDX-License-Identifier: Apache-2.0 */
/* base/text.h - a string that grows: JSON, messages, files that are written in one piece.
 *
 * Thread: one owner. Errors: none; out of memory ends the run.
 */
#pragma once

#include <stddef.h>

struct base_text {
    char *at;        // NULL while empty; else ends in NUL
    size_t length;   // bytes before the NUL
    size_t capacity; // room at `at`
};

void base_text_fini(struct base_text *t); // {0} is an empty text

/* Adds in printf format, or `bytes` bytes as they are. */
void base_text_add(struct base_text *t, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void base_text_put(struct base_text *t, const void *data, size_t bytes);

/* Adds a JSON string with its quotes; bytes that are not UTF-8 become U+FFFD. */
void base_text_json(struct base_text *t, const char *string);

/* Adds a string as scenarios write it: in quotes, with a backslash before quotes and
 * backslashes. */
void base_text_quoted(struct base_text *t, const char *string);

/* Adds a JSON number that reads back as the same double; null for what JSON cannot say. */
void base_text_json_number(struct base_text *t, double value);

/* What was added, "" when nothing was; borrowed until the next call. */
const char *base_text_get(const struct base_text *t);

/* Hands the string over, to be released with free(), and leaves the text empty. */
char *base_text_take(struct base_text *t);
