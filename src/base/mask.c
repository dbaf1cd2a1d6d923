/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mask.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"

enum { ANYWHERE_BYTES = 4, WORD_MOST = 255 };

struct base_mask {
    struct base_map *word; // in lower case -> position in `alias`
    char **alias;
    size_t aliases, capacity;
    bool length[WORD_MOST + 1]; // is there a word of so many bytes?
    size_t longest;
    char *currency;
};

struct base_mask *base_mask_new(void)
{
    struct base_mask *m = base_alloc(sizeof *m);

    m->word = base_map_new();
    return m;
}

void base_mask_free(struct base_mask *m)
{
    if (m == NULL)
        return;
    for (size_t i = 0; i < m->aliases; i++)
        free(m->alias[i]);
    base_map_free(m->word);
    free(m->alias);
    free(m->currency);
    free(m);
}

/* Names are shorter; of what is longer the begin is what counts. */
static size_t lower(const char *text, size_t bytes, char to[WORD_MOST + 1])
{
    size_t i = 0;

    for (; i < bytes && i < WORD_MOST; i++)
        to[i] = (char)tolower((unsigned char)text[i]);
    to[i] = '\0';
    return i;
}

bool base_mask_word(struct base_mask *m, const char *word, const char *alias)
{
    char key[WORD_MOST + 1];
    size_t bytes = lower(word, strlen(word), key);

    if (bytes == 0 || !base_map_put(m->word, key, (int32_t)m->aliases))
        return false;
    m->alias = base_grow(m->alias, m->aliases, &m->capacity, sizeof *m->alias);
    m->alias[m->aliases++] = base_string(alias);
    m->length[bytes] = true;
    m->longest = bytes > m->longest ? bytes : m->longest;
    return true;
}

void base_mask_money(struct base_mask *m, const char *currency)
{
    free(m->currency);
    m->currency = base_string(currency);
}

/* ---- texts ---- */

static bool in_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool alone(const char *text, const char *at, size_t bytes)
{
    return (at == text || !in_word(at[-1])) && !in_word(at[bytes]);
}

/* What stands for the longest word that begins at `at`; NULL: none does. */
static const char *alias_at(const struct base_mask *m, const char *text, const char *at,
                            size_t *bytes)
{
    char key[WORD_MOST + 1];
    size_t most = strnlen(at, m->longest);

    lower(at, most, key);
    for (size_t n = most; n > 0; n--) {
        key[n] = '\0';
        int32_t found = m->length[n] ? base_map_get(m->word, key) : BASE_MAP_NONE;
        if (found != BASE_MAP_NONE && (n >= ANYWHERE_BYTES || alone(text, at, n))) {
            *bytes = n;
            return m->alias[found];
        }
    }
    return NULL;
}

/* Takes the number at the end of `out`, with what laws put around numbers, away again. */
static void drop_number(struct base_text *out)
{
    size_t n = out->length;
    bool digit = false;

    for (; n > 0; n--) {
        char c = out->at[n - 1];
        bool power = (c == 'e' || c == 'E') && n > 1 && isdigit((unsigned char)out->at[n - 2]);
        if (!isdigit((unsigned char)c) && !power && strchr(" .,+-()", c) == NULL)
            break;
        digit = digit || isdigit((unsigned char)c);
    }
    if (!digit)
        return;
    out->length = n;
    base_text_add(out, "%s*** ", n > 0 ? " " : "");
}

char *base_mask_text(const struct base_mask *m, const char *text)
{
    struct base_text out = {0};
    size_t money = m != NULL && m->currency != NULL ? strlen(m->currency) : 0, bytes;

    if (m == NULL)
        return base_string(text);
    for (const char *at = text; *at != '\0'; at += bytes) {
        const char *alias = alias_at(m, text, at, &bytes);
        if (alias != NULL) {
            base_text_put(&out, alias, strlen(alias));
            continue;
        }
        bytes = 1;
        if (money > 0 && strncmp(at, m->currency, money) == 0 && !in_word(at[money]))
            drop_number(&out);
        base_text_put(&out, at, 1);
    }
    base_text_add(&out, "%s", "");
    return base_text_take(&out);
}

bool base_mask_has(const struct base_mask *m, const char *word)
{
    char key[WORD_MOST + 1];

    if (m == NULL)
        return false;
    lower(word, strlen(word), key);
    return base_map_get(m->word, key) != BASE_MAP_NONE;
}

bool base_mask_hides(const struct base_mask *m, const char *unit)
{
    return m != NULL && m->currency != NULL &&
           (strstr(unit, "currency") != NULL || strstr(unit, m->currency) != NULL ||
            strncmp(unit, "see /model/", 11) == 0);
}

const char *base_mask_currency(const struct base_mask *m)
{
    return m != NULL ? m->currency : NULL;
}
