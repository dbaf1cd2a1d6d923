/* SPDX-License-Identifier: Apache-2.0 */
/* base/mask.h - words and amounts of money that are not for everyone, and what stands for them.
 *
 * A word of 4 bytes and more is replaced wherever it stands, also within another word; a
 * shorter one only where it stands alone. ASCII letters count alike in both cases, the longest
 * word goes first. Thread: one writer, or many readers. Errors: none; out of memory ends the
 * run. NULL is a mask that hides nothing.
 */
#pragma once

#include <stdbool.h>

struct base_mask;

struct base_mask *base_mask_new(void); // owned by the caller
void base_mask_free(struct base_mask *m);

/* `alias` stands for `word` from now on; false when something does so already, or the word is
 * empty. Both are copied. */
bool base_mask_word(struct base_mask *m, const char *word, const char *alias);

/* Amounts of this currency ("EUR") are hidden; copied. */
void base_mask_money(struct base_mask *m, const char *currency);

/* The text with aliases for words, and "*** EUR" for amounts; to be freed. */
char *base_mask_text(const struct base_mask *m, const char *text);

/* Is this very word replaced? */
bool base_mask_has(const struct base_mask *m, const char *word);

/* Are figures with this unit hidden: "EUR/d", "currency", or (of scores and beliefs, whose
 * unit hangs on what they are of) "see /model/..."? */
bool base_mask_hides(const struct base_mask *m, const char *unit);

/* The currency that is hidden; NULL: money is shown. */
const char *base_mask_currency(const struct base_mask *m);
