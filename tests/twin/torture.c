/* SPDX-License-Identifier: Apache-2.0 */
#include "twin/torture.h"

#include <string.h>

#include "rand/stream.h"

enum kind { HOP, CASCADE, BULK, GUST }; // only HOP and CASCADE send on
enum { FIRST_PRIORITY = 10, CASCADES = 5, BULK_WORDS = 25, RING_REACH = 3 };

struct state {
    struct rand_stream dice;
    uint64_t count;
    uint64_t leftovers;
    uint64_t word[1]; // at least one, more with the size
};

struct short_row {
    uint64_t count;
};

struct long_row {
    uint64_t count, sum;
    uint64_t word[4];
};

static uint32_t words_of(tw_lp_id lp)
{
    return lp % 7 == 3 ? 370 : 1 + lp % 9;
}

static uint64_t sum_of(const struct state *s, uint32_t words)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < words; i++)
        sum = sum * 31 + s->word[i];
    return sum;
}

static tw_lp_id target(const struct torture_options *o, struct rand_stream *dice, tw_lp_id self)
{
    if (o->graph)
        return (self + o->lps + rand_below(dice, 2 * RING_REACH + 1) - RING_REACH) % o->lps;
    return rand_uniform(dice) < o->hot ? 0 : rand_below(dice, o->lps);
}

/* A chain goes on with exactly one event, now and then through a cascade within the tick. */
static void send_on(struct tw_ctx *ctx, struct rand_stream *dice)
{
    const struct torture_options *o = tw_world(ctx);
    tw_lp_id to = target(o, dice, tw_self(ctx));
    tw_time delay = o->lookahead + rand_below(dice, o->spread + 1);
    uint64_t token = rand_bits(dice);
    uint16_t priority = tw_now_priority(ctx);

    if (delay == 0 && priority < FIRST_PRIORITY + CASCADES)
        tw_send_priority(ctx, to, 0, (uint16_t)(priority + 1), CASCADE, NULL);
    else
        tw_send(ctx, to, delay > 0 ? delay : 1, HOP, &token);
}

static void send_storm(struct tw_ctx *ctx, struct rand_stream *dice)
{
    const struct torture_options *o = tw_world(ctx);
    uint64_t bulk[BULK_WORDS];

    for (int i = 0; i < BULK_WORDS; i++)
        bulk[i] = rand_bits(dice);
    for (uint32_t i = 0; i < o->storm_size; i++)
        tw_send(ctx, target(o, dice, tw_self(ctx)), o->lookahead + 1 + i % 2,
                i % 3 == 0 ? BULK : GUST, bulk);
}

static void init(struct tw_ctx *ctx, void *state)
{
    const struct torture_options *o = tw_world(ctx);
    struct state *s = state;

    s->dice = rand_stream_named(tw_seed(ctx), tw_replication(ctx), tw_self(ctx), 1);
    for (uint32_t i = 0; i < o->start; i++)
        send_on(ctx, &s->dice);
}

static void emit(struct tw_ctx *ctx, const struct state *s, uint32_t words)
{
    struct short_row brief = {s->count};
    struct long_row full = {.count = s->count, .sum = sum_of(s, words)};

    if (s->count % 5 == 0)
        tw_emit(ctx, 0, &brief);
    if (s->count % 16 == 0)
        tw_emit(ctx, 1, &full);
}

/* Pieces of the state overlap, so that undoing them in the wrong order shows. */
static void scribble(struct tw_ctx *ctx, const struct state *s, uint32_t words, uint64_t value)
{
    uint32_t at = (uint32_t)(value % words);
    uint64_t *one = tw_write(ctx, &s->word[at]);
    *one ^= value;
    uint32_t room = words - at < 5 ? words - at : 5;
    uint64_t *some = tw_write_bytes(ctx, &s->word[at], room * sizeof *some);
    for (uint32_t i = 0; i < room; i++)
        some[i] = some[i] * 5 + i + value;
}

static void handle(struct tw_ctx *ctx, const void *state, const struct tw_event *ev)
{
    const struct torture_options *o = tw_world(ctx);
    const struct state *s = state;
    uint32_t words = words_of(tw_self(ctx));
    uint16_t kind = tw_event_kind(ev);
    uint64_t value = (uint64_t)tw_event_at(ev) + tw_event_from(ev);

    if (kind == HOP || kind == GUST)
        value += *(const uint64_t *)tw_payload(ev);
    if (kind == BULK)
        value += ((const uint64_t *)tw_payload(ev))[BULK_WORDS - 1];
    scribble(ctx, s, words, value);
    uint64_t *count = tw_write(ctx, &s->count);
    ++*count;
    emit(ctx, s, words);
    if (kind == BULK || kind == GUST)
        return;
    struct rand_stream *dice = tw_write(ctx, &s->dice);
    if (rand_uniform(dice) < o->storm)
        send_storm(ctx, dice);
    send_on(ctx, dice);
}

static void leftover(struct tw_ctx *ctx, void *state, const struct tw_event *ev)
{
    struct state *s = state;
    s->leftovers += tw_event_kind(ev) + 1u;
    (void)ctx;
}

static void finish(struct tw_ctx *ctx, void *state)
{
    const struct state *s = state;
    struct long_row row = {.count = s->leftovers, .sum = sum_of(s, words_of(tw_self(ctx)))};
    tw_emit(ctx, 1, &row);
}

static unsigned type_of(const void *world, tw_lp_id lp)
{
    (void)world;
    return lp % 2;
}

static size_t state_bytes(const void *world, tw_lp_id lp)
{
    (void)world;
    return sizeof(struct state) + (words_of(lp) - 1) * sizeof(uint64_t);
}

static size_t edges(const void *world, struct tw_edge *edge)
{
    const struct torture_options *o = world;
    size_t n = 0;

    for (tw_lp_id i = 0; i < o->lps; i++)
        for (uint32_t step = 0; step <= 2 * RING_REACH; step++, n++)
            if (edge)
                edge[n] = (struct tw_edge){.from = i,
                                           .to = (i + o->lps + step - RING_REACH) % o->lps,
                                           .rate = 1,
                                           .delay = o->lookahead};
    return n;
}

struct tw_model torture_model(struct torture *t, struct torture_options options)
{
    static const struct tw_lp_type type[2] = {
        {.name = "even",
         .init = init,
         .handle = handle,
         .leftover = leftover,
         .finish = finish},
        {.name = "odd", .init = init, .handle = handle, .finish = finish}};

    t->options = options;
    t->kind[HOP] = (struct tw_kind){"hop", 8, FIRST_PRIORITY};
    t->kind[CASCADE] = (struct tw_kind){"cascade", 0, FIRST_PRIORITY};
    t->kind[BULK] = (struct tw_kind){"bulk", BULK_WORDS * 8, 3};
    t->kind[GUST] = (struct tw_kind){"gust", 8, FIRST_PRIORITY + 2};
    t->channel[0] = (struct tw_channel){"short", sizeof(struct short_row)};
    t->channel[1] = (struct tw_channel){"long", sizeof(struct long_row)};
    return (struct tw_model){.name = "torture",
                             .world = &t->options,
                             .lps = options.lps,
                             .types = type,
                             .kinds = t->kind,
                             .kind_count = 4,
                             .channels = t->channel,
                             .channel_count = 2,
                             .type_of = type_of,
                             .state_bytes = state_bytes,
                             .edges = options.graph ? edges : NULL,
                             .lookahead = options.lookahead};
}
