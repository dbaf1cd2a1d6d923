/* SPDX-License-Identifier: Apache-2.0 */
/* scen/lanes.c - lanes, and who moves goods over them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "scen/build.h"
#include "scen/law.h"

#define LANE(field) offsetof(struct scen_lane_row, field)

enum { VIA_MAX = 16 };

static const struct scen_lane_row *row_at(const struct scen_build *b, size_t i)
{
    return scen_rows_at(&b->raw->rows[SCEN_G_LANES], i);
}

static const char *site_name(const struct scen_build *b, int32_t site)
{
    return b->scen->site[site].name;
}

static bool given(const struct scen_build *b, size_t i, size_t offset)
{
    return scen_given(b, SCEN_G_LANES, i, offset);
}

/* ---- names ---- */

/* Lanes may go without a name: positions among the names are not those of the lanes. */
static void index_names(struct scen_build *b)
{
    size_t next = 0;

    b->lane_named = base_array(b->scen->lanes + 1, sizeof *b->lane_named);
    for (size_t i = 0; i < b->scen->lanes; i++)
        if (b->scen->lane[i].name != NULL)
            b->lane_named[next++] = (int32_t)i;
}

int32_t scen_lane_named(const struct scen_build *b, struct scen_span name)
{
    int32_t at = scen_names_find(&b->in->names[SCEN_G_LANES], name);

    return at >= 0 ? b->lane_named[at] : SCEN_NONE;
}

/* What a value names in another group; SCEN_NONE with a mistake. */
static int32_t named(struct scen_build *b, enum scen_group_id where, size_t i, size_t offset,
                     enum scen_group_id group, const char *name)
{
    const struct scen_names *names = &b->in->names[group];
    const char *what = scen_schema[group].item;
    struct scen_span span = scen_span_of(name);
    int32_t found = scen_names_find(names, span);

    if (found >= 0)
        return group == SCEN_G_LANES ? b->lane_named[found] : found;
    const char *guess = scen_names_nearest(names, span);

    if (guess != NULL)
        scen_refuse(b, where, i, offset, "there is no %s \"%.60s\"; did you mean \"%s\"?", what,
                    name, guess);
    else
        scen_refuse(b, where, i, offset,
                    "there is no %s \"%.60s\"; expected the name of one from %s", what, name,
                    scen_schema[group].name);
    return SCEN_NONE;
}

/* ---- carriers ---- */

static void build_carriers(struct scen_build *b)
{
    const struct scen_rows *rows = &b->raw->rows[SCEN_G_CARRIERS];
    struct scenario *scen = b->scen;

    scen->carriers = rows->count;
    scen->carrier = base_arena_array(scen->arena, rows->count + 1, sizeof *scen->carrier);
    for (size_t i = 0; i < rows->count; i++) {
        const struct scen_carrier_row *row = scen_rows_at(rows, i);

        scen->carrier[i] = (struct scen_carrier){row->name, (uint32_t)row->vehicles,
                                                 row->call_time, row->where};
        if (row->vehicles == 0)
            scen_warn_unused(b, SCEN_G_CARRIERS, i,
                             offsetof(struct scen_carrier_row, call_time),
                             "where a carrier has no number of vehicles");
    }
}

static void set_carrier(struct scen_build *b, size_t i, struct scen_lane_more *lane)
{
    const struct scen_lane_row *row = row_at(b, i);
    int32_t carrier = SCEN_NONE;

    if (row->carrier[0] != '\0')
        carrier = named(b, SCEN_G_LANES, i, LANE(carrier), SCEN_G_CARRIERS, row->carrier);
    if (carrier != SCEN_NONE)
        lane->carrier = &b->scen->carrier[carrier];
    if (lane->carrier == NULL || lane->carrier->vehicles == 0)
        scen_warn_unused(b, SCEN_G_LANES, i, LANE(return_time),
                         "without a carrier that has vehicles");
}

/* ---- ends ---- */

static void check_ends(struct scen_build *b, size_t i)
{
    const struct scen_lane *lane = &b->scen->lane[i];

    if (lane->from == lane->to)
        scen_refuse(b, SCEN_G_LANES, i, LANE(to),
                    "a lane from \"%s\" to itself; expected two sites",
                    site_name(b, lane->from));
    else if (b->scen->site[lane->to].role == SCEN_SUPPLIER && !scen_is_edge(b->scen, lane->to))
        scen_refuse(b, SCEN_G_LANES, i, LANE(to),
                    "a lane to \"%s\", which is a supplier and needs no goods; expected a "
                    "factory, warehouse or market",
                    site_name(b, lane->to));
    else if (b->scen->site[lane->from].role == SCEN_MARKET)
        scen_refuse(b, SCEN_G_LANES, i, LANE(from),
                    "a lane from \"%s\", which is a market and ships nothing; expected a "
                    "supplier, factory or warehouse",
                    site_name(b, lane->from));
}

/* ---- loads ---- */

static const char *measure_name(const struct scen_amount *amount)
{
    return amount->base == SCEN_MASS ? "t" : amount->base == SCEN_VOLUME ? "m3" : "units";
}

static void check_loads(struct scen_build *b, size_t i)
{
    const struct scen_lane_row *row = row_at(b, i);
    const struct scen_amount *most = &row->capacity, *least = &row->min_lot;
    bool full = row->load == 1, timed = row->departs_every > 0;

    if (most->given && most->size <= 0)
        scen_refuse(b, SCEN_G_LANES, i, LANE(capacity),
                    "a capacity of 0 moves nothing; expected more than 0");
    if (full && !most->given)
        scen_refuse(b, SCEN_G_LANES, i, LANE(load),
                    "load = \"full\" without capacity; expected capacity = \"20 t\", for "
                    "example");
    if (full && least->given)
        scen_refuse(b, SCEN_G_LANES, i, LANE(min_lot),
                    "min_lot where only full loads leave; expected one of them");
    if (most->given && least->given && most->base != least->base)
        scen_refuse(b, SCEN_G_LANES, i, LANE(min_lot),
                    "min_lot counts in %s, capacity in %s; expected the same",
                    measure_name(least), measure_name(most));
    else if (most->given && least->given && least->size > most->size)
        scen_refuse(b, SCEN_G_LANES, i, LANE(min_lot),
                    "min_lot is more than the capacity, so nothing ever leaves; expected at "
                    "most as much");
    if (timed && row->max_wait > 0)
        scen_refuse(b, SCEN_G_LANES, i, LANE(max_wait),
                    "max_wait on a lane with a timetable; expected one of them");
    else if (row->max_wait > 0 && !full && !least->given)
        scen_warn_unused(b, SCEN_G_LANES, i, LANE(max_wait),
                         "where goods wait for nothing: without load = \"full\" or min_lot");
    if (!timed)
        scen_warn_unused(b, SCEN_G_LANES, i, LANE(departs_first), "without departs_every");
}

/* ---- distance and CO2e ---- */

/* Great circle on a sphere of 6371 km (haversine; Sinnott, Sky and Telescope 68, 1984). */
static double crow_km(const struct scen_site *a, const struct scen_site *z)
{
    const double rad = acos(-1.0) / 180.0;
    double lat = sin((z->lat - a->lat) * rad / 2), lon = sin((z->lon - a->lon) * rad / 2);
    double h = lat * lat + cos(a->lat * rad) * cos(z->lat * rad) * lon * lon;

    return 2 * 6371.0 * asin(h < 1.0 ? sqrt(h) : h); // NAN without coordinates
}

static void set_co2(struct scen_build *b, size_t i, struct scen_lane_more *more)
{
    const struct scen_lane_row *row = row_at(b, i);
    const struct scen_lane *lane = &b->scen->lane[i];
    double km = row->distance;

    more->co2_per_unit = row->co2_per_unit;
    more->co2_per_load = row->co2_per_load;
    if (row->co2_per_tonne_km == 0.0)
        return;
    if (!given(b, i, LANE(distance)))
        km = crow_km(&b->scen->site[lane->from], &b->scen->site[lane->to]);
    if (isnan(km))
        scen_refuse(b, SCEN_G_LANES, i, LANE(co2_per_tonne_km),
                    "co2_per_tonne_km needs to know how far it is; expected distance, or lon "
                    "and lat of both sites");
    else
        more->co2_per_kg = row->co2_per_tonne_km * km;
}

/* ---- via ---- */

/* Of several lanes the one without a name is the usual one, else the first in the text. */
static bool is_more_usual(const struct scen_build *b, int32_t lane, int32_t than)
{
    if (than == SCEN_NONE)
        return true;
    bool named = b->scen->lane[lane].name != NULL, other = b->scen->lane[than].name != NULL;

    return named != other ? !named : lane < than;
}

/* The usual lane without stops between two sites; SCEN_NONE with a mistake. */
static int32_t find_leg(struct scen_build *b, size_t i, int32_t from, int32_t to)
{
    int32_t found = SCEN_NONE;
    size_t first, count = scen_lanes_into(b, to, &first);

    for (size_t k = first; k < first + count; k++) {
        int32_t lane = b->lane_order[k];

        if (b->scen->lane[lane].from == from && row_at(b, (size_t)lane)->via.count == 0 &&
            is_more_usual(b, lane, found))
            found = lane;
    }
    if (found == SCEN_NONE)
        scen_refuse(b, SCEN_G_LANES, i, LANE(via),
                    "via: no lane leads from \"%s\" to \"%s\"; expected one in lanes",
                    site_name(b, from), site_name(b, to));
    return found;
}

static int32_t stop_named(struct scen_build *b, size_t i, const char *name)
{
    int32_t site = named(b, SCEN_G_LANES, i, LANE(via), SCEN_G_SITES, name);

    if (site == SCEN_NONE)
        return SCEN_NONE;
    enum scen_role role = b->scen->site[site].role;
    if (role == SCEN_PORT || role == SCEN_HUB)
        return site;
    scen_refuse(b, SCEN_G_LANES, i, LANE(via),
                "via: goods can't change lanes at \"%s\"; expected a site with role = \"port\" "
                "or \"hub\"",
                name);
    return SCEN_NONE;
}

static const struct {
    size_t offset;
    const char *name;
} leg_keys[] = {
    {LANE(lead_time), "lead_time"},
    {LANE(carrier), "carrier"},
    {LANE(departs_every), "departs_every"},
    {LANE(capacity), "capacity"},
    {LANE(load), "load"},
    {LANE(min_lot), "min_lot"},
    {LANE(max_wait), "max_wait"},
    {LANE(cost_per_load), "cost_per_load"},
    {LANE(co2_per_load), "co2_per_load"},
    {LANE(co2_per_tonne_km), "co2_per_tonne_km"},
    {LANE(return_time), "return_time"},
    {LANE(departs_first), "departs_first"},
};

static void refuse_leg_keys(struct scen_build *b, size_t i)
{
    for (size_t k = 0; k < sizeof leg_keys / sizeof *leg_keys; k++)
        if (given(b, i, leg_keys[k].offset))
            scen_refuse(b, SCEN_G_LANES, i, leg_keys[k].offset,
                        "%s on a lane via other sites; expected it on the lanes between them",
                        leg_keys[k].name);
}

/* The legs one after the other; their times together stand for the lane's own. */
static void set_via(struct scen_build *b, size_t i, struct scen_lane_more *more)
{
    const struct scen_words via = row_at(b, i)->via;
    const struct scen_lane *lane = &b->scen->lane[i];
    int32_t *leg = base_arena_array(b->scen->arena, via.count + 1, sizeof *leg);
    int32_t at = lane->from;
    bool good = via.count <= VIA_MAX;

    if (!good)
        scen_refuse(b, SCEN_G_LANES, i, LANE(via), "via: expected at most %d sites", VIA_MAX);
    refuse_leg_keys(b, i);
    for (size_t k = 0; good && k <= via.count; k++) {
        int32_t to = k < via.count ? stop_named(b, i, via.word[k]) : lane->to;

        leg[k] = to != SCEN_NONE ? find_leg(b, i, at, to) : SCEN_NONE;
        good = leg[k] != SCEN_NONE;
        at = to;
    }
    if (!good)
        return;
    more->leg = leg;
    more->legs = via.count + 1;
}

/* ---- alternatives ---- */

static void set_alternative(struct scen_build *b, size_t i, struct scen_lane_more *more)
{
    const struct scen_lane_row *row = row_at(b, i);
    const struct scen_lane *lane = &b->scen->lane[i];
    int32_t other;

    if (row->alternative[0] == '\0')
        return;
    other = named(b, SCEN_G_LANES, i, LANE(alternative), SCEN_G_LANES, row->alternative);
    if (other == SCEN_NONE)
        return;
    const struct scen_lane *way = &b->scen->lane[other];
    if (way == lane || way->from != lane->from || way->to != lane->to)
        scen_refuse(b, SCEN_G_LANES, i, LANE(alternative),
                    "the lane \"%s\" can't replace this one; expected another lane from \"%s\" "
                    "to \"%s\"",
                    row->alternative, site_name(b, lane->from), site_name(b, lane->to));
    else
        more->alternative = way;
}

/* ---- products with a time of their own ---- */

static int compare_lane_product(const void *x, const void *y)
{
    const struct scen_lane_product *a = x, *b = y;

    if (a->lane != b->lane)
        return a->lane < b->lane ? -1 : 1;
    return (a->product > b->product) - (a->product < b->product);
}

static bool goes_together(const struct scen_lane_more *lane)
{
    return lane->departs_every > 0 || lane->full || lane->min_lot.given || lane->legs > 0;
}

static void add_lane_product(struct scen_build *b, size_t i)
{
    const struct scen_lane_product_row *row =
        scen_rows_at(&b->raw->rows[SCEN_G_LANE_PRODUCTS], i);
    const size_t at = offsetof(struct scen_lane_product_row, lane);
    int32_t lane = named(b, SCEN_G_LANE_PRODUCTS, i, at, SCEN_G_LANES, row->lane);

    if (lane == SCEN_NONE)
        return;
    for (size_t k = 0; k < b->scen->lane_products; k++)
        if (b->scen->lane_product[k].lane == lane &&
            b->scen->lane_product[k].product == row->product)
            scen_refuse(b, SCEN_G_LANE_PRODUCTS, i, at,
                        "\"%s\" has a time on \"%s\" already; expected one",
                        b->scen->product[row->product].name, row->lane);
    if (goes_together(scen_lane_more(&b->scen->lane[lane])))
        scen_refuse(
            b, SCEN_G_LANE_PRODUCTS, i, at,
            "goods on \"%s\" travel together; expected a lane without timetable, loads, "
            "minimum lot and via",
            row->lane);
    b->scen->lane_product[b->scen->lane_products++] =
        (struct scen_lane_product){lane, row->product, scen_keep_law(b, &row->lead_time)};
}

static void build_lane_products(struct scen_build *b)
{
    size_t count = b->raw->rows[SCEN_G_LANE_PRODUCTS].count;
    struct scenario *scen = b->scen;

    scen->lane_product = base_arena_array(scen->aside, count + 1, sizeof *scen->lane_product);
    for (size_t i = 0; i < count; i++)
        add_lane_product(b, i);
    if (scen->lane_products > 1)
        qsort(scen->lane_product, scen->lane_products, sizeof *scen->lane_product,
              compare_lane_product);
}

/* ---- all together ---- */

static void fill_lane(struct scen_build *b, size_t i)
{
    const struct scen_lane_row *row = row_at(b, i);

    b->scen->lane[i] = (struct scen_lane){.from = row->from,
                                          .to = row->to,
                                          .lead_time = scen_keep_law(b, &row->lead_time),
                                          .order_delay = row->order_delay,
                                          .cost_per_unit = row->cost_per_unit,
                                          .cost_per_shipment = row->cost_per_shipment,
                                          .where = row->where,
                                          .name = given(b, i, LANE(name)) ? row->name : NULL};
    check_ends(b, i);
}

void scen_build_lanes(struct scen_build *b)
{
    b->scen->lanes = b->raw->rows[SCEN_G_LANES].count;
    b->scen->lane = base_arena_array(b->scen->aside, b->scen->lanes, sizeof *b->scen->lane);
    build_carriers(b);
    for (size_t i = 0; i < b->scen->lanes; i++)
        fill_lane(b, i);
    index_names(b);
}

static struct scen_lane_more lane_more(struct scen_build *b, size_t i)
{
    const struct scen_lane_row *row = row_at(b, i);

    return (struct scen_lane_more){.mode = row->mode[0] != '\0' ? row->mode : NULL,
                                   .watched = given(b, i, LANE(name)),
                                   .full = row->load == 1,
                                   .returns = given(b, i, LANE(return_time)),
                                   .departs_every = row->departs_every,
                                   .departs_first = row->departs_first,
                                   .max_wait = row->max_wait,
                                   .capacity = row->capacity,
                                   .min_lot = row->min_lot,
                                   .return_time = scen_keep_law(b, &row->return_time),
                                   .cost_per_load = row->cost_per_load,
                                   .cost_per_kg = row->cost_per_tonne};
}

static void join_lane(struct scen_build *b, size_t i)
{
    struct scen_lane_more more = lane_more(b, i);

    set_carrier(b, i, &more);
    check_loads(b, i);
    set_co2(b, i, &more);
    if (row_at(b, i)->via.count > 0)
        set_via(b, i, &more);
    else if (!given(b, i, LANE(lead_time))) // an override took it away
        scen_refuse(b, SCEN_G_LANES, i, LANE(lead_time),
                    "this lane has neither lead_time nor via; expected one of them");
    set_alternative(b, i, &more);
    b->scen->lane[i].more = scen_keep_lane(b, &more);
}

/* Days over all legs, and at the stops between them. */
static double days_of(const struct scenario *scen, const struct scen_lane_more *lane)
{
    double days = 0.0;

    for (size_t k = 0; k < lane->legs; k++) {
        const struct scen_lane *leg = &scen->lane[lane->leg[k]];
        const struct scen_law *stop = scen_site_more(&scen->site[leg->from])->handling_time;

        days += scen_law_mean(leg->lead_time) + (k > 0 ? scen_law_mean(stop) : 0.0);
    }
    return days;
}

void scen_join_lanes(struct scen_build *b)
{
    for (size_t i = 0; i < b->scen->lanes; i++)
        if (!scen_rows_bad(&b->raw->rows[SCEN_G_LANES], i))
            join_lane(b, i);
    build_lane_products(b);
    for (size_t i = 0; i < b->scen->lanes; i++) {
        struct scen_lane *lane = &b->scen->lane[i];
        const struct scen_lane_more *more = scen_lane_more(lane);

        if (more->legs > 0)
            lane->lead_time =
                scen_keep_law(b, &(struct scen_law){.law = 0, .a = days_of(b->scen, more)});
    }
}

/* ---- what products need to have ---- */

/* Goods that are counted by weight or volume must have one. */
static bool counts(struct scen_build *b, const struct scen_lane *lane, int32_t product,
                   const struct scen_amount *amount, const char *key)
{
    const struct scen_product *p = &b->scen->product[product];
    double each = amount->base == SCEN_MASS     ? p->weight
                  : amount->base == SCEN_VOLUME ? p->volume
                                                : 1.0;

    if (!amount->given || each > 0.0)
        return true;
    base_err_add(b->err, lane->where.file, lane->where.line,
                 "%s counts in %s, but \"%s\", which goes over this lane, has no %s; expected "
                 "one in products",
                 key, measure_name(amount), p->name,
                 amount->base == SCEN_MASS ? "weight" : "volume");
    return false;
}

/* A single quantum must fit. */
static void fits(struct scen_build *b, const struct scen_lane *lane, int32_t product)
{
    const struct scen_product *p = &b->scen->product[product];
    const struct scen_amount *room = &scen_lane_more(lane)->capacity;
    double each = room->base == SCEN_MASS     ? p->weight
                  : room->base == SCEN_VOLUME ? p->volume
                                              : 1.0;

    if (room->given && each * p->quantum > room->size * (1 + 1e-9))
        base_err_add(b->err, lane->where.file, lane->where.line,
                     "not even one of \"%s\" fits into the capacity; expected at least %g %s",
                     p->name, each * p->quantum,
                     room->base == SCEN_MASS ? "kg" : measure_name(room));
}

static void check_goods(struct scen_build *b, int32_t at, int32_t product, bool *seen)
{
    const struct scen_lane *lane = &b->scen->lane[at];
    const struct scen_lane_more *more = scen_lane_more(lane);
    struct scen_amount weight = {1.0, SCEN_MASS, more->cost_per_kg + more->co2_per_kg > 0.0};

    for (size_t k = 0; k < more->legs; k++)
        check_goods(b, more->leg[k], product, seen);
    if (seen[at])
        return;
    seen[at] = !counts(b, lane, product, &more->capacity, "capacity") ||
               !counts(b, lane, product, &more->min_lot, "min_lot") ||
               !counts(b, lane, product, &weight, "freight or CO2e by weight");
    if (!seen[at])
        fits(b, lane, product);
}

static void check_ports(struct scen_build *b)
{
    for (size_t i = 0; i < b->scen->stockings; i++) {
        const struct scen_stocking *s = &b->scen->stocking[i];
        enum scen_role role = b->scen->site[s->site].role;

        if (role == SCEN_PORT || role == SCEN_HUB)
            base_err_add(b->err, s->where.file, s->where.line,
                         "\"%s\" is a port or hub, which keeps nothing; expected a warehouse, "
                         "or lanes with via",
                         site_name(b, s->site));
    }
    for (size_t i = 0; i < b->scen->sites; i++) {
        const struct scen_site *site = &b->scen->site[i];

        if (site->role != SCEN_PORT && site->role != SCEN_HUB)
            scen_warn_unused(b, SCEN_G_SITES, i, offsetof(struct scen_site_row, handling_time),
                             "at a site that is no port or hub");
        if (scen_site_more(site)->docks == 0) {
            scen_warn_unused(b, SCEN_G_SITES, i, offsetof(struct scen_site_row, dock_time),
                             "without docks");
            scen_warn_unused(b, SCEN_G_SITES, i, offsetof(struct scen_site_row, dock_use),
                             "without docks");
        }
    }
}

void scen_check_lanes(struct scen_build *b)
{
    bool *seen = base_array(b->scen->lanes + 1, sizeof *seen); // one mistake a lane will do

    check_ports(b);
    for (size_t i = 0; i < b->scen->stockings; i++) {
        const struct scen_stocking *s = &b->scen->stocking[i];

        for (size_t k = 0; k < scen_sources(s); k++)
            check_goods(b, scen_source_lane(s, k), s->product, seen);
    }
    free(seen);
}
