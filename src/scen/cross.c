/* SPDX-License-Identifier: Apache-2.0 */
/* scen/cross.c - checks that look at the whole scenario, once it is free of mistakes.
 *
 * A new one is one function and one row of `checks`. It may use scen->site[].tier and
 * b->flow, the units per day that customers draw on each stocking on average. */
#include <stdlib.h>

#include "base/mem.h"
#include "scen/build.h"
#include "scen/law.h"

/* ---- what is never used ---- */

/* By site: has it an agent? That may order over all lanes to there. */
static bool *sites_with_agents(const struct scenario *scen)
{
    bool *has = base_array(scen->sites, sizeof *has);

    for (size_t i = 0; i < scen->stockings; i++)
        if (scen_agent_of(scen, &scen->stocking[i]) != NULL)
            has[scen->stocking[i].site] = true;
    return has;
}

/* What agents order by any lane to them. */
static void want_over(const struct scenario *scen, const struct scen_lane *lane, bool *wanted)
{
    for (size_t i = scen_stocking_from(scen, lane->to, 0);
         i < scen->stockings && scen->stocking[i].site == lane->to; i++) {
        size_t from = scen_stocking_of(scen, lane->from, scen->stocking[i].product);

        if (from != SIZE_MAX && scen_agent_of(scen, &scen->stocking[i]) != NULL)
            wanted[from] = true;
    }
}

/* By stocking: may an agent want it? Those of the site may serve with it in place of another
 * product, too. */
static bool *wanted_by_agents(const struct scenario *scen)
{
    bool *wanted = base_array(scen->stockings, sizeof *wanted), *has = sites_with_agents(scen);

    for (size_t i = 0; i < scen->stockings; i++)
        wanted[i] = has[scen->stocking[i].site];
    for (size_t i = 0; i < scen->lanes; i++)
        if (has[scen->lane[i].to])
            want_over(scen, &scen->lane[i], wanted);
    free(has);
    return wanted;
}

static void unused_stock(struct scen_build *b)
{
    const struct scenario *scen = b->scen;
    bool *wanted = wanted_by_agents(scen);

    for (size_t i = 0; i < scen->stockings; i++) {
        const struct scen_stocking *at = &scen->stocking[i];
        if (!b->needed[i] && !wanted[i])
            scen_warn_at(b, "stock entries serve no customer", at->where,
                         "\"%s\" at \"%s\" serves no customer", scen->product[at->product].name,
                         scen->site[at->site].name);
    }
    free(wanted);
}

/* With the lanes between its stops, and what stands in for it. */
static void use_lane(const struct scenario *scen, int32_t at, bool *used)
{
    const struct scen_lane *lane = &scen->lane[at];
    const struct scen_lane_more *more = scen_lane_more(lane);

    if (used[at])
        return;
    used[at] = true;
    for (size_t k = 0; k < more->legs; k++)
        use_lane(scen, more->leg[k], used);
    if (more->alternative != NULL)
        use_lane(scen, (int32_t)(more->alternative - scen->lane), used);
}

/* Plans may order over any lane that leads to them; nobody knows before they do. */
static void use_by_plans(const struct scen_build *b, const struct scen_stocking *at, bool *used)
{
    size_t first, count = scen_lanes_into(b, at->site, &first);

    if (scen_agent_of(b->scen, at) == NULL)
        return;
    for (size_t i = first; i < first + count; i++) {
        int32_t lane = b->lane_order[i];
        size_t from = scen_stocking_of(b->scen, b->scen->lane[lane].from, at->product);

        use_lane(b->scen, lane, used);
        if (from != SIZE_MAX)
            b->needed[from] = true;
    }
}

static void unused_lanes(struct scen_build *b)
{
    const struct scenario *scen = b->scen;
    bool *used = base_array(scen->lanes, sizeof *used), *has = sites_with_agents(scen);

    for (size_t i = 0; i < scen->stockings; i++) {
        const struct scen_stocking *at = &scen->stocking[i];

        for (size_t k = 0; k < scen_sources(at); k++)
            use_lane(scen, scen_source_lane(at, k), used);
        for (size_t k = 0; at->ordering != NULL && k < at->ordering->siblings; k++)
            use_lane(scen, at->ordering->sibling[k], used);
        use_by_plans(b, at, used);
    }
    for (size_t i = 0; i < scen->lanes; i++)
        if (has[scen->lane[i].to])
            use_lane(scen, (int32_t)i, used);
    free(has);
    for (size_t i = 0; i < scen->lanes; i++) {
        const struct scen_lane *lane = &scen->lane[i];
        if (!used[i])
            scen_warn_at(b, "lanes are not used", lane->where,
                         "no stock entry orders over the lane %s%s%sfrom \"%s\" to \"%s\"",
                         lane->name != NULL ? "\"" : "", lane->name != NULL ? lane->name : "",
                         lane->name != NULL ? "\" " : "", scen->site[lane->from].name,
                         scen->site[lane->to].name);
    }
    free(used);
}

static void unused_products(struct scen_build *b)
{
    const struct scenario *scen = b->scen;
    bool *kept = base_array(scen->products, sizeof *kept);

    for (size_t i = 0; i < scen->stockings; i++)
        kept[scen->stocking[i].product] = true;
    for (size_t i = 0; i < scen->products; i++)
        if (!kept[i])
            scen_warn_at(b, "products are kept nowhere", scen->product[i].where,
                         "no stock entry says who makes or keeps \"%s\"",
                         scen->product[i].name);
    free(kept);
}

static void unused_sites(struct scen_build *b)
{
    const struct scenario *scen = b->scen;
    bool *used = base_array(scen->sites, sizeof *used);

    for (size_t i = 0; i < scen->stockings; i++)
        used[scen->stocking[i].site] = true;
    for (size_t i = 0; i < scen->lanes; i++)
        used[scen->lane[i].from] = used[scen->lane[i].to] = true;
    for (size_t i = 0; i < scen->sites; i++)
        if (!used[i])
            scen_warn_at(b, "sites have nothing to do", scen->site[i].where,
                         "nothing happens at \"%s\": no stock, no demand, no lane",
                         scen->site[i].name);
    free(used);
}

/* ---- disruptions that change nothing ---- */

static bool has_customers(const struct scenario *scen, int32_t site)
{
    for (size_t i = 0; i < scen->demands; i++)
        if (scen->demand[i].site == site)
            return true;
    return false;
}

static bool keeps_goods(const struct scenario *scen, int32_t site)
{
    for (size_t i = 0; i < scen->stockings; i++)
        if (scen->stocking[i].site == site)
            return true;
    return false;
}

/* What needs no time can't become slower. */
static bool makes_goods(const struct scenario *scen, int32_t site)
{
    for (size_t i = 0; i < scen->stockings; i++) {
        const struct scen_stocking *at = &scen->stocking[i];

        if (at->site == site && at->source == SCEN_NONE &&
            (scen->site[site].role == SCEN_FACTORY || scen_law_mean(at->make_time) > 0))
            return true;
    }
    return false;
}

/* Why it changes nothing there; NULL when it may. */
static const char *idle_because(const struct scenario *scen, const struct scen_disruption *d)
{
    switch (d->kind) {
    case SCEN_DEMAND_SHOCK:
        return has_customers(scen, d->site) ? NULL : "no customers come there";
    case SCEN_CAPACITY:
        return makes_goods(scen, d->site) ? NULL : "nothing that takes time is made there";
    case SCEN_QUALITY:
    case SCEN_DESTROY:
    case SCEN_INSOLVENCY:
    case SCEN_COMMUNICATION:
        return keeps_goods(scen, d->site) ? NULL : "no goods are kept there";
    default:
        return NULL;
    }
}

static void idle_disruptions(struct scen_build *b)
{
    const struct scenario *scen = b->scen;

    for (size_t i = 0; i < scen->disruptions; i++) {
        const struct scen_disruption *d = &scen->disruption[i];
        const char *why = d->site != SCEN_NONE ? idle_because(scen, d) : NULL;

        if (why != NULL)
            scen_warn_at(b, "disruptions change nothing", d->where,
                         "\"%s\" changes nothing at \"%s\": %s", d->name,
                         scen->site[d->site].name, why);
    }
}

static void (*const checks[])(struct scen_build *b) = {
    unused_lanes, unused_stock,     unused_products,
    unused_sites, idle_disruptions, scen_check_strain,
};

void scen_check_whole(struct scen_build *b)
{
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        checks[i](b);
}
