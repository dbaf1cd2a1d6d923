/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include <stdlib.h>

#include "base/mem.h"
#include "rand/dist.h"
#include "rand/stream.h"
#include "tw/queue.h"

enum { EVENTS = 20000 };

struct fixture {
    struct tw_queue queue;
    struct tw_event *event; // EVENTS of them, 64 bytes each
    struct rand_stream dice;
};

static struct tw_event *event_at(struct fixture *f, size_t i)
{
    return (struct tw_event *)(void *)((char *)f->event + 64 * i);
}

static int set_up(void **state)
{
    struct fixture *f = base_alloc(sizeof *f);
    tw_queue_init(&f->queue);
    f->event = base_alloc_aligned(64 * (size_t)EVENTS);
    f->dice = rand_stream_at(TEST_SEED, 1);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    tw_queue_fini(&f->queue);
    free(f->event);
    free(f);
    return 0;
}

static void push(struct fixture *f, size_t i, tw_stamp stamp)
{
    struct tw_event *ev = event_at(f, i);
    *ev = (struct tw_event){.stamp = stamp,
                            .to = rand_below(&f->dice, 50),
                            .from = rand_below(&f->dice, 50),
                            .seq = (uint32_t)i};
    tw_queue_push(&f->queue, tw_entry_of(ev, 0));
}

static struct tw_event *pop(struct fixture *f)
{
    struct tw_entry e;
    if (!tw_queue_peek(&f->queue, &e))
        return NULL;
    tw_queue_pop(&f->queue, e);
    return tw_entry_event(e);
}

static void expect_ascending(struct fixture *f, size_t count)
{
    const struct tw_event *last = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct tw_event *now = pop(f);
        assert_non_null(now);
        if (last)
            assert_true(tw_event_before(last, now));
        last = now;
    }
    assert_null(pop(f));
}

static void an_empty_queue_has_nothing(void **state)
{
    struct fixture *f = *state;
    assert_null(pop(f));
    assert_int_equal(tw_queue_count(&f->queue), 0);
}

static void pops_in_key_order(void **state)
{
    struct fixture *f = *state;
    static const uint32_t range[] = {1, 3, 1000, 100000000};

    for (size_t r = 0; r < sizeof range / sizeof *range; r++)
        for (size_t n = 1; n <= EVENTS; n = n * 7 + 1) {
            for (size_t i = 0; i < n; i++)
                push(f, i, rand_below(&f->dice, range[r]) + 1000);
            assert_int_equal(tw_queue_count(&f->queue), n);
            expect_ascending(f, n);
        }
}

/* One event a thousand years away must not spoil the calendar of the others. */
static void pops_in_key_order_with_an_outlier(void **state)
{
    struct fixture *f = *state;

    push(f, 0, (tw_stamp)1 << 61);
    for (size_t i = 1; i < EVENTS; i++)
        push(f, i, 1 + rand_below(&f->dice, 1000000));
    expect_ascending(f, EVENTS);
}

/* The hold model: pop one, push one later, as a simulation does. */
static void holds_keep_the_order(void **state)
{
    struct fixture *f = *state;
    tw_stamp last = 0;

    for (size_t i = 0; i < 5000; i++)
        push(f, i, (tw_stamp)rand_exponential(&f->dice, 1e6));
    for (size_t i = 0; i < 100000; i++) {
        struct tw_event *ev = pop(f);
        assert_true(ev->stamp >= last);
        last = ev->stamp;
        size_t slot = (size_t)((char *)ev - (char *)f->event) / 64;
        push(f, slot, last + (tw_stamp)rand_exponential(&f->dice, 1e6));
    }
    assert_int_equal(tw_queue_count(&f->queue), 5000);
}

/* A rollback pushes events into the past of what was popped. */
static void takes_events_of_the_past(void **state)
{
    struct fixture *f = *state;

    for (size_t i = 0; i < 2000; i++)
        push(f, i, 1 + rand_below(&f->dice, 1000000));
    for (size_t i = 0; i < 1000; i++)
        pop(f);
    for (size_t i = 2000; i < 3000; i++)
        push(f, i, 1 + rand_below(&f->dice, 1000000));
    expect_ascending(f, 2000);
}

/* Few events that come again at once, many that are days away: the calendar, laid out for the
 * many, must be laid out again for the few. */
static void busy_events_do_not_pile_up_as_latecomers(void **state)
{
    struct fixture *f = *state;
    const tw_stamp day = 1000000000;

    for (size_t i = 0; i < 4000; i++)
        push(f, i, i < 10 ? 1 : day + rand_below(&f->dice, 4000000000U));
    tw_stamp last = 0;
    for (int i = 0; i < 50000; i++) {
        struct tw_event *ev = pop(f);
        assert_true(ev->stamp >= last);
        last = ev->stamp;
        size_t slot = (size_t)((char *)ev - (char *)f->event) / 64;
        push(f, slot, last + (i % 4 == 3 ? day * 3 : 1) + rand_below(&f->dice, 1000000));
    }
    assert_true(f->queue.late_count < 1000);
    assert_int_equal(tw_queue_count(&f->queue), 4000);
}

static void looks_ahead_in_order(void **state)
{
    struct fixture *f = *state;

    for (size_t i = 0; i < 1000; i++)
        push(f, i, 1 + rand_below(&f->dice, 1000000));
    for (size_t i = 0; i < 900; i++) {
        struct tw_entry e = {0};
        assert_true(tw_queue_peek(&f->queue, &e));
        const struct tw_event *ahead = tw_queue_ahead(&f->queue, 4);
        assert_non_null(ahead);
        assert_false(tw_event_before(ahead, tw_entry_event(e)));
        tw_queue_pop(&f->queue, e);
    }
}

static void drain_gives_each_event_once(void **state)
{
    struct fixture *f = *state;
    size_t seen = 0;

    for (size_t i = 0; i < EVENTS; i++)
        push(f, i, 1 + rand_below(&f->dice, 1000000));
    for (int i = 0; i < 100; i++)
        event_at(f, (size_t)pop(f)->seq)->state = TW_CANCELLED;
    for (struct tw_entry e; tw_queue_drain(&f->queue, &e); seen++) {
        assert_int_equal(tw_entry_event(e)->state, TW_PENDING);
        tw_entry_event(e)->state = TW_CANCELLED;
    }
    assert_int_equal(seen, EVENTS - 100);
}

int main(void)
{
    const struct CMUnitTest test[] = {
        cmocka_unit_test_setup_teardown(an_empty_queue_has_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(pops_in_key_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(pops_in_key_order_with_an_outlier, set_up, tear_down),
        cmocka_unit_test_setup_teardown(holds_keep_the_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(takes_events_of_the_past, set_up, tear_down),
        cmocka_unit_test_setup_teardown(busy_events_do_not_pile_up_as_latecomers, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(looks_ahead_in_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(drain_gives_each_event_once, set_up, tear_down),
    };
    return cmocka_run_group_tests(test, NULL, NULL);
}
