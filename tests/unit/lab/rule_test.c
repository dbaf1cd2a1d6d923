/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "lab/rule.h"
#include "rand/dist.h"
#include "support/test.h"

enum { K = 5, MOST = 4000 };

struct table {
    double value[K][MOST];
};

static double observe(const void *user, size_t point, size_t i)
{
    const struct table *t = user;

    return t->value[point][i];
}

/* Means 0, 1, 2, 3, 4 (least first in no order), sd 3; `common` of the noise is shared. */
static void fill(struct table *t, uint64_t seed, double common)
{
    static const double mean[K] = {3, 1, 0, 4, 2};
    const struct rand_dist normal = {
        .law = RAND_NORMAL, .a = 0, .b = 3, .c = -(double)INFINITY};

    for (size_t i = 0; i < MOST; i++) {
        struct rand_stream dice = rand_stream_named(seed, i, K, 0);
        double shared = rand_draw(&dice, &normal);
        for (size_t k = 0; k < K; k++) {
            struct rand_stream own = rand_stream_named(seed, i, k, 0);
            t->value[k][i] =
                mean[k] + sqrt(common) * shared + sqrt(1 - common) * rand_draw(&own, &normal);
        }
    }
}

/* Gives what is asked for until it is over; returns how many observations that took. */
static size_t run(const struct table *t, const struct lab_select *rule,
                  struct lab_selection *out)
{
    size_t have[K] = {0}, sum = 0;

    do {
        lab_select_best(rule, K, have, observe, t, out);
        for (size_t k = 0; k < K; k++)
            if (have[k] < out->needed[k])
                have[k] = out->needed[k];
    } while (!out->over);
    for (size_t k = 0; k < K; k++)
        sum += have[k];
    return sum;
}

/* 100 races at 95 %: at most 5 are expected to go wrong; 11 would be a chance below 1 %. Shared
 * noise makes them much shorter. */
static void kim_nelson_finds_the_best(void **state)
{
    static struct table t;
    const struct lab_select rule = {
        .indifference = 1, .confidence = 0.95, .first = 10, .batch = 10, .at_most = MOST};
    size_t wrong = 0, alone = 0, together = 0;
    size_t needed[K], left[K];
    struct lab_selection out = {.needed = needed, .left = left};

    (void)state;
    for (uint64_t seed = 0; seed < 100; seed++) {
        fill(&t, seed, 0);
        alone += run(&t, &rule, &out);
        wrong += out.best != 2;
        fill(&t, seed, 0.9);
        together += run(&t, &rule, &out);
        wrong += out.best != 2;
    }
    assert_true(wrong <= 10);
    assert_true(together < alone / 2);
}

/* What is given up, and after how many, is the same however large the batches are. */
static void batches_do_not_change_what_is_chosen(void **state)
{
    static struct table t;
    struct lab_select rule = {
        .indifference = 0.5, .confidence = 0.95, .first = 10, .batch = 1, .at_most = MOST};
    size_t needed[K], left[K], same[K];
    struct lab_selection out = {.needed = needed, .left = left};

    (void)state;
    fill(&t, TEST_SEED, 0.5);
    run(&t, &rule, &out);
    size_t best = out.best;
    memcpy(same, left, sizeof same);
    rule.batch = 37;
    run(&t, &rule, &out);
    assert_int_equal(out.best, best);
    assert_memory_equal(same, left, sizeof same);
}

static void more_is_better_when_asked(void **state)
{
    static struct table t;
    const struct lab_select rule = {.indifference = 1,
                                    .confidence = 0.99,
                                    .first = 20,
                                    .batch = 10,
                                    .at_most = MOST,
                                    .most = true};
    size_t needed[K], left[K];
    struct lab_selection out = {.needed = needed, .left = left};

    (void)state;
    fill(&t, TEST_SEED, 0.5);
    run(&t, &rule, &out);
    assert_int_equal(out.best, 3);
}

/* Stops at the first batch whose interval is narrow, and says so with exactly that many. */
static void a_mean_is_known_when_its_interval_is_narrow(void **state)
{
    static struct table t;
    const struct lab_stop rule = {
        .half_width = 0.5, .confidence = 0.95, .batch = 10, .at_most = MOST};
    size_t n = rule.batch;

    (void)state;
    fill(&t, TEST_SEED, 0);
    while (lab_stop_at(&rule, observe, &t, 0, n) > n)
        n = lab_stop_at(&rule, observe, &t, 0, n);
    assert_int_equal(lab_stop_at(&rule, observe, &t, 0, MOST), n);
    assert_int_equal(n % 10, 0);
    assert_true(n > 80 && n < 220); // (1.96 x 3 / 0.5)^2 = 138
}

static void a_mean_that_never_settles_stops_at_most_there(void **state)
{
    static struct table t;
    const struct lab_stop rule = {
        .half_width = 1e-6, .confidence = 0.95, .batch = 10, .at_most = 55};

    (void)state;
    fill(&t, TEST_SEED, 0);
    assert_int_equal(lab_stop_at(&rule, observe, &t, 0, 50), 55);
    assert_int_equal(lab_stop_at(&rule, observe, &t, 0, 100), 55);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kim_nelson_finds_the_best),
        cmocka_unit_test(batches_do_not_change_what_is_chosen),
        cmocka_unit_test(more_is_better_when_asked),
        cmocka_unit_test(a_mean_is_known_when_its_interval_is_narrow),
        cmocka_unit_test(a_mean_that_never_settles_stops_at_most_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
