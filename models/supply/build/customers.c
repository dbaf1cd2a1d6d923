/* SPDX-License-Identifier: Apache-2.0 */
/* Customers who come, and what is special about them. */
#include <math.h>

#include "base/digest.h"
#include "supply/build/steps.h"
#include "supply/customers/custom.h"
#include "supply/customers/tally.h"
#include "supply/customers/unmet.h"

/* ---- streams ---- */

/* One by one are known those who may go away, who have a promise or pay, and who are served
 * before others. */
static bool tallied(const struct scen_demand *d)
{
    const struct scen_demand_more *more = scen_demand_more(d);

    return d->priority > 0 || more->unmet != SCEN_BACKORDER || more->impatient ||
           more->limited || more->promised || more->percentiles || d->price > 0.0 ||
           more->lost_cost > 0.0 || more->delivery_cost > 0.0;
}

static bool promoted(const struct scenario *scen, const struct scen_demand *d)
{
    for (size_t i = 0; i < scen->promotions; i++)
        if (scen_promotes(scen, &scen->promotion[i], d))
            return true;
    return false;
}

static bool custom(const struct scenario *scen, const struct scen_demand *d)
{
    const struct scen_demand_more *more = scen_demand_more(d);

    return d->arrivals == SCEN_GAPS || d->arrivals == SCEN_TRACE || more->start > 0 ||
           more->end > 0 || more->autocorrelation < 0.0 || more->autocorrelation > 0.0 ||
           more->seasons > 0 || promoted(scen, d);
}

/* Several streams for one product are told apart by their number. */
static void fill_stream(struct sup_world *w, size_t i, struct sup_item *item)
{
    const struct scen_demand *d = &w->scen->demand[i];
    struct sup_place *p = &w->place[d->site];
    struct sup_stream *s = &w->stream[i];

    if (p->streams++ == 0)
        p->first_stream = (uint32_t)i;
    if (item->streams++ == 0)
        item->first_stream = (uint32_t)i;
    *s = (struct sup_stream){
        .slot = sup_slot_of(w, item),
        .special = custom(w->scen, d) ? SUP_CUSTOM : 0U,
        .poisson = d->arrivals == SCEN_POISSON,
        .period = d->period,
        .mean_gap = d->rate > 0.0 ? (double)TW_TICKS_PER_DAY / d->rate : 0.0,
        .quantity = -1,
        .units_to_quanta = 1.0 / item->quantum,
        .law = sup_keep_law(w, d->quantity),
        .purpose = w->product_key[d->product],
    };
    if (s->law->law == RAND_CONSTANT)
        s->quantity = s->law->a > 0.0 ? (int64_t)(s->law->a * s->units_to_quanta + 0.5) : 0;
    if (p->streams > 1 && s[-1].slot == s->slot)
        s->purpose = base_digest_word(s[-1].purpose, 1);
    if (tallied(d))
        item->special |= SUP_TALLIED;
}

static bool comes(const struct scen_demand *d)
{
    switch (d->arrivals) {
    case SCEN_POISSON:
        return d->rate > 0.0;
    case SCEN_GAPS:
        return true;
    case SCEN_TRACE:
        return scen_demand_more(d)->trace_count > 0;
    case SCEN_PERIODIC:
        break;
    }
    return d->period > 0;
}

static void complain(const struct scenario *scen, const struct scen_demand *d, bool kept,
                     struct base_err *err)
{
    const char *product = scen->product[d->product].name, *site = scen->site[d->site].name;

    if (!kept)
        base_err_add(err, d->where.file, d->where.line,
                     "customers want \"%s\" at \"%s\", which does not keep it; expected a "
                     "stock of it there",
                     product, site);
    else
        base_err_add(err, d->where.file, d->where.line,
                     "customers for \"%s\" at \"%s\" never come; expected a rate or a period "
                     "above 0",
                     product, site);
}

bool sup_add_streams(struct sup_world *w, struct base_err *err)
{
    const struct scenario *scen = w->scen;
    bool good = true;

    w->stream = base_arena_array(w->aside, scen->demands + 1, sizeof *w->stream);
    for (size_t i = 0; i < scen->demands; i++) {
        const struct scen_demand *d = &scen->demand[i];
        const struct sup_item *item = sup_find_item(w, d->site, d->product);

        if (item != NULL && comes(d)) {
            fill_stream(w, i, &w->item[item - w->item]);
        } else {
            complain(scen, d, item != NULL, err);
            good = false;
        }
    }
    return good;
}

/* ---- habits ---- */

static const struct sup_timing *timing_of(const struct scen_demand *d)
{
    switch (d->arrivals) {
    case SCEN_POISSON:
        return &sup_timing_poisson;
    case SCEN_GAPS:
        return &sup_timing_renewal;
    case SCEN_TRACE:
        return &sup_timing_trace;
    case SCEN_PERIODIC:
        break;
    }
    return &sup_timing_periodic;
}

static const struct sup_sizing *sizing_of(const struct scen_demand *d)
{
    const struct scen_demand_more *more = scen_demand_more(d);

    if (d->arrivals == SCEN_TRACE)
        return &sup_sizing_trace;
    return more->autocorrelation < 0.0 || more->autocorrelation > 0.0 ? &sup_sizing_ar1
                                                                      : &sup_sizing_drawn;
}

/* Where receipts come after demand within a tick, or stock is shared out after it, what is lost
 * is known at its end only: as with customers whose patience ends there. */
static bool lost_at_end_of_tick(const struct sup_world *w, const struct scen_demand *d)
{
    const struct sup_item *item = sup_find_item(w, d->site, d->product);
    bool later = w->scen->convention == SCEN_DEMAND_FIRST || (item->special & SUP_RATIONS) != 0;

    return later && scen_demand_more(d)->unmet == SCEN_LOST;
}

static const struct sup_unmet *unmet_of(const struct sup_world *w, const struct scen_demand *d)
{
    const struct scen_demand_more *more = scen_demand_more(d);

    if (more->unmet == SCEN_LOST_WHOLE)
        return &sup_unmet_lost_whole;
    if (more->unmet == SCEN_LOST && !lost_at_end_of_tick(w, d))
        return &sup_unmet_lost;
    return more->limited ? &sup_unmet_balk : &sup_unmet_backorder;
}

static void add_promotions(struct sup_world *w, struct sup_habit *h)
{
    const struct scenario *scen = w->scen;
    const struct scen_promotion **list =
        base_arena_array(w->arena, scen->promotions + 1, sizeof *list);

    for (size_t i = 0; i < scen->promotions; i++)
        if (scen_promotes(scen, &scen->promotion[i], h->demand))
            list[h->promotions++] = &scen->promotion[i];
    h->promotion = list;
}

/* With what it says beyond the usual: handlers read both. */
static const struct scen_demand *copy_of(struct sup_world *w, const struct scen_demand *d)
{
    struct scen_demand *copy = base_arena_take(w->arena, sizeof *copy);
    struct scen_demand_more *more = base_arena_take(w->arena, sizeof *more);

    *more = *scen_demand_more(d);
    *copy = *d;
    copy->more = more;
    return copy;
}

static void fill_habit(struct sup_world *w, struct sup_habit *h, size_t i)
{
    const struct scen_demand *d = &w->scen->demand[i];
    const struct scen_demand_more *more = scen_demand_more(d);
    const struct sup_stream *s = &w->stream[i];

    *h = (struct sup_habit){
        .demand = copy_of(w, d),
        .number = (uint32_t)i,
        .timing = timing_of(d),
        .sizing = sizing_of(d),
        .unmet = unmet_of(w, d),
        .end = more->end > 0 ? more->end : TW_TIME_MAX,
        .wanted = rand_mean(s->law),
        .room = (int64_t)ceil(more->waiting_room * s->units_to_quanta),
        .gap = sup_law(d->gap),
        .patience = sup_law(more->patience),
        .impatient = more->impatient || lost_at_end_of_tick(w, d),
    };
    add_promotions(w, h);
    h->most = sup_factor_most(h, w->scen->horizon);
    if (!(h->most > 0.0))
        h->most = 1.0;
}

void sup_add_habits(struct sup_world *w)
{
    size_t count = w->scen->demands;

    for (size_t i = 0; i < count; i++) {
        struct sup_stream *s = &w->stream[i];
        uint32_t site = (uint32_t)w->scen->demand[i].site;

        if ((w->item[w->place[site].first_item + s->slot].special & SUP_TALLIED) != 0)
            s->special |= SUP_TALLY;
    }
    w->habit = base_arena_array(w->arena, count + 1, sizeof *w->habit);
    for (size_t i = 0; i < count; i++) {
        if (w->stream[i].special == 0)
            continue;
        struct sup_annex *p = sup_annex_of(w, (size_t)w->scen->demand[i].site);

        if (p->habits++ == 0)
            p->first_habit = (uint32_t)w->habits;
        w->stream[i].habit = (uint32_t)w->habits;
        fill_habit(w, &w->habit[w->habits++], i);
    }
}
