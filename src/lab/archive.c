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

enum { TEXT_PIECE = 4 << 20 }; // so much of a text is in memory at a time

/* Its SHA-256, and its bytes to `to` (NULL: nowhere). Long texts of a scenario (NULL: of
 * nobody's) leave memory again on the way. */
static void pass_text(const struct scen_file *file, const struct scenario *scen,
                      char hex[BASE_SHA256_HEX], struct out_h5_pieces *to)
{
    struct base_sha256 sha;

    base_sha256_init(&sha);
    for (size_t at = 0, some; at < file->bytes; at += some) {
        some = file->bytes - at < TEXT_PIECE ? file->bytes - at : TEXT_PIECE;
        base_sha256_add(&sha, file->text + at, some);
        if (to != NULL)
            out_h5_pieces_add(to, file->text + at, some);
        if (scen != NULL && some == TEXT_PIECE)
            scen_rest(scen);
    }
    base_sha256_hex(&sha, hex);
}

/* Texts hold what is masked; so would their fingerprints, for who guesses. */
static void left_out_write(struct out_h5 *f, const char *path, const struct scen_file *file,
                           const struct scenario *scen)
{
    static const char text[] = "# left out: these results are masked\n";

    (void)scen;
    out_h5_verbatim(f, path, text, sizeof text - 1);
    out_h5_text(f, path, "name", file->name);
    out_h5_text(f, path, "sha256", "");
    out_h5_integer(f, path, "bytes", sizeof text - 1);
}

static void source_write(struct out_h5 *f, const char *path, const struct scen_file *file,
                         const struct scenario *scen)
{
    struct out_h5_pieces *pieces = out_h5_pieces_open(f, path);
    char hex[BASE_SHA256_HEX];

    pass_text(file, scen, hex, pieces);
    out_h5_pieces_close(pieces);
    out_h5_text(f, path, "name", file->name);
    out_h5_text(f, path, "sha256", hex);
    out_h5_integer(f, path, "bytes", (int64_t)file->bytes);
}

void lab_archive_texts(struct out_h5 *f, const char *group, const char *about,
                       const struct scen_file *file, size_t files, const struct scenario *scen)
{
    char path[100];

    out_h5_group(f, group, about);
    for (size_t i = 0; i < files; i++) {
        snprintf(path, sizeof path, "%.70s/%zu", group, i);
        (out_h5_masked(f) ? left_out_write : source_write)(f, path, &file[i], scen);
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

struct resolved {
    struct out_h5_pieces *pieces;
    const struct base_mask *mask;
    size_t bytes;
};

static void add_lines(void *user, const char *lines, size_t bytes)
{
    struct resolved *r = user;
    struct base_text shown = {0};

    if (r->mask != NULL) {
        base_text_put(&shown, lines, bytes);
        mask_lines(r->mask, &shown);
        lines = base_text_get(&shown);
        bytes = shown.length;
    }
    out_h5_pieces_add(r->pieces, lines, bytes);
    r->bytes += bytes;
    base_text_fini(&shown);
}

static void resolved_write(struct out_h5 *f, const struct scenario *scen)
{
    struct resolved r = {out_h5_pieces_open(f, "/scenario/resolved"), out_h5_masked(f), 0};

    scen_resolve_to(scen, add_lines, &r);
    out_h5_pieces_close(r.pieces);
    out_h5_text(f, "/scenario/resolved", "about",
                "every value in force, one to a line, by its path and in base units");
    out_h5_integer(f, "/scenario/resolved", "bytes", (int64_t)r.bytes);
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
                      scen->file, scen->files, scen);
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
            pass_text(file, origin->list[k].scen, hex[count], NULL);
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
    const struct lab_sources list = {scen->file, scen->files, scen};
    const struct lab_origin origin = {scen->id, scen->title, &list, 1};

    lab_archive_origin(f, &origin, facts, output, digest);
    scen_rest(scen);
}

/* ---- /model/events ---- */

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
