/* SPDX-License-Identifier: Apache-2.0 */
/* How long sites are up, and how many makers of a product at the same time. The site of the
 * first maker of a product follows what closes any of them, and sums the time exactly. */
#include "supply/account/ledger.h"
#include "supply/disrupt/disrupt.h"
#include "supply/disrupt/harms.h"

static const struct sup_observed *observed_at(const struct sup_turn *t, uint32_t which)
{
    return &t->world->observed[t->place->annex->first_observed + which];
}

static const struct sup_watch *watch_of(const struct sup_turn *t, uint32_t which)
{
    return sup_part(t, observed_at(t, which)->at);
}

/* ticks[up]: time with so many makers up. */
static const int64_t *ticks_of(const struct sup_turn *t, uint32_t which)
{
    return (const int64_t *)(const void *)(watch_of(t, which) + 1);
}

static struct sup_watch *settle(const struct sup_turn *t, uint32_t which)
{
    struct sup_watch *watch = tw_write(t->ctx, watch_of(t, which));
    int64_t *ticks = tw_write(t->ctx, &ticks_of(t, which)[watch->up]);

    *ticks += t->now - watch->since;
    watch->since = t->now;
    return watch;
}

static void maker_closes(const struct sup_turn *t, const struct sup_effect *e)
{
    if (sup_plight_write(t, e->scope)->down++ == 0)
        settle(t, sup_scope_at(t, e->scope)->slot)->up--;
}

static void maker_opens(const struct sup_turn *t, const struct sup_effect *e)
{
    if (--sup_plight_write(t, e->scope)->down == 0)
        settle(t, sup_scope_at(t, e->scope)->slot)->up++;
}

const struct sup_harm sup_harm_watched = {"maker", false, maker_closes, maker_opens};

void sup_disrupt_forget(const struct sup_turn *t)
{
    for (uint32_t i = 0; i < t->place->annex->scopes; i++) {
        if (sup_scope_at(t, i)->kind == SUP_SCOPE_SOURCE)
            continue;
        struct sup_plight *p = sup_plight_write(t, i);

        p->off = 0;
        p->down_at = t->now;
    }
    for (uint32_t i = 0; i < t->place->annex->observed; i++) {
        settle(t, i);
        for (uint32_t up = 0; up <= observed_at(t, i)->makers; up++)
            *(int64_t *)tw_write(t->ctx, &ticks_of(t, i)[up]) = 0;
    }
}

/* ---- the end ---- */

static double days(int64_t ticks)
{
    return (double)ticks / (double)TW_TICKS_PER_DAY;
}

static void tell(const struct sup_turn *t, int32_t product, uint32_t makers, uint32_t up,
                 int64_t ticks)
{
    int64_t measured = t->now - t->site->measured_since;
    struct sup_available_row row = {
        .product = product,
        .makers = makers,
        .up = up,
        .down = makers - up,
        .days = days(ticks),
        .share = measured > 0 ? (double)ticks / (double)measured : 0.0,
    };

    tw_emit(t->ctx, SUP_AVAILABLE, &row);
}

static bool may_go_down(const struct sup_turn *t)
{
    for (uint32_t i = 0; i < t->place->annex->effects; i++) {
        const struct sup_effect *e = &t->world->effect[t->place->annex->first_effect + i];

        if (e->scope == 0 && (e->harm == SUP_HARM_DOWN || e->harm == SUP_HARM_BANKRUPT))
            return true;
    }
    return false;
}

static void tell_site(const struct sup_turn *t)
{
    const struct sup_plight *p = sup_plight_at(t, 0);
    int64_t off = p->off + (p->down > 0 ? t->now - p->down_at : 0);

    tell(t, SCEN_NONE, 1, 0, off);
    tell(t, SCEN_NONE, 1, 1, t->now - t->site->measured_since - off);
}

void sup_disrupt_close(const struct sup_turn *t, unsigned char *state)
{
    struct sup_total *total = (struct sup_total *)(void *)(state + t->place->total_at);

    for (uint32_t slot = 0; slot < t->place->annex->silences; slot++)
        total[slot].in_mail += sup_silence_at(t, slot)->mail;
    if (may_go_down(t))
        tell_site(t);
    for (uint32_t i = 0; i < t->place->annex->observed; i++) {
        const struct sup_observed *o = observed_at(t, i);

        settle(t, i);
        for (uint32_t up = 0; up <= o->makers; up++)
            tell(t, (int32_t)o->product, o->makers, up, ticks_of(t, i)[up]);
    }
}
