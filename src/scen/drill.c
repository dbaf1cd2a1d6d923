/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/drill.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "scen/criteria.h"
#include "scen/drill_read.h"

#define AT(type, field) offsetof(struct scen_##type##_row, field)

struct reader {
    struct scen_drill *drill;
    struct scen_texts *texts;
    struct scen_reading *in;
    struct scen_group group[SCEN_DRILL_GROUPS];
    struct scen_rows rows[SCEN_DRILL_GROUPS];
    bool whole;   // all sections were read: nothing is amiss for want of what was refused
    bool refused; // a scenario, which must not be opened
};

/* ---- disruptions: the scenario's keys, each kept as text ---- */

static void take_schema(struct reader *r)
{
    const struct scen_group *theirs = &scen_schema[SCEN_G_DISRUPTIONS];
    struct scen_key *key = base_arena_array(r->texts->arena, theirs->keys, sizeof *key);
    struct scen_group *mine = &r->group[SCEN_DRILL_DISRUPTIONS];

    memcpy(r->group, scen_drill_groups, sizeof r->group);
    for (size_t k = 0; k < theirs->keys; k++)
        key[k] = (struct scen_key){.name = theirs->key[k].name,
                                   .kind = SCEN_TEXT,
                                   .need = theirs->key[k].need,
                                   .doc = theirs->key[k].doc,
                                   .example = theirs->key[k].example,
                                   .offset = sizeof(struct scen_where) + k * sizeof(char *)};
    mine->key = key;
    mine->keys = theirs->keys;
    mine->row_bytes = sizeof(struct scen_where) + theirs->keys * sizeof(char *);
}

static const char *word_at(const struct scen_rows *rows, size_t i, size_t k)
{
    const char *word = NULL;

    if (scen_rows_given(rows, i, k))
        memcpy(&word, (const char *)scen_rows_at(rows, i) + rows->group->key[k].offset,
               sizeof word);
    return word;
}

static const char *entry_text(const struct scen_rows *rows, size_t i, struct base_arena *arena)
{
    struct base_text text = {0};

    base_text_add(&text, "{ ");
    for (size_t k = 0; k < rows->group->keys; k++)
        if (word_at(rows, i, k) != NULL) {
            base_text_add(&text, "%s = ", rows->group->key[k].name);
            base_text_quoted(&text, word_at(rows, i, k));
            base_text_add(&text, "; ");
        }
    base_text_add(&text, "}");
    const char *kept = base_arena_string(arena, base_text_get(&text));
    base_text_fini(&text);
    return kept;
}

static void take_disruptions(const struct reader *r)
{
    const struct scen_rows *rows = &r->rows[SCEN_DRILL_DISRUPTIONS];
    struct base_arena *arena = r->drill->arena;
    struct scen_drill_disruption *d = base_arena_array(arena, rows->count, sizeof *d);

    for (size_t i = 0; i < rows->count; i++) {
        memcpy(&d[i].where, scen_rows_at(rows, i), sizeof d[i].where);
        d[i].text = entry_text(rows, i, arena);
        d[i].name = word_at(rows, i, scen_key_named(rows->group, "name"));
    }
    r->drill->disruption = d;
    r->drill->disruptions = rows->count;
}

/* ---- the other rows ---- */

/* One row, or the defaults of a section that was left out; whether it was there. */
static bool copy_row(struct reader *r, enum scen_drill_group g, void *to)
{
    const struct scen_rows *rows = &r->rows[g];

    if (rows->count > 0)
        memcpy(to, scen_rows_at(rows, 0), rows->group->row_bytes);
    else
        scen_row_model(r->in, &r->group[g], to);
    return rows->count > 0;
}

static const void *copy_rows(const struct reader *r, enum scen_drill_group g, size_t *count)
{
    const struct scen_rows *rows = &r->rows[g];
    size_t bytes = rows->group->row_bytes;
    char *all = base_arena_array(r->drill->arena, rows->count, bytes);

    for (size_t i = 0; i < rows->count; i++)
        memcpy(all + i * bytes, scen_rows_at(rows, i), bytes);
    *count = rows->count;
    return all;
}

static struct scen_where where_of(const struct reader *r, enum scen_drill_group g,
                                  size_t offset)
{
    const struct scen_rows *rows = &r->rows[g];

    if (rows->count == 0)
        return (struct scen_where){r->texts->file[0]->path, 1};
    return scen_rows_where(rows, 0, scen_key_at(rows->group, offset));
}

/* What they change may have been left out. */
static void drop_steps_of_disruptions(struct scen_rows *rows)
{
    bool *gone = base_array(rows->count, sizeof *gone);

    for (size_t i = 0; i < rows->count; i++) {
        const struct scen_step_row *step = scen_rows_at(rows, i);
        gone[i] = step->at != NULL && strncmp(step->at, "disruptions.", 12) == 0;
    }
    if (rows->count > 0)
        scen_rows_drop(rows, gone);
    free(gone);
}

/* Entries in which something was refused are left out; of the drill itself, the values. */
static void drop_bad(struct reader *r)
{
    for (size_t g = 0; g < SCEN_DRILL_GROUPS; g++)
        if (g != SCEN_DRILL_HEAD && scen_sections_drop_bad(&r->rows[g]) &&
            g == SCEN_DRILL_DISRUPTIONS)
            drop_steps_of_disruptions(&r->rows[SCEN_DRILL_STEPS]);
}

static void take_rows(struct reader *r)
{
    struct scen_drill *d = r->drill;

    scen_sections_default(r->texts, r->in, &r->rows[SCEN_DRILL_HEAD]);
    copy_row(r, SCEN_DRILL_HEAD, &d->head);
    d->has_objectives = copy_row(r, SCEN_DRILL_OBJECTIVES, &d->objectives);
    d->reverses = copy_row(r, SCEN_DRILL_REVERSE, &d->reverse);
    copy_row(r, SCEN_DRILL_EXPOSURE, &d->exposure);
    take_disruptions(r);
    d->playbook = copy_rows(r, SCEN_DRILL_PLAYBOOKS, &d->playbooks);
    d->step = copy_rows(r, SCEN_DRILL_STEPS, &d->steps);
    d->seeded = scen_sections_given(&r->rows[SCEN_DRILL_HEAD], 0, AT(drill, seed));
    d->starts = r->rows[SCEN_DRILL_EXPOSURE].count > 0 &&
                scen_sections_given(&r->rows[SCEN_DRILL_EXPOSURE], 0, AT(exposure, start));
    d->criteria_where = where_of(r, SCEN_DRILL_HEAD, AT(drill, criteria));
    d->outcomes_where = where_of(r, SCEN_DRILL_HEAD, AT(drill, outcomes));
    d->reverse_where = where_of(r, SCEN_DRILL_REVERSE, AT(reverse, criterion));
    d->sites_where = where_of(r, SCEN_DRILL_EXPOSURE, AT(exposure, sites));
    d->impact_where = where_of(r, SCEN_DRILL_EXPOSURE, AT(exposure, impact));
}

/* ---- criteria ---- */

static void read_criteria(struct reader *r)
{
    struct scen_drill *d = r->drill;
    struct scen_span rest = d->head.criteria, one;
    struct scen_criterion *all = base_arena_array(d->arena, SCEN_CRITERIA_MAX, sizeof *all);
    const struct scen_rows *rows = &r->rows[SCEN_DRILL_HEAD];

    d->criterion = all;
    if (!scen_sections_given(rows, 0, AT(drill, criteria)))
        return;
    while (rest.size > 0 && d->criteria < SCEN_CRITERIA_MAX) {
        one = scen_criteria_next(&rest);
        if (scen_criterion_read(d->arena, one, &all[d->criteria]))
            d->criteria++;
        else
            scen_sections_refuse(r->in, rows, 0, AT(drill, criteria), SCEN_NO_CRITERION,
                                 (int)(one.size < 80 ? one.size : 80), one.at);
    }
    if (rest.size > 0)
        scen_sections_refuse(r->in, rows, 0, AT(drill, criteria),
                             "expected at most %d criteria", SCEN_CRITERIA_MAX);
}

static void read_reverse(struct reader *r)
{
    struct scen_drill *d = r->drill;
    const struct scen_rows *rows = &r->rows[SCEN_DRILL_REVERSE];
    struct scen_span text = d->reverse.criterion;

    if (!d->reverses)
        return;
    if (scen_sections_given(rows, 0, AT(reverse, criterion))) {
        if (!scen_criterion_read(d->arena, text, &d->reverse_criterion))
            scen_sections_refuse(r->in, rows, 0, AT(reverse, criterion), SCEN_NO_CRITERION,
                                 (int)(text.size < 80 ? text.size : 80), text.at);
    } else if (d->criteria == 0 && r->whole) {
        scen_sections_refuse(
            r->in, rows, 0, AT(reverse, criterion),
            "a reverse stress test breaks a criterion; expected one here or in "
            "section `drill`");
    } else if (d->criteria > 0) {
        d->reverse_criterion = d->criterion[0];
    }
}

static void check_objectives(struct reader *r)
{
    const struct scen_rows *rows = &r->rows[SCEN_DRILL_OBJECTIVES];
    const struct scen_objectives_row *o = &r->drill->objectives;

    if (r->drill->has_objectives && scen_sections_given(rows, 0, AT(objectives, mtpd)) &&
        o->mtpd < o->rto)
        scen_sections_refuse(r->in, rows, 0, AT(objectives, mtpd),
                             "mtpd: what can be borne is shorter than what recovery may take; "
                             "expected at least the rto");
}

/* ---- playbooks ---- */

static bool has_playbook(const struct scen_drill *d, size_t before, const char *name)
{
    for (size_t i = 0; i < before; i++)
        if (strcmp(d->playbook[i].name, name) == 0)
            return true;
    return false;
}

static void check_steps(struct reader *r)
{
    const struct scen_drill *d = r->drill;
    const struct scen_rows *rows = &r->rows[SCEN_DRILL_STEPS];

    for (size_t i = 0; i < d->steps; i++) {
        bool to = scen_sections_given(rows, i, AT(step, to));
        if (r->whole && !has_playbook(d, d->playbooks, d->step[i].playbook))
            scen_sections_refuse(r->in, rows, i, AT(step, playbook),
                                 "there is no playbook \"%.60s\"; expected one of section "
                                 "`playbooks`",
                                 d->step[i].playbook);
        if (to == scen_sections_given(rows, i, AT(step, times)))
            scen_sections_refuse(r->in, rows, i, AT(step, at),
                                 "at = \"%.60s\": expected either `to` or `times`",
                                 d->step[i].at);
    }
}

static void check_playbooks(struct reader *r)
{
    const struct scen_drill *d = r->drill;
    const struct scen_rows *rows = &r->rows[SCEN_DRILL_PLAYBOOKS];

    for (size_t i = 0; i < d->playbooks; i++)
        if (has_playbook(d, i, d->playbook[i].name) ||
            strcmp(d->playbook[i].name, "baseline") == 0 ||
            strcmp(d->playbook[i].name, "as is") == 0)
            scen_sections_refuse(r->in, rows, i, AT(playbook, name),
                                 "name = \"%.60s\": expected one that no other course of the "
                                 "drill has; `baseline` and `as is` are two of them",
                                 d->playbook[i].name);
    if (r->whole && d->head.playbook != NULL &&
        !has_playbook(d, d->playbooks, d->head.playbook))
        scen_sections_refuse(r->in, &r->rows[SCEN_DRILL_HEAD], 0, AT(drill, playbook),
                             "there is no playbook \"%.60s\"; expected one of section "
                             "`playbooks`",
                             d->head.playbook);
    check_steps(r);
}

/* ---- scenarios ---- */

/* The number of the scenario at `path`, as the drill says it. */
static size_t scenario_of(struct reader *r, const char *path, struct scen_where where)
{
    struct scen_drill *d = r->drill;
    size_t bytes = strlen(r->texts->folder) + strlen(path) + 1, i = 0;
    char *both = base_arena_take(d->arena, bytes);

    snprintf(both, bytes, "%s%s", path[0] == '/' ? "" : r->texts->folder, path);
    while (i < d->scenarios && strcmp(d->scenario[i], both) != 0)
        i++;
    if (i == d->scenarios)
        d->scenario[d->scenarios++] = both;
    r->refused = !scen_texts_allow(r->texts, both, where, r->in->err) || r->refused;
    return i;
}

static struct scen_where playbook_where(const struct reader *r, size_t i)
{
    const struct scen_rows *rows = &r->rows[SCEN_DRILL_PLAYBOOKS];

    return scen_rows_where(rows, i, scen_key_at(rows->group, AT(playbook, scenario)));
}

static void find_scenarios(struct reader *r)
{
    struct scen_drill *d = r->drill;

    d->scenario = base_arena_array(d->arena, d->playbooks + 2, sizeof *d->scenario);
    d->playbook_on = base_arena_array(d->arena, d->playbooks, sizeof *d->playbook_on);
    if (d->head.scenario == NULL)
        return;
    scenario_of(r, d->head.scenario, where_of(r, SCEN_DRILL_HEAD, AT(drill, scenario)));
    if (d->head.disrupted != NULL)
        d->disrupted = scenario_of(r, d->head.disrupted,
                                   where_of(r, SCEN_DRILL_HEAD, AT(drill, disrupted)));
    for (size_t i = 0; i < d->playbooks; i++)
        d->playbook_on[i] = d->playbook[i].scenario != NULL
                                ? scenario_of(r, d->playbook[i].scenario, playbook_where(r, i))
                                : d->disrupted;
    if (r->refused)
        d->scenarios = 0;
    if (r->whole && d->disruptions == 0 && d->head.disrupted == NULL)
        scen_sections_refuse(r->in, &r->rows[SCEN_DRILL_HEAD], 0, AT(drill, id),
                             "nothing goes wrong; expected a section `disruptions`, or "
                             "disrupted = \"a scenario in which something does\"");
}

/* ---- all ---- */

/* What was read is taken as far as it goes: one who reads on may find more mistakes. */
static void take(struct reader *r)
{
    drop_bad(r);
    take_rows(r);
    read_criteria(r);
    read_reverse(r);
    check_objectives(r);
    check_playbooks(r);
    find_scenarios(r);
}

static bool load(struct scen_texts *texts, const char *name, struct scen_drill *drill,
                 struct base_err *err)
{
    struct scen_reading in = {.arena = texts->arena, .err = err, .currency = "EUR"};
    struct reader r = {.drill = drill, .texts = texts, .in = &in};
    size_t errors = err->errors;

    drill->arena = texts->arena;
    take_schema(&r);
    const struct scen_sections sections = {"drill", r.group, SCEN_DRILL_GROUPS, r.rows};
    scen_sections_read(texts, name, &in, &sections);
    r.whole = err->errors == errors && in.holes == 0;
    if (texts->files > 0) // else the text itself can't be read
        take(&r);
    drill->file = scen_texts_kept(texts, &drill->files);
    scen_texts_fini(texts);
    for (size_t g = 0; g < SCEN_DRILL_GROUPS; g++)
        scen_rows_fini(&r.rows[g]);
    return err->errors == errors;
}

bool scen_drill_load(const char *path, const char *top, struct scen_drill *drill,
                     struct base_err *err)
{
    struct scen_texts texts;
    const char *name = scen_texts_open(&texts, base_arena_new(), path);

    if (top != NULL)
        scen_texts_confine(&texts, top);

    *drill = (struct scen_drill){0};
    return load(&texts, name, drill, err);
}

bool scen_drill_load_held(const struct scen_file *file, size_t files, struct scen_drill *drill,
                          struct base_err *err)
{
    struct scen_texts texts;
    const char *name = scen_texts_hold(&texts, base_arena_new(), file, files);

    *drill = (struct scen_drill){0};
    return load(&texts, name, drill, err);
}

void scen_drill_free(struct scen_drill *drill)
{
    base_arena_free(drill->arena);
    *drill = (struct scen_drill){0};
}
