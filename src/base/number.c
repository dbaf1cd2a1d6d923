/* SPDX-License-Identifier: Apache-2.0 */
#include "base/number.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *skip_digits(const char *at)
{
    while (is_digit(*at))
        at++;
    return at;
}

static const char *skip_sign(const char *at)
{
    return *at == '-' || *at == '+' ? at + 1 : at;
}

bool base_parse_int(const char *text, int64_t *value)
{
    const char *first = skip_sign(text);

    if (!is_digit(*first) || *skip_digits(first) != '\0')
        return false;
    errno = 0;
    long long got = strtoll(text, NULL, 10);
    if (errno != 0)
        return false;
    *value = got;
    return true;
}

/* The end of the decimal number that `text` begins with; `text` itself when it is none. */
static const char *decimal_end(const char *text)
{
    const char *whole = skip_sign(text), *at = skip_digits(whole);
    bool digits = at > whole;

    if (*at == '.') {
        const char *fraction = at + 1;
        at = skip_digits(fraction);
        digits = digits || at > fraction;
    }
    if (!digits)
        return text;
    if (*at == 'e' || *at == 'E') {
        const char *power = skip_sign(at + 1);
        if (is_digit(*power))
            at = skip_digits(power);
    }
    return at;
}

bool base_parse_double_prefix(const char *text, double *value, const char **rest)
{
    const char *end = decimal_end(text);

    if (end == text)
        return false;
    /* strtod() reads "0x10" as 16 where decimal_end() stops at "0". */
    char *stop;
    double got = strtod(text, &stop);
    if (stop != end || !isfinite(got))
        return false;
    *value = got;
    *rest = end;
    return true;
}

bool base_parse_double(const char *text, double *value)
{
    const char *rest;
    double got;

    if (!base_parse_double_prefix(text, &got, &rest) || *rest != '\0')
        return false;
    *value = got;
    return true;
}
