/* SPDX-License-Identifier: Apache-2.0 */
/* The end of a run: what is still pending, the last rows, the digest. */
#include <stdlib.h>

#include "base/digest.h"
#include "base/err.h"
#include "base/mem.h"
#include "tw/history.h"
#include "tw/memory.h"
#include "tw/worker.h"

static int by_key(const void *pa, const void *pb)
{
    const struct tw_event *a = *(struct tw_event *const *)pa,
                          *b = *(struct tw_event *const *)pb;
    return tw_event_before(a, b) ? -1 : tw_event_before(b, a);
}

static size_t collect_pending(struct tw_worker *w, struct tw_event **all)
{
    size_t n = 0;
    for (struct tw_entry e; tw_queue_drain(&w->queue, &e);) {
        struct tw_event *ev = tw_entry_event(e);
        if (ev->state == TW_CANCELLED)
            tw_worker_drop(w, ev);
        else
            all[n++] = ev;
    }
    qsort(all, n, sizeof *all, by_key);
    return n;
}

static uint64_t event_digest(const struct tw_model *m, const struct tw_event *ev)
{
    uint64_t d = base_digest_word(ev->stamp, (uint64_t)ev->to << 32 | ev->kind);
    d = base_digest_word(d, (uint64_t)ev->from << 32 | ev->seq);
    return base_digest_mix(base_digest_bytes(d, ev->payload, m->kinds[ev->kind].payload_bytes));
}

static void show_leftovers(struct tw_worker *w)
{
    const struct tw_model *m = w->sim->model;
    struct tw_event **all = base_array(tw_queue_count(&w->queue) + 1, sizeof *all);
    size_t n = collect_pending(w, all);

    for (size_t i = 0; i < n; i++) {
        struct tw_lp *lp = all[i]->lp;
        w->ctx.lp = lp;
        w->digest += event_digest(m, all[i]);
        if (m->types[lp->type].leftover)
            m->types[lp->type].leftover(&w->ctx, lp->state, all[i]);
        tw_worker_drop(w, all[i]);
    }
    free(all);
}

/* Summed, not chained: the same whoever owns the LP. */
static void add_lp_digests(struct tw_worker *w)
{
    const struct tw_model *m = w->sim->model;

    for (tw_lp_id i = 0; i < w->mine_count; i++) {
        const struct tw_lp *lp = tw_sim_lp(w->sim, w->mine[i]);
        uint64_t d = base_digest_word(lp->digest, (uint64_t)lp->id << 32 | lp->seq);
        d = base_digest_bytes(d, lp->state, m->state_bytes(m->world, lp->id));
        w->digest += base_digest_mix(d);
    }
}

void tw_worker_show_leftovers(struct tw_worker *w)
{
    base_assert(tw_history_count(&w->history) == 0 && w->history.live == 0 &&
                w->history.doomed_count == 0);
    add_lp_digests(w);
    w->ctx.may_send = false;
    w->ctx.now = w->sim->horizon;
    w->ctx.cause = NULL;
    show_leftovers(w);
    tw_queue_fini(&w->queue);
    tw_history_fini(&w->history);
}

void tw_worker_finish(struct tw_worker *w)
{
    const struct tw_model *m = w->sim->model;
    size_t before = 0;

    for (tw_lp_id i = 0; i < w->mine_count; i++) {
        struct tw_lp *lp = tw_sim_lp(w->sim, w->mine[i]);
        size_t at = (size_t)((unsigned char *)lp - w->lp_memory);

        tw_memory_done(w->lp_memory, w->lp_bytes, before, at);
        before = at;
        w->ctx.lp = lp;
        if (m->types[lp->type].finish)
            m->types[lp->type].finish(&w->ctx, lp->state);
    }
}
