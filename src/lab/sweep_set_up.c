/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/mem.h"
#include "base/nearest.h"
#include "lab/rule.h"
#include "lab/sweep_state.h"
#include "out/prov.h"

static const char *const usual[] = {"fill_rate", "total_cost", "backlog_mean", "on_hand_mean",
                                    "order_variance_ratio"};

/* ---- outcomes ---- */

/* Which figure has this name; the number of figures when none has. */
static size_t figure_named(const char *name, struct scen_where where, struct base_err *err)
{
    size_t count, i = 0;
    const struct sup_figure *figure = sup_figures(&count);

    while (i < count && strcmp(figure[i].name, name) != 0)
        i++;
    if (i < count)
        return i;
    const char **known = base_array(count, sizeof *known);
    for (size_t k = 0; k < count; k++)
        known[k] = figure[k].name;
    const char *near = base_nearest(name, known, count);
    base_err_add(err, where.file, where.line, "there is no figure \"%.60s\"; %s%s%s", name,
                 near != NULL ? "did you mean \"" : "expected one that `bullwhip run` prints",
                 near != NULL ? near : "", near != NULL ? "\"?" : "");
    free(known);
    return count;
}

/* "EUR/d" for "currency/d" */
static const char *unit_of(const struct lab_sweep_state *s, const char *unit)
{
    static const char word[] = "currency";
    char text[80];

    if (strncmp(unit, word, sizeof word - 1) != 0 || s->sweep->base == NULL)
        return unit;
    snprintf(text, sizeof text, "%.30s%.40s", s->sweep->base->currency, unit + sizeof word - 1);
    return base_arena_string(s->arena, text);
}

static size_t add_outcome(struct lab_sweep_state *s, size_t count, const char *name,
                          struct scen_where where, struct base_err *err)
{
    size_t figures;
    const struct sup_figure *figure = sup_figures(&figures);
    size_t f = figure_named(name, where, err);

    for (size_t i = 0; i < count; i++)
        if (s->figure[i] == f)
            return count;
    if (f == figures)
        return count;
    s->figure[count] = f;
    s->outcome[count] = (struct lab_outcome){figure[f].name, unit_of(s, figure[f].unit),
                                             figure[f].about, figure[f].more_is_better};
    return count + 1;
}

static size_t list_outcomes(struct lab_sweep_state *s, struct base_err *err)
{
    const struct scen_words *given = &s->study->head.outcomes;
    size_t most = given->count + sizeof usual / sizeof *usual + 2, count = 0;

    s->figure = base_arena_array(s->arena, most, sizeof *s->figure);
    s->outcome = base_arena_array(s->arena, most, sizeof *s->outcome);
    for (size_t i = 0; i < given->count; i++)
        count = add_outcome(s, count, given->word[i], s->study->outcomes_where, err);
    for (size_t i = 0; given->count == 0 && i < sizeof usual / sizeof *usual; i++)
        count = add_outcome(s, count, usual[i], s->study->outcomes_where, err);
    if (s->study->stops)
        count = add_outcome(s, count, s->study->stop.outcome, s->study->stop_where, err);
    if (s->study->selects)
        count = add_outcome(s, count, s->study->select.outcome, s->study->select_where, err);
    return count;
}

/* ---- rules ---- */

/* "5 EUR/d" in the outcome's unit. */
static double measure(const struct lab_sweep_state *s, const char *text, const char *unit,
                      struct scen_where where, struct base_err *err)
{
    struct scen_span given;
    struct scen_dim has, wanted;
    double value = 0, factor = 1, other = 1;
    const char *currency = s->sweep->base->currency;

    bool ok = scen_measure(text, &value, &given) && value > 0;
    if (ok && given.size > 0 && !scen_span_is(given, unit))
        ok = scen_unit(given, currency, &has, &factor) &&
             scen_unit(scen_span_of(unit), currency, &wanted, &other) &&
             scen_dim_equal(has, wanted);
    if (!ok)
        base_err_add(err, where.file, where.line,
                     "\"%.60s\": expected a number above 0 in the unit of the outcome, such as "
                     "\"5 %s\"",
                     text, strcmp(unit, "1") == 0 ? "%" : unit);
    return value * factor / other;
}

/* The outcome of a rule, and what `text` is in its unit; a name that is none was told. */
static double rule_measure(struct lab_sweep_state *s, size_t outcomes, const char *name,
                           const char *text, struct scen_where where, struct base_err *err)
{
    size_t i = 0;

    while (i < outcomes && strcmp(s->outcome[i].name, name) != 0)
        i++;
    if (i == outcomes)
        return 0;
    s->rule_outcome = i;
    return text != NULL ? measure(s, text, s->outcome[i].unit, where, err) : 0;
}

static void read_rules(struct lab_sweep_state *s, size_t outcomes, struct base_err *err)
{
    const struct scen_study *study = s->study;

    if (study->stops)
        s->half_width = rule_measure(s, outcomes, study->stop.outcome, study->stop.half_width,
                                     study->width_where, err);
    if (study->selects)
        s->indifference =
            rule_measure(s, outcomes, study->select.outcome, study->select.indifference,
                         study->indifference_where, err);
}

/* Pairs must stay pairs. */
static void check_pairs(const struct scen_study *study, struct base_err *err)
{
    const uint64_t number[] = {study->head.replications,
                               study->stops ? study->stop.batch : 0,
                               study->stops ? study->stop.at_most : 0,
                               study->selects ? study->select.first : 0,
                               study->selects ? study->select.batch : 0,
                               study->selects ? study->select.at_most : 0};

    for (size_t i = 0; study->head.antithetic && i < sizeof number / sizeof *number; i++)
        if (number[i] % 2 != 0) {
            base_err_add(err, study->head.where.file, study->head.where.line,
                         "antithetic replications come in pairs; expected even numbers of "
                         "replications, not %" PRIu64,
                         number[i]);
            return;
        }
}

static void check_selection(const struct lab_sweep_state *s, struct base_err *err)
{
    if (s->study->selects && s->sweep->shards > 1)
        base_err_add(err, s->study->select_where.file, s->study->select_where.line,
                     "the best point is found by comparing all of them; expected no shards");
    if (s->study->selects && s->design.points > LAB_SELECT_MOST)
        base_err_add(err, s->study->select_where.file, s->study->select_where.line,
                     "%zu points are too many to find the best by comparing each with each; "
                     "expected at most %d",
                     s->design.points, LAB_SELECT_MOST);
}

/* ---- factors ---- */

struct values {
    const struct scen_study *study;
    size_t factor;
    struct lab_change *change; // heap
    size_t count, capacity;
};

static void add_value(void *user, const char *text, struct scen_where where)
{
    struct values *v = user;
    const struct scen_factor_row *f = &v->study->factor[v->factor];

    v->change = base_grow(v->change, v->count, &v->capacity, sizeof *v->change);
    v->change[v->count++] =
        (struct lab_change){.at = f->at, .to = text, .times = f->change == 1, .where = where};
}

static void check_values(struct lab_sweep_state *s, struct base_err *err)
{
    struct values v = {.study = s->study};

    for (v.factor = 0; v.factor < s->study->factors; v.factor++)
        lab_design_values(s->study, v.factor, add_value, &v);
    lab_variant_check(s->sweep->base, v.change, v.count, err);
    free(v.change);
}

struct holder {
    struct scenario *base;
    struct base_err *err;
    bool good;
};

static void hold_text(void *user, const char *text, struct scen_where where)
{
    struct holder *h = user;

    h->good = scen_hold_more(h->base, text, where, h->err) && h->good;
}

bool lab_sweep_hold(const struct scen_study *study, struct scenario *base, struct base_err *err)
{
    struct holder h = {base, err, true};

    for (size_t f = 0; f < study->factors; f++)
        if (lab_variant_names_text(study->factor[f].at))
            lab_design_values(study, f, hold_text, &h);
    return h.good;
}

void lab_sweep_changes(const struct lab_sweep_state *s, size_t point, struct lab_change *change)
{
    for (size_t f = 0; f < s->design.factors; f++)
        change[f] = (struct lab_change){.at = s->study->factor[f].at,
                                        .to = s->design.text[point * s->design.factors + f],
                                        .times = s->study->factor[f].change == 1,
                                        .where = s->study->value_where[f]};
}

/* ---- ids ---- */

static void name_points(struct lab_sweep_state *s)
{
    struct base_sha256 start, sha;
    struct lab_change *change = base_array(s->design.factors, sizeof *change);
    const uint64_t policy[] = {s->seed, (uint64_t)s->study->head.antithetic};

    base_sha256_init(&start);
    lab_variant_hash_base(&start, s->sweep->base);
    base_sha256_add(&start, policy, sizeof policy);
    for (size_t p = 0; p < s->design.points; p++) {
        char id[BASE_SHA256_HEX];
        sha = start;
        lab_sweep_changes(s, p, change);
        lab_variant_hash(&sha, s->sweep->base, change, s->design.factors);
        base_sha256_hex(&sha, id);
        lab_board_name(&s->board, p, id);
    }
    free(change);
}

/* Only pieces of the same version with the same figures are the same. */
void lab_sweep_mark(char mark[LAB_MARK_BYTES])
{
    char version[OUT_VERSION_BYTES];
    size_t figures;
    const struct sup_figure *figure = sup_figures(&figures);
    uint64_t names = 0;

    for (size_t i = 0; i < figures; i++)
        names = base_digest_bytes(names, figure[i].name, strlen(figure[i].name));
    snprintf(mark, LAB_MARK_BYTES, "bullwhip spool 1, version %s, %zu figures %016" PRIx64,
             out_version(version), figures, names);
}

/* What can be said before the design is made; the number of outcomes. */
static size_t check(struct lab_sweep_state *s, struct base_err *err)
{
    const bool based = s->sweep->base != NULL;
    size_t outcomes = list_outcomes(s, err);

    if (based)
        read_rules(s, outcomes, err);
    check_pairs(s->study, err);
    if (based)
        check_values(s, err);
    return outcomes;
}

void lab_sweep_look(const struct scen_study *study, const struct scenario *base,
                    struct base_err *err)
{
    const struct lab_sweep sweep = {.study = study, .base = base};
    struct lab_sweep_state s = {.sweep = &sweep, .study = study, .arena = base_arena_new()};

    check(&s, err);
    base_arena_free(s.arena);
}

bool lab_sweep_set_up(struct lab_sweep_state *s, const struct lab_sweep *sweep,
                      struct base_err *err)
{
    size_t errors = err->errors, figures;

    *s = (struct lab_sweep_state){.sweep = sweep,
                                  .study = sweep->study,
                                  .arena = base_arena_new(),
                                  .best = SIZE_MAX,
                                  .seed = sweep->study->seeded ? sweep->study->head.seed
                                                               : sweep->base->seed};
    sup_figures(&figures);
    size_t outcomes = check(s, err);
    if (!lab_design_make(s->study, s->arena, &s->design, err))
        return false;
    check_selection(s, err);
    if (err->errors > errors)
        return false;
    s->left = base_arena_array(s->arena, s->design.points, sizeof *s->left);
    lab_board_init(&s->board, s->design.points, s->figure, outcomes, figures);
    name_points(s);
    lab_sweep_mark(s->mark);
    return true;
}

void lab_sweep_clear(struct lab_sweep_state *s)
{
    if (s->board.by_id != NULL)
        lab_board_fini(&s->board);
    base_arena_free(s->arena);
}
