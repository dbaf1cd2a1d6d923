/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/timed.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct reading {
    struct scen_build *b;
    enum scen_group_id group;
    size_t row, offset;
    const char *name;
    const struct scen_product *product;
};

static const struct scen_dim goods = {.power = {[SCEN_GOODS] = 1}};
static const struct scen_dim span = {.power = {[SCEN_TIME] = 1}};

/* A number with a unit of `dim`; `bare`: it may stand alone. */
static bool read_number(const struct reading *r, struct scen_span s, struct scen_dim dim,
                        bool bare, double *x)
{
    struct scen_dim got;
    double factor = 1;

    s = scen_span_trim(s);
    if (!scen_number(&s, x))
        return false;
    s = scen_span_trim(s);
    if (s.size == 0)
        return bare;
    if (!scen_unit(s, r->b->in->currency, &got, &factor) || !scen_dim_equal(got, dim))
        return false;
    *x *= factor;
    return true;
}

/* Where " at " stands in `s`; its size when it does not. */
static size_t find_at(struct scen_span s)
{
    for (size_t i = 0; i + 4 <= s.size; i++)
        if (memcmp(s.at + i, " at ", 4) == 0)
            return i;
    return s.size;
}

static bool refuse(const struct reading *r, struct scen_span s, const char *why)
{
    scen_refuse(r->b, r->group, r->row, r->offset, "%s: \"%.*s\" %s", r->name,
                (int)(s.size < 60 ? s.size : 60), s.at, why);
    return false;
}

static bool read_one(const struct reading *r, struct scen_span s, struct scen_timed *out)
{
    size_t at = find_at(s);
    double units = 0, days = 0;

    if (at == s.size || !read_number(r, (struct scen_span){s.at, at}, goods, true, &units) ||
        !read_number(r, (struct scen_span){s.at + at + 4, s.size - at - 4}, span, false, &days))
        return refuse(r, s,
                      "is no amount at a time; expected \"40 units at 7 d\", several "
                      "joined by +");
    double quanta = units / r->product->quantum;

    if (days < 0 || days > 365000)
        return refuse(r, s, "is at no time of the run; expected 0 d or later");
    if (fabs(quanta) > 9e15 || fabs(quanta - round(quanta)) > 1e-9 * fmax(1, fabs(quanta)))
        return refuse(r, s, "is no whole number of the quantum of the product");
    out->at = llround(days * SCEN_TICKS_PER_DAY);
    out->quantity = llround(quanta);
    return true;
}

static int by_time(const void *x, const void *y)
{
    const struct scen_timed *a = x, *b = y;

    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return (a->quantity > b->quantity) - (a->quantity < b->quantity);
}

size_t scen_timed_read(struct scen_build *b, enum scen_group_id g, size_t i, size_t offset,
                       const char *name, struct scen_span text, int32_t product,
                       const struct scen_timed **list)
{
    const struct reading r = {b, g, i, offset, name, &b->scen->product[product]};
    size_t most = 1, count = 0;
    bool good = true;

    for (size_t k = 0; k < text.size; k++)
        most += text.at[k] == '+';
    struct scen_timed *all = base_arena_array(b->scen->arena, most, sizeof *all);

    for (bool last = false; !last && good;) {
        const char *plus = memchr(text.at, '+', text.size);
        size_t size = plus != NULL ? (size_t)(plus - text.at) : text.size;

        last = plus == NULL;
        good = read_one(&r, scen_span_trim((struct scen_span){text.at, size}), &all[count++]);
        if (!last)
            text = (struct scen_span){plus + 1, text.size - size - 1};
    }
    qsort(all, count, sizeof *all, by_time);
    *list = all;
    return good ? count : 0;
}
