/* SPDX-License-Identifier: Apache-2.0 */
/* The author's interface: what a handler can ask for and do. */
#include <assert.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "tw/core.h"
#include "tw/history.h"

tw_lp_id tw_self(const struct tw_ctx *ctx)
{
    return ctx->lp->id;
}

tw_time tw_now(const struct tw_ctx *ctx)
{
    return tw_stamp_at(ctx->now);
}

uint16_t tw_now_priority(const struct tw_ctx *ctx)
{
    return (uint16_t)ctx->now;
}

const void *tw_world(const struct tw_ctx *ctx)
{
    return ctx->sim->model->world;
}

tw_time tw_horizon(const struct tw_ctx *ctx)
{
    return ctx->sim->options.horizon;
}

uint64_t tw_seed(const struct tw_ctx *ctx)
{
    return ctx->sim->options.seed;
}

uint64_t tw_replication(const struct tw_ctx *ctx)
{
    return ctx->sim->options.replication;
}

tw_time tw_event_at(const struct tw_event *ev)
{
    return tw_stamp_at(ev->stamp);
}

const struct tw_event *tw_cause(const struct tw_ctx *ctx)
{
    return ctx->cause;
}

uint32_t tw_event_seq(const struct tw_event *ev)
{
    return ev->seq;
}

uint16_t tw_event_kind(const struct tw_event *ev)
{
    return ev->kind;
}

tw_lp_id tw_event_from(const struct tw_event *ev)
{
    return ev->from;
}

const void *tw_payload(const struct tw_event *ev)
{
    return ev->payload;
}

static_assert(offsetof(struct tw_ctx, saving) == 0, "where tw_write_bytes() looks");

void tw_save_bytes(struct tw_ctx *ctx, const void *part, size_t bytes)
{
    const unsigned char *at = part;
    size_t offset = (size_t)(at - (const unsigned char *)ctx->lp->state);

    base_debug_assert(offset + bytes <=
                      ctx->sim->model->state_bytes(ctx->sim->model->world, ctx->lp->id));
    tw_history_save(&ctx->worker->history, (uint32_t)offset, at, (uint32_t)bytes);
}

static _Noreturn void refuse_send(const struct tw_ctx *ctx, tw_lp_id to, tw_time delay,
                                  uint16_t priority, uint16_t kind)
{
    const struct tw_model *m = ctx->sim->model;
    const char *name = kind < m->kind_count ? m->kinds[kind].name : "unknown kind";
    base_die("bug in model %s: LP %u at time %lld ms, priority %u sends %s to LP %u (of %u) "
             "with delay %lld ms, priority %u; it must be strictly later, and sent from init "
             "or handle",
             m->name, ctx->lp->id, (long long)tw_stamp_at(ctx->now),
             (unsigned)(uint16_t)ctx->now, name, to, m->lps, (long long)delay, priority);
}

static void check_send(const struct tw_ctx *ctx, tw_lp_id to, tw_time delay, uint16_t priority,
                       uint16_t kind)
{
    const struct tw_model *m = ctx->sim->model;
    bool later = delay > 0 || (delay == 0 && priority > (uint16_t)ctx->now);
    bool possible = ctx->may_send && to < m->lps && kind < m->kind_count &&
                    delay <= TW_TIME_MAX - tw_stamp_at(ctx->now);

    if (!possible || !(later || (ctx->starting && delay == 0)))
        refuse_send(ctx, to, delay, priority, kind);
}

void tw_send_priority(struct tw_ctx *ctx, tw_lp_id to, tw_time delay, uint16_t priority,
                      uint16_t kind, const void *payload)
{
    struct tw_worker *w = ctx->worker;
    const struct tw_sim *sim = ctx->sim;

    check_send(ctx, to, delay, priority, kind);
    struct tw_event *ev = tw_pool_take(&w->events);
    *ev = (struct tw_event){.stamp = tw_stamp_of(tw_stamp_at(ctx->now) + delay, priority),
                            .lp = to == ctx->lp->id ? ctx->lp : tw_sim_lp(sim, to),
                            .to = to,
                            .from = ctx->lp->id,
                            .seq = ctx->lp->seq++,
                            .kind = kind,
                            .state = TW_PENDING};
    if (sim->model->kinds[kind].payload_bytes > 0)
        memcpy(ev->payload, payload, sim->model->kinds[kind].payload_bytes);
    if (w->out_count == w->out_capacity)
        w->out = base_grow(w->out, w->out_count, &w->out_capacity, sizeof *w->out);
    w->out[w->out_count++] = ev;
}

void tw_send(struct tw_ctx *ctx, tw_lp_id to, tw_time delay, uint16_t kind, const void *payload)
{
    const struct tw_model *m = ctx->sim->model;
    uint16_t priority = kind < m->kind_count ? m->kinds[kind].priority : 0;
    tw_send_priority(ctx, to, delay, priority, kind, payload);
}

void tw_emit(struct tw_ctx *ctx, uint16_t channel, const void *row)
{
    struct tw_worker *w = ctx->worker;
    base_assert(channel < ctx->sim->model->channel_count);
    size_t bytes = ctx->sim->model->channels[channel].row_bytes;
    uint32_t seq = ctx->lp->row_seq++;

    if (ctx->saving.on) {
        tw_history_emit(&w->history, seq, channel, row, bytes);
        return;
    }
    struct tw_row place = {
        .lp = ctx->lp->id, .channel = channel, .seq = seq, .at = tw_stamp_at(ctx->now)};
    memcpy(tw_row_store_add(&w->rows, place, bytes), row, bytes);
}
