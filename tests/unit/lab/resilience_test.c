/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include <math.h>

#include "lab/resilience.h"

enum { DAYS = 60 };

static void assert_near(double a, double b)
{
    assert_true(fabs(a - b) < 1e-9 * (1 + fabs(b)));
}

/* A baseline of 50 a day; `lost` of it are missing on the days from .. to - 1. */
static void fill(double disrupted[DAYS], double baseline[DAYS], int from, int to, double lost)
{
    for (int i = 0; i < DAYS; i++) {
        baseline[i] = 50.0;
        disrupted[i] = i >= from && i < to ? 50.0 - lost : 50.0;
    }
}

static struct lab_resilience of(const double *disrupted, const double *baseline, double hold)
{
    const struct lab_curves curves = {disrupted, baseline, DAYS, 1.0, true};
    const struct lab_strike strike = {
        .onset = 0.0, .end = 20.0, .tolerance = 0.01, .hold = hold};

    return lab_resilience_of(&curves, &strike);
}

/* Served for 12 days, then 13 days of nothing: an outage of 20 days on 12 days of goods, of
 * which 5 were on the way (Simchi-Levi's time to survive). */
static void times_count_from_the_onset(void **state)
{
    double now[DAYS], usual[DAYS];
    (void)state;

    fill(now, usual, 12, 25, 50.0);
    struct lab_resilience r = of(now, usual, 5.0);
    assert_true(r.lost && r.recovered);
    assert_near(r.survive, 12.0);
    assert_near(r.recover, 25.0);
    assert_near(r.tail, 5.0);
    assert_near(r.dip, 1.0);
    assert_near(r.dip_at, 12.0);
    assert_near(r.area, 13.0);
    assert_near(r.index, 1.0 - 13.0 / 25.0);
}

static void without_loss_nothing_is_missing(void **state)
{
    double now[DAYS], usual[DAYS];
    (void)state;

    fill(now, usual, 12, 25, 0.4); // less than the tolerance
    struct lab_resilience r = of(now, usual, 5.0);
    assert_false(r.lost);
    assert_true(r.recovered);
    assert_near(r.survive, DAYS);
    assert_near(r.area + r.dip + r.recover + r.tail, 0.0);
    assert_near(r.index, 1.0);
}

/* The triangle: 60 % missing at once, made good in a straight line within 30 days: half of the
 * base times the height (Bruneau). */
static void the_triangle_has_its_area(void **state)
{
    double now[DAYS], usual[DAYS];
    (void)state;

    fill(now, usual, 0, 0, 0.0);
    for (int i = 0; i < 30; i++)
        now[i] = 50.0 * (1.0 - 0.6 * (1.0 - (i + 0.5) / 30.0));
    struct lab_resilience r = of(now, usual, 5.0);
    assert_near(r.area, 0.5 * 30.0 * 0.6);
    assert_near(r.survive, 0.0);
    assert_near(r.tail, 10.0);
}

static void a_relapse_within_the_hold_is_the_same_spell(void **state)
{
    double now[DAYS], usual[DAYS];
    (void)state;

    fill(now, usual, 10, 15, 25.0);
    now[18] = 0.0;
    assert_near(of(now, usual, 5.0).recover, 19.0);
    assert_near(of(now, usual, 3.0).recover, 15.0);
}

static void who_still_loses_at_the_end_has_not_recovered(void **state)
{
    double now[DAYS], usual[DAYS];
    (void)state;

    fill(now, usual, 30, DAYS, 10.0);
    struct lab_resilience r = of(now, usual, 5.0);
    assert_false(r.recovered);
    assert_near(r.recover, DAYS);
    fill(now, usual, 30, DAYS - 3, 10.0); // three calm days prove nothing
    assert_false(of(now, usual, 5.0).recovered);
}

/* Where less is better the differences count; periods in which nobody asked are no loss. */
static void backlog_counts_as_it_is(void **state)
{
    double now[] = {0, 0, 600, 300, 0, 0, NAN, 0}, usual[] = {0, 0, 0, 0, 0, 0, 0, 0};
    const struct lab_curves curves = {now, usual, 8, 2.0, false};
    const struct lab_strike strike = {.onset = 3.0, .end = 6.0, .tolerance = 0.5, .hold = 4.0};
    struct lab_resilience r = lab_resilience_of(&curves, &strike);
    (void)state;

    assert_near(r.survive, 1.0);
    assert_near(r.recover, 5.0);
    assert_near(r.tail, 2.0);
    assert_near(r.area, 1800.0);
    assert_near(r.dip, 600.0);
    assert_true(r.recovered);
}

/* A level is back when it is reached and held; not by the end, and nobody knows when. */
static void a_level_is_back_when_it_holds(void **state)
{
    double fill[] = {1, 1, 0.7, 0.95, 0.7, 0.9, 0.9, 0.9};
    const struct lab_curves curves = {fill, NULL, 8, 1.0, true};
    const struct lab_strike strike = {.onset = 1.0, .end = 2.0, .hold = 2.0};
    (void)state;

    assert_near(lab_back_after(&curves, 0.9, &strike), 4.0);
    assert_near(lab_back_after(&curves, 0.7, &strike), 0.0);
    assert_true(isnan(lab_back_after(&curves, 0.92, &strike)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_count_from_the_onset),
        cmocka_unit_test(without_loss_nothing_is_missing),
        cmocka_unit_test(the_triangle_has_its_area),
        cmocka_unit_test(a_relapse_within_the_hold_is_the_same_spell),
        cmocka_unit_test(who_still_loses_at_the_end_has_not_recovered),
        cmocka_unit_test(backlog_counts_as_it_is),
        cmocka_unit_test(a_level_is_back_when_it_holds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
