/* SPDX-License-Identifier: Apache-2.0 */
/* Seasons and promotions: a factor that is constant for some time and then another. */
#include <math.h>

#include "supply/customers/custom.h"

static double season_at(const struct scen_demand *d, tw_time now)
{
    const struct scen_demand_more *more = scen_demand_more(d);

    if (more->seasons == 0)
        return 1.0;
    double part = (double)(now % more->season_length) / (double)more->season_length;

    return more->season[(size_t)(part * (double)more->seasons)];
}

static double promotion_at(const struct scen_promotion *p, tw_time now)
{
    int64_t since = now - p->start;

    if (since < 0)
        return 1.0;
    if (p->every > 0)
        since %= p->every;
    if (since < p->duration)
        return p->factor;
    return since < p->duration + p->payback ? p->dip : 1.0;
}

static double promotions_at(const struct sup_habit *h, tw_time now)
{
    double factor = 1.0;

    for (size_t i = 0; i < h->promotions; i++)
        factor *= promotion_at(h->promotion[i], now);
    return factor;
}

double sup_factor_at(const struct sup_habit *h, tw_time now)
{
    return season_at(h->demand, now) * promotions_at(h, now);
}

/* Promotions change at their begins and ends only. */
static double promotions_most(const struct sup_habit *h, tw_time horizon)
{
    double most = promotions_at(h, 0);

    for (size_t i = 0; i < h->promotions; i++) {
        const struct scen_promotion *p = h->promotion[i];

        for (tw_time at = p->start; at < horizon; at += p->every) {
            most = fmax(most, promotions_at(h, at));
            most = fmax(most, promotions_at(h, at + p->duration));
            most = fmax(most, promotions_at(h, at + p->duration + p->payback));
            if (p->every == 0)
                break;
        }
    }
    return most;
}

double sup_factor_most(const struct sup_habit *h, tw_time horizon)
{
    double season =
        scen_demand_more(h->demand)->seasons > 0 ? scen_demand_more(h->demand)->season[0] : 1.0;

    for (size_t i = 1; i < scen_demand_more(h->demand)->seasons; i++)
        season = fmax(season, scen_demand_more(h->demand)->season[i]);
    return season * promotions_most(h, horizon);
}
