/* SPDX-License-Identifier: Apache-2.0 */
#include "phold/phold.h"

#include <string.h>

#include "rand/dist.h"
#include "rand/stream.h"

enum { WRITTEN_BYTES = 64 };

struct phold_state {
    struct rand_stream dice;
    uint64_t word[]; // the rest of the state: counters that events add to
};

struct phold_options phold_defaults(void)
{
    return (struct phold_options){.lps = 1024,
                                  .start = 1,
                                  .remote = 0.5,
                                  .mean = 1.0,
                                  .lookahead = 0.1,
                                  .state = PHOLD_STATE_MIN};
}

static tw_time ticks(double units)
{
    return (tw_time)(units * (double)PHOLD_UNIT);
}

static tw_lp_id draw_target(const struct phold_options *o, struct rand_stream *dice,
                            tw_lp_id self)
{
    if (rand_uniform(dice) >= o->remote)
        return self;
    if (o->locality == 0 || o->locality >= o->lps / 2)
        return rand_below(dice, o->lps);
    uint64_t step = rand_below(dice, 2 * o->locality + 1);
    return (tw_lp_id)((self + o->lps - o->locality + step) % o->lps);
}

static void send_on(struct tw_ctx *ctx, struct rand_stream *dice)
{
    const struct phold_options *o = tw_world(ctx);
    uint64_t payload[TW_PAYLOAD_MAX / 8];
    tw_time delay = ticks(o->lookahead) + ticks(rand_exponential(dice, o->mean - o->lookahead));
    tw_lp_id to = draw_target(o, dice, tw_self(ctx));

    for (uint32_t i = 0; i < (o->payload + 7) / 8; i++)
        payload[i] = dice->state + i;
    tw_send(ctx, to, delay > 0 ? delay : 1, 0, payload);
}

static void init(struct tw_ctx *ctx, void *state)
{
    const struct phold_options *o = tw_world(ctx);
    struct phold_state *s = state;

    s->dice = rand_stream_named(tw_seed(ctx), tw_replication(ctx), tw_self(ctx), 0);
    for (uint32_t i = 0; i < o->start; i++)
        send_on(ctx, &s->dice);
}

static void handle(struct tw_ctx *ctx, const void *state, const struct tw_event *ev)
{
    const struct phold_options *o = tw_world(ctx);
    const uint64_t *payload = tw_payload(ev);
    uint32_t written = o->state < WRITTEN_BYTES ? o->state / 8 * 8 : WRITTEN_BYTES;
    struct phold_state *s = tw_write_bytes(ctx, state, written);
    uint64_t add = o->payload >= 8 ? payload[o->payload / 8 - 1] : 1;

    for (uint32_t i = 0; i < (written - sizeof s->dice) / 8; i++)
        s->word[i] += add + i;
    send_on(ctx, &s->dice);
}

static unsigned type_of(const void *world, tw_lp_id lp)
{
    (void)world;
    (void)lp;
    return 0;
}

static size_t state_bytes(const void *world, tw_lp_id lp)
{
    (void)lp;
    return ((const struct phold_options *)world)->state;
}

struct tw_model phold_model(const struct phold_options *options, struct tw_kind *kind)
{
    static const struct tw_lp_type type = {.name = "phold", .init = init, .handle = handle};

    *kind = (struct tw_kind){.name = "hop", .payload_bytes = options->payload};
    return (struct tw_model){.name = "phold",
                             .world = options,
                             .lps = options->lps,
                             .types = &type,
                             .kinds = kind,
                             .kind_count = 1,
                             .type_of = type_of,
                             .state_bytes = state_bytes,
                             .lookahead = ticks(options->lookahead)};
}
