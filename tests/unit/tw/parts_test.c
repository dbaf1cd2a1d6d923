/* SPDX-License-Identifier: Apache-2.0 */
/* The small parts: ring, table of remote sends, inbox, pool, throttle. */
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rand/stream.h"
#include "tw/inbox.h"
#include "tw/pool.h"
#include "tw/remote.h"
#include "tw/ring.h"
#include "tw/rows.h"
#include "tw/throttle.h"

/* What is live survives growth and wrapping, byte for byte. */
static void a_ring_keeps_what_is_live(void **state)
{
    struct rand_stream dice = rand_stream_at(TEST_SEED, 2);
    struct tw_ring ring = {0};
    unsigned char piece[256], got[256];
    (void)state;

    for (int round = 0; round < 20000; round++) {
        size_t n = 1 + rand_below(&dice, 200);
        uint64_t at = ring.tail;
        for (size_t i = 0; i < n; i++)
            piece[i] = (unsigned char)(at + i);
        tw_ring_put(&ring, piece, n);
        if (rand_below(&dice, 100) < 60) {
            uint64_t drop = rand_below(&dice, 300);
            ring.head += drop < ring.tail - ring.head ? drop : ring.tail - ring.head;
        }
        for (uint64_t p = ring.head; p < ring.tail && p < ring.head + 64; p++) {
            tw_ring_get(&ring, p, got, 1);
            assert_int_equal(got[0], (unsigned char)p);
        }
    }
    assert_true(tw_ring_used(&ring) <= ring.capacity);
    tw_ring_fini(&ring);
}

static void remote_sends_are_found_once(void **state)
{
    enum { N = 5000 };
    struct tw_remote table = {0};
    struct tw_event *ev = base_array(N, sizeof *ev);
    struct rand_stream dice = rand_stream_at(TEST_SEED, 3);
    (void)state;

    for (uint64_t i = 0; i < N; i++) {
        ev[i].uid = i + 1;
        tw_remote_add(&table, &ev[i]);
        uint64_t other = rand_below(&dice, (uint32_t)i + 1);
        struct tw_event *found = tw_remote_remove(&table, other + 1);
        if (found) {
            assert_ptr_equal(found, &ev[other]);
            assert_null(tw_remote_remove(&table, other + 1));
        }
    }
    size_t left = 0;
    for (uint64_t i = 0; i < N; i++)
        left += tw_remote_remove(&table, i + 1) != NULL;
    assert_true(left > 0);
    assert_int_equal(table.count, 0);
    tw_remote_fini(&table);
    free(ev);
}

static void an_inbox_keeps_each_senders_order(void **state)
{
    struct tw_inbox inbox = {0};
    struct tw_block block[6] = {0};
    (void)state;

    assert_null(tw_inbox_take(&inbox));
    for (uint32_t i = 0; i < 6; i++) {
        block[i].from = i % 2;
        tw_inbox_publish(&inbox, &block[i]);
    }
    struct tw_block *b = tw_inbox_take(&inbox);
    for (uint32_t i = 0; i < 6; i++, b = b->next)
        assert_ptr_equal(b, &block[i]);
    assert_null(b);
    assert_null(tw_inbox_take(&inbox));
}

/* One worker takes, the other gives: what wanders comes back instead of piling up. */
static void pools_share_what_wanders(void **state)
{
    struct tw_depot depot;
    struct tw_pool maker, user;
    (void)state;

    tw_depot_init(&depot, 40);
    tw_pool_init(&maker, &depot);
    tw_pool_init(&user, &depot);
    for (int i = 0; i < 100000; i++) {
        void *object = tw_pool_take(&maker);
        assert_int_equal((uintptr_t)object % 64, 0);
        memset(object, i, 40);
        tw_pool_give(&user, object);
    }
    assert_true(atomic_load(&depot.bytes) < 1000000);
    tw_depot_fini(&depot);
}

/* Rows of two workers, in any order: by channel, LP and seq, each with its bytes. */
static void rows_are_put_in_their_places(void **state)
{
    enum { LPS = 70000, ROWS = 5000 };
    struct rand_stream dice = rand_stream_at(TEST_SEED, 7);
    struct tw_row_store worker[2] = {0}, *both[] = {&worker[0], &worker[1]};
    (void)state;

    for (uint64_t i = 0; i < ROWS; i++) {
        uint32_t lp = rand_below(&dice, 4) ? rand_below(&dice, 10) : rand_below(&dice, LPS);
        struct tw_row row = {.lp = lp,
                             .channel = (uint16_t)rand_below(&dice, 3),
                             .seq = (uint32_t)i * 40503 % ROWS};
        uint64_t mark = (uint64_t)row.channel << 56 | (uint64_t)lp << 24 | row.seq;
        memcpy(tw_row_store_add(&worker[lp % 2], row, sizeof mark), &mark, sizeof mark);
    }
    struct tw_rows all = tw_row_store_merge(both, 2);
    assert_int_equal(all.count, ROWS);
    uint64_t before = 0;
    for (size_t i = 0; i < all.count; i++) {
        const struct tw_row *row = &all.row[i];
        uint64_t mark;
        memcpy(&mark, all.bytes + row->offset, sizeof mark);
        assert_int_equal(mark,
                         (uint64_t)row->channel << 56 | (uint64_t)row->lp << 24 | row->seq);
        assert_true(i == 0 || before < mark);
        before = mark;
    }
    free(all.row);
    free(all.bytes);
}

static void the_throttle_follows_the_rollbacks(void **state)
{
    struct tw_throttle t;
    struct tw_worker_stats stats = {0};
    (void)state;

    tw_throttle_init(&t, false);
    size_t first = t.allowed;
    for (int i = 0; i < 10; i++) {
        stats.speculative += 10000;
        tw_throttle_adapt(&t, &stats, true);
    }
    size_t wide = t.allowed;
    assert_true(wide > first);
    for (int i = 0; i < 40; i++) {
        stats.speculative += 10000;
        stats.rolled_back += 9000;
        tw_throttle_adapt(&t, &stats, true);
    }
    assert_true(t.allowed < wide);
    assert_true(t.allowed > 0);
}

static unsigned moves_without_speculation(struct tw_throttle *t, struct tw_worker_stats *stats)
{
    unsigned moves = 0;

    while (t->allowed > 0) {
        stats->speculative += 1000;
        stats->rolled_back += 1000;
        tw_throttle_adapt(t, stats, false);
    }
    for (; t->allowed == 0; moves++)
        tw_throttle_adapt(t, stats, true);
    return moves;
}

/* Or cancellations chase what they cancel for ever. */
static void a_throttle_stops_when_all_is_undone(void **state)
{
    struct tw_throttle t;
    struct tw_worker_stats stats = {0};
    (void)state;

    tw_throttle_init(&t, false);
    unsigned first = moves_without_speculation(&t, &stats);
    assert_int_equal(t.allowed, 1);
    assert_int_equal(moves_without_speculation(&t, &stats), 2 * first);
    for (int i = 0; i < 30; i++) {
        stats.speculative += 1000;
        tw_throttle_adapt(&t, &stats, true);
    }
    assert_true(t.allowed > 10000);
    assert_int_equal(moves_without_speculation(&t, &stats), first);
}

/* It waits for a bound that brings much with each move, and not for ever. */
static void a_throttle_waits_where_it_pays(void **state)
{
    struct tw_throttle t;
    struct tw_worker_stats stats = {0};
    int turns = 0;
    (void)state;

    tw_throttle_init(&t, false);
    assert_false(tw_throttle_waits(&t));
    for (int i = 0; i < 20; i++) {
        stats.committed += 10;
        tw_throttle_adapt(&t, &stats, true);
    }
    assert_false(tw_throttle_waits(&t));
    for (int i = 0; i < 20; i++) {
        stats.committed += 10000;
        tw_throttle_adapt(&t, &stats, true);
    }
    for (; tw_throttle_waits(&t); turns++)
        tw_throttle_waited(&t);
    assert_in_range(turns, 1, 1000);
    tw_throttle_waited(&t);
    tw_throttle_adapt(&t, &stats, false);
    assert_false(tw_throttle_waits(&t));
}

/* What was executed far ahead fills the window; a straggler's redoing must not wait for it. */
static void a_throttle_lets_redo(void **state)
{
    struct tw_throttle t = {.allowed = 1000};
    struct tw_history h = {.head = 0, .tail = 5000, .live = 999, .latest = 70};
    struct tw_worker_stats stats = {0};
    (void)state;

    assert_true(tw_throttle_allows(&t, &h, &stats, 80)); // gaps do not count
    h.live = 2000;
    assert_false(tw_throttle_allows(&t, &h, &stats, 70));
    assert_true(tw_throttle_allows(&t, &h, &stats, 69));
    t.allowed = 0;
    assert_false(tw_throttle_allows(&t, &h, &stats, 69));
}

/* A burst of waste has made the window narrow, and much was executed far ahead: a few events
 * for each move of the bound, and the window opens again once they stay. */
static void a_narrow_throttle_opens_again(void **state)
{
    struct tw_throttle t = {.allowed = 100, .most = 10000};
    struct tw_history h = {.head = 0, .tail = 5000, .live = 5000, .latest = 70};
    struct tw_worker_stats stats = {.speculative = 3000, .rolled_back = 2000};
    int moves = 0;
    (void)state;

    tw_throttle_adapt(&t, &stats, true);
    size_t narrow = t.allowed;
    for (; t.allowed < TW_THROTTLE_STEADY && moves < 1000; moves++) {
        uint64_t before = stats.speculative;
        while (t.allowed < TW_THROTTLE_STEADY && tw_throttle_allows(&t, &h, &stats, 60))
            stats.speculative++;
        assert_in_range(stats.speculative - before, 1, t.allowed);
        tw_throttle_adapt(&t, &stats, true);
    }
    assert_true(narrow < TW_THROTTLE_STEADY);
    assert_in_range(moves, 2, 100);
}

int main(void)
{
    const struct CMUnitTest test[] = {
        cmocka_unit_test(a_ring_keeps_what_is_live),
        cmocka_unit_test(remote_sends_are_found_once),
        cmocka_unit_test(an_inbox_keeps_each_senders_order),
        cmocka_unit_test(pools_share_what_wanders),
        cmocka_unit_test(rows_are_put_in_their_places),
        cmocka_unit_test(the_throttle_follows_the_rollbacks),
        cmocka_unit_test(a_throttle_stops_when_all_is_undone),
        cmocka_unit_test(a_throttle_lets_redo),
        cmocka_unit_test(a_narrow_throttle_opens_again),
        cmocka_unit_test(a_throttle_waits_where_it_pays),
    };
    return cmocka_run_group_tests(test, NULL, NULL);
}
