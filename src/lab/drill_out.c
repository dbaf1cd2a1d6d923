/* SPDX-License-Identifier: Apache-2.0 */
/* lab/drill_out.c - the results file of a drill: what happened in each replication. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/mem.h"
#include "lab/archive.h"
#include "lab/census.h"
#include "lab/drill_state.h"
#include "out/prov.h"
#include "out/results.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static size_t course_unit(struct lab_drill_state *s, uint32_t course)
{
    const struct lab_case what = {.kind = LAB_COURSE, .course = course};

    return lab_case_unit(s, &what);
}

static const struct lab_drill_piece *piece_of(struct lab_drill_state *s, uint32_t course,
                                              uint32_t replication)
{
    return lab_drill_piece_at(s, course_unit(s, course), replication);
}

/* ---- /drill ---- */

/* "stock.Maple.kettle.order_up_to times 4": overrides, without disruptions and the period,
 * which all courses have. In the arena. */
static const char *steps_of(const struct lab_drill_state *s, const struct lab_course *course)
{
    struct base_text text = {0};

    for (size_t i = 1; i < course->changes; i++)
        if (!course->change[i].adds)
            base_text_add(&text, "%s%s %s %s", text.length > 0 ? "\n" : "",
                          course->change[i].at, course->change[i].times ? "times" : "=",
                          course->change[i].to);
    const char *kept = base_arena_string(s->arena, base_text_get(&text));
    base_text_fini(&text);
    return kept;
}

static void courses_write(struct lab_drill_state *s, struct out_h5 *f)
{
    const char **text = base_array(s->courses, sizeof *text);

    out_h5_group(f, "/drill/courses", "one entry per course; results point here");
    for (uint32_t c = 0; c < s->courses; c++)
        text[c] = s->course[c].name;
    out_h5_strings(f, "/drill/courses/name", "name of the course", text, s->courses);
    for (uint32_t c = 0; c < s->courses; c++)
        text[c] = s->course[c].kind;
    out_h5_strings(f, "/drill/courses/kind", "baseline, as is, or playbook", text, s->courses);
    for (uint32_t c = 0; c < s->courses; c++)
        text[c] = s->job->scen[s->course[c].scenario].id;
    out_h5_strings(f, "/drill/courses/scenario", "the scenario that it is made of", text,
                   s->courses);
    for (uint32_t c = 0; c < s->courses; c++)
        text[c] = steps_of(s, &s->course[c]);
    out_h5_strings(f, "/drill/courses/steps", "what the playbook changes, one to a line", text,
                   s->courses);
    for (uint32_t c = 0; c < s->courses; c++)
        text[c] = lab_course_lost(s, c) ? "quarantined" : "done";
    out_h5_strings(f, "/drill/courses/status", "how it ended", text, s->courses);
    free(text);
}

static void measures_list_write(const struct lab_drill_state *s, struct out_h5 *f)
{
    const char *text[LAB_MEASURES];

    out_h5_group(f, "/drill/measures", "one entry per measure; results point here");
    for (size_t i = 0; i < LAB_MEASURES; i++)
        text[i] = lab_measure[i].name;
    out_h5_strings(f, "/drill/measures/name", "name of the measure", text, LAB_MEASURES);
    for (size_t i = 0; i < LAB_MEASURES; i++)
        text[i] = lab_drill_mark_unit(s, i);
    out_h5_strings(f, "/drill/measures/unit", "its unit", text, LAB_MEASURES);
    for (size_t i = 0; i < LAB_MEASURES; i++)
        text[i] = lab_measure[i].about;
    out_h5_strings(f, "/drill/measures/meaning", "what it is", text, LAB_MEASURES);
}

static void head_write(struct lab_drill_state *s, struct out_h5 *f)
{
    const struct scen_drill *d = s->drill;
    char group[60];

    out_h5_group(f, "/drill", "what went wrong, and what was tried against it");
    out_h5_text(f, "/drill", "id", d->head.id);
    out_h5_text(f, "/drill", "title", d->head.title);
    out_h5_text(f, "/drill", "exercise", s->job->exercise);
    out_h5_integer(f, "/drill", "replications", s->replications);
    out_h5_integer(f, "/drill", "seed", (int64_t)s->seed);
    out_h5_number(f, "/drill", "period", s->period);
    out_h5_number(f, "/drill", "window", fmax(s->window, s->period));
    out_h5_number(f, "/drill", "hold", s->hold);
    out_h5_number(f, "/drill", "tolerance", s->tolerance);
    out_h5_integer(f, "/drill", "judged", s->judged);
    out_h5_integer(f, "/drill", "exposure", s->job->exposure);
    lab_archive_texts(f, "/drill/source", "every text of the drill, word for word", d->file,
                      d->files, NULL);
    out_h5_group(f, "/drill/scenarios",
                 "the scenarios besides the baseline, which is /scenario");
    for (size_t i = 1; i < d->scenarios; i++) {
        snprintf(group, sizeof group, "/drill/scenarios/%zu", i);
        lab_archive_texts(f, group, "texts of a scenario, word for word", s->job->scen[i].file,
                          s->job->scen[i].files, &s->job->scen[i]);
    }
    courses_write(s, f);
    measures_list_write(s, f);
}

/* ---- rows of doubles behind two indices ---- */

struct wide {
    struct out_column *column; // heap
    double *row;               // heap: [0] holds the two indices
    size_t columns;
    struct out_rows *table;
};

static void wide_keys(struct wide *w, const char *one, const char *one_about, const char *two,
                      const char *two_about, size_t numbers)
{
    w->column = base_array(numbers + 2, sizeof *w->column);
    w->row = base_array(numbers + 1, sizeof *w->row);
    w->column[0] = (struct out_column){one, "1", one_about, OUT_U32, 0};
    w->column[1] = (struct out_column){two, "1", two_about, OUT_U32, sizeof(uint32_t)};
    w->columns = 2;
}

static void wide_add(struct wide *w, const char *name, const char *unit, const char *about)
{
    w->column[w->columns] =
        (struct out_column){name, unit, about, OUT_F64, (w->columns - 1) * sizeof(double)};
    w->columns++;
}

static void wide_open(struct wide *w, struct out_h5 *f, const char *group, const char *about)
{
    w->table = out_rows_open(f, group, about, w->column, w->columns, 2,
                             (w->columns - 1) * sizeof(double));
}

static void wide_put(struct wide *w, uint32_t one, uint32_t two)
{
    const uint32_t key[2] = {one, two};

    memcpy(w->row, key, sizeof key);
    out_rows_append(w->table, w->row, 1);
}

static void wide_close(struct wide *w)
{
    out_rows_close(w->table);
    free(w->column);
    free(w->row);
}

static const char course_about[] = "index into /drill/courses";
static const char replication_about[] = "number of the replication, from 0";

/* ---- /results ---- */

static void measures_write(struct lab_drill_state *s, struct out_h5 *f, uint64_t *digest)
{
    struct wide w;

    wide_keys(&w, "course", course_about, "replication", replication_about, LAB_MEASURES + 2);
    wide_add(&w, "onset", "d", "first begin of the drill's disruptions");
    wide_add(&w, "end", "d", "last end of them");
    for (size_t i = 0; i < LAB_MEASURES; i++)
        wide_add(&w, lab_measure[i].name, lab_drill_mark_unit(s, i), lab_measure[i].about);
    wide_open(&w, f, "/results/measures", "one row per course and replication, pair by pair");
    for (uint32_t c = 1; c < s->courses; c++)
        for (uint32_t r = 0; !lab_course_lost(s, c) && r < s->replications; r++) {
            const double *mark = lab_drill_marks(s, course_unit(s, c), r);
            memcpy(w.row + 1, piece_of(s, c, r)->value, 2 * sizeof *w.row);
            memcpy(w.row + 3, mark, LAB_MEASURES * sizeof *w.row);
            wide_put(&w, c, r);
            *digest = base_digest_bytes(*digest, w.row, (LAB_MEASURES + 3) * sizeof *w.row);
        }
    wide_close(&w);
}

static void figures_write(struct lab_drill_state *s, struct out_h5 *f)
{
    size_t count;
    const struct sup_figure *figure = sup_figures(&count);
    struct wide w;

    wide_keys(&w, "course", course_about, "replication", replication_about, s->outcomes);
    for (size_t i = 0; i < s->outcomes; i++)
        wide_add(&w, figure[s->outcome[i]].name,
                 lab_drill_mark_unit(s, LAB_MEASURES + s->outcome[i]),
                 figure[s->outcome[i]].about);
    wide_open(&w, f, "/results/figures", "one row per course and replication: the whole run");
    for (uint32_t c = 0; c < s->courses; c++)
        for (uint32_t r = 0; !lab_course_lost(s, c) && r < s->replications; r++) {
            for (size_t i = 0; i < s->outcomes; i++)
                w.row[1 + i] = piece_of(s, c, r)->value[2 + s->outcome[i]];
            wide_put(&w, c, r);
        }
    wide_close(&w);
}

struct curve_row {
    uint32_t course, replication;
    uint32_t period, pad;
    double day, fill_rate, shortfall, curve[LAB_CURVES];
};

#define CURVE(name, unit, about, at)                               \
    {                                                              \
        name, unit, about, OUT_F64, offsetof(struct curve_row, at) \
    }

static double shortfall(double now, double usual)
{
    return isnan(now) || isnan(usual) || usual <= 0.0 ? 0.0 : 1.0 - now / usual;
}

static void curves_of(struct lab_drill_state *s, struct out_rows *table, uint32_t c, uint32_t r)
{
    const double *value = piece_of(s, c, r)->value, *usual = piece_of(s, 0, r)->value;

    for (uint32_t i = 0; i < s->periods; i++) {
        struct curve_row row = {c, r, i, 0, i * s->period, lab_drill_fill(s, value, i), 0, {0}};
        row.shortfall = shortfall(row.fill_rate, lab_drill_fill(s, usual, i));
        for (int k = 0; k < LAB_CURVES; k++)
            row.curve[k] = lab_drill_curve(s, value, (enum lab_curve)k)[i];
        out_rows_append(table, &row, 1);
    }
}

static void curves_write(struct lab_drill_state *s, struct out_h5 *f)
{
    const char *currency = s->base->currency;
    const struct out_column column[] = {
        {"course", "1", course_about, OUT_U32, offsetof(struct curve_row, course)},
        {"replication", "1", replication_about, OUT_U32,
         offsetof(struct curve_row, replication)},
        {"period", "1", "number of the period, from 0", OUT_U32,
         offsetof(struct curve_row, period)},
        CURVE("day", "d", "begin of the period", day),
        CURVE("fill_rate", "1",
              "part of the customers' demand served at once, over the window "
              "that ends with the period; NaN: nobody asked",
              fill_rate),
        CURVE("shortfall", "1", "part of the baseline's fill rate that is missing", shortfall),
        CURVE("sales", "units", "asked for by customers", curve[LAB_SALES]),
        CURVE("sales_at_once", "units", "of these: served without waiting",
              curve[LAB_SALES_AT_ONCE]),
        CURVE("sold", "units", "handed to customers", curve[LAB_SOLD]),
        CURVE("backlog", "units", "owed at the end of the period", curve[LAB_BACKLOG]),
        CURVE("backlog_mean", "units", "owed, mean over the period", curve[LAB_BACKLOG_MEAN]),
        CURVE("cost", currency, "all costs", curve[LAB_COST]),
        CURVE("revenue", currency, "paid by customers", curve[LAB_REVENUE]),
    };
    struct out_rows *table =
        out_rows_open(f, "/results/curves", "one row per course, replication and period",
                      column, COUNT(column), 3, sizeof(struct curve_row));

    for (uint32_t c = 0; c < s->courses; c++)
        for (uint32_t r = 0; !lab_course_lost(s, c) && r < s->replications; r++)
            curves_of(s, table, c, r);
    out_rows_close(table);
}

struct replication_row {
    uint32_t course, replication;
    uint64_t events, digest;
};

static void replications_write(struct lab_drill_state *s, struct out_h5 *f,
                               struct lab_drill_report *report)
{
    static const struct out_column column[] = {
        {"course", "1", course_about, OUT_U32, offsetof(struct replication_row, course)},
        {"replication", "1", replication_about, OUT_U32,
         offsetof(struct replication_row, replication)},
        {"events", "1", "events that happened", OUT_U64,
         offsetof(struct replication_row, events)},
        {"digest", "1", "engine digest of the replication", OUT_U64,
         offsetof(struct replication_row, digest)},
    };
    struct out_rows *table =
        out_rows_open(f, "/replications", "one row per course and replication", column,
                      COUNT(column), 2, sizeof(struct replication_row));

    for (uint32_t c = 0; c < s->courses; c++)
        for (uint32_t r = 0; !lab_course_lost(s, c) && r < s->replications; r++) {
            const struct lab_drill_piece *piece = piece_of(s, c, r);
            const struct replication_row row = {c, r, piece->events, piece->digest};
            report->digest = base_digest_word(report->digest, piece->digest);
            report->replications++;
            out_rows_append(table, &row, 1);
        }
    out_rows_close(table);
}

/* ---- all ---- */

/* /prov and /run: of the drill's texts and those of all scenarios. */
static void origin_write(const struct lab_drill_state *s, struct out_h5 *f,
                         const struct out_run_facts *facts, uint64_t digest)
{
    size_t lists = s->drill->scenarios + 1;
    struct lab_sources *list = base_array(lists, sizeof *list);

    list[0] = (struct lab_sources){s->drill->file, s->drill->files, NULL};
    for (size_t i = 0; i < s->drill->scenarios; i++)
        list[i + 1] =
            (struct lab_sources){s->job->scen[i].file, s->job->scen[i].files, &s->job->scen[i]};
    const struct lab_origin origin = {s->drill->head.id, s->drill->head.title, list, lists};
    lab_archive_origin(f, &origin, facts, s->job->output, digest);
    free(list);
}

bool lab_drill_write(struct lab_drill_state *s, const struct out_run_facts *facts,
                     struct lab_drill_report *report, struct base_err *err)
{
    struct sup_world *world = sup_world_new(s->base, err);
    struct out_h5 *f = NULL;
    struct lab_census census;

    if (world != NULL)
        f = out_results_create(s->job->output, s->drill->head.id, s->base->mask, err);
    if (f != NULL) {
        lab_archive_scenario(f, s->base, world);
        lab_census_init(&census, s->base, world);
        lab_archive_model(f, &census);
        head_write(s, f);
        lab_drill_lost_write(s, f, report);
        lab_drill_settle(s);
        replications_write(s, f, report);
        measures_write(s, f, &report->digest);
        figures_write(s, f);
        curves_write(s, f);
        lab_drill_bands_write(s, f);
        lab_drill_ripple_write(s, f);
        lab_drill_seeking_write(s, f, &report->digest);
        lab_drill_exposure_write(s, f, &report->digest);
        lab_drill_summary(s, f, report);
        lab_drill_told_write(s, f);
        out_h5_integer(f, "/drill", "passed", report->passed);
        out_h5_integer(f, "/drill", "missed", (int64_t)report->missed);
        out_h5_integer(f, "/drill", "criteria", (int64_t)s->wants);
        origin_write(s, f, facts, report->digest);
        out_results_digest(f, report->digest);
        out_h5_finish(f);
    }
    sup_world_free(world);
    return f != NULL;
}
