/* SPDX-License-Identifier: Apache-2.0 */
/* Counts and money that most items never have. */
#include "little.h"
#include "supply/account/rare.h"

/* A supplier and a market, run for some days. */
static void run_a_pair(struct little *l)
{
    little_init(l, SCEN_CONTINUOUS);
    int32_t supplier = little_supplier(l, 1);
    int32_t market = little_site(l, SCEN_MARKET, 0);

    little_stock(l, market, 0, 9, little_lane(l, supplier, market, always(2.0)));
    little_poisson(l, market, 3.0);
    little_run(l, 1);
}

static bool conserved(struct little *l)
{
    bool good;

    base_err_fini(&l->err);
    good = sums_conserved(l->world, l->total, l->totals, &l->err);
    return good;
}

/* Goods that vanish or appear must be counted, each by its own sign. */
static void what_goes_or_comes_must_be_counted(void **state)
{
    struct little *l = *state;

    run_a_pair(l);
    assert_true(conserved(l));
    l->total[1].on_hand -= 3;
    assert_false(conserved(l));
    l->total[1].ever[SUP_N_expired] = 2;
    assert_false(conserved(l));
    l->total[1].ever[SUP_N_destroyed] = 1;
    assert_true(conserved(l));
    l->total[1].on_hand += 4;
    l->total[1].ever[SUP_N_co_made] = 4;
    assert_true(conserved(l));
}

static void what_is_lost_on_the_way_is_a_shipment_that_ended(void **state)
{
    struct little *l = *state;

    run_a_pair(l);
    l->total[1].received -= 2;
    l->total[1].on_hand -= 2;
    assert_false(conserved(l));
    l->total[1].ever[SUP_N_lost_in_transit] = 2;
    assert_true(conserved(l));
}

static void what_is_returned_is_taken_back_or_under_way(void **state)
{
    struct little *l = *state;

    run_a_pair(l);
    l->total[1].on_hand -= 5;
    l->total[1].ever[SUP_N_returned] = 5;
    assert_false(conserved(l));
    l->total[0].ever[SUP_N_taken_back] = 3;
    l->total[0].on_hand += 3;
    assert_false(conserved(l));
    l->total[0].ever[SUP_N_returning] = 2;
    assert_true(conserved(l));
}

/* What a period had joins the run; the warm-up is forgotten, but not what proves. */
static void sums_pass_on_and_are_forgotten(void **state)
{
    struct sup_rare rare = {0};

    (void)state;
    rare.count[SUP_N_expired] = 4;
    rare.count[SUP_N_lost] = 7;
    rare.money[SUP_M_scrap] = 2.5;
    rare.money[SUP_M_revenue] = 100.0;
    near_to("the costs", sup_money_cost(rare.money), 2.5, 0.0);
    sup_rare_passes(&rare);
    assert_int_equal(rare.count[SUP_N_lost], 0);
    assert_int_equal(rare.kept_count[SUP_N_lost], 7);
    near_to("the kept money", rare.kept_money[SUP_M_revenue], 100.0, 0.0);
    sup_rare_forget(&rare);
    assert_int_equal(rare.kept_count[SUP_N_expired], 0);
    assert_int_equal(rare.ever[SUP_N_expired], 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_or_comes_must_be_counted),
        cmocka_unit_test(what_is_lost_on_the_way_is_a_shipment_that_ended),
        cmocka_unit_test(what_is_returned_is_taken_back_or_under_way),
        cmocka_unit_test(sums_pass_on_and_are_forgotten),
    };

    return cmocka_run_group_tests(tests, little_set_up, little_tear_down);
}
