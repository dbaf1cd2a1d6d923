/* SPDX-License-Identifier: Apache-2.0 */
/* A little network put together by hand, run on the serial engine. Sites, and the stocks of a
 * site, are added in ascending order, as scen would sort them. */
#pragma once

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "rand/dist.h"
#include "supply/account/ledger.h"
#include "supply/supply.h"
#include "support/sums.h"
#include "support/test.h"

enum { LITTLE_MAX = 64 };

struct little {
    struct scenario scen;
    struct scen_product product[8];
    struct scen_site site[LITTLE_MAX];
    struct scen_lane lane[LITTLE_MAX];
    struct scen_stocking stock[LITTLE_MAX];
    struct scen_demand demand[LITTLE_MAX];
    struct scen_disruption disruption[8];
    struct scen_carrier carrier[2];
    struct scen_lane_product lane_product[2];
    struct scen_workline line[4];
    struct scen_step step[8];
    struct scen_site_more site_more[LITTLE_MAX]; // of the one at the same place
    struct scen_lane_more lane_more[LITTLE_MAX];
    struct scen_stocking_more stock_more[LITTLE_MAX];
    struct scen_demand_more demand_more[LITTLE_MAX];
    char name[LITTLE_MAX][8];

    struct scen_law law[LITTLE_MAX]; // that something points to
    size_t laws;

    struct base_err err;
    struct sup_world *world;
    struct tw_result result;
    struct sup_total_row total[LITTLE_MAX]; // by stocking
    size_t totals;
};

static const int64_t DAY = TW_TICKS_PER_DAY;

static inline struct scen_law always(double a)
{
    return (struct scen_law){.law = RAND_CONSTANT, .a = a};
}

static inline const struct scen_law *little_law(struct little *l, struct scen_law law)
{
    assert_true(l->laws < LITTLE_MAX);
    l->law[l->laws] = law;
    return &l->law[l->laws++];
}

static inline void little_forget(struct little *l)
{
    if (l->world != NULL)
        tw_result_fini(&l->result);
    sup_world_free(l->world);
    l->world = NULL;
    base_err_fini(&l->err);
}

static inline void little_init(struct little *l, enum scen_convention convention)
{
    little_forget(l);
    *l = (struct little){0};
    l->scen = (struct scenario){
        .id = "little",
        .kpi_period = DAY,
        .horizon = 100 * DAY,
        .convention = convention,
        .product = l->product,
        .site = l->site,
        .lane = l->lane,
        .stocking = l->stock,
        .demand = l->demand,
        .disruption = l->disruption,
        .carrier = l->carrier,
        .lane_product = l->lane_product,
        .line = l->line,
        .step = l->step,
    };
    l->product[0] = (struct scen_product){.name = "thing", .quantum = 1.0};
    l->scen.products = 1;
}

static inline int32_t little_site(struct little *l, enum scen_role role, int32_t tier)
{
    size_t i = l->scen.sites++;

    l->name[i][0] = (char)('A' + (int)i % 26);
    l->name[i][1] = (char)('a' + (int)i / 26);
    l->site[i] =
        (struct scen_site){.name = l->name[i], .region = "", .role = role, .tier = tier};
    return (int32_t)i;
}

static inline int32_t little_lane(struct little *l, int32_t from, int32_t to,
                                  struct scen_law days)
{
    size_t i = l->scen.lanes++;

    l->lane[i] = (struct scen_lane){.from = from, .to = to, .lead_time = little_law(l, days)};
    return (int32_t)i;
}

/* Base-stock at `level`, started full, over `source`. */
static inline struct scen_stocking *little_stock(struct little *l, int32_t site,
                                                 int32_t product, int64_t level, int32_t source)
{
    struct scen_stocking *s = &l->stock[l->scen.stockings++];

    *s = (struct scen_stocking){
        .site = site,
        .product = product,
        .initial = level,
        .policy = SCEN_BASE_STOCK,
        .order_up_to = level,
        .source = source,
    };
    return s;
}

/* What it says beyond the usual, to be set. */
static inline struct scen_site_more *little_site_more(struct little *l, struct scen_site *s)
{
    s->more = &l->site_more[s - l->site];
    return &l->site_more[s - l->site];
}

static inline struct scen_lane_more *little_lane_more(struct little *l, struct scen_lane *a)
{
    a->more = &l->lane_more[a - l->lane];
    return &l->lane_more[a - l->lane];
}

static inline struct scen_stocking_more *little_stocking_more(struct little *l,
                                                              struct scen_stocking *s)
{
    s->more = &l->stock_more[s - l->stock];
    return &l->stock_more[s - l->stock];
}

static inline struct scen_demand_more *little_demand_more(struct little *l,
                                                          struct scen_demand *d)
{
    d->more = &l->demand_more[d - l->demand];
    return &l->demand_more[d - l->demand];
}

/* A supplier with endless goods of product 0, at the top of the network. */
static inline int32_t little_supplier(struct little *l, int32_t tier)
{
    int32_t site = little_site(l, SCEN_SUPPLIER, tier);

    little_stock(l, site, 0, 0, SCEN_NONE)->policy = SCEN_NO_POLICY;
    return site;
}

static inline struct scen_demand *little_poisson(struct little *l, int32_t site, double rate)
{
    struct scen_demand *d = &l->demand[l->scen.demands++];

    *d = (struct scen_demand){.site = site,
                              .arrivals = SCEN_POISSON,
                              .rate = rate,
                              .quantity = little_law(l, always(1.0))};
    return d;
}

static inline struct scen_demand *little_daily(struct little *l, int32_t site,
                                               struct scen_law quantity)
{
    struct scen_demand *d = &l->demand[l->scen.demands++];

    *d = (struct scen_demand){.site = site,
                              .arrivals = SCEN_PERIODIC,
                              .period = DAY,
                              .quantity = little_law(l, quantity)};
    return d;
}

/* Something that strikes the whole of a site; when is up to the caller. */
static inline struct scen_disruption *
little_disruption(struct little *l, enum scen_disruption_kind kind, int32_t site)
{
    size_t i = l->scen.disruptions++;
    static const char *const name[] = {"a", "b", "c", "d", "e", "f", "g", "h"};

    l->disruption[i] = (struct scen_disruption){.name = name[i],
                                                .kind = kind,
                                                .site = site,
                                                .lane = SCEN_NONE,
                                                .product = SCEN_NONE,
                                                .after = SCEN_NONE,
                                                .spread = 1.0,
                                                .chance = 1.0};
    return &l->disruption[i];
}

/* The site is struck once, from `start` on, both in days. */
static inline struct scen_disruption *little_once(struct little *l,
                                                  enum scen_disruption_kind kind, int32_t site,
                                                  double start, double days)
{
    struct scen_disruption *d = little_disruption(l, kind, site);

    d->timing = SCEN_ONCE;
    d->start = (int64_t)(start * (double)DAY);
    d->down = always(days);
    return d;
}

/* The `n`th row of a channel; false when there are fewer. */
static inline bool little_row(const struct little *l, enum sup_channel channel, size_t n,
                              void *row, size_t bytes)
{
    const struct tw_rows *rows = &l->result.rows;

    for (size_t i = 0; i < rows->count; i++)
        if (rows->row[i].channel == channel && n-- == 0) {
            memcpy(row, rows->bytes + rows->row[i].offset, bytes);
            return true;
        }
    return false;
}

static inline void little_take_totals(struct little *l)
{
    struct sup_underway_row away;

    for (l->totals = 0;
         little_row(l, SUP_TOTAL, l->totals, &l->total[l->totals], sizeof l->total[0]);)
        l->totals++;
    for (size_t n = 0; little_row(l, SUP_UNDERWAY, n, &away, sizeof away); n++)
        sup_fold_underway(l->world, l->total, l->totals, &away, 1);
}

/* The row of a lane, of the docks or vehicles at `lp`, of a line. */
static inline struct sup_lane_row little_lane_row(const struct little *l, int32_t lane)
{
    struct sup_lane_row row;

    for (size_t n = 0; little_row(l, SUP_LANE_SUMS, n, &row, sizeof row); n++)
        if (row.lane == (uint32_t)lane)
            return row;
    fail_msg("lane %d has no row", lane);
    return row;
}

/* Runs one replication and proves that no goods were lost. */
static inline void little_run(struct little *l, uint64_t replication)
{
    little_forget(l);
    l->world = sup_world_new(&l->scen, &l->err);
    assert_non_null(l->world);

    struct tw_model model = sup_model(l->world);
    struct tw_options options = {.engine = TW_SERIAL,
                                 .threads = 1,
                                 .horizon = l->scen.horizon,
                                 .seed = TEST_SEED,
                                 .replication = replication};

    assert_true(tw_run(&model, &options, &l->result, &l->err));
    little_take_totals(l);
    assert_int_equal(l->totals, l->scen.stockings);
    if (!sums_conserved(l->world, l->total, l->totals, &l->err))
        fail_msg("%s", l->err.item[0].text);
}

/* The `n`th KPI row of a site (with one product). */
static inline struct sup_kpi little_kpi(const struct little *l, tw_lp_id site, uint32_t n)
{
    const struct tw_rows *rows = &l->result.rows;
    struct sup_kpi_row row = {0};

    for (size_t i = 0; i < rows->count; i++) {
        if (rows->row[i].channel != SUP_KPI || rows->row[i].lp != site)
            continue;
        memcpy(&row, rows->bytes + rows->row[i].offset, sizeof row);
        if (row.period == n)
            return row.k;
    }
    fail_msg("site %u has no row for period %u", site, n);
    return row.k;
}

/* Is `value` within `part` of what theory says? */
static inline void near_to(const char *what, double value, double expected, double part)
{
    if (fabs(value - expected) > part * fabs(expected))
        fail_msg("%s is %.6g; theory says %.6g", what, value, expected);
}

static inline double little_fill(const struct little *l, size_t item)
{
    return (double)l->total[item].at_once / (double)l->total[item].demand;
}

static inline double little_cost(const struct little *l, size_t item)
{
    const struct sup_total_row *r = &l->total[item];

    return (r->cost_holding + r->cost_backlog + r->cost_transit + r->cost_order + r->cost_make +
            r->cost_freight) /
           r->days;
}

/* The fixture of the tests: a zeroed little network. */
static inline int little_set_up(void **state)
{
    *state = calloc(1, sizeof(struct little));
    return *state == NULL;
}

static inline int little_tear_down(void **state)
{
    little_forget(*state);
    free(*state);
    return 0;
}
