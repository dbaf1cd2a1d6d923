/* SPDX-License-Identifier: Apache-2.0 */
/* /model: names and parameters. What there is many of passes by in windows. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mask.h"
#include "base/mem.h"
#include "comm/comm.h"
#include "lab/archive.h"
#include "lab/census.h"
#include "out/rows.h"
#include "scen/part.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* ---- sites, lanes, stockings ---- */

struct words { // a dataset of strings, one by row
    const char *name, *about;
    const char *(*of)(const struct lab_window *w, size_t i);
};

enum { MOST_WORDS = 3 };

struct table {
    enum lab_census_kind kind;
    const char *group, *about;
    const struct out_column *column;
    size_t columns, keys, row_bytes;
    struct words words[MOST_WORDS]; // the rest is NULL
    void (*add)(struct out_rows *rows, const struct lab_window *w,
                const struct base_mask *mask); // NULL: as they are
};

struct writing {
    const struct table *table;
    const struct base_mask *mask;
    struct out_rows *rows;
    struct out_h5_list *list[MOST_WORDS];
};

static void look(void *user, const struct lab_window *w)
{
    const struct writing *to = user;

    for (int k = 0; k < MOST_WORDS && to->list[k] != NULL; k++)
        for (size_t i = 0; i < w->count; i++)
            out_h5_list_look(to->list[k], to->table->words[k].of(w, i));
}

static void add(void *user, const struct lab_window *w)
{
    const struct writing *to = user;

    if (to->table->add != NULL)
        to->table->add(to->rows, w, to->mask);
    else
        out_rows_append(to->rows, w->row, w->count);
    for (int k = 0; k < MOST_WORDS && to->list[k] != NULL; k++)
        for (size_t i = 0; i < w->count; i++)
            out_h5_list_add(to->list[k], to->table->words[k].of(w, i));
}

static void open_table(struct out_h5 *f, struct writing *to)
{
    const struct table *t = to->table;
    char path[100];

    to->mask = out_h5_masked(f);
    to->rows =
        out_rows_open(f, t->group, t->about, t->column, t->columns, t->keys, t->row_bytes);
    for (int k = 0; k < MOST_WORDS && t->words[k].name != NULL; k++) {
        snprintf(path, sizeof path, "%s/%s", t->group, t->words[k].name);
        to->list[k] = out_h5_list_open(f, path, t->words[k].about);
    }
}

/* Collective. The rows pass by twice: strings are as wide as the longest of them. */
static void table_write(struct out_h5 *f, const struct lab_census *c, const struct table *t)
{
    struct writing to = {.table = t};

    if (f != NULL)
        open_table(f, &to);
    lab_census_each(c, t->kind, look, &to);
    lab_census_each(c, t->kind, add, &to);
    out_rows_close(to.rows);
    for (int k = 0; k < MOST_WORDS; k++)
        out_h5_list_close(to.list[k]);
}

static const char *first_text(const struct lab_window *w, size_t i)
{
    return w->text[0][i];
}

static const char *second_text(const struct lab_window *w, size_t i)
{
    return w->text[1][i];
}

static const char *site_role(const struct lab_window *w, size_t i)
{
    static const char *const role[] = {"supplier", "factory", "warehouse",
                                       "market",   "port",    "hub"};
    const struct scen_site *site = w->row;

    return role[site[i].role];
}

/* Where a site stands would tell which one it is. */
static void add_sites(struct out_rows *rows, const struct lab_window *w,
                      const struct base_mask *mask)
{
    const struct scen_site *site = w->row;

    for (size_t i = 0; i < w->count; i++) {
        struct scen_site shown = site[i];
        if (base_mask_has(mask, w->text[0][i]))
            shown.lon = shown.lat = NAN;
        out_rows_append(rows, &shown, 1);
    }
}

static void sites_write(struct out_h5 *f, const struct lab_census *c)
{
    static const struct out_column column[] = {
        {"lon", "degrees", "longitude", OUT_F64, offsetof(struct scen_site, lon)},
        {"lat", "degrees", "latitude", OUT_F64, offsetof(struct scen_site, lat)},
        {"tier", "1", "longest path to a market, markets are 0", OUT_I32,
         offsetof(struct scen_site, tier)},
    };
    static const struct table table = {LAB_SITES,
                                       "/model/sites",
                                       "site i of /results is entry i here",
                                       column,
                                       COUNT(column),
                                       0,
                                       sizeof(struct scen_site),
                                       {{"name", "name of the site", first_text},
                                        {"region", "region, if any", second_text},
                                        {"role", "what the site is", site_role}},
                                       add_sites};

    table_write(f, c, &table);
}

static void lanes_write(struct out_h5 *f, const struct lab_census *c)
{
    static const struct out_column column[] = {
        {"from", "1", "index of the site that ships", OUT_I32,
         offsetof(struct scen_lane, from)},
        {"to", "1", "index of the site that receives", OUT_I32, offsetof(struct scen_lane, to)},
        {"order_delay", "ms", "time an order travels upstream", OUT_I64,
         offsetof(struct scen_lane, order_delay)},
        {"cost_per_unit", "currency/unit", "freight", OUT_F64,
         offsetof(struct scen_lane, cost_per_unit)},
        {"cost_per_shipment", "currency", "freight", OUT_F64,
         offsetof(struct scen_lane, cost_per_shipment)},
    };
    static const struct table table = {LAB_LANES,
                                       "/model/lanes",
                                       "paths of goods",
                                       column,
                                       COUNT(column),
                                       0,
                                       sizeof(struct scen_lane),
                                       {{"name", "name of the lane, if any", first_text},
                                        {"mode", "how goods travel, if said", second_text}},
                                       NULL};

    table_write(f, c, &table);
}

static const char *policy_name(const struct lab_window *w, size_t i)
{
    static const char *const policy[] = {[SCEN_NO_POLICY] = "none",
                                         [SCEN_BASE_STOCK] = "base-stock",
                                         [SCEN_S_S] = "(s,S)",
                                         [SCEN_R_Q] = "(r,Q)",
                                         [SCEN_ORDER_UP_TO] = "order-up-to",
                                         [SCEN_PASS_THROUGH] = "pass-through",
                                         [SCEN_MRP] = "mrp",
                                         [SCEN_PLAN] = "plan",
                                         [SCEN_NEVER] = "none"};
    const struct scen_stocking *stocking = w->row;

    return policy[stocking[i].policy];
}

static void stockings_write(struct out_h5 *f, const struct lab_census *c)
{
    static const struct out_column column[] = {
        {"site", "1", "index of the site", OUT_I32, offsetof(struct scen_stocking, site)},
        {"product", "1", "index of the product", OUT_I32,
         offsetof(struct scen_stocking, product)},
        {"initial", "quanta", "on hand at the start; negative: owed", OUT_I64,
         offsetof(struct scen_stocking, initial)},
        {"reorder_point", "quanta", "s of (s,S)", OUT_I64,
         offsetof(struct scen_stocking, reorder_point)},
        {"order_up_to", "quanta", "level that orders aim at", OUT_I64,
         offsetof(struct scen_stocking, order_up_to)},
        {"review_period", "ms", "time between reviews; 0: at each change", OUT_I64,
         offsetof(struct scen_stocking, review_period)},
        {"source", "1", "index of the lane it is ordered over; -1: none", OUT_I32,
         offsetof(struct scen_stocking, source)},
    };
    static const struct table table = {LAB_STOCKINGS,
                                       "/model/stock",
                                       "what each site keeps, and how it orders",
                                       column,
                                       COUNT(column),
                                       2,
                                       sizeof(struct scen_stocking),
                                       {{"policy", "replenishment policy", policy_name}},
                                       NULL};

    table_write(f, c, &table);
}

/* ---- what there is little of ---- */

/* One string per item; `of` picks it. */
static void names_write(struct out_h5 *f, const char *path, const char *about,
                        const struct scenario *scen, size_t count,
                        const char *(*of)(const struct scenario *, size_t))
{
    const char **value = base_array(count, sizeof *value);

    for (size_t i = 0; i < count; i++)
        value[i] = of(scen, i) ? of(scen, i) : "";
    out_h5_strings(f, path, about, value, count);
    free(value);
}

static const char *product_name(const struct scenario *scen, size_t i)
{
    return scen->product[i].name;
}

static void products_write(struct out_h5 *f, const struct scenario *scen)
{
    static const struct out_column column[] = {
        {"quantum", "units", "smallest amount that is counted", OUT_F64,
         offsetof(struct scen_product, quantum)},
        {"value", "currency/unit", "standard cost", OUT_F64,
         offsetof(struct scen_product, value)},
    };

    out_rows_write(f, "/model/products", "product i of /results is entry i here", column,
                   COUNT(column), 0, sizeof *scen->product, scen->product, scen->products);
    names_write(f, "/model/products/name", "name of the product", scen, scen->products,
                product_name);
}

static const char *carrier_name(const struct scenario *scen, size_t i)
{
    return scen->carrier[i].name;
}

static void carriers_write(struct out_h5 *f, const struct scenario *scen)
{
    static const struct out_column column[] = {
        {"vehicles", "1", "its fleet; 0: always one for each load", OUT_U32,
         offsetof(struct scen_carrier, vehicles)},
        {"call_time", "ms", "from the call to a vehicle that is there", OUT_I64,
         offsetof(struct scen_carrier, call_time)},
    };

    out_rows_write(f, "/model/carriers",
                   "who moves goods; those with vehicles follow the sites in the site column",
                   column, COUNT(column), 0, sizeof *scen->carrier, scen->carrier,
                   scen->carriers);
    names_write(f, "/model/carriers/name", "name of the carrier", scen, scen->carriers,
                carrier_name);
}

static const char *line_name(const struct scenario *scen, size_t i)
{
    return scen->line[i].name;
}

static void worklines_write(struct out_h5 *f, const struct scenario *scen)
{
    static const struct out_column column[] = {
        {"site", "1", "index of the site", OUT_I32, offsetof(struct scen_workline, site)},
        {"machines", "1", "equal machines", OUT_U32, offsetof(struct scen_workline, machines)},
    };

    out_rows_write(f, "/model/lines", "line i of /results is entry i here", column,
                   COUNT(column), 0, sizeof *scen->line, scen->line, scen->lines);
    names_write(f, "/model/lines/name", "name of the line", scen, scen->lines, line_name);
}

static const char *disruption_name(const struct scenario *scen, size_t i)
{
    return scen->disruption[i].name;
}

static const char *disruption_kind(const struct scenario *scen, size_t i)
{
    return scen_disruption_kind_name(scen->disruption[i].kind);
}

/* What is struck, by its number in the whole network. */
static struct scen_disruption *struck_of_all(const struct scenario *scen)
{
    const struct scen_part *part = scen->part;
    struct scen_disruption *all = base_array(scen->disruptions, sizeof *all);

    for (size_t i = 0; i < scen->disruptions; i++) {
        all[i] = scen->disruption[i];
        if (part != NULL && all[i].site != SCEN_NONE)
            all[i].site = (int32_t)part->site[all[i].site];
        if (part != NULL && all[i].lane != SCEN_NONE)
            all[i].lane = (int32_t)part->lane[all[i].lane];
    }
    return all;
}

static void disruptions_write(struct out_h5 *f, const struct scenario *scen)
{
    static const struct out_column column[] = {
        {"site", "1", "index of the site; -1: a lane, carrier or region", OUT_I32,
         offsetof(struct scen_disruption, site)},
        {"lane", "1", "index of the lane; -1: none", OUT_I32,
         offsetof(struct scen_disruption, lane)},
        {"product", "1", "index of the product; -1: all", OUT_I32,
         offsetof(struct scen_disruption, product)},
    };

    struct scen_disruption *all = struck_of_all(scen);

    out_rows_write(f, "/model/disruptions", "cause i of /results is entry i here", column,
                   COUNT(column), 0, sizeof *all, all, scen->disruptions);
    names_write(f, "/model/disruptions/name", "name of the cause", scen, scen->disruptions,
                disruption_name);
    names_write(f, "/model/disruptions/kind", "what it does", scen, scen->disruptions,
                disruption_kind);
    free(all);
}

void lab_archive_model(struct out_h5 *f, const struct lab_census *c)
{
    const struct scenario *scen = c->scen;

    if (f != NULL)
        out_h5_group(f, "/model", "names and parameters behind the indices of /results");
    sites_write(f, c);
    if (f != NULL)
        products_write(f, scen);
    lanes_write(f, c);
    if (f != NULL)
        carriers_write(f, scen);
    stockings_write(f, c);
    if (f != NULL) {
        disruptions_write(f, scen);
        worklines_write(f, scen);
    }
}
