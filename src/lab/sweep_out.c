/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/mask.h"
#include "base/mem.h"
#include "lab/archive.h"
#include "lab/census.h"
#include "lab/stat.h"
#include "lab/sweep_state.h"
#include "out/prov.h"
#include "out/results.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

struct writer {
    const struct lab_sweep_state *s;
    struct out_h5 *f;
    struct lab_sweep_report *report;
};

static const struct lab_unit *unit_at(const struct lab_sweep_state *s, size_t point)
{
    return &s->board.unit[s->board.unit_of[point]];
}

/* Does this point have results? Those of other shards do not. */
static bool has_results(const struct lab_sweep_state *s, size_t point)
{
    return lab_board_whole(&s->board, s->board.unit_of[point]);
}

enum status { DONE, QUARANTINED, MISSING, ELSEWHERE };

static enum status status_of(const struct lab_sweep_state *s, size_t point)
{
    if (!lab_sweep_mine(s, s->board.unit_of[point]))
        return ELSEWHERE;
    if (unit_at(s, point)->trouble.reason != NULL)
        return QUARANTINED;
    return has_results(s, point) ? DONE : MISSING;
}

/* ---- /study ---- */

static void head_write(const struct writer *w)
{
    static const char *const kind[] = {"grid",  "list",   "csv",     "latin-hypercube",
                                       "sobol", "morris", "saltelli"};
    const struct scen_study *study = w->s->study;

    out_h5_group(w->f, "/study", "what was varied, and how");
    out_h5_text(w->f, "/study", "id", study->head.id);
    out_h5_text(w->f, "/study", "title", study->head.title);
    out_h5_text(w->f, "/study", "design", kind[study->design.kind]);
    out_h5_text(w->f, "/study", "antithetic", study->head.antithetic ? "true" : "false");
    out_h5_integer(w->f, "/study", "replications", (int64_t)study->head.replications);
    out_h5_integer(w->f, "/study", "seed", (int64_t)w->s->seed);
    out_h5_integer(w->f, "/study", "shard", w->s->sweep->shard + 1);
    out_h5_integer(w->f, "/study", "shards", w->s->sweep->shards);
    out_h5_integer(w->f, "/study", "points", (int64_t)w->s->design.points);
    lab_archive_texts(w->f, "/study/source", "every text of the study, word for word",
                      study->file, study->files, NULL);
}

/* The unit in which a factor is written, if its values have one. */
static const char *factor_unit(const struct lab_sweep_state *s, size_t f)
{
    struct scen_span unit = {"", 0};
    double value;

    if (!scen_measure(s->design.text[f], &value, &unit) || unit.size == 0)
        return "1";
    return base_arena_string(s->arena, unit.at);
}

static void factors_write(const struct writer *w)
{
    const struct scen_study *study = w->s->study;
    const char **text = base_array(study->factors, sizeof *text);

    out_h5_group(w->f, "/study/factors", "one entry per factor");
    for (size_t i = 0; i < study->factors; i++)
        text[i] = study->factor[i].name;
    out_h5_strings(w->f, "/study/factors/name", "name of the factor", text, study->factors);
    for (size_t i = 0; i < study->factors; i++)
        text[i] = study->factor[i].at;
    out_h5_strings(w->f, "/study/factors/at", "what it changes", text, study->factors);
    for (size_t i = 0; i < study->factors; i++)
        text[i] = study->factor[i].change ? "times" : "to";
    out_h5_strings(w->f, "/study/factors/change", "is the value put there, or multiplied by",
                   text, study->factors);
    for (size_t i = 0; i < study->factors; i++)
        text[i] = factor_unit(w->s, i);
    out_h5_strings(w->f, "/study/factors/unit", "of its numbers", text, study->factors);
    free(text);
}

static void outcomes_write(const struct writer *w)
{
    size_t count = w->s->board.outcomes;
    const char **text = base_array(count, sizeof *text);

    out_h5_group(w->f, "/study/outcomes", "one entry per outcome; results point here");
    for (size_t i = 0; i < count; i++)
        text[i] = w->s->outcome[i].name;
    out_h5_strings(w->f, "/study/outcomes/name", "name of the outcome", text, count);
    for (size_t i = 0; i < count; i++)
        text[i] = w->s->outcome[i].unit;
    out_h5_strings(w->f, "/study/outcomes/unit", "its unit", text, count);
    for (size_t i = 0; i < count; i++)
        text[i] = w->s->outcome[i].about;
    out_h5_strings(w->f, "/study/outcomes/meaning", "what it is", text, count);
    free(text);
}

/* Factors name columns; a column may not be called by what is masked. To be freed. */
static char *shown(const struct writer *w, const char *text)
{
    return base_mask_text(out_h5_masked(w->f), text);
}

/* Values as numbers, one column per factor; a row is the point's number and the values. */
static void design_write(const struct writer *w)
{
    const struct lab_design *d = &w->s->design;
    struct out_column *column = base_array(d->factors + 1, sizeof *column);
    double *row = base_array(d->factors + 1, sizeof *row);
    char **name = base_array(2 * d->factors + 1, sizeof *name), **at = name + d->factors;

    column[0] = (struct out_column){"point", "1", "number of the point, from 0", OUT_U64, 0};
    for (size_t f = 0; f < d->factors; f++)
        column[f + 1] = (struct out_column){
            name[f] = shown(w, w->s->study->factor[f].name), factor_unit(w->s, f),
            at[f] = shown(w, w->s->study->factor[f].at), OUT_F64, (f + 1) * sizeof *row};
    struct out_rows *table =
        out_rows_open(w->f, "/study/design", "values of the factors at each point as numbers",
                      column, d->factors + 1, 1, (d->factors + 1) * sizeof *row);
    for (uint64_t p = 0; p < d->points; p++) {
        memcpy(row, &p, sizeof p);
        memcpy(row + 1, d->value + p * d->factors, d->factors * sizeof *row);
        out_rows_append(table, row, 1);
    }
    out_rows_close(table);
    for (size_t f = 0; f < 2 * d->factors; f++)
        free(name[f]);
    free(name);
    free(column);
    free(row);
}

static void levels_write(const struct writer *w)
{
    const struct lab_design *d = &w->s->design;
    const char **text = base_array(d->points, sizeof *text);
    char path[100];

    out_h5_group(w->f, "/study/levels", "values of the factors at each point as written");
    for (size_t f = 0; f < d->factors; f++) {
        for (size_t p = 0; p < d->points; p++)
            text[p] = d->text[p * d->factors + f];
        char *name = shown(w, w->s->study->factor[f].name);
        char *at = shown(w, w->s->study->factor[f].at);
        snprintf(path, sizeof path, "/study/levels/%s", name);
        out_h5_strings(w->f, path, at, text, d->points);
        free(at);
        free(name);
    }
    free(text);
}

struct point_row {
    uint32_t point, replications;
};

static void points_write(const struct writer *w)
{
    static const char *const status[] = {"done", "quarantined", "missing", "other shard"};
    static const struct out_column column[] = {
        {"point", "1", "number of the point, from 0", OUT_U32,
         offsetof(struct point_row, point)},
        {"replications", "1", "replications in the results", OUT_U32,
         offsetof(struct point_row, replications)},
    };
    size_t points = w->s->design.points;
    struct point_row *row = base_array(points, sizeof *row);
    const char **text = base_array(points, sizeof *text);

    for (size_t p = 0; p < points; p++)
        row[p] = (struct point_row){(uint32_t)p,
                                    has_results(w->s, p) ? unit_at(w->s, p)->target : 0};
    out_rows_write(w->f, "/study/points", "how it went with each point", column, COUNT(column),
                   1, sizeof *row, row, points);
    for (size_t p = 0; p < points; p++)
        text[p] = unit_at(w->s, p)->id;
    out_h5_strings(w->f, "/study/points/id",
                   "SHA-256 of what the scenario says, values and seed: same id, same results",
                   text, points);
    for (size_t p = 0; p < points; p++)
        text[p] = status[status_of(w->s, p)];
    out_h5_strings(w->f, "/study/points/status", "how it ended", text, points);
    for (size_t p = 0; p < points; p++)
        text[p] = unit_at(w->s, p)->trouble.reason ? unit_at(w->s, p)->trouble.reason : "";
    out_h5_strings(w->f, "/study/points/reason", "why it was given up", text, points);
    free(text);
    free(row);
}

/* ---- /results, /replications ---- */

/* /results/points: one row per point and replication, one column per outcome. The digest goes
 * over what is written, in its order. */
static void results_write(const struct writer *w)
{
    const struct lab_board *b = &w->s->board;
    struct out_column *column = base_array(b->outcomes + 2, sizeof *column);
    size_t bytes = (b->outcomes + 1) * sizeof(double);
    unsigned char *row = base_alloc(bytes);

    column[0] = (struct out_column){"point", "1", "number of the point, from 0", OUT_U32, 0};
    column[1] = (struct out_column){"replication", "1", "number of the replication, from 0",
                                    OUT_U32, sizeof(uint32_t)};
    for (size_t i = 0; i < b->outcomes; i++)
        column[i + 2] =
            (struct out_column){w->s->outcome[i].name, w->s->outcome[i].unit,
                                w->s->outcome[i].about, OUT_F64, (i + 1) * sizeof(double)};
    struct out_rows *table =
        out_rows_open(w->f, "/results/points", "one row per point and replication", column,
                      b->outcomes + 2, 2, bytes);
    for (uint32_t p = 0; p < w->s->design.points; p++) {
        const struct lab_unit *unit = unit_at(w->s, p);
        for (uint32_t r = 0; has_results(w->s, p) && r < unit->target; r++) {
            const uint32_t key[2] = {p, r};
            memcpy(row, key, sizeof key);
            memcpy(row + sizeof key, &unit->outcome[r * b->outcomes],
                   b->outcomes * sizeof(double));
            out_rows_append(table, row, 1);
            w->report->digest = base_digest_word(w->report->digest, unit->piece[r].digest);
            w->report->digest = base_digest_bytes(w->report->digest, row, bytes);
            w->report->replications++;
            w->report->run_seconds += unit->piece[r].seconds;
        }
    }
    out_rows_close(table);
    free(row);
    free(column);
}

struct replication_row {
    uint32_t point, replication;
    uint64_t events, digest;
};

static void replications_write(const struct writer *w)
{
    static const struct out_column column[] = {
        {"point", "1", "number of the point, from 0", OUT_U32,
         offsetof(struct replication_row, point)},
        {"replication", "1", "number of the replication, from 0", OUT_U32,
         offsetof(struct replication_row, replication)},
        {"events", "1", "events that happened", OUT_U64,
         offsetof(struct replication_row, events)},
        {"digest", "1", "engine digest of the replication", OUT_U64,
         offsetof(struct replication_row, digest)},
    };
    struct out_rows *table =
        out_rows_open(w->f, "/replications", "one row per point and replication", column,
                      COUNT(column), 2, sizeof(struct replication_row));

    for (uint32_t p = 0; p < w->s->design.points; p++) {
        const struct lab_unit *unit = unit_at(w->s, p);
        for (uint32_t r = 0; has_results(w->s, p) && r < unit->target; r++) {
            const struct replication_row row = {p, r, unit->piece[r].events,
                                                unit->piece[r].digest};
            out_rows_append(table, &row, 1);
        }
    }
    out_rows_close(table);
}

/* ---- all ---- */

/* The levels of its factors, in words. */
static void say_best(const struct writer *w)
{
    const struct lab_design *d = &w->s->design;
    struct base_text text = {0};

    w->report->best = w->s->board.unit[w->s->best].point;
    for (size_t f = 0; f < d->factors; f++)
        base_text_add(&text, "%s%s = %s", f > 0 ? ", " : "", w->s->study->factor[f].name,
                      d->text[w->report->best * d->factors + f]);
    snprintf(w->report->best_is, LAB_SWEEP_WORDS, "%s", base_text_get(&text));
    base_text_fini(&text);
}

static void count_points(const struct writer *w)
{
    w->report->points = w->s->design.points;
    if (w->s->best != SIZE_MAX)
        say_best(w);
    for (size_t p = 0; p < w->s->design.points; p++) {
        enum status status = status_of(w->s, p);
        const char *why = unit_at(w->s, p)->trouble.reason;
        if (status == QUARANTINED && w->report->quarantined++ == 0) {
            w->report->lost = p;
            snprintf(w->report->why, LAB_SWEEP_WORDS, "%s", why ? why : "");
        }
        w->report->missing += status == MISSING;
    }
}

/* /prov and /run: of the study's texts and those of its scenario. */
static void origin_write(const struct writer *w, const struct out_run_facts *facts)
{
    const struct scen_study *study = w->s->study;
    const struct scenario *base = w->s->sweep->base;
    const struct lab_sources list[] = {{study->file, study->files, NULL},
                                       {base->file, base->files, base}};
    const struct lab_origin origin = {study->head.id, study->head.title, list, COUNT(list)};

    lab_archive_origin(w->f, &origin, facts, w->s->sweep->output, w->report->digest);
}

bool lab_sweep_write(const struct lab_sweep_state *s, const struct out_run_facts *facts,
                     struct lab_sweep_report *report, struct base_err *err)
{
    struct sup_world *world = sup_world_new(s->sweep->base, err);
    struct writer w = {s, NULL, report};
    struct lab_census census;

    if (world != NULL)
        w.f =
            out_results_create(s->sweep->output, s->study->head.id, s->sweep->base->mask, err);
    if (w.f == NULL) {
        sup_world_free(world);
        return false;
    }
    lab_archive_scenario(w.f, s->sweep->base, world);
    lab_census_init(&census, s->sweep->base, world);
    lab_archive_model(w.f, &census);
    head_write(&w);
    factors_write(&w);
    outcomes_write(&w);
    design_write(&w);
    levels_write(&w);
    points_write(&w);
    results_write(&w);
    replications_write(&w);
    lab_summary_write(s, w.f);
    count_points(&w);
    out_results_digest(w.f, report->digest);
    origin_write(&w, facts);
    out_h5_finish(w.f);
    sup_world_free(world);
    return true;
}
