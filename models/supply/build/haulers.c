/* SPDX-License-Identifier: Apache-2.0 */
/* Carriers with vehicles that have an agent: whose it is, and what its library may say. */
#include <math.h>

#include "supply/build/paving.h"
#include "supply/build/steps.h"
#include "supply/mind/haul.h"

static bool refuse(const struct sup_lore *lore, struct bdi_where where, const char *what,
                   const char *why, struct base_err *err)
{
    base_err_add(
        err, where.file, where.line,
        "%s: %s; agent \"%s\" is that of a carrier: `bullwhip lint --words` tells what "
        "these perceive and do",
        what, why, lore->as->name);
    return false;
}

static bool check_steps(const struct sup_lore *lore, struct base_err *err)
{
    const struct bdi_library *l = &lore->lib;
    bool good = true;

    for (uint32_t s = 0; s < l->steps; s++) {
        const struct bdi_step *step = &l->step[s];

        if (step->kind == BDI_CALL)
            good = refuse(lore, step->where, "call", "a carrier keeps no stock", err);
        if (step->kind == BDI_DO && !sup_haul_does(step->verb - BDI_VERBS))
            good = refuse(lore, step->where, "do", "a carrier can't do this", err);
    }
    for (uint32_t p = 0; p < l->plans; p++)
        if (l->plan[p].needs_approval.ops > 0)
            good = refuse(lore, l->plan[p].where, "needs_approval",
                          "nobody answers a carrier's questions", err);
    return good;
}

static bool check_percepts(const struct sup_lore *lore, struct base_err *err)
{
    const struct bdi_library *l = &lore->lib;
    bool good = true;

    for (uint32_t b = 0; b < l->beliefs; b++)
        if (l->belief[b].percept >= 0 && !sup_haul_sees((uint32_t)l->belief[b].percept))
            good = refuse(lore, l->belief[b].where, l->belief[b].name,
                          "a carrier does not perceive this", err);
    return good;
}

/* Full loads there and back, over its lanes on average; NaN where loads have no bound, or are
 * not counted in units. */
static double day_units(const struct sup_world *w, tw_lp_id lp)
{
    double sum = 0.0, legs = 0.0;

    for (size_t i = 0; i < w->legs; i++) {
        const struct sup_leg *leg = &w->leg[i];

        if (leg->owner != lp || leg->measure != SUP_UNITS)
            continue;
        double out = rand_mean(w->lane_law[leg->law]);
        double back = leg->back_law != SUP_NO_LAW ? rand_mean(w->lane_law[leg->back_law]) : out;

        sum += leg->capacity / (out + back);
        legs += 1.0;
    }
    return legs > 0.0 && isfinite(sum) ? (double)w->moving[lp].servers * sum / legs
                                       : (double)NAN;
}

static void add(struct sup_world *w, const struct sup_lore *lore, uint32_t *count)
{
    tw_lp_id lp = sup_fleet_of(w, &w->scen->carrier[lore->as->carrier]);

    if (w->moving == NULL) // none of its lanes is in use
        return;
    if (w->moving[lp].hauler == 0)
        w->moving[lp].hauler = ++*count;
    w->hauler[w->moving[lp].hauler - 1] =
        (struct sup_hauler){.lore = lore, .day_units = day_units(w, lp)};
}

bool sup_add_haulers(struct sup_world *w, struct base_err *err)
{
    uint32_t count = 0;
    bool good = true;

    for (size_t i = 0; i < w->scen->agents; i++) {
        if (w->scen->agent[i].carrier == SCEN_NONE)
            continue;
        if (w->hauler == NULL)
            w->hauler = base_arena_array(w->arena, w->scen->agents, sizeof *w->hauler);
        good = check_steps(&w->lore[i], err) && good;
        good = check_percepts(&w->lore[i], err) && good;
        add(w, &w->lore[i], &count);
    }
    return good;
}

void sup_lay_out_hauler(struct sup_world *w, size_t place, uint64_t *end)
{
    if (w->hauler == NULL || w->moving[place].hauler == 0)
        return;
    struct sup_hauler *who = &w->hauler[w->moving[place].hauler - 1];

    who->haul_at = sup_state_room(end, 1, sizeof(struct sup_haul));
    who->bdi_at = sup_state_room(end, 1, who->lore->lib.bytes);
}
