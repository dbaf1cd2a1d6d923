/* SPDX-License-Identifier: Apache-2.0 */
/* lab/sweep_work.c - what work (lab/work.h) asks of a sweep. */
#include <string.h>

#include "base/mem.h"
#include "lab/sweep_state.h"
#include "lab/texts.h"

static void *plan(void *user, unsigned workers, size_t *tasks, uint64_t *needed)
{
    return lab_sweep_plan(user, workers, tasks, needed);
}

static uint64_t taken(const void *user)
{
    const struct lab_sweep_state *s = user;

    return s->board.taken;
}

static void take(void *user, const void *record, size_t bytes)
{
    struct lab_sweep_state *s = user;

    lab_board_take(&s->board, record, bytes);
}

/* ---- the spool ---- */

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

/* The texts, and pieces of other spools. */
static bool fill(void *user, struct lab_spool *spool, const char *folder, struct base_err *err)
{
    struct lab_sweep_state *s = user;
    struct copier c = {&s->board, spool};
    struct lab_texts texts;
    bool ok = lab_texts_read(folder, s->mark, s->arena, &texts, err);

    if (ok)
        lab_texts_add(spool, &texts, s->study, s->sweep->base);
    for (size_t i = 0; ok && i < s->sweep->froms; i++)
        ok = lab_spool_read(s->sweep->from[i], s->mark, copy, &c, err);
    return ok;
}

/* ---- one replication ---- */

static bool load(void *user, unsigned thread, struct lab_hand *h, const void *task)
{
    const struct lab_sweep_state *s = user;
    const struct lab_task *t = task;
    struct lab_change *change = s->change + thread * s->design.factors;

    h->base = s->sweep->base;
    lab_sweep_changes(s, s->board.unit[t->unit].point, change);
    return lab_hand_load(h, t->unit, change, s->design.factors);
}

static void tell(void *user, unsigned thread, const struct lab_hand *h, const void *task,
                 struct base_text *record)
{
    const struct lab_sweep_state *s = user;

    (void)thread;
    (void)task;
    base_text_put(record, h->figure, s->board.figures * sizeof *h->figure);
}

const struct lab_work_ops lab_sweep_work = {.task_bytes = sizeof(struct lab_task),
                                            .plan = plan,
                                            .taken = taken,
                                            .take = take,
                                            .fill = fill,
                                            .load = load,
                                            .tell = tell};
