/* SPDX-License-Identifier: Apache-2.0 */
/* lab/drill_work.c - the replications of a drill, on all ranks and threads, kept in a spool. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "comm/comm.h"
#include "lab/drill_state.h"
#include "lab/teams.h"
#include "out/rows.h"
#include "supply/account/ledger.h"

/* Who does pieces: one thread, beside its hand. */
struct worker {
    uint32_t unit; // that is loaded; UINT32_MAX: none
    float *served; // by site of the baseline and period
    size_t *row;   // by site of the scenario at hand: its number in the baseline
    bool *ours;    // by disruption of the scenario at hand: is it the drill's?
};

struct crew {
    struct lab_drill_state *s;
    struct worker *worker; // by thread
};

/* ---- loading ---- */

static void find_sites(const struct lab_drill_state *s, struct worker *w,
                       const struct scenario *scen)
{
    struct base_map *known = base_map_new();

    for (size_t i = 0; i < s->base->sites; i++)
        base_map_put(known, s->base->site[i].name, (int32_t)i);
    w->row = base_resize(w->row, scen->sites + 1, sizeof *w->row);
    for (size_t i = 0; i < scen->sites; i++) {
        int32_t at = base_map_get(known, scen->site[i].name);
        w->row[i] = at == BASE_MAP_NONE ? SIZE_MAX : (size_t)at;
    }
    base_map_free(known);
}

static void find_disruptions(const struct lab_drill_state *s, struct worker *w,
                             const struct scenario *scen)
{
    struct base_map *usual = base_map_new();

    for (size_t i = 0; i < s->base->disruptions; i++)
        base_map_put(usual, s->base->disruption[i].name, 0);
    w->ours = base_resize(w->ours, scen->disruptions + 1, sizeof *w->ours);
    for (size_t i = 0; i < scen->disruptions; i++)
        w->ours[i] = base_map_get(usual, scen->disruption[i].name) == BASE_MAP_NONE;
    base_map_free(usual);
}

static bool load(void *user, unsigned thread, struct lab_hand *h, const void *task)
{
    const struct crew *crew = user;
    const struct lab_drill_state *s = crew->s;
    const struct lab_drill_task *t = task;
    struct worker *w = &crew->worker[thread];
    struct base_arena *arena = base_arena_new();
    struct lab_change *change;
    size_t changes = lab_case_changes(s, &t->what, arena, &change, &h->base);
    bool same = w->unit == t->task.unit;

    h->traces = t->what.kind == LAB_TOLD;
    bool good = lab_hand_load(h, t->task.unit, change, changes);

    base_arena_free(arena);
    w->unit = good ? t->task.unit : UINT32_MAX;
    if (!good)
        return false;
    if (!same) {
        find_sites(s, w, &h->scen);
        find_disruptions(s, w, &h->scen);
    }
    h->tally.sites = (struct lab_tally_sites){0};
    if (lab_case_has_sites(s, &t->what))
        h->tally.sites = (struct lab_tally_sites){w->served, w->row, s->periods};
    for (size_t i = 0; i < s->base->sites * s->periods && s->maps_sites; i++)
        w->served[i] = NAN;
    return true;
}

/* ---- what a replication left ---- */

/* From the first begin of the drill's disruptions to the last end; without any, from the end of
 * the warm-up. */
static void put_strike(const struct lab_drill_state *s, const struct worker *w,
                       const struct lab_hand *h, double *value)
{
    const struct lab_tally_rows *rows = &h->tally.outage;
    bool any = false;

    value[0] = value[1] = s->warm_up;
    for (size_t i = 0; i < rows->count; i++) {
        struct sup_outage_row row;
        memcpy(&row, rows->data + i * rows->bytes, sizeof row);
        if (!w->ours[row.cause])
            continue;
        value[0] = any ? fmin(value[0], row.start) : row.start;
        value[1] = any ? fmax(value[1], row.end) : row.end;
        any = true;
    }
}

static void put_curves(const struct lab_drill_state *s, const struct lab_hand *h, double *value)
{
    const struct sup_periods *periods = h->tally.periods;
    size_t count, columns, bytes = sup_periods_row_bytes();
    const unsigned char *row = sup_periods_rows(periods, &count);
    const struct out_column *all = sup_periods_columns(periods, &columns);

    memset(value, 0, LAB_CURVES * s->periods * sizeof *value);
    for (int c = 0; c < LAB_CURVES; c++) {
        const struct out_column *column = out_column_find(all, columns, lab_curve_name[c]);
        for (size_t i = 0; column != NULL && i < count && i < s->periods; i++)
            value[(size_t)c * s->periods + i] = out_column_value(column, row + i * bytes);
    }
}

static void tell(void *user, unsigned thread, const struct lab_hand *h, const void *task,
                 struct base_text *record)
{
    const struct crew *crew = user;
    const struct lab_drill_state *s = crew->s;
    const struct lab_drill_task *t = task;
    const struct worker *w = &crew->worker[thread];
    double *value = base_alloc(lab_drill_piece_bytes(s));

    put_strike(s, w, h, value);
    memcpy(value + 2, h->figure, s->figures * sizeof *value);
    put_curves(s, h, value + 2 + s->figures);
    base_text_put(record, value, lab_drill_piece_bytes(s));
    free(value);
    if (lab_case_has_sites(s, &t->what))
        base_text_put(record, w->served, s->base->sites * s->periods * sizeof *w->served);
    if (t->what.kind == LAB_TOLD)
        lab_told_put(s, h, &t->what, record);
}

/* ---- on rank 0 ---- */

static void *plan(void *user, unsigned workers, size_t *tasks, uint64_t *needed)
{
    const struct crew *crew = user;

    (void)workers; // replications of a drill are tasks of their own
    return lab_drill_plan(crew->s, tasks, needed);
}

static uint64_t taken(const void *user)
{
    const struct crew *crew = user;

    return crew->s->taken;
}

static void take(void *user, const void *record, size_t bytes)
{
    const struct crew *crew = user;

    lab_drill_take(crew->s, record, bytes);
}

/* ---- all of it ---- */

static void workers_init(struct crew *crew, unsigned count)
{
    const struct lab_drill_state *s = crew->s;
    size_t served = s->maps_sites ? s->base->sites * s->periods : 0;

    crew->worker = base_array(count, sizeof *crew->worker);
    for (unsigned i = 0; i < count; i++)
        crew->worker[i] = (struct worker){.unit = UINT32_MAX,
                                          .served = base_array(served + 1, sizeof(float))};
}

static void workers_fini(struct crew *crew, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        free(crew->worker[i].served);
        free(crew->worker[i].row);
        free(crew->worker[i].ours);
    }
    free(crew->worker);
}

bool lab_drill_work(struct lab_drill_state *s, struct lab_drill_report *report,
                    struct base_err *err)
{
    static const struct lab_work_ops ops = {.task_bytes = sizeof(struct lab_drill_task),
                                            .plan = plan,
                                            .taken = taken,
                                            .take = take,
                                            .load = load,
                                            .tell = tell};
    const struct lab_drill *job = s->job;
    uint64_t least = (uint64_t)s->courses * s->replications;
    struct crew crew = {.s = s};
    struct lab_work w = {.ops = &ops,
                         .user = &crew,
                         .tw = job->tw,
                         .teams = job->teams >= 0
                                      ? (unsigned)job->teams
                                      : lab_teams_choose(s->base, least, job->tw.threads),
                         .seed = s->seed,
                         .output = job->output,
                         .mark = s->mark,
                         .secret = s->base->mask != NULL,
                         .again = job->again,
                         .progress = job->progress,
                         .progress_user = job->progress_user};

    workers_init(&crew, lab_work_hands(&w));
    bool good = lab_work_run(&w, err);
    workers_fini(&crew, lab_work_hands(&w));
    report->stopped = w.stopped;
    report->simulated = w.simulated;
    report->teams = w.teams;
    return good;
}

/* One replication of course 1, by a hand of its own. */
static bool try_one(struct lab_drill_state *s, struct lab_hand *h, double *seconds,
                    double *bytes)
{
    const struct lab_drill_task task = {.what = {.kind = LAB_COURSE, .course = 1}};
    struct lab_record head = {.kind = LAB_DONE};
    struct crew crew = {.s = s};
    struct base_text record = {0};

    workers_init(&crew, 1);
    bool good = load(&crew, 0, h, &task) && lab_hand_run(h, 0, &head);
    if (good)
        tell(&crew, 0, h, &task, &record);
    *bytes = (double)(sizeof head + record.length);
    *seconds = head.seconds;
    base_text_fini(&record);
    workers_fini(&crew, 1);
    return good;
}

bool lab_drill_try(struct lab_drill_state *s, double *seconds, double *bytes,
                   struct base_err *err)
{
    struct lab_hand h = {.tw = s->job->tw, .seed = s->seed};

    h.tw.engine = TW_SERIAL;
    h.tw.threads = 1;
    lab_hand_init(&h);
    bool good = try_one(s, &h, seconds, bytes);
    if (!good)
        base_err_add(err, NULL, 0, "a replication can't be done: %s",
                     h.err.count > 0 ? h.err.item[0].text : "unknown");
    lab_hand_fini(&h);
    return good;
}
