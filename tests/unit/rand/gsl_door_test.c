/* SPDX-License-Identifier: Apache-2.0 */
#include "rand/gsl_door.h"

#include "support/test.h"

static void gsl_draws_move_the_stream(void **state)
{
    (void)state;
    struct rand_stream s = rand_stream_at(42, 54), twin = s;
    gsl_rng rng = rand_gsl(&s);

    assert_int_equal(gsl_rng_get(&rng), rand_bits(&twin));
    assert_true(gsl_rng_uniform(&rng) == rand_uniform(&twin));
    assert_memory_equal(&s, &twin, sizeof s);
    assert_int_equal(gsl_rng_max(&rng), UINT32_MAX);
    assert_int_equal(gsl_rng_min(&rng), 0);
}

static void restoring_the_stream_rewinds_gsl(void **state)
{
    (void)state;
    struct rand_stream s = rand_stream_at(1, 1), saved = s;
    gsl_rng rng = rand_gsl(&s);
    unsigned long first = gsl_rng_get(&rng);

    (void)gsl_rng_get(&rng);
    s = saved;
    assert_int_equal(gsl_rng_get(&rng), first);
}

static void seeding_through_gsl_keeps_the_stream(void **state)
{
    (void)state;
    struct rand_stream s = rand_stream_at(1, 54), fresh = rand_stream_at(42, 54);
    gsl_rng rng = rand_gsl(&s);

    gsl_rng_set(&rng, 42);
    assert_memory_equal(&s, &fresh, sizeof s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gsl_draws_move_the_stream),
        cmocka_unit_test(restoring_the_stream_rewinds_gsl),
        cmocka_unit_test(seeding_through_gsl_keeps_the_stream),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
