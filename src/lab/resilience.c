/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/resilience.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

double lab_shortfall(const struct lab_curves *c, size_t i)
{
    double now = c->disrupted[i], usual = c->baseline[i];

    if (isnan(now) || isnan(usual))
        return 0.0;
    if (!c->more_is_better)
        return now - usual;
    return usual > 0.0 ? 1.0 - now / usual : usual - now;
}

static bool is_loss(const struct lab_curves *c, const struct lab_strike *s, size_t i)
{
    return lab_shortfall(c, i) > s->tolerance;
}

/* The first period that ends after the onset. */
static size_t first_period(const struct lab_curves *c, const struct lab_strike *s)
{
    double at = floor(s->onset / c->period);

    if (at < 0.0)
        return 0;
    return at < (double)c->count ? (size_t)at : c->count;
}

/* One behind the last period of loss of the first spell, which ends with `hold` days without;
 * `from` is a period of loss. */
static size_t end_of_spell(const struct lab_curves *c, const struct lab_strike *s, size_t from,
                           bool *recovered)
{
    size_t calm = (size_t)fmax(ceil(s->hold / c->period), 1.0);
    size_t end = from + 1, i = end;

    for (; i < c->count && i - end < calm; i++)
        if (is_loss(c, s, i))
            end = i + 1;
    *recovered = i - end >= calm;
    return end;
}

static void measure(struct lab_resilience *r, const struct lab_curves *c,
                    const struct lab_strike *s, size_t end)
{
    for (size_t i = first_period(c, s); i < end; i++) {
        double shortfall = lab_shortfall(c, i);

        if (shortfall > r->dip) {
            r->dip = shortfall;
            r->dip_at = fmax((double)i * c->period - s->onset, 0.0);
        }
        r->area += fmax(shortfall, 0.0) * c->period;
    }
    r->recover = (double)end * c->period - s->onset;
    r->tail = fmax((double)end * c->period - fmax(s->end, s->onset), 0.0);
    r->index = 1.0 - r->area / r->recover;
}

struct lab_resilience lab_resilience_of(const struct lab_curves *c, const struct lab_strike *s)
{
    struct lab_resilience r = {.recovered = true, .index = 1.0};
    size_t first = first_period(c, s);

    while (first < c->count && !is_loss(c, s, first))
        first++;
    r.survive = fmax((double)first * c->period - s->onset, 0.0);
    r.lost = first < c->count;
    if (r.lost)
        measure(&r, c, s, end_of_spell(c, s, first, &r.recovered));
    return r;
}

double lab_back_after(const struct lab_curves *c, double level, const struct lab_strike *s)
{
    const double almost = 1e-9; // sums of doubles
    double *usual = base_array(c->count, sizeof *usual);
    struct lab_curves against = *c;
    struct lab_strike strike = *s;

    for (size_t i = 0; i < c->count; i++)
        usual[i] = level;
    against.baseline = usual;
    strike.tolerance = almost;
    struct lab_resilience r = lab_resilience_of(&against, &strike);
    free(usual);
    if (!r.lost)
        return 0.0;
    return r.recovered ? r.recover : NAN;
}
