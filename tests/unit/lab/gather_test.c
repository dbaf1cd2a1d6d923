/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on one rank and, by the launcher, on several: LPs are dealt to ranks at random, each LP
 * has some rows on two channels, and rank 0 must see them as one rank would hold them. */
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "comm/comm.h"
#include "lab/gather.h"
#include "rand/stream.h"

enum { CHANNELS = 2, MOST_ROWS = 5 };

struct row { // 12 bytes: a record is padded to 16 + 16
    uint32_t channel, lp, seq;
};

struct record {
    struct out_row_head head;
    struct row row;
    uint32_t zero;
};

static uint32_t rows_of(uint32_t channel, uint32_t lp)
{
    struct rand_stream dice = rand_stream_named(TEST_SEED, channel, lp, 1);

    return rand_below(&dice, MOST_ROWS);
}

static int owner_of(uint32_t lp)
{
    struct rand_stream dice = rand_stream_named(TEST_SEED, 0, lp, 2);

    return (int)rand_below(&dice, (uint32_t)comm_size());
}

/* This rank's rows, ordered by (channel, lp, seq). */
static struct tw_rows my_rows(uint32_t lps)
{
    struct tw_rows rows = {
        .row = base_array((size_t)lps * CHANNELS * MOST_ROWS, sizeof(struct tw_row)),
        .bytes = base_array((size_t)lps * CHANNELS * MOST_ROWS, sizeof(struct row))};

    for (uint32_t channel = 0; channel < CHANNELS; channel++)
        for (uint32_t lp = 0; lp < lps; lp++)
            for (uint32_t i = 0; owner_of(lp) == comm_rank() && i < rows_of(channel, lp); i++) {
                const struct row row = {channel, lp, i};
                memcpy(rows.bytes + rows.byte_count, &row, sizeof row);
                rows.row[rows.count++] = (struct tw_row){.lp = lp,
                                                         .channel = (uint16_t)channel,
                                                         .seq = i,
                                                         .at = 1000 * (int64_t)i,
                                                         .offset = rows.byte_count};
                rows.byte_count += sizeof row;
            }
    return rows;
}

/* What should come next. */
struct expected {
    uint32_t channel, lp, seq;
    size_t seen, pieces;
};

static void skip_empty(struct expected *e)
{
    while (e->seq >= rows_of(e->channel, e->lp)) {
        e->lp++;
        e->seq = 0;
    }
}

static void take(void *user, const void *record, size_t count)
{
    struct expected *e = user;
    const struct record *r = record;

    assert_int_equal(comm_rank(), 0);
    for (size_t i = 0; i < count; i++, e->seq++) {
        skip_empty(e);
        assert_int_equal(r[i].head.replication, 3);
        assert_int_equal(r[i].head.node, e->lp);
        assert_int_equal(r[i].head.at, 1000 * e->seq);
        assert_memory_equal(&r[i].row, (&(struct row){e->channel, e->lp, e->seq}),
                            sizeof(struct row));
        assert_int_equal(r[i].zero, 0);
    }
    e->seen += count;
    e->pieces++;
}

static size_t all_rows(uint32_t channel, uint32_t lps)
{
    size_t sum = 0;

    for (uint32_t lp = 0; lp < lps; lp++)
        sum += rows_of(channel, lp);
    return sum;
}

static void gather_and_check(uint32_t lps, size_t window_bytes, size_t least_pieces)
{
    struct tw_rows rows = my_rows(lps);

    for (uint32_t channel = 0; channel < CHANNELS; channel++) {
        const struct lab_gather what = {.replication = 3,
                                        .channel = (uint16_t)channel,
                                        .lps = lps,
                                        .row_bytes = sizeof(struct row),
                                        .window_bytes = window_bytes};
        struct expected e = {.channel = channel};
        lab_gather_rows(&rows, &what, take, &e);
        assert_int_equal(e.seen, comm_rank() == 0 ? all_rows(channel, lps) : 0);
        assert_true(comm_rank() != 0 || e.pieces >= least_pieces);
    }
    free(rows.row);
    free(rows.bytes);
}

static void rows_arrive_in_the_order_of_lp_and_seq(void **state)
{
    (void)state;
    gather_and_check(5000, 0, 1);
}

static void fewer_lps_than_blocks_are_fine(void **state)
{
    (void)state;
    gather_and_check(7, 0, 1);
}

static void small_windows_bring_the_same_in_many_pieces(void **state)
{
    (void)state;
    gather_and_check(5000, 4096, 50);
}

static void no_rows_at_all_are_fine(void **state)
{
    const struct tw_rows none = {0};
    const struct lab_gather what = {.lps = 10, .row_bytes = 8};
    struct expected e = {0};

    (void)state;
    lab_gather_rows(&none, &what, take, &e);
    assert_int_equal(e.pieces, 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_arrive_in_the_order_of_lp_and_seq),
        cmocka_unit_test(fewer_lps_than_blocks_are_fine),
        cmocka_unit_test(small_windows_bring_the_same_in_many_pieces),
        cmocka_unit_test(no_rows_at_all_are_fine),
    };

    comm_init(&argc, &argv);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    comm_fini();
    return failed;
}
