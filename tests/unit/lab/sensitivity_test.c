/* SPDX-License-Identifier: Apache-2.0 */
/* Against functions whose indices are known exactly. */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "lab/design.h"
#include "lab/sensitivity.h"
#include "support/test.h"

static const double PI = 3.14159265358979323846;

/* Ishigami and Homma, ISUMA 1990: sin x1 + 7 sin^2 x2 + 0.1 x3^4 sin x1 on (-pi, pi)^3. */
static double ishigami(const double *u)
{
    double x[3];

    for (int i = 0; i < 3; i++)
        x[i] = (2 * u[i] - 1) * PI;
    return sin(x[0]) + 7 * sin(x[1]) * sin(x[1]) + 0.1 * pow(x[2], 4) * sin(x[0]);
}

/* V1 = (1 + b pi^4 / 5)^2 / 2, V2 = a^2 / 8, V13 = b^2 pi^8 (1/18 - 1/50), nothing else. */
static void sobol_indices_of_the_ishigami_function(void **state)
{
    enum { N = 4096, K = 3, ROWS = K + 2 };
    double *place = base_array((size_t)N * ROWS * K, sizeof *place);
    double *y = base_array((size_t)N * ROWS, sizeof *y);
    double own = pow(1 + 0.1 * pow(PI, 4) / 5, 2) / 2, two = 49.0 / 8;
    double joint = 0.01 * pow(PI, 8) * (1.0 / 18 - 1.0 / 50), all = own + two + joint;
    const double first[K] = {own / all, two / all, 0};
    const double total[K] = {(own + joint) / all, two / all, joint / all};
    struct lab_index index[K];

    (void)state;
    lab_sample_saltelli(place, N, K, TEST_SEED);
    for (size_t i = 0; i < (size_t)N * ROWS; i++)
        y[i] = ishigami(place + i * K);
    lab_sobol_indices(y, N, K, index);
    for (int k = 0; k < K; k++) {
        assert_true(fabs(index[k].first - first[k]) < 0.02);
        assert_true(fabs(index[k].total - total[k]) < 0.02);
        assert_true(index[k].first_low <= first[k] && first[k] <= index[k].first_high);
        assert_true(index[k].total_low <= total[k] && total[k] <= index[k].total_high);
        assert_true(index[k].first_high - index[k].first_low < 0.15);
    }
    free(place);
    free(y);
}

static void an_outcome_that_does_not_vary_has_no_indices(void **state)
{
    double y[8 * 4] = {0};
    struct lab_index index[2];

    (void)state;
    lab_sobol_indices(y, 8, 2, index);
    assert_true(isnan(index[0].first) && isnan(index[1].total_high));
}

/* 3 x1 - 2 x2 + 5 x1 x3: the effects of x1 are 3 + 5 x3, of x2 -2 always, of x3 5 x1. */
static void morris_effects_of_a_polynomial(void **state)
{
    enum { R = 400, K = 3 };
    double *place = base_array((size_t)R * (K + 1) * K, sizeof *place);
    double *y = base_array((size_t)R * (K + 1), sizeof *y);
    struct lab_effect effect[K];

    (void)state;
    lab_sample_morris(place, R, K, 4, TEST_SEED);
    for (size_t i = 0; i < (size_t)R * (K + 1); i++) {
        const double *x = place + i * K;
        y[i] = 3 * x[0] - 2 * x[1] + 5 * x[0] * x[2];
    }
    lab_morris_effects(y, place, R, K, effect);
    assert_true(fabs(effect[0].mu - 5.5) < 0.3 && effect[0].sigma > 1);
    assert_true(fabs(effect[1].mu + 2) < 1e-9 && fabs(effect[1].mu_star - 2) < 1e-9);
    assert_true(effect[1].sigma < 1e-9);
    assert_true(fabs(effect[2].mu - 2.5) < 0.3);
    assert_true(effect[0].star_low < 5.5 && 5.5 < effect[0].star_high);
    free(place);
    free(y);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sobol_indices_of_the_ishigami_function),
        cmocka_unit_test(an_outcome_that_does_not_vary_has_no_indices),
        cmocka_unit_test(morris_effects_of_a_polynomial),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
