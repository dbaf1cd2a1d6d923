/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/study.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "scen/study_read.h"

#define FACTOR(field) offsetof(struct scen_factor_row, field)

/* ---- the rows ---- */

static void copy_row(const struct scen_study_reader *r, enum scen_study_group g, void *to)
{
    const struct scen_rows *rows = &r->rows[g];

    if (rows->count > 0)
        memcpy(to, scen_rows_at(rows, 0), rows->group->row_bytes);
}

static struct scen_where where_of(const struct scen_study_reader *r, enum scen_study_group g,
                                  size_t i, size_t offset)
{
    const struct scen_rows *rows = &r->rows[g];

    if (rows->count == 0)
        return (struct scen_where){0};
    return scen_rows_where(rows, i, scen_key_at(rows->group, offset));
}

/* Where what is checked later stands. */
static void take_places(const struct scen_study_reader *r)
{
    struct scen_study *s = r->study;

    s->at_where = base_arena_array(s->arena, s->factors, sizeof *s->at_where);
    s->value_where = base_arena_array(s->arena, s->factors, sizeof *s->value_where);
    for (size_t i = 0; i < s->factors; i++) {
        size_t value = s->factor[i].low != NULL ? FACTOR(low) : FACTOR(levels);
        s->at_where[i] = where_of(r, SCEN_STUDY_FACTORS, i, FACTOR(at));
        s->value_where[i] = where_of(r, SCEN_STUDY_FACTORS, i, value);
    }
#define WHERE(group, row, field) where_of(r, group, 0, offsetof(struct scen_##row##_row, field))
    s->outcomes_where = WHERE(SCEN_STUDY_HEAD, study, outcomes);
    s->stop_where = WHERE(SCEN_STUDY_STOP, stop, outcome);
    s->width_where = WHERE(SCEN_STUDY_STOP, stop, half_width);
    s->select_where = WHERE(SCEN_STUDY_SELECT, select, outcome);
    s->indifference_where = WHERE(SCEN_STUDY_SELECT, select, indifference);
#undef WHERE
}

static void take_rows(struct scen_study_reader *r)
{
    struct scen_study *study = r->study;
    const struct scen_rows *factors = &r->rows[SCEN_STUDY_FACTORS];
    struct scen_factor_row *factor =
        base_arena_array(study->arena, factors->count, sizeof *factor);

    scen_sections_default(r->texts, r->in, &r->rows[SCEN_STUDY_HEAD]);
    scen_sections_default(r->texts, r->in, &r->rows[SCEN_STUDY_DESIGN]);
    for (size_t i = 0; i < factors->count; i++)
        memcpy(&factor[i], scen_rows_at(factors, i), sizeof factor[i]);
    study->factor = factor;
    study->factors = factors->count;
    study->stops = r->rows[SCEN_STUDY_STOP].count > 0;
    study->selects = r->rows[SCEN_STUDY_SELECT].count > 0;
    copy_row(r, SCEN_STUDY_HEAD, &study->head);
    copy_row(r, SCEN_STUDY_DESIGN, &study->design);
    copy_row(r, SCEN_STUDY_STOP, &study->stop);
    copy_row(r, SCEN_STUDY_SELECT, &study->select);
    take_places(r);
    study->seeded = scen_sections_given(&r->rows[SCEN_STUDY_HEAD], 0,
                                        offsetof(struct scen_study_row, seed));
}

/* ---- factors ---- */

bool scen_measure(const char *text, double *value, struct scen_span *unit)
{
    *unit = scen_span_trim(scen_span_of(text));
    bool ok = scen_number(unit, value);
    *unit = scen_span_trim(*unit);
    return ok;
}

static bool is_plain(const char *name)
{
    for (const char *c = name; *c != '\0'; c++)
        if (!isalnum((unsigned char)*c) && *c != '_')
            return false;
    return *name != '\0' && strlen(name) <= 60 && strcmp(name, "point") != 0;
}

/* "unit" is "units"; of money, whose name only the scenario knows, the words must be the same.
 */
static bool same_unit(struct scen_span a, struct scen_span b)
{
    struct scen_dim one, other;
    double factor = 0, same = 0;

    if (a.size == b.size && memcmp(a.at, b.at, a.size) == 0)
        return true;
    return scen_unit(a, "\n", &one, &factor) && scen_unit(b, "\n", &other, &same) &&
           scen_dim_equal(one, other) && !(factor < same) && !(factor > same);
}

static void refuse_factor(struct scen_study_reader *r, size_t i, size_t offset,
                          const char *what, const char *value)
{
    scen_sections_refuse(r->in, &r->rows[SCEN_STUDY_FACTORS], i, offset, "%s = \"%.60s\": %s",
                         what, value,
                         offset == FACTOR(name)
                             ? "expected letters, digits and _, no factor twice, and not point"
                             : "expected a number such as \"80 units\", in the unit of low");
}

static void check_range(struct scen_study_reader *r, size_t i)
{
    const struct scen_factor_row *f = &r->study->factor[i];
    const struct scen_rows *rows = &r->rows[SCEN_STUDY_FACTORS];
    struct scen_span unit = {0}, other;
    double low = 0, high = 0, step = 1;

    if (!scen_measure(f->low, &low, &unit))
        refuse_factor(r, i, FACTOR(low), "low", f->low);
    else if (!scen_measure(f->high, &high, &other) || !same_unit(unit, other))
        refuse_factor(r, i, FACTOR(high), "high", f->high);
    else if (high <= low)
        scen_sections_refuse(r->in, rows, i, FACTOR(high),
                             "high = \"%.60s\": this is not above low", f->high);
    else if (f->scale == 1 && low <= 0)
        scen_sections_refuse(r->in, rows, i, FACTOR(scale),
                             "scale = \"log\": expected a low end above 0");
    else if (f->step != NULL &&
             (!scen_measure(f->step, &step, &other) || !same_unit(unit, other) || step <= 0))
        refuse_factor(r, i, FACTOR(step), "step", f->step);
    else if (f->step != NULL && f->scale == 1)
        scen_sections_refuse(r->in, rows, i, FACTOR(step),
                             "step: this means nothing on a log scale");
}

static bool repeated(const struct scen_study *study, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(study->factor[k].name, study->factor[i].name) == 0)
            return true;
    return false;
}

/* Does the design take levels, a range, or either? */
static void check_values(struct scen_study_reader *r, size_t i)
{
    const struct scen_factor_row *f = &r->study->factor[i];
    const struct scen_rows *rows = &r->rows[SCEN_STUDY_FACTORS];
    enum scen_design kind = (enum scen_design)r->study->design.kind;
    bool range = f->low != NULL && f->high != NULL;
    int said = (f->levels.count > 0) + (f->low != NULL || f->high != NULL);

    if (kind == SCEN_CSV || scen_rows_bad(&r->rows[SCEN_STUDY_DESIGN], 0))
        return;
    if (said != 1 || (f->levels.count == 0 && !range))
        scen_sections_refuse(r->in, rows, i, FACTOR(name),
                             "factor %.60s: expected either levels, or low and high", f->name);
    else if (kind == SCEN_LIST && r->whole &&
             f->levels.count != r->study->factor[0].levels.count)
        scen_sections_refuse(r->in, rows, i, FACTOR(levels),
                             "levels: a list takes the first of all factors, then the second "
                             "...; expected as many as %.60s has, %zu",
                             r->study->factor[0].name, r->study->factor[0].levels.count);
    else if (kind == SCEN_GRID && range && f->step == NULL)
        scen_sections_refuse(r->in, rows, i, FACTOR(low),
                             "a grid needs values of factor %.60s; expected levels, or a step",
                             f->name);
    else if (range)
        check_range(r, i);
}

static void check_factors(struct scen_study_reader *r)
{
    for (size_t i = 0; i < r->study->factors; i++) {
        const struct scen_factor_row *f = &r->study->factor[i];
        if (!is_plain(f->name) || repeated(r->study, i))
            refuse_factor(r, i, FACTOR(name), "name", f->name);
        check_values(r, i);
    }
}

/* ---- the rest ---- */

static void check_design(struct scen_study_reader *r)
{
    const struct scen_rows *rows = &r->rows[SCEN_STUDY_DESIGN];
    const struct scen_design_row *d = &r->study->design;

    if (d->kind == SCEN_MORRIS && d->levels % 2 != 0)
        scen_sections_refuse(r->in, rows, 0, offsetof(struct scen_design_row, levels),
                             "levels: expected an even number, so that each step is half of "
                             "the range");
    if (d->kind == SCEN_CSV && d->table == NULL)
        scen_sections_refuse(r->in, rows, 0, offsetof(struct scen_design_row, kind),
                             "kind = \"csv\": expected table = \"points.csv\" as well");
    if (d->kind == SCEN_CSV && d->table != NULL && r->whole)
        scen_study_table_read(r);
}

static void check_rules(struct scen_study_reader *r)
{
    const struct scen_study *study = r->study;
    const struct scen_rows *stop = &r->rows[SCEN_STUDY_STOP];

    if (study->stops && study->stop.half_width == NULL &&
        !scen_sections_given(stop, 0, offsetof(struct scen_stop_row, relative)))
        scen_sections_refuse(r->in, stop, 0, offsetof(struct scen_stop_row, outcome),
                             "a stop rule without an aim; expected half_width or relative");
    if (study->stops && study->selects)
        scen_sections_refuse(r->in, stop, 0, offsetof(struct scen_stop_row, outcome),
                             "a study stops by one rule; expected `stop` or `select`");
}

/* Where the scenario lies, as this process sees it. */
static void find_scenario(struct scen_study_reader *r)
{
    const char *path = r->study->head.scenario;

    if (path == NULL)
        return;
    size_t bytes = strlen(r->texts->folder) + strlen(path) + 1;
    char *both = base_arena_take(r->study->arena, bytes);

    snprintf(both, bytes, "%s%s", path[0] == '/' ? "" : r->texts->folder, path);
    const struct scen_rows *head = &r->rows[SCEN_STUDY_HEAD];
    size_t key = scen_key_at(head->group, offsetof(struct scen_study_row, scenario));
    if (scen_texts_allow(r->texts, both, scen_rows_where(head, 0, key), r->in->err))
        r->study->scenario = both;
}

/* What was read is taken as far as it goes: one who reads on may find more mistakes. */
static void take(struct scen_study_reader *r)
{
    scen_sections_drop_bad(&r->rows[SCEN_STUDY_FACTORS]);
    scen_sections_drop_bad(&r->rows[SCEN_STUDY_STOP]);
    scen_sections_drop_bad(&r->rows[SCEN_STUDY_SELECT]);
    take_rows(r);
    find_scenario(r);
    check_factors(r);
    check_design(r);
    check_rules(r);
}

static bool load(struct scen_texts *texts, const char *name, struct scen_study *study,
                 struct base_err *err)
{
    struct scen_reading in = {.arena = texts->arena, .err = err, .currency = "EUR"};
    struct scen_rows rows[SCEN_STUDY_GROUPS];
    const struct scen_sections sections = {"study", scen_study_schema, SCEN_STUDY_GROUPS, rows};
    struct scen_study_reader r = {.study = study, .texts = texts, .in = &in, .rows = rows};
    size_t errors = err->errors;

    study->arena = texts->arena;
    scen_sections_read(texts, name, &in, &sections);
    r.whole = err->errors == errors && in.holes == 0;
    if (texts->files > 0) // else the text itself can't be read
        take(&r);
    study->file = scen_texts_kept(texts, &study->files);
    scen_texts_fini(texts);
    for (size_t g = 0; g < SCEN_STUDY_GROUPS; g++)
        scen_rows_fini(&rows[g]);
    return err->errors == errors;
}

bool scen_study_load(const char *path, const char *top, struct scen_study *study,
                     struct base_err *err)
{
    struct scen_texts texts;
    const char *name = scen_texts_open(&texts, base_arena_new(), path);

    if (top != NULL)
        scen_texts_confine(&texts, top);

    *study = (struct scen_study){0};
    return load(&texts, name, study, err);
}

bool scen_study_load_held(const struct scen_file *file, size_t files, struct scen_study *study,
                          struct base_err *err)
{
    struct scen_texts texts;
    const char *name = scen_texts_hold(&texts, base_arena_new(), file, files);

    *study = (struct scen_study){0};
    return load(&texts, name, study, err);
}

void scen_study_free(struct scen_study *study)
{
    base_arena_free(study->arena);
    *study = (struct scen_study){0};
}
