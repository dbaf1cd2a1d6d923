/* SPDX-License-Identifier: Apache-2.0 */
/* tw_run as a model author and a user see it. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "tw/place.h"
#include "tw/sim.h"

struct count {
    uint64_t seen;
};

enum fault { NONE, EARLIER, UNDECLARED, NOWHERE };

static void init(struct tw_ctx *ctx, void *state)
{
    (void)state;
    tw_send(ctx, tw_self(ctx), 10, 0, NULL);
}

static void handle(struct tw_ctx *ctx, const void *state, const struct tw_event *ev)
{
    const struct count *c = state;
    const enum fault *fault = tw_world(ctx);
    struct count *mine = tw_write(ctx, c);

    (void)ev;
    mine->seen++;
    if (*fault == EARLIER)
        tw_send(ctx, tw_self(ctx), 0, 0, NULL);
    else if (*fault == NOWHERE)
        tw_send(ctx, 99, 10, 0, NULL);
    else
        tw_send(ctx, tw_self(ctx), 10, 0, NULL);
    if (*fault == UNDECLARED)
        ((struct count *)(uintptr_t)c)[1].seen++;
    tw_emit(ctx, 0, mine);
}

static unsigned type_of(const void *world, tw_lp_id lp)
{
    (void)world;
    return lp * 0;
}

static size_t state_bytes(const void *world, tw_lp_id lp)
{
    (void)world;
    return 2 * sizeof(struct count) + lp * 0;
}

static struct tw_model model(const enum fault *fault)
{
    static const struct tw_lp_type type = {.name = "counter", .init = init, .handle = handle};
    static const struct tw_kind kind = {.name = "tick", .priority = 5};
    static const struct tw_channel channel = {"count", sizeof(struct count)};

    return (struct tw_model){.name = "counters",
                             .world = fault,
                             .lps = 3,
                             .types = &type,
                             .kinds = &kind,
                             .kind_count = 1,
                             .channels = &channel,
                             .channel_count = 1,
                             .type_of = type_of,
                             .state_bytes = state_bytes};
}

static void the_horizon_is_half_open(void **state)
{
    enum fault none = NONE;
    struct tw_model m = model(&none);
    struct base_err err = {0};
    struct tw_result r;
    (void)state;

    for (tw_time horizon = 10; horizon <= 30; horizon += 10) {
        struct tw_options o = {.engine = TW_SERIAL, .horizon = horizon};
        assert_true(tw_run(&m, &o, &r, &err));
        assert_int_equal(r.committed, 3 * (horizon / 10 - 1));
        tw_result_fini(&r);
    }
}

static void rows_come_ordered_by_lp_and_time(void **state)
{
    enum fault none = NONE;
    struct tw_model m = model(&none);
    struct tw_options o = {.engine = TW_TIMEWARP, .horizon = 101, .threads = 2};
    struct base_err err = {0};
    struct tw_result r;
    (void)state;

    assert_true(tw_run(&m, &o, &r, &err));
    assert_int_equal(r.rows.count, 30);
    for (size_t i = 0; i < r.rows.count; i++) {
        struct count c;
        memcpy(&c, r.rows.bytes + r.rows.row[i].offset, sizeof c);
        assert_int_equal(r.rows.row[i].lp, i / 10);
        assert_int_equal(r.rows.row[i].at, 10 * (i % 10 + 1));
        assert_int_equal(c.seen, i % 10 + 1);
    }
    tw_result_fini(&r);
}

static void senseless_options_are_refused(void **state)
{
    enum fault none = NONE;
    struct tw_model m = model(&none);
    struct tw_options o = {.engine = TW_SERIAL, .horizon = 0, .threads = 1000};
    struct base_err err;
    struct tw_result r;
    (void)state;

    base_err_init(&err);
    assert_false(tw_run(&m, &o, &r, &err));
    assert_int_equal(err.errors, 2);
    o = (struct tw_options){.horizon = 10, .placement = TW_PLACE_METIS};
    assert_false(tw_run(&m, &o, &r, &err));
    assert_int_equal(err.errors, 3);
    base_err_fini(&err);
}

/* ---- a till that hears of what comes from afar by its desk, at once ---- */

enum { TILL, DESK, FAR, DESK_LPS };
enum { BEAT = 50, POST = 4 * BEAT, BEATS = 50000 };

static void start_beat(struct tw_ctx *ctx, void *state)
{
    (void)state;
    if (tw_self(ctx) != DESK)
        tw_send(ctx, tw_self(ctx), tw_self(ctx) == TILL ? BEAT / 2 : BEAT, 0, NULL);
}

/* Far away all takes longer: the till goes ahead. */
static void dawdle(void)
{
    for (volatile int i = 0; i < 2000; i++)
        continue;
}

static void hand_on(struct tw_ctx *ctx, const void *state, const struct tw_event *ev)
{
    const struct count *c = state;

    struct count *mine = tw_write(ctx, c);

    mine->seen = 3 * mine->seen + (uint64_t)tw_event_at(ev);
    if (tw_event_from(ev) == tw_self(ctx))
        tw_send(ctx, tw_self(ctx), BEAT, 0, NULL);
    if (tw_self(ctx) == FAR) {
        dawdle();
        tw_send(ctx, DESK, POST, 0, NULL);
    } else if (tw_self(ctx) == DESK) {
        tw_send(ctx, TILL, 1, 0, NULL);
    }
}

static size_t desk_edges(const void *world, struct tw_edge *edge)
{
    (void)world;
    if (edge != NULL) {
        edge[0] = (struct tw_edge){FAR, DESK, 1, POST};
        edge[1] = (struct tw_edge){DESK, TILL, 1, 1};
    }
    return 2;
}

/* What waits at the desk is below the safe bound, and so is what the till did ahead: that is
 * final only once the desk has handed on. */
static void what_waits_here_may_undo_what_is_behind_it(void **state)
{
    static const struct tw_lp_type type = {
        .name = "desk", .init = start_beat, .handle = hand_on};
    enum fault none = NONE;
    struct tw_model m = model(&none);
    struct tw_options o = {.engine = TW_SERIAL,
                           .placement = TW_PLACE_BLOCK,
                           .horizon = BEAT * BEATS,
                           .threads = 2};
    struct base_err err = {0};
    struct tw_result serial, r;
    (void)state;

    m.types = &type;
    m.lps = DESK_LPS;
    m.edges = desk_edges;
    assert_true(tw_run(&m, &o, &serial, &err));
    o.engine = TW_TIMEWARP;
    for (int i = 0; i < 5; i++) {
        assert_true(tw_run(&m, &o, &r, &err));
        assert_int_equal(r.digest, serial.digest);
        tw_result_fini(&r);
    }
    tw_result_fini(&serial);
}

/* Runs a faulty model in a child, as a bug ends the process; its exit code. */
static int exit_code_of(enum fault fault, bool undo_check)
{
    pid_t child = fork();
    if (child == 0) {
        struct tw_model m = model(&fault);
        struct tw_options o = {.engine = TW_SERIAL, .horizon = 100};
        struct base_err err = {0};
        struct tw_result r;
        o.stress.undo_check = undo_check;
        if (!freopen("/dev/null", "w", stderr))
            _exit(9);
        _exit(tw_run(&m, &o, &r, &err) ? 0 : 2);
    }
    int status;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void a_send_that_is_not_later_ends_the_run(void **state)
{
    (void)state;
    assert_int_equal(exit_code_of(EARLIER, false), 1);
    assert_int_equal(exit_code_of(NOWHERE, false), 1);
    assert_int_equal(exit_code_of(NONE, false), 0);
}

static void an_undeclared_change_is_found(void **state)
{
    (void)state;
    assert_int_equal(exit_code_of(UNDECLARED, false), 0);
    assert_int_equal(exit_code_of(UNDECLARED, true), 1);
    assert_int_equal(exit_code_of(NONE, true), 0);
}

/* Two busy cliques with a thin, slow link: METIS cuts the link, and the lookahead is its. */
static size_t clique_edges(const void *world, struct tw_edge *edge)
{
    size_t n = 0;
    for (tw_lp_id i = 0; i < 20; i++)
        for (tw_lp_id j = 0; j < 20; j++)
            if (i != j && i % 2 == j % 2) {
                if (edge)
                    edge[n] = (struct tw_edge){i, j, 100, 1};
                n++;
            }
    if (edge)
        edge[n] = (struct tw_edge){0, 1, 1, 5000};
    (void)world;
    return n + 1;
}

static void metis_cuts_where_little_passes(void **state)
{
    struct tw_model m = {.name = "cliques", .lps = 20, .edges = clique_edges};
    struct base_err err = {0};
    uint32_t part[20];
    tw_time lookahead;
    (void)state;

    assert_true(tw_place(&m, TW_PLACE_METIS, 2, false, part, &lookahead, &err));
    for (tw_lp_id i = 2; i < 20; i++)
        assert_int_equal(part[i], part[i % 2]);
    assert_int_equal(lookahead, 5000);
    assert_true(tw_place(&m, TW_PLACE_BLOCK, 2, false, part, &lookahead, &err));
    assert_int_equal(lookahead, 1);
}

enum { RING = 1100000 }; // its edges at full weight are more than 32 bits can count

static size_t ring_edges(const void *world, struct tw_edge *edge)
{
    (void)world;
    for (tw_lp_id i = 0; edge != NULL && i < RING; i++)
        edge[i] = (struct tw_edge){i, (i + 1) % RING, 100, 1};
    return RING;
}

static void metis_shares_out_big_networks_as_well(void **state)
{
    struct tw_model m = {.name = "ring", .lps = RING, .edges = ring_edges};
    struct base_err err = {0};
    uint32_t *part = base_array(RING, sizeof *part);
    size_t second = 0;
    tw_time lookahead;
    (void)state;

    assert_true(tw_place(&m, TW_PLACE_METIS, 2, false, part, &lookahead, &err));
    for (tw_lp_id i = 0; i < RING; i++)
        second += part[i];
    assert_true(second > RING * 2 / 5 && second < RING * 3 / 5);
    free(part);
}

int main(void)
{
    const struct CMUnitTest test[] = {
        cmocka_unit_test(the_horizon_is_half_open),
        cmocka_unit_test(rows_come_ordered_by_lp_and_time),
        cmocka_unit_test(senseless_options_are_refused),
        cmocka_unit_test(what_waits_here_may_undo_what_is_behind_it),
        cmocka_unit_test(a_send_that_is_not_later_ends_the_run),
        cmocka_unit_test(an_undeclared_change_is_found),
        cmocka_unit_test(metis_cuts_where_little_passes),
        cmocka_unit_test(metis_shares_out_big_networks_as_well),
    };
    return cmocka_run_group_tests(test, NULL, NULL);
}
