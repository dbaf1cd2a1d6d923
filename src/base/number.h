/* SPDX-License-Identifier: Apache-2.0 */
/* base/number.h - text to numbers, strictly: all of the text, no overflow, nothing exotic.
 *
 * The C library's strto* functions accept leading blanks, hexadecimal, "inf" and "nan"; these
 * do not. The program never changes its locale, so the decimal point is a point.
 * Thread: pure functions.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* A decimal integer with optional sign; false, `*value` untouched, when it is none or too big.
 */
bool base_parse_int(const char *text, int64_t *value);

/* A finite decimal number, "3", "-0.5", "1e-3"; false, `*value` untouched, when it is none. */
bool base_parse_double(const char *text, double *value);

/* The number that `text` begins with; `*rest` is what follows it ("3 d": " d"). */
bool base_parse_double_prefix(const char *text, double *value, const char **rest);
