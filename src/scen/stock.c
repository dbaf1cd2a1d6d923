/* SPDX-License-Identifier: Apache-2.0 */
/* scen/stock.c - what each site does with each product: policies, sources, levels. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scen/entry.h"

#define ROW(field) offsetof(struct scen_stock_row, field)

static bool given(const struct scen_entry *e, size_t offset)
{
    return scen_given(e->b, SCEN_G_STOCK, e->at, offset);
}

bool scen_entry_given(const struct scen_entry *e, size_t offset)
{
    return given(e, offset);
}

/* ---- sources ---- */

size_t scen_entry_lanes(const struct scen_build *b, int32_t from, int32_t to, int32_t *lane)
{
    size_t first, count = scen_lanes_into(b, to, &first), found = 0, usual = 0;

    for (size_t i = first; i < first + count; i++) {
        int32_t at = b->lane_order[i];

        if (b->scen->lane[at].from != from)
            continue;
        bool unnamed = b->scen->lane[at].name == NULL;

        if (unnamed || usual == 0)
            *lane = at;
        usual += unnamed;
        found++;
    }
    return usual == 1 ? 1 : found;
}

/* ---- levels ---- */

static int64_t quanta(const struct scen_entry *e, double units)
{
    return llround(units / e->product->quantum);
}

int64_t scen_entry_quanta(const struct scen_entry *e, double units)
{
    return quanta(e, units);
}

static void check_levels(const struct scen_entry *e)
{
    const struct scen_stock_row *row = e->row;
    double most =
        fmax(fabs(row->initial), fmax(fabs(row->order_up_to), fabs(row->reorder_point)));
    double start = row->initial / e->product->quantum;

    if (most / e->product->quantum > 9e15)
        scen_refuse(e->b, SCEN_G_STOCK, e->at, ROW(order_up_to),
                    "too many quanta of \"%s\"; give it a bigger quantum", e->product->name);
    else if (fabs(start - round(start)) > 1e-9 * fmax(1, fabs(start)))
        scen_refuse(e->b, SCEN_G_STOCK, e->at, ROW(initial),
                    "initial: %g units are no whole number of the quantum of \"%s\", %g units",
                    row->initial, e->product->name, e->product->quantum);
}

/* What a full shelf holds by the policy, as far as it has a level of its own. */
static int64_t full(const struct scen_entry *e)
{
    const struct scen_ordering *o = e->out->ordering;

    if (o != NULL && o->echelon)
        return 0;
    if (o != NULL && e->out->policy == SCEN_R_Q)
        return e->out->reorder_point + o->lot;
    return e->out->order_up_to;
}

static void set_levels(const struct scen_entry *e)
{
    const struct scen_stock_row *row = e->row;

    check_levels(e);
    e->out->order_up_to = quanta(e, row->order_up_to);
    e->out->reorder_point = quanta(e, row->reorder_point);
    e->out->review_period = row->review;
    e->out->initial = given(e, ROW(initial)) ? quanta(e, row->initial) : full(e);
    if (e->out->policy == SCEN_S_S && e->out->reorder_point >= e->out->order_up_to)
        scen_refuse(e->b, SCEN_G_STOCK, e->at, ROW(reorder_point),
                    "reorder_point %g is not below order_up_to %g; expected s < S",
                    row->reorder_point, row->order_up_to);
}

/* ---- roles ---- */

static const struct {
    size_t offset;
    const char *name;
} order_keys[] = {{ROW(policy), "policy"},
                  {ROW(order_up_to), "order_up_to"},
                  {ROW(reorder_point), "reorder_point"},
                  {ROW(review), "review"},
                  {ROW(initial), "initial"},
                  {ROW(initial_pipeline), "initial_pipeline"},
                  {ROW(initial_orders), "initial_orders"},
                  {ROW(source), "source"},
                  {ROW(sources), "sources"},
                  {ROW(plan), "plan"},
                  {ROW(forecast), "forecast"},
                  {ROW(transship_from), "transship_from"}};

static void set_endless(const struct scen_entry *e)
{
    for (size_t i = 0; i < sizeof order_keys / sizeof *order_keys; i++)
        if (given(e, order_keys[i].offset))
            scen_refuse(e->b, SCEN_G_STOCK, e->at, order_keys[i].offset,
                        "\"%s\" is a supplier, which never runs out; leave %s out, or make it "
                        "a factory",
                        e->site->name, order_keys[i].name);
    e->out->policy = SCEN_NO_POLICY;
}

static void warn_unused(const struct scen_entry *e, size_t offset)
{
    scen_warn_unused(e->b, SCEN_G_STOCK, e->at, offset, "where goods are bought from \"%s\"",
                     e->b->scen->site[e->row->source].name);
}

/* How it orders and from whom; kept where that is more than policy, levels and one source. */
static void set_rules(const struct scen_entry *e)
{
    struct scen_ordering o = {.multiple = 1};

    scen_entry_policy(e);
    scen_entry_ordering(e, &o);
    scen_entry_sources(e, &o);
    if (!scen_ordering_matters(e->out, &o))
        return;
    struct scen_ordering *kept = base_arena_take(e->b->scen->aside, sizeof *kept);
    *kept = o;
    e->out->ordering = kept;
}

static void set_ordering(const struct scen_entry *e)
{
    set_rules(e);
    set_levels(e);
    if (e->row->source >= 0) {
        warn_unused(e, ROW(make_time));
        warn_unused(e, ROW(make_cost));
    } else if (e->site->role != SCEN_FACTORY && e->out->policy != SCEN_NEVER &&
               !given(e, ROW(sources)) && !scen_on_line(e->b, e->at)) {
        scen_refuse(e->b, SCEN_G_STOCK, e->at, ROW(source),
                    "where \"%s\" orders \"%s\" is missing; expected source = \"...\", the "
                    "name of a site",
                    e->site->name, e->product->name);
    }
}

static void fill_entry(struct scen_build *b, size_t i, struct scen_stocking_more *more)
{
    const struct scen_stock_row *row = scen_rows_at(&b->raw->rows[SCEN_G_STOCK], i);
    struct scenario *scen = b->scen;
    const struct scen_entry e = {
        b,   i, row, &scen->site[row->site], &scen->product[row->product], &scen->stocking[i],
        more};

    *e.out = (struct scen_stocking){.site = row->site,
                                    .product = row->product,
                                    .source = SCEN_NONE,
                                    .make_time = scen_keep_law(b, &row->make_time),
                                    .holding_cost = row->holding_cost,
                                    .backlog_cost = row->backlog_cost,
                                    .order_cost = row->order_cost,
                                    .make_cost = row->make_cost,
                                    .priority = (uint8_t)row->priority,
                                    .customers = SCEN_MIDDLE_PRIORITY,
                                    .where = row->where};
    more->allocation = (enum scen_allocation)row->allocation;
    more->ship_complete = row->ship_complete == 1;
    more->min_remaining_life = row->min_remaining_life;
    if (scen_rows_bad(&b->raw->rows[SCEN_G_STOCK], i) ||
        scen_rows_bad(&b->raw->rows[SCEN_G_PRODUCTS], (size_t)row->product))
        return;
    if (e.site->role == SCEN_SUPPLIER)
        set_endless(&e);
    else
        set_ordering(&e);
    scen_set_making(b, i, more);
    scen_build_keeping(b, i, row, more);
}

static void build_entry(struct scen_build *b, size_t i)
{
    struct scen_stocking_more more = {.job_size = 0};

    fill_entry(b, i, &more);
    b->scen->stocking[i].more = scen_keep_stocking(b, &more);
}

/* ---- order and look-up ---- */

static int compare_stocking(const void *x, const void *y)
{
    const struct scen_stocking *a = x, *b = y;

    if (a->site != b->site)
        return a->site < b->site ? -1 : 1;
    if (a->product != b->product)
        return a->product < b->product ? -1 : 1;
    int file = strcmp(a->where.file, b->where.file);
    return file != 0 ? file : (a->where.line > b->where.line) - (a->where.line < b->where.line);
}

static void sort_stock(struct scenario *scen)
{
    if (scen->stockings > 1)
        qsort(scen->stocking, scen->stockings, sizeof *scen->stocking, compare_stocking);
}

static void refuse_doubles(struct scen_build *b)
{
    const struct scenario *scen = b->scen;

    for (size_t i = 1; i < scen->stockings; i++) {
        const struct scen_stocking *a = &scen->stocking[i - 1], *now = &scen->stocking[i];
        if (a->site == now->site && a->product == now->product)
            base_err_add(b->err, now->where.file, now->where.line,
                         "\"%s\" at \"%s\" has an entry already, on line %d; expected one",
                         scen->product[now->product].name, scen->site[now->site].name,
                         a->where.line);
    }
}

size_t scen_stocking_from(const struct scenario *scen, int32_t site, int32_t product)
{
    size_t low = 0, high = scen->stockings;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct scen_stocking *at = &scen->stocking[middle];
        if (at->site < site || (at->site == site && at->product < product))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t scen_stocking_of(const struct scenario *scen, int32_t site, int32_t product)
{
    size_t at = scen_stocking_from(scen, site, product);
    bool found = at < scen->stockings && scen->stocking[at].site == site &&
                 scen->stocking[at].product == product;

    return found ? at : SIZE_MAX;
}

/* ---- markets without an entry ---- */

/* The lanes over which `product` can come to `site`: how many, and the last of them. */
static size_t supply_lanes(const struct scen_build *b, int32_t site, int32_t product,
                           int32_t *lane)
{
    size_t first, count = scen_lanes_into(b, site, &first), found = 0;

    for (size_t i = first; i < first + count; i++) {
        int32_t from = b->scen->lane[b->lane_order[i]].from;
        if (scen_stocking_of(b->scen, from, product) == SIZE_MAX)
            continue;
        *lane = b->lane_order[i];
        found++;
    }
    return found;
}

/* A market that says nothing passes each demand on over its only lane. */
static void infer_entry(struct scen_build *b, const struct scen_demand *demand,
                        struct scen_stocking *out)
{
    const struct scenario *scen = b->scen;
    const char *site = scen->site[demand->site].name;
    const char *product = scen->product[demand->product].name;
    int32_t lane = SCEN_NONE;
    size_t found = supply_lanes(b, demand->site, demand->product, &lane);

    *out = (struct scen_stocking){.site = demand->site,
                                  .product = demand->product,
                                  .policy = SCEN_BASE_STOCK,
                                  .source = lane,
                                  .priority = SCEN_MIDDLE_PRIORITY,
                                  .customers = SCEN_MIDDLE_PRIORITY,
                                  .where = demand->where};
    if (found == 0)
        base_err_add(b->err, demand->where.file, demand->where.line,
                     "no source can reach \"%s\" with \"%s\"; expected a lane there from a "
                     "site that keeps it",
                     site, product);
    else if (found > 1)
        base_err_add(b->err, demand->where.file, demand->where.line,
                     "%zu lanes can bring \"%s\" to \"%s\"; expected a stock entry that says "
                     "the source",
                     found, product, site);
}

static bool needs_entry(const struct scenario *scen, const struct scen_demand *demand)
{
    return scen->site[demand->site].role == SCEN_MARKET &&
           scen_stocking_of(scen, demand->site, demand->product) == SIZE_MAX;
}

static void infer_entries(struct scen_build *b)
{
    struct scenario *scen = b->scen;
    size_t count = scen->stockings;

    for (size_t i = 0; i < scen->demands; i++) {
        const struct scen_demand *demand = &scen->demand[i];
        bool again =
            i > 0 && demand[-1].site == demand->site && demand[-1].product == demand->product;
        if (!again && needs_entry(scen, demand))
            infer_entry(b, demand, &scen->stocking[count++]);
    }
    scen->stockings = count;
    sort_stock(scen);
}

void scen_build_stock(struct scen_build *b)
{
    struct scenario *scen = b->scen;

    scen->stockings = b->raw->rows[SCEN_G_STOCK].count;
    scen->stocking =
        base_arena_array(scen->aside, scen->stockings + scen->demands, sizeof *scen->stocking);
    for (size_t i = 0; i < scen->stockings; i++)
        build_entry(b, i);
    sort_stock(scen);
    refuse_doubles(b);
    infer_entries(b);
}
