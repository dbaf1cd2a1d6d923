/* SPDX-License-Identifier: Apache-2.0 */
/* Customers who come by themselves. */
#include "base/digest.h"
#include "supply/world.h"

/* Several streams for one product are told apart by their number. */
static void fill_stream(struct sup_world *w, size_t i, const struct sup_item *item)
{
    const struct scen_demand *d = &w->scen->demand[i];
    struct sup_place *p = &w->place[d->site];
    struct sup_stream *s = &w->stream[i];

    if (p->streams++ == 0)
        p->first_stream = (uint32_t)i;
    *s = (struct sup_stream){
        .slot = sup_slot_of(w, item),
        .poisson = d->arrivals == SCEN_POISSON,
        .period = d->period,
        .mean_gap = d->rate > 0.0 ? (double)TW_TICKS_PER_DAY / d->rate : 0.0,
        .quantity = -1,
        .units_to_quanta = 1.0 / item->quantum,
        .law = sup_law(&d->quantity),
        .purpose = w->product_key[d->product],
    };
    if (s->law.law == RAND_CONSTANT)
        s->quantity = s->law.a > 0.0 ? (int64_t)(s->law.a * s->units_to_quanta + 0.5) : 0;
    if (p->streams > 1 && s[-1].slot == s->slot)
        s->purpose = base_digest_word(s[-1].purpose, 1);
}

bool sup_add_streams(struct sup_world *w, struct base_err *err)
{
    const struct scenario *scen = w->scen;
    bool good = true;

    w->stream = base_arena_array(w->arena, scen->demands + 1, sizeof *w->stream);
    for (size_t i = 0; i < scen->demands; i++) {
        const struct scen_demand *d = &scen->demand[i];
        const struct sup_item *item = sup_find_item(w, d->site, d->product);
        bool comes = d->arrivals == SCEN_POISSON ? d->rate > 0.0 : d->period > 0;

        if (item != NULL && comes) {
            fill_stream(w, i, item);
            continue;
        }
        good = false;
        if (item == NULL)
            base_err_add(err, d->where.file, d->where.line,
                         "customers want \"%s\" at \"%s\", which does not keep it; expected a "
                         "stock of it there",
                         scen->product[d->product].name, scen->site[d->site].name);
        else
            base_err_add(
                err, d->where.file, d->where.line,
                "customers for \"%s\" at \"%s\" never come; expected a rate or a period "
                "above 0",
                scen->product[d->product].name, scen->site[d->site].name);
    }
    return good;
}
