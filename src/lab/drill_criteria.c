/* SPDX-License-Identifier: Apache-2.0 */
/* lab/drill_criteria.c - what a drill asks for, and whether a course gives it. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/nearest.h"
#include "lab/drill_state.h"

static const double LEVEL = 0.95;

/* ---- marks by name ---- */

const char *lab_drill_mark_name(size_t mark)
{
    size_t figures;
    const struct sup_figure *figure = sup_figures(&figures);

    if (mark < LAB_MEASURES)
        return lab_measure[mark].name;
    return mark - LAB_MEASURES < figures ? figure[mark - LAB_MEASURES].name : "back";
}

bool lab_drill_more_is_better(size_t mark)
{
    size_t figures;
    const struct sup_figure *figure = sup_figures(&figures);

    if (mark < LAB_MEASURES)
        return lab_measure[mark].more_is_better;
    return mark - LAB_MEASURES < figures && figure[mark - LAB_MEASURES].more_is_better;
}

size_t lab_drill_mark_named(const struct lab_drill_state *s, const char *name)
{
    for (size_t i = 0; i < LAB_MEASURES + s->figures; i++)
        if (strcmp(lab_drill_mark_name(i), name) == 0)
            return i;
    return SIZE_MAX;
}

const char *lab_drill_mark_unit(const struct lab_drill_state *s, size_t mark)
{
    static const char word[] = "currency";
    size_t figures;
    const struct sup_figure *figure = sup_figures(&figures);
    char text[80];

    if (mark >= LAB_MEASURES + figures)
        return "d";
    const char *unit =
        mark < LAB_MEASURES ? lab_measure[mark].unit : figure[mark - LAB_MEASURES].unit;
    if (strncmp(unit, word, sizeof word - 1) != 0)
        return unit;
    snprintf(text, sizeof text, "%.30s%.40s", s->base->currency, unit + sizeof word - 1);
    return base_arena_string(s->arena, text);
}

/* ---- reading ---- */

static void refuse_name(const struct lab_drill_state *s, const struct scen_criterion *c,
                        struct scen_where where, struct base_err *err)
{
    size_t count = LAB_MEASURES + s->figures;
    const char **known = base_array(count, sizeof *known);

    for (size_t i = 0; i < count; i++)
        known[i] = lab_drill_mark_name(i);
    const char *near = base_nearest(c->figure, known, count);
    base_err_add(err, where.file, where.line,
                 "there is no measure and no figure \"%.60s\"; %s%s%s", c->figure,
                 near != NULL ? "did you mean \""
                              : "expected one of docs/RESULTS.md, such as recover or fill_rate",
                 near != NULL ? near : "", near != NULL ? "\"?" : "");
    free(known);
}

/* The bound in the mark's own unit. */
static bool convert(const struct lab_drill_state *s, const struct scen_criterion *c,
                    size_t mark, double *bound)
{
    const char *unit = lab_drill_mark_unit(s, mark), *currency = s->base->currency;
    struct scen_dim has, wanted;
    double factor = 1.0, other = 1.0;

    *bound = c->bound;
    if (c->unit[0] == '\0' || strcmp(c->unit, unit) == 0)
        return true;
    if (!scen_unit(scen_span_of(c->unit), currency, &has, &factor) ||
        !scen_unit(scen_span_of(unit), currency, &wanted, &other) ||
        !scen_dim_equal(has, wanted))
        return false;
    *bound = c->bound * factor / other;
    return true;
}

/* The mark that tells when a level is reached again; made when there is none. */
static size_t back_mark(struct lab_drill_state *s, const struct scen_criterion *c)
{
    size_t i = 0;

    while (i < s->backs && (s->back[i]->at_most != c->at_most || s->back[i]->bound < c->bound ||
                            s->back[i]->bound > c->bound))
        i++;
    if (i == s->backs)
        s->back[s->backs++] = c;
    return LAB_MEASURES + s->figures + i;
}

static bool can_be_back(const struct scen_criterion *c)
{
    return strcmp(c->figure, c->at_most ? "backlog" : "fill_rate") == 0;
}

static struct lab_verdict wish(const struct scen_criterion *c, const char *unit, double bound)
{
    return (struct lab_verdict){.text = c->text,
                                .unit = unit,
                                .bound = bound,
                                .confidence = c->confidence,
                                .within = c->within,
                                .at_most = c->at_most};
}

/* A criterion as a wanted verdict, and the mark that it looks at. */
static bool read_one(struct lab_drill_state *s, const struct scen_criterion *c,
                     struct scen_where where, struct lab_verdict *out, size_t *mark,
                     struct base_err *err)
{
    double bound = c->bound;

    if (c->within > 0.0 && can_be_back(c)) {
        *mark = back_mark(s, c);
        *out = wish(c, "d", bound);
        return true;
    }
    *mark = lab_drill_mark_named(s, c->figure);
    if (c->within > 0.0)
        base_err_add(
            err, where.file, where.line,
            "\"%s\": what can be back within a time is the fill rate or the backlog; "
            "expected \"fill_rate >= ... within ...\" or \"backlog <= ... within ...\"",
            c->text);
    else if (*mark == SIZE_MAX)
        refuse_name(s, c, where, err);
    else if (!convert(s, c, *mark, &bound))
        base_err_add(err, where.file, where.line,
                     "\"%s\": `%s` is not the unit of %s; expected %s, or none", c->text,
                     c->unit, c->figure, lab_drill_mark_unit(s, *mark));
    else {
        *out = wish(c, lab_drill_mark_unit(s, *mark), bound);
        return true;
    }
    return false;
}

static void add_want(struct lab_drill_state *s, const struct scen_criterion *c,
                     struct scen_where where, enum lab_verdict_kind kind, struct base_err *err)
{
    if (read_one(s, c, where, &s->wanted[s->wants], &s->wanted_mark[s->wants], err))
        s->wanted[s->wants++].kind = kind;
}

/* "fill_rate >= 0.8 within 10 d": an objective of continuity. */
static void add_objective(struct lab_drill_state *s, int64_t ticks, enum lab_verdict_kind kind,
                          struct base_err *err)
{
    const struct scen_objectives_row *o = &s->drill->objectives;
    struct scen_criterion *c = base_arena_array(s->arena, 1, sizeof *c);
    double days = (double)ticks / SCEN_TICKS_PER_DAY;
    char text[100];

    snprintf(text, sizeof text, "%s: fill_rate >= %.6g %% within %.6g d",
             kind == LAB_RTO ? "RTO" : "MTPD", o->mbco * 100.0, days);
    *c = (struct scen_criterion){.text = base_arena_string(s->arena, text),
                                 .figure = "fill_rate",
                                 .unit = "",
                                 .bound = o->mbco,
                                 .confidence = o->confidence,
                                 .within = days};
    add_want(s, c, o->where, kind, err);
}

bool lab_drill_read_criteria(struct lab_drill_state *s, struct base_err *err)
{
    const struct scen_drill *d = s->drill;
    size_t errors = err->errors, most = d->criteria + 4;

    s->back = base_arena_array(s->arena, most, sizeof *s->back);
    s->wanted = base_arena_array(s->arena, most, sizeof *s->wanted);
    s->wanted_mark = base_arena_array(s->arena, most, sizeof *s->wanted_mark);
    for (size_t i = 0; i < d->criteria; i++)
        add_want(s, &d->criterion[i], d->criteria_where, LAB_CRITERION, err);
    if (d->has_objectives) {
        add_objective(s, d->objectives.rto, LAB_RTO, err);
        if (d->objectives.mtpd > 0)
            add_objective(s, d->objectives.mtpd, LAB_MTPD, err);
    }
    if (d->reverses && d->reverse_criterion.figure != NULL)
        read_one(s, &d->reverse_criterion, d->reverse_where, &s->reverse_wanted,
                 &s->reverse_mark, err);
    s->marks = LAB_MEASURES + s->figures + s->backs;
    return err->errors == errors;
}

/* ---- judging ---- */

static bool meets(const struct lab_verdict *v, double value)
{
    if (v->within > 0.0)
        return value <= v->within;
    return v->at_most ? value <= v->bound : value >= v->bound;
}

/* Clopper and Pearson, "The Use of Confidence or Fiducial Limits", Biometrika 26, 1934. */
static void share_interval(struct lab_verdict *v, size_t good, size_t n)
{
    double outside = (1.0 - LEVEL) / 2.0;

    v->share = (double)good / (double)n;
    v->share_low =
        good == 0 ? 0.0 : gsl_cdf_beta_Pinv(outside, (double)good, (double)(n - good + 1));
    v->share_high =
        good == n ? 1.0
                  : gsl_cdf_beta_Pinv(1.0 - outside, (double)(good + 1), (double)(n - good));
}

struct lab_verdict lab_drill_judge(const struct lab_verdict *wanted, const double *value,
                                   size_t n)
{
    struct lab_verdict v = *wanted;
    struct lab_stat stat = lab_stat_of(value, 1, n, false);
    bool time = v.within > 0.0;
    size_t good = 0;

    for (size_t i = 0; i < n; i++)
        good += meets(&v, value[i]);
    v.mean = stat.mean;
    v.low = stat.low;
    v.high = stat.high;
    v.reached = v.confidence > 0.0 ? lab_stat_bound(&stat, v.confidence, !(time || v.at_most))
                                   : stat.mean;
    v.met = meets(&v, v.reached);
    share_interval(&v, good, n);
    return v;
}
