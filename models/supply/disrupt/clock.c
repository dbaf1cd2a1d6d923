/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/disrupt/clock.h"

#include <math.h>

#include "supply/world.h"

enum { RUN_IN = 64 }; // mean cycles before the start, after which a renewal process has settled

static int64_t draw(struct sup_clock *clock, const struct scen_law *law)
{
    struct rand_dist dist = sup_law(law);

    return sup_ticks(rand_draw(&clock->time, &dist));
}

static bool lasts_for_ever(const struct scen_disruption *d)
{
    return d->kind == SCEN_INSOLVENCY;
}

/* ---- Markov: a chance in each period makes spells of geometric length ---- */

/* Periods until the first success, 1 or more. */
static int64_t periods(struct sup_clock *clock, double chance)
{
    double u = 1.0 - rand_uniform(&clock->time); // in (0, 1]

    if (chance >= 1.0)
        return 1;
    double n = chance > 0.0 ? 1.0 + floor(log(u) / log1p(-chance)) : 1e9;

    return n < 1e9 ? (int64_t)n : (int64_t)1e9;
}

/* Ticks of so many periods; far beyond any horizon at most. */
static int64_t period_ticks(const struct scen_disruption *d, int64_t n)
{
    return n < TW_TIME_MAX / d->period ? n * d->period : TW_TIME_MAX;
}

static int64_t first_markov(const struct scen_disruption *d, struct sup_clock *clock)
{
    double down = d->fail_chance / (d->fail_chance + d->repair_chance);
    bool on = d->first == SCEN_BEGINS_DOWN ||
              (d->first == SCEN_BEGINS_SETTLED && rand_uniform(&clock->time) < down);

    if (on)
        return 0;
    /* The state before the start is up, and the first period draws from it; the stationary
     * state is that of the first period itself. */
    int64_t n = periods(clock, d->fail_chance);

    return period_ticks(d, d->first == SCEN_BEGINS_SETTLED ? n : n - 1);
}

/* ---- renewal ---- */

/* Where a long past leads to: spells and pauses from a random time before the start on. */
static int64_t first_settled(const struct scen_disruption *d, struct sup_clock *clock)
{
    struct rand_dist up = sup_law(&d->up), down = sup_law(&d->down);
    double cycle = rand_mean(&up) + rand_mean(&down);
    double past = RUN_IN + rand_uniform(&clock->time);
    int64_t at = cycle > 0.0 ? -sup_ticks(cycle * past) : 0;

    for (;;) {
        int64_t begins = at + draw(clock, &d->up);

        if (begins >= 0)
            return begins;
        at = begins + draw(clock, &d->down);
        if (at > 0) {
            clock->rest = at;
            return 0;
        }
    }
}

/* ---- all ---- */

int64_t sup_clock_first(const struct scen_disruption *d, struct sup_clock *clock)
{
    switch (d->timing) {
    case SCEN_ONCE:
        return d->start;
    case SCEN_MARKOV:
        return first_markov(d, clock);
    case SCEN_RENEWAL:
        if (d->first == SCEN_BEGINS_DOWN)
            return 0;
        return d->first == SCEN_BEGINS_UP ? draw(clock, &d->up) : first_settled(d, clock);
    case SCEN_AFTER:
        break;
    }
    return SUP_NEVER;
}

int64_t sup_clock_spell(const struct scen_disruption *d, struct sup_clock *clock)
{
    if (lasts_for_ever(d))
        return SUP_NEVER;
    if (clock->rest > 0) {
        int64_t rest = clock->rest;

        clock->rest = 0;
        return rest;
    }
    if (d->timing == SCEN_MARKOV)
        return period_ticks(d, periods(clock, d->repair_chance));
    return draw(clock, &d->down);
}

int64_t sup_clock_pause(const struct scen_disruption *d, struct sup_clock *clock)
{
    if (lasts_for_ever(d) || d->timing == SCEN_ONCE || d->timing == SCEN_AFTER)
        return SUP_NEVER;
    if (d->timing == SCEN_MARKOV)
        return period_ticks(d, periods(clock, d->fail_chance));
    int64_t up = draw(clock, &d->up);

    return up > 0 ? up : 1;
}

int64_t sup_clock_delay(const struct scen_disruption *d, struct sup_clock *clock)
{
    bool follows = rand_uniform(&clock->time) < d->chance;
    int64_t delay = draw(clock, &d->delay);

    return follows ? delay : SUP_NEVER;
}
