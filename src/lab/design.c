/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/design.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* A factor as a list of levels, or a range that has no end of values. */
struct axis {
    const char *const *level; // NULL: a range
    size_t levels;            // of a range with steps as well; 0: any value
    double low, high, step;
    bool log;
    struct scen_span unit;
};

struct maker {
    const struct scen_study *study;
    struct base_arena *arena;
    struct lab_design *design;
    struct axis *axis; // by factor
};

static struct axis axis_of(const struct scen_factor_row *f)
{
    struct axis a = {.levels = f->levels.count};
    struct scen_span rest;

    if (f->low == NULL) {
        a.level = f->levels.word;
        return a;
    }
    scen_measure(f->low, &a.low, &a.unit);
    scen_measure(f->high, &a.high, &rest);
    a.log = f->scale == 1;
    if (f->step != NULL && scen_measure(f->step, &a.step, &rest))
        a.levels = (size_t)floor((a.high - a.low) / a.step + 1e-9) + 1;
    return a;
}

/* "12.5 units": 15 digits, so that 0.1 stays 0.1. */
static const char *written(const struct maker *m, const struct axis *a, double value)
{
    char text[120];

    snprintf(text, sizeof text, "%.15g%s%.*s", value, a->unit.size > 0 ? " " : "",
             (int)(a->unit.size < 80 ? a->unit.size : 80), a->unit.at);
    return base_arena_string(m->arena, text);
}

static const char *level_text(const struct maker *m, const struct axis *a, size_t level)
{
    return a->level != NULL ? a->level[level] : written(m, a, a->low + (double)level * a->step);
}

static const char *place_text(const struct maker *m, const struct axis *a, double place)
{
    if (a->levels > 0) {
        size_t level = (size_t)(place * (double)a->levels);
        return level_text(m, a, level < a->levels ? level : a->levels - 1);
    }
    double value =
        a->log ? a->low * pow(a->high / a->low, place) : a->low + place * (a->high - a->low);
    return written(m, a, value);
}

static bool reserve(const struct maker *m, double points, struct base_err *err)
{
    struct lab_design *d = m->design;

    if (points > LAB_DESIGN_MOST) {
        base_err_add(err, m->study->design.where.file, m->study->design.where.line,
                     "this design has %.4g points; expected at most %d", points,
                     LAB_DESIGN_MOST);
        return false;
    }
    d->points = (size_t)points;
    d->factors = m->study->factors;
    d->text = base_arena_array(m->arena, d->points * d->factors, sizeof(char *));
    d->value = base_arena_array(m->arena, d->points * d->factors, sizeof *d->value);
    return true;
}

/* ---- kinds ---- */

static bool make_grid(const struct maker *m, struct base_err *err)
{
    struct lab_design *d = m->design;
    double points = 1;

    for (size_t f = 0; f < m->study->factors; f++)
        points *= (double)m->axis[f].levels;
    if (!reserve(m, points, err))
        return false;
    const char **row = d->text;
    for (size_t i = 0; i < d->points; i++, row += d->factors) {
        size_t rest = i;
        for (size_t f = d->factors; f-- > 0; rest /= m->axis[f].levels)
            row[f] = level_text(m, &m->axis[f], rest % m->axis[f].levels);
    }
    return true;
}

static bool make_list(const struct maker *m, struct base_err *err)
{
    struct lab_design *d = m->design;

    if (!reserve(m, (double)m->study->factor[0].levels.count, err))
        return false;
    for (size_t i = 0; i < d->points; i++)
        for (size_t f = 0; f < d->factors; f++)
            d->text[i * d->factors + f] = m->study->factor[f].levels.word[i];
    return true;
}

static bool make_csv(const struct maker *m, struct base_err *err)
{
    struct lab_design *d = m->design;

    if (!reserve(m, (double)m->study->table.rows, err))
        return false;
    memcpy(d->text, m->study->table.cell, d->points * d->factors * sizeof(char *));
    return true;
}

static double sampled_points(const struct scen_study *study)
{
    const struct scen_design_row *d = &study->design;

    if (d->kind == SCEN_MORRIS)
        return (double)d->trajectories * (double)(study->factors + 1);
    if (d->kind == SCEN_SALTELLI)
        return (double)d->points * (double)(study->factors + 2);
    return (double)d->points;
}

static bool few_enough(const struct scen_study *study, struct base_err *err)
{
    const struct scen_design_row *d = &study->design;
    size_t most = d->kind == SCEN_SOBOL      ? LAB_SOBOL_MOST
                  : d->kind == SCEN_SALTELLI ? LAB_SOBOL_MOST / 2
                                             : SIZE_MAX;

    if (study->factors <= most)
        return true;
    base_err_add(err, d->where.file, d->where.line,
                 "%zu factors are too many for this design; expected at most %zu, or "
                 "latin-hypercube or morris",
                 study->factors, most);
    return false;
}

static void sample(const struct scen_design_row *how, struct lab_design *d)
{
    if (how->kind == SCEN_LATIN)
        lab_sample_latin(d->place, d->points, d->factors, how->seed);
    else if (how->kind == SCEN_SOBOL)
        lab_sample_sobol(d->place, d->points, d->factors, how->seed);
    else if (how->kind == SCEN_MORRIS)
        lab_sample_morris(d->place, how->trajectories, d->factors, how->levels, how->seed);
    else
        lab_sample_saltelli(d->place, how->points, d->factors, how->seed);
}

static bool make_sampled(const struct maker *m, struct base_err *err)
{
    struct lab_design *d = m->design;

    if (!few_enough(m->study, err) || !reserve(m, sampled_points(m->study), err))
        return false;
    d->place = base_arena_array(m->arena, d->points * d->factors, sizeof *d->place);
    sample(&m->study->design, d);
    for (size_t i = 0; i < d->points; i++)
        for (size_t f = 0; f < d->factors; f++)
            d->text[i * d->factors + f] =
                place_text(m, &m->axis[f], d->place[i * d->factors + f]);
    return true;
}

static bool make(const struct maker *m, struct base_err *err)
{
    switch ((enum scen_design)m->study->design.kind) {
    case SCEN_GRID:
        return make_grid(m, err);
    case SCEN_LIST:
        return make_list(m, err);
    case SCEN_CSV:
        return make_csv(m, err);
    case SCEN_LATIN:
    case SCEN_SOBOL:
    case SCEN_MORRIS:
    case SCEN_SALTELLI:
        return make_sampled(m, err);
    }
    base_die("bug: design %d is unknown", (int)m->study->design.kind);
}

bool lab_design_make(const struct scen_study *study, struct base_arena *arena,
                     struct lab_design *design, struct base_err *err)
{
    struct maker m = {study, arena, design, base_array(study->factors, sizeof *m.axis)};

    *design = (struct lab_design){0};
    for (size_t f = 0; f < study->factors; f++)
        m.axis[f] = axis_of(&study->factor[f]);
    bool ok = make(&m, err);
    for (size_t i = 0; ok && i < design->points * design->factors; i++) {
        struct scen_span unit;
        if (!scen_measure(design->text[i], &design->value[i], &unit))
            design->value[i] = NAN;
    }
    free(m.axis);
    return ok;
}

void lab_design_values(const struct scen_study *study, size_t f,
                       void (*take)(void *user, const char *text, struct scen_where where),
                       void *user)
{
    const struct scen_factor_row *factor = &study->factor[f];

    if (study->design.kind == SCEN_CSV)
        for (size_t i = 0; i < study->table.rows; i++)
            take(user, study->table.cell[i * study->factors + f],
                 (struct scen_where){study->table.path, study->table.line[i]});
    else if (factor->low != NULL) {
        take(user, factor->low, study->value_where[f]);
        take(user, factor->high, study->value_where[f]);
    } else
        for (size_t i = 0; i < factor->levels.count; i++)
            take(user, factor->levels.word[i], study->value_where[f]);
}
