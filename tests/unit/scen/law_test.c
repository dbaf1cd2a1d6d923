/* SPDX-License-Identifier: Apache-2.0 */
#include "support/near.h"

#include <math.h>
#include <string.h>

#include "rand/dist.h"
#include "scen/law.h"

static const struct scen_dim days = {.power = {[SCEN_TIME] = 1}};

static struct base_arena *store; // of the points of laws

static bool read(const char *text, struct scen_law *law, char *why, size_t bytes)
{
    struct scen_law_text in = {
        .text = scen_span_of(text), .currency = "EUR", .arena = store, .dim = days};
    return scen_law_read(&in, law, why, bytes);
}

/* Reads a good law of time. */
static struct scen_law law_of(const char *text)
{
    struct scen_law law;
    char why[240] = "";

    if (!read(text, &law, why, sizeof why))
        fail_msg("%s: %s", text, why);
    return law;
}

static struct rand_dist dist_of(const char *text)
{
    struct scen_law law = law_of(text);
    struct rand_dist dist;

    assert_int_equal(sizeof law, sizeof dist);
    memcpy(&dist, &law, sizeof dist);
    return dist;
}

/* scen may not see rand, so the numbers are written twice. */
static void laws_have_the_numbers_of_rand(void **state)
{
    (void)state;
    assert_int_equal(SCEN_CONSTANT, RAND_CONSTANT);
    assert_int_equal(SCEN_UNIFORM, RAND_UNIFORM);
    assert_int_equal(SCEN_EXPONENTIAL, RAND_EXPONENTIAL);
    assert_int_equal(SCEN_NORMAL, RAND_NORMAL);
    assert_int_equal(SCEN_LOGNORMAL, RAND_LOGNORMAL);
    assert_int_equal(SCEN_GAMMA, RAND_GAMMA);
    assert_int_equal(SCEN_POISSON_LAW, RAND_POISSON);
    assert_int_equal(SCEN_TRIANGULAR, RAND_TRIANGULAR);
    assert_int_equal(SCEN_THREE_POINT, RAND_THREE_POINT);
    assert_int_equal(SCEN_NEGATIVE_BINOMIAL, RAND_NEGATIVE_BINOMIAL);
    assert_int_equal(SCEN_GEOMETRIC, RAND_GEOMETRIC);
    assert_int_equal(SCEN_WEIBULL, RAND_WEIBULL);
    assert_int_equal(SCEN_POINTS, RAND_TABLE);
    assert_int_equal(SCEN_POINTS + 1, RAND_LAW_COUNT);
    assert_int_equal(offsetof(struct scen_law, a), offsetof(struct rand_dist, a));
    assert_int_equal(offsetof(struct scen_law, q), offsetof(struct rand_dist, q));
    assert_int_equal(offsetof(struct scen_law, upto), offsetof(struct rand_dist, upto));
}

/* What a planner writes is what rand draws from: mean and spread, in days. */
static void written_mean_and_spread_are_drawn(void **state)
{
    static const struct {
        const char *text;
        double mean, sd;
    } law[] = {
        {"3 d", 3, 0},
        {"36 h", 1.5, 0},
        {"constant(2) weeks", 14, 0},
        {"uniform(1, 3) d", 2, 0.5773502692},
        {"exponential(48) h", 2, 2},
        {"normal(50, 5) d", 50, 5},
        {"normal(50, cv 0.1) d", 50, 5},
        {"lognormal(4, cv 2) d", 4, 8},
        {"lognormal(4, 8) d", 4, 8},
        {"gamma(4, cv 0.5) d", 4, 2},
        {"gamma(1, shape 4) weeks", 7, 3.5},
        {"gamma(48, sd 24) h", 2, 1},
        {"triangular(1, 2, 6) d", 3, 1.0801234497},
        {"points(20 : 0.4, 25 : 0.4, 50 : 0.2) d", 28, 11.2249721603},
        {"points(1:0.25, 2:0.75) d", 1.75, 0.4330127019},
        {"points(1 : 0.1, 2 : 0.2, 3 : 0.3, 4 : 0.4) d", 3, 1},
        {"empirical(24, 48, 72, 96, 120) h", 3, 1.4142135624},
        {"weibull(2, shape 1) d", 2, 2},
        {"negative-binomial(6, sd 4) d", 6, 4},
        {"geometric(3) d", 3, 2.4494897428},
    };
    (void)state;

    for (size_t i = 0; i < sizeof law / sizeof *law; i++) {
        struct rand_dist dist = dist_of(law[i].text);
        struct scen_law text = law_of(law[i].text);
        assert_near(rand_mean(&dist), law[i].mean, 1e-5 * law[i].mean);
        assert_near(rand_sd(&dist), law[i].sd, 1e-5 * (1 + law[i].sd));
        assert_near(scen_law_mean(&text), law[i].mean, 1e-5 * law[i].mean);
        assert_near(scen_law_lowest(&text), rand_lowest(&dist), 1e-9);
    }
}

static void same_law(const struct scen_law *a, const struct scen_law *b)
{
    assert_int_equal(a->law, b->law);
    assert_memory_equal(&a->a, &b->a, sizeof a->a);
    assert_memory_equal(&a->b, &b->b, sizeof a->b);
    assert_memory_equal(&a->c, &b->c, sizeof a->c);
    assert_memory_equal(&a->p, &b->p, sizeof a->p);
    assert_memory_equal(&a->q, &b->q, sizeof a->q);
    assert_int_equal(a->count, b->count);
    if (a->count > 0) {
        assert_memory_equal(a->value, b->value, a->count * sizeof *a->value);
        assert_memory_equal(a->upto, b->upto, a->count * sizeof *a->upto);
    }
}

/* Also when an override has made its numbers odd. */
static void what_is_written_reads_as_the_same_law(void **state)
{
    static const char *const text[] = {"3.25 d",
                                       "0.1 h",
                                       "uniform(1, 7) h",
                                       "exponential(4.3) weeks",
                                       "normal(50, 8) h",
                                       "normal(50, cv 0.17, min 0.3) h",
                                       "lognormal(4.7, cv 0.3) h",
                                       "lognormal(3, 0.7) weeks",
                                       "gamma(4.1, cv 0.7) h",
                                       "gamma(3, shape 0.1) d",
                                       "weibull(9.7, shape 2.3) h",
                                       "negative-binomial(6.1, sd 4.7) d",
                                       "geometric(3.7) d",
                                       "poisson(0.7) d",
                                       "triangular(0.1, 0.7, 5) h",
                                       "points(1 : 0.7, 3 : 0.3) h",
                                       "points(1 : 0.1, 3 : 0.1, 3 : 0.8) h",
                                       "points(0.1 : 0.333, 2 : 0.333, 3 : 0.334) h",
                                       "points(7 : 0.1, 1 : 0.2, 3 : 0, 4 : 0.3, 5 : 0.4) h",
                                       "empirical(3, 5) h",
                                       "empirical(3, 5, 5, 9, 11, 13, 1) h"};
    (void)state;

    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        struct scen_law law = law_of(text[i]);
        for (int turn = 0; turn < 20; turn++) {
            struct base_text written = {0};
            scen_law_write(&law, &written);
            base_text_add(&written, " d");
            struct scen_law again = law_of(base_text_get(&written));
            same_law(&again, &law);
            base_text_fini(&written);
            assert_true(scen_law_scale(&law, 1.1));
        }
    }
    struct scen_law counts = law_of("geometric(3) d"); // from 1
    assert_false(scen_law_scale(&counts, 0.3));
}

static void laws_are_written_as_planners_do(void **state)
{
    static const char *const text[] = {"3",
                                       "uniform(2, 4)",
                                       "normal(50, 8, min 5)",
                                       "normal(50, 8)",
                                       "lognormal(4, cv 2)",
                                       "gamma(4, shape 4)",
                                       "points(20 : 0.4, 25 : 0.4, 50 : 0.2)",
                                       "points(20 : 0.4, 25 : 0.6)",
                                       "points(1 : 0.1, 2 : 0.2, 3 : 0.3, 4 : 0.4)",
                                       "empirical(3, 5, 5, 9)"};
    (void)state;

    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        struct base_text written = {0}, expected = {0};
        base_text_add(&expected, "%s d", text[i]);
        struct scen_law law = law_of(base_text_get(&expected));
        scen_law_write(&law, &written);
        assert_string_equal(base_text_get(&written), text[i]);
        base_text_fini(&written);
        base_text_fini(&expected);
    }
}

static void bad_laws_say_why(void **state)
{
    static const struct {
        const char *text, *why;
    } bad[] = {
        {"3", "unit is missing"},
        {"3 EUR", "can't be turned into d"},
        {"3 parsecs", "not a known unit"},
        {"three d", "there is no law `three`"},
        {"normal(3) d", "normal takes a mean"},
        {"normal 3, 4 d", "between ( and )"},
        {"normal(3, 4 d", "between ( and )"},
        {"normal(3 d, 4 d)", "the unit stands once, at the end"},
        {"uniform(3, 1) d", "lowest and a highest"},
        {"exponential(0) d", "above 0"},
        {"lognormal(-1, 2) d", "above 0"},
        {"gamma(4, shape 0) d", "gamma takes"},
        {"triangular(3, 2, 1) d", "the lowest, the likeliest"},
        {"points(1 : 0.5, 2 : 0.4) d", "add up to 0.9"},
        {"points(1 : 1) d", "two or more pairs"},
        {"points(1, 2) d", "two or more pairs"},
        {"poisson(3) h", "whole"},
        {"uniform(1, 2, 3, 4, 5) d", "uniform takes"},
        {"geometric(0.5) d", "at least 1"},
        {"negative-binomial(9, sd 2) d", "above the mean"},
        {"weibull(9, 2) d", "shape"},
        {"empirical(3) d", "two or more numbers"},
        {"", "neither a number"},
    };
    struct scen_law law;
    char why[240];
    (void)state;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (read(bad[i].text, &law, why, sizeof why) || strstr(why, bad[i].why) == NULL)
            fail_msg("\"%s\": %s", bad[i].text, why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(laws_have_the_numbers_of_rand),
        cmocka_unit_test(written_mean_and_spread_are_drawn),
        cmocka_unit_test(what_is_written_reads_as_the_same_law),
        cmocka_unit_test(laws_are_written_as_planners_do),
        cmocka_unit_test(bad_laws_say_why),
    };
    store = base_arena_new();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    base_arena_free(store);
    return failed;
}
