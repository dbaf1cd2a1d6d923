/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/reader.h"

#include <string.h>

bool scen_next_is(const struct scen_reader *r, const char *text)
{
    size_t size = strlen(text);
    return (size_t)(r->end - r->at) >= size && memcmp(r->at, text, size) == 0;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '*';
}

bool scen_next_is_number(const struct scen_reader *r)
{
    const char *c = r->at + (*r->at == '-' || *r->at == '+');
    c += c < r->end && *c == '.';
    return c < r->end && is_digit(*c);
}

bool scen_next_is_name(const struct scen_reader *r)
{
    return is_letter(*r->at);
}

struct scen_span scen_name_at(const char *at, const char *end)
{
    struct scen_span name = {at, 0};

    for (; at < end && (is_letter(*at) || is_digit(*at) || *at == '_' || *at == '-'); at++)
        name.size++;
    return name;
}

struct scen_span scen_unquoted(const struct scen_reader *r)
{
    const char *c = r->at;
    int inside = 0;

    for (; c < r->end && *c != '\n' && *c != '#' && *c != '"'; c++) {
        if (inside == 0 && strchr(";,)]}{", *c) != NULL)
            break;
        if (c + 1 < r->end && c[0] == '/' && (c[1] == '/' || c[1] == '*'))
            break;
        inside += *c == '(' ? 1 : *c == ')' ? -1 : 0;
    }
    return scen_span_trim((struct scen_span){r->at, (size_t)(c - r->at)});
}

size_t scen_number_size(struct scen_span s)
{
    struct scen_span rest = s;
    double value;

    scen_number(&rest, &value);
    return s.size - rest.size;
}
