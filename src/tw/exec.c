/* SPDX-License-Identifier: Apache-2.0 */
#include "tw/exec.h"

#include <string.h>

#include "base/digest.h"
#include "base/err.h"
#include "tw/history.h"
#include "tw/worker.h"

/* The LP's chain depends on each event's key, kind and payload, in order. */
static uint64_t chained(const struct tw_model *m, uint64_t digest, const struct tw_event *ev)
{
    digest = base_digest_word(digest, ev->stamp);
    digest = base_digest_word(digest, (uint64_t)ev->from << 32 | ev->seq);
    digest = base_digest_word(digest, ev->kind);
    return base_digest_bytes(digest, ev->payload, m->kinds[ev->kind].payload_bytes);
}

static void call_handler(struct tw_worker *w, const struct tw_event *ev)
{
    const struct tw_model *m = w->sim->model;
    struct tw_lp *lp = ev->lp;

    w->ctx.lp = lp;
    w->ctx.now = ev->stamp;
    w->ctx.cause = ev;
    lp->digest = chained(m, lp->digest, ev);
    m->types[lp->type].handle(&w->ctx, lp->state, ev);
}

void tw_exec_fetch(const struct tw_worker *w)
{
    static const size_t ahead[TW_COMING] = {2, 4, 6};
    struct tw_coming coming[TW_COMING];

    for (int i = 0; i < TW_COMING; i++) {
        const struct tw_event *ev = tw_queue_ahead(&w->queue, ahead[i]);

        coming[i] = (struct tw_coming){ev, ev->lp->state, ev->to};
    }
    w->fetch(w->sim->model->world, coming);
}

/* Forward, undo, compare: a byte that differs was written without tw_write(). */
static void check_undo(struct tw_worker *w, struct tw_event *ev)
{
    const struct tw_model *m = w->sim->model;
    struct tw_lp *lp = ev->lp;
    size_t bytes = sizeof *lp + m->state_bytes(m->world, lp->id);

    memcpy(w->before, lp, bytes);
    tw_history_open(w, ev);
    w->ctx.saving.on = 1;
    call_handler(w, ev);
    w->ctx.saving.on = 0;
    for (size_t i = 0; i < w->out_count; i++)
        tw_pool_give(&w->events, w->out[i]);
    w->out_count = 0;
    tw_history_forget_open(w);

    const unsigned char *now = (const unsigned char *)lp;
    for (size_t i = 0; i < bytes; i++)
        if (now[i] != w->before[i])
            base_die("bug in model %s: %s LP %u changed byte %zu of its state without "
                     "tw_write() in event %s at %lld ms",
                     m->name, m->types[lp->type].name, lp->id, i - sizeof *lp,
                     m->kinds[ev->kind].name, (long long)tw_stamp_at(ev->stamp));
}

void tw_exec_safe(struct tw_worker *w, struct tw_event *ev)
{
    if (w->before)
        check_undo(w, ev);
    call_handler(w, ev);
    tw_worker_drop(w, ev);
    w->stats.processed++;
    w->stats.committed++;
    w->stats.safe++;
    tw_worker_route_out(w, false);
}

void tw_exec_speculative(struct tw_worker *w, struct tw_event *ev)
{
    if (w->before)
        check_undo(w, ev);
    tw_history_open(w, ev);
    w->ctx.saving.on = 1;
    call_handler(w, ev);
    w->ctx.saving.on = 0;
    w->stats.processed++;
    w->stats.speculative++;
    tw_worker_route_out(w, true);

    uint32_t every = w->sim->options.stress.rollback_every;
    if (every > 0 && ++w->countdown >= every) {
        w->countdown = 0;
        tw_history_undo_newest(w, ev->lp);
    }
}
