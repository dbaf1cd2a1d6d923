/* SPDX-License-Identifier: Apache-2.0 */
/* scen/sourcing.c - from whom a stock entry orders: one source, several, siblings. */
#include <math.h>
#include <string.h>

#include "scen/entry.h"

#define AT(field) SCEN_STOCK_AT(field)

enum { SOURCES_MAX = 64 };

/* Says from where lanes do lead here. */
static void refuse_source(const struct scen_entry *e, size_t offset, const char *from)
{
    size_t first, count = scen_lanes_into(e->b, e->row->site, &first);
    const struct scenario *scen = e->b->scen;

    if (count == 0)
        scen_refuse(e->b, SCEN_G_STOCK, e->at, offset,
                    "no lane leads from \"%s\" to \"%s\", nor from anywhere else; expected one "
                    "in lanes",
                    from, e->site->name);
    else
        scen_refuse(e->b, SCEN_G_STOCK, e->at, offset,
                    "no lane leads from \"%s\" to \"%s\"; lanes lead there from \"%s\"%s", from,
                    e->site->name, scen->site[scen->lane[e->b->lane_order[first]].from].name,
                    count > 1 ? " and others" : "");
}

/* The lane of that name; SCEN_NONE with a mistake. */
static int32_t lane_named(const struct scen_entry *e, int32_t site)
{
    int32_t lane = scen_lane_named(e->b, scen_span_of(e->row->lane));
    const struct scen_lane *found = lane != SCEN_NONE ? &e->b->scen->lane[lane] : NULL;

    if (found != NULL && found->to == e->row->site && found->from == site)
        return lane;
    scen_refuse(e->b, SCEN_G_STOCK, e->at, AT(lane),
                "no lane named \"%.60s\" leads from \"%s\" to \"%s\"; expected one in lanes",
                e->row->lane, e->b->scen->site[site].name, e->site->name);
    return SCEN_NONE;
}

/* The one lane from `site` to here; SCEN_NONE with a mistake. */
static int32_t lane_from(const struct scen_entry *e, size_t offset, int32_t site)
{
    const char *from = e->b->scen->site[site].name;
    int32_t lane = SCEN_NONE;
    size_t found = scen_entry_lanes(e->b, site, e->row->site, &lane);

    if (offset == AT(source) && e->row->lane[0] != '\0')
        return lane_named(e, site);

    if (found == 1)
        return lane;
    if (found == 0)
        refuse_source(e, offset, from);
    else
        scen_refuse(e->b, SCEN_G_STOCK, e->at, offset,
                    "%zu lanes lead from \"%s\" to \"%s\"; expected one, or its name: lane = "
                    "\"%s\"",
                    found, from, e->site->name,
                    e->b->scen->lane[lane].name != NULL ? e->b->scen->lane[lane].name : "...");
    return SCEN_NONE;
}

/* ---- lists of sites ---- */

struct part { // "Torino 0.3": a site or a lane to here by name, perhaps with a number
    int32_t site;
    int32_t lane; // SCEN_NONE: not said
    double share; // NAN: none
};

/* The number behind the last blank, perhaps of percents, cut off; NAN when there is none. */
static double cut_share(struct scen_span *all)
{
    bool percent = all->size > 0 && all->at[all->size - 1] == '%';
    struct scen_span s = scen_span_trim((struct scen_span){all->at, all->size - percent});
    size_t at = s.size;
    double share;

    while (at > 0 && s.at[at - 1] != ' ')
        at--;
    struct scen_span tail = {s.at + at, s.size - at};

    if (at == 0 || !scen_number(&tail, &share) || tail.size > 0)
        return (double)NAN;
    *all = scen_span_trim((struct scen_span){s.at, at});
    return percent ? share / 100 : share;
}

/* Is it the name of a lane to here? */
static void find_lane(const struct scen_entry *e, struct scen_span name, struct part *out)
{
    int32_t lane = scen_lane_named(e->b, name);

    if (lane == SCEN_NONE || e->b->scen->lane[lane].to != e->row->site)
        return;
    out->lane = lane;
    out->site = e->b->scen->lane[lane].from;
}

static bool read_part(const struct scen_entry *e, size_t offset, const char *key,
                      struct scen_span text, struct part *out)
{
    const struct scen_names *names = &e->b->in->names[SCEN_G_SITES];

    *out = (struct part){scen_names_find(names, text), SCEN_NONE, (double)NAN};
    if (out->site < 0)
        find_lane(e, text, out);
    if (out->site < 0) {
        out->share = cut_share(&text);
        out->site = scen_names_find(names, text);
    }
    if (out->site < 0)
        find_lane(e, text, out);
    if (out->site >= 0)
        return true;
    const char *guess = scen_names_nearest(names, text);

    if (guess != NULL)
        scen_refuse(e->b, SCEN_G_STOCK, e->at, offset,
                    "%s: there is no site \"%.*s\"; did you mean \"%s\"?", key,
                    (int)(text.size < 60 ? text.size : 60), text.at, guess);
    else
        scen_refuse(
            e->b, SCEN_G_STOCK, e->at, offset,
            "%s: there is no site \"%.*s\"; expected names of sites joined by +, with shares "
            "perhaps: \"Milano 0.7 + Torino 0.3\"",
            key, (int)(text.size < 60 ? text.size : 60), text.at);
    return false;
}

/* All parts of "A 0.7 + B 0.3"; 0 with a mistake. */
static size_t read_sites(const struct scen_entry *e, size_t offset, const char *key,
                         struct scen_span text, struct part *part)
{
    size_t count = 0;
    bool good = true;

    for (bool last = false; !last;) {
        const char *plus = memchr(text.at, '+', text.size);
        size_t size = plus != NULL ? (size_t)(plus - text.at) : text.size;

        last = plus == NULL;
        if (count == SOURCES_MAX) {
            scen_refuse(e->b, SCEN_G_STOCK, e->at, offset, "%s: expected at most %d sites", key,
                        SOURCES_MAX);
            return 0;
        }
        good = read_part(e, offset, key, scen_span_trim((struct scen_span){text.at, size}),
                         &part[count]) &&
               good;
        for (size_t i = 0; good && i < count; i++)
            if (part[i].site == part[count].site &&
                (part[i].lane == part[count].lane || part[i].lane == SCEN_NONE ||
                 part[count].lane == SCEN_NONE)) {
                scen_refuse(e->b, SCEN_G_STOCK, e->at, offset,
                            "%s: \"%s\" stands twice; expected each site once", key,
                            e->b->scen->site[part[i].site].name);
                good = false;
            }
        count++;
        if (!last)
            text = (struct scen_span){plus + 1, text.size - size - 1};
    }
    return good ? count : 0;
}

/* ---- several sources ---- */

/* Shares: all or none are given, and they are the whole. */
static void set_shares(const struct scen_entry *e, const struct part *part, size_t count,
                       struct scen_source *source)
{
    double sum = 0;
    size_t given = 0;

    for (size_t i = 0; i < count; i++) {
        bool has = !isnan(part[i].share);

        given += has;
        source[i].share = has ? part[i].share : 1.0 / (double)count;
        sum += source[i].share;
        if (has && !(part[i].share >= 0))
            sum = (double)NAN;
    }
    if (given > 0 && e->row->sourcing != SCEN_SPLIT)
        scen_refuse(e->b, SCEN_G_STOCK, e->at, AT(sources),
                    "sources: shares belong to sourcing = \"split\"; expected names only");
    else if (given > 0 && (given < count || !(fabs(sum - 1) < 1e-6)))
        scen_refuse(
            e->b, SCEN_G_STOCK, e->at, AT(sources),
            "sources: the shares do not make the whole; expected one of each site, 1 in "
            "all, such as \"A 0.7 + B 0.3\"");
}

static void check_sourcing(const struct scen_entry *e, size_t sources)
{
    bool contingent = sources > 1 && e->row->sourcing == SCEN_CONTINGENT;

    if (sources == 0) {
        scen_warn_unused(e->b, SCEN_G_STOCK, e->at, AT(sourcing), "without several sources");
    } else if (sources < 2) {
        scen_refuse(e->b, SCEN_G_STOCK, e->at, AT(sources),
                    "sources names one site; expected several, or source = \"...\"");
    } else if (contingent && sources != 2) {
        scen_refuse(e->b, SCEN_G_STOCK, e->at, AT(sources),
                    "contingent sourcing has a first source and a backup; expected two sites");
    }
    if (!contingent) {
        scen_warn_unused(e->b, SCEN_G_STOCK, e->at, AT(reaction),
                         "where sourcing is not contingent");
        scen_warn_unused(e->b, SCEN_G_STOCK, e->at, AT(backup_max),
                         "where sourcing is not contingent");
    }
}

static void set_sources(const struct scen_entry *e, struct scen_ordering *o)
{
    struct part part[SOURCES_MAX];
    size_t count = read_sites(e, AT(sources), "sources", e->row->sources, part);
    struct scen_source *source = base_arena_array(e->b->scen->aside, count + 1, sizeof *source);
    bool good = count > 0;

    if (e->row->source >= 0)
        scen_refuse(e->b, SCEN_G_STOCK, e->at, AT(sources),
                    "both source and sources; expected one of them");
    for (size_t i = 0; i < count; i++) {
        source[i].lane =
            part[i].lane != SCEN_NONE ? part[i].lane : lane_from(e, AT(sources), part[i].site);
        good = good && source[i].lane != SCEN_NONE;
    }
    set_shares(e, part, count, source);
    check_sourcing(e, count);
    o->sourcing = (enum scen_sourcing)e->row->sourcing;
    o->reaction = e->row->reaction;
    o->backup_max = scen_entry_given(e, AT(backup_max))
                        ? scen_entry_quanta(e, e->row->backup_max)
                        : INT64_MAX;
    if (!good)
        return;
    o->source = source;
    o->sources = count;
    e->out->source = source[0].lane;
}

/* ---- siblings ---- */

static void set_siblings(const struct scen_entry *e, struct scen_ordering *o)
{
    struct part part[SOURCES_MAX];
    size_t count =
        read_sites(e, AT(transship_from), "transship_from", e->row->transship_from, part);
    int32_t *lane = base_arena_array(e->b->scen->aside, count + 1, sizeof *lane);
    bool good = true;

    for (size_t i = 0; i < count; i++) {
        lane[i] = part[i].lane != SCEN_NONE ? part[i].lane
                                            : lane_from(e, AT(transship_from), part[i].site);
        good = good && lane[i] != SCEN_NONE;
        if (!isnan(part[i].share))
            scen_refuse(e->b, SCEN_G_STOCK, e->at, AT(transship_from),
                        "transship_from: siblings have no shares; expected names only");
    }
    o->sibling = lane;
    o->siblings = good ? count : 0;
    o->transship_at = scen_entry_quanta(e, e->row->transship_at);
}

void scen_entry_sources(const struct scen_entry *e, struct scen_ordering *o)
{
    if (scen_entry_given(e, AT(sources)))
        set_sources(e, o);
    else
        check_sourcing(e, 0);
    if (e->row->source >= 0)
        e->out->source = lane_from(e, AT(source), e->row->source);
    else
        scen_warn_unused(e->b, SCEN_G_STOCK, e->at, AT(lane), "without source");
    if (scen_entry_given(e, AT(transship_from)))
        set_siblings(e, o);
    else
        scen_warn_unused(e->b, SCEN_G_STOCK, e->at, AT(transship_at), "without transship_from");
    e->more->transship_keep = scen_entry_quanta(e, e->row->transship_keep);
    e->more->contract = scen_entry_quanta(e, e->row->contract);
}
