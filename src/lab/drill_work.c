/* SPDX-License-Identifier: Apache-2.0 */
/* lab/drill_work.c - the replications of a drill, on all ranks and threads, kept in a spool. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "comm/comm.h"
#include "lab/box.h"
#include "lab/crew.h"
#include "lab/drill_state.h"
#include "lab/hand.h"
#include "out/rows.h"
#include "supply/account/ledger.h"

enum { REASON_BYTES = 500 };

/* Who does pieces: one thread. */
struct worker {
    struct lab_hand hand;
    uint32_t unit; // that is loaded; UINT32_MAX: none
    float *served; // by site of the baseline and period
    size_t *row;   // by site of the scenario at hand: its number in the baseline
    bool *ours;    // by disruption of the scenario at hand: is it the drill's?
    unsigned char *record;
    size_t values; // bytes of a record without `served`
};

struct round {
    struct lab_drill_state *s;
    struct lab_spool *spool;
    struct worker *worker;
    const struct lab_drill_task *task;
    size_t tasks;
    uint64_t before, needed, simulated;

    struct lab_box box; // ranks other than 0: records that rank 0 has not seen
};

/* ---- loading ---- */

static void find_sites(const struct lab_drill_state *s, struct worker *w)
{
    struct base_map *known = base_map_new();
    const struct scenario *scen = &w->hand.scen;

    for (size_t i = 0; i < s->base->sites; i++)
        base_map_put(known, s->base->site[i].name, (int32_t)i);
    w->row = base_resize(w->row, scen->sites + 1, sizeof *w->row);
    for (size_t i = 0; i < scen->sites; i++) {
        int32_t at = base_map_get(known, scen->site[i].name);
        w->row[i] = at == BASE_MAP_NONE ? SIZE_MAX : (size_t)at;
    }
    base_map_free(known);
}

static void find_disruptions(const struct lab_drill_state *s, struct worker *w)
{
    struct base_map *usual = base_map_new();
    const struct scenario *scen = &w->hand.scen;

    for (size_t i = 0; i < s->base->disruptions; i++)
        base_map_put(usual, s->base->disruption[i].name, 0);
    w->ours = base_resize(w->ours, scen->disruptions + 1, sizeof *w->ours);
    for (size_t i = 0; i < scen->disruptions; i++)
        w->ours[i] = base_map_get(usual, scen->disruption[i].name) == BASE_MAP_NONE;
    base_map_free(usual);
}

static bool load(const struct lab_drill_state *s, struct worker *w,
                 const struct lab_drill_task *task)
{
    struct base_arena *arena = base_arena_new();
    struct lab_change *change;
    size_t changes = lab_case_changes(s, &task->what, arena, &change, &w->hand.base);
    bool same = w->unit == task->unit;
    bool good = lab_hand_load(&w->hand, task->unit, change, changes);

    base_arena_free(arena);
    w->unit = good ? task->unit : UINT32_MAX;
    if (good && !same) {
        find_sites(s, w);
        find_disruptions(s, w);
    }
    w->hand.tally.sites = (struct lab_tally_sites){0};
    if (good && lab_case_has_sites(s, &task->what))
        w->hand.tally.sites = (struct lab_tally_sites){w->served, w->row, s->periods};
    for (size_t i = 0; i < s->base->sites * s->periods && s->maps_sites; i++)
        w->served[i] = NAN;
    return good;
}

/* ---- what a replication left ---- */

/* From the first begin of the drill's disruptions to the last end; without any, from the end of
 * the warm-up. */
static void put_strike(const struct lab_drill_state *s, const struct worker *w, double *value)
{
    const struct lab_tally_rows *rows = &w->hand.tally.outage;
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

static void put_curves(const struct lab_drill_state *s, const struct worker *w, double *value)
{
    const struct sup_periods *periods = w->hand.tally.periods;
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

/* The record of the piece that was done; its bytes. */
static size_t put_record(const struct lab_drill_state *s, struct worker *w,
                         const struct lab_drill_task *task, const struct lab_record *head)
{
    double *value = base_alloc(w->values);
    unsigned char *at = w->record;

    memcpy(at, head, sizeof *head);
    put_strike(s, w, value);
    memcpy(value + 2, w->hand.figure, s->figures * sizeof *value);
    put_curves(s, w, value + 2 + s->figures);
    memcpy(at + sizeof *head, value, w->values);
    free(value);
    if (!lab_case_has_sites(s, &task->what))
        return sizeof *head + w->values;
    size_t served = s->base->sites * s->periods * sizeof *w->served;
    memcpy(at + sizeof *head + w->values, w->served, served);
    return sizeof *head + w->values + served;
}

/* ---- one task ---- */

static void take(void *user, const void *record, size_t bytes)
{
    lab_drill_take(user, record, bytes);
}

static void hand_over(struct round *r, const void *record, size_t bytes, bool spooled)
{
    if (spooled)
        lab_spool_add(r->spool, record, bytes);
#pragma omp critical(lab_drill)
    {
        r->simulated += spooled;
        if (comm_rank() == 0)
            lab_drill_take(r->s, record, bytes);
        else
            lab_box_add(&r->box, record, bytes);
    }
}

/* Why it can't be done: told, not kept, so that the same command tries again. */
static void fail(struct round *r, struct lab_record *head, const struct base_err *err)
{
    unsigned char record[sizeof *head + REASON_BYTES];
    char *reason = (char *)record + sizeof *head;

    head->kind = LAB_FAILED;
    memcpy(record, head, sizeof *head);
    snprintf(reason, REASON_BYTES, "%.450s", err->count > 0 ? err->item[0].text : "unknown");
    hand_over(r, record, sizeof *head + strlen(reason), false);
}

static void do_task(void *user, uint32_t job, unsigned thread)
{
    struct round *r = user;
    struct worker *w = &r->worker[thread];
    const struct lab_drill_task *task = &r->task[job];
    struct lab_record head = {.kind = LAB_DONE, .replication = task->replication};
    bool keeps = !w->hand.all_ranks || comm_rank() == 0;

    bool good = load(r->s, w, task) && lab_hand_run(&w->hand, task->replication, &head);
    if (!keeps)
        return;
    if (good) {
        memcpy(head.id, task->id, sizeof head.id);
        hand_over(r, w->record, put_record(r->s, w, task, &head), true);
    } else {
        fail(r, &head, &w->hand.err);
    }
}

/* ---- a round ---- */

static void tell(void *user, uint32_t handed_out)
{
    const struct round *r = user;
    const struct lab_drill *job = r->s->job;

    if (job->progress != NULL)
        job->progress(job->progress_user, r->needed - r->tasks + handed_out, r->needed);
}

static void work(struct round *r)
{
    if (!r->s->job->together) {
        lab_crew_run((uint32_t)r->tasks, r->s->job->tw.threads, do_task, tell, r);
        lab_box_empty(&r->box, take, r->s);
        return;
    }
    for (uint32_t i = 0; i < r->tasks; i++) {
        if (comm_rank() == 0)
            tell(r, i);
        do_task(r, i, 0);
    }
}

/* Collective. One round after the other, until nothing is missing; false: a piece failed. */
static bool simulate(struct round *r)
{
    bool good = true;

    for (;;) {
        struct lab_drill_task *task = NULL;
        r->tasks = 0;
        if (comm_rank() == 0)
            task = lab_drill_plan(r->s, &r->tasks, &r->needed);
        task = lab_box_share(task, &r->tasks, sizeof *task);
        r->task = task;
        if (r->tasks > 0)
            work(r);
        free(task);
        good = comm_all_true(r->s->failure == NULL);
        if (r->tasks == 0 || !good)
            return good;
    }
}

/* ---- workers ---- */

static void worker_init(const struct lab_drill_state *s, struct worker *w)
{
    struct tw_options tw = s->job->tw;
    size_t served = s->maps_sites ? s->base->sites * s->periods : 0;

    if (!s->job->together) {
        tw.engine = TW_SERIAL;
        tw.threads = 1;
    }
    *w = (struct worker){
        .hand = {.base = s->base, .tw = tw, .seed = s->seed, .all_ranks = s->job->together},
        .unit = UINT32_MAX,
        .served = base_array(served + 1, sizeof *w->served),
        .values = (2 + s->figures + LAB_CURVES * s->periods) * sizeof(double)};
    w->record = base_alloc(sizeof(struct lab_record) + w->values + served * sizeof *w->served);
    lab_hand_init(&w->hand);
}

static void worker_fini(struct worker *w)
{
    lab_hand_fini(&w->hand);
    free(w->served);
    free(w->row);
    free(w->ours);
    free(w->record);
}

/* ---- the spool ---- */

/* Collective. Opens this rank's file, once rank 0 has read all. */
static struct lab_spool *open_spool(struct lab_drill_state *s, struct base_err *err)
{
    struct base_text folder = {0};
    struct lab_spool *spool = NULL;

    base_text_add(&folder, "%s.spool", s->job->output);
    bool ok = comm_rank() != 0 || lab_spool_read(base_text_get(&folder), s->mark, take, s, err);
    if (comm_all_true(ok))
        spool = lab_spool_open(base_text_get(&folder), (unsigned)comm_rank(), s->mark, err);
    if (!comm_all_true(spool != NULL)) {
        lab_spool_close(spool);
        spool = NULL;
    }
    base_text_fini(&folder);
    return spool;
}

bool lab_drill_work(struct lab_drill_state *s, struct lab_drill_report *report,
                    struct base_err *err)
{
    unsigned hands = s->job->together ? 1 : s->job->tw.threads;
    struct round r = {.s = s, .worker = base_array(hands, sizeof *r.worker)};

    r.spool = open_spool(s, err);
    bool good = r.spool != NULL;
    for (unsigned i = 0; i < hands; i++)
        worker_init(s, &r.worker[i]);
    good = good && simulate(&r);
    for (unsigned i = 0; i < hands; i++)
        worker_fini(&r.worker[i]);
    free(r.worker);
    lab_box_fini(&r.box);
    lab_spool_close(r.spool);
    comm_sum_u64(&r.simulated, 1);
    report->simulated = r.simulated;
    if (s->failure != NULL)
        base_err_add(err, NULL, 0, "a replication can't be done: %s", s->failure);
    return good;
}

bool lab_drill_try(struct lab_drill_state *s, double *seconds, double *bytes,
                   struct base_err *err)
{
    const struct lab_drill_task task = {{.kind = LAB_COURSE, .course = 1}, 0, 0, {0}};
    struct lab_record head = {.kind = LAB_DONE};
    struct worker w;

    worker_init(s, &w);
    bool good = load(s, &w, &task) && lab_hand_run(&w.hand, 0, &head);
    if (good)
        *bytes = (double)put_record(s, &w, &task, &head);
    else
        base_err_add(err, NULL, 0, "a replication can't be done: %s",
                     w.hand.err.count > 0 ? w.hand.err.item[0].text : "unknown");
    *seconds = head.seconds;
    worker_fini(&w);
    return good;
}
