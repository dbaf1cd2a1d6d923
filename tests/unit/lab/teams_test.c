/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "lab/teams.h"

static const double GB = 1e9;

/* Many long replications of a world that fits several times, on 4 ranks of 2 threads. */
static struct lab_labour usual(void)
{
    return (struct lab_labour){.seconds = 10,
                               .world_bytes = 1 * GB,
                               .state_bytes = 1 * GB,
                               .replications = 100,
                               .ranks = 4,
                               .threads = 2,
                               .memory_bytes = 8 * GB};
}

static void enough_replications_that_fit_go_one_to_each_thread(void **state)
{
    struct lab_labour l = usual();

    (void)state;
    assert_int_equal(lab_teams_for(&l), 0);
    l.replications = 8; // as many as workers
    assert_int_equal(lab_teams_for(&l), 0);
}

static void fewer_long_ones_than_threads_have_teams(void **state)
{
    struct lab_labour l = usual();

    (void)state;
    l.replications = 7;
    assert_int_equal(lab_teams_for(&l), 4);
    l.replications = 3;
    assert_int_equal(lab_teams_for(&l), 3);
    l.replications = 1;
    assert_int_equal(lab_teams_for(&l), 1);
}

static void short_ones_never_wait_for_a_team(void **state)
{
    struct lab_labour l = usual();

    (void)state;
    l.seconds = 0.4;
    l.replications = 1;
    assert_int_equal(lab_teams_for(&l), 0);
}

/* Each thread would hold a world and a state: 2 x 2 GB on a rank; in a team of r ranks a rank
 * holds the world and 1/r of the state. */
static void what_does_not_fit_a_thread_is_shared_by_as_few_ranks_as_hold_it(void **state)
{
    struct lab_labour l = usual();

    (void)state;
    l.memory_bytes = 3.9 * GB;
    assert_int_equal(lab_teams_for(&l), 4); // each rank a team of its own, of two threads
    l.memory_bytes = 1.9 * GB;
    assert_int_equal(lab_teams_for(&l), 2);
    l.memory_bytes = 1.3 * GB;
    assert_int_equal(lab_teams_for(&l), 1);
    l.memory_bytes = 0.5 * GB; // fits nowhere: all of them together at least
    assert_int_equal(lab_teams_for(&l), 1);
    l.seconds = 0.1; // memory decides for short ones, too
    assert_int_equal(lab_teams_for(&l), 1);
}

static void who_is_alone_has_nobody_to_be_a_team_with(void **state)
{
    struct lab_labour l = usual();

    (void)state;
    l.ranks = l.threads = 1;
    l.memory_bytes = 0.5 * GB;
    assert_int_equal(lab_teams_for(&l), 0);
    l.ranks = 1;
    l.threads = 8; // a team of threads
    l.memory_bytes = 8 * GB;
    l.replications = 2;
    assert_int_equal(lab_teams_for(&l), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(enough_replications_that_fit_go_one_to_each_thread),
        cmocka_unit_test(fewer_long_ones_than_threads_have_teams),
        cmocka_unit_test(short_ones_never_wait_for_a_team),
        cmocka_unit_test(what_does_not_fit_a_thread_is_shared_by_as_few_ranks_as_hold_it),
        cmocka_unit_test(who_is_alone_has_nobody_to_be_a_team_with),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
