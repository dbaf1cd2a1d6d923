/* SPDX-License-Identifier: Apache-2.0 */
/* scen/promotions.c - when customers are moved to buy more, and less afterwards. */
#include <string.h>

#include "scen/build.h"

#define ROW(field) offsetof(struct scen_promotion_row, field)
#define REFUSE(b, i, field, ...) scen_refuse(b, SCEN_G_PROMOTIONS, i, ROW(field), __VA_ARGS__)

static bool given(const struct scen_build *b, size_t i, size_t offset)
{
    return scen_given(b, SCEN_G_PROMOTIONS, i, offset);
}

bool scen_promotes(const struct scenario *scen, const struct scen_promotion *p,
                   const struct scen_demand *d)
{
    if (p->product != d->product || (p->site != SCEN_NONE && p->site != d->site))
        return false;
    return p->region[0] == '\0' || strcmp(p->region, scen->site[d->site].region) == 0;
}

/* What is bought more is (factor - 1) x duration of normal demand; a part of it is missing in
 * the time after, spread evenly. */
static double dip_of(const struct scen_promotion_row *row, int64_t payback)
{
    double more = (row->factor - 1) * (double)row->duration;

    return more > 0 ? 1 - row->pull_forward * more / (double)payback : 1;
}

static void check_promotion(struct scen_build *b, size_t i,
                            const struct scen_promotion_row *row,
                            const struct scen_promotion *p)
{
    if (given(b, i, ROW(site)) && given(b, i, ROW(region)))
        REFUSE(b, i, region,
               "this promotion has both a site and a region; expected one of them");
    if (p->dip < 0)
        REFUSE(b, i, pull_forward,
               "more is pulled forward than is wanted in the time after; expected at most %g, "
               "or a longer payback",
               (double)p->payback / ((row->factor - 1) * (double)row->duration));
    if (p->every > 0 && p->every < p->duration + (p->dip < 1 ? p->payback : 0))
        REFUSE(b, i, every, "it comes back before it is over; expected a longer time");
    if (given(b, i, ROW(payback)) && !(row->pull_forward > 0))
        REFUSE(b, i, payback,
               "payback without pull_forward; expected pull_forward = \"0.4\", for "
               "example");
}

static void warn_idle(struct scen_build *b, const struct scen_promotion *p)
{
    const struct scenario *scen = b->scen;

    for (size_t i = 0; i < scen->demands; i++)
        if (scen_promotes(scen, p, &scen->demand[i]))
            return;
    scen_warn_at(b, "promotions change nothing", p->where,
                 "nobody wants \"%s\" there, so this promotion changes nothing",
                 scen->product[p->product].name);
}

static void build_promotion(struct scen_build *b, size_t i)
{
    const struct scen_promotion_row *row = scen_rows_at(&b->raw->rows[SCEN_G_PROMOTIONS], i);
    struct scen_promotion *p = &b->scen->promotion[i];
    int64_t payback = row->payback > 0 ? row->payback : row->duration;

    *p = (struct scen_promotion){.product = row->product,
                                 .site = row->site,
                                 .region = row->region,
                                 .start = row->start,
                                 .duration = row->duration,
                                 .every = row->every,
                                 .factor = row->factor,
                                 .dip = dip_of(row, payback),
                                 .payback = payback,
                                 .where = row->where};
    if (scen_rows_bad(&b->raw->rows[SCEN_G_PROMOTIONS], i))
        return;
    check_promotion(b, i, row, p);
    if (b->scen->part == NULL)
        warn_idle(b, p);
}

void scen_build_promotions(struct scen_build *b)
{
    struct scenario *scen = b->scen;

    scen->promotions = b->raw->rows[SCEN_G_PROMOTIONS].count;
    scen->promotion = base_arena_array(scen->arena, scen->promotions, sizeof *scen->promotion);
    for (size_t i = 0; i < scen->promotions; i++)
        build_promotion(b, i);
}
