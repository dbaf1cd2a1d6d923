/* SPDX-License-Identifier: Apache-2.0 */
#include "rand/stream.h"

#include <math.h>

#include "support/test.h"

/* The demonstration output of the reference implementation. */
static void gives_the_reference_numbers(void **state)
{
    (void)state;
    static const uint32_t expected[] = {0xa15c02b7, 0x7b47f409, 0xba1d3330,
                                        0x83d2f293, 0xbfa4784b, 0xcbed606e};
    struct rand_stream s = rand_stream_at(42, 54);

    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        assert_int_equal(rand_bits(&s), expected[i]);
}

static void a_jump_is_so_many_draws(void **state)
{
    (void)state;
    struct rand_stream dice = rand_stream_at(TEST_SEED, 1);

    for (int i = 0; i < 200; i++) {
        struct rand_stream walks = rand_stream_at(rand_bits(&dice), rand_bits(&dice));
        struct rand_stream start = walks, jumps = walks;
        uint32_t steps = rand_below(&dice, 1000);

        for (uint32_t k = 0; k < steps; k++)
            (void)rand_bits(&walks);
        rand_stream_advance(&jumps, steps);
        assert_memory_equal(&walks, &jumps, sizeof walks);
        rand_stream_advance(&jumps, 0 - (uint64_t)steps); // and back
        assert_memory_equal(&start, &jumps, sizeof start);
    }
}

static void a_copy_draws_the_same_again(void **state)
{
    (void)state;
    struct rand_stream s = rand_stream_at(1, 2), saved = s;
    uint32_t first = rand_bits(&s);

    (void)rand_bits(&s);
    s = saved;
    assert_int_equal(rand_bits(&s), first);
}

static void below_stays_below_and_reaches_all(void **state)
{
    (void)state;
    struct rand_stream s = rand_stream_at(TEST_SEED, 2);

    for (uint32_t bound = 1; bound <= 40; bound++) {
        uint64_t seen = 0;
        for (int i = 0; i < 2000; i++) {
            uint32_t got = rand_below(&s, bound);
            assert_true(got < bound);
            seen |= UINT64_C(1) << got;
        }
        assert_true(seen == (UINT64_C(1) << bound) - 1);
    }
}

/* With a bound of 3 * 2^30 the plain remainder would give the lowest third twice as often. */
static void below_is_not_biased(void **state)
{
    (void)state;
    struct rand_stream s = rand_stream_at(TEST_SEED, 3);
    enum { DRAWS = 90000 };
    int third[3] = {0};

    for (int i = 0; i < DRAWS; i++)
        third[rand_below(&s, 3U << 30) >> 30]++;
    for (int i = 0; i < 3; i++) // sd of each count: sqrt(90000 * 1/3 * 2/3) = 141
        assert_true(fabs(third[i] - DRAWS / 3.0) < 5 * 141.5);
}

static void uniform_is_even_over_0_to_1(void **state)
{
    (void)state;
    struct rand_stream s = rand_stream_at(TEST_SEED, 4);
    enum { DRAWS = 100000, PARTS = 50 };
    int part[PARTS] = {0};
    double chi2 = 0;

    for (int i = 0; i < DRAWS; i++) {
        double u = rand_uniform(&s);
        assert_true(u >= 0 && u < 1);
        part[(int)(u * PARTS)]++;
    }
    for (int i = 0; i < PARTS; i++)
        chi2 += pow(part[i] - DRAWS / PARTS, 2) / (DRAWS / PARTS);
    assert_true(fabs(chi2 - (PARTS - 1)) < 5 * sqrt(2 * (PARTS - 1)));
}

/* The name alone makes the stream, and each part of the name matters. */
static void names_make_distinct_streams(void **state)
{
    (void)state;
    enum { SIDE = 6, NAMES = SIDE * SIDE * SIDE * SIDE };
    static struct rand_stream s[NAMES];

    for (uint32_t i = 0; i < NAMES; i++)
        s[i] = rand_stream_named(i % SIDE, i / 6 % SIDE, i / 36 % SIDE, i / 216);
    struct rand_stream again = rand_stream_named(1, 2, 3, 4);
    assert_memory_equal(&again, &s[1 + 2 * 6 + 3 * 36 + 4 * 216], sizeof again);
    for (size_t i = 0; i < NAMES; i++)
        for (size_t j = 0; j < i; j++)
            assert_true(s[i].state != s[j].state && s[i].inc != s[j].inc);
}

/* Replications of one purpose are drawn side by side: neighbours must not move together. */
static void neighbours_by_name_are_independent(void **state)
{
    (void)state;
    enum { STREAMS = 300, DRAWS = 200 };
    double sum = 0;

    for (uint64_t i = 0; i < STREAMS; i++) {
        struct rand_stream a = rand_stream_named(7, i, 0, 1);
        struct rand_stream b = rand_stream_named(7, i + 1, 0, 1);
        for (int k = 0; k < DRAWS; k++)
            sum += (rand_uniform(&a) - 0.5) * (rand_uniform(&b) - 0.5);
    }
    assert_true(fabs(sum) < 5 * sqrt((double)STREAMS * DRAWS) / 12); // sd of one term: 1/12
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_reference_numbers),
        cmocka_unit_test(a_jump_is_so_many_draws),
        cmocka_unit_test(a_copy_draws_the_same_again),
        cmocka_unit_test(below_stays_below_and_reaches_all),
        cmocka_unit_test(below_is_not_biased),
        cmocka_unit_test(uniform_is_even_over_0_to_1),
        cmocka_unit_test(names_make_distinct_streams),
        cmocka_unit_test(neighbours_by_name_are_independent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
