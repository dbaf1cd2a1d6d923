/* SPDX-License-Identifier: Apache-2.0 */
#define _DEFAULT_SOURCE // strsep
#include "lab/archive.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mask.h"
#include "base/mem.h"
#include "base/sha256.h"
#include "base/text.h"
#include "lab/study.h"
#include "out/rows.h"
#include "rand/dist.h"
#include "scen/resolve.h"
#include "scen/schema.h"
#include "tw/place.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* ---- /scenario ---- */

static void fingerprint(const struct scen_file *file, char hex[BASE_SHA256_HEX])
{
    struct base_sha256 sha;

    base_sha256_init(&sha);
    base_sha256_add(&sha, file->text, file->bytes);
    base_sha256_hex(&sha, hex);
}

/* Texts hold what is masked; so would their fingerprints, for who guesses. */
static void left_out_write(struct out_h5 *f, const char *path, const struct scen_file *file)
{
    static const char text[] = "# left out: these results are masked\n";

    out_h5_verbatim(f, path, text, sizeof text - 1);
    out_h5_text(f, path, "name", file->name);
    out_h5_text(f, path, "sha256", "");
    out_h5_integer(f, path, "bytes", sizeof text - 1);
}

static void source_write(struct out_h5 *f, const char *path, const struct scen_file *file)
{
    char hex[BASE_SHA256_HEX];

    fingerprint(file, hex);
    out_h5_verbatim(f, path, file->text, file->bytes);
    out_h5_text(f, path, "name", file->name);
    out_h5_text(f, path, "sha256", hex);
    out_h5_integer(f, path, "bytes", (int64_t)file->bytes);
}

void lab_archive_texts(struct out_h5 *f, const char *group, const char *about,
                       const struct scen_file *file, size_t files)
{
    char path[100];

    out_h5_group(f, group, about);
    for (size_t i = 0; i < files; i++) {
        snprintf(path, sizeof path, "%.70s/%zu", group, i);
        (out_h5_masked(f) ? left_out_write : source_write)(f, path, &file[i]);
    }
}

static void tags_write(struct out_h5 *f, const struct scenario *scen)
{
    struct base_text tags = {0};

    for (size_t i = 0; i < scen->tag_count; i++)
        base_text_add(&tags, "%s%s", i > 0 ? " " : "", scen->tags[i]);
    out_h5_text(f, "/scenario", "tags", base_text_get(&tags));
    base_text_fini(&tags);
}

static void settings_write(struct out_h5 *f, const struct scenario *scen,
                           const struct sup_world *world)
{
    static const char *const series[] = {"auto", "none", "network", "sites", "items"};
    static const char *const convention[] = {"continuous", "order-first", "demand-first"};

    out_h5_text(f, "/scenario", "event_order", convention[scen->convention]);
    out_h5_text(f, "/scenario", "series", series[sup_series(world)]);
    out_h5_integer(f, "/scenario", "events", scen->events);
    out_h5_text(f, "/scenario", "decisions", scen_decisions_name(scen->decisions));
    out_h5_integer(f, "/scenario", "seed", (int64_t)scen->seed);
    out_h5_integer(f, "/scenario", "replications", scen->replications);
    out_h5_integer(f, "/scenario", "horizon_ms", scen->horizon);
    out_h5_integer(f, "/scenario", "warm_up_ms", scen->warm_up);
    out_h5_integer(f, "/scenario", "kpi_period_ms", scen->kpi_period);
}

/* Does this line of a resolved text tell of money? Bounds of criteria may do so without a unit.
 */
static bool tells_money(const struct base_mask *mask, const char *line)
{
    const char *currency = base_mask_currency(mask);

    return currency != NULL &&
           (strstr(line, currency) != NULL || strncmp(line, "scenario.criteria ", 18) == 0);
}

/* Where a site is tells which one it is. */
static bool tells_place(const struct base_mask *mask, const char *line)
{
    if (strncmp(line, "sites.", 6) != 0 ||
        !(strstr(line, ".lon = ") || strstr(line, ".lat = ")))
        return false;
    char *shown = base_mask_text(mask, line);
    bool named = strcmp(shown, line) == 0;

    free(shown);
    return !named;
}

/* Line by line: what tells of money, or where a masked site is, loses its value. */
static void mask_lines(const struct base_mask *mask, struct base_text *text)
{
    struct base_text out = {0};
    char *all = base_text_take(text), *rest = all;

    for (char *line; (line = strsep(&rest, "\n")) != NULL && (*line != '\0' || rest != NULL);) {
        bool hidden = tells_money(mask, line) || tells_place(mask, line);
        char *equals = hidden ? strstr(line, " = ") : NULL;
        if (equals != NULL)
            *equals = '\0';
        char *shown = base_mask_text(mask, line);
        base_text_put(&out, shown, strlen(shown));
        base_text_add(&out, "%s\n", equals != NULL ? " = ***" : "");
        free(shown);
    }
    free(all);
    *text = out;
}

static void resolved_write(struct out_h5 *f, const struct scenario *scen)
{
    struct base_text text = {0};

    scen_resolve(scen, &text);
    if (out_h5_masked(f))
        mask_lines(out_h5_masked(f), &text);
    out_h5_verbatim(f, "/scenario/resolved", base_text_get(&text), text.length);
    out_h5_text(f, "/scenario/resolved", "about",
                "every value in force, one to a line, by its path and in base units");
    out_h5_integer(f, "/scenario/resolved", "bytes", (int64_t)text.length);
    base_text_fini(&text);
}

void lab_archive_scenario(struct out_h5 *f, const struct scenario *scen,
                          const struct sup_world *world)
{
    out_h5_group(f, "/scenario", "what was simulated, as it was in force");
    out_h5_text(f, "/scenario", "id", scen->id);
    out_h5_text(f, "/scenario", "title", scen->title);
    out_h5_text(f, "/scenario", "version", scen->version);
    out_h5_text(f, "/scenario", "owner", scen->owner);
    out_h5_text(f, "/scenario", "purpose", scen->purpose);
    out_h5_text(f, "/scenario", "currency", scen->currency);
    out_h5_text(f, "/scenario", "masked",
                scen->mask == NULL               ? ""
                : base_mask_currency(scen->mask) ? "names, money"
                                                 : "names");
    tags_write(f, scen);
    settings_write(f, scen, world);
    lab_archive_texts(f, "/scenario/source", "the texts, word for word; 0 is the scenario file",
                      scen->file, scen->files);
    resolved_write(f, scen);
    scen_rest(scen);
}

/* ---- /prov, /run ---- */

/* Several scenarios may read the same text: it is named once. */
static bool named_before(const struct out_source *source, size_t count,
                         const struct out_source *one)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(source[i].sha256, one->sha256) == 0 &&
            strcmp(source[i].name, one->name) == 0)
            return true;
    return false;
}

static size_t list_sources(const struct lab_origin *origin, struct out_source *source,
                           char (*hex)[BASE_SHA256_HEX])
{
    size_t count = 0;

    for (size_t k = 0; k < origin->lists; k++)
        for (size_t i = 0; i < origin->list[k].files; i++) {
            const struct scen_file *file = &origin->list[k].file[i];
            fingerprint(file, hex[count]);
            source[count] = (struct out_source){file->name, hex[count], file->bytes};
            count += !named_before(source, count, &source[count]);
        }
    return count;
}

static const char *shown(struct base_arena *arena, const struct out_h5 *f, const char *text)
{
    char *heap = base_mask_text(out_h5_masked(f), text);
    const char *kept = base_arena_string(arena, heap);

    free(heap);
    return kept;
}

/* What the crate tells is one text when it gets to the file: it is masked before. */
static void mask_origin(struct base_arena *arena, const struct out_h5 *f,
                        struct out_run_facts *facts, struct out_source *source,
                        struct out_prov *prov)
{
    char **argv = base_arena_array(arena, (size_t)facts->argc + 1, sizeof *argv);

    for (int i = 0; i < facts->argc; i++)
        argv[i] = base_arena_string(arena, shown(arena, f, facts->argv[i]));
    facts->argv = argv;
    for (size_t i = 0; i < prov->sources; i++) {
        source[i].name = shown(arena, f, source[i].name);
        source[i].sha256 = "";
    }
    prov->study = shown(arena, f, prov->study);
    prov->title = shown(arena, f, prov->title);
    prov->output = shown(arena, f, prov->output);
}

void lab_archive_origin(struct out_h5 *f, const struct lab_origin *origin,
                        const struct out_run_facts *facts, const char *output, uint64_t digest)
{
    const struct out_library library[] = {
        {"gsl", rand_library()}, {"libconfig", scen_library()}, {"metis", tw_place_library()}};
    struct out_run_facts all = *facts;
    struct base_arena *arena = base_arena_new();
    size_t most = 0;

    for (size_t k = 0; k < origin->lists; k++)
        most += origin->list[k].files;
    struct out_source *source = base_array(most, sizeof *source);
    char(*hex)[BASE_SHA256_HEX] = base_array(most, sizeof *hex);
    size_t sources = list_sources(origin, source, hex);
    all.lib = library;
    all.libraries = COUNT(library);
    struct out_prov prov = {&all,   origin->study, origin->title, output,
                            digest, source,        sources};
    if (out_h5_masked(f))
        mask_origin(arena, f, &all, source, &prov);
    out_prov_write(f, &prov);
    out_run_facts_write(f, &all);
    base_arena_free(arena);
    free(hex);
    free(source);
}

void lab_archive_provenance(struct out_h5 *f, const struct scenario *scen,
                            const struct out_run_facts *facts, const char *output,
                            uint64_t digest)
{
    const struct lab_sources list = {scen->file, scen->files};
    const struct lab_origin origin = {scen->id, scen->title, &list, 1};

    lab_archive_origin(f, &origin, facts, output, digest);
    scen_rest(scen);
}

/* ---- /model ---- */

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

static const char *site_name(const struct scenario *scen, size_t i)
{
    return scen->site[i].name;
}

static const char *site_region(const struct scenario *scen, size_t i)
{
    return scen->site[i].region;
}

static const char *site_role(const struct scenario *scen, size_t i)
{
    static const char *const role[] = {"supplier", "factory", "warehouse",
                                       "market",   "port",    "hub"};

    return role[scen->site[i].role];
}

static void sites_write(struct out_h5 *f, const struct scenario *scen)
{
    static const struct out_column column[] = {
        {"lon", "degrees", "longitude", OUT_F64, offsetof(struct scen_site, lon)},
        {"lat", "degrees", "latitude", OUT_F64, offsetof(struct scen_site, lat)},
        {"tier", "1", "longest path to a market, markets are 0", OUT_I32,
         offsetof(struct scen_site, tier)},
    };

    struct out_rows *table =
        out_rows_open(f, "/model/sites", "site i of /results is entry i here", column,
                      COUNT(column), 0, sizeof *scen->site);

    for (size_t i = 0; i < scen->sites; i++) {
        struct scen_site site = scen->site[i];
        if (base_mask_has(scen->mask, site.name)) // where it stands would tell
            site.lon = site.lat = NAN;
        out_rows_append(table, &site, 1);
    }
    out_rows_close(table);
    names_write(f, "/model/sites/name", "name of the site", scen, scen->sites, site_name);
    names_write(f, "/model/sites/region", "region, if any", scen, scen->sites, site_region);
    names_write(f, "/model/sites/role", "what the site is", scen, scen->sites, site_role);
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

static const char *lane_name(const struct scenario *scen, size_t i)
{
    return scen->lane[i].name != NULL ? scen->lane[i].name : "";
}

static const char *lane_mode(const struct scenario *scen, size_t i)
{
    const char *mode = scen_lane_more(&scen->lane[i])->mode;

    return mode != NULL ? mode : "";
}

static void lanes_write(struct out_h5 *f, const struct scenario *scen)
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

    out_rows_write(f, "/model/lanes", "paths of goods", column, COUNT(column), 0,
                   sizeof *scen->lane, scen->lane, scen->lanes);
    names_write(f, "/model/lanes/name", "name of the lane, if any", scen, scen->lanes,
                lane_name);
    names_write(f, "/model/lanes/mode", "how goods travel, if said", scen, scen->lanes,
                lane_mode);
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

static const char *policy_name(const struct scenario *scen, size_t i)
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

    return policy[scen->stocking[i].policy];
}

static void stockings_write(struct out_h5 *f, const struct scenario *scen)
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

    out_rows_write(f, "/model/stock", "what each site keeps, and how it orders", column,
                   COUNT(column), 2, sizeof *scen->stocking, scen->stocking, scen->stockings);
    names_write(f, "/model/stock/policy", "replenishment policy", scen, scen->stockings,
                policy_name);
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

    out_rows_write(f, "/model/disruptions", "cause i of /results is entry i here", column,
                   COUNT(column), 0, sizeof *scen->disruption, scen->disruption,
                   scen->disruptions);
    names_write(f, "/model/disruptions/name", "name of the cause", scen, scen->disruptions,
                disruption_name);
    names_write(f, "/model/disruptions/kind", "what it does", scen, scen->disruptions,
                disruption_kind);
}

void lab_archive_model(struct out_h5 *f, const struct scenario *scen)
{
    out_h5_group(f, "/model", "names and parameters behind the indices of /results");
    sites_write(f, scen);
    products_write(f, scen);
    lanes_write(f, scen);
    carriers_write(f, scen);
    stockings_write(f, scen);
    disruptions_write(f, scen);
    worklines_write(f, scen);
}

void lab_archive_kinds(struct out_h5 *f, const struct tw_model *model)
{
    const char **name = base_array(model->kind_count, sizeof *name);

    for (size_t i = 0; i < model->kind_count; i++)
        name[i] = model->kinds[i].name;
    out_h5_group(f, "/model/events", "event i of /results/events is entry i here");
    out_h5_strings(f, "/model/events/name", "what happens", name, model->kind_count);
    free(name);
}

/* ---- /perf ---- */

#define STAT(field, unit, about, type)                                                       \
    {                                                                                        \
#field, unit, about, type,                                                           \
            offsetof(struct lab_worker_row, stats) + offsetof(struct tw_worker_stats, field) \
    }

void lab_archive_workers(struct out_h5 *f, const struct lab_worker_row *row, size_t count)
{
    static const struct out_column column[] = {
        {"replication", "1", "number of the replication", OUT_U64,
         offsetof(struct lab_worker_row, replication)},
        STAT(rank, "1", "MPI rank", OUT_U32),
        STAT(thread, "1", "thread of the rank", OUT_U32),
        STAT(lps, "1", "logical processes owned", OUT_U64),
        STAT(committed, "1", "events that happened", OUT_U64),
        STAT(processed, "1", "events executed, undone ones too", OUT_U64),
        STAT(rolled_back, "1", "events undone", OUT_U64),
        STAT(safe, "1", "events that could not be undone any more", OUT_U64),
        STAT(speculative, "1", "events executed ahead of certainty", OUT_U64),
        STAT(stragglers, "1", "events that came too late", OUT_U64),
        STAT(antis_sent, "1", "cancellations sent", OUT_U64),
        STAT(antis_received, "1", "cancellations received", OUT_U64),
        STAT(cancelled, "1", "events that were cancelled", OUT_U64),
        STAT(sent_local, "1", "sends within the worker", OUT_U64),
        STAT(sent_worker, "1", "sends to workers of the same rank", OUT_U64),
        STAT(sent_rank, "1", "sends to other ranks", OUT_U64),
        STAT(gvt_rounds, "1", "rounds that found the global virtual time", OUT_U64),
        STAT(window_shrinks, "1", "times that optimism was cut", OUT_U64),
        STAT(memory_stalls, "1", "times that memory was at its cap", OUT_U64),
        STAT(history_peak_bytes, "byte", "most memory for history", OUT_U64),
        STAT(event_peak_bytes, "byte", "most memory for events", OUT_U64),
        STAT(state_bytes, "byte", "memory for states", OUT_U64),
        STAT(seconds_events, "s", "wall time in handlers and around them", OUT_F64),
        STAT(seconds_gvt, "s", "wall time for global virtual time", OUT_F64),
        STAT(seconds_messages, "s", "wall time for messages", OUT_F64),
        STAT(seconds_idle, "s", "wall time without work", OUT_F64),
    };

    out_h5_group(f, "/perf", "how the engine did; differs between equal runs");
    out_rows_write(f, "/perf/workers", "one row per replication and worker", column,
                   COUNT(column), 0, sizeof *row, row, count);
}
