/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/warning.h"
#include "comm/comm.h"
#include "comm/counter.h"
#include "lab/crew.h"

enum { REASON_BYTES = 500 };

/* ---- one task ---- */

static void keep(struct lab_work *w, const void *record, size_t bytes)
{
    lab_spool_add(w->spool, record, bytes);
#pragma omp critical(lab_work)
    {
        w->simulated++;
        if (w->first)
            w->ops->take(w->user, record, bytes);
        else
            lab_box_add(&w->box, record, bytes);
    }
}

static void keep_done(struct lab_work *w, unsigned thread, const void *task,
                      struct lab_record *head)
{
    struct base_text record = {0};

    head->kind = LAB_DONE;
    base_text_put(&record, head, sizeof *head);
    w->ops->tell(w->user, thread, &w->hand[thread], task, &record);
    keep(w, record.at, record.length);
    base_text_fini(&record);
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
        snprintf(reason, REASON_BYTES, "%.450s", item != NULL ? item->text : "unknown");
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

/* All of the task, as far as it goes well; false with the hand's err. */
static bool do_all(struct lab_work *w, unsigned thread, const struct lab_task *task,
                   struct lab_record *head)
{
    struct lab_hand *h = &w->hand[thread];
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
            keep_done(w, thread, task, head);
    }
    return true;
}

static void do_task(void *user, uint32_t job, unsigned thread)
{
    struct lab_work *w = user;
    struct lab_hand *h = &w->hand[thread];
    const void *at = w->task + job * w->ops->task_bytes;
    const struct lab_task *task = at;
    struct lab_record head = {.replication = task->first};

    if (warned(h))
        return;
    memcpy(head.id, task->id, sizeof head.id);
    lab_mishap_begin(w->mishaps, thread, head.id, task->first);
    bool good = w->ops->load(w->user, thread, h, task);
    lab_mishap_end(w->mishaps, thread);
    good = good && do_all(w, thread, task, &head);
    if (!good && (!h->all_ranks || comm_rank() == 0))
        keep_failed(w, &head, &h->err);
}

/* ---- a round ---- */

static void show(void *user, uint32_t handed_out)
{
    const struct lab_work *w = user;
    uint64_t done = w->before < w->needed ? w->before : w->needed;

    if (w->progress == NULL)
        return;
    if (w->tasks > 0)
        done += (w->needed - done) * handed_out / w->tasks;
    w->progress(w->progress_user, done, w->needed);
}

/* Collective. Each team takes the next task when it is done with one; one without a task lets
 * the others have the processors. */
static void work_in_teams(struct lab_work *w)
{
    struct comm_counter *next = comm_counter_new();
    uint64_t job;

    comm_team_enter((int)w->teams);
    bool leads = comm_rank() == 0;
    for (;;) {
        job = leads && !base_warned() ? comm_counter_take(next) : w->tasks;
        comm_broadcast(&job, sizeof job, 0);
        if (job >= w->tasks)
            break;
        if (w->first)
            show(w, (uint32_t)job);
        do_task(w, (uint32_t)job, 0);
    }
    comm_team_leave();
    comm_barrier_idle();
    comm_counter_free(next);
}

/* Collective. All tasks, unless the process is warned; the first rank then has what came of
 * them. */
static void do_round(struct lab_work *w)
{
    if (w->teams > 0)
        work_in_teams(w);
    else
        lab_crew_run((uint32_t)w->tasks, w->hands, do_task, show, w);
    lab_box_empty(&w->box, w->ops->take, w->user);
}

/* Collective. One round after the other, until nothing is missing; false: warned before. */
static bool do_rounds(struct lab_work *w)
{
    unsigned workers = w->teams > 0 ? w->teams : w->hands * (unsigned)comm_size();

    for (;;) {
        void *task = NULL;
        w->tasks = 0;
        if (w->first)
            task = w->ops->plan(w->user, workers, &w->tasks, &w->needed);
        if (w->only_join)
            w->tasks = 0;
        task = lab_box_share(task, &w->tasks, w->ops->task_bytes);
        w->task = task;
        w->before = w->first ? w->ops->taken(w->user) : 0;
        bool stop = w->tasks > 0 && !comm_all_true(!base_warned());
        if (w->tasks > 0 && !stop)
            do_round(w);
        free(task);
        if (w->tasks == 0 || stop)
            return !stop;
    }
}

/* ---- hands ---- */

unsigned lab_work_hands(const struct lab_work *w)
{
    return w->teams > 0 ? 1 : w->tw.threads;
}

static void hands_init(struct lab_work *w)
{
    struct tw_options tw = w->tw;

    if (w->teams == 0) {
        tw.engine = TW_SERIAL;
        tw.threads = 1;
    } else if (tw.engine == TW_SERIAL) {
        tw.engine = TW_TIMEWARP;
    }
    w->hands = lab_work_hands(w);
    w->hand = base_array(w->hands, sizeof *w->hand);
    for (unsigned i = 0; i < w->hands; i++) {
        w->hand[i] = (struct lab_hand){.tw = tw,
                                       .seed = w->seed,
                                       .antithetic = w->antithetic,
                                       .may_stop = true,
                                       .all_ranks = w->teams > 0};
        lab_hand_init(&w->hand[i]);
    }
}

static void hands_fini(struct lab_work *w)
{
    for (unsigned i = 0; i < w->hands; i++)
        lab_hand_fini(&w->hand[i]);
    free(w->hand);
}

/* ---- the spool ---- */

/* What broke off becomes a record, which counts. */
static void take_mishap(void *user, const struct lab_mishap *what)
{
    struct lab_work *w = user;
    struct lab_record head = {.kind = LAB_BROKEN, .replication = what->replication};
    struct base_text record = {0};

    memcpy(head.id, what->id, sizeof head.id);
    base_text_put(&record, &head, sizeof head);
    base_text_put(&record, what->reason, strlen(what->reason));
    w->ops->take(w->user, record.at, record.length);
    lab_spool_add(w->spool, record.at, record.length);
    base_text_fini(&record);
}

/* Rank 0. */
static bool fill_spool(struct lab_work *w, struct base_err *err)
{
    lab_mishap_collect(w->folder, take_mishap, w);
    return w->ops->fill == NULL || w->ops->fill(w->user, w->spool, w->folder, err);
}

/* Collective. Opens this rank's file, once rank 0 has what spools and broken runs left. */
static bool open_spool(struct lab_work *w, struct base_err *err)
{
    bool ok = !w->first || lab_spool_read(w->folder, w->mark, w->ops->take, w->user, err);

    w->secret = !comm_all_true(!w->secret);
    if (comm_all_true(ok))
        w->spool = lab_spool_open(w->folder, (unsigned)comm_rank(), w->mark, w->secret, err);
    ok = comm_all_true(w->spool != NULL);
    if (ok)
        ok = comm_all_true(!w->first || fill_spool(w, err));
    return ok;
}

/* ---- all of it ---- */

/* Collective, with the spool open. */
static void work(struct lab_work *w)
{
    char *const *again = comm_is_mpi() ? NULL : w->again;

    w->mishaps = lab_mishap_open(w->folder, (unsigned)comm_rank(), lab_work_hands(w), again);
    hands_init(w);
    w->stopped = !do_rounds(w);
    hands_fini(w);
    lab_box_fini(&w->box);
    lab_mishap_close(w->mishaps);
    comm_sum_u64(&w->simulated, 1);
}

bool lab_work_run(struct lab_work *w, struct base_err *err)
{
    struct base_text folder = {0};

    base_text_add(&folder, "%s.spool", w->output);
    w->folder = base_text_take(&folder);
    w->first = comm_rank() == 0;
    bool good = open_spool(w, err);
    if (good)
        work(w);
    lab_spool_close(w->spool);
    free(w->folder);
    return good && !w->stopped;
}
