/* SPDX-License-Identifier: Apache-2.0 */
/* scen/disruptions.c - what goes wrong: which kind may strike what, when, and how hard. */
#include <string.h>

#include "scen/build.h"
#include "scen/law.h"

#define ROW(field) offsetof(struct scen_disruption_row, field)

enum {
    AT_SITE = 1, // a site, or the sites of a region
    AT_ITEM = 2, // one product there
    AT_LANE = 4,
    SHARE = 8,    // needs a share
    FACTOR = 16,  // needs a factor
    INSTANT = 32, // has no duration
    REFUSES = 64  // may refuse orders
};

static const struct {
    const char *name;
    unsigned may;
} rule[SCEN_DISRUPTION_KINDS] = {
    [SCEN_OUTAGE] = {"outage", AT_SITE | AT_ITEM | AT_LANE | REFUSES},
    [SCEN_CAPACITY] = {"capacity", AT_SITE | AT_ITEM | SHARE},
    [SCEN_LEAD_TIME] = {"lead-time", AT_SITE | AT_ITEM | AT_LANE | FACTOR},
    [SCEN_DEMAND_SHOCK] = {"demand", AT_SITE | AT_ITEM | FACTOR},
    [SCEN_QUALITY] = {"quality", AT_SITE | AT_ITEM | SHARE},
    [SCEN_DESTROY] = {"destroy", AT_SITE | AT_ITEM | SHARE | INSTANT},
    [SCEN_INSOLVENCY] = {"insolvency", AT_SITE | INSTANT},
    [SCEN_LANE_CLOSED] = {"lane-closed", AT_SITE | AT_LANE},
    [SCEN_COMMUNICATION] = {"communication", AT_SITE},
};

const char *scen_disruption_kind_name(enum scen_disruption_kind kind)
{
    return rule[kind].name;
}

struct entry { // one row on its way
    struct scen_build *b;
    size_t at;
    const struct scen_disruption_row *row;
    const struct scen_rows *rows;
    struct scen_disruption *out;
};

static bool given(const struct entry *e, size_t offset)
{
    return scen_given(e->b, SCEN_G_DISRUPTIONS, e->at, offset);
}

#define refuse(e, field, ...) \
    scen_refuse((e)->b, SCEN_G_DISRUPTIONS, (e)->at, ROW(field), __VA_ARGS__)

static bool may(const struct entry *e, unsigned what)
{
    return (rule[e->row->kind].may & what) != 0;
}

/* ---- where ---- */

/* "Lyon -> Paris"; names may hold blanks, but the arrow has one on each side. */
static bool lane_is(const struct scenario *scen, const struct scen_lane *lane, const char *text)
{
    const char *from = scen->site[lane->from].name, *to = scen->site[lane->to].name;
    size_t size = strlen(from);

    return strncmp(text, from, size) == 0 && strncmp(text + size, " -> ", 4) == 0 &&
           strcmp(text + size + 4, to) == 0;
}

static void find_lane(const struct entry *e)
{
    const struct scenario *scen = e->b->scen;
    size_t found = 0;

    e->out->lane = scen_lane_named(e->b, scen_span_of(e->row->lane));
    if (e->out->lane != SCEN_NONE)
        return;
    for (size_t i = 0; i < scen->lanes; i++)
        if (lane_is(scen, &scen->lane[i], e->row->lane)) {
            e->out->lane = (int32_t)i;
            found++;
        }
    if (found == 0)
        refuse(e, lane,
               "lane = \"%s\": there is no such lane; expected \"From -> To\", the "
               "names of the two sites",
               e->row->lane);
    else if (found > 1)
        refuse(e, lane, "lane = \"%s\": %zu lanes lead there; expected one", e->row->lane,
               found);
}

/* The entry of `group` that the row names at `key`; SCEN_NONE with a mistake. */
static int32_t find_named(const struct entry *e, enum scen_group_id group, const char *key,
                          size_t row, const char *text, const char *what)
{
    const struct scen_names *names = &e->b->in->names[group];
    struct scen_span name = scen_span_of(text);
    int32_t found = scen_names_find(names, name);

    if (found >= 0)
        return found;
    const char *guess = scen_names_nearest(names, name);
    if (guess != NULL)
        scen_refuse(e->b, SCEN_G_DISRUPTIONS, e->at, row,
                    "%s = \"%s\": there is no such %s; did you mean \"%s\"?", key, text, what,
                    guess);
    else
        scen_refuse(e->b, SCEN_G_DISRUPTIONS, e->at, row,
                    "%s = \"%s\": there is no such %s; expected a name from %ss", key, text,
                    what, what);
    return SCEN_NONE;
}

static void find_carrier(const struct entry *e)
{
    int32_t found =
        find_named(e, SCEN_G_CARRIERS, "carrier", ROW(carrier), e->row->carrier, "carrier");

    if (found >= 0)
        e->out->carrier = &e->b->scen->carrier[found];
}

static void find_region(const struct entry *e)
{
    const struct scenario *scen = e->b->scen;

    e->out->region = e->row->region;
    if (scen->part != NULL && e->row->region[0] != '\0')
        return; // it may lie elsewhere
    for (size_t i = 0; i < scen->sites; i++)
        if (strcmp(scen->site[i].region, e->row->region) == 0 && e->row->region[0] != '\0')
            return;
    refuse(e, region,
           "region = \"%s\": no site is in such a region; expected one that a site "
           "names",
           e->row->region);
}

/* A product must be kept where it is struck. */
static void check_product(const struct entry *e)
{
    const struct scenario *scen = e->b->scen;

    if (!may(e, AT_ITEM) && e->out->lane == SCEN_NONE && e->out->carrier == NULL)
        refuse(e, product, "%s strikes a whole site; leave product out",
               rule[e->row->kind].name);
    else if (e->out->site != SCEN_NONE && !scen_is_edge(scen, e->out->site) &&
             scen_stocking_of(scen, e->out->site, e->row->product) == SIZE_MAX)
        refuse(e, product,
               "\"%s\" keeps no \"%s\"; expected a product with a stock entry there",
               scen->site[e->out->site].name, scen->product[e->row->product].name);
}

static void set_target(const struct entry *e)
{
    bool site = given(e, ROW(site)), lane = given(e, ROW(lane)), region = given(e, ROW(region));
    bool carrier = given(e, ROW(carrier));
    int targets = site + lane + region + carrier;

    if (targets != 1) {
        refuse(e, site,
               "a disruption strikes one thing, this one has %s; expected site, lane, "
               "carrier or region",
               targets == 0 ? "no target" : "several targets");
        return;
    }
    if (lane && !may(e, AT_LANE))
        refuse(e, lane, "%s can't strike a lane; expected a site or a region",
               rule[e->row->kind].name);
    else if (lane)
        find_lane(e);
    if (carrier && !may(e, AT_LANE))
        refuse(e, carrier, "%s can't strike a carrier; expected a site or a region",
               rule[e->row->kind].name);
    else if (carrier)
        find_carrier(e);
    if (region)
        find_region(e);
    if (given(e, ROW(product)))
        check_product(e);
    if (given(e, ROW(spread)) && !region)
        refuse(e, spread, "spread belongs to a region; leave it out or say the region");
}

/* ---- how hard ---- */

static void need(const struct entry *e, bool wanted, size_t offset, const char *name)
{
    bool is = given(e, offset);

    if (wanted && !is)
        scen_refuse(e->b, SCEN_G_DISRUPTIONS, e->at, offset,
                    "%s has no %s; expected %s = 0.5, for example", rule[e->row->kind].name,
                    name, name);
    else if (is && !wanted)
        scen_refuse(e->b, SCEN_G_DISRUPTIONS, e->at, offset,
                    "%s has no use for %s; leave it out", rule[e->row->kind].name, name);
}

static void set_size(const struct entry *e)
{
    need(e, may(e, SHARE), ROW(share), "share");
    need(e, may(e, FACTOR), ROW(factor), "factor");
    bool orders = e->row->orders != SCEN_ORDERS_WAIT;

    if (orders && !may(e, REFUSES))
        refuse(e, orders, "%s has no use for orders; leave it out", rule[e->row->kind].name);
    else if (orders && (e->out->lane != SCEN_NONE || e->out->carrier != NULL))
        refuse(e, orders, "a lane can't refuse orders; expected a site or a region");
    e->out->size = may(e, SHARE) ? e->row->share : e->row->factor;
    e->out->orders = e->row->kind == SCEN_INSOLVENCY ? SCEN_ORDERS_REFUSED
                                                     : (enum scen_orders)e->row->orders;
}

/* ---- when ---- */

/* How the text says when: one of four ways. */
static bool find_timing(const struct entry *e)
{
    bool once = given(e, ROW(start)), after = given(e, ROW(after));
    bool renewal = given(e, ROW(up)) || given(e, ROW(down));
    bool markov = given(e, ROW(fail_chance)) || given(e, ROW(repair_chance));

    e->out->timing = once      ? SCEN_ONCE
                     : renewal ? SCEN_RENEWAL
                     : markov  ? SCEN_MARKOV
                               : SCEN_AFTER;
    if (once + after + renewal + markov == 1)
        return true;
    refuse(e, name,
           "a disruption happens in one way, this one has %s; expected start and "
           "duration, up and down, fail_chance and repair_chance, or after",
           once + after + renewal + markov == 0 ? "none" : "several");
    return false;
}

/* Each way has its settings, and needs them. */
static bool check_pairs(const struct entry *e)
{
    bool lasting = !may(e, INSTANT), spell = given(e, ROW(duration));
    const char *missing = NULL;

    switch (e->out->timing) {
    case SCEN_ONCE:
    case SCEN_AFTER:
        missing = lasting && !spell ? "duration" : NULL;
        break;
    case SCEN_RENEWAL:
        missing = !given(e, ROW(up)) ? "up" : lasting && !given(e, ROW(down)) ? "down" : NULL;
        break;
    case SCEN_MARKOV:
        missing = !given(e, ROW(fail_chance))     ? "fail_chance"
                  : !given(e, ROW(repair_chance)) ? "repair_chance"
                                                  : NULL;
        break;
    }
    if (missing != NULL)
        refuse(e, name, "this disruption has no %s; expected %s = \"%s\", for example", missing,
               missing, e->rows->group->key[scen_key_named(e->rows->group, missing)].example);
    return missing == NULL;
}

static void refuse_unused(const struct entry *e)
{
    enum scen_timing t = e->out->timing;
    bool dice = t == SCEN_RENEWAL || t == SCEN_MARKOV;
    const struct {
        size_t offset;
        const char *name;
        bool used;
    } key[] = {
        {ROW(duration), "duration", !dice && !may(e, INSTANT)},
        {ROW(period), "period", t == SCEN_MARKOV},
        {ROW(first_state), "first_state", dice},
        {ROW(delay), "delay", t == SCEN_AFTER},
        {ROW(chance), "chance", t == SCEN_AFTER},
    };

    for (size_t i = 0; i < sizeof key / sizeof *key; i++)
        if (given(e, key[i].offset) && !key[i].used)
            scen_refuse(e->b, SCEN_G_DISRUPTIONS, e->at, key[i].offset,
                        "%s means nothing for this disruption; leave it out", key[i].name);
}

static bool is_nothing(const struct entry *e, size_t offset, const struct scen_law *law)
{
    return given(e, offset) && scen_law_is(law, 0.0);
}

static void check_times(const struct entry *e)
{
    const struct scen_disruption_row *row = e->row;

    if (is_nothing(e, ROW(duration), &row->duration))
        refuse(e, duration,
               "a disruption without length; expected more than 0 d, such as "
               "\"14 d\"");
    if (is_nothing(e, ROW(up), &row->up))
        refuse(e, up,
               "no time between two disruptions; expected more than 0 d, such as "
               "\"exponential(200) d\"");
    if (e->out->timing == SCEN_MARKOV && row->repair_chance <= 0.0)
        refuse(e, repair_chance, "repair_chance is 0, so it never ends; expected more than 0");
    if (e->out->timing == SCEN_ONCE && row->start >= e->b->scen->horizon)
        scen_warn(e->b, "disruptions never happen", SCEN_G_DISRUPTIONS, e->at, ROW(start),
                  "\"%s\" starts after the horizon, so it never happens", row->name);
}

static void find_first(const struct entry *e)
{
    e->out->after =
        find_named(e, SCEN_G_DISRUPTIONS, "after", ROW(after), e->row->after, "disruption");
}

static void set_timing(const struct entry *e)
{
    if (!find_timing(e) || !check_pairs(e))
        return;
    refuse_unused(e);
    check_times(e);
    if (e->out->timing == SCEN_AFTER)
        find_first(e);
}

/* ---- all ---- */

static void build_entry(struct scen_build *b, size_t i)
{
    const struct scen_rows *rows = &b->raw->rows[SCEN_G_DISRUPTIONS];
    const struct scen_disruption_row *row = scen_rows_at(rows, i);
    const struct entry e = {b, i, row, rows, &b->scen->disruption[i]};
    bool spell = given(&e, ROW(duration));

    *e.out = (struct scen_disruption){
        .name = row->name,
        .kind = (enum scen_disruption_kind)row->kind,
        .site = row->site,
        .lane = SCEN_NONE,
        .product = row->product,
        .spread = row->spread,
        .first = (enum scen_first_state)row->first_state,
        .start = row->start,
        .up = row->up,
        .down = spell ? row->duration : row->down,
        .fail_chance = row->fail_chance,
        .repair_chance = row->repair_chance,
        .period = row->period,
        .after = SCEN_NONE,
        .delay = row->delay,
        .chance = row->chance,
        .where = row->where,
    };
    if (scen_rows_bad(rows, i))
        return;
    set_target(&e);
    set_size(&e);
    set_timing(&e);
}

/* Who follows himself is told where the chain is said; each has one before it, so a chain
 * longer than there are disruptions runs in a circle. */
static void refuse_circles(struct scen_build *b)
{
    const struct scenario *scen = b->scen;

    for (size_t i = 0; i < scen->disruptions; i++) {
        int32_t at = scen->disruption[i].after;
        size_t steps = 0;

        while (at != SCEN_NONE && at != (int32_t)i && steps++ < scen->disruptions)
            at = scen->disruption[at].after;
        if (at == (int32_t)i)
            scen_refuse(b, SCEN_G_DISRUPTIONS, i, ROW(after),
                        "\"%s\" follows itself in a circle; expected a chain that begins with "
                        "start, up or fail_chance",
                        scen->disruption[i].name);
    }
}

void scen_build_disruptions(struct scen_build *b)
{
    struct scenario *scen = b->scen;

    scen->disruptions = b->raw->rows[SCEN_G_DISRUPTIONS].count;
    scen->disruption =
        base_arena_array(scen->arena, scen->disruptions, sizeof *scen->disruption);
    for (size_t i = 0; i < scen->disruptions; i++)
        build_entry(b, i);
    refuse_circles(b);
}
