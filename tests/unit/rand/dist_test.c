/* SPDX-License-Identifier: Apache-2.0 */
#include "rand/dist.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_randist.h>

#include "rand/gsl_door.h"
#include "support/test.h"

static const double some[] = {2, 3, 5, 11}, chance[] = {0.1, 0.4, 0.9, 1};

/* Every law, some with more than one way through GSL's code. */
static const struct rand_dist law[] = {
    {.law = RAND_CONSTANT, .a = 3.5},
    {.law = RAND_UNIFORM, .a = -1, .b = 4},
    {.law = RAND_EXPONENTIAL, .a = 2.5},
    {.law = RAND_NORMAL, .a = 10, .b = 3, .c = -INFINITY},
    {.law = RAND_NORMAL, .a = 10, .b = 3, .c = 8},
    {.law = RAND_NORMAL, .a = 1, .b = 2, .c = 4},
    {.law = RAND_NORMAL, .a = 5, .b = 0, .c = 0},
    {.law = RAND_LOGNORMAL, .a = 6, .b = 0.4},
    {.law = RAND_LOGNORMAL, .a = 6, .b = 0},
    {.law = RAND_GAMMA, .a = 0.5, .b = 3},
    {.law = RAND_GAMMA, .a = 4, .b = 3},
    {.law = RAND_POISSON, .a = 0.7},
    {.law = RAND_POISSON, .a = 9},
    {.law = RAND_POISSON, .a = 4000},
    {.law = RAND_POISSON, .a = 0},
    {.law = RAND_TRIANGULAR, .a = 1, .b = 2, .c = 6},
    {.law = RAND_TRIANGULAR, .a = 1, .b = 1, .c = 6},
    {.law = RAND_TRIANGULAR, .a = 1, .b = 6, .c = 6},
    {.law = RAND_TRIANGULAR, .a = 2, .b = 2, .c = 2},
    {.law = RAND_THREE_POINT, .p = 0.25F, .q = 0.5F, .a = 1, .b = 2, .c = 10},
    {.law = RAND_THREE_POINT, .p = 0.3F, .q = 0.7F, .a = 4, .b = 5, .c = -1},
    {.law = RAND_NEGATIVE_BINOMIAL, .a = 6, .b = 2},
    {.law = RAND_NEGATIVE_BINOMIAL, .a = 3, .b = 0.5},
    {.law = RAND_GEOMETRIC, .a = 3},
    {.law = RAND_GEOMETRIC, .a = 1},
    {.law = RAND_WEIBULL, .a = 9, .b = 2},
    {.law = RAND_TABLE, .count = 4, .value = some, .upto = chance},
};
enum { LAWS = sizeof law / sizeof *law };

static void every_law_is_here(void **state)
{
    (void)state;
    bool seen[RAND_LAW_COUNT] = {false};

    for (size_t i = 0; i < LAWS; i++)
        seen[law[i].law] = true;
    for (unsigned k = 0; k < RAND_LAW_COUNT; k++) {
        assert_true(seen[k]);
        assert_non_null(rand_law_name((enum rand_law)k));
        for (unsigned other = 0; other < k; other++)
            assert_string_not_equal(rand_law_name((enum rand_law)k),
                                    rand_law_name((enum rand_law)other));
    }
    assert_null(rand_law_name(RAND_LAW_COUNT));
}

/* Two streams in turn, of any two laws, draw what each draws alone: nothing is kept outside of
 * the stream, neither for the next draw nor for another law. */
static void no_law_keeps_anything_outside_the_stream(void **state)
{
    (void)state;
    enum { DRAWS = 60 };

    for (size_t i = 0; i < LAWS; i++)
        for (size_t j = 0; j < LAWS; j++) {
            struct rand_stream a = rand_stream_at(TEST_SEED, i), b = rand_stream_at(5, j);
            struct rand_stream alone = a;
            double expected[DRAWS];

            for (int k = 0; k < DRAWS; k++)
                expected[k] = rand_draw(&alone, &law[i]);
            for (int k = 0; k < DRAWS; k++) {
                assert_true(rand_draw(&a, &law[i]) == expected[k]);
                (void)rand_draw(&b, &law[j]);
            }
            assert_memory_equal(&a, &alone, sizeof a);
        }
}

/* Taken back after an odd number of draws, the stream replays the same ones. */
static void a_restored_stream_replays_every_law(void **state)
{
    (void)state;
    for (size_t i = 0; i < LAWS; i++)
        for (int before = 0; before < 4; before++) {
            struct rand_stream s = rand_stream_at(TEST_SEED, 100 + i);
            for (int k = 0; k < before; k++)
                (void)rand_draw(&s, &law[i]);
            struct rand_stream saved = s;
            double first = rand_draw(&s, &law[i]), second = rand_draw(&s, &law[i]);

            s = saved;
            assert_true(rand_draw(&s, &law[i]) == first);
            assert_true(rand_draw(&s, &law[i]) == second);
        }
}

/* Mean and spread of many draws are those that rand_mean() and rand_sd() promise, within five
 * standard errors; the error of the variance comes from the draws' own fourth moment. */
static void moments_are_as_promised(void **state)
{
    (void)state;
    enum { DRAWS = 100000 };
    static double draw[DRAWS];

    for (size_t i = 0; i < LAWS; i++) {
        struct rand_stream s = rand_stream_at(TEST_SEED, 200 + i);
        double mean = rand_mean(&law[i]), sd = rand_sd(&law[i]);
        double first = 0, square = 0, fourth = 0;

        for (int k = 0; k < DRAWS; k++) {
            draw[k] = rand_draw(&s, &law[i]) - mean;
            first += draw[k] / DRAWS;
            square += draw[k] * draw[k] / DRAWS;
            fourth += pow(draw[k], 4) / DRAWS;
        }
        double of_square = sqrt(fmax(fourth - square * square, 0) / DRAWS);
        assert_true(fabs(first) <= 5 * sd / sqrt(DRAWS) + 1e-12);
        assert_true(fabs(square - sd * sd) <= 5 * of_square + 1e-6 * sd * sd + 1e-12);
    }
}

static void nothing_comes_below_the_lowest(void **state)
{
    (void)state;
    for (size_t i = 0; i < LAWS; i++) {
        struct rand_stream s = rand_stream_at(TEST_SEED, 300 + i);
        double lowest = rand_lowest(&law[i]), least = INFINITY;

        for (int k = 0; k < 20000; k++)
            least = fmin(least, rand_draw(&s, &law[i]));
        assert_true(least >= lowest);
        if (isfinite(lowest) && law[i].law != RAND_POISSON && law[i].law != RAND_LOGNORMAL)
            assert_true(least <= lowest + 0.25); // it is the infimum, not just a bound
    }
}

/* Found by turning the output function around; the test below checks it. */
static const struct rand_stream gives_all_ones = {.state = 0x7fffe00078001e0U, .inc = 1};

/* As floats 0.3 + 0.7 can miss 1; even the highest uniforms must not fall into that gap. */
static void chances_that_sum_to_one_leave_no_rest(void **state)
{
    (void)state;
    for (int tenths = 1; tenths < 10; tenths++) {
        const struct rand_dist two = {.law = RAND_THREE_POINT,
                                      .p = (float)tenths / 10,
                                      .q = (float)(10 - tenths) / 10,
                                      .a = 5,
                                      .b = 4,
                                      .c = 0};
        struct rand_stream s = gives_all_ones, same = s;

        assert_int_equal(rand_bits(&same), UINT32_MAX);
        assert_true(rand_lowest(&two) == 4);
        assert_true(rand_draw(&s, &two) == 4);
    }
}

static void exponential_is_gsls(void **state)
{
    (void)state;
    struct rand_stream s = rand_stream_at(TEST_SEED, 5), twin = s;
    gsl_rng rng = rand_gsl(&twin);

    for (int k = 0; k < 100000; k++) {
        double ours = rand_exponential(&s, 2.5), theirs = gsl_ran_exponential(&rng, 2.5);
        assert_true(ours >= 0 && ours < 22.2 * 2.5);
        assert_true(fabs(ours - theirs) <= 4e-16 * theirs);
    }
}

static void normal_figures_fit_together(void **state)
{
    (void)state;
    assert_true(fabs(rand_normal_quantile(0.95) - 1.6448536269514722) < 1e-12);
    assert_true(fabs(rand_normal_below(1.96) - 0.9750021048517795) < 1e-12);
    assert_true(fabs(rand_normal_loss(0) - 0.3989422804014327) < 1e-12);
    for (double z = -4; z <= 4; z += 0.25) {
        assert_true(fabs(rand_normal_quantile(rand_normal_below(z)) - z) < 1e-9);
        assert_true(fabs(rand_normal_loss(z) + z - rand_normal_loss(-z)) < 1e-12);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_law_is_here),
        cmocka_unit_test(no_law_keeps_anything_outside_the_stream),
        cmocka_unit_test(a_restored_stream_replays_every_law),
        cmocka_unit_test(moments_are_as_promised),
        cmocka_unit_test(nothing_comes_below_the_lowest),
        cmocka_unit_test(chances_that_sum_to_one_leave_no_rest),
        cmocka_unit_test(exponential_is_gsls),
        cmocka_unit_test(normal_figures_fit_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
