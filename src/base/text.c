/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"

void base_text_fini(struct base_text *t)
{
    free(t->at);
    *t = (struct base_text){0};
}

/* Makes room for `bytes` more and their NUL. */
static char *room(struct base_text *t, size_t bytes)
{
    if (bytes > SIZE_MAX - 1 - t->length)
        base_die("out of memory: a text of %zu + %zu bytes", t->length, bytes);
    t->at = base_grow(t->at, t->length + bytes, &t->capacity, 1);
    return t->at + t->length;
}

void base_text_put(struct base_text *t, const void *data, size_t bytes)
{
    char *to = room(t, bytes);
    if (bytes > 0)
        memcpy(to, data, bytes);
    to[bytes] = '\0';
    t->length += bytes;
}

void base_text_add(struct base_text *t, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    base_assert(length >= 0);

    char *to = room(t, (size_t)length);
    va_start(args, format);
    (void)vsnprintf(to, (size_t)length + 1, format, args);
    va_end(args);
    t->length += (size_t)length;
}

static size_t follow_bytes(const unsigned char *at, size_t count)
{
    for (size_t i = 1; i <= count; i++)
        if ((at[i] & 0xc0) != 0x80)
            return 0;
    return count + 1;
}

/* Length of the UTF-8 character at `at` (RFC 3629: no overlong forms, no surrogates); 0 when it
 * is none. Stops at the NUL, which never follows. */
static size_t utf8_bytes(const unsigned char *at)
{
    if (at[0] < 0x80)
        return 1;
    if (at[0] >= 0xc2 && at[0] <= 0xdf)
        return follow_bytes(at, 1);
    if ((at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xed && at[1] > 0x9f))
        return 0;
    if (at[0] >= 0xe0 && at[0] <= 0xef)
        return follow_bytes(at, 2);
    if ((at[0] == 0xf0 && at[1] < 0x90) || (at[0] == 0xf4 && at[1] > 0x8f))
        return 0;
    return at[0] >= 0xf0 && at[0] <= 0xf4 ? follow_bytes(at, 3) : 0;
}

static void json_character(struct base_text *t, const unsigned char *at, size_t bytes)
{
    if (bytes == 0)
        base_text_put(t, "\xef\xbf\xbd", 3);
    else if (*at == '"' || *at == '\\')
        base_text_add(t, "\\%c", *at);
    else if (*at < 0x20)
        base_text_add(t, "\\u%04x", *at);
    else
        base_text_put(t, at, bytes);
}

void base_text_json(struct base_text *t, const char *string)
{
    const unsigned char *at = (const unsigned char *)string;

    base_text_put(t, "\"", 1);
    while (*at != '\0') {
        size_t bytes = utf8_bytes(at);
        json_character(t, at, bytes);
        at += bytes > 0 ? bytes : 1;
    }
    base_text_put(t, "\"", 1);
}

void base_text_json_number(struct base_text *t, double value)
{
    char shortest[32];

    if (!isfinite(value)) {
        base_text_put(t, "null", 4);
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        (void)snprintf(shortest, sizeof shortest, "%.*g", digits, value);
        if (strtod(shortest, NULL) == value)
            break;
    }
    base_text_put(t, shortest, strlen(shortest));
}

const char *base_text_get(const struct base_text *t)
{
    return t->at ? t->at : "";
}

char *base_text_take(struct base_text *t)
{
    char *taken = t->at ? t->at : base_string("");
    *t = (struct base_text){0};
    return taken;
}

void base_text_quoted(struct base_text *t, const char *string)
{
    base_text_add(t, "\"");
    for (; *string != '\0'; string++)
        base_text_add(t, *string == '"' || *string == '\\' ? "\\%c" : "%c", *string);
    base_text_add(t, "\"");
}
