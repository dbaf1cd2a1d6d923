/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of machines against sums done by hand. Customers come at the begin of each day and find
 * nothing in stock: each order is made for them. little_run() proves that no goods are lost. */
#include "little.h"
#include "scen/unit.h"
#include "supply/make/tally.h"

static const double CLOSE = 1e-9;

static struct scen_workline *add_line(struct little *l, uint32_t machines)
{
    static const char *const name[] = {"w", "x", "y", "z"};
    size_t i = l->scen.lines++;

    l->line[i] = (struct scen_workline){.name = name[i],
                                        .machines = machines,
                                        .crews = machines,
                                        .crew = "",
                                        .promise = -1,
                                        .overtime = 1};
    return &l->line[i];
}

/* The next step of an item's route: `days` for each job. Routes go from step to step. */
static struct scen_step *add_step(struct little *l, struct scen_stocking *s, int32_t line,
                                  double days)
{
    static const struct scen_next next[] = {{1, 1}, {2, 1}, {3, 1}};
    struct scen_step *step = &l->step[l->scen.steps++];

    *step = (struct scen_step){.line = line, .unit_time = always(0), .job_time = always(days)};
    if (little_stocking_more(l, s)->steps == 0)
        little_stocking_more(l, s)->first_step = (size_t)(step - l->step);
    else
        step[-1] = (struct scen_step){.line = step[-1].line,
                                      .unit_time = step[-1].unit_time,
                                      .job_time = step[-1].job_time,
                                      .next = &next[little_stocking_more(l, s)->steps - 1],
                                      .nexts = 1};
    little_stocking_more(l, s)->steps++;
    little_stocking_more(l, s)->job_size = 1;
    return step;
}

/* A factory at which `units` of a thing are wanted each day, made job by job in `days` each. */
static struct scen_workline *shop(struct little *l, uint32_t machines, double units,
                                  double days)
{
    little_init(l, SCEN_CONTINUOUS);
    int32_t site = little_site(l, SCEN_FACTORY, 0);
    struct scen_stocking *s = little_stock(l, site, 0, 0, SCEN_NONE);
    struct scen_workline *line = add_line(l, machines);

    add_step(l, s, 0, days);
    if (units > 0)
        little_daily(l, site, always(units));
    l->scen.horizon = 20 * DAY - 1;
    return line;
}

static struct sup_shop_row row_of(const struct little *l, uint32_t line)
{
    struct sup_shop_row row;

    for (size_t n = 0; little_row(l, SUP_LINE, n, &row, sizeof row); n++)
        if (row.line == line)
            return row;
    fail_msg("line %u has no row", line);
    return row;
}

/* Three jobs a day on one machine, 0.25 d each. */
static void jobs_wait_for_their_machine(void **state)
{
    struct little *l = *state;

    shop(l, 1, 3, 0.25)->promise = DAY / 2;
    little_run(l, 0);
    struct sup_shop_row row = row_of(l, 0);

    assert_int_equal(row.done, 60);
    near_to("wait", row.wait_mean, 0.25, CLOSE);
    near_to("who waits", row.wait_part, 2.0 / 3, CLOSE);
    near_to("sojourn", row.sojourn_mean, 0.5, CLOSE);
    near_to("half of the sojourns", row.sojourn_p50, 0.5, 0.07);
    near_to("the longest sojourns", row.sojourn_p99, 0.75, 0.07);
    near_to("late", row.late_part, 1.0 / 3, CLOSE);
    near_to("utilisation", row.utilisation, 0.75, 1e-6);
    near_to("queue", row.queue_mean, 0.75, 1e-6);
}

static void machines_work_side_by_side(void **state)
{
    struct little *l = *state;

    shop(l, 3, 3, 0.5);
    little_run(l, 0);
    near_to("utilisation", row_of(l, 0).utilisation, 0.5, 1e-6);
    assert_true(row_of(l, 0).wait_mean == 0);
}

/* 7 units in jobs of 3: of 3, 3 and 1; by unit and by job. */
static void jobs_take_time_by_unit_and_by_job(void **state)
{
    struct little *l = *state;

    shop(l, 1, 7, 0.01);
    little_stocking_more(l, &l->stock[0])->job_size = 3;
    l->step[0].unit_time = always(0.05);
    little_run(l, 0);
    struct sup_shop_row row = row_of(l, 0);

    assert_int_equal(row.done, 60);
    near_to("utilisation", row.utilisation, 7 * 0.05 + 3 * 0.01, 1e-6);
}

static void another_product_needs_a_set_up(void **state)
{
    struct little *l = *state;
    struct scen_workline *line = shop(l, 1, 1, 0.2);

    l->product[1] = (struct scen_product){.name = "tube", .quantum = 1.0};
    l->scen.products = 2;
    add_step(l, little_stock(l, 0, 1, 0, SCEN_NONE), 0, 0.3);
    little_daily(l, 0, always(1))->product = 1;
    line->sets_up = true;
    line->set_up = always(0.1);
    line->set_up_cost = 5;
    little_run(l, 0);
    struct sup_shop_row row = row_of(l, 0);

    assert_int_equal(row.set_ups, 39); // but for the very first job
    near_to("cost", row.cost_set_up, 39 * 5, CLOSE);
    near_to("paid", l->total[0].money[SUP_M_set_up] + l->total[1].money[SUP_M_set_up], 39 * 5,
            CLOSE);
    near_to("in set-up", row.set_up_part, 39 * 0.1 / 20, 1e-6);
    near_to("at work", row.utilisation, 0.5, 1e-6);
}

/* Up for 3.25 d and down for 0.75 d, always: each fourth job, begun with a day, loses the rest
 * of it. */
static void machines_break_and_go_on_where_they_stopped(void **state)
{
    struct little *l = *state;
    struct scen_workline *line = shop(l, 1, 1, 0.5);

    line->breaks = true;
    line->fails = SCEN_FAILS_ALWAYS;
    line->up = always(3.25);
    line->down = always(0.75);
    little_run(l, 0);
    struct sup_shop_row row = row_of(l, 0);
    struct sup_shop_up_row up;

    assert_int_equal(row.breakdowns, 5);
    near_to("down", row.down_part, 0.75 / 4, 1e-6);
    near_to("at work", row.utilisation, (19 * 0.5 + 0.25) / 20, 1e-6); // the last one stops
    near_to("completion", row.completion_mean, (15 * 0.5 + 4 * 1.25) / 19, 1e-6);
    assert_true(little_row(l, SUP_LINE_UP, 1, &up, sizeof up));
    assert_int_equal(up.up, 1);
    near_to("up", up.part, 3.25 / 4, 1e-6);
}

/* One that grows old at work only breaks after each day of it. */
static void idle_machines_need_not_grow_old(void **state)
{
    struct little *l = *state;
    struct scen_workline *line = shop(l, 1, 1, 0.5);

    line->breaks = true;
    line->up = always(1);
    line->down = always(0.25);
    little_run(l, 0);
    /* After two jobs, at the begin of the next one. */
    assert_int_equal(row_of(l, 0).breakdowns, 9);
    near_to("down", row_of(l, 0).down_part, 9 * 0.25 / 20, 1e-6);
}

/* Two lines with a machine each break at day 1; their one crew needs a day for each. */
static void lines_share_a_crew(void **state)
{
    struct little *l = *state;

    shop(l, 1, 0, 0.5);
    add_line(l, 1);
    for (int i = 0; i < 2; i++) {
        l->line[i].breaks = true;
        l->line[i].fails = SCEN_FAILS_ALWAYS;
        l->line[i].up = always(1);
        l->line[i].down = always(1);
        l->line[i].crew = "fitters";
        l->line[i].crews = 1;
    }
    little_run(l, 0);
    /* Both are down on day 1; from then on one is repaired while the other is up. */
    near_to("down", row_of(l, 0).down_mean + row_of(l, 1).down_mean, 1, 1e-6);
    near_to("waits for the crew", row_of(l, 0).crew_wait_mean + row_of(l, 1).crew_wait_mean,
            1.0 / 20, 1e-6);
}

static void jobs_go_from_line_to_line(void **state)
{
    struct little *l = *state;

    shop(l, 1, 2, 0.25);
    add_line(l, 1);
    add_step(l, &l->stock[0], 1, 0.125);
    little_run(l, 0);
    assert_int_equal(row_of(l, 1).done, 40);
    assert_true(row_of(l, 1).wait_mean == 0);
    near_to("flow", row_of(l, 0).flow_mean, (0.375 + 0.625) / 2, CLOSE);
}

/* The second line has room for one job and is slower: the first holds what it has done. */
static void a_full_line_blocks_the_one_before(void **state)
{
    struct little *l = *state;

    shop(l, 1, 3, 0.125);
    add_line(l, 1)->room = 1;
    add_step(l, &l->stock[0], 1, 0.25);
    little_run(l, 0);
    /* Done at 0.125, 0.25 and 0.5; handed on at 0.125, 0.375 and 0.625. */
    near_to("blocked", row_of(l, 0).blocked_part, 0.25, 1e-6);
    near_to("flow", row_of(l, 0).flow_mean, (0.375 + 0.625 + 0.875) / 3, CLOSE);
}

static void a_limit_of_work_keeps_jobs_in_front(void **state)
{
    struct little *l = *state;

    shop(l, 3, 3, 0.25)->wip_limit = 1;
    little_run(l, 0);
    near_to("in front", row_of(l, 0).gate_mean, 0.75, 1e-6);
    near_to("begun", row_of(l, 0).wip_mean, 0.75, 1e-6);
    assert_true(row_of(l, 0).queue_mean == 0);
}

static void who_finds_no_room_goes_away(void **state)
{
    struct little *l = *state;
    struct scen_workline *line = shop(l, 1, 1, 0.25);

    little_daily(l, 0, always(1));
    little_daily(l, 0, always(1));
    line->room = 2;
    little_run(l, 0);
    assert_int_equal(row_of(l, 0).refused, 20);
    assert_int_equal(row_of(l, 0).done, 40);
    near_to("lost", (double)l->total[0].count[SUP_N_lost], 20, CLOSE);
}

static void work_without_orders_fills_the_limit(void **state)
{
    struct little *l = *state;

    shop(l, 1, 0, 0.5)->wip_limit = 2;
    l->stock[0].policy = SCEN_NEVER;
    little_stocking_more(l, &l->stock[0])->endless = true;
    little_run(l, 0);
    assert_int_equal(row_of(l, 0).done, 39);
    near_to("begun", row_of(l, 0).wip_mean, 2, 1e-6);
}

/* Five jobs of 0.25 d a day: at double speed while more than two wait. */
static void overtime_speeds_work_up_and_costs(void **state)
{
    struct little *l = *state;
    struct scen_workline *line = shop(l, 1, 5, 0.25);

    line->overtime = 2;
    line->overtime_above = 2;
    line->overtime_cost = 100;
    little_run(l, 0);
    /* Four wait from 0 on, three from 0.125 to 0.25; the rest takes its normal time. */
    near_to("overtime", row_of(l, 0).overtime_part, 0.25, 1e-6);
    near_to("cost", row_of(l, 0).cost_overtime, 20 * 25, 1e-6);
    near_to("paid", l->total[0].money[SUP_M_overtime], 20 * 25, 1e-6);
    near_to("at work", row_of(l, 0).utilisation, 1, 1e-6);
}

static void what_is_bad_is_scrapped_and_made_again(void **state)
{
    struct little *l = *state;

    shop(l, 1, 4, 0.125);
    little_stocking_more(l, &l->stock[0])->yields = true;
    little_stocking_more(l, &l->stock[0])->yield = little_law(l, always(0.8));
    little_stocking_more(l, &l->stock[0])->scrap_cost = 3;
    l->stock[0].make_cost = 2;
    little_run(l, 0);
    double made = (double)l->total[0].made,
           scrapped = (double)l->total[0].count[SUP_N_scrapped];

    near_to("good", made, 80, CLOSE);
    near_to("bad", scrapped, 20, CLOSE);
    near_to("cost of scrap", l->total[0].money[SUP_M_scrap], 20 * (3 + 2), CLOSE);
    near_to("cost of making", l->total[0].cost_make, 80 * 2, CLOSE);
}

static void co_products_come_along(void **state)
{
    static const struct scen_component slag[] = {{1, 0.5}};
    struct little *l = *state;

    shop(l, 1, 4, 0.125);
    l->product[0].co_product = slag;
    l->product[0].co_count = 1;
    l->product[1] = (struct scen_product){.name = "slag", .quantum = 1.0};
    l->scen.products = 2;
    little_stock(l, 0, 1, 0, SCEN_NONE)->policy = SCEN_NEVER;
    little_run(l, 0);
    assert_int_equal(l->total[0].made, 80);
    assert_int_equal(l->total[1].on_hand, 40);
    assert_int_equal(l->total[1].ever[SUP_N_co_made], 40);
}

/* 12 are wanted on day 0 only: 5, 5 and 2 are begun on days 0, 1 and 2. */
static void no_more_is_begun_than_the_limit(void **state)
{
    struct little *l = *state;

    shop(l, 1, 12, 0.01);
    l->demand[0].period = 500 * DAY;
    little_stocking_more(l, &l->stock[0])->release_limit = 5;
    little_stocking_more(l, &l->stock[0])->release_every = DAY;
    little_run(l, 0);
    assert_int_equal(little_kpi(l, 0, 0).sold, 5);
    assert_int_equal(little_kpi(l, 0, 1).sold, 5);
    assert_int_equal(little_kpi(l, 0, 2).sold, 2);
}

/* Down from 0.25 on for a day and a quarter: the job of day 0 ends at 1.75. */
static void machines_stand_still_while_the_site_is_down(void **state)
{
    struct little *l = *state;

    shop(l, 1, 1, 0.5);
    l->demand[0].period = 500 * DAY;
    little_once(l, SCEN_OUTAGE, 0, 0.25, 1.25);
    little_run(l, 0);
    near_to("completion", row_of(l, 0).completion_mean, 1.75, 1e-6);
}

/* At half the capacity from 0.25 on, for half a day: 0.25 d of work, then the rest. */
static void less_capacity_slows_machines_down(void **state)
{
    struct little *l = *state;

    shop(l, 1, 1, 0.75);
    l->demand[0].period = 500 * DAY;
    little_once(l, SCEN_CAPACITY, 0, 0.25, 0.5)->size = 0.5;
    little_run(l, 0);
    near_to("completion", row_of(l, 0).completion_mean, 1, 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jobs_wait_for_their_machine),
        cmocka_unit_test(machines_work_side_by_side),
        cmocka_unit_test(jobs_take_time_by_unit_and_by_job),
        cmocka_unit_test(another_product_needs_a_set_up),
        cmocka_unit_test(machines_break_and_go_on_where_they_stopped),
        cmocka_unit_test(idle_machines_need_not_grow_old),
        cmocka_unit_test(lines_share_a_crew),
        cmocka_unit_test(jobs_go_from_line_to_line),
        cmocka_unit_test(a_full_line_blocks_the_one_before),
        cmocka_unit_test(a_limit_of_work_keeps_jobs_in_front),
        cmocka_unit_test(who_finds_no_room_goes_away),
        cmocka_unit_test(work_without_orders_fills_the_limit),
        cmocka_unit_test(overtime_speeds_work_up_and_costs),
        cmocka_unit_test(what_is_bad_is_scrapped_and_made_again),
        cmocka_unit_test(co_products_come_along),
        cmocka_unit_test(no_more_is_begun_than_the_limit),
        cmocka_unit_test(machines_stand_still_while_the_site_is_down),
        cmocka_unit_test(less_capacity_slows_machines_down),
    };

    return cmocka_run_group_tests(tests, little_set_up, little_tear_down);
}
