/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lab/design.h"
#include "support/test.h"

enum { POINTS = 64, FACTORS = 5 };

/* How many coordinates of column `f` fall into each of `cells` equal parts. */
static void count_cells(const double *place, size_t points, size_t factors, size_t f,
                        size_t cells, size_t *count)
{
    memset(count, 0, cells * sizeof *count);
    for (size_t i = 0; i < points; i++) {
        double x = place[i * factors + f];
        assert_true(x >= 0 && x < 1);
        count[(size_t)(x * (double)cells)]++;
    }
}

/* Each of n equal parts of each range has one point. */
static void latin_hypercube_fills_each_slice_once(void **state)
{
    double place[POINTS * FACTORS];
    size_t count[POINTS];

    (void)state;
    lab_sample_latin(place, POINTS, FACTORS, TEST_SEED);
    for (size_t f = 0; f < FACTORS; f++) {
        count_cells(place, POINTS, FACTORS, f, POINTS, count);
        for (size_t i = 0; i < POINTS; i++)
            assert_int_equal(count[i], 1);
    }
}

/* A digital net: 2^m points put one into each of 2^m slices, whatever the shift; and in two
 * dimensions the first two columns fill each cell of 8 x 8 once. */
static void scrambled_sobol_is_a_net(void **state)
{
    double place[POINTS * FACTORS];
    size_t count[POINTS], cell[POINTS] = {0};

    (void)state;
    lab_sample_sobol(place, POINTS, FACTORS, TEST_SEED);
    for (size_t f = 0; f < FACTORS; f++) {
        count_cells(place, POINTS, FACTORS, f, POINTS, count);
        for (size_t i = 0; i < POINTS; i++)
            assert_int_equal(count[i], 1);
    }
    for (size_t i = 0; i < POINTS; i++)
        cell[(size_t)(place[i * FACTORS] * 8) * 8 + (size_t)(place[i * FACTORS + 1] * 8)]++;
    for (size_t i = 0; i < POINTS; i++)
        assert_int_equal(cell[i], 1);
}

static void sobol_with_more_points_keeps_those_before(void **state)
{
    double few[POINTS * FACTORS], many[2 * POINTS * FACTORS];

    (void)state;
    lab_sample_sobol(few, POINTS, FACTORS, TEST_SEED);
    lab_sample_sobol(many, 2 * POINTS, FACTORS, TEST_SEED);
    assert_memory_equal(few, many, sizeof few);
}

/* One factor at a time, each once, by the step, and never out of the range. */
static void morris_changes_one_factor_at_a_time(void **state)
{
    enum { TRAJECTORIES = 20 };
    double place[TRAJECTORIES * (FACTORS + 1) * FACTORS];

    (void)state;
    lab_sample_morris(place, TRAJECTORIES, FACTORS, 4, TEST_SEED);
    for (size_t t = 0; t < TRAJECTORIES; t++) {
        size_t changed[FACTORS] = {0};
        const double *row = place + t * (FACTORS + 1) * FACTORS;
        for (size_t k = 0; k < FACTORS; k++, row += FACTORS)
            for (size_t f = 0; f < FACTORS; f++) {
                double step = fabs(row[FACTORS + f] - row[f]);
                changed[f] += step > 0;
                assert_true(step <= 0 || fabs(step - 2.0 / 3.0) < 1e-12);
                assert_true(row[FACTORS + f] > -1e-12 && row[FACTORS + f] < 1 + 1e-12);
            }
        for (size_t f = 0; f < FACTORS; f++)
            assert_int_equal(changed[f], 1);
    }
}

static void saltelli_takes_one_factor_of_b_each(void **state)
{
    enum { ROWS = FACTORS + 2 };
    double place[POINTS * ROWS * FACTORS];

    (void)state;
    lab_sample_saltelli(place, POINTS, FACTORS, TEST_SEED);
    for (size_t i = 0; i < POINTS; i++) {
        const double *a = place + i * ROWS * FACTORS, *b = a + (ROWS - 1) * FACTORS;
        for (size_t r = 1; r < ROWS - 1; r++)
            for (size_t f = 0; f < FACTORS; f++) {
                const double *from = f == r - 1 ? b : a;
                assert_memory_equal(&a[r * FACTORS + f], &from[f], sizeof *a);
            }
    }
}

static void make(const char *text, struct scen_study *study, struct lab_design *design)
{
    const struct scen_file file = {
        .path = "s.cfg", .name = "s.cfg", .text = text, .bytes = strlen(text)};
    struct base_err err = {0};

    assert_true(scen_study_load_held(&file, 1, study, &err));
    assert_true(lab_design_make(study, study->arena, design, &err));
    base_err_fini(&err);
}

static void a_grid_joins_each_level_with_each(void **state)
{
    static const char *const expected[][2] = {{"1 d", "a"},   {"1 d", "b"}, {"1.5 d", "a"},
                                              {"1.5 d", "b"}, {"2 d", "a"}, {"2 d", "b"}};
    struct scen_study study;
    struct lab_design d;

    (void)state;
    make("study = { id = \"s\"; scenario = \"x.cfg\"; };\n"
         "factors = ( { name = \"f\"; at = \"p\"; low = \"1 d\"; high = \"2 d\"; step = \"0.5 "
         "d\"; },"
         "            { name = \"g\"; at = \"q\"; levels = [\"a\", \"b\"]; } );",
         &study, &d);
    assert_int_equal(d.points, 6);
    for (size_t p = 0; p < 6; p++)
        for (size_t f = 0; f < 2; f++)
            assert_string_equal(d.text[2 * p + f], expected[p][f]);
    assert_true(fabs(d.value[4] - 1.5) < 1e-12);
    assert_true(isnan(d.value[1]));
    scen_study_free(&study);
}

/* Half of the points of a logarithmic range lie below its geometric middle. */
static void a_log_range_is_filled_in_its_logarithm(void **state)
{
    struct scen_study study;
    struct lab_design d;
    size_t below = 0;

    (void)state;
    make("study = { id = \"s\"; scenario = \"x.cfg\"; };\n"
         "factors = ( { name = \"f\"; at = \"p\"; low = \"1 d\"; high = \"100 d\"; scale = "
         "\"log\"; } );"
         "design = { kind = \"latin-hypercube\"; points = 40; };",
         &study, &d);
    for (size_t p = 0; p < d.points; p++)
        below += d.value[p] < 10;
    assert_int_equal(below, 20);
    scen_study_free(&study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(latin_hypercube_fills_each_slice_once),
        cmocka_unit_test(scrambled_sobol_is_a_net),
        cmocka_unit_test(sobol_with_more_points_keeps_those_before),
        cmocka_unit_test(morris_changes_one_factor_at_a_time),
        cmocka_unit_test(saltelli_takes_one_factor_of_b_each),
        cmocka_unit_test(a_grid_joins_each_level_with_each),
        cmocka_unit_test(a_log_range_is_filled_in_its_logarithm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
