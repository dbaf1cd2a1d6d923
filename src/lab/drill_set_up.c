/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/nearest.h"
#include "lab/drill_state.h"
#include "lab/sweep.h"

/* More cells than this, and sites are not compared one by one. */
enum { SITE_CELLS_MOST = 1 << 20 };

/* So that records of what agents did stay below some 20 MB. */
enum { TOLD_ROWS_MOST = 200000 };

/* Without a section `reverse`. */
static const double LONGEST_DAYS = 60.0, STEP_DAYS = 1.0;

static double days_of(int64_t ticks)
{
    return (double)ticks / SCEN_TICKS_PER_DAY;
}

/* ---- what is sought ---- */

static const struct scen_disruption *find_disruption(const struct lab_drill_state *s,
                                                     const char *name)
{
    for (size_t i = 0; i < s->struck.disruptions; i++)
        if (strcmp(s->struck.disruption[i].name, name) == 0)
            return &s->struck.disruption[i];
    return NULL;
}

/* The first that the baseline does not have. */
static const struct scen_disruption *first_disruption(const struct lab_drill_state *s)
{
    for (size_t i = 0; i < s->struck.disruptions; i++) {
        bool usual = false;
        for (size_t k = 0; k < s->base->disruptions; k++)
            usual =
                usual || strcmp(s->base->disruption[k].name, s->struck.disruption[i].name) == 0;
        if (!usual)
            return &s->struck.disruption[i];
    }
    return NULL;
}

static bool lasts(const struct scen_disruption *d)
{
    return (d->timing == SCEN_ONCE || d->timing == SCEN_AFTER) && d->kind != SCEN_DESTROY &&
           d->kind != SCEN_INSOLVENCY;
}

static bool weakens(const struct scen_disruption *d)
{
    return d->region != NULL || (d->kind != SCEN_LANE_CLOSED && d->kind != SCEN_COMMUNICATION &&
                                 !(d->kind == SCEN_OUTAGE && d->site == SCEN_NONE));
}

static bool sought_by_name(struct lab_drill_state *s, struct base_err *err)
{
    const struct scen_reverse_row *r = &s->drill->reverse;
    const struct scen_disruption *d =
        r->disruption != NULL ? find_disruption(s, r->disruption) : first_disruption(s);
    bool part = false;

    for (uint32_t i = 0; i < s->extents; i++)
        part = part || s->extent[i] < 1.0;
    if (d == NULL)
        base_err_add(err, r->where.file, r->where.line,
                     "there is no disruption \"%.60s\" in this drill",
                     r->disruption != NULL ? r->disruption : "");
    else if (!lasts(d))
        base_err_add(err, r->where.file, r->where.line,
                     "disruption \"%.60s\" has no duration that could be varied; expected one "
                     "with `start` or `after`, and with `duration`",
                     d->name);
    else if (part && !weakens(d))
        base_err_add(err, r->where.file, r->where.line,
                     "disruption \"%.60s\" can't be had in part; expected no extents", d->name);
    else
        s->sought_disruption = d;
    return s->sought_disruption != NULL;
}

static bool set_seeking(struct lab_drill_state *s, struct base_err *err)
{
    static const double all[] = {1.0};
    const struct scen_reverse_row *r = &s->drill->reverse;
    bool said = s->drill->reverses;
    double longest = said ? days_of(r->longest) : LONGEST_DAYS;

    s->step = said ? days_of(r->step) : STEP_DAYS;
    s->extent = said && r->extents.count > 0 ? r->extents.value : all;
    s->extents = said && r->extents.count > 0 ? (uint32_t)r->extents.count : 1;
    s->steps = (uint32_t)fmax(floor(longest / s->step + 1e-9), 1.0);
    if (said && !sought_by_name(s, err))
        return false;
    if (!said && first_disruption(s) != NULL && lasts(first_disruption(s)))
        s->sought_disruption = first_disruption(s);
    s->seeks = s->sought_disruption != NULL;
    s->sought = s->seeks ? s->sought_disruption->name : NULL;
    return true;
}

/* ---- exposure ---- */

static bool add_node(struct lab_drill_state *s, const char *name, struct base_err *err)
{
    const char **known = base_array(s->base->sites, sizeof *known);
    size_t i = 0;

    while (i < s->base->sites && strcmp(s->base->site[i].name, name) != 0)
        i++;
    if (i < s->base->sites) {
        s->node[s->nodes++] = (uint32_t)i;
        free(known);
        return true;
    }
    for (size_t k = 0; k < s->base->sites; k++)
        known[k] = s->base->site[k].name;
    const char *near = base_nearest(name, known, s->base->sites);
    base_err_add(err, s->drill->sites_where.file, s->drill->sites_where.line,
                 "there is no site \"%.60s\"; %s%s%s", name,
                 near != NULL ? "did you mean \"" : "expected one of the scenario",
                 near != NULL ? near : "", near != NULL ? "\"?" : "");
    free(known);
    return false;
}

static void set_nodes(struct lab_drill_state *s, struct base_err *err)
{
    const struct scen_exposure_row *e = &s->drill->exposure;

    s->node_replications = e->replications > 0 && e->replications < s->replications
                               ? (uint32_t)e->replications
                               : s->replications;
    s->impact = lab_drill_mark_named(s, e->impact);
    if (s->impact == SIZE_MAX)
        base_err_add(
            err, s->drill->impact_where.file, s->drill->impact_where.line,
            "impact = \"%.60s\": expected a measure, such as lost_margin or late_units",
            e->impact);
    s->node = base_arena_array(s->arena, s->base->sites + e->sites.count, sizeof *s->node);
    for (size_t i = 0; i < e->sites.count; i++)
        add_node(s, e->sites.word[i], err);
    for (uint32_t i = 0; e->sites.count == 0 && i < s->base->sites; i++)
        s->node[s->nodes++] = i;
    if (!s->job->exposure)
        s->nodes = 0;
}

/* ---- the rest ---- */

static void set_outcomes(struct lab_drill_state *s, struct base_err *err)
{
    static const char *const usual[] = {"fill_rate", "total_cost", "profit", "backlog_mean",
                                        "on_hand_mean"};
    const struct scen_words *given = &s->drill->head.outcomes;
    size_t count = given->count > 0 ? given->count : sizeof usual / sizeof *usual;

    s->outcome = base_arena_array(s->arena, count, sizeof *s->outcome);
    for (size_t i = 0; i < count; i++) {
        const char *name = given->count > 0 ? given->word[i] : usual[i];
        size_t at = sup_figure_named(name);
        if (at != SIZE_MAX)
            s->outcome[s->outcomes++] = at;
        else
            base_err_add(err, s->drill->outcomes_where.file, s->drill->outcomes_where.line,
                         "there is no figure \"%.60s\"; expected one that `bullwhip run` "
                         "prints",
                         name);
    }
}

/* Only pieces of the same version with the same figures are the same. */
static void set_mark(struct lab_drill_state *s)
{
    char sweep[LAB_MARK_BYTES];

    lab_sweep_mark(sweep);
    snprintf(s->mark, sizeof s->mark, "drill of %.180s", sweep);
}

static void set_times(struct lab_drill_state *s)
{
    const struct scen_drill_row *head = &s->drill->head;

    s->period = days_of(head->period);
    s->window = days_of(head->window);
    s->hold = days_of(head->hold);
    s->tolerance = head->tolerance;
    s->warm_up = days_of(s->base->warm_up);
    s->periods = (size_t)((s->base->horizon + head->period - 1) / head->period);
    s->maps_sites = s->base->sites * s->periods <= SITE_CELLS_MOST;
}

static void begin(struct lab_drill_state *s, const struct lab_drill *job)
{
    *s = (struct lab_drill_state){.job = job,
                                  .drill = job->drill,
                                  .base = &job->scen[0],
                                  .arena = base_arena_new(),
                                  .told_most = TOLD_ROWS_MOST,
                                  .seed = job->drill->seeded ? job->drill->head.seed
                                                             : job->scen[0].seed,
                                  .replications = (uint32_t)job->drill->head.replications,
                                  .by_id = base_map_new(),
                                  .by_case = base_map_new()};
    sup_figures(&s->figures);
    set_times(s);
    lab_drill_make_courses(s);
}

bool lab_drill_set_up(struct lab_drill_state *s, const struct lab_drill *job,
                      struct base_err *err)
{
    size_t errors = err->errors;

    begin(s, job);
    lab_drill_read_criteria(s, err);
    set_outcomes(s, err);
    set_nodes(s, err);
    if (lab_drill_check_courses(s, err))
        set_seeking(s, err);
    set_mark(s);
    return err->errors == errors;
}

void lab_drill_look(const struct scen_drill *drill, const struct scenario *scen,
                    struct base_err *err)
{
    const struct lab_drill job = {.drill = drill, .scen = scen};
    struct lab_drill_state s;

    if (drill->scenarios == 0) // not even the baseline is known
        return;
    begin(&s, &job);
    if (s.base->files > 0)
        lab_drill_read_criteria(&s, err);
    set_outcomes(&s, err);
    if (lab_drill_is_whole(s.base))
        set_nodes(&s, err);
    lab_drill_check_courses(&s, err);
    if (s.struck.arena != NULL)
        set_seeking(&s, err);
    lab_drill_clear(&s);
}

void lab_drill_clear(struct lab_drill_state *s)
{
    for (size_t u = 0; u < s->units; u++) {
        for (uint32_t r = 0; r < s->unit[u].capacity; r++) {
            free(s->unit[u].piece[r].value);
            free(s->unit[u].piece[r].more);
            free(s->unit[u].piece[r].mark);
        }
        free(s->unit[u].piece);
        lab_trouble_fini(&s->unit[u].trouble);
    }
    free(s->unit);
    base_map_free(s->by_id);
    base_map_free(s->by_case);
    if (s->struck.arena != NULL)
        scen_free(&s->struck);
    base_arena_free(s->arena);
}
