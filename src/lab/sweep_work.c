/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/warning.h"
#include "comm/comm.h"
#include "comm/counter.h"
#include "lab/crew.h"
#include "lab/sweep_work.h"

enum { REASON_BYTES = 500 };

/* ---- one task ---- */

static void keep(struct lab_work *w, const void *record, size_t bytes)
{
    lab_spool_add(w->spool, record, bytes);
#pragma omp critical(lab_sweep)
    {
        w->simulated++;
        if (w->first)
            lab_board_take(&w->s->board, record, bytes);
        else
            lab_box_add(&w->box, record, bytes);
    }
}

static void keep_done(struct lab_work *w, struct lab_record *head, const double *figure)
{
    size_t bytes = w->s->board.figures * sizeof *figure;
    unsigned char *record = base_alloc(sizeof *head + bytes);

    head->kind = LAB_DONE;
    memcpy(record, head, sizeof *head);
    memcpy(record + sizeof *head, figure, bytes);
    keep(w, record, sizeof *head + bytes);
    free(record);
}

static void keep_failed(struct lab_work *w, struct lab_record *head, const struct base_err *err)
{
    unsigned char record[sizeof *head + REASON_BYTES];
    char *reason = (char *)record + sizeof *head;
    const struct base_err_item *item = err->count > 0 ? &err->item[0] : NULL;

    head->kind = LAB_FAILED;
    memcpy(record, head, sizeof *head);
    if (item != NULL && item->file != NULL)
        snprintf(reason, REASON_BYTES, "%.200s:%d: %.250s", item->file, item->line, item->text);
    else
        snprintf(reason, REASON_BYTES, "%s", item != NULL ? item->text : "unknown");
    keep(w, record, sizeof *head + strlen(reason));
}

/* A replication that fails is tried once more: a machine may have its moments. */
static bool try_twice(struct lab_hand *h, uint32_t replication, struct lab_record *head)
{
    return lab_hand_run(h, replication, head) || lab_hand_run(h, replication, head);
}

/* Collective over the team of `h`. Has the end of the process been announced to any of it? */
static bool warned(const struct lab_hand *h)
{
    return h->all_ranks ? !comm_all_true(!base_warned()) : base_warned();
}

/* All of the task, as far as it goes well; false with h->err. */
static bool do_all(struct lab_work *w, struct lab_hand *h, unsigned thread,
                   const struct lab_task *task, struct lab_record *head)
{
    bool keeps = !h->all_ranks || comm_rank() == 0;

    for (uint32_t i = 0; i < task->count && !warned(h); i++) {
        head->replication = task->first + i;
        lab_mishap_begin(w->mishaps, thread, head->id, head->replication);
        bool good = try_twice(h, head->replication, head);
        lab_mishap_end(w->mishaps, thread);
        if (!good)
            return false;
        if (h->stopped)
            return true;
        if (keeps)
            keep_done(w, head, h->figure);
    }
    return true;
}

static void do_task(void *user, uint32_t job, unsigned thread)
{
    struct lab_work *w = user;
    const struct lab_task *task = &w->task[job];
    const struct lab_unit *unit = &w->s->board.unit[task->unit];
    struct lab_hand *h = &w->hand[thread];
    struct lab_change *change = w->change + thread * w->s->design.factors;
    struct lab_record head = {.replication = task->first};

    if (warned(h))
        return;
    memcpy(head.id, unit->id, sizeof head.id);
    lab_sweep_changes(w->s, unit->point, change);
    lab_mishap_begin(w->mishaps, thread, head.id, task->first);
    bool good = lab_hand_load(h, task->unit, change, w->s->design.factors);
    lab_mishap_end(w->mishaps, thread);
    good = good && do_all(w, h, thread, task, &head);
    if (!good && (!h->all_ranks || comm_rank() == 0))
        keep_failed(w, &head, &h->err);
}

/* ---- a round ---- */

static void tell(void *user, uint32_t handed_out)
{
    const struct lab_work *w = user;
    const struct lab_sweep *sweep = w->s->sweep;
    uint64_t done = w->before;

    if (sweep->progress == NULL)
        return;
    if (w->tasks > 0)
        done += (w->needed - w->before) * handed_out / w->tasks;
    sweep->progress(sweep->progress_user, done, w->needed);
}

static void take(void *user, const void *record, size_t bytes)
{
    lab_board_take(user, record, bytes);
}

/* Collective. Each team takes the next task when it is done with one; one without a task lets
 * the others have the processors. */
static void work_in_teams(struct lab_work *w)
{
    struct comm_counter *next = comm_counter_new();
    uint64_t job;

    comm_team_enter((int)w->s->teams);
    bool leads = comm_rank() == 0;
    for (;;) {
        job = leads && !base_warned() ? comm_counter_take(next) : w->tasks;
        comm_broadcast(&job, sizeof job, 0);
        if (job >= w->tasks)
            break;
        if (w->first)
            tell(w, (uint32_t)job);
        do_task(w, (uint32_t)job, 0);
    }
    comm_team_leave();
    comm_barrier_idle();
    comm_counter_free(next);
}

void lab_work_round(struct lab_work *w)
{
    if (w->s->teams > 0)
        work_in_teams(w);
    else
        lab_crew_run((uint32_t)w->tasks, w->s->sweep->tw.threads, do_task, tell, w);
    lab_box_empty(&w->box, take, &w->s->board);
}

/* ---- hands ---- */

void lab_work_init(struct lab_work *w)
{
    const struct lab_sweep *sweep = w->s->sweep;
    struct tw_options tw = sweep->tw;

    if (w->s->teams == 0) {
        tw.engine = TW_SERIAL;
        tw.threads = 1;
    } else if (tw.engine == TW_SERIAL) {
        tw.engine = TW_TIMEWARP;
    }
    w->hands = w->s->teams > 0 ? 1 : sweep->tw.threads;
    w->hand = base_array(w->hands, sizeof *w->hand);
    w->change = base_array(w->hands * w->s->design.factors, sizeof *w->change);
    for (unsigned i = 0; i < w->hands; i++) {
        w->hand[i] = (struct lab_hand){.base = sweep->base,
                                       .tw = tw,
                                       .seed = w->s->seed,
                                       .antithetic = w->s->study->head.antithetic == 1,
                                       .may_stop = true,
                                       .all_ranks = w->s->teams > 0};
        lab_hand_init(&w->hand[i]);
    }
}

void lab_work_fini(struct lab_work *w)
{
    for (unsigned i = 0; i < w->hands; i++)
        lab_hand_fini(&w->hand[i]);
    free(w->hand);
    free(w->change);
    lab_box_fini(&w->box);
}
