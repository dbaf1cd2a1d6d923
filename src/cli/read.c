/* SPDX-License-Identifier: Apache-2.0 */
/* The readers of option values (cli/option.h). */
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "base/nearest.h"
#include "base/number.h"
#include "cli/option.h"
#include "scen/unit.h"

static bool refuse(char *why, size_t bytes, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bool refuse(char *why, size_t bytes, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(why, bytes, format, args);
    va_end(args);
    return false;
}

/* The ends of "low..high"; a missing one is without limit. */
static void limits(const char *form, double *low, double *high)
{
    const char *dots = form ? strstr(form, "..") : NULL;
    const char *rest;

    *low = -INFINITY;
    *high = INFINITY;
    if (!dots)
        return;
    base_parse_double_prefix(form, low, &rest);
    base_parse_double_prefix(dots + 2, high, &rest);
}

static bool within(double value, const char *form, char *why, size_t bytes)
{
    double low, high;

    limits(form, &low, &high);
    if (value >= low && value <= high)
        return true;
    if (isinf(high))
        return refuse(why, bytes, "expected at least %g", low);
    return refuse(why, bytes, "expected %g to %g", low, high);
}

bool cmd_read_text(const char *text, const char *form, void *to, char *why, size_t bytes)
{
    (void)form;
    if (!*text)
        return refuse(why, bytes, "expected some text");
    *(const char **)to = text;
    return true;
}

bool cmd_read_count(const char *text, const char *form, void *to, char *why, size_t bytes)
{
    int64_t value;

    if (!base_parse_int(text, &value) || value < 0)
        return refuse(why, bytes, "expected a whole number");
    if (!within((double)value, form, why, bytes))
        return false;
    *(uint64_t *)to = (uint64_t)value;
    return true;
}

bool cmd_read_real(const char *text, const char *form, void *to, char *why, size_t bytes)
{
    double value;

    if (!base_parse_double(text, &value))
        return refuse(why, bytes, "expected a number");
    if (!within(value, form, why, bytes))
        return false;
    *(double *)to = value;
    return true;
}

/* Bytes in one `unit`; 0 when it is none. */
static double unit_bytes(const char *unit)
{
    static const struct {
        const char *name;
        double bytes;
    } known[] = {{"", 1},         {"B", 1},        {"kB", 1e3},    {"KB", 1e3},
                 {"MB", 1e6},     {"GB", 1e9},     {"TB", 1e12},   {"KiB", 0x1p10},
                 {"MiB", 0x1p20}, {"GiB", 0x1p30}, {"TiB", 0x1p40}};

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (!strcmp(unit, known[i].name))
            return known[i].bytes;
    return 0;
}

bool cmd_read_bytes(const char *text, const char *form, void *to, char *why, size_t bytes)
{
    double value;
    const char *unit;

    (void)form;
    if (!base_parse_double_prefix(text, &value, &unit))
        return refuse(why, bytes, "expected an amount of memory like \"2 GB\"");
    double factor = unit_bytes(unit + strspn(unit, " "));
    if (factor <= 0 || value * factor < 1 || value * factor > 0x1p62)
        return refuse(why, bytes, "expected an amount of memory like \"2 GB\" or \"512 MiB\"");
    *(size_t *)to = (size_t)(value * factor);
    return true;
}

bool cmd_read_span(const char *text, const char *form, void *to, char *why, size_t bytes)
{
    static const struct scen_dim days = {.power = {[SCEN_TIME] = 1}};
    struct scen_span rest = scen_span_of(text);
    struct scen_dim dim;
    double value, factor;

    (void)form;
    if (!scen_number(&rest, &value) || !scen_unit(scen_span_trim(rest), "", &dim, &factor) ||
        !scen_dim_equal(dim, days))
        return refuse(why, bytes, "expected a time with its unit, like \"90 d\" or \"12 h\"");
    double ticks = value * factor * (double)SCEN_TICKS_PER_DAY;
    if (ticks < 1 || ticks > 0x1p46)
        return refuse(why, bytes, "expected more than nothing and at most 2000 years");
    *(int64_t *)to = llround(ticks);
    return true;
}

bool cmd_read_choice(const char *text, const char *form, void *to, char *why, size_t bytes)
{
    char all[200];
    const char *name[16];
    size_t count = 0;

    snprintf(all, sizeof all, "%s", form);
    for (char *at = all; at && count < 16; count++) {
        name[count] = at;
        at = strchr(at, '|');
        if (at)
            *at++ = '\0';
    }
    for (size_t i = 0; i < count; i++)
        if (!strcmp(text, name[i])) {
            *(int *)to = (int)i;
            return true;
        }
    const char *near = base_nearest(text, name, count);
    if (near)
        return refuse(why, bytes, "did you mean %s (one of %s)", near, form);
    return refuse(why, bytes, "expected one of %s", form);
}
