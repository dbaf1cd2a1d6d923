/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/sweep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "comm/comm.h"
#include "lab/crew.h"
#include "lab/hand.h"
#include "lab/machine.h"
#include "lab/sweep_state.h"
#include "lab/texts.h"
#include "out/prov.h"

enum { REASON_BYTES = 500 };

/* One round of work. */
struct round {
    struct lab_sweep_state *s;
    struct lab_spool *spool;
    struct lab_hand *hand;     // by thread
    struct lab_change *change; // by thread x factor
    const struct lab_task *task;
    size_t tasks;
    uint64_t before, needed; // for progress
    uint64_t simulated;

    /* ranks other than 0: records that rank 0 has not seen */
    unsigned char *box;
    size_t used, room;
};

/* ---- one task ---- */

static void keep(struct round *r, const void *record, size_t bytes)
{
    uint64_t size = bytes;

    lab_spool_add(r->spool, record, bytes);
#pragma omp critical(lab_sweep)
    {
        r->simulated++;
        if (comm_rank() == 0)
            lab_board_take(&r->s->board, record, bytes);
        else {
            while (r->room < r->used + sizeof size + bytes) {
                r->room = r->room * 2 + 4096;
                r->box = base_resize(r->box, r->room, 1);
            }
            memcpy(r->box + r->used, &size, sizeof size);
            memcpy(r->box + r->used + sizeof size, record, bytes);
            r->used += sizeof size + bytes;
        }
    }
}

static void keep_done(struct round *r, struct lab_record *head, const double *figure)
{
    size_t bytes = r->s->board.figures * sizeof *figure;
    unsigned char *record = base_alloc(sizeof *head + bytes);

    head->kind = LAB_DONE;
    memcpy(record, head, sizeof *head);
    memcpy(record + sizeof *head, figure, bytes);
    keep(r, record, sizeof *head + bytes);
    free(record);
}

static void keep_failed(struct round *r, struct lab_record *head, const struct base_err *err)
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
    keep(r, record, sizeof *head + strlen(reason));
}

/* A replication that fails is tried once more: a machine may have its moments. */
static bool try_twice(struct lab_hand *h, uint32_t replication, struct lab_record *head)
{
    return lab_hand_run(h, replication, head) || lab_hand_run(h, replication, head);
}

static void do_task(void *user, uint32_t job, unsigned thread)
{
    struct round *r = user;
    const struct lab_task *task = &r->task[job];
    const struct lab_unit *unit = &r->s->board.unit[task->unit];
    struct lab_hand *h = &r->hand[thread];
    struct lab_change *change = r->change + thread * r->s->design.factors;
    struct lab_record head = {.replication = task->first};

    memcpy(head.id, unit->id, sizeof head.id);
    lab_sweep_changes(r->s, unit->point, change);
    bool keeps = !h->all_ranks || comm_rank() == 0;
    bool good = lab_hand_load(h, task->unit, change, r->s->design.factors);
    for (uint32_t i = 0; good && i < task->count; i++) {
        head.replication = task->first + i;
        good = try_twice(h, head.replication, &head);
        if (good && keeps)
            keep_done(r, &head, h->figure);
    }
    if (!good && keeps)
        keep_failed(r, &head, &h->err);
}

/* ---- a round ---- */

static void tell(void *user, uint32_t handed_out)
{
    const struct round *r = user;
    const struct lab_sweep *sweep = r->s->sweep;
    uint64_t done = r->before;

    if (sweep->progress == NULL)
        return;
    if (r->tasks > 0)
        done += (r->needed - r->before) * handed_out / r->tasks;
    sweep->progress(sweep->progress_user, done, r->needed);
}

/* Collective. Rank 0 takes in what the others found. */
static void empty_boxes(struct round *r)
{
    for (int rank = 1; rank < comm_size(); rank++) {
        uint64_t bytes = r->used;
        if (comm_rank() == rank) {
            comm_send(0, &bytes, sizeof bytes);
            comm_send(0, r->box, r->used);
        } else if (comm_rank() == 0) {
            comm_receive(rank, &bytes, sizeof bytes);
            unsigned char *box = base_alloc(bytes);
            comm_receive(rank, box, bytes);
            for (size_t at = 0; at < bytes;) {
                uint64_t size;
                memcpy(&size, box + at, sizeof size);
                lab_board_take(&r->s->board, box + at + sizeof size, size);
                at += sizeof size + size;
            }
            free(box);
        }
    }
    r->used = 0;
}

/* Collective. All tasks of the round. */
static void work(struct round *r)
{
    const struct lab_sweep *sweep = r->s->sweep;

    if (!sweep->together) {
        lab_crew_run((uint32_t)r->tasks, sweep->tw.threads, do_task, tell, r);
        empty_boxes(r);
        return;
    }
    for (uint32_t i = 0; i < r->tasks; i++) {
        if (comm_rank() == 0)
            tell(r, i);
        do_task(r, i, 0);
    }
}

/* Collective. Rank 0's tasks, on all ranks. */
static struct lab_task *share(struct lab_task *task, size_t *tasks)
{
    uint64_t count = *tasks;

    comm_broadcast(&count, sizeof count, 0);
    *tasks = count;
    if (comm_rank() != 0)
        task = base_array(count + 1, sizeof *task);
    comm_broadcast(task, count * sizeof *task, 0);
    return task;
}

/* Collective. One round after the other, until nothing is missing. */
static void simulate(struct round *r)
{
    struct lab_sweep_state *s = r->s;
    unsigned workers = s->sweep->together ? 1 : s->sweep->tw.threads * (unsigned)comm_size();

    for (;;) {
        struct lab_task *task = NULL;
        r->tasks = 0;
        if (comm_rank() == 0)
            task = lab_sweep_plan(s, workers, &r->tasks, &r->needed);
        if (s->sweep->only_join)
            r->tasks = 0;
        task = share(task, &r->tasks);
        r->task = task;
        r->before = s->board.taken;
        if (r->tasks > 0)
            work(r);
        free(task);
        if (r->tasks == 0)
            return;
    }
}

/* ---- hands ---- */

static void raise_hands(struct round *r, unsigned hands)
{
    const struct lab_sweep *sweep = r->s->sweep;
    struct tw_options tw = sweep->tw;

    if (!sweep->together) {
        tw.engine = TW_SERIAL;
        tw.threads = 1;
    }
    r->hand = base_array(hands, sizeof *r->hand);
    r->change = base_array(hands * r->s->design.factors, sizeof *r->change);
    for (unsigned i = 0; i < hands; i++) {
        r->hand[i] = (struct lab_hand){.base = sweep->base,
                                       .tw = tw,
                                       .seed = r->s->seed,
                                       .antithetic = r->s->study->head.antithetic == 1,
                                       .all_ranks = sweep->together};
        lab_hand_init(&r->hand[i]);
    }
}

static void lower_hands(struct round *r, unsigned hands)
{
    for (unsigned i = 0; i < hands; i++)
        lab_hand_fini(&r->hand[i]);
    free(r->hand);
    free(r->change);
    free(r->box);
}

/* ---- the spool ---- */

static void take(void *user, const void *record, size_t bytes)
{
    lab_board_take(user, record, bytes);
}

/* Copies what another spool has into this one. */
struct copier {
    struct lab_board *board;
    struct lab_spool *spool;
};

static void copy(void *user, const void *record, size_t bytes)
{
    const struct copier *c = user;
    uint64_t before = c->board->taken;
    uint32_t kind = 0;

    lab_board_take(c->board, record, bytes);
    if (bytes >= sizeof(struct lab_record))
        memcpy(&kind, record, sizeof kind); // its first member
    if (c->board->taken > before || kind == LAB_FAILED)
        lab_spool_add(c->spool, record, bytes);
}

/* Rank 0: pieces of other spools, and the texts. */
static bool fill_spool(struct lab_sweep_state *s, struct lab_spool *spool, const char *folder,
                       struct base_err *err)
{
    struct copier c = {&s->board, spool};
    struct lab_texts texts;
    bool ok = lab_texts_read(folder, s->mark, s->arena, &texts, err);

    if (ok)
        lab_texts_add(spool, &texts, s->study, s->sweep->base);
    for (size_t i = 0; ok && i < s->sweep->froms; i++)
        ok = lab_spool_read(s->sweep->from[i], s->mark, copy, &c, err);
    return ok;
}

/* Collective. Opens this rank's file, once rank 0 has read all. */
static struct lab_spool *open_spool(struct lab_sweep_state *s, struct base_err *err)
{
    struct base_text folder = {0};
    struct lab_spool *spool = NULL;
    const struct lab_sweep *sweep = s->sweep;

    base_text_add(&folder, "%s.spool", sweep->output);
    bool ok = comm_rank() != 0 ||
              lab_spool_read(base_text_get(&folder), s->mark, take, &s->board, err);
    if (comm_all_true(ok))
        spool = lab_spool_open(base_text_get(&folder), (unsigned)comm_rank(), s->mark, err);
    if (!comm_all_true(spool != NULL)) {
        lab_spool_close(spool);
        spool = NULL;
    }
    if (spool != NULL && comm_rank() == 0)
        ok = fill_spool(s, spool, base_text_get(&folder), err);
    if (!comm_all_true(ok)) {
        lab_spool_close(spool);
        spool = NULL;
    }
    base_text_fini(&folder);
    return spool;
}

/* ---- all of it ---- */

/* Collective. */
static bool write_results(struct lab_sweep_state *s, const char *started, double since,
                          struct lab_sweep_report *report, struct base_err *err)
{
    char *hosts = lab_hosts();
    uint64_t peak = lab_peak_rss_bytes();
    const struct out_run_facts facts = {.argc = s->sweep->argc,
                                        .argv = s->sweep->argv,
                                        .started = started,
                                        .hosts = hosts,
                                        .ranks = (unsigned)comm_size(),
                                        .threads = s->sweep->tw.threads,
                                        .seconds = base_clock_seconds() - since,
                                        .peak_rss_bytes = peak};

    report->seconds = facts.seconds;
    bool ok = comm_rank() != 0 || lab_sweep_write(s, &facts, report, err);
    free(hosts);
    return comm_all_true(ok);
}

/* Collective, once all is checked. */
static bool run(struct lab_sweep_state *s, struct lab_sweep_report *report,
                struct base_err *err)
{
    char started[BASE_CLOCK_UTC];
    double since = base_clock_seconds();
    unsigned hands = s->sweep->together ? 1 : s->sweep->tw.threads;
    struct round r = {.s = s};

    base_clock_utc(started);
    r.spool = open_spool(s, err);
    if (r.spool == NULL)
        return false;
    raise_hands(&r, hands);
    simulate(&r);
    lower_hands(&r, hands);
    lab_spool_close(r.spool);
    comm_sum_u64(&r.simulated, 1);
    report->simulated = r.simulated;
    return write_results(s, started, since, report, err);
}

bool lab_sweep_run(const struct lab_sweep *sweep, struct lab_sweep_report *report,
                   struct base_err *err)
{
    struct lab_sweep_state s;

    *report = (struct lab_sweep_report){.best = SIZE_MAX};
    bool good = comm_all_true(lab_sweep_set_up(&s, sweep, err));
    report->refused = !good;
    good = good && run(&s, report, err);
    comm_broadcast(report, sizeof *report, 0);
    lab_sweep_clear(&s);
    return good;
}
